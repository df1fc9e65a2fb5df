import { describe, expect, it } from "vitest";
import { pathWith } from "../../../lib/cli/env.ts";
import { exportLines, shells, usualShell, type Shell } from "../../../lib/cli/shell-export.ts";

describe("exportLines", () => {
  const odd = "/opt/a b's $HOME `x` \\ ü";
  it.each<[Shell, string, string]>([
    [
      "bash",
      "export GOROOT='/opt/a b'\\''s $HOME `x` \\ ü'",
      "export PATH='/opt/a b'\\''s $HOME `x` \\ ü:/usr/bin'",
    ],
    [
      "zsh",
      "export GOROOT='/opt/a b'\\''s $HOME `x` \\ ü'",
      "export PATH='/opt/a b'\\''s $HOME `x` \\ ü:/usr/bin'",
    ],
    [
      "fish",
      "set -gx GOROOT '/opt/a b\\'s $HOME `x` \\\\ ü'",
      "set -gx PATH '/opt/a b\\'s $HOME `x` \\\\ ü' '/usr/bin'",
    ],
    [
      "powershell",
      "$env:GOROOT = '/opt/a b''s $HOME `x` \\ ü'",
      "$env:PATH = '/opt/a b''s $HOME `x` \\ ü:/usr/bin'",
    ],
    ["cmd", 'set "GOROOT=/opt/a b\'s $HOME `x` \\ ü"', 'set "PATH=/opt/a b\'s $HOME `x` \\ ü:/usr/bin"'],
  ])("%s", (shell, goroot, path) => {
    const variables = [
      { name: "GOROOT", value: odd },
      { name: "PATH", folders: [odd, "/usr/bin"] },
    ];
    expect(exportLines(variables, shell, "linux")).toEqual({ ok: true, value: [goroot, path] });
  });

  it("writes what each shell of Windows takes", () => {
    const variables = [
      { name: "GOROOT", value: "C:\\Program Files\\Go" },
      { name: "PATH", folders: ["C:\\Program Files\\Go\\bin", "D:\\100%\\x&y", "\\\\server\\x"] },
    ];
    const lines = (shell: Shell) => {
      const written = exportLines(variables, shell, "win32");
      return written.ok ? written.value : written.failures;
    };
    expect(lines("cmd")).toEqual([
      'set "GOROOT=C:\\Program Files\\Go"',
      'set "PATH=C:\\Program Files\\Go\\bin;D:\\100%%\\x&y;\\\\server\\x"',
    ]);
    expect(lines("powershell")).toEqual([
      "$env:GOROOT = 'C:\\Program Files\\Go'",
      "$env:PATH = 'C:\\Program Files\\Go\\bin;D:\\100%\\x&y;\\\\server\\x'",
    ]);
    // That of Git: its PATH is one of MSYS.
    expect(lines("bash")).toEqual([
      "export GOROOT='C:\\Program Files\\Go'",
      "export PATH='/c/Program Files/Go/bin:/d/100%/x&y://server/x'",
    ]);
  });

  it("doubles every quote that PowerShell takes for one", () => {
    const quoted = exportLines(
      [{ name: "GOBIN", value: "a\u2018b\u2019c\u201Ad\u201Be'f\"g" }],
      "powershell",
      "win32",
    );
    expect(quoted).toEqual({
      ok: true,
      value: ["$env:GOBIN = 'a\u2018\u2018b\u2019\u2019c\u201A\u201Ad\u201B\u201Be''f\"g'"],
    });
  });

  it.each(shells)("refuses a line end: %s", (shell) => {
    for (const value of ["/a\nrm -rf x", "/a\rb"]) {
      const refused = exportLines([{ name: "GOBIN", value }], shell, "linux");
      expect(refused).toMatchObject({ ok: false, failures: [{ place: "GOBIN" }] });
    }
  });

  it("refuses what PATH or cmd can't hold", () => {
    const path = exportLines([{ name: "PATH", folders: ["/a:b"] }], "bash", "linux");
    expect(path).toMatchObject({
      ok: false,
      failures: [{ thing: '"/a:b" has a : in it, at which PATH is cut' }],
    });
    const quote = exportLines([{ name: "GOBIN", value: 'C:\\a" & del x' }], "cmd", "win32");
    expect(quote).toMatchObject({ ok: false, failures: [{ place: "GOBIN" }] });
  });
});

describe("usualShell", () => {
  it.each<[string | undefined, NodeJS.Platform, Shell | undefined]>([
    ["/bin/bash", "linux", "bash"],
    ["/usr/bin/zsh", "darwin", "zsh"],
    ["/usr/local/bin/fish", "linux", "fish"],
    ["/bin/dash", "linux", "bash"],
    ["/usr/bin/pwsh", "linux", "powershell"],
    ["C:\\Program Files\\Git\\usr\\bin\\bash.exe", "win32", "bash"],
    ["/bin/tcsh", "linux", undefined],
    [undefined, "linux", "bash"],
    [undefined, "win32", "powershell"],
  ])("%s on %s: %s", (variable, platform, expected) => {
    expect(usualShell(variable, platform)).toBe(expected);
  });
});

describe("pathWith", () => {
  it.each<[string, string, string | undefined, NodeJS.Platform, string[]]>([
    ["puts both where they belong", "/usr/bin:/bin", "/p", "linux", ["/go/bin", "/usr/bin", "/bin", "/p"]],
    ["moves the toolchain to the front", "/bin:/go/bin/", "/p", "linux", ["/go/bin", "/bin", "/p"]],
    ["leaves the programs where they are", "/p:/bin", "/p", "linux", ["/go/bin", "/p", "/bin"]],
    ["names the toolchain once", "/go/bin:/bin:/go/bin", undefined, "linux", ["/go/bin", "/bin"]],
    ["leaves the rest alone", "/bin:/bin::.", undefined, "linux", ["/go/bin", "/bin", "/bin", "", "."]],
    ["begins a PATH", "", "/p", "linux", ["/go/bin", "/p"]],
    ["makes the programs of the toolchain's folder none", "/bin", "/go/bin", "linux", ["/go/bin", "/bin"]],
  ])("%s", (_name, current, programs, platform, expected) => {
    const once = pathWith("/go/bin", programs, current, platform);
    expect(once).toEqual(expected);
    expect(pathWith("/go/bin", programs, once.join(":"), platform)).toEqual(expected);
  });

  it("knows that Windows has no case", () => {
    expect(pathWith("C:\\Go\\bin", "C:\\p", "c:\\go\\BIN\\;C:\\P", "win32")).toEqual([
      "C:\\Go\\bin",
      "C:\\P",
    ]);
  });
});
