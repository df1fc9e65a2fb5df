import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import { moduleCacheFolder } from "../../../lib/go/fetched-toolchains.ts";
import {
  goEnvFilePlace,
  readGoEnvFile,
  readToolchainFile,
  settingLines,
} from "../../../lib/go/go-env-file.ts";
import { foreignPath, isAbsoluteToGo, listOfPaths } from "../../../lib/go/go-paths.ts";
import { splitQuoted } from "../../../lib/go/goflags.ts";
import { routedVariables } from "../../../lib/go/routed-variables.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-envfile-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("goEnvFilePlace", () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, object]>([
    ["Linux", "linux", { HOME: "/home/ada" }, { place: "/home/ada/.config/go/env", named: false }],
    [
      "Linux with XDG",
      "linux",
      { HOME: "/home/ada", XDG_CONFIG_HOME: "/etc/ada" },
      { place: "/etc/ada/go/env", named: false },
    ],
    [
      "Linux with a relative XDG",
      "linux",
      { HOME: "/home/ada", XDG_CONFIG_HOME: "ada" },
      { absence: "XDG_CONFIG_HOME is relative", named: false },
    ],
    [
      "Linux without a home",
      "linux",
      { HOME: "" },
      { absence: "neither XDG_CONFIG_HOME nor HOME is set", named: false },
    ],
    [
      "macOS, which knows no XDG",
      "darwin",
      { HOME: "/Users/ada", XDG_CONFIG_HOME: "/x" },
      { place: "/Users/ada/Library/Application Support/go/env", named: false },
    ],
    [
      "Windows",
      "win32",
      { AppData: "C:\\Users\\ada\\AppData\\Roaming", HOME: "/x" },
      { place: "C:\\Users\\ada\\AppData\\Roaming\\go\\env", named: false },
    ],
    ["Windows without AppData", "win32", {}, { absence: "%APPDATA% is not set", named: false }],
    ["GOENV", "linux", { HOME: "/home/ada", GOENV: "/x/env" }, { place: "/x/env", named: true }],
    ["GOENV=off", "linux", { HOME: "/home/ada", GOENV: "off" }, { absence: "GOENV is off", named: true }],
    ["an empty GOENV", "linux", { HOME: "/h", GOENV: "" }, { place: "/h/.config/go/env", named: false }],
  ])("%s", (_name, platform, environment, expected) => {
    expect(goEnvFilePlace(platform, environment)).toEqual(expected);
  });
});

describe("settingLines", () => {
  it("takes what go takes, and as it stands there", () => {
    const text = "GOA=1\n# GOB=2\n GOC=3\nexport GOD=4\nGOE = 5\nGOF=a=b\r\nGOG=\n\uFEFFGOH=6\nnone\nGOI=7";
    expect(settingLines(text)).toEqual([
      { name: "GOA", value: "1", line: 1 },
      { name: "GOE ", value: " 5", line: 5 },
      { name: "GOF", value: "a=b\r", line: 6 },
      { name: "GOG", value: "", line: 7 },
      { name: "GOI", value: "7", line: 10 },
    ]);
  });

  it("counts the last line of the go env file, and the first of go.env", () => {
    const file = path.join(folder, "go.env");
    writeFileSync(file, "GOFLAGS=-x\nGOFLAGS=-v\n");
    const read = readGoEnvFile("linux", { GOENV: file });
    expect(read.settings.get("GOFLAGS")).toEqual({ name: "GOFLAGS", value: "-v", line: 2 });
    expect(readToolchainFile(folder).settings.get("GOFLAGS")).toEqual({
      name: "GOFLAGS",
      value: "-x",
      line: 1,
    });
  });

  it("finds nothing where there is nothing, or a folder", () => {
    mkdirSync(path.join(folder, "folder"));
    for (const name of ["none", "folder"]) {
      const read = readGoEnvFile("linux", { GOENV: path.join(folder, name) });
      expect(read).toEqual({ place: path.join(folder, name), named: true, settings: new Map() });
    }
  });
});

