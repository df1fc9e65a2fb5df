import { describe, expect, it } from "vitest";
import type { Candidate } from "../../../lib/go/candidates.ts";
import { chooseToolchain } from "../../../lib/go/route.ts";
import type { Wish } from "../../../lib/go/wish.ts";

const linux = { kind: "linux", goos: "linux", goarch: "amd64" } as const;
const wsl2 = { ...linux, kind: "wsl2" } as const;
const windows = { kind: "windows", goos: "windows", goarch: "amd64" } as const;
const mac = { kind: "darwin", goos: "darwin", goarch: "arm64" } as const;

const any: Wish = { kind: "any", source: "nothing", why: "nothing asks for a version" };
const minimum: Wish = {
  kind: "minimum",
  version: "1.23",
  source: "go.mod",
  why: "go.mod asks for 1.23 or newer",
};

function candidate(changes: Partial<Candidate> = {}): Candidate {
  const goroot = changes.goroot ?? "/usr/local/go";
  return {
    place: `${goroot}/bin/go`,
    source: "PATH",
    goroot,
    goFile: `${goroot}/bin/go`,
    version: "1.26.8",
    binary: "elf",
    arch: "amd64",
    ...changes,
  };
}

const windowsGo = candidate({
  place: "/mnt/c/Program Files/Go/bin/go.exe",
  goFile: "/mnt/c/Program Files/Go/bin/go.exe",
  binary: "pe",
});

describe("chooseToolchain", () => {
  it("takes the first that will do, and tells why", () => {
    const old = candidate({ place: "/opt/go", source: "GOROOT", goroot: "/opt/go", version: "1.20.1" });
    expect(chooseToolchain([old, candidate(), candidate({ goroot: "/x" })], minimum, linux)).toEqual({
      ok: true,
      value: {
        goroot: "/usr/local/go",
        go: "/usr/local/go/bin/go",
        version: "1.26.8",
        os: "linux",
        arch: "amd64",
        why: "go.mod asks for 1.23 or newer; PATH has 1.26.8 (/usr/local/go)",
        rejected: [
          {
            place: "/opt/go",
            source: "GOROOT",
            reason: "go1.20.1 is older than 1.23, which go.mod asks for",
          },
        ],
      },
    });
  });

  const missing = "C:\\Go is a Windows path, and this is Linux";
  it.each<[string, Candidate, typeof linux | typeof wsl2 | typeof windows | typeof mac, string]>([
    ["GOROOT of another system", candidate({ binary: "missing", problem: missing }), wsl2, missing],
    ["missing", candidate({ binary: "missing" }), linux, "it holds no go command"],
    [
      "a Windows Go on WSL",
      windowsGo,
      wsl2,
      "/mnt/c/Program Files/Go/bin/go.exe is a Windows program; this is wsl2",
    ],
    [
      "a Linux Go on Windows",
      candidate(),
      windows,
      "/usr/local/go/bin/go is a Linux program; this is windows",
    ],
    ["a Linux Go on a Mac", candidate(), mac, "/usr/local/go/bin/go is a Linux program; this is darwin"],
    [
      "a Mac Go on Linux",
      candidate({ binary: "macho" }),
      linux,
      "/usr/local/go/bin/go is a macOS program; this is linux",
    ],
    [
      "a shim",
      candidate({ binary: "script" }),
      linux,
      "a shim script, not a Go installation; set GOROOT to the installation behind it",
    ],
    [
      "text",
      candidate({ binary: "unknown" }),
      linux,
      "/usr/local/go/bin/go is not a program, or can't be read",
    ],
    [
      "ARM on x86",
      candidate({ arch: "arm64" }),
      linux,
      "its go command is made for arm64; this is linux/amd64",
    ],
    [
      "x86 on ARM Linux",
      candidate(),
      { ...linux, goarch: "arm64" } as never,
      "its go command is made for amd64; this is linux/arm64",
    ],
    [
      "ARM Mac Go on an Intel Mac",
      candidate({ binary: "macho", arch: "arm64" }),
      { ...mac, goarch: "amd64" } as never,
      "its go command is made for arm64; this is darwin/amd64",
    ],
  ])("passes over %s", (_name, rejected, host, reason) => {
    const result = chooseToolchain([rejected], any, host);
    expect(result).toMatchObject({ ok: false, failures: [{ family: "toolchain", place: "go" }] });
    expect(result.ok ? "" : result.failures[0]!.detail).toBe(`PATH ${rejected.place}: ${reason}`);
  });

  it("passes over what has no VERSION", () => {
    const { version: _version, goroot: _goroot, ...shim } = candidate();
    const result = chooseToolchain([shim], any, linux);
    expect(result.ok ? "" : result.failures[0]!.detail).toContain("it has no VERSION file");
  });

  it.each<[string, Candidate, { kind: "linux" | "windows" | "darwin"; goos: string; goarch: string }]>([
    ["386 on amd64", candidate({ arch: "386" }), linux],
    ["386 on Windows amd64", candidate({ binary: "pe", arch: "386" }), windows],
    ["amd64 on Windows ARM", candidate({ binary: "pe" }), { ...windows, goarch: "arm64" }],
    ["amd64 on an ARM Mac", candidate({ binary: "macho" }), mac],
    [
      "a universal program",
      (({ arch: _arch, ...rest }) => ({ ...rest, binary: "macho" }) as const)(candidate()),
      mac,
    ],
    ["FreeBSD", candidate(), { ...linux, goos: "freebsd" }],
  ])("takes %s", (_name, taken, host) => {
    expect(chooseToolchain([taken], any, host)).toMatchObject({ ok: true, value: { os: host.goos } });
  });

  it("tells what is wished, by whom, and what to do", () => {
    expect(chooseToolchain([windowsGo, candidate({ version: "1.20.1" })], minimum, wsl2)).toEqual({
      ok: false,
      failures: [
        {
          family: "toolchain",
          place: "go",
          thing: "no installed Go will do: go.mod asks for 1.23 or newer",
          next: "Install Go 1.23 or newer from https://go.dev/dl/, or set GOROOT to where it is.",
          hint: "WSL needs a Go for Linux of its own, beside the one for Windows.",
          detail:
            "PATH /mnt/c/Program Files/Go/bin/go.exe: /mnt/c/Program Files/Go/bin/go.exe is a Windows program; this is wsl2\n" +
            "PATH /usr/local/go/bin/go: go1.20.1 is older than 1.23, which go.mod asks for",
        },
      ],
    });
  });

  it("tells that there is no Go at all", () => {
    expect(chooseToolchain([], any, linux)).toEqual({
      ok: false,
      failures: [
        {
          family: "toolchain",
          place: "go",
          thing: "Go is not installed here",
          next: "Install Go from https://go.dev/dl/, or set GOROOT to where it is.",
        },
      ],
    });
  });
});
