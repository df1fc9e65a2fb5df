/**
 * What a program depends on: the facts of its manifest, and where they are not all that matters. What only
 * tells when to look again is in listing-guards.test.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { effectiveFlags } from "../../../lib/go/inexact.ts";
import { buildManifest, type InputsRequest } from "../../../lib/go/inputs.ts";
import type { ListedModule, ListedPackage } from "../../../lib/go/listing.ts";
import type { Guard } from "../../../lib/model/manifest.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "gowsl-inputs-"));
  write("go.mod", "module example.com/app\n");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text = ""): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const below = (...parts: string[]) => path.join(root, ...parts);
const cache = () => below("modcache");

/** The module of the project. */
const app = (): ListedModule => ({
  Path: "example.com/app",
  Dir: root,
  GoMod: below("go.mod"),
  GoVersion: "1.22",
  Main: true,
});

/** A package of the project, in the folder that its import path says. */
function local(importPath: string, rest: Partial<ListedPackage> = {}): ListedPackage {
  const Dir = below(...importPath.split("/").slice(2));
  return { ImportPath: importPath, Dir, Module: app(), GoFiles: ["a.go"], ...rest };
}

/** A package of a module in the module cache. */
function cached(rest: Partial<ListedPackage> = {}): ListedPackage {
  const Dir = path.join(cache(), "example.com", "dep@v1.2.0", "sub");
  const Module = { Path: "example.com/dep", Version: "v1.2.0", GoVersion: "1.20" };
  return { ImportPath: "example.com/dep/sub", Dir, Module, GoFiles: ["dep.go"], ...rest };
}

const std: ListedPackage = { ImportPath: "fmt", Dir: "/go/src/fmt", Standard: true, GoFiles: ["print.go"] };

interface Change extends Partial<Omit<InputsRequest, "listing">> {
  packages?: ListedPackage[];
  environment?: Record<string, string>;
}

const mainPath = "example.com/app/cmd/age";

function plainEnvironment(): Record<string, string> {
  const target = { GOOS: "linux", GOARCH: "amd64", GOAMD64: "v1", CGO_ENABLED: "0" };
  return { ...target, GOROOT: "/go", GOMODCACHE: cache(), GOWORK: "", GOFLAGS: "" };
}

const paths = (packages: ListedPackage[]) => packages.map(({ ImportPath }) => ImportPath);

/** The manifest of `cmd/age`, which depends on all `packages`. */
function manifest({ packages = [], environment = {}, ...rest }: Change = {}) {
  const own = packages.some(({ ImportPath }) => ImportPath === mainPath)
    ? []
    : [local(mainPath, { Name: "main", Deps: paths(packages) })];
  return buildManifest({
    listing: {
      packages: [...own, ...packages],
      environment: {
        ...plainEnvironment(),
        ...environment,
      },
    },
    comments: false,
    main: mainPath,
    flags: ["-buildvcs=false", "-trimpath"],
    toolchain: { version: "1.26.8" },
    processEnvironment: {},
    compiler: undefined,
    guards: [],
    ...rest,
  });
}

/** Facts as lines; those of files with their place relative to the root. */
function facts(change: Change = {}): string[] {
  return manifest(change).facts.map((fact) =>
    fact.kind === "file"
      ? `${fact.name} <- ${path.relative(root, fact.path).replaceAll("\\", "/")}`
      : `${fact.name} = ${fact.value}`,
  );
}

