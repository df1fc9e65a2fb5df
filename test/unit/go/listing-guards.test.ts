/** The guards of a listing: what go list has read, and what it would read if it were there. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compilerGuards, listingGuards, type Question } from "../../../lib/go/listing-guards.ts";
import type { ListedModule, ListedPackage } from "../../../lib/go/listing.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "gowsl-listing-"));
  write("app/go.mod", "module example.com/app\n");
});
afterEach(() => rmSync(root, { recursive: true }));

const below = (...parts: string[]) => path.join(root, ...parts);

function write(file: string, text = ""): void {
  mkdirSync(path.dirname(below(file)), { recursive: true });
  writeFileSync(below(file), text);
}

/** A module in a folder of the root. */
function module(folder: string, rest: Partial<ListedModule> = {}): ListedModule {
  const place = { Dir: below(folder), GoMod: below(folder, "go.mod") };
  return { Path: `example.com/${path.basename(folder)}`, ...place, ...rest };
}

/** A package in a folder of a module of the project. */
function local(folder: string, rest: Partial<ListedPackage> = {}): ListedPackage {
  return { ImportPath: `example.com/${folder}`, Dir: below(folder), Module: module("app"), ...rest };
}

/** A package of a module in the module cache. */
function cached(rest: Partial<ListedModule> = {}): ListedPackage {
  const Dir = below("cache", "dep@v1.0.0");
  const Module = { Path: "example.com/dep", Version: "v1.0.0", Dir, ...rest };
  return { ImportPath: "example.com/dep/sub", Dir: path.join(Dir, "sub"), Module };
}

interface Change extends Partial<Question> {
  packages?: ListedPackage[];
  /** Of `go env`. */
  go?: Record<string, string>;
}

/** The guards as lines: `content app/go.mod`. */
function guards({ packages = [local("app/cmd")], go = {}, ...rest }: Change = {}): string[] {
  const hosted = { GOHOSTOS: "linux", GOHOSTARCH: "amd64", GOENV: "off", GOMOD: below("app", "go.mod") };
  const question = { cwd: below("app"), patterns: ["./cmd"], environment: {}, goroot: below("go") };
  return listingGuards(
    { packages, environment: { ...hosted, ...go } },
    { ...question, platform: "linux", ...rest },
  ).map(({ kind, path: file }) => `${kind} ${path.relative(root, file).replaceAll("\\", "/")}`);
}

const of = (kind: string, change: Change = {}) =>
  guards(change)
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.slice(kind.length + 1))
    .toSorted();

describe("packages", () => {
  it("of the project are guarded by their folders, each once", () => {
    const packages = [
      local("app/cmd"),
      local("app/a"),
      local("app/a", { ImportPath: "example.com/app/a [cmd]" }),
    ];
    expect(of("package", { packages })).toEqual(["app/a", "app/cmd"]);
  });

  it("of std and of the module cache are not", () => {
    const std = { ImportPath: "fmt", Dir: below("go", "src", "fmt"), Standard: true };
    const go = { GOMODCACHE: below("cache") };
    expect(of("package", { packages: [local("app/cmd"), std, cached()], go })).toEqual(["app/cmd"]);
  });

  it("of the vendor folder are", () => {
    // In vendor mode go tells no folder of a module.
    const vendored = {
      ...cached(),
      Dir: below("app", "vendor", "dep"),
      Module: { Path: "dep", Version: "v1" },
    };
    expect(of("package", { packages: [vendored] })).toEqual(["app/vendor/dep"]);
  });

  it("of a module that a folder replaces are", () => {
    const Replace = { Path: "../dep", Dir: below("dep"), GoMod: below("dep", "go.mod") };
    const Module = { Path: "example.com/dep", Version: "v1.0.0", Dir: below("dep"), Replace };
    expect(of("package", { packages: [local("dep/sub", { Module })] })).toEqual(["dep/sub"]);
  });

  it("that are named by their files are guarded by these", () => {
    expect(of("content", { patterns: ["cmd/main.go", "cmd/more.go"] })).toEqual(
      expect.arrayContaining(["app/cmd/main.go", "app/cmd/more.go"]),
    );
  });

  it("that embed are guarded by the names of the folders that decide what is embedded", () => {
    write("app/cmd/web/css/a.css");
    expect(of("names", { packages: [local("app/cmd", { EmbedPatterns: ["web"] })] })).toEqual([
      "app/cmd",
      "app/cmd/web",
      "app/cmd/web/css",
    ]);
    expect(of("names")).toEqual([]);
  });
});

