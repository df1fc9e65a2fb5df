/** Numbers of stat(2) from below fs: what they say is what fs.statSync says, or they are not asked. */
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lookAt } from "../../../lib/host/stat.ts";
import { milliseconds, openNumbers, statIndex, statNumbers } from "../../../lib/host/stat-numbers.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-stat-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As Node's own function has it. */
function realStat(file: string): number[] {
  const { dev, mode, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  const numbers: number[] = Array.from({ length: 18 }, () => 0);
  const { device, mode: modeIndex, inode, size: sizeIndex, mtime, ctime } = statIndex;
  const values = { [device]: dev, [modeIndex]: mode, [inode]: ino, [sizeIndex]: size };
  for (const [index, value] of Object.entries(values)) numbers[Number(index)] = Number(value);
  for (const [index, time] of [[mtime, mtimeNs] as const, [ctime, ctimeNs] as const]) {
    numbers[index] = Number(time / 1_000_000_000n);
    numbers[index + 1] = Number(time % 1_000_000_000n);
  }
  return numbers;
}

/** A Node of this version on a system. */
function runtime(version: string, change: object = {}) {
  const execPath = path.join(folder, "node");
  writeFileSync(execPath, "node");
  const stat = vi.fn<(file: string) => number[]>(realStat);
  const versions = { node: version };
  return { versions, platform: "linux" as const, execPath, binding: () => ({ stat }), ...change };
}

describe("the way to ask for numbers", () => {
  it.each(["20.19.0", "20.20.2", "22.23.3", "24.21.0", "26.12.1"])("is there in Node %s", (version) => {
    expect(openNumbers(runtime(version))).not.toBeNull();
  });

  it.each<[what: string, runtime: () => Parameters<typeof openNumbers>[0]]>([
    ["a Node that is too old", () => runtime("20.18.3")],
    ["a Node that nobody knows", () => runtime("28.0.0")],
    ["a minor version that nobody has tried", () => runtime("24.22.0")],
    ["no Node at all", () => runtime("")],
    ["Windows", () => runtime("22.1.0", { platform: "win32" })],
    ["Bun", () => runtime("24.3.0", { versions: { node: "24.3.0", bun: "1.4.5" } })],
    ["a Node without it", () => runtime("22.1.0", { binding: undefined })],
    [
      "a Node that refuses",
      () =>
        runtime("22.1.0", {
          binding: () => {
            throw new Error("ERR_ACCESS_DENIED");
          },
        }),
    ],
    ["a Node that is no longer there", () => runtime("22.1.0", { execPath: "/gone" })],
    [
      "numbers in another order",
      () => runtime("22.1.0", { binding: () => ({ stat: (file: string) => realStat(file).toReversed() }) }),
    ],
    ["numbers that are no numbers", () => runtime("22.1.0", { binding: () => ({ stat: () => undefined }) })],
  ])("is not there with %s", (_, make) => {
    expect(openNumbers(make())).toBeNull();
  });

  it("warns of nothing, and leaves the setting of warnings as it was", () => {
    for (const noDeprecation of [true, false]) {
      const seen: unknown[] = [];
      const asked = runtime("22.1.0", { noDeprecation });
      const { binding } = asked;
      asked.binding = () => {
        seen.push((asked as { noDeprecation?: boolean }).noDeprecation);
        return binding();
      };
      openNumbers(asked);
      expect(seen).toEqual([true]);
      expect(asked).toMatchObject({ noDeprecation });
    }
  });
});

describe("looking at a path says what fs.statSync says", () => {
  it("of files, folders, links and devices", () => {
    writeFileSync(path.join(folder, "file"), "four");
    mkdirSync(path.join(folder, "folder"));
    symlinkSync("file", path.join(folder, "link"));
    const names = ["file", "folder", "link", "."].map((name) => path.join(folder, name));
    for (const file of [...names, os.devNull, process.execPath]) {
      const stats = statSync(file);
      const { size, mtimeMs, ctimeMs, ino, dev, mode } = stats;
      const type = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
      const stat = { size, mtimeMs, ctimeMs, inode: ino };
      expect(lookAt(file)).toEqual({ type, stat, device: dev, mode });
    }
  });

  it.each(["none", "none/below", `${"x".repeat(300)}`, "", "a\0b"])("of %j there is nothing", (name) => {
    writeFileSync(path.join(folder, "a"), "");
    expect(lookAt(name === "" ? name : path.join(folder, name))).toEqual({ type: "none" });
  });

  it("a link to nothing, and to itself, is nothing", () => {
    symlinkSync("gone", path.join(folder, "dangling"));
    symlinkSync("loop", path.join(folder, "loop"));
    for (const name of ["dangling", "loop"]) {
      expect(lookAt(path.join(folder, name))).toEqual({ type: "none" });
    }
  });

  it("on this Node by numbers, if it is one that is known", () => {
    const ask = openNumbers(process);
    // Windows and other versions go the long way.
    const isKnown = process.platform !== "win32" && /^v(20|22|24|26)\./.test(process.version);
    expect(ask !== null).toBe(isKnown);
    expect(statNumbers() !== null).toBe(isKnown);
    if (ask === null) return;
    const numbers = ask(process.execPath)!;
    expect(milliseconds(numbers, statIndex.mtime)).toBe(statSync(process.execPath).mtimeMs);
    expect(ask(path.join(folder, "none"))).toBeUndefined();
  });
});
