/**
 * Gathers the Go installations of this machine as data, without starting one: from the config, GOROOT, PATH and
 * the places where installers put Go. Does not know which of them is good: lib/go/route.ts does.
 */
import path from "node:path";
import { binaryHeaderBytes, binaryOf } from "../host/detect-binary.ts";
import type { BinaryKind } from "../host/detect-binary.ts";
import { exists, isDirectory, isFile, listNames, readStart, readText, realPath } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Machine } from "../host/machine.ts";
import type { Environment } from "../model/host.ts";
import { isOwnShim } from "./own-shims.ts";
import { compareVersions, parseVersionFile } from "./version.ts";

export type CandidateSource = "config go.goroot" | "GOROOT" | "PATH" | "well-known place";

/** A place that may hold a Go. */
export interface Candidate {
  /** The GOROOT as it was given, or the file on PATH. */
  place: string;
  source: CandidateSource;
  goroot?: string;
  /** The go command, all links resolved where it was found on PATH. */
  goFile?: string;
  /** From the VERSION file, without `go`. */
  version?: string;
  binary: BinaryKind | "missing";
  /** GOARCH of the go command, where its header names one. */
  arch?: string;
  /** What rules the place out before anything else is asked. */
  problem?: string;
}

/**
 * Where installers and distributions put Go: go.dev's packages, golang.org/dl (~/sdk), Homebrew, Debian, Arch,
 * Fedora, snap. An entry ending in `*` stands for all folders whose names begin so.
 */
export function wellKnownPlaces(platform: NodeJS.Platform, environment: Environment, home: string): string[] {
  if (platform === "win32") {
    const programFolders = ["ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"].flatMap(
      (name) => variable(environment, platform, name) ?? [],
    );
    const own = programFolders.map((folder) => path.win32.join(folder, "Go"));
    return [...new Set([...own, "C:\\Go", path.win32.join(home, "sdk", "go*")])];
  }
  const sdk = path.posix.join(home, "sdk", "go*");
  if (platform === "darwin") {
    return ["/usr/local/go", "/opt/homebrew/opt/go/libexec", "/usr/local/opt/go/libexec", sdk];
  }
  return ["/usr/local/go", "/usr/lib/go", "/usr/lib/go-*", "/usr/lib/golang", "/snap/go/current", sdk];
}

/**
 * All places that may hold a Go, in the order in which they are preferred; a GOROOT that was met before is dropped.
 * @param options.wellKnown replaces the well-known places
 */
export async function gatherCandidates(options: {
  machine: Pick<Machine, "platform" | "environment" | "home">;
  configGoroot?: string | undefined;
  wellKnown?: string[];
}): Promise<Candidate[]> {
  const { machine, configGoroot } = options;
  const { platform, environment, home } = machine;
  const found: Candidate[] = [];
  if (configGoroot !== undefined) found.push(await namedGoroot(configGoroot, "config go.goroot", platform));
  const goroot = variable(environment, platform, "GOROOT");
  if (goroot !== undefined) found.push(await namedGoroot(goroot, "GOROOT", platform));
  for (const file of filesOnPath(platform, environment)) found.push(await candidateOnPath(file));
  for (const place of options.wellKnown ?? wellKnownPlaces(platform, environment, home)) {
    found.push(...(await wellKnownCandidates(place, platform)));
  }
  const met = new Set<string>();
  return found.filter((candidate) => {
    const key = realPath(candidate.goroot ?? candidate.goFile ?? candidate.place);
    return !met.has(key) && met.add(key);
  });
}

/** A GOROOT that somebody named. One that is no good stays in the list, so that it is told why it was passed over. */
async function namedGoroot(
  place: string,
  source: CandidateSource,
  platform: NodeJS.Platform,
): Promise<Candidate> {
  const problem = gorootProblem(place, platform);
  if (problem !== undefined) return { place, source, binary: "missing", problem };
  return installation({ place, source, goroot: path.normalize(place), platform });
}

