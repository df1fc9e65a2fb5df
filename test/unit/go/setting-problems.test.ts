import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { settingLines } from "../../../lib/go/go-env-file.ts";
import { isStopped, type SettingFacts, type Stops } from "../../../lib/go/setting-facts.ts";
import { settingProblems } from "../../../lib/go/setting-problems.ts";
import type { Environment, HostKind } from "../../../lib/model/host.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const place = "/home/ada/.config/go/env";
const windowsPlace = "C:\\Users\\ada\\AppData\\Roaming\\go\\env";

interface Case {
  kind?: HostKind;
  environment?: Environment;
  file?: string;
  goenv?: string;
}

function factsOf({ kind = "linux", environment = {}, file, goenv }: Case): SettingFacts {
  const windows = kind === "windows";
  const settings = new Map(settingLines(file ?? "").map((setting) => [setting.name, setting]));
  return {
    platform: windows ? "win32" : kind === "darwin" ? "darwin" : "linux",
    kind,
    environment: windows
      ? { LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local", USERPROFILE: "C:\\Users\\ada", ...environment }
      : { HOME: "/home/ada", ...environment },
    file: {
      named: goenv !== undefined,
      place: goenv ?? (windows ? windowsPlace : place),
      ...(file === undefined ? {} : { text: file }),
      settings,
    },
    goroot: windows ? "C:\\Program Files\\Go" : "/usr/local/go",
    go: windows ? "C:\\Program Files\\Go\\bin\\go.exe" : "/usr/local/go/bin/go",
  };
}

/** `PLACE: THING. NEXT [HINT] -> STOPS`, one a problem. */
function told(each: Case): string[] {
  return settingProblems(factsOf(each)).map(
    ({ place: where, thing, next, hint, stops }) =>
      `${where}: ${thing}. ${next}${hint === undefined ? "" : ` [${hint}]`} -> ${stops}`,
  );
}

const unset = (name: string) =>
  `\`unset ${name}\` clears it in this shell; then remove it where it is set, such as in ~/.profile.`;

describe("settingProblems", () => {
  it.each<[string, Case]>([
    ["nothing set", {}],
    ["nothing set on Windows", { kind: "windows" }],
    ["an empty file", { file: "" }],
    [
      "all well",
      {
        environment: {
          GOPATH: `${folder}:/other`,
          GOFLAGS: "-mod=mod '-ldflags=-s -w' --x",
          GOTMPDIR: folder,
        },
        file: "# a comment\nGOBIN=/opt/bin\nGOCACHE=/var/cache\n\nnot a setting\n",
      },
    ],
    [
      "all well on Windows",
      {
        kind: "windows",
        environment: { GoPath: "C:\\go;D:/go", GOCACHE: "\\\\server\\share\\cache", GOBIN: "c:/bin" },
      },
    ],
    ["a bad line below a good variable", { environment: { GOCACHE: "/c" }, file: "GOCACHE=C:\\c\n" }],
    ["a variable of gowsl in WSLENV", { kind: "wsl2", environment: { WSLENV: "GOWSL_CACHE_DIR/p:PATH/l" } }],
    ["Go in WSLENV outside of Windows", { environment: { WSLENV: "GOPATH/p" } }],
  ])("has nothing to say of %s", (_name, facts) => {
    expect(told(facts)).toEqual([]);
  });

  it.each<[string, Case, string[]]>([
    [
      "GOPATH of Windows",
      { environment: { GOPATH: "C:\\Users\\ada\\go" } },
      [
        `GOPATH: "C:\\Users\\ada\\go" is a Windows path, and this is Linux; every go command stops there. ${unset("GOPATH")} -> every`,
      ],
    ],
    [
      "GOPATH of Windows by WSLENV",
      { kind: "wsl2", environment: { GOPATH: "C:/go", WSLENV: "TERM:GOPATH/u:GOBIN" } },
      [
        `GOPATH: "C:/go" is a Windows path, and this is Linux; every go command stops there. ${unset("GOPATH")} [WSLENV hands it over from the other side; take GOPATH out of WSLENV there.] -> every`,
        "WSLENV: hands GOPATH, GOBIN over between Windows and WSL, and each side needs its own. `export WSLENV='TERM'` keeps the rest, here; on Windows `setx WSLENV \"TERM\"` does, for good. -> none",
      ],
    ],
    [
      "GOPATH in the file",
      { file: "GOBIN=/x\nGOPATH=D:\\go\n" },
      [
        `GOPATH (${place}:2): "D:\\go" is a Windows path, and this is Linux; every go command stops there. \`GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOPATH\` takes it out. -> every`,
      ],
    ],
    [
      "GOPATH with ~, on a Mac",
      { kind: "darwin", environment: { GOPATH: "/ok:~/go" } },
      [
        `GOPATH: "~/go" begins with ~, which only a shell expands; every go command stops there. ${unset("GOPATH")} -> every`,
      ],
    ],
    [
      "GOPATH with quotes in the file",
      { file: 'GOPATH="/home/ada/go"\n' },
      [
        `GOPATH (${place}:1): ""/home/ada/go"" is no absolute path; every go command stops there. \`GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOPATH\` takes it out. [Quotes are part of a value here; write it without.] -> every`,
      ],
    ],
    [
      "GOPATH of Linux on Windows",
      { kind: "windows", environment: { GOPATH: "/home/ada/go" } },
      [
        'GOPATH: "/home/ada/go" is a Linux path, and this is Windows; every go command stops there. `Remove-Item Env:GOPATH` clears it in this PowerShell, `setx GOPATH ""` in later ones. -> every',
      ],
    ],
    [
      "GOCACHE in the file on Windows",
      { kind: "windows", file: "GOCACHE=/mnt/c/cache\n" },
      [
        `GOCACHE (${windowsPlace}:1): "/mnt/c/cache" is a Linux path, and this is Windows; nothing compiles without a build cache. Remove line 1 of ${windowsPlace}. -> compile`,
      ],
    ],
    [
      "a drive without a slash",
      { kind: "windows", environment: { GOMODCACHE: "C:mod" } },
      [
        'GOMODCACHE: "C:mod" is no absolute path; go finds no module without its module cache. `Remove-Item Env:GOMODCACHE` clears it in this PowerShell, `setx GOMODCACHE ""` in later ones. -> modules',
      ],
    ],
    [
      "GOPATH that is GOROOT",
      { environment: { GOPATH: "/usr/local/go/" } },
      [
        `GOPATH: is the folder of GOROOT, which holds Go itself; go warns each time. ${unset("GOPATH")} -> none`,
      ],
    ],
    [
      "GOROOT in the file that is nowhere",
      { file: "GOROOT=/nowhere\n" },
      [
        `GOROOT (${place}:1): "/nowhere" is no folder; gowsl sets it anew for what it runs, and every other go stops with "cannot find GOROOT directory". \`GOROOT=/usr/local/go /usr/local/go/bin/go env -u GOROOT\` takes it out. -> none`,
      ],
    ],
    [
      "everything wrong in the file: each repair can be made first",
      {
        file: "GOROOT=C:\\Go\nGOPATH=go\nGOCACHE=cache\nGOMODCACHE=D:\\mod\nGOBIN=~/bin\nGOTMPDIR=/nowhere\n",
      },
      [
        `GOROOT (${place}:1): "C:\\Go" is a Windows path, and this is Linux; gowsl sets it anew for what it runs, and every other go stops with "cannot find GOROOT directory". \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOROOT\` takes it out. -> none`,
        `GOPATH (${place}:2): "go" is no absolute path; every go command stops there. \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOPATH\` takes it out. -> every`,
        `GOCACHE (${place}:3): "cache" is no absolute path; nothing compiles without a build cache. \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOCACHE\` takes it out. -> compile`,
        `GOMODCACHE (${place}:4): "D:\\mod" is a Windows path, and this is Linux; go finds no module without its module cache. \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOMODCACHE\` takes it out. -> modules`,
        `GOBIN (${place}:5): "~/bin" is no absolute path; go installs into no relative folder. \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOBIN\` takes it out. -> install`,
        `GOTMPDIR (${place}:6): there is no folder "/nowhere"; go makes none, and compiles nothing without it. \`GOROOT=/usr/local/go GOPATH=/home/ada/go /usr/local/go/bin/go env -u GOTMPDIR\` takes it out. -> compile`,
      ],
    ],
    [
      "GOCACHE that is off",
      { environment: { GOCACHE: "off" } },
      [`GOCACHE: is off, and since Go 1.12 nothing compiles without it. ${unset("GOCACHE")} -> compile`],
    ],
    [
      "no home",
      { environment: { HOME: "" } },
      [
        "GOCACHE: is not set, and its default is not known: neither XDG_CACHE_HOME nor HOME is set; nothing compiles without a build cache. Set HOME, or GOCACHE to an absolute folder. -> compile",
      ],
    ],
    [
      "a relative GOTMPDIR",
      { environment: { GOTMPDIR: "tmp" } },
      [`GOTMPDIR: "tmp" is no absolute path, so each folder has another one. ${unset("GOTMPDIR")} -> none`],
    ],
    [
      "GOFLAGS with a stray word",
      { environment: { GOFLAGS: "-tags netgo" } },
      [
        `GOFLAGS: "netgo" is no flag: each word is one, and a value that has blanks is quoted with its flag, as in '-ldflags=-s -w'. ${unset("GOFLAGS")} -> all but env`,
      ],
    ],
    [
      "GOFLAGS with an open quote",
      { environment: { GOFLAGS: "'-ldflags=-s -w" } },
      [`GOFLAGS: "'-ldflags=-s -w" opens a quote that it does not close. ${unset("GOFLAGS")} -> all but env`],
    ],
    [
      "GOFLAGS quoted as for a shell",
      { environment: { GOFLAGS: '-ldflags="-s -w"' } },
      [
        `GOFLAGS: "-w"" is no flag: quotes within a word are none; quote a whole flag, as in '-ldflags=-s -w'. ${unset("GOFLAGS")} -> all but env`,
      ],
    ],
    [
      "GOFLAGS with a file of Windows",
      { environment: { GOFLAGS: "-mod=mod -modfile=C:\\x\\go.mod" } },
      [
        `GOFLAGS: the file of -modfile=C:\\x\\go.mod is a Windows path, and this is Linux. ${unset("GOFLAGS")} -> work`,
      ],
    ],
    [
      "CRLF",
      { file: "GOPRIVATE=corp.example\r\nGOFLAGS=-v\r\nGOSUMDB=off\r\n" },
      [
        `${place}: lines 1, 3 end in a carriage return, which go takes for a part of GOPRIVATE, GOSUMDB. \`tr -d '\\r' < ${place} > ${place}.new && mv ${place}.new ${place}\` writes it anew. -> work`,
      ],
    ],
    [
      "CRLF that hurts nobody, as go splits it off, or gowsl sets it, or the environment wins",
      {
        file: "GOFLAGS=-v\r\nGOTOOLCHAIN=local\r\nGOPRIVATE=x\r\nCC=gcc\r\n",
        environment: { GOPRIVATE: "corp.example" },
      },
      [
        `${place}: lines 1, 2, 3, 4 end in a carriage return, which go takes for a part of GOFLAGS, GOTOOLCHAIN, GOPRIVATE, CC. \`tr -d '\\r' < ${place} > ${place}.new && mv ${place}.new ${place}\` writes it anew. -> none`,
      ],
    ],
    [
      "CRLF on Windows",
      { kind: "windows", file: "GOPROXY=direct\r\n" },
      [
        `${windowsPlace}: line 1 ends in a carriage return, which go takes for a part of GOPROXY. In PowerShell: [IO.File]::WriteAllText('${windowsPlace}', [IO.File]::ReadAllText('${windowsPlace}').Replace("\`r", "").Replace("\`0", "")) -> work`,
      ],
    ],
    [
      "NUL",
      { file: "GOPATH=/go\0\n" },
      [
        `${place}: line 1 holds NUL characters, which go takes for a part of GOPATH. \`tr -d '\\0\\r' < ${place} > ${place}.new && mv ${place}.new ${place}\` writes it anew. -> work`,
      ],
    ],
    [
      "a byte order mark",
      { file: "\uFEFFGOFLAGS=-v\nGOBIN=/x\n" },
      [
        `${place}: begins with a byte order mark, so go does not read its first line. \`tail -c +4 ${place} | tr -d '\\r' > ${place}.new && mv ${place}.new ${place}\` writes it anew. -> none`,
      ],
    ],
    [
      "UTF-16",
      { file: "\uFFFD\uFFFDG\0O\0B\0I\0N\0=\0x\0\n\0" },
      [
        `${place}: is written in UTF-16, of which go reads nothing. \`iconv -f UTF-16 -t UTF-8 ${place} | tr -d '\\r' > ${place}.new && mv ${place}.new ${place}\` writes it anew. -> none`,
      ],
    ],
    [
      "lines that go does not read",
      { file: "export GOBIN=/x\n GOFLAGS=-v\nGOPATH = /x\nset GOBIN=/y\n# GOBIN=/z\n" },
      [
        'line 1 "export GOBIN=/x"',
        'line 2 "GOFLAGS=-v"',
        'line 3 "GOPATH = /x"',
        'line 4 "set GOBIN=/y"',
      ].map(
        (line) =>
          `${place}: ${line} is not read: go wants NAME=value from the first column. Correct the line, or remove it. -> none`,
      ),
    ],
    [
      "GOENV that names nothing",
      { goenv: "/nowhere/env" },
      [
        `/nowhere/env: GOENV names this file, which is not there; go does without it. ${unset("GOENV")} -> none`,
      ],
    ],
    [
      "GOENV of Windows",
      { goenv: "C:\\go\\env" },
      [
        `C:\\go\\env: GOENV names this file, which is a Windows path, and this is Linux; go does without it. ${unset("GOENV")} -> none`,
      ],
    ],
    [
      "WSLENV on Windows",
      { kind: "windows", environment: { WSLENV: "GOROOT/p:USERPROFILE/pu" } },
      [
        'WSLENV: hands GOROOT over between Windows and WSL, and each side needs its own. `setx WSLENV "USERPROFILE/pu"` keeps the rest; then open a new terminal. -> none',
      ],
    ],
  ])("tells of %s", (_name, facts, expected) => {
    expect(told(facts)).toEqual(expected);
  });
});

describe("isStopped", () => {
  it.each<[Stops, string[], string[]]>([
    ["every", ["build", "env", "version"], ["help"]],
    ["all but env", ["build", "version", "mod"], ["env", "bug", "help"]],
    ["work", ["build", "list", "mod"], ["env", "version", "help", "telemetry"]],
    ["compile", ["build", "install", "test", "vet", "run"], ["list", "mod", "env", "version"]],
    ["install", ["install"], ["build"]],
    ["none", [], ["build", "install", "env"]],
  ])("%s stops %j and not %j", (stops, stopped, others) => {
    expect([...stopped, ...others].filter((verb) => isStopped(stops, verb, false))).toEqual(stopped);
  });

  it("modules stops only what needs some", () => {
    expect(["build", "list", "env"].map((verb) => isStopped("modules", verb, true))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isStopped("modules", "build", false)).toBe(false);
  });
});