describe.skipIf(process.platform === "win32")("routedVariables", () => {
  const goroot = path.join(folder, "goroot");
  mkdirSync(goroot);
  writeFileSync(path.join(goroot, "go.env"), "GOPROXY=direct\nGOSUMDB=off\nGOTOOLCHAIN=auto\n");
  const file = path.join(folder, "env");

  it("are GOROOT and GOTOOLCHAIN", () => {
    writeFileSync(file, `GOFLAGS=-x\nGOROOT=${goroot}\n`);
    expect(routedVariables({ goroot }, "linux", { GOENV: file })).toEqual({
      GOROOT: goroot,
      GOTOOLCHAIN: "local",
    });
  });

  it("bring back the go.env that a GOROOT of the go env file hides", () => {
    writeFileSync(file, "GOROOT=/nowhere\n");
    expect(routedVariables({ goroot }, "linux", { GOENV: file })).toEqual({
      GOPROXY: "direct",
      GOSUMDB: "off",
      GOROOT: goroot,
      GOTOOLCHAIN: "local",
    });
    writeFileSync(file, "GOROOT=/nowhere\nGOPROXY=\n");
    expect(routedVariables({ goroot }, "linux", { GOENV: file, GOSUMDB: "x" })).toEqual({
      GOROOT: goroot,
      GOTOOLCHAIN: "local",
    });
  });
});

describe("paths as Go reads them", () => {
  it.each<[string, NodeJS.Platform, boolean]>([
    ["/x", "linux", true],
    ["x", "linux", false],
    ["C:\\x", "linux", false],
    ["C:\\x", "win32", true],
    ["c:/x", "win32", true],
    ["C:x", "win32", false],
    ["\\x", "win32", false],
    ["/x", "win32", false],
    ["\\\\server\\share", "win32", true],
    ["//server/share", "win32", true],
  ])("%s on %s is absolute: %s", (text, platform, expected) => {
    expect(isAbsoluteToGo(text, platform)).toBe(expected);
  });

  it.each<[string, NodeJS.Platform, string[]]>([
    ["", "linux", []],
    ["/a:/b", "linux", ["/a", "/b"]],
    [":/a:", "linux", ["", "/a", ""]],
    ["C:\\a;D:\\b", "win32", ["C:\\a", "D:\\b"]],
    ['"C:\\a;b";D:\\c', "win32", ["C:\\a;b", "D:\\c"]],
    ["C:\\a;;D:\\b", "win32", ["C:\\a", "", "D:\\b"]],
  ])("%s on %s is the list %j", (text, platform, expected) => {
    expect(listOfPaths(text, platform)).toEqual(expected);
  });

  it("tells a path of another system", () => {
    expect(foreignPath("\\\\wsl$\\x", "linux")).toBe("is a Windows path, and this is Linux");
    expect(foreignPath("/mnt/c", "win32")).toBe("is a Linux path, and this is Windows");
    expect(foreignPath("//server/share", "win32")).toBeUndefined();
    expect(foreignPath("C", "linux")).toBeUndefined();
  });

  it.each<[string, string[] | undefined]>([
    ["", []],
    ["  ", []],
    ["-a  -b\t-c\r", ["-a", "-b", "-c"]],
    [`'-ldflags=-s -w' "-tags=a b"`, ["-ldflags=-s -w", "-tags=a b"]],
    [`-x='a b'`, ["-x='a", "b'"]],
    [`'a''b'`, ["a", "b"]],
    [`'a`, undefined],
  ])("splits %j into %j", (text, expected) => {
    expect(splitQuoted(text)).toEqual(expected);
  });
});

describe("moduleCacheFolder", () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, Record<string, string>, string | undefined]>([
    ["of the home", "linux", { HOME: "/home/ada" }, {}, "/home/ada/go/pkg/mod"],
    ["of Windows", "win32", { UserProfile: "C:\\ada" }, {}, "C:\\ada\\go\\pkg\\mod"],
    ["of GOPATH", "linux", { HOME: "/h", GOPATH: "/a:/b" }, { GOPATH: "/c" }, "/a/pkg/mod"],
    ["of the file", "linux", { HOME: "/h", GOPATH: "/a" }, { GOMODCACHE: "/m" }, "/m"],
    ["of GOMODCACHE", "linux", { GOMODCACHE: "/n" }, { GOMODCACHE: "/m" }, "/n"],
    ["of nobody", "linux", {}, {}, undefined],
    ["of another system", "linux", { GOMODCACHE: "C:\\m" }, {}, undefined],
  ])("%s", (_name, platform, environment, settings, expected) => {
    const map = new Map(Object.entries(settings).map(([name, value]) => [name, { value }]));
    expect(moduleCacheFolder(platform, environment, map)).toBe(expected);
  });
});