/** GO-04: a GOROOT that points nowhere, or was written for another system, breaks every go command. */
function gorootProblem(place: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32" && /^([A-Za-z]:[\\/]|\\\\)/.test(place)) {
    return `a Windows path, and this is ${platform === "darwin" ? "macOS" : "Linux"}`;
  }
  if (exists(place) && isDirectory(place)) return path.isAbsolute(place) ? undefined : "not an absolute path";
  return platform === "win32" && /^\/[^/]/.test(place)
    ? "a Linux path, and this is Windows"
    : "no such folder";
}

/** The first file of each folder on PATH that a shell, or a user, would take for go. */
function filesOnPath(platform: NodeJS.Platform, environment: Environment): string[] {
  // On Windows `go` without ending is no program, and on Linux go.exe is one of Windows seen from WSL:
  // they come out as candidates to be rejected with a reason.
  const names = platform === "win32" ? ["go.exe", "go.bat", "go.cmd", "go"] : ["go", "go.exe"];
  const folders = (variable(environment, platform, "PATH") ?? "").split(platform === "win32" ? ";" : ":");
  return folders
    .map((folder) => folder.replaceAll('"', ""))
    .filter((folder) => path.isAbsolute(folder))
    .flatMap(
      (folder) =>
        names.map((name) => path.join(folder, name)).find((file) => exists(file) && isFile(file)) ?? [],
    )
    .filter((file) => !isOwnShim(file));
}

const setGoroot = "set GOROOT to the installation behind it";

/** GOROOT is two levels above the real file, as cmd/go/internal/cfg/cfg.go (findGOROOT) has it. */
async function candidateOnPath(file: string): Promise<Candidate> {
  const goFile = realPath(file);
  const goroot = path.dirname(path.dirname(goFile));
  const candidate: Candidate = { place: file, source: "PATH", goFile, ...(await binaryIn(goFile)) };
  // snap, mise and their like link `go` to themselves and look at the name they were called by.
  if (!/^go(\.exe|\.bat|\.cmd)?$/i.test(path.basename(goFile))) {
    return { ...candidate, problem: `a link to ${goFile}, a shim or another program; ${setGoroot}` };
  }
  const version = versionOf(goroot);
  return version === undefined ? candidate : { ...candidate, goroot, version };
}

async function wellKnownCandidates(place: string, platform: NodeJS.Platform): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const goroot of await expand(place)) {
    found.push(await installation({ place: goroot, source: "well-known place", goroot, platform }));
  }
  // Of several, the newest is preferred.
  return found
    .filter(({ binary }) => binary !== "missing")
    .toSorted((left, right) => compareVersions(right.version ?? "", left.version ?? ""));
}

async function expand(place: string): Promise<string[]> {
  if (!place.endsWith("*")) return [place];
  const folder = path.dirname(place);
  const start = path.basename(place).slice(0, -1);
  return (await listNames(folder))
    .filter((name) => name.startsWith(start))
    .map((name) => path.join(folder, name));
}

async function installation(options: {
  place: string;
  source: CandidateSource;
  goroot: string;
  platform: NodeJS.Platform;
}): Promise<Candidate> {
  const { place, source, goroot, platform } = options;
  const own = platform === "win32" ? "go.exe" : "go";
  const names = [own, own === "go" ? "go.exe" : "go"];
  const goFile = names
    .map((name) => path.join(goroot, "bin", name))
    .find((file) => exists(file) && isFile(file));
  if (goFile === undefined) {
    return { place, source, goroot, binary: "missing", problem: `it holds no ${path.join("bin", own)}` };
  }
  const version = versionOf(goroot);
  return {
    place,
    source,
    goroot,
    goFile,
    ...(version === undefined ? {} : { version }),
    ...(await binaryIn(goFile)),
  };
}

/** VERSION, or VERSION.cache where Go was built from its repository (cmd/dist/build.go, findgoversion). */
function versionOf(goroot: string): string | undefined {
  const text = readText(path.join(goroot, "VERSION")) || readText(path.join(goroot, "VERSION.cache"));
  return text === undefined ? undefined : parseVersionFile(text)?.version;
}

async function binaryIn(file: string): Promise<Pick<Candidate, "binary" | "arch">> {
  if (/\.(bat|cmd)$/i.test(file)) return { binary: "script" };
  const start = await readStart(file, binaryHeaderBytes);
  return start === undefined ? { binary: "unknown" } : binaryOf(start);
}
