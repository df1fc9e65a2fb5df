/**
 * Toolchains that were fetched rather than installed: those that go itself has put into the module cache, and gowsl's
 * own. Both are in folders named by version and system. Fetches nothing, and does not choose.
 */
import path from "node:path";
import { isExecutable, namesIn, sizeOf } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import { isAbsoluteToGo, listOfPaths } from "./go-paths.ts";
import { installationAt, type Candidate } from "./installation.ts";
import { releaseOf } from "./release-name.ts";
import { compareParsed, parseVersion, type GoVersion } from "./version.ts";

/** Behind it comes the release. The version of the module has always been v0.0.1 (cmd/go/internal/gover/mod.go). */
const inModuleCache = "toolchain@v0.0.1-go";

/** May a version be the one that is wished for? If not, why. Then its folder need not be looked at. */
export type Fits = (version: string) => true | string;

/** The toolchains of a module cache, those that fit and of them the newest first. */
export function moduleCacheToolchains(
  moduleCache: string,
  platform: NodeJS.Platform,
  fits: Fits,
): Iterable<Candidate> {
  return toolchainsIn(path.join(moduleCache, "golang.org"), "module cache", platform, fits);
}

/** The toolchains that gowsl has fetched, in the same order. */
export function ownToolchains(folder: string, platform: NodeJS.Platform, fits: Fits): Iterable<Candidate> {
  return toolchainsIn(folder, "gowsl's own", platform, fits);
}

function* toolchainsIn(
  folder: string,
  source: "module cache" | "gowsl's own",
  platform: NodeJS.Platform,
  fits: Fits,
): Generator<Candidate> {
  const isOfGo = source === "module cache";
  const unfit: { goroot: string; version: string; problem: string }[] = [];
  const fitting = namedIn(folder, isOfGo ? inModuleCache : "").filter((named) => {
    const fit = fits(named.version);
    if (fit !== true) unfit.push({ ...named, problem: fit });
    return fit === true;
  });
  for (const { goroot } of preferNewest(fitting)) {
    const found = installationAt({ place: goroot, source, goroot, platform });
    yield isOfGo && !isUnpacked(goroot, platform)
      ? { ...found, problem: "go has not ended unpacking it; its next use by go will" }
      : found;
  }
  for (const { goroot, problem } of preferNewest(unfit))
    yield { place: goroot, source, binary: "unknown", problem };
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
function namedIn(folder: string, start: string): { goroot: string; version: string }[] {
  const named: { goroot: string; version: string }[] = [];
  for (const name of namesIn(folder)) {
    const release = name.startsWith(start) ? releaseOf(name.slice(start.length)) : undefined;
    if (release !== undefined) named.push({ goroot: path.join(folder, name), version: release.version });
  }
  return named;
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
