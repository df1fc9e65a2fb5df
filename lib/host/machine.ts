/**
 * The facts of this process and machine, read once and passed on as data. Knows nothing of Go.
 */
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";

export interface Machine {
  platform: NodeJS.Platform;
  /** As Node names it: x64, arm64. */
  arch: string;
  environment: Environment;
  cwd: string;
  home: string;
  cores: number;
  memoryBytes: number;
}

/** Reads the facts of this process. */
export function readMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    environment: { ...process.env },
    cwd: currentFolder(),
    home: os.homedir(),
    cores: Math.max(1, Math.floor(Math.min(os.availableParallelism(), cgroupCores() ?? Infinity))),
    memoryBytes: Math.min(os.totalmem(), cgroupMemory() ?? Infinity),
  };
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
export function cacheDirectory({ platform, environment, home }: Machine): string {
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

/** CPU quota of a cgroup v2 (`cpu.max`: quota and period in microseconds), in cores. */
function cgroupCores(): number | undefined {
  const [quota, period] = readCgroup("cpu.max")?.split(" ").map(Number) ?? [];
  return quota && period ? Math.max(1, quota / period) : undefined;
}

function cgroupMemory(): number | undefined {
  const limit = Number(readCgroup("memory.max"));
  return Number.isFinite(limit) && limit > 0 ? limit : undefined;
}

function readCgroup(name: string): string | undefined {
  const file = `/sys/fs/cgroup/${name}`;
  try {
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  } catch {
    // Unreadable limits are no limits; the machine's own numbers stand.
    return undefined;
  }
}