describe("a program", () => {
  it("depends on settings, its own files and the go line of its module", () => {
    expect(facts()).toEqual([
      "example.com/app/cmd/age/a.go <- cmd/age/a.go",
      'example.com/app = ["","1.22","","",""]',
      "CGO_ENABLED = 0",
      "GOAMD64 = v1",
      "GOARCH = amd64",
      "GOOS = linux",
      'flags = ["-trimpath"]',
      "package = example.com/app/cmd/age",
      "toolchain = 1.26.8",
    ]);
  });

  it("names no absolute path with -trimpath", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\n");
    const { facts: all } = manifest({ packages: [local("example.com/app/internal/x"), cached(), std] });
    const told = all.map((fact) => (fact.kind === "file" ? fact.name : `${fact.name} ${fact.value}`));
    expect(told.filter((text) => text.includes(root) || text.includes("/go/"))).toEqual([]);
  });

  it("gives the reason of every fact", () => {
    const packages = [local("example.com/app/x"), cached()];
    const { facts: all } = manifest({
      packages: [
        local(mainPath, { Name: "main", Deps: paths(packages), Imports: paths(packages) }),
        ...packages,
      ],
    });
    expect(all.filter(({ why }) => !why)).toEqual([]);
  });

  it("has the same facts whatever the order of the listing", () => {
    const packages = [local("example.com/app/b"), local("example.com/app/a"), cached()];
    expect(manifest({ packages })).toEqual(manifest({ packages: packages.toReversed() }));
  });

  it("depends on every kind of file", () => {
    const files = {
      GoFiles: ["a.go"],
      CgoFiles: ["c.go"],
      CFiles: ["c.c"],
      CXXFiles: ["c.cc"],
      MFiles: ["m.m"],
      HFiles: ["h.h"],
      FFiles: ["f.f"],
      SFiles: ["s.s"],
      SysoFiles: ["w.syso"],
      SwigFiles: ["s.swig"],
      SwigCXXFiles: ["s.swigcxx"],
      EmbedFiles: ["web/index.html"],
    };
    const names = facts({ packages: [local("example.com/app/x", files)] })
      .filter((line) => line.startsWith("example.com/app/x/"))
      .map((line) => line.split(" ")[0]!.slice("example.com/app/x/".length));
    expect(names.toSorted()).toEqual(Object.values(files).flat().toSorted());
  });

  it.each<[file: string, change: Change, whole: boolean]>([
    ["x/a.go", {}, false],
    ["cmd/age/a.go", {}, true],
    ["x/embedded.go", {}, true],
    ["x/cgo.go", {}, true],
    ["x/s.s", {}, true],
    ["x/a.go", { comments: true }, true],
    ["x/a.go", { flags: ["-trimpath", "-cover"] }, true],
    ["x/a.go", { environment: { GOFLAGS: "-coverpkg=./..." } }, true],
  ])("of %s with %j comments count: %s", (file, change, whole) => {
    const x = {
      GoFiles: ["a.go", "embedded.go"],
      CgoFiles: ["cgo.go"],
      SFiles: ["s.s"],
      EmbedFiles: ["embedded.go"],
    };
    const fact = manifest({ packages: [local("example.com/app/x", x)], ...change }).facts.find(
      ({ name }) => name === `example.com/app/${file}`,
    );
    expect(fact).toMatchObject({ kind: "file" });
    expect("part" in fact!).toBe(!whole);
  });

  it("depends on the whole of a file that one package compiles and another one embeds", () => {
    const packages = [
      local(mainPath, { Name: "main", EmbedFiles: ["b/b.go"], Deps: [`${mainPath}/b`] }),
      local(`${mainPath}/b`, { GoFiles: ["b.go"] }),
    ];
    const of = (order: ListedPackage[]) =>
      manifest({ packages: order }).facts.filter(({ name }) => name === `${mainPath}/b/b.go`);
    expect(of(packages)).toMatchObject([{ kind: "file", path: path.join(root, "cmd/age/b/b.go") }]);
    for (const order of [packages, packages.toReversed()]) expect("part" in of(order)[0]!).toBe(false);
  });

  it("depends on both of two files of one name, where a module is replaced by a folder elsewhere", () => {
    const packages = [
      local(mainPath, { Name: "main", EmbedFiles: ["sub/x.txt"], Deps: [`${mainPath}/sub`] }),
      { ...local(`${mainPath}/sub`, { EmbedFiles: ["x.txt"] }), Dir: path.join(root, "../other") },
    ];
    const found = manifest({ packages }).facts.flatMap((fact) =>
      fact.kind === "file" && fact.name === `${mainPath}/sub/x.txt` ? [fact.path] : [],
    );
    expect(found.toSorted()).toEqual(
      [path.join(root, "../other/x.txt"), path.join(root, "cmd/age/sub/x.txt")].toSorted(),
    );
  });

  it("depends on what it imports only", () => {
    const packages = [
      local(mainPath, { Name: "main", Deps: ["example.com/app/a"] }),
      local("example.com/app/a"),
      local("example.com/app/b"),
    ];
    const names = facts({ packages }).join("\n");
    expect(names).toContain("example.com/app/a/a.go");
    expect(names).not.toContain("example.com/app/b/");
  });

  it("depends on std by the toolchain only", () => {
    expect(facts({ packages: [std] })).toEqual(facts());
  });

  it("depends on default.pgo beside its main package", () => {
    expect(facts().join()).not.toContain("default.pgo");
    write("cmd/age/default.pgo");
    write("x/default.pgo");
    expect(facts({ packages: [local("example.com/app/x")] }).filter((line) => line.includes("pgo"))).toEqual([
      "example.com/app/cmd/age/default.pgo <- cmd/age/default.pgo",
    ]);
  });

  it("that go list does not know is never up to date", () => {
    expect(manifest({ main: "example.com/app/other" })).toEqual({
      facts: [],
      guards: [],
      inexact: "go list does not know example.com/app/other",
    });
  });

  it("with a package that can't be loaded is never up to date", () => {
    const packages = [local("example.com/app/x", { Error: { Err: "x.go:1:1: expected 'package'" } })];
    expect(manifest({ packages }).inexact).toBe("example.com/app/x can't be loaded");
  });
});

