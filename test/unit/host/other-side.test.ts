import { describe, expect, it } from "vitest";
import {
  crossToWindows,
  crossToWsl,
  findWindowsGowsl,
  lostVariables,
  sharedVariables,
} from "../../../lib/host/other-side.ts";

describe("sharedVariables", () => {
  it.each([
    ["what is built for, one way", { GOOS: "js", GOARCH: "wasm", CI: "true" }, "CI/u:GOARCH/u:GOOS/u"],
    ["no paths of Go", { GOPATH: "C:\\go", GOROOT: "C:\\Go", GOCACHE: "C:\\c", GOFLAGS: "-tags=x" }, ""],
    ["empty ones are not set", { GOOS: "", NO_COLOR: "1" }, "NO_COLOR/u"],
    [
      "what others share stays, but nothing of Go (INT-07)",
      { WSLENV: "WT_SESSION:GOPATH/p:CGO_CFLAGS:A/up" },
      "WT_SESSION:A/up",
    ],
    ["once each", { WSLENV: "CI:B", CI: "1" }, "B:CI/u"],
  ])("%s", (_, environment, expected) => {
    expect(sharedVariables(environment, "u")).toBe(expected);
  });
});

it("lostVariables names what would change the build", () => {
  const environment = { GOFLAGS: "-tags=x", GOPATH: "/p", GOTOOLCHAIN: "", CGO_CFLAGS: "-O3", CC: "gcc" };
  expect(lostVariables(environment)).toEqual(["CC", "CGO_CFLAGS", "GOFLAGS"]);
});

describe("crossToWsl", () => {
  const wslExe = "C:\\Windows\\System32\\wsl.exe";
  const cross = (folder: string, distribution?: string) =>
    crossToWsl({
      wslExe,
      distribution,
      folder,
      argv: ["go", "list", "$x", "a b"],
      environment: { Path: "P", wslenv: "B" },
    });

  it("starts the program without a shell that reads the line anew", () => {
    const { argv, cwd, environment } = cross("\\\\wsl$\\Ubuntu\\home\\me\\p", "Ubuntu");
    expect(argv.slice(0, 8)).toEqual([
      wslExe,
      "-d",
      "Ubuntu",
      "--cd",
      "/home/me/p",
      "--exec",
      "/bin/sh",
      "-lc",
    ]);
    expect(argv.slice(9)).toEqual(["gowsl", "/home/me/p", "go", "list", "$x", "a b"]);
    expect(cwd).toBe("C:\\Windows\\System32");
    // One variable whatever its case.
    expect(environment).toEqual({ Path: "P", WSLENV: "B:GOWSL_SIDE/u", GOWSL_SIDE: "wsl", WSL_UTF8: "1" });
  });

  it("takes the default distribution for a drive", () => {
    expect(cross("C:\\src\\p").argv.slice(0, 4)).toEqual([wslExe, "--cd", "C:\\src\\p", "--exec"]);
  });

  it("can't give --cd a quote", () => {
    const { argv } = cross("\\\\wsl$\\Ubuntu\\a\uf022b", "Ubuntu");
    expect(argv[4]).toBe("/");
    expect(argv[10]).toBe('/a"b');
  });
});

it("crossToWindows stands in a folder of a drive", () => {
  const gowsl = { program: "/mnt/c/n/node.exe", before: ["C:\\n\\gowsl.cjs"] };
  const environment = { GOOS: "windows", GOROOT: "/usr/local/go" };
  expect(crossToWindows({ gowsl, folder: "/mnt/c/p", argv: ["build"], environment })).toEqual({
    argv: ["/mnt/c/n/node.exe", "C:\\n\\gowsl.cjs", "build"],
    cwd: "/mnt/c/p",
    environment: { ...environment, GOWSL_SIDE: "windows", WSLENV: "GOOS/w:GOWSL_SIDE/w" },
  });
});

describe("findWindowsGowsl", () => {
  const npm = "/mnt/c/Users/me/AppData/Roaming/npm";
  const shim = "/mnt/c/Users/me/.gowsl/shims/gowsl.exe";
  const installed = [`${npm}/gowsl`, `${npm}/gowsl.cmd`, `${npm}/node_modules/gowsl/out/gowsl.cjs`];
  const node = "/mnt/c/Program Files/nodejs/node.exe";
  const find = (files: string[], path: string, users: string[] = []) =>
    findWindowsGowsl({ PATH: path }, ["/mnt/c"], {
      isFile: (file) => files.includes(file),
      names: (folder) => (folder === "/mnt/c/Users" ? users : []),
      toWindows: (file) => file.replace("/mnt/c/", "C:\\").replaceAll("/", "\\"),
    });
  const path = `/usr/bin:${npm}:/mnt/c/Program Files/nodejs`;

  it("starts Node with what npm's script would start", () => {
    expect(find([...installed, node], path)).toEqual({
      program: node,
      before: ["C:\\Users\\me\\AppData\\Roaming\\npm\\node_modules\\gowsl\\out\\gowsl.cjs"],
    });
  });

  it.each<[string, string[], string, string[], string | undefined]>([
    [
      "a shim on PATH is preferred",
      [...installed, node, "/mnt/c/s/gowsl.exe"],
      `${path}:/mnt/c/s`,
      [],
      "/mnt/c/s/gowsl.exe",
    ],
    ["a shim of the only user that has one", [shim], "/usr/bin", ["Public", "me"], shim],
    ["of two users nobody knows", [shim, shim.replace("me", "you")], "/usr/bin", ["me", "you"], undefined],
    ["without Node there is none", installed, path, [], undefined],
    ["what lies in the distribution is none of Windows", ["/usr/bin/gowsl.exe"], path, [], undefined],
  ])("%s", (_, files, searched, users, expected) => {
    expect(find(files, searched, users)?.program).toBe(expected);
  });
});
