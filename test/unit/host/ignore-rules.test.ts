/** What `.gitignore` files say: the places of their lines as a table, and the files themselves in real folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileStates } from "../../../lib/host/file-states.ts";
import { IgnoreRules, rulesFromTop } from "../../../lib/host/ignore-rules.ts";

describe("rulesFromTop", () => {
  it.each<[line: string, atTop: string, below: string[]]>([
    ["*.log", "*.log", ["/sub/**/*.log"]],
    ["/a", "/a", ["/sub/a"]],
    ["a/b", "a/b", ["/sub/a/b"]],
    ["a/", "a/", ["/sub/**/a/"]],
    ["!a", "!a", ["!/sub/**/a"]],
    ["!/a/", "!/a/", ["!/sub/a/"]],
    ["**/a", "**/a", ["/sub/**/a"]],
    ["# a", "", []],
    ["  ", "", []],
    ["\\#a", "\\#a", ["/sub/**/\\#a"]],
  ])("%j", (line, atTop, below) => {
    expect(rulesFromTop(line, "")).toEqual(atTop === "" ? [] : [atTop]);
    expect(rulesFromTop(line, "sub")).toEqual(below);
  });

  it("takes a folder's name for a name", () => {
    expect(rulesFromTop("x", "a [b]*!")).toEqual(["/a\\ \\[b\\]\\*\\!/**/x"]);
  });
});

describe("IgnoreRules", () => {
  let top: string;

  beforeEach(() => {
    top = mkdtempSync(path.join(os.tmpdir(), "gowsl-ignore-"));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    writeFileSync(path.join(top, file), text);
  }

  /** Of these paths those that are ignored; folders end in a slash. */
  function ignored(paths: string[], platform: NodeJS.Platform = "linux"): string[] {
    const states = new FileStates({ platform, now: Date.now });
    const rules = new IgnoreRules({ states, platform, top });
    return paths.filter((each) => rules.ignores(path.join(top, each.replace(/\/$/, "")), each.endsWith("/")));
  }

  it("follows the files of all folders, the nearest first", () => {
    write(".gitignore", "*.log\r\n/bin/\nbuild/\n!keep.log\nonly/a.txt\n");
    write("sub/.gitignore", "*.txt\n!build/\n/own\n");
    const paths = [
      [
        "a.log",
        "keep.log",
        "x/a.log",
        "bin/",
        "bin/a",
        "x/bin/",
        "build/",
        "build/x",
        "only/a.txt",
        "x/only/a.txt",
      ],
      ["sub/a.log", "sub/a.txt", "a.txt", "sub/build/", "sub/build/x.go", "sub/own", "sub/x/own", "../a.log"],
    ].flat();
    expect(ignored(paths)).toEqual([
      "a.log",
      "x/a.log",
      "bin/",
      "bin/a",
      "build/",
      "build/x",
      "only/a.txt",
      "sub/a.log",
      "sub/a.txt",
      "sub/own",
    ]);
  });

  it("brings nothing back below an ignored folder", () => {
    write(".gitignore", "out\n");
    write("out/.gitignore", "!a\n");
    expect(ignored(["out/", "out/a", "out/b/c"])).toEqual(["out/", "out/a", "out/b/c"]);
  });

  it("tells case apart where file systems do", () => {
    write(".gitignore", "Bin/\n");
    expect(ignored(["bin/"], "linux")).toEqual([]);
    expect(ignored(["bin/"], "win32")).toEqual(["bin/"]);
    expect(ignored(["bin/"], "darwin")).toEqual(["bin/"]);
  });
});
