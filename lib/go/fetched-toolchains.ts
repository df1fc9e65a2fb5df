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
import { compareParsed, parseVersion, type GoVersion } from "./version.ts";

/** `go1.26.8.linux-amd64` behind the version of the module; that has always been v0.0.1 (cmd/go/internal/gover/mod.go). */
const inModuleCache = /^toolchain@v0\.0\.1-go(.+)\.([a-z0-9]+)-([a-z0-9]+)$/;
const inOwnFolder = /^(.+)\.([a-z0-9]+)-([a-z0-9]+)$/;

/** May a version be the one that is wished for? If not, why. Then its folder need not be looked at. */
export type Fits = (version: string) => true | string;

/** The toolchains of a module cache, the newest first. */
export function* moduleCacheToolchains(
  moduleCache: string,
  platform: NodeJS.Platform,
  fits: Fits,
): Generator<Candidate> {
  const folder = path.join(moduleCache, "golang.org");
  for (const { goroot, version } of newestFirst(folder, inModuleCache)) {
    const fit = fits(version);
    if (fit !== true) {
      yield { place: goroot, source: "module cache", binary: "unknown", problem: fit };
      continue;
    }
    const found = installationAt({ place: goroot, source: "module cache", goroot, platform });
    yield isUnpacked(goroot, platform)
      ? found
      : { ...found, problem: "go has not ended unpacking it; its next use by go will" };
  }
}

/** The toolchains that gowsl has fetched, the newest first. */
export function* ownToolchains(folder: string, platform: NodeJS.Platform, fits: Fits): Generator<Candidate> {
  for (const { goroot, version } of newestFirst(folder, inOwnFolder)) {
    const fit = fits(version);
    const unfit = { place: goroot, source: "gowsl's own", binary: "unknown" } as const;
    if (fit !== true) yield { ...unfit, problem: fit };
    else yield installationAt({ place: goroot, source: "gowsl's own", goroot, platform });
  }
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

function newestFirst(folder: string, form: RegExp): { goroot: string; version: string }[] {
  const named = namesIn(folder).flatMap((name) => {
    const version = form.exec(name)?.[1];
    return version === undefined || parseVersion(version) === undefined
      ? []
      : [{ goroot: path.join(folder, name), version }];
  });
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
  const home = variable(environment, platform, platform === "win32" ? "USERPROFILE" : "HOME");
  const join = platform === "win32" ? path.win32.join : path.posix.join;
  const [first = ""] = listOfPaths(
    setting("GOPATH") ?? (home === undefined ? "" : join(home, "go")),
    platform,
  );
  const folder = setting("GOMODCACHE") ?? (first === "" ? undefined : join(first, "pkg", "mod"));
  return folder !== undefined && isAbsoluteToGo(folder, platform) ? folder : undefined;
}
