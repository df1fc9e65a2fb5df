/**
 * Runs gowsl on the other side of a Windows machine with WSL: in a distribution through wsl.exe, or on
 * Windows through interop. Knows how arguments, folders and variables get there; not why anybody goes.
 */
import path from "node:path";
import type { Environment } from "../model/host.ts";
import { mergeEnvironment, variable } from "../model/environment.ts";
import { distributionPath } from "./ground.ts";

/** How to start gowsl on the other side. */
export interface Crossing {
  argv: string[];
  cwd: string;
  environment: Environment;
}

/**
 * What the other side has to be told of the environment: what is built for, and how to print. Everything else
 * of Go (GOPATH, GOROOT, GOCACHE, ...) holds paths or settings of one side and stays there (INT-07).
 */
const passed =
  /^(GOOS|GOARCH|GO386|GOAMD64|GOARM|GOARM64|GOMIPS|GOMIPS64|GOPPC64|GORISCV64|GOWASM|CGO_ENABLED|NO_COLOR|FORCE_COLOR|CI|GITHUB_ACTIONS|GOWSL_SIDE)$/;

/** Variables that change what is built and can't be passed on as they are. */
const notPassed = /^(GOFLAGS|GOEXPERIMENT|GOFIPS140|GOTOOLCHAIN|CC|CXX|CGO_\w*FLAGS\w*)$/;

/** Names of set variables that change what is built and do not reach the other side: to be told, not hidden. */
export function lostVariables(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => notPassed.test(name) && environment[name] !== "")
    .toSorted();
}

/**
 * WSLENV with what is passed in one direction only (`u` to WSL, `w` to Windows; init/util.cpp,
 * UtilParseWslEnv). What others have put there stays, but nothing of Go.
 */
export function sharedVariables(environment: Environment, flag: "u" | "w"): string {
  const names = Object.keys(environment).filter((name) => passed.test(name) && environment[name] !== "");
  const others = (variable(environment, "win32", "WSLENV") ?? "").split(":").filter((entry) => {
    const [name = ""] = entry.split("/");
    return name !== "" && !names.includes(name) && !/^(GO|CGO_)/.test(name);
  });
  return [...others, ...names.toSorted().map((name) => `${name}/${flag}`)].join(":");
}

/** Exit codes of the script itself. gowsl has none of them, and `gowsl exec` passes on hardly any such. */
export const crossingCodes = { noFolder: 213, noGowsl: 214 } as const;

/**
 * What runs in the distribution, as `sh -lc SCRIPT gowsl FOLDER ARGUMENTS`: a login shell, since wsl.exe --exec
 * itself reads no profile and node is often put on PATH there. Where --cd fails, wsl.exe goes on in another
 * folder (init/init.cpp: chdir is not fatal), so the folder is entered here. The gowsl of the shims is found
 * without PATH. One below a Windows drive is the npm script of Windows (microsoft/WSL#5251).
 */
const inDistribution = [
  `case $1 in [A-Za-z]:*) folder=$(wslpath -u "$1") || exit ${crossingCodes.noFolder} ;; *) folder=$1 ;; esac`,
  `cd -- "$folder" || exit ${crossingCodes.noFolder}`,
  "shift",
  "gowsl=$HOME/.gowsl/shims/gowsl",
  `[ -x "$gowsl" ] || gowsl=$(command -v gowsl) || exit ${crossingCodes.noGowsl}`,
  `case $(wslpath -w "$gowsl" 2>/dev/null) in [A-Za-z]:*) exit ${crossingCodes.noGowsl} ;; esac`,
  'exec "$gowsl" "$@"',
].join("\n");

/**
 * The way into a distribution: the default one where none is named. With --exec wsl.exe takes its arguments
 * apart as every Windows program does and starts the program with just these; behind `--` it hands the raw
 * line to the user's shell, which reads `$`, quotes and backslashes anew (WslClient.cpp, WslMain;
 * microsoft/WSL#11635). The name of a distribution has no space (LxssUserSession.cpp, s_ValidateDistroName).
 */
