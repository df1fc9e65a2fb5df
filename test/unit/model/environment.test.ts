/** Variables of an environment: which of them decide what is built, how one is read, how two are laid over. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { mergeEnvironment, relevantVariables, variable } from "../../../lib/model/environment.ts";

const isRelevant = (name: string) => relevantVariables({ [name]: "x" }).length === 1;

describe("relevantVariables", () => {
  it.each(
    [
      "GO111MODULE GOARCH GOARM64 GOAMD64 GOCACHE GODEBUG GOENV GOEXPERIMENT GOFIPS140 GOFLAGS GOMODCACHE",
      "GOOS GOPATH GOPROXY GOROOT GOTOOLCHAIN GOWORK GO_EXTLINK_ENABLED GOSSAFUNC",
      "CGO_ENABLED CGO_CFLAGS CGO_CFLAGS_ALLOW CC CXX FC AR GCCGO PKG_CONFIG PKG_CONFIG_PATH",
      "PATH Path HOME USERPROFILE XDG_CONFIG_HOME XDG_CACHE_HOME APPDATA LOCALAPPDATA LocalAppData",
      "ProgramFiles ProgramFiles(x86) NODE_OPTIONS NODE_PATH BUN_OPTIONS TSX_TSCONFIG_PATH GIT_DIR GIT_WORK_TREE",
      "WSL_DISTRO_NAME GOWSL_CACHE_DIR gowsl_cache_dir",
    ].flatMap((line) => line.split(" ")),
  )("%s is one", (name) => {
    expect(relevantVariables({ [name]: "x" })).toEqual([[name, "x"]]);
  });

  it.each(
    [
      "TERM COLORTERM NO_COLOR FORCE_COLOR CI GITHUB_ACTIONS COLUMNS LANG PWD OLDPWD SHLVL _ TMPDIR EDITOR",
      "SSH_AUTH_SOCK USER CARGO_HOME MYPATH PATHS ACC CCACHE_DIR ARCH HOMEBREW NODE_ENV",
    ].flatMap((line) => line.split(" ")),
  )("%s is none", (name) => {
    expect(relevantVariables({ [name]: "x" })).toEqual([]);
  });

  it("come sorted, whatever their order, and without those that are not set", () => {
    const environment = { PATH: "/bin", TERM: "xterm", GOOS: undefined, GOFLAGS: "", CC: "gcc" };
    expect(relevantVariables(environment)).toEqual([
      ["CC", "gcc"],
      ["GOFLAGS", ""],
      ["PATH", "/bin"],
    ]);
  });

  it("are all that gowsl itself reads by name, but for what no step depends on", () => {
    const elsewhere = [
      "BROWSER",
      "GITHUB_ACTIONS",
      "GITLAB_CI",
      "NO_PROXY",
      "REQUEST_METHOD",
      "SHELL",
      "ZDOTDIR",
      "no_proxy",
    ];
    const lib = path.resolve(import.meta.dirname, "../../../lib");
    const texts = readdirSync(lib, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(path.join(lib, file), "utf8"));
    const names = texts.flatMap((text) =>
      [...text.matchAll(/\bvariable\([^()]*?"(\w+)",?\s*\)/g)].map((match) => match[1]!),
    );
    expect(names).toContain("GOTOOLCHAIN");
    expect(names).toContain("XDG_CACHE_HOME");
    expect(names.filter((name) => !elsewhere.includes(name) && !isRelevant(name))).toEqual([]);
  });
});

describe("variable", () => {
  it.each<[what: string, environment: Record<string, string>, platform: NodeJS.Platform, value?: string]>([
    ["its value", { GOROOT: "/go" }, "linux", "/go"],
    ["nothing where it is not set", {}, "linux"],
    ["nothing where it is empty", { GOROOT: "" }, "linux"],
    ["nothing where it is empty on Windows", { GOROOT: "" }, "win32"],
    ["a blank", { GOROOT: " " }, "linux", " "],
    ["nothing of another case", { GoRoot: "/go" }, "linux"],
    ["nothing of another case on macOS", { GoRoot: "/go" }, "darwin"],
    ["any case on Windows", { GoRoot: "C:\\Go" }, "win32", "C:\\Go"],
    ["nothing of a name that only begins so", { GOROOT_FINAL: "C:\\Go" }, "win32"],
  ])("is %s", (_, environment, platform, value) => {
    expect(variable(environment, platform, "GOROOT")).toBe(value);
  });

  it("may be asked for in any case on Windows", () => {
    expect(variable({ Path: "C:\\" }, "win32", "PATH")).toBe("C:\\");
    expect(variable({ PATH: "C:\\" }, "win32", "Path")).toBe("C:\\");
  });
});

describe("mergeEnvironment", () => {
  type Variables = Record<string, string | undefined>;
  it.each<[what: string, base: Variables, extra: Variables, platform: NodeJS.Platform, merged: Variables]>([
    ["adds", { A: "1" }, { B: "2" }, "linux", { A: "1", B: "2" }],
    ["replaces", { A: "1", B: "1" }, { B: "2" }, "linux", { A: "1", B: "2" }],
    ["takes out", { A: "1" }, { A: undefined }, "linux", { A: undefined }],
    ["keeps both cases", { Path: "1" }, { PATH: "2" }, "linux", { Path: "1", PATH: "2" }],
    ["replaces any case on Windows", { Path: "1", A: "1" }, { PATH: "2" }, "win32", { A: "1", PATH: "2" }],
    ["replaces every case on Windows", { Path: "1", path: "1" }, { PATH: "2" }, "win32", { PATH: "2" }],
    ["lets the last of two win on Windows", {}, { Path: "1", PATH: "2" }, "win32", { PATH: "2" }],
    ["takes out any case on Windows", { Path: "1" }, { PATH: undefined }, "win32", { PATH: undefined }],
  ])("%s", (_, base, extra, platform, merged) => {
    const before = structuredClone({ base, extra });
    expect(mergeEnvironment(base, extra, platform)).toStrictEqual(merged);
    expect({ base, extra }).toStrictEqual(before);
  });
});
