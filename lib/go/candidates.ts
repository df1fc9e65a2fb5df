/**
 * Finds the Go installations of this machine, without starting one: from the config, GOROOT, PATH, the places where
 * installers put Go, the module cache, and gowsl's own. Does not know which of them is good: lib/go/route.ts does.
 */
import path from "node:path";
import { exists, isDirectory, isFile, realPath } from "../host/files.ts";
import { cacheDirectory, type Machine } from "../host/machine.ts";
import { variable } from "../model/environment.ts";
import type { Environment, Host } from "../model/host.ts";
import {
  inModuleCache,
  inOwnFolder,
  moduleCacheFolder,
  toolchainOf,
  toolchainsIn,
} from "./fetched-toolchains.ts";
import { readGoEnvFile, type GoEnvFile } from "./go-env-file.ts";
import { foreignPath } from "./go-paths.ts";
import { installationAt, managerOf, programIn, withVersion } from "./installation.ts";
import type { Candidate, CandidateSource } from "./installation.ts";
import { isOwnShim } from "./own-shims.ts";
import { fulfils, type Wish } from "./wish.ts";
import { wellKnownCandidates, wellKnownPlaces } from "./well-known.ts";

export type { Candidate, CandidateSource } from "./installation.ts";

export interface CandidateSetting {
  machine: Pick<Machine, "platform" | "environment" | "home">;
  configGoroot?: string | undefined;
  /** Replaces the well-known places. */
  wellKnown?: string[];
  /** Of toolchains in folders named by version only those are looked at that fulfil it. */
  wish?: Wish;
  /** What such a folder is named by beside the version; one that is wished for exactly is looked for by its name. */
  host?: Pick<Host, "goos" | "goarch">;
  /** Where the module cache may be named; it is read where it is not given. */
  goEnvFile?: GoEnvFile;
  /** Why a Go with which nothing is wrong must not be used all the same. */
  objection?: (goroot: string) => string | undefined;
}

/**
 * The places that may hold a Go, in the order in which they are preferred; a GOROOT that was met before is dropped.
 * Nothing is looked at before it is asked for: each look costs time, on a drive of Windows in WSL a thousandth of a
 * second, and what was looked at is looked at again by each fast answer.
 */
export function* candidates(setting: CandidateSetting): Generator<Candidate> {
  const met = new Set<string>();
  for (const candidate of everySource(setting, met)) {
    // What holds no go is told as often as it is named.
    const { goroot } = candidate;
    const file = goroot ?? candidate.goFile;
    const key = file === undefined ? candidate.place : realPath(file);
    if (met.has(key)) continue;
    met.add(key);
    const problem = candidate.problem ?? (goroot === undefined ? undefined : setting.objection?.(goroot));
    yield problem === undefined ? candidate : { ...candidate, problem };
  }
}

/** All of them. */
export async function gatherCandidates(setting: CandidateSetting): Promise<Candidate[]> {
  return [...candidates(setting)];
}

/** Folder of the toolchains that gowsl has fetched itself, each in `<version>.<os>-<arch>`. */
export function ownToolchainFolder(machine: CandidateSetting["machine"]): string {
  return path.join(cacheDirectory(machine), "go");
}

function* everySource(
  { machine, configGoroot, wellKnown, wish, host, goEnvFile }: CandidateSetting,
  met: ReadonlySet<string>,
): Generator<Candidate> {
  const { platform, environment, home } = machine;
  if (configGoroot !== undefined) yield namedGoroot(configGoroot, "config go.goroot", platform);
  const goroot = variable(environment, platform, "GOROOT");
  if (goroot !== undefined) yield namedGoroot(goroot, "GOROOT", platform);
  for (const file of filesOnPath(platform, environment)) yield candidateOnPath(file, platform);
  for (const place of wellKnown ?? wellKnownPlaces(platform, environment, home)) {
    yield* wellKnownCandidates(place, platform, met);
  }
  const fits = (version: string) => wish === undefined || fulfils(wish, version);
  const { settings } = goEnvFile ?? readGoEnvFile(platform, environment);
  const moduleCache = moduleCacheFolder(platform, environment, settings);
  const fetched = [
    ...(moduleCache === undefined ? [] : [inModuleCache(moduleCache)]),
    inOwnFolder(ownToolchainFolder(machine)),
  ];
  if (wish?.kind === "exact" && host !== undefined) {
    const release = { version: wish.version, os: host.goos, arch: host.goarch };
    for (const each of fetched) yield* toolchainOf(each, platform, release);
  }
  for (const each of fetched) yield* toolchainsIn(each, platform, fits);
}

/** A GOROOT that somebody named. One that is no good stays in the list, so that it is told why it was passed over. */
function namedGoroot(place: string, source: CandidateSource, platform: NodeJS.Platform): Candidate {
  const problem = gorootProblem(place, platform);
  if (problem !== undefined) return { place, source, binary: "missing", problem };
  return installationAt({ place, source, goroot: path.normalize(place), platform });
}

/** A GOROOT that points nowhere, or was written for another system, breaks every go command: main.go of cmd/go. */
export function gorootProblem(place: string, platform: NodeJS.Platform): string | undefined {
  const foreign = foreignPath(place, platform)?.replace(/^is /, "");
  if (platform !== "win32" && foreign !== undefined) return foreign;
  if (isDirectory(place)) return path.isAbsolute(place) ? undefined : "not an absolute path";
  return foreign ?? "no such folder";
}

/** What Windows takes for go, in its order. */
const goNames: readonly string[] = ["go.exe", "go.bat", "go.cmd", "go"];

/** The first file of each folder on PATH that a shell, or a user, would take for go. */
function* filesOnPath(platform: NodeJS.Platform, environment: Environment): Generator<string> {
  // On Windows `go` without ending is no program, and on Linux go.exe is one of Windows seen from WSL:
  // they come out as candidates to be rejected with a reason.
  const names = platform === "win32" ? goNames : ["go", "go.exe"];
  const folders = (variable(environment, platform, "PATH") ?? "").split(platform === "win32" ? ";" : ":");
  for (const quoted of new Set(folders)) {
    const folder = quoted.includes('"') ? quoted.replaceAll('"', "") : quoted;
    if (!path.isAbsolute(folder)) continue;
    // Most folders hold none, and that is told soonest by `exists`. path.join would take longer than the looks.
    const start = folder.endsWith("/") || folder.endsWith(path.sep) ? folder : folder + path.sep;
    for (const name of names) {
      const file = start + name;
      if (!exists(file) || !isFile(file)) continue;
      if (!isOwnShim(file)) yield file;
      break;
    }
  }
}

/** GOROOT is two levels above the real file, as cmd/go/internal/cfg/cfg.go (findGOROOT) has it. */
function candidateOnPath(file: string, platform: NodeJS.Platform): Candidate {
  const goFile = realPath(file);
  const goroot = path.dirname(path.dirname(goFile));
  const candidate = { place: file, source: "PATH" as const, goFile, ...programIn(goFile) };
  // snap, mise and their like link `go` to themselves and look at the name they were called by.
  const lower = goFile.toLowerCase();
  if (!goNames.some((name) => lower.endsWith(path.sep + name))) {
    const manager = managerOf(goFile);
    const what = manager === undefined ? "a shim or another program" : `a shim of ${manager}`;
    return {
      ...candidate,
      problem: `a link to ${goFile}, ${what}; set GOROOT to the installation behind it`,
    };
  }
  return withVersion(candidate, goroot, platform) ?? candidate;
}
