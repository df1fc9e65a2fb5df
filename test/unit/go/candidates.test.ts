import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import type { Candidate } from "../../../lib/go/candidates.ts";
import { candidates, gatherCandidates } from "../../../lib/go/candidates.ts";
import { wellKnownPlaces } from "../../../lib/go/well-known.ts";
import { detectHost } from "../../../lib/host/detect.ts";
import { readMachine } from "../../../lib/host/machine.ts";
import { notedLooks } from "../../../lib/host/looks.ts";
import { chooseToolchain } from "../../../lib/go/route.ts";

describe("wellKnownPlaces", () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, string, string[]]>([
    [
      "Linux",
      "linux",
      {},
      "/home/ada",
      [
        "/usr/local/go",
        "/usr/lib/go",
        "/usr/lib/go-*",
        "/usr/lib/golang",
        "/snap/go/current",
        "/home/ada/sdk/go*",
      ],
    ],
    [
      "macOS",
      "darwin",
      {},
      "/Users/ada",
      [
        "/usr/local/go",
        "/opt/homebrew/opt/go/libexec",
        "/usr/local/opt/go/libexec",
        "/opt/homebrew/opt/go@*/libexec",
        "/usr/local/opt/go@*/libexec",
        "/Users/ada/sdk/go*",
      ],
    ],
    [
      "Windows",
      "win32",
      {
        ProgramFiles: "C:\\Program Files",
        PROGRAMW6432: "C:\\Program Files",
        "ProgramFiles(x86)": "C:\\Program Files (x86)",
      },
      "C:\\Users\\ada",
      ["C:\\Program Files\\Go", "C:\\Program Files (x86)\\Go", "C:\\Go", "C:\\Users\\ada\\sdk\\go*"],
    ],
    ["Windows without variables", "win32", {}, "D:\\ada", ["C:\\Go", "D:\\ada\\sdk\\go*"]],
  ])("%s", (_name, platform, environment, home, expected) => {
    expect(wellKnownPlaces(platform, environment, home)).toEqual(expected);
  });
});

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-candidates-")));
afterAll(() => rmSync(root, { recursive: true }));
const at = (...parts: string[]) => path.join(root, ...parts);

const elf = Buffer.alloc(64);
elf.write("\x7fELF\x02\x01", "latin1");
elf.writeUInt16LE(62, 18);
const pe = Buffer.alloc(256);
pe.write("MZ", "latin1");
pe.writeUInt32LE(0x80, 0x3c);
pe.write("PE\0\0", 0x80, "latin1");
pe.writeUInt16LE(0x8664, 0x84);

