/** When guards move: with what go list would say something else about, and with nothing that it does not read. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { guardedPaths, guardValue, treeFolders, type FileChoice } from "../../../lib/go/guard-values.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import type { Guard } from "../../../lib/model/manifest.ts";

const source = `//go:build !plan9

package app

import (
	"embed"
	"fmt"
)

//go:embed web
var files embed.FS

func Say() { fmt.Println("hello") }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "gowsl-guards-"));
  write("go.mod", "module example.com/app\n");
  write("app.go", source);
  write("app_test.go", 'package app\n\nimport "testing"\n\nfunc TestSay(t *testing.T) { Say() }\n');
  write("sum_amd64.s", "TEXT ·sum(SB), 4, $0\n\tRET\n");
  write("rsrc.syso", "object");
  write("README.md", "# app\n");
  write("web/index.html", "<p>hello</p>");
  write("sub/sub.go", "package sub\n\nfunc Sub() int { return 1 }\n");
});
afterEach(() => rmSync(root, { recursive: true }));

const below = (file: string) => path.join(root, file);

function write(file: string, text = ""): void {
  mkdirSync(path.dirname(below(file)), { recursive: true });
  writeFileSync(below(file), text);
}

function replace(file: string, before: string, after: string): void {
  const text = readFileSync(below(file), "utf8");
  expect(text).toContain(before);
  write(file, text.replace(before, after));
}

/** Each file is read: nothing is remembered from an earlier look. */
const fresh = () => new FileStates({ platform: "linux", now: () => 0 });

function value(kind: Guard["kind"], file: string, choice: FileChoice): string {
  return guardValue(fresh(), { kind, path: below(file) }, choice);
}

const amd64 = (goos: string, tags: string[] = []): FileChoice => ({ goos, goarch: "amd64", tags });
const systems = ["linux", "windows"];

/** The guards of the folder that a change moves, of each system. */
function moved(change: () => void, tags: string[] = []): string[] {
  const guards = (["package", "tree"] as const).flatMap((kind) =>
    systems.map((goos) => ({ name: `${kind} ${goos}`, now: () => value(kind, ".", amd64(goos, tags)) })),
  );
  const before = guards.map(({ now }) => now());
  expect(guards.map(({ now }) => now())).toEqual(before);
  change();
  return guards.flatMap(({ name, now }, index) => (now() === before[index] ? [] : [name]));
}

const all = ["package linux", "package windows", "tree linux", "tree windows"];
const trees = ["tree linux", "tree windows"];
const linux = ["package linux", "tree linux"];
const windows = ["package windows", "tree windows"];

type Changes = [what: string, change: () => void][];

