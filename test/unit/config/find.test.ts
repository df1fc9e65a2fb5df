import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findConfig } from "../../../lib/config/find.ts";

describe("finding the config", () => {
  let root: string;

  const write = async (...names: string[]) => {
    for (const name of names) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), "");
    }
  };

  beforeAll(async () => {
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), "gowsl-find-")));
    await mkdir(path.join(root, "repository/.git"), { recursive: true });
    await mkdir(path.join(root, "repository/api/internal"), { recursive: true });
    await mkdir(path.join(root, "bare/.git"), { recursive: true });
    await mkdir(path.join(root, "bare/cmd"), { recursive: true });
    await mkdir(path.join(root, "folder/gowsl.config.ts"), { recursive: true });
    await write("gowsl.config.ts", "repository/gowsl.config.mts", "worktree/.git", "worktree/cmd/main.go");
    await write("several/gowsl.config.js", "several/gowsl.config.ts", "script/gowsl.config.mjs");
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each([
    ["in the folder itself", ".", "gowsl.config.ts"],
    ["upwards, the repository's root included", "repository/api/internal", "repository/gowsl.config.mts"],
    ["not beyond the repository's root", "bare/cmd", undefined],
    ["not beyond the root of a worktree, where .git is a file", "worktree/cmd", undefined],
    ["TypeScript before JavaScript", "several", "several/gowsl.config.ts"],
    ["a module in JavaScript", "script", "script/gowsl.config.mjs"],
    ["past a folder of that name", "folder", "gowsl.config.ts"],
  ])("%s", (_, cwd, found) => {
    expect(findConfig(path.join(root, cwd))).toBe(found === undefined ? undefined : path.join(root, found));
  });
});
