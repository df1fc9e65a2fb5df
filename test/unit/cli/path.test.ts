/** Which way `gowsl path` goes, from where the user stands, on every kind of host. */
import { describe, expect, it } from "vitest";
import { convertPath, type Setting } from "../../../lib/cli/path.ts";
import { sentence, type Result } from "../../../lib/model/failure.ts";

function said(result: Result<string>): string {
  return result.ok ? result.value : sentence(result.failures[0]!);
}

type Form = Parameters<typeof convertPath>[1];

describe("in WSL", () => {
  const setting: Setting = {
    host: { kind: "wsl2", goos: "linux" },
    facts: { distribution: "Ubuntu", drives: [{ windows: "C:\\", folder: "/mnt/c" }] },
    cwd: "/mnt/c/src",
    resolveLinks: (file) => (file === "/home/me/win" ? "/mnt/c/Users/me" : file),
  };

  it.each<[word: string, form: Form, path: string]>([
    ["/home/me", undefined, "\\\\wsl.localhost\\Ubuntu\\home\\me"],
    ["C:\\Users", undefined, "/mnt/c/Users"],
    ["C:/Users", undefined, "/mnt/c/Users"],
    ["//wsl$/Ubuntu/home", undefined, "/home"],
    ["app", undefined, "C:\\src\\app"],
    ["app/", undefined, "C:\\src\\app\\"],
    ["./app/../x", undefined, "C:\\src\\x"],
    [".", undefined, "C:\\src"],
    ["app\\cmd", undefined, "/mnt/c/src/app/cmd"],
    ["app", "linux", "/mnt/c/src/app"],
    ["app\\", "linux", "/mnt/c/src/app/"],
    ["/mnt/c/x/..", "linux", "/mnt/c"],
    ["/", "mixed", "//wsl.localhost/Ubuntu/"],
    ["../x", "mixed", "C:/x"],
    ["c:\\Users\\", "windows", "C:\\Users\\"],
    ["c:\\Users", "mixed", "C:/Users"],
    // Links are resolved as wslpath does: Windows can't follow them.
    ["/home/me/win", "windows", "C:\\Users\\me"],
    ["/home/me/win/", "windows", "C:\\Users\\me\\"],
    ["/home/me/win", "linux", "/home/me/win"],
  ])("%j as %s is %j", (word, form, path) => {
    expect(said(convertPath(word, form, setting))).toBe(path);
  });

  it.each<[word: string, form: Form, reason: RegExp]>([
    ["", undefined, /^"": is no path/],
    ["D:x", undefined, /relative to the current folder of drive D:/],
    ["\\x", undefined, /begins at the top of the current drive/],
    ["//server/share", "linux", /is not mounted/],
  ])("%j as %s: %s", (word, form, reason) => {
    expect(said(convertPath(word, form, setting))).toMatch(reason);
  });
});

describe("on Windows", () => {
  function on(cwd: string): Setting {
    return {
      host: { kind: "windows", goos: "windows" },
      facts: { drives: [] },
      cwd,
      resolveLinks: (file) => file,
    };
  }
  const inDistribution = on("\\\\wsl.localhost\\Debian\\home\\me");

  it.each<[setting: Setting, word: string, form: Form, path: string]>([
    [on("C:\\src"), "\\\\wsl$\\Ubuntu\\home\\me", undefined, "/home/me"],
    [on("C:\\src"), "//wsl.localhost/Ubuntu/home/", undefined, "/home/"],
    [on("C:\\src"), "app", undefined, "C:\\src\\app"],
    [on("C:\\src"), "app", "mixed", "C:/src/app"],
    [inDistribution, "/etc/wsl.conf", undefined, "\\\\wsl.localhost\\Debian\\etc\\wsl.conf"],
    [inDistribution, "p\\x", undefined, "/home/me/p/x"],
    [inDistribution, ".", "linux", "/home/me"],
    [inDistribution, "p/", "linux", "/home/me/p/"],
    [inDistribution, "\\\\wsl$\\Ubuntu\\x", undefined, "/x"],
  ])("%#: %j", (setting, word, form, path) => {
    expect(said(convertPath(word, form, setting))).toBe(path);
  });

  it.each<[word: string, form: Form, reason: RegExp]>([
    ["C:\\x", undefined, /has mounted the drive, which is known only there\. Run `gowsl path` inside WSL/],
    ["\\\\?\\C:\\x", "linux", /known only there/],
    ["app", "linux", /C:\\src\\app: .* known only there/],
    ["/home/me", undefined, /of which distribution is not said/],
    ["\\\\server\\share\\x", undefined, /\\\\server\\share is not mounted/],
  ])("%j as %s: %s", (word, form, reason) => {
    expect(said(convertPath(word, form, on("C:\\src")))).toMatch(reason);
  });
});

describe("elsewhere", () => {
  const linux: Setting = {
    host: { kind: "linux", goos: "linux" },
    facts: { drives: [] },
    cwd: "/app",
    resolveLinks: (file) => file,
  };

  it("says that there is no other side", () => {
    for (const kind of ["linux", "darwin"] as const) {
      const setting: Setting = { ...linux, host: { kind, goos: kind } };
      for (const word of ["/x", "C:\\x", "x", ""]) {
        expect(said(convertPath(word, undefined, setting))).toContain(
          `this is ${kind}, where there is no WSL`,
        );
      }
    }
  });

  it("gives back what is a path of Linux already", () => {
    for (const [word, path] of [
      ["/etc", "/etc"],
      ["/etc/", "/etc/"],
      ["x/../y", "/app/y"],
    ]) {
      expect(said(convertPath(word!, "linux", linux))).toBe(path);
    }
    expect(said(convertPath("C:\\x", "linux", linux))).toContain("where there is no WSL");
    expect(said(convertPath("/etc", "windows", linux))).toContain("where there is no WSL");
  });

  it("knows in a container what that was given of Windows", () => {
    const setting: Setting = {
      ...linux,
      host: { kind: "container-on-wsl", goos: "linux" },
      facts: { drives: [{ windows: "C:\\Users\\me\\p\\", folder: "/app" }] },
    };
    expect(said(convertPath("cmd", undefined, setting))).toBe("C:\\Users\\me\\p\\cmd");
    expect(said(convertPath("C:\\Users\\me\\p", undefined, setting))).toBe("/app");
    expect(said(convertPath("/etc", undefined, setting))).toContain("is inside this container");
  });
});
