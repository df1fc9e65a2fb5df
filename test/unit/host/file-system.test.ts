/** What a folder lies on, where there is no mountinfo, and what a question to it costs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  describeNumber,
  fileSystemOf,
  measureStat,
  windowsFileSystem,
} from "../../../lib/host/file-system.ts";
import { untrustedTypes } from "../../../lib/host/stat.ts";

describe("describeNumber", () => {
  it.each<[number: number, goos: string, type: string, backing: string]>([
    [0xef53, "linux", "ext4", "local"],
    [0x01021997, "linux", "9p", "unknown"],
    [0x65735546, "linux", "fuse", "unknown"],
    [0x53464846, "linux", "drvfs", "windows"],
    [0xff534d42, "linux", "cifs", "network"],
    [0x6969, "linux", "nfs", "network"],
    [0x1234, "linux", "file system 0x1234", "unknown"],
    [26, "darwin", "apfs", "local"],
    [17, "darwin", "file system 17 of macOS", "unknown"],
    [0xef53, "freebsd", "file system 0xef53", "unknown"],
  ])("0x%x on %s is %s", (number, goos, type, backing) => {
    expect(describeNumber(number, goos)).toEqual({ type, backing });
  });

  it("has a word for all whose times are not trusted", () => {
    for (const number of Object.keys(untrustedTypes)) {
      expect(describeNumber(Number(number), "linux").type).toBe(untrustedTypes[Number(number)]);
    }
  });
});

describe("windowsFileSystem", () => {
  it.each<[folder: string, backing: string, source: string | undefined]>([
    ["C:\\src", "local", "C:\\"],
    ["\\\\?\\D:\\src", "local", "D:\\"],
    ["\\\\wsl$\\Ubuntu\\home", "host", "\\\\wsl.localhost\\Ubuntu"],
    ["\\\\server\\share\\x", "network", "\\\\server\\share"],
    ["relative", "unknown", undefined],
  ])("of %s", (folder, backing, source) => {
    const found = windowsFileSystem(folder);
    expect({ backing: found.backing, source: found.source }).toEqual({ backing, source });
  });
});

it.runIf(process.platform === "linux")("finds the file system of this machine's folders", () => {
  expect(fileSystemOf("/proc/self", { goos: "linux" })).toMatchObject({ type: "proc", folder: "/proc" });
});

describe("measureStat", () => {
  function folder(files: number): string {
    const made = mkdtempSync(path.join(os.tmpdir(), "gowsl-stat-"));
    onTestFinished(() => rmSync(made, { recursive: true }));
    for (let number = 0; number < files; number++) writeFileSync(path.join(made, `f${number}`), "");
    return made;
  }

  /** A clock on which each reading takes so many milliseconds. */
  function ticking(stepMs: number): () => number {
    let now = 0;
    return () => (now += stepMs);
  }

  it.each([0, 3, 400])("asks for as many paths as are worth it, with %i files", (files) => {
    expect(measureStat(folder(files), 50, ticking(0.001)).count).toBe(256);
  });

  it("takes the median", () => {
    expect(measureStat(folder(3), 50, ticking(0.002)).medianMicroseconds).toBeCloseTo(2);
  });

  it("ends when its time is over, with what it has", () => {
    const { count, medianMicroseconds } = measureStat(folder(400), 50, ticking(5));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(10);
    expect(medianMicroseconds).toBeCloseTo(5000);
  });

  it("has an answer where there is no folder", () => {
    expect(measureStat("/nothing/there", 50, ticking(0.001)).count).toBe(256);
  });
});