/** By which imports the program comes to a file. */
describe("the reason of a file", () => {
  /** `a imports b` for each arrow of `main -> a -> b`; std and other modules, too. */
  function chains(imports: Record<string, string[]>, change: Partial<ListedPackage> = {}) {
    const names = Object.keys(imports).filter((name) => name !== mainPath && name !== "fmt");
    const packages = [
      local(mainPath, { Name: "main", Deps: [...names, "fmt"], Imports: imports[mainPath] ?? [] }),
      ...names.map((name) => local(name, { Imports: imports[name]!, ...change })),
      { ...std, Imports: imports["fmt"] ?? [] },
    ];
    const files = manifest({ packages }).facts.filter((fact) => fact.kind === "file");
    return Object.fromEntries(files.map(({ name, why }) => [name, why]));
  }

  const [a, b, c] = ["example.com/app/a", "example.com/app/internal/b", "example.com/app/c"] as const;

  it.each<[what: string, imports: Record<string, string[]>, file: string, why: string]>([
    ["its own", {}, mainPath, "cmd/age"],
    ["an import", { [mainPath]: [a], [a]: [] }, a, "cmd/age -> a"],
    ["an import of an import", { [mainPath]: [a], [a]: [b], [b]: [] }, b, "cmd/age -> a -> internal/b"],
    ["the shortest way", { [mainPath]: [a, c], [a]: [b], [b]: [c], [c]: [] }, c, "cmd/age -> c"],
    [
      "the package in the folder of the module",
      { [mainPath]: ["example.com/app"], "example.com/app": [] },
      "example.com/app",
      "cmd/age -> app",
    ],
    [
      "another module",
      { [mainPath]: [a], [a]: ["example.com/apple/x"], "example.com/apple/x": [] },
      "example.com/apple/x",
      "cmd/age -> a -> example.com/apple/x",
    ],
    ["never through std", { [mainPath]: ["fmt"], fmt: [b], [b]: [] }, b, ""],
  ])("%s", (_, imports, file, why) => {
    expect(chains(imports)).toHaveProperty([`${file}/a.go`], why);
  });

  it("leaves out that go lists a package once more for a default.pgo", () => {
    const name = `${a} [${mainPath}]`;
    expect(chains({ [mainPath]: [name], [name]: [] })).toMatchObject({ [`${a}/a.go`]: "cmd/age -> a" });
  });
});

it("passes on the guards and the name of the main module", () => {
  const guards: Guard[] = [{ kind: "tree", path: root }];
  expect(manifest({ guards })).toMatchObject({ guards, module: "example.com/app" });
});

