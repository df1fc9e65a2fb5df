import { existsSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolderNow } from "../../../lib/host/make-folder.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-folder-")));
});
afterEach(() => rmSync(root, { recursive: true }));

it("makes what is missing, and leaves what is there", () => {
  const deep = path.join(root, "a", "b", "c");
  makeFolderNow(deep);
  makeFolderNow(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
});

it("takes a link to a folder for a folder", () => {
  symlinkSync(root, path.join(root, "link"));
  makeFolderNow(path.join(root, "link", "a"));
  expect(existsSync(path.join(root, "a"))).toBe(true);
});

it("says what stands in the way", () => {
  writeFileSync(path.join(root, "file"), "");
  const file = path.join(root, "file");
  for (const [folder, code] of [
    [file, "EEXIST"],
    [path.join(file, "a"), "ENOTDIR"],
    [path.join(file, "a", "b", "c"), "ENOTDIR"],
  ] as const) {
    expect(() => makeFolderNow(folder)).toThrow(expect.objectContaining({ code, path: file }) as Error);
  }
});

it.skipIf(process.platform !== "linux")("ends where a folder takes no new ones", () => {
  expect(() => makeFolderNow("/proc/gowsl/a")).toThrow(/ENOENT/);
});