describe("in the folder of a package", () => {
  const moving: Changes = [
    ["a Go file that comes", () => write("new.go", "package app\n")],
    ["one that goes", () => rmSync(below("app.go"))],
    ["one that gets another name", () => renameSync(below("app.go"), below("bye.go"))],
    ["another import", () => replace("app.go", '"fmt"', '"log"')],
    ["one import more", () => replace("app.go", '"fmt"', '"fmt"\n\t_ "log"')],
    ["another package clause", () => replace("app.go", "package app", "package main")],
    ["another constraint", () => replace("app.go", "!plan9", "!js")],
    ["a //go:debug line", () => replace("app.go", "package app", "//go:debug panicnil=1\npackage app")],
    ["another embed pattern", () => replace("app.go", "//go:embed web", "//go:embed web README.md")],
    ["a syntax error among the imports", () => replace("app.go", '"embed"', '"embed')],
    ["a test that comes", () => write("new_test.go", "package app\n")],
    ["another import of a test", () => replace("app_test.go", '"testing"', '"testing"\nimport "os"')],
    ["an assembler file that comes", () => write("new.s")],
    ["another text in an assembler file", () => replace("sum_amd64.s", "RET", "NOP\n\tRET")],
    ["a header that comes", () => write("app.h")],
    ["a C file that comes", () => write("app.c")],
    ["an object that comes", () => write("new.syso")],
    ["a default.pgo that comes", () => write("default.pgo")],
    ["a link to a Go file", () => symlinkSync("sub/sub.go", below("link.go"))],
  ];
  it.each(moving)("%s moves both guards", (_, change) => {
    expect(moved(change)).toEqual(all);
  });

  const still: Changes = [
    ["another body", () => replace("app.go", '"hello"', '"bye"')],
    ["another comment behind the imports", () => replace("app.go", "func Say", "// Say greets.\nfunc Say")],
    ["another body of a test", () => replace("app_test.go", "Say()", "Say(); Say()")],
    ["the same text, written again", () => write("app.go", source)],
    ["another text in an object", () => write("rsrc.syso", "another object")],
    ["another README", () => write("README.md", "# App\n")],
    ["a file that is no source", () => write("LICENSE")],
    ["a Go file with an underscore", () => write("_new.go", "package app\n")],
    ["a Go file with a dot", () => write(".new.go", "package app\n")],
    ["a folder with the name of a Go file", () => mkdirSync(below("new.go"))],
    ["another go.mod: that is a guard of its own", () => write("go.mod", "module example.com/other\n")],
    ["a file in a folder without Go files", () => write("web/style.css")],
    ["for another processor", () => write("new_arm64.go", "package app\n")],
    ["for another system and processor", () => write("new_windows_arm64.go", "package app\n")],
    ["for a system that is neither", () => write("new_darwin.go", "package app\n")],
    ["a test for another processor", () => write("new_arm64_test.go", "package app\n")],
  ];
  it.each(still)("%s moves none", (_, change) => {
    expect(moved(change)).toEqual([]);
  });

  it.each<[what: string, change: () => void, guards: string[]]>([
    ["a Go file for Windows", () => write("new_windows.go", "package app\n"), windows],
    ["a test for Windows", () => write("new_windows_test.go", "package app\n"), windows],
    ["an object for Windows", () => write("rsrc_windows_amd64.syso"), windows],
    ["a Go file for Linux", () => write("new_linux_amd64.go", "package app\n"), linux],
    ["a Go file whose name is only like Windows", () => write("windows.go", "package app\n"), all],
  ])("%s moves the guards of those that read it", (_, change, guards) => {
    expect(moved(change)).toEqual(guards);
  });

  it("a file for a system that is among the tags moves them, too", () => {
    expect(moved(() => write("new_darwin.go", "package app\n"), ["darwin"])).toEqual(all);
  });

  it("a file for another system moves them where it makes a package of the folder", () => {
    const of = (goos: string) => value("package", "web", amd64(goos));
    const before = systems.map(of);
    write("web/web_windows.go", "package web\n");
    expect(systems.filter((goos, index) => of(goos) !== before[index])).toEqual(systems);
    const later = systems.map(of);
    write("web/more_windows.go", "package web\n");
    expect(systems.filter((goos, index) => of(goos) !== later[index])).toEqual(["windows"]);
  });
});

describe("below the folder", () => {
  const moving: Changes = [
    ["a package that comes", () => write("new/deep/new.go", "package deep\n")],
    ["a package that goes", () => rmSync(below("sub"), { recursive: true })],
    ["a package in another folder", () => renameSync(below("sub"), below("bus"))],
    ["a Go file that comes", () => write("sub/new.go", "package sub\n")],
    ["another import", () => replace("sub/sub.go", "package sub", 'package sub\n\nimport _ "fmt"')],
    ["a default.pgo that comes", () => write("sub/default.pgo")],
    ["a go.mod in a package's folder", () => write("sub/go.mod", "module example.com/sub\n")],
    [
      "a package in a folder that is only called like testdata",
      () => write("testdata2/new.go", "package x\n"),
    ],
  ];
  it.each(moving)("%s moves the tree only", (_, change) => {
    expect(moved(change)).toEqual(trees);
  });

  const still: Changes = [
    ["another body", () => replace("sub/sub.go", "return 1", "return 2")],
    ["an empty folder", () => mkdirSync(below("new/deep"), { recursive: true })],
    ["a folder with other files", () => write("docs/README.md")],
    ["a package in testdata", () => write("testdata/x/x.go", "package x\n")],
    ["a package in testdata further below", () => write("sub/testdata/x.go", "package x\n")],
    ["a package in a folder with an underscore", () => write("_x/x.go", "package x\n")],
    ["a package in a folder with a dot", () => write(".x/x.go", "package x\n")],
    ["a package in vendor", () => write("vendor/example.com/x/x.go", "package x\n")],
    ["another module", () => (write("tools/go.mod", "module tools\n"), write("tools/x.go", "package x\n"))],
    ["a package behind a link", () => symlinkSync("sub", below("link"))],
  ];
  it.each(still)("%s moves none", (_, change) => {
    expect(moved(change)).toEqual([]);
  });
});

