/**
 * Toolchains that were fetched rather than installed: those that go itself has put into the module cache, and gowsl's
 * own. Both are in folders named by version and system. Fetches nothing, and does not choose.
 */
import path from "node:path";
import { exists, isExecutable, namesIn, sizeOf } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { Release } from "../model/release.ts";
import { isAbsoluteToGo, listOfPaths } from "./go-paths.ts";
import { installationAt, type Candidate } from "./installation.ts";
import { releaseName, releaseOf } from "./release-name.ts";
import { compareParsed, parseVersion, type GoVersion } from "./version.ts";

/** Behind it comes the release. The version of the module has always been v0.0.1 (cmd/go/internal/gover/mod.go). */
const moduleStart = "toolchain@v0.0.1-go";

/** May a version be the one that is wished for? If not, why. Then its folder need not be looked at. */
export type Fits = (version: string) => true | string;

/** A folder with a folder for each release, by its name behind `start`. */
export interface FetchedFolder {
  folder: string;
  start: string;
  source: "module cache" | "gowsl's own";
}

export function inModuleCache(moduleCache: string): FetchedFolder {
  return { folder: path.join(moduleCache, "golang.org"), start: moduleStart, source: "module cache" };
}

export function inOwnFolder(folder: string): FetchedFolder {
  return { folder, start: "", source: "gowsl's own" };
}

/** The toolchain of just this release, without a look at the others; none where it is not there. */
export function* toolchainOf(
  fetched: FetchedFolder,
  platform: NodeJS.Platform,
  release: Release,
): Generator<Candidate> {
  const goroot = path.join(fetched.folder, fetched.start + releaseName(release));
  if (exists(goroot)) yield describe(fetched, goroot, platform);
}

/** All toolchains of the folder, the newest first. */
export function* toolchainsIn(
  fetched: FetchedFolder,
  platform: NodeJS.Platform,
  fits: Fits,
): Generator<Candidate> {
  for (const { goroot, version } of newestFirst(fetched)) {
    const fit = fits(version);
    if (fit === true) yield describe(fetched, goroot, platform);
    else yield { place: goroot, source: fetched.source, binary: "unknown", problem: fit };
  }
}

function describe({ source }: FetchedFolder, goroot: string, platform: NodeJS.Platform): Candidate {
  const found = installationAt({ place: goroot, source, goroot, platform });
  return source === "module cache" && !isUnpacked(goroot, platform)
    ? { ...found, problem: "go has not ended unpacking it; its next use by go will" }
    : found;
}

/**
 * Go's own two marks: bin/go may be executed, and src/go.mod is there with the size of src/_go.mod, of which it is the
 * last copy made (cmd/go/internal/toolchain/select.go, Exec).
 */
function isUnpacked(goroot: string, platform: NodeJS.Platform): boolean {
  if (platform !== "win32" && !isExecutable(path.join(goroot, "bin", "go"))) return false;
  const size = sizeOf(path.join(goroot, "src", "go.mod"));
  return size !== undefined && size === sizeOf(path.join(goroot, "src", "_go.mod"));
}

/** The toolchains of a folder whose names begin so. */
function newestFirst({ folder, start }: FetchedFolder): { goroot: string; version: string }[] {
  const named: { goroot: string; version: string }[] = [];
  for (const name of namesIn(folder)) {
    const release = name.startsWith(start) ? releaseOf(name.slice(start.length)) : undefined;
    if (release !== undefined) named.push({ goroot: path.join(folder, name), version: release.version });
  }
  return preferNewest(named);
}

/** In the order of preference: releases before what is not released yet, and of each the newest. */
export function preferNewest<Named extends { version?: string }>(named: readonly Named[]): Named[] {
  if (named.length < 2) return [...named];
  const isRelease = (version: GoVersion | undefined) => version?.kind === "" && !version.devel;
  return named
    .map((each) => ({ each, version: parseVersion(each.version ?? "") }))
    .toSorted(
      ({ version: left }, { version: right }) =>
        Number(isRelease(right)) - Number(isRelease(left)) || compareParsed(right, left),
    )
    .map(({ each }) => each);
}

/**
 * Where the module cache is, as cmd/go/internal/cfg has it: GOMODCACHE, else below the first folder of GOPATH.
 * @param settings of the go env file
 * @returns undefined where go would not know it either
 */
export function moduleCacheFolder(
  platform: NodeJS.Platform,
  environment: Environment,
  settings: ReadonlyMap<string, { value: string }>,
): string | undefined {
  const setting = (name: string) =>
    variable(environment, platform, name) ?? (settings.get(name)?.value || undefined);
  const folder = setting("GOMODCACHE") ?? inGopath(setting("GOPATH"), platform, environment);
  return folder !== undefined && isAbsoluteToGo(folder, platform) ? folder : undefined;
}

function inGopath(
  gopath: string | undefined,
  platform: NodeJS.Platform,
  environment: Environment,
): string | undefined {
  const join = platform === "win32" ? path.win32.join : path.posix.join;
  const home = variable(environment, platform, platform === "win32" ? "USERPROFILE" : "HOME");
  const [first] = listOfPaths(gopath ?? (home === undefined ? "" : join(home, "go")), platform);
  return first === undefined || first === "" ? undefined : join(first, "pkg", "mod");
}
