/**
 * The facts of this process and machine, read once and passed on as data. Knows nothing of Go.
 */
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import { readLimits, type Limits } from "./limits.ts";

export interface Machine {
  platform: NodeJS.Platform;
  /** As Node names it: x64, arm64. */
  arch: string;
  environment: Environment;
  cwd: string;
  home: string;
  cores: number;
  memoryBytes: number;
  /** What made cores and memory fewer than the machine has. */
  limits: Limits;
}

/** Reads the facts of this process. */
export function readMachine(): Machine {
  const { platform } = process;
  const available = os.availableParallelism();
  const total = os.totalmem();
  const { cores, memoryBytes } = platform === "linux" ? readLimits() : {};
  return {
    platform,
    arch: process.arch,
    environment: { ...process.env },
    cwd: currentFolder(),
    home: homeFolder(),
    cores: Math.max(1, Math.floor(Math.min(available, cores?.value ?? Infinity))),
    memoryBytes: Math.min(total, memoryBytes?.value ?? Infinity),
    limits: {
      ...(cores !== undefined && cores.value < available ? { cores } : {}),
      ...(memoryBytes !== undefined && memoryBytes.value < total ? { memoryBytes } : {}),
    },
  };
}

/** An empty or relative HOME would make a home of every folder; the list of users knows the right one. */
export function homeFolder(): string {
  const named = os.homedir();
  if (path.isAbsolute(named)) return named;
  try {
    return os.userInfo().homedir;
  } catch {
    // A user without an entry, as in containers.
    return path.resolve(path.sep);
  }
}

/** The folder of this process; where it was deleted meanwhile, the path by which it was known. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env["PWD"] ?? path.sep;
  }
}

/** The folder for caches shared by all checkouts: GOWSL_CACHE_DIR, or the user's cache directory. */
export function cacheDirectory({
  platform,
  environment,
  home,
}: Pick<Machine, "platform" | "environment" | "home">): string {
  const own = variable(environment, platform, "GOWSL_CACHE_DIR");
  if (own !== undefined) return path.resolve(own);
  if (platform === "win32") {
    return path.join(
      variable(environment, platform, "LOCALAPPDATA") ?? path.join(home, "AppData", "Local"),
      "gowsl",
    );
  }
  if (platform === "darwin") return path.join(home, "Library", "Caches", "gowsl");
  return path.join(variable(environment, platform, "XDG_CACHE_HOME") ?? path.join(home, ".cache"), "gowsl");
}