export function crossToWsl(request: {
  wslExe: string;
  distribution?: string | undefined;
  /** As Windows spells it. */
  folder: string;
  argv: readonly string[];
  environment: Environment;
}): Crossing {
  const { wslExe, distribution, argv } = request;
  const folder = distributionPath(request.folder)?.linux ?? request.folder;
  const told = { GOWSL_SIDE: "wsl", WSL_UTF8: "1" };
  const environment = mergeEnvironment(request.environment, told, "win32");
  const shared = { WSLENV: sharedVariables(environment, "u") };
  return {
    argv: [
      wslExe,
      ...(distribution === undefined ? [] : ["-d", distribution]),
      "--cd",
      // A quote can't be written there (microsoft/WSL#8712); the script enters the folder anyway.
      folder.includes('"') ? "/" : folder,
      "--exec",
      "/bin/sh",
      "-lc",
      inDistribution,
      "gowsl",
      folder,
      ...argv,
    ],
    // A folder that Windows itself has: in a share wsl.exe would complain of it before it reads --cd (INT-04).
    cwd: path.win32.dirname(wslExe),
    environment: mergeEnvironment(environment, shared, "win32"),
  };
}

/** A gowsl of Windows, found from WSL: the program, and what stands before gowsl's own arguments. */
export interface WindowsGowsl {
  program: string;
  before: string[];
}

/**
 * The way to Windows: the program is started like any other, and interop makes its command line by the rules
 * that it is read by (windows/common/interop.cpp, FormatCommandLine).
 */
export function crossToWindows(request: {
  gowsl: WindowsGowsl;
  /** On a Windows drive, as WSL spells it: interop translates it. */
  folder: string;
  argv: readonly string[];
  environment: Environment;
}): Crossing {
  const { gowsl, folder, argv } = request;
  const environment: Environment = { ...request.environment, GOWSL_SIDE: "windows" };
  return {
    argv: [gowsl.program, ...gowsl.before, ...argv],
    cwd: folder,
    environment: { ...environment, WSLENV: sharedVariables(environment, "w") },
  };
}

/** What must be asked of the file system to find the gowsl of Windows. */
export interface WindowsLook {
  isFile(file: string): boolean;
  /** Names in a folder; empty where there is none. */
  names(folder: string): readonly string[];
  /** A path on a drive as Windows spells it. */
  toWindows(file: string): string | undefined;
}

/**
 * Looks for the gowsl of Windows: its shim on PATH, then what npm has put on PATH (gowsl.cmd, which can't be
 * started without cmd.exe, so Node is started with what it would start), then the shims in the users' folders.
 * @param drives folders where drives are mounted
 */
export function findWindowsGowsl(
  environment: Environment,
  drives: readonly string[],
  look: WindowsLook,
): WindowsGowsl | undefined {
  const onDrive = (folder: string) =>
    drives.some((drive) => folder === drive || folder.startsWith(`${drive}/`));
  const folders = (variable(environment, "linux", "PATH") ?? "").split(":").filter(onDrive);
  const shim = folders.map((folder) => path.posix.join(folder, "gowsl.exe")).find(look.isFile);
  if (shim !== undefined) return { program: shim, before: [] };
  for (const folder of folders) {
    const script = path.posix.join(folder, "node_modules", "gowsl", "out", "gowsl.cjs");
    if (!look.isFile(path.posix.join(folder, "gowsl.cmd")) || !look.isFile(script)) continue;
    // npm's own order: the node.exe beside the script, then that of PATH.
    const node = [folder, ...folders].map((each) => path.posix.join(each, "node.exe")).find(look.isFile);
    const windowsScript = look.toWindows(script);
    if (node !== undefined && windowsScript !== undefined) return { program: node, before: [windowsScript] };
  }
  for (const drive of drives) {
    const users = path.posix.join(drive, "Users");
    const found = look
      .names(users)
      .map((name) => path.posix.join(users, name, ".gowsl", "shims", "gowsl.exe"))
      .filter(look.isFile);
    // Of several users nobody knows which one this is.
    if (found.length === 1) return { program: found[0]!, before: [] };
  }
  return undefined;
}