describe("patterns", () => {
  it.each<[patterns: string[], trees: string[]]>([
    [["./cmd"], []],
    [["."], []],
    [["example.com/app/cmd"], []],
    [["./..."], ["app"]],
    [["..."], ["app"]],
    [["./cmd/..."], ["app/cmd"]],
    [
      ["./cmd/...", "./tools/..."],
      ["app/cmd", "app/tools"],
    ],
    [["../other/..."], ["other"]],
    [["./cmd/a..."], ["app/cmd"]],
    [["./cmd/.../main"], ["app/cmd"]],
    [["all"], ["app"]],
    [["example.com/app/..."], ["app"]],
  ])("%j look for packages below %j", (patterns, trees) => {
    expect(of("tree", { patterns })).toEqual(trees);
  });

  it("by import path look in every module of a workspace", () => {
    const packages = [local("app/cmd"), local("other", { Module: module("other") })];
    expect(of("tree", { packages, patterns: ["example.com/..."] })).toEqual(["app", "other"]);
  });

  it("with an absolute path look there", () => {
    expect(of("tree", { patterns: [`${below("else")}/...`] })).toEqual(["else"]);
  });
});

describe("module files", () => {
  const files = (change: Change = {}) => of("content", change).filter((file) => !file.startsWith("go/"));
  const own = ["app/go.mod", "app/go.sum", "app/vendor/modules.txt"];

  it("are go.mod, go.sum and vendor/modules.txt, whether they are there or not", () => {
    expect(files()).toEqual(own);
  });

  it("are those of the folder also where no package of it is listed", () => {
    expect(files({ packages: [] })).toEqual(own);
    expect(files({ packages: [], go: { GOMOD: "" } })).toEqual([]);
  });

  it("are go.work and go.work.sum, and the modules that it uses, listed or not", () => {
    write("go.work", "go 1.24\n\nuse (\n\t./app\n\t./other\n)\n\nreplace example.com/x => ./forks/x\n");
    const work = ["go.work", "go.work.sum", "vendor/modules.txt"];
    const other = ["other/go.mod", "other/go.sum", "other/vendor/modules.txt"];
    expect(files({ go: { GOWORK: below("go.work") } })).toEqual(
      [...own, ...other, "forks/x/go.mod", ...work].toSorted(),
    );
  });

  it.each(["", "off"])("are none of a workspace with GOWORK=%s", (GOWORK) => {
    write("go.work", "go 1.24\n\nuse ./other\n");
    expect(files({ go: { GOWORK } })).toEqual(own);
  });

  it("are the go.mod of each module that a folder replaces, used or not", () => {
    write(
      "app/go.mod",
      'module example.com/app\n\nreplace example.com/a => ../a\n\nreplace (\n\tx.org/b v1.0.0 => "./b"\n\tx.org/c => x.org/d v1.0.0\n)\n',
    );
    expect(files()).toEqual([...own, "a/go.mod", "app/b/go.mod"].toSorted());
  });

  it("are those of a replacement that is used, with its own go.sum", () => {
    const Replace = { Path: "../dep", Dir: below("dep"), GoMod: below("dep", "go.mod") };
    const Module = { Path: "example.com/dep", Version: "v1.0.0", Dir: below("dep"), Replace };
    expect(files({ packages: [local("dep/sub", { Module })] })).toContain("dep/go.mod");
  });
});

