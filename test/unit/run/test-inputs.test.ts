/** When the value of what a test opened or read is another one, and when it is not. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileStates } from "../../../lib/host/file-states.ts";
import {
  describeInput,
  inputValue,
  inputWritten,
  watchedPaths,
  type InputSetting,
} from "../../../lib/run/test-inputs.ts";
import type { Input } from "../../../lib/run/test-log.ts";

let root: string;
let setting: InputSetting;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "gowsl-inputs-"));
  const states = new FileStates({ platform: process.platform, now: () => Date.now() });
  setting = { states, environment: { COLOUR: "red", EMPTY: "" }, ownFolder: path.join(root, ".gowsl") };
  write("data/a.txt", "1");
  write("data/sub/b.txt", "1");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const input = (kind: Input[0], name: string): Input => [
  kind,
  kind === "variable" ? name : path.join(root, name),
];
const value = (...each: Input) => {
  setting.states.lookAgain();
  return inputValue(setting, each);
};

/** Does a change make another value? */
function moves(one: Input, change: () => void): boolean {
  const before = value(...one);
  change();
  return value(...one) !== before;
}

const old = new Date("2020-01-01");
const rewriteOld = (file: string, text: string) => {
  write(file, text);
  utimesSync(path.join(root, file), old, old);
};

describe("inputValue", () => {
  it.each<[string, Input[0], string, () => void]>([
    ["another content", "open", "data/a.txt", () => write("data/a.txt", "2")],
    ["a file that comes", "open", "data/new.txt", () => write("data/new.txt", "")],
    ["a file that goes", "open", "data/a.txt", () => rmSync(path.join(root, "data/a.txt"))],
    [
      "a file that becomes a program",
      "open",
      "data/a.txt",
      () => chmodSync(path.join(root, "data/a.txt"), 0o755),
    ],
    ["a name that comes", "open", "data", () => write("data/new.txt", "")],
    ["another content in a folder", "open", "data", () => write("data/a.txt", "2")],
    ["a name that comes below", "open", "data", () => write("data/sub/new.txt", "")],
    ["another size", "stat", "data/a.txt", () => write("data/a.txt", "22")],
    ["another time", "stat", "data/a.txt", () => rewriteOld("data/a.txt", "1")],
    ["a folder that comes", "enter", "new", () => mkdirSync(path.join(root, "new"))],
    // As for Go: a test may ask the file that it has opened.
    ["the same content at another time", "open", "data/a.txt", () => rewriteOld("data/a.txt", "1")],
    ["the same contents in a folder at another time", "open", "data", () => rewriteOld("data/a.txt", "1")],
    ["other permissions", "open", "data/a.txt", () => chmodSync(path.join(root, "data/a.txt"), 0o600)],
    ["a name in a folder that was gone into", "enter", "data", () => write("data/new.txt", "")],
  ])("sees %s", (_, kind, name, change) => {
    expect(moves(input(kind, name), change)).toBe(true);
  });

  it.each<[string, Input[0], string, () => void]>([
    ["a content two folders below", "open", "data", () => write("data/sub/b.txt", "2")],
    ["what gowsl keeps", "open", ".", () => write(".gowsl/tests/x.json", "")],
  ])("does not mind %s", (_, kind, name, change) => {
    write(".gowsl/x", "");
    expect(moves(input(kind, name), change)).toBe(false);
  });

  it("tells a variable that is empty from one that is not set, and does not give it away", () => {
    const [red, empty, none] = ["COLOUR", "EMPTY", "NONE"].map((name) => value("variable", name));
    expect(new Set([red, empty, none]).size).toBe(3);
    expect(red).not.toContain("red");
  });
});

describe("watchedPaths", () => {
  const watched = (kind: Input[0], name: string) =>
    watchedPaths(setting, input(kind, name)).map(({ path: file, watch }) => [
      path.relative(root, file),
      watch,
    ]);

  it("names all on which a value rests", () => {
    expect(watched("open", "data")).toEqual([
      ["data", "stat"],
      ["data/a.txt", "stat"],
      ["data/sub", "stat"],
    ]);
    expect(watched("open", "data/a.txt")).toEqual([["data/a.txt", "stat"]]);
    expect(watched("stat", "data")).toEqual([["data", "stat"]]);
    expect(watched("enter", "data")).toEqual([["data", "stat"]]);
    expect(watched("variable", "COLOUR")).toEqual([]);
    symlinkSync("a.txt", path.join(root, "data/link"));
    expect(watched("stat", "data/link")).toEqual([
      ["data/link", "stat"],
      ["data/link", "link"],
    ]);
  });
});

it("inputWritten names the file that was written since", () => {
  const written = (name: string, timeMs: number) => inputWritten(setting, input("open", name), timeMs);
  const later = Date.now() + 1000;
  expect(written("data", later)).toBeUndefined();
  expect(written("data", 0)).toBe(path.join(root, "data"));
  expect(written("none", later)).toBeUndefined();
  // What is not there may have been there a moment ago.
  expect(written("data/none", 0)).toBe(path.join(root, "data/none"));
  // But for the folder in which gowsl puts its own.
  expect(written("none", 0)).toBeUndefined();
});

it("inputWritten names a file whose folder was put in place since", () => {
  const begin = Date.now() - 1000;
  const replaced = (ctime: number, mtime: number) => {
    const states = { see: (file: string) => folderSeen(file, ctime, mtime) };
    return inputWritten({ ...setting, states: states as never }, input("open", "data/a.txt"), begin);
  };
  expect(replaced(begin + 1, begin - 1)).toBe(path.join(root, "data/a.txt"));
  expect(replaced(begin - 1, begin - 1)).toBeUndefined();
  // A file that came into the folder moves both.
  expect(replaced(begin + 1, begin + 1)).toBeUndefined();
});

it("describeInput says what changed", () => {
  expect(describeInput(input("open", "data/a.txt"), root)).toBe("data/a.txt, which the test opened, changed");
  expect(describeInput(input("stat", "."), root)).toBe("., which the test looked at, changed");
  expect(describeInput(["variable", "FOO"], root)).toBe(
    "the environment variable FOO, which the test read, changed",
  );
});

/** What a folder looks like whose times are these, and in which nothing else is young. */
function folderSeen(file: string, ctimeMs: number, mtimeMs: number) {
  const isFolder = file === path.join(root, "data");
  const stat = isFolder
    ? { size: 1, mtimeMs, ctimeMs, inode: 1 }
    : { size: 1, mtimeMs: 1, ctimeMs: 1, inode: 2 };
  return { type: isFolder ? "folder" : "file", stat };
}
