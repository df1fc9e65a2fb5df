/**
 * Decides which side of a Windows machine with WSL runs Go: Windows itself, or a distribution. Pure; it
 * knows what each side's Go can't do, and nothing of how a command gets to the other side.
 */
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { HostKind, Interop } from "../model/host.ts";
import type { GoWish } from "../model/task.ts";

export type Side = "wsl" | "windows";
export type SideWish = NonNullable<GoWish["side"]>;

/** Where the module lies, seen from the side where gowsl was started. */
export type Ground =
  /** The file system of this very system. */
  | { kind: "own" }
  /** A Windows drive, seen from WSL. */
  | { kind: "drive"; transport: string }
  /** Files of a distribution, seen from Windows. */
  | { kind: "distribution"; distribution: string }
  /** Another share of the network, seen from Windows. */
  | { kind: "share" };

export interface SideFacts {
  host: HostKind;
  ground: Ground;
  wish: SideWish;
  /** Who wishes: the config's file name and setting, for failures. */
  wishedBy: string;
  /** In WSL: do Windows programs start? */
  interop?: Interop;
  /** On Windows: is there a wsl.exe? */
  wslExe: boolean;
  /** The side that the other one has asked to run here; it has decided already. */
  asked?: string | undefined;
}

export interface SideChoice {
  /** Undefined on machines that have one side only. */
  side?: Side;
  /** Does gowsl have to go to the other side? */
  moves: boolean;
  why: string;
  /** How it could be better. */
  hint?: string;
}

/** The side that runs Go for this module, or why none can. */
export function chooseSide(facts: SideFacts): Result<SideChoice> {
  const { host, asked } = facts;
  const here = sideOf(host);
  if (asked !== undefined && asked !== here) return failure(wrongSide(facts, here));
  if (here === undefined) {
    return success({ moves: false, why: `this is ${host}, which has no other side` });
  }
  return here === "windows" ? fromWindows(facts) : fromWsl(facts);
}

/** The side that this host is; a container on WSL can't reach the other one (DET-03). */
export function sideOf(host: HostKind): Side | undefined {
  if (host === "windows") return "windows";
  return host === "wsl1" || host === "wsl2" ? "wsl" : undefined;
}

/** Which side of a Windows machine works on the project, for people. */
export function sideSentence({ side, moves, why, hint }: SideChoice): string {
  const name = side === "wsl" ? "WSL" : "Windows";
  const more = hint === undefined ? "" : `; ${hint}`;
  return `${name}: ${why}${moves ? "; commands run there, with the Go of that side" : more}`;
}

function fromWindows({ ground, wish, wishedBy, wslExe, asked }: SideFacts): Result<SideChoice> {
  if (ground.kind === "distribution") {
    const place = `the module lies in the distribution ${ground.distribution}`;
    // LOCK-01: go locks go.mod with LockFileEx, which that file system does not have: microsoft/WSL#5762,
    // golang/go#37461, cmd/go/internal/lockedfile/internal/filelock/filelock_windows.go.
    const locks = "where Go for Windows can't lock go.mod (golang/go#37461)";
    if (wish === "windows" || asked !== undefined) {
      const next = 'Set side to "auto", or move the module to a Windows drive.';
      return failure(unable(wishedBy, `Windows shall run Go, but ${place}, ${locks}`, next));
    }
    const why = `${place}, ${locks}`;
    return wslExe ? success({ side: "wsl", moves: true, why }) : failure(noWsl(why));
  }
  if (wish !== "wsl" || asked !== undefined)
    return success({ side: "windows", moves: false, why: stays(wish) });
  if (ground.kind === "share") {
    const next = "Map no share; move the module to a Windows drive or into the distribution.";
    return failure(unable(wishedBy, "WSL shall run Go, but it does not see shares of the network", next));
  }
  const why = `${wishedBy} wishes it`;
  return wslExe ? success({ side: "wsl", moves: true, why }) : failure(noWsl(why));
}

function fromWsl({ host, ground, wish, wishedBy, interop, asked }: SideFacts): Result<SideChoice> {
  const stay = (more: { hint?: string } = {}): Result<SideChoice> =>
    success({ side: "wsl", moves: false, why: stays(wish), ...more });
  if (wish !== "windows" || asked !== undefined) {
    // WSL 1 asks Windows for files without a transport between; nobody complains of it there.
    if (ground.kind !== "drive" || host === "wsl1" || wish === "wsl" || asked !== undefined) return stay();
    const hint =
      `the module lies on a Windows drive, and each file is fetched over ${ground.transport}; faster: ` +
      'move it to a folder of the distribution, or set go: { side: "windows" } in the config';
    return stay({ hint });
  }
  if (ground.kind !== "drive") {
    const thing =
      "Windows shall run Go, but the module lies in the file system of this distribution, " +
      "where Go for Windows can't lock go.mod (golang/go#37461)";
    const next = 'Set side to "auto", or move the module to a Windows drive, such as below /mnt/c.';
    return failure(unable(wishedBy, thing, next));
  }
  // WSL 1 has no registration to look at; there trying tells.
  if (interop !== undefined && interop.state !== "enabled" && host !== "wsl1") {
    return failure(noInterop(wishedBy, interop));
  }
  return success({ side: "windows", moves: true, why: `${wishedBy} wishes it` });
}

function stays(wish: SideWish): string {
  return wish === "auto" ? "gowsl was started here" : "the config wishes it";
}

function unable(place: string, thing: string, next: string): Failure {
  return { family: "toolchain", place, thing, next };
}

/** INT-01: systemd-binfmt wipes the registration; INT-02: it can be switched off. */
function noInterop(place: string, { state, evidence }: Interop): Failure {
  const thing = `Windows shall run Go, but no Windows program starts from here: interop is ${state} (${evidence})`;
  const next =
    state === "missing"
      ? "`wsl.exe --shutdown` on Windows brings it back; protectBinfmt=true in [boot] of /etc/wsl.conf keeps it."
      : "Set enabled=true in [interop] of /etc/wsl.conf, and run `wsl.exe --shutdown` on Windows.";
  return unable(place, thing, next);
}

function noWsl(why: string): Failure {
  const next = "`wsl --install` installs it; or move the module to a Windows drive.";
  return unable("wsl.exe", `is not there, and WSL has to run Go: ${why}`, next);
}

/** A gowsl of one side that was found on the PATH of the other one would send the command back. */
function wrongSide({ host, asked }: SideFacts, here: Side | undefined): Failure {
  const there = asked === "windows" ? "Windows" : "WSL";
  if (here === undefined) {
    return unable("GOWSL_SIDE", `is set to ${asked}, and this is ${host}`, "Unset it; gowsl sets it itself.");
  }
  return unable(
    "GOWSL_SIDE",
    `${there} was asked to run gowsl, but has found the one of ${here === "windows" ? "Windows" : "WSL"} on its PATH`,
    `Install gowsl in ${there} itself, and run \`gowsl shim install\` there.`,
  );
}