/** A module is its version, its go line, what replaces it with which version, and its checksum. */
describe("a dependency", () => {
  const dependency = (change: Change = {}) => facts(change).filter((line) => /dep|fork/.test(line));

  it("of the module cache is its checksum", () => {
    write("go.sum", "example.com/dep v1.2.0/go.mod h1:mod=\nexample.com/dep v1.2.0 h1:dep=\n");
    expect(dependency({ packages: [cached()] })).toEqual([
      'example.com/dep = ["v1.2.0","1.20","","","h1:dep="]',
    ]);
  });

  it("with several packages is one fact", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\n");
    const other = cached({ ImportPath: "example.com/dep/other", GoFiles: ["other.go"] });
    expect(dependency({ packages: [cached(), other] })).toHaveLength(1);
  });

  it.each([
    ["no checksum", ""],
    ["that of another version", "example.com/dep v1.3.0 h1:other=\n"],
    ["that of its go.mod only", "example.com/dep v1.2.0/go.mod h1:mod=\n"],
  ])("of the module cache with %s is its files", (_, sums) => {
    write("go.sum", sums);
    expect(dependency({ packages: [cached()] })).toEqual([
      "example.com/dep/sub/dep.go <- modcache/example.com/dep@v1.2.0/sub/dep.go",
      'example.com/dep = ["v1.2.0","1.20","","",""]',
    ]);
  });

  it("may have its checksum in go.work.sum", () => {
    write("go.work");
    write("go.work.sum", "example.com/dep v1.2.0 h1:work=\n");
    const environment = { GOWORK: below("go.work") };
    expect(dependency({ packages: [cached()], environment })).toEqual([
      'example.com/dep = ["v1.2.0","1.20","","","h1:work="]',
    ]);
  });

  it.each(["", "off"])("has none there with GOWORK=%s", (GOWORK) => {
    write("go.work.sum", "example.com/dep v1.2.0 h1:work=\n");
    expect(dependency({ packages: [cached()], environment: { GOWORK } })).toHaveLength(2);
  });

  it("that is vendored is its files", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\n");
    const Dir = below("vendor", "example.com", "dep", "sub");
    expect(dependency({ packages: [cached({ Dir })] })).toEqual([
      "example.com/dep/sub/dep.go <- vendor/example.com/dep/sub/dep.go",
      'example.com/dep = ["v1.2.0","1.20","","","h1:dep="]',
    ]);
  });

  it("that is replaced by a folder is its files", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\n");
    const folder = below("third_party", "dep");
    const Replace = { Path: "./third_party/dep", Dir: folder, GoMod: path.join(folder, "go.mod") };
    const Module = { Path: "example.com/dep", Version: "v1.2.0", GoVersion: "1.21", Replace };
    expect(dependency({ packages: [cached({ Dir: path.join(folder, "sub"), Module })] })).toEqual([
      "example.com/dep/sub/dep.go <- third_party/dep/sub/dep.go",
      'example.com/dep = ["v1.2.0","1.21","./third_party/dep","",""]',
    ]);
  });

  it("that is replaced by another module is that one's checksum", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\nexample.com/fork v1.9.0 h1:fork=\n");
    const Replace = { Path: "example.com/fork", Version: "v1.9.0" };
    const Module = { Path: "example.com/dep", Version: "v1.2.0", Replace };
    const Dir = path.join(cache(), "example.com", "fork@v1.9.0", "sub");
    expect(dependency({ packages: [cached({ Dir, Module })] })).toEqual([
      'example.com/dep = ["v1.2.0","","example.com/fork","v1.9.0","h1:fork="]',
    ]);
  });

  it("in a folder whose name only begins as the module cache is its files", () => {
    write("go.sum", "example.com/dep v1.2.0 h1:dep=\n");
    const Dir = `${cache()}-of-mine${path.sep}dep`;
    expect(dependency({ packages: [cached({ Dir })] })).toContain(
      "example.com/dep/sub/dep.go <- modcache-of-mine/dep/dep.go",
    );
  });
});

describe("of go.mod and go.sum", () => {
  it.each<[what: string, goMod: string, goSum: string]>([
    ["a comment", "module example.com/app // moved\n", ""],
    ["the checksum of a module that nothing imports", "module example.com/app\n", "x.org/y v1.0.0 h1:y=\n"],
  ])("%s is no fact", (_, goMod, goSum) => {
    const before = facts();
    write("go.mod", goMod);
    write("go.sum", goSum);
    expect(facts()).toEqual(before);
  });

  it("the go line is one", () => {
    const Module = { ...app(), GoVersion: "1.25" };
    expect(facts({ packages: [local(mainPath, { Name: "main", Deps: [], Module })] })).toContain(
      'example.com/app = ["","1.25","","",""]',
    );
  });

  it("godebug lines are one", () => {
    const DefaultGODEBUG = "panicnil=1";
    expect(facts({ packages: [local(mainPath, { Name: "main", Deps: [], DefaultGODEBUG })] })).toContain(
      "DefaultGODEBUG = panicnil=1",
    );
  });
});