function put(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

/** A folder that looks like a Go installation. */
function install(goroot: string, version: string, name = "go", program = elf): void {
  put(path.join(goroot, "bin", name), program);
  put(path.join(goroot, "VERSION"), `go${version}\ntime 2026-01-01T00:00:00Z\n`);
  const [folder, compiler] = name === "go" ? ["linux_amd64", "compile"] : ["windows_amd64", "compile.exe"];
  put(path.join(goroot, "pkg", "tool", folder, compiler), program);
}

/** The same as go leaves it in the module cache. */
function unpack(moduleCache: string, version: string, system = "linux-amd64"): string {
  const goroot = path.join(moduleCache, "golang.org", `toolchain@v0.0.1-go${version}.${system}`);
  install(goroot, version);
  for (const name of ["_go.mod", "go.mod"]) put(path.join(goroot, "src", name), "module std\n");
  return goroot;
}

install(at("go"), "1.26.8");
install(at("old"), "1.20.1");
install(at("windows"), "1.25.0", "go.exe", pe);
install(at("sdk", "go1.9.7"), "1.9.7");
install(at("sdk", "go1.22.0"), "1.22.0");
install(at("cache"), "1.0");
put(at("cache", "VERSION"), "");
put(at("cache", "VERSION.cache"), "go1.27-devel_abc");
put(at("shims", "go"), "#!/bin/sh\nexec /opt/go/bin/go\n");
put(at("batch", "go.bat"), "@echo off\r\n");
put(at("mise", "bin", "mise"), elf);
put(at("copy", "bin", "go"), elf);
mkdirSync(at("links"));
mkdirSync(at("miseshims"));
if (process.platform !== "win32") {
  symlinkSync(at("go", "bin", "go"), at("links", "go"));
  symlinkSync(at("mise", "bin", "mise"), at("miseshims", "go"));
}
mkdirSync(at("folder", "go"), { recursive: true });
mkdirSync(at("empty"));

async function gather(
  environment: Record<string, string>,
  options: { platform?: NodeJS.Platform; configGoroot?: string; wellKnown?: string[] } = {},
): Promise<Candidate[]> {
  const { platform = "linux", wellKnown = [], configGoroot } = options;
  return gatherCandidates({ machine: { platform, environment, home: at() }, configGoroot, wellKnown });
}

// The tree above has links, and paths that a PATH of Windows would cut at other places.
describe.skipIf(process.platform === "win32")("gatherCandidates", () => {
  it("finds what was fetched, too: in the module cache and by gowsl, releases first", async () => {
    const home = at("fetched");
    const [moduleCache, own] = [
      path.join(home, "go", "pkg", "mod"),
      path.join(home, ".cache", "gowsl", "go"),
    ];
    for (const version of ["1.21.13", "1.27rc1", "1.26.8"]) unpack(moduleCache, version);
    install(path.join(own, "1.25.1.linux-amd64"), "1.25.1");
    install(path.join(own, "1.27.0.linux-amd64"), "1.27.0");
    // Neither is a toolchain: a folder that is being unpacked, and one of somebody else.
    put(path.join(own, ".1.28.0.linux-amd64.x.tmp", "VERSION"), "go1.28.0");
    put(path.join(own, "notes", "VERSION"), "go1.28.0");
    const machine = { platform: "linux", environment: { HOME: home }, home } as const;
    const found = await gatherCandidates({ machine, wellKnown: [] });
    expect(found.map(({ source, version, problem }) => [source, version, problem])).toEqual([
      ["module cache", "1.26.8", undefined],
      ["module cache", "1.21.13", undefined],
      ["module cache", "1.27rc1", undefined],
      ["gowsl's own", "1.27.0", undefined],
      ["gowsl's own", "1.25.1", undefined],
    ]);
  });

  it("looks for the one release that is wished for by its name, and tells of the others where it will not do", async () => {
    const home = at("exactly");
    const own = path.join(home, ".cache", "gowsl", "go", "1.25.1.linux-amd64");
    install(own, "1.25.1");
    unpack(path.join(home, "go", "pkg", "mod"), "1.26.8");
    const machine = { platform: "linux", environment: { HOME: home, GOENV: "off" }, home } as const;
    const wish = { kind: "exact", version: "1.25.1", source: "go.version", why: "" } as const;
    const host = { kind: "linux", goos: "linux", goarch: "amd64" } as const;
    const setting = { machine, wellKnown: [], wish, host };
    const chosen = chooseToolchain(candidates(setting), wish, host);
    expect(chosen).toMatchObject({ ok: true, value: { goroot: own, rejected: [] } });
    const moduleCache = path.join(home, "go", "pkg", "mod", "golang.org");
    const asked = notedLooks().filter((look) => look.path.startsWith(moduleCache));
    expect(asked.map((look) => path.basename(look.path))).toEqual(["toolchain@v0.0.1-go1.25.1.linux-amd64"]);
    const all = await gatherCandidates(setting);
    expect(all.map(({ place, problem }) => [path.basename(place), problem])).toEqual([
      ["1.25.1.linux-amd64", undefined],
      ["toolchain@v0.0.1-go1.26.8.linux-amd64", "go1.26.8 is not 1.25.1, which go.version asks for"],
    ]);
  });

  it("finds the module cache as go does", async () => {
    const gopath = at("gopath");
    unpack(path.join(gopath, "pkg", "mod"), "1.24.1");
    unpack(at("modcache"), "1.24.2");
    put(at("written", "env"), `GOMODCACHE=${at("modcache")}\n`);
    const versions = async (environment: Record<string, string>) => {
      const found = await gather({ GOENV: "off", HOME: at("nobody"), ...environment });
      return found.map(({ version }) => version);
    };
    expect(await versions({})).toEqual([]);
    expect(await versions({ GOPATH: `${gopath}:${at("other")}` })).toEqual(["1.24.1"]);
    expect(await versions({ GOPATH: gopath, GOENV: at("written", "env") })).toEqual(["1.24.2"]);
    expect(
      await versions({ GOMODCACHE: path.join(gopath, "pkg", "mod"), GOENV: at("written", "env") }),
    ).toEqual(["1.24.1"]);
    // Go would stop there, and says so itself.
    expect(await versions({ GOMODCACHE: "C:\\cache" })).toEqual([]);
    expect(await versions({ GOMODCACHE: "cache" })).toEqual([]);
  });

  it("passes over what go has not ended unpacking", async () => {
    const half = at("half");
    const uncopied = unpack(half, "1.23.1");
    rmSync(path.join(uncopied, "src", "go.mod"));
    const cut = unpack(half, "1.23.2");
    writeFileSync(path.join(cut, "src", "go.mod"), "mod");
    chmodSync(path.join(unpack(half, "1.23.3"), "bin", "go"), 0o644);
    unpack(half, "1.23.0");
    const found = await gather({ GOMODCACHE: half });
    const unpacking = "go has not ended unpacking it; its next use by go will";
    expect(found.map(({ version, problem }) => [version, problem])).toEqual([
      ["1.23.3", unpacking],
      ["1.23.2", unpacking],
      ["1.23.1", unpacking],
      ["1.23.0", undefined],
    ]);
  });

  it.each<[string, (goroot: string) => void, string]>([
    [
      "has no compiler",
      (goroot) => rmSync(path.join(goroot, "pkg"), { recursive: true }),
      "it is broken: pkg/tool/linux_amd64/compile is missing",
    ],
    [
      "may not be executed",
      (goroot) => chmodSync(path.join(goroot, "bin", "go"), 0o644),
      "it is broken: <goroot>/bin/go may not be executed",
    ],
    ["has an empty VERSION", (goroot) => put(path.join(goroot, "VERSION"), ""), "its VERSION file is empty"],
    [
      "has a VERSION that is none",
      (goroot) => put(path.join(goroot, "VERSION"), "1.26\n"),
      "its VERSION file names no version of Go",
    ],
    [
      "has a VERSION that can't be read",
      (goroot) => {
        rmSync(path.join(goroot, "VERSION"));
        mkdirSync(path.join(goroot, "VERSION"));
      },
      "its VERSION file can't be read",
    ],
    [
      "has no VERSION",
      (goroot) => rmSync(path.join(goroot, "VERSION")),
      "it has no VERSION file, so it is no Go installation",
    ],
  ])("tells of a GOROOT that %s", async (name, spoil, problem) => {
    const goroot = at("spoiled", name.replaceAll(/\W/g, "-"));
    install(goroot, "1.26.8");
    spoil(goroot);
    const [found] = await gather({ GOROOT: goroot });
    expect(found).toMatchObject({ source: "GOROOT", problem: problem.replace("<goroot>", goroot) });
  });

  it.each([
    ["asdf", '#!/usr/bin/env bash\n# asdf-plugin: golang 1.21.0\nexec asdf exec "go" "$@"\n'],
    ["mise", '#!/bin/sh\nexec mise x -- go "$@"\n'],
    ["goenv", '#!/usr/bin/env bash\nexec "/home/ada/.goenv/bin/goenv" exec go "$@"\n'],
    ["gvm", '#!/bin/sh\n. ~/.gvm/scripts/gvm\nexec go "$@"\n'],
    [undefined, '#!/bin/sh\nexec node go.js "$@"\n'],
  ])("names the version manager %s by its shim", async (manager, text) => {
    put(at("managed", String(manager), "go"), text);
    const [found] = await gather({ PATH: at("managed", String(manager)) });
    expect(found?.binary).toBe("script");
    expect(found?.manager).toBe(manager);
  });

  it("looks at nothing behind the one that will do", async () => {
    const machine = {
      platform: "linux",
      environment: { PATH: `${at("go", "bin")}:${at("never-asked")}`, GOENV: "off" },
      home: at(),
    } as const;
    const wish = { kind: "any", source: "nothing", why: "nothing asks for a version" } as const;
    const wellKnown = [at("never-asked-either")];
    const host = { kind: "linux", goos: "linux", goarch: "amd64" } as const;
    const chosen = chooseToolchain(candidates({ machine, wellKnown }), wish, host);
    expect(chosen).toMatchObject({ ok: true, value: { goroot: at("go"), rejected: [] } });
    const asked = notedLooks().map((look) => look.path);
    expect(asked).toContain(at("go", "VERSION"));
    expect(asked.filter((file) => file.includes("never-asked"))).toEqual([]);
  });

  it("keeps the order config, GOROOT, PATH, well-known places", async () => {
    const found = await gather(
      { GOROOT: at("old"), PATH: `${at("links")}:${at("empty")}` },
      { configGoroot: at("cache"), wellKnown: [at("nowhere"), at("sdk", "go*")] },
    );
    expect(found.map(({ source, place, version }) => [source, place, version])).toEqual([
      ["config go.goroot", at("cache"), "1.27-devel_abc"],
      ["GOROOT", at("old"), "1.20.1"],
      ["PATH", at("links", "go"), "1.26.8"],
      ["well-known place", at("sdk", "go1.22.0"), "1.22.0"],
      ["well-known place", at("sdk", "go1.9.7"), "1.9.7"],
    ]);
  });

  it("resolves links on PATH, drops what was met before, and takes no folder for a program", async () => {
    const folders = [at("folder"), at("links"), at("go", "bin"), "relative", ""];
    const found = await gather({ PATH: folders.join(":") }, { wellKnown: [at("go")] });
    expect(found).toEqual([
      {
        place: at("links", "go"),
        source: "PATH",
        goroot: at("go"),
        goFile: at("go", "bin", "go"),
        version: "1.26.8",
        binary: "elf",
        arch: "amd64",
      },
    ]);
  });

  it.each<[string, string, NodeJS.Platform, string]>([
    ["a Windows path on Linux", "C:\\Program Files\\Go", "linux", "a Windows path, and this is Linux"],
    ["the same with slashes", "C:/Go", "darwin", "a Windows path, and this is macOS"],
    ["a share on Linux", "\\\\server\\go", "linux", "a Windows path, and this is Linux"],
    ["a Linux path on Windows", "/usr/local/nowhere/go", "win32", "a Linux path, and this is Windows"],
    ["nothing there", at("nowhere"), "linux", "no such folder"],
    ["a folder without go", at("empty"), "linux", `it holds no ${path.join("bin", "go")}`],
  ])("GOROOT is %s: PATH can still win", async (_name, goroot, platform, problem) => {
    const separator = platform === "win32" ? ";" : ":";
    const found = await gather(
      { GOROOT: goroot, PATH: [at("empty"), at("go", "bin")].join(separator) },
      { platform },
    );
    expect(found[0]).toMatchObject({ place: goroot, source: "GOROOT", binary: "missing", problem });
    expect(found[1]).toMatchObject({ source: "PATH", version: "1.26.8" });
    const chosen = chooseToolchain(
      found,
      { kind: "any", source: "nothing", why: "nothing asks for a version" },
      { kind: "linux", goos: "linux", goarch: "amd64" },
    );
    expect(chosen).toMatchObject({
      ok: true,
      value: { goroot: at("go"), rejected: [{ place: goroot, reason: problem }] },
    });
  });

  it.each<[string, string, NodeJS.Platform, object]>([
    [
      "a Windows Go seen from WSL",
      "windows/bin",
      "linux",
      { binary: "pe", arch: "amd64", version: "1.25.0" },
    ],
    ["a Linux Go on Windows", "go/bin", "win32", { binary: "elf", arch: "amd64", version: "1.26.8" }],
    ["a shim script", "shims", "linux", { binary: "script" }],
    ["a batch file", "batch", "win32", { binary: "script" }],
    [
      "a link to a version manager",
      "miseshims",
      "linux",
      { binary: "elf", problem: expect.stringContaining("mise") },
    ],
    ["a copy without the rest", "copy/bin", "linux", { binary: "elf" }],
  ])("PATH holds %s", async (_name, folder, platform, expected) => {
    const found = await gather({ PATH: at(folder) }, { platform });
    expect(found).toEqual([expect.objectContaining({ source: "PATH", ...expected })]);
  });

  it("finds the Path of Windows, quotes and all", async () => {
    const found = await gather({ Path: `"${at("windows", "bin")}";${at("empty")}` }, { platform: "win32" });
    expect(found).toMatchObject([{ goroot: at("windows"), binary: "pe" }]);
  });
});

describe("this machine", async () => {
  const machine = readMachine();
  const found = await gatherCandidates({ machine });
  const host = await detectHost(machine);
  const wish = { kind: "any", source: "nothing", why: "nothing asks for a version" } as const;
  const chosen = chooseToolchain(found, wish, host);

  it.skipIf(!chosen.ok)("has a Go that was made for it", () => {
    const { os: system, go, goroot } = chosen.ok ? chosen.value : expect.unreachable();
    expect(system).toBe(process.platform === "win32" ? "windows" : process.platform);
    expect(path.dirname(path.dirname(realpathSync(go)))).toBe(realpathSync(goroot));
  });
});