describe("what would change the listing if it came", () => {
  it("is a go.mod or a go.work from the folder upwards", () => {
    const files = of("type", { cwd: below("app", "cmd") });
    for (const folder of ["app/cmd/", "app/", ""]) {
      expect(files).toEqual(expect.arrayContaining([`${folder}go.mod`, `${folder}go.work`]));
    }
    expect(files).toContain(
      path.relative(root, path.join(path.parse(root).root, "go.mod")).replaceAll("\\", "/"),
    );
  });

  it("is a go.mod between a module and a package, and a vendor folder", () => {
    const files = of("type", { packages: [local("app/a/b")] });
    expect(files).toEqual(expect.arrayContaining(["app/a/go.mod", "app/a/b/go.mod", "app/vendor"]));
  });
});

describe("modules of the module cache", () => {
  it("are guarded by their folders", () => {
    expect(of("stat", { packages: [cached(), cached()] })).toContain("cache/dep@v1.0.0");
    expect(of("stat", { packages: [local("app/cmd")] })).not.toContain("app");
  });

  it("are those that replace them", () => {
    const Replace = { Path: "example.com/fork", Version: "v2.0.0", Dir: below("cache", "fork@v2.0.0") };
    expect(of("stat", { packages: [cached({ Replace })] })).toContain("cache/fork@v2.0.0");
  });
});

describe("the Go that lists", () => {
  it("is guarded by its version, its settings, its tools and its sources", () => {
    expect(of("content")).toEqual(expect.arrayContaining(["go/VERSION", "go/go.env"]));
    expect(of("stat")).toEqual([
      "go/bin/go",
      "go/pkg/tool/linux_amd64/asm",
      "go/pkg/tool/linux_amd64/cgo",
      "go/pkg/tool/linux_amd64/compile",
      "go/pkg/tool/linux_amd64/link",
      "go/src",
    ]);
  });

  it("has programs of other names on Windows", () => {
    const files = of("stat", { go: { GOHOSTOS: "windows" } });
    expect(files).toEqual(expect.arrayContaining(["go/bin/go.exe", "go/pkg/tool/windows_amd64/link.exe"]));
  });

  it.each([
    ["off", false],
    ["", false],
  ])("reads no settings of the user with GOENV=%j", (GOENV) => {
    expect(of("content", { go: { GOENV } })).toEqual(of("content"));
  });

  it("reads the settings of the user", () => {
    expect(of("content", { go: { GOENV: below("home", "env") } })).toContain("home/env");
  });
});

describe("the C compiler", () => {
  function compiler(command: string, rest: Partial<Question> = {}): string[] {
    const environment = { PATH: [below("a"), below("b"), below("c")].join(":") };
    const question = { cwd: below("app"), patterns: [], environment, goroot: below("go") };
    return compilerGuards(command, { ...question, platform: "linux", ...rest }).map(
      ({ kind, path: file }) => `${kind} ${path.relative(root, file).replaceAll("\\", "/")}`,
    );
  }

  function program(file: string): void {
    write(file);
    chmodSync(below(file), 0o755);
  }

  it("is guarded where it is found, and where it would be found before", () => {
    program("b/gcc");
    program("c/gcc");
    expect(compiler("gcc")).toEqual(["type a/gcc", "stat b/gcc"]);
  });

  it("is looked for everywhere where there is none", () => {
    mkdirSync(below("b", "gcc"), { recursive: true });
    expect(compiler("gcc")).toEqual(["type a/gcc", "type b/gcc", "type c/gcc"]);
  });

  it.each<[command: string, guards: string[]]>([
    ["", []],
    ["ccache gcc -m32", ["type a/ccache", "type b/ccache", "type c/ccache"]],
    ["./tools/cc", ["stat app/tools/cc"]],
  ])("that is %j is guarded by %j", (command, expected) => {
    expect(compiler(command)).toEqual(expected);
  });

  it("has another name and another list of folders on Windows", () => {
    const environment = { Path: [below("a"), below("b")].join(";") };
    expect(compiler("gcc", { platform: "win32", environment })).toEqual(["type a/gcc.exe", "type b/gcc.exe"]);
  });

  it("is one of the guards of a listing", () => {
    const environment = { PATH: below("a") };
    expect(guards({ go: { CC: "gcc" }, environment })).toContain("type a/gcc");
  });
});