describe("settings", () => {
  it("hold the real folders without -trimpath", () => {
    const lines = facts({ flags: ["-buildvcs=false"] });
    expect(lines).toContain(`folder of example.com/app = ${root}`);
    expect(lines).toContain("GOROOT = /go");
    expect(lines).toContain(`GOMODCACHE = ${cache()}`);
  });

  it.each<[what: string, change: Change, line: string]>([
    ["the toolchain", { toolchain: { version: "1.27rc1" } }, "toolchain = 1.27rc1"],
    ["flags", { flags: ["-trimpath", "-tags=a b"] }, 'flags = ["-trimpath","-tags=a b"]'],
    ["GOEXPERIMENT", { environment: { GOEXPERIMENT: "rangefunc" } }, "GOEXPERIMENT = rangefunc"],
    ["GOFIPS140", { environment: { GOFIPS140: "v1.0.0" } }, "GOFIPS140 = v1.0.0"],
    [
      "GOFLAGS",
      { environment: { GOFLAGS: "-v '-tags=a b' -race" } },
      'flags = ["-tags=a b","-race","-trimpath"]',
    ],
    ["the level", { environment: { GOARCH: "arm", GOARM: "7" } }, "GOARM = 7"],
    ["GODEBUG of the process", { processEnvironment: { GODEBUG: "x=1" } }, "GODEBUG = x=1"],
    ["GOSSAFUNC of the process", { processEnvironment: { GOSSAFUNC: "main" } }, "GOSSAFUNC = main"],
    [
      "GO_EXTLINK_ENABLED of the process",
      { processEnvironment: { GO_EXTLINK_ENABLED: "1" } },
      "GO_EXTLINK_ENABLED = 1",
    ],
  ])("hold %s", (_, change, line) => {
    expect(facts(change)).toContain(line);
  });

  it("hold nothing else of the process", () => {
    expect(facts({ processEnvironment: { HOME: "/home/me", CC: "gcc", GOFLAGS: "-x" } })).toEqual(facts());
  });
});

describe("flags without an effect on the program", () => {
  it.each([
    "-v",
    "--v",
    "-x",
    "-a",
    "-n",
    "-work",
    "-json",
    "-modcacherw",
    "-p=4",
    "-mod=vendor",
    "-o=bin/",
    "-buildvcs=false",
    "-buildvcs=0",
    "-v=true",
  ])("%s is none of the facts", (flag) => {
    expect(effectiveFlags([flag])).toEqual([]);
    expect(facts({ flags: ["-trimpath", flag] })).toEqual(facts());
    expect(facts({ environment: { GOFLAGS: flag } })).toEqual(facts());
  });

  it.each<[given: string[], left: string[]]>([
    [["-trimpath=false"], []],
    [["-race=0", "-tags="], []],
    [["-trimpath", "-trimpath=false"], []],
    [["-trimpath=false", "-trimpath"], ["-trimpath"]],
    [
      ["-tags=a", "-race", "-tags=b"],
      ["-race", "-tags=b"],
    ],
    [["-tags=a", "-tags="], []],
    [["-tags=false"], ["-tags=false"]],
    [["-ldflags=-s", "-ldflags=-w"], ["-ldflags=-w"]],
    [["-gcflags=-N", "-ldflags=-w", "-gcflags="], ["-ldflags=-w"]],
    [["-ldflags="], []],
    [
      ["-ldflags=all=-s", "-ldflags="],
      ["-ldflags=all=-s", "-ldflags="],
    ],
    [
      ["-ldflags=all=-s", "-ldflags=-w"],
      ["-ldflags=all=-s", "-ldflags=-w"],
    ],
    [
      ["-ldflags=-s", "-ldflags=x=-w"],
      ["-ldflags=-s", "-ldflags=x=-w"],
    ],
  ])("of %j only %j counts", (given, left) => {
    expect(effectiveFlags(given)).toEqual(left);
  });

  it.each([
    "-race",
    "-tags=v",
    "-trimpath",
    "-ldflags=-v",
    "-asmflags=-p=4",
    "-buildmode=pie",
    "-buildvcs=true",
    "-buildvcs",
    "-modfile=other.mod",
    "-overlay=o.json",
    "-pgo=off",
    "-cover",
    "-asan",
    "-vx",
  ])("%s is not one of them", (flag) => {
    expect(effectiveFlags([flag])).toEqual([flag]);
    expect(facts({ flags: ["-trimpath", flag] })).toContain(
      `flags = ${JSON.stringify(flag === "-trimpath" ? [flag] : ["-trimpath", flag])}`,
    );
    expect(facts({ environment: { GOFLAGS: flag } })).toContain(
      `flags = ${JSON.stringify(flag === "-trimpath" ? [flag] : [flag, "-trimpath"])}`,
    );
  });
});

