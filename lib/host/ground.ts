/**
 * Tells on whose ground a folder lies: that of this system, a Windows drive seen from WSL, or the files of
 * a distribution seen from Windows; and where wsl.exe is. Knows nothing of Go.
 */
import path from "node:path";
import type { Environment, FileSystem, HostKind } from "../model/host.ts";
import { variable } from "../model/environment.ts";
import { distributionIn, toLinux } from "./convert-path.ts";
import { exists } from "./files.ts";

export type FolderGround =
  | { kind: "own" }
  | { kind: "drive"; transport: string }
  | { kind: "distribution"; distribution: string }
  | { kind: "share" };

/**
 * The ground of a real path: on Windows a mapped drive is resolved to its share by then.
 * @param fileSystem what the folder lies on; only asked for in WSL
 */
export function groundOf(folder: string, host: HostKind, fileSystem: () => FileSystem): FolderGround {
  if (host === "windows") return windowsGround(folder);
  if (host !== "wsl1" && host !== "wsl2") return { kind: "own" };
  const { backing, type } = fileSystem();
  return backing === "windows" ? { kind: "drive", transport: type } : { kind: "own" };
}

/** A folder of a distribution as Windows spells it, taken apart; undefined for every other path. */
export function distributionPath(folder: string): { distribution: string; linux: string } | undefined {
  const distribution = distributionIn(folder);
  if (distribution === undefined) return undefined;
  const linux = toLinux(folder, { distribution, drives: [] });
  return linux.ok ? { distribution, linux: linux.value } : undefined;
}

function windowsGround(folder: string): FolderGround {
  const distribution = distributionIn(folder);
  if (distribution !== undefined) return { kind: "distribution", distribution };
  return /^\\\\(?![?.]\\[A-Za-z]:)/.test(folder) ? { kind: "share" } : { kind: "own" };
}

/**
 * Absolute path of wsl.exe, undefined where there is none. Never looked for on PATH: what a folder of the
 * project calls wsl.exe is not it. Sysnative is System32 for a 32 bit Node.
 */
export function findWslExe(environment: Environment): string | undefined {
  const root = variable(environment, "win32", "SystemRoot") ?? "C:\\Windows";
  return ["Sysnative", "System32"]
    .map((name) => path.win32.join(root, name, "wsl.exe"))
    .find((file) => exists(file));
}