describe("treeFolders", () => {
  it("are the folders of this module, also where its own go.mod lies", () => {
    for (const file of ["a/b/x.go", "vendor/v/x.go", "testdata/x.go", "_x/x.go", ".x/x.go", "m/n/x.go"]) {
      write(file, "package x\n");
    }
    write("m/go.mod", "module m\n");
    // A folder of this name makes no module.
    mkdirSync(below("sub/go.mod"));
    const names = treeFolders(fresh(), root).map((folder) =>
      path.relative(root, folder).replaceAll("\\", "/"),
    );
    expect(names.toSorted()).toEqual(["", "a", "a/b", "sub", "sub/go.mod", "web"]);
  });

  it("are none but itself where nothing is", () => {
    expect(treeFolders(fresh(), below("none"))).toEqual([below("none")]);
  });
});

describe("plain guards", () => {
  it.each<[kind: Guard["kind"], what: string, change: () => void, moves: boolean]>([
    ["content", "another text", () => write("go.mod", "module b\n"), true],
    ["content", "the same text", () => write("go.mod", "module example.com/app\n"), false],
    ["content", "nothing left", () => rmSync(below("go.mod")), true],
    ["content", "a folder", () => (rmSync(below("go.mod")), mkdirSync(below("go.mod"))), true],
    ["type", "another text", () => write("go.mod", "module b\n"), false],
    ["type", "nothing left", () => rmSync(below("go.mod")), true],
    ["type", "a folder", () => (rmSync(below("go.mod")), mkdirSync(below("go.mod"))), true],
    ["stat", "nothing done", () => {}, false],
    ["stat", "a longer text", () => write("go.mod", "module example.com/application\n"), true],
    ["stat", "nothing left", () => rmSync(below("go.mod")), true],
    [
      "stat",
      "another file of the same text",
      () => {
        write("go.mod.new", "module example.com/app\n");
        renameSync(below("go.mod.new"), below("go.mod"));
      },
      true,
    ],
  ])("%s: %s", (kind, _, change, moves) => {
    const before = value(kind, "go.mod", amd64("linux"));
    change();
    expect(value(kind, "go.mod", amd64("linux")) !== before).toBe(moves);
  });

  it.each<[what: string, change: () => void, moves: boolean]>([
    ["a file that comes", () => write("web/new.css"), true],
    ["a hidden file that comes", () => write("web/.new"), true],
    ["a folder that comes", () => mkdirSync(below("web/new")), true],
    ["a file that goes", () => rmSync(below("web/index.html")), true],
    [
      "a folder instead of a file",
      () => (rmSync(below("web/index.html")), mkdirSync(below("web/index.html"))),
      true,
    ],
    ["another text", () => write("web/index.html", "<p>bye</p>"), false],
    ["a file that came and went", () => (write("web/new.css"), rmSync(below("web/new.css"))), false],
  ])("names: %s", (_, change, moves) => {
    const before = value("names", "web", amd64("linux"));
    change();
    expect(value("names", "web", amd64("linux")) !== before).toBe(moves);
  });

  it("tell nothing there from something there that has the same content", () => {
    expect(value("content", "none", amd64("linux"))).not.toBe(value("content", "web", amd64("linux")));
  });
});

describe("guardedPaths", () => {
  const paths = (...guards: Guard[]) =>
    guardedPaths(fresh(), guards)
      .map(({ path: file, watch }) => `${watch} ${path.relative(root, file).replaceAll("\\", "/") || "."}`)
      .toSorted();
  const own = [
    "content app.go",
    "content app_test.go",
    "content rsrc.syso",
    "content sum_amd64.s",
    "names .",
  ];

  it("are of a package its folder and its files, for any target", () => {
    write("app_windows.go", "package app\n");
    expect(paths({ kind: "package", path: root })).toEqual([...own, "content app_windows.go"].toSorted());
  });

  it("are of a tree those of all folders", () => {
    expect(paths({ kind: "tree", path: root })).toEqual(
      [...own, "names sub", "content sub/sub.go", "names web"].toSorted(),
    );
  });

  it("are of the others themselves", () => {
    const kinds = ["content", "type", "stat", "names"] as const;
    expect(paths(...kinds.map((kind) => ({ kind, path: below("x") })))).toEqual(
      kinds.map((kind) => `${kind} x`).toSorted(),
    );
  });
});