describe("cgo", () => {
  const net: ListedPackage = { ...std, ImportPath: "net", CgoFiles: ["cgo_linux.go"] };
  const on = { CGO_ENABLED: "1", CC: "gcc", CGO_CFLAGS: "-O2 -g" };
  const foreign = () => local("example.com/app/sqlite", { CgoFiles: ["sqlite.go"] });

  it("of std is the compiler and its flags", () => {
    const change = { packages: [net], environment: on, compiler: "gcc 13.2.0" };
    expect(facts(change)).toEqual(
      expect.arrayContaining([
        "C compiler = gcc 13.2.0",
        "CC = gcc",
        "CGO_CFLAGS = -O2 -g",
        "CGO_ENABLED = 1",
      ]),
    );
    expect(manifest(change).inexact).toBeUndefined();
  });

  it("of std without a compiler says so", () => {
    expect(facts({ packages: [net], environment: on })).toContain("C compiler = none");
  });

  it.each<[what: string, change: Change]>([
    ["turned off", { packages: [net], environment: { ...on, CGO_ENABLED: "0" } }],
    ["on, and used by nothing", { packages: [std], environment: on }],
  ])("%s takes no compiler in", (_, change) => {
    expect(facts({ ...change, compiler: "gcc 13.2.0" }).join()).not.toMatch(/C compiler|CGO_CFLAGS/);
  });

  it("outside std is never up to date", () => {
    expect(manifest({ packages: [foreign()], environment: on }).inexact).toBe(
      "example.com/app/sqlite uses cgo, and what the C compiler reads is not tracked",
    );
    expect(manifest({ packages: [foreign()] }).inexact).toBeUndefined();
  });

  it("by SWIG is never up to date", () => {
    const packages = [local("example.com/app/x", { SwigCXXFiles: ["x.swigcxx"] })];
    expect(manifest({ packages, environment: on }).inexact).toContain("example.com/app/x uses cgo");
  });
});

describe("flags that read files", () => {
  it.each<[flag: string, inexact: string]>([
    ["-overlay=overlay.json", "what -overlay reads is not tracked"],
    ["--overlay=overlay.json", "what -overlay reads is not tracked"],
    ["-toolexec=time", "what -toolexec reads is not tracked"],
    ["-pgo=cpu.pprof", "what -pgo reads is not tracked"],
    ["-modfile=other.mod", "what -modfile reads is not tracked"],
    ["-pkgdir=x", "what -pkgdir reads is not tracked"],
    ["-linkshared", "what -linkshared reads is not tracked"],
    ["-compiler=gccgo", "what -compiler reads is not tracked"],
    ["-gccgoflags=-O2", "what -gccgoflags reads is not tracked"],
    ["-C=other", "what -C reads is not tracked"],
    ["-buildvcs=true", "-buildvcs stamps facts of the repository"],
    ["-buildvcs", "-buildvcs stamps facts of the repository"],
    ["-buildvcs=auto", "-buildvcs stamps facts of the repository"],
    ["-ldflags=-linkmode=external", "what the external linker reads is not tracked"],
    ["-ldflags=-s -extld=clang", "what the external linker reads is not tracked"],
  ])("%s is never up to date", (flag, inexact) => {
    expect(manifest({ flags: ["-trimpath", flag] }).inexact).toBe(inexact);
    expect(manifest({ environment: { GOFLAGS: flag.replaceAll(" ", "_") } }).inexact).toBeDefined();
  });

  it.each([
    "-buildvcs=false",
    "-buildvcs=0",
    "-pgo=off",
    "-pgo=auto",
    "-compiler=gc",
    "-linkshared=false",
    "-tags=overlay",
    "-ldflags=-s -w",
    "-race",
    "-mod=vendor",
    "-v",
    "-p=4",
  ])("%s is", (flag) => {
    expect(manifest({ flags: ["-trimpath", flag] }).inexact).toBeUndefined();
  });
});
