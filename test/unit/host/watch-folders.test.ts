/** Changes below a folder, by events and by looking again: both tell the same. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { watchFolders } from "../../../lib/host/watch-folders.ts";

describe.each([
  ["events", false],
  ["looking again", true],
])("watchFolders by %s", (_, polls) => {
  function watched() {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-test-")));
    for (const name of ["deep/er", "node_modules/x"]) mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, "deep/er/old.txt"), "old");
    const told = new Set<string>();
    const watch = watchFolders({
      folders: [folder],
      polls,
      ignores: (place) =>
        path.basename(place) === "node_modules" || place.includes(`node_modules${path.sep}`),
      onChange: (place) => told.add(path.relative(folder, place).replaceAll("\\", "/")),
      onPoll: (reason) => expect.fail(reason),
    });
    onTestFinished(() => {
      watch.close();
      rmSync(folder, { recursive: true });
    });
    const tells = async (name: string) => {
      while (!told.has(name)) await delay(10);
      told.clear();
    };
    return { file: (name: string) => path.join(folder, name), tells, told };
  }

  it("tells of files that change, come and go, at any depth", async () => {
    const { file, tells } = watched();
    writeFileSync(file("deep/er/old.txt"), "other");
    await tells("deep/er/old.txt");
    writeFileSync(file("deep/new.txt"), "");
    await tells("deep/new.txt");
    rmSync(file("deep/er/old.txt"));
    await tells("deep/er/old.txt");
  });

  it("tells of what lies in a new folder, and of one that was made again", async () => {
    const { file, tells } = watched();
    for (const text of ["one", "two"]) {
      mkdirSync(file("fresh/below"), { recursive: true });
      writeFileSync(file("fresh/below/a.txt"), "");
      await tells("fresh/below/a.txt");
      writeFileSync(file("fresh/below/a.txt"), text);
      await tells("fresh/below/a.txt");
      rmSync(file("fresh"), { recursive: true });
      await tells("fresh");
    }
  });

  it("says nothing of what nobody wants to hear of", async () => {
    const { file, tells, told } = watched();
    writeFileSync(file("node_modules/x/a.txt"), "");
    writeFileSync(file("last.txt"), "");
    while (!told.has("last.txt")) await delay(10);
    expect([...told].filter((name) => name.startsWith("node_modules"))).toEqual([]);
    await tells("last.txt");
  });
});
