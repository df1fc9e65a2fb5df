import { describe, expect, it } from "vitest";
import { chooseSide, type Ground, type SideFacts } from "../../../lib/go/side.ts";
import { sentence } from "../../../lib/model/failure.ts";

const own: Ground = { kind: "own" };
const drive: Ground = { kind: "drive", transport: "drvfs over 9p" };
const inUbuntu: Ground = { kind: "distribution", distribution: "Ubuntu" };
const enabled = { state: "enabled", evidence: "/proc/sys/fs/binfmt_misc/WSLInterop" } as const;

function facts(more: Partial<SideFacts>): SideFacts {
  return {
    host: "wsl2",
    ground: own,
    wish: "auto",
    wishedBy: "gowsl.config.ts: go.side",
    interop: enabled,
    wslExe: true,
    ...more,
  };
}

/** `stays`, `to wsl`, `to windows`, with `!` where there is a hint; or the sentence of the failure. */
function outcome(more: Partial<SideFacts>): string {
  const choice = chooseSide(facts(more));
  if (!choice.ok) return sentence(choice.failures[0]!);
  const { moves, side, hint } = choice.value;
  return (moves ? `to ${side}` : `stays on ${side ?? "the only side"}`) + (hint === undefined ? "" : "!");
}

describe("a machine with one side", () => {
  it.each(["linux", "darwin", "container-on-wsl"] as const)("%s ignores every wish", (host) => {
    for (const wish of ["auto", "wsl", "windows"] as const) {
      expect(outcome({ host, wish, wslExe: false })).toBe("stays on the only side");
    }
  });

  it("does not obey GOWSL_SIDE", () => {
    expect(outcome({ host: "linux", asked: "wsl" })).toBe(
      "GOWSL_SIDE: is set to wsl, and this is linux. Unset it; gowsl sets it itself.",
    );
  });
});

describe("on Windows", () => {
  it.each<[string, Partial<SideFacts>, string]>([
    ["a module on a drive", { wish: "auto" }, "stays on windows"],
    ["a module on a drive, Windows wished", { wish: "windows" }, "stays on windows"],
    ["a module on a drive, WSL wished", { wish: "wsl" }, "to wsl"],
    ["a module in a distribution (LOCK-01)", { ground: inUbuntu }, "to wsl"],
    ["the same, WSL wished", { ground: inUbuntu, wish: "wsl" }, "to wsl"],
    [
      "the same, Windows wished",
      { ground: inUbuntu, wish: "windows" },
      "gowsl.config.ts: go.side: Windows shall run Go, but the module lies in the distribution Ubuntu, where Go for Windows can't lock go.mod (golang/go#37461). " +
        'Set side to "auto", or move the module to a Windows drive.',
    ],
    [
      "the same without wsl.exe",
      { ground: inUbuntu, wslExe: false },
      "wsl.exe: is not there, and WSL has to run Go: the module lies in the distribution Ubuntu, where Go for Windows can't lock go.mod (golang/go#37461). " +
        "`wsl --install` installs it; or move the module to a Windows drive.",
    ],
    ["a share, nothing wished", { ground: { kind: "share" } }, "stays on windows"],
    [
      "a share, WSL wished",
      { ground: { kind: "share" }, wish: "wsl" },
      "gowsl.config.ts: go.side: WSL shall run Go, but it does not see shares of the network. " +
        "Map no share; move the module to a Windows drive or into the distribution.",
    ],
    ["asked by WSL, whatever is wished", { asked: "windows", wish: "wsl" }, "stays on windows"],
    [
      "the npm script of Windows, found on the PATH of WSL",
      { asked: "wsl" },
      "GOWSL_SIDE: WSL was asked to run gowsl, but has found the one of Windows on its PATH. " +
        "Install gowsl in WSL itself, and run `gowsl shim install` there.",
    ],
  ])("%s", (_, more, expected) => {
    expect(outcome({ host: "windows", ...more })).toBe(expected);
  });
});

describe("in WSL", () => {
  it.each<[string, Partial<SideFacts>, string]>([
    ["a module of the distribution", {}, "stays on wsl"],
    ["a module on a drive is slow, and that is said", { ground: drive }, "stays on wsl!"],
    ["not on WSL 1", { ground: drive, host: "wsl1" }, "stays on wsl"],
    ["nor where the config wishes it", { ground: drive, wish: "wsl" }, "stays on wsl"],
    ["a module on a drive, Windows wished", { ground: drive, wish: "windows" }, "to windows"],
    ["asked by Windows", { ground: drive, wish: "windows", asked: "wsl" }, "stays on wsl"],
    [
      "interop switched off",
      { ground: drive, wish: "windows", interop: { state: "disabled", evidence: "/etc/wsl.conf" } },
      "gowsl.config.ts: go.side: Windows shall run Go, but no Windows program starts from here: interop is disabled (/etc/wsl.conf). " +
        "Set enabled=true in [interop] of /etc/wsl.conf, and run `wsl.exe --shutdown` on Windows.",
    ],
    [
      "interop wiped by systemd (INT-01)",
      { ground: drive, wish: "windows", interop: { state: "missing", evidence: "no WSLInterop" } },
      "gowsl.config.ts: go.side: Windows shall run Go, but no Windows program starts from here: interop is missing (no WSLInterop). " +
        "`wsl.exe --shutdown` on Windows brings it back; protectBinfmt=true in [boot] of /etc/wsl.conf keeps it.",
    ],
    [
      "a module of the distribution, Windows wished",
      { wish: "windows" },
      "gowsl.config.ts: go.side: Windows shall run Go, but the module lies in the file system of this distribution, where Go for Windows can't lock go.mod (golang/go#37461). " +
        'Set side to "auto", or move the module to a Windows drive, such as below /mnt/c.',
    ],
  ])("%s", (_, more, expected) => {
    expect(outcome(more)).toBe(expected);
  });
});
