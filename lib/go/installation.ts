/**
 * Describes one Go installation from its files: version, program, compiler. Starts nothing. Does not know whether
 * it is the right one: lib/go/route.ts does.
 */
import path from "node:path";
import { binaryHeaderBytes, binaryOf, type BinaryKind } from "../host/detect-binary.ts";
import { goosOf } from "../host/detect.ts";
import { exists, isExecutable, isFile, readStart, readText } from "../host/files.ts";
import { parseVersionFile } from "./version.ts";

export type CandidateSource =
  "config go.goroot" | "GOROOT" | "PATH" | "well-known place" | "module cache" | "gowsl's own";

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
  /** The version manager that put this script on PATH. */
  manager?: string;
  /** What rules the place out before anything else is asked. */
  problem?: string;
}

/** What is to be described, and for which system. */
export interface Installation {
  place: string;
  source: CandidateSource;
  goroot: string;
  platform: NodeJS.Platform;
}

/** An installation, by its GOROOT. */
export function installationAt({ place, source, goroot, platform }: Installation): Candidate {
  const own = platform === "win32" ? "go.exe" : "go";
  const folder = path.join(goroot, "bin") + path.sep;
  let goFile = folder + own;
  if (!isFile(goFile)) {
    goFile = folder + (own === "go" ? "go.exe" : "go");
    if (!isFile(goFile)) {
      return { place, source, goroot, binary: "missing", problem: `it holds no ${path.join("bin", own)}` };
    }
  }
  const described = { place, source, goroot, goFile, ...programIn(goFile) };
  return (
    withVersion(described, goroot, platform) ?? {
      ...described,
      problem: "it has no VERSION file, so it is no Go installation",
    }
  );
}

/**
 * The candidate with what the GOROOT says of itself, and with what is broken there.
 * @returns undefined if it says nothing of itself: it is none
 */
export function withVersion(
  candidate: Candidate & { goFile: string },
  goroot: string,
  platform: NodeJS.Platform,
): Candidate | undefined {
  const found = versionOf(goroot);
  if (found === undefined) return undefined;
  const problem = candidate.problem ?? found.problem ?? breakage(candidate, goroot, platform);
  return {
    ...candidate,
    goroot,
    ...(found.version === undefined ? {} : { version: found.version }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** VERSION, or VERSION.cache where Go was built from its repository (cmd/dist/build.go, findgoversion). */
function versionOf(goroot: string): { version?: string; problem?: string } | undefined {
  let problem: string | undefined;
  for (const name of ["VERSION", "VERSION.cache"]) {
    const file = path.join(goroot, name);
    const text = readText(file);
    const version = text === undefined ? undefined : parseVersionFile(text)?.version;
    if (version !== undefined) return { version };
    if (problem !== undefined || (text === undefined && !exists(file))) continue;
    if (text === undefined) problem = `its ${name} file can't be read`;
    else if (text.trim() === "") problem = `its ${name} file is empty`;
    else problem = `its ${name} file names no version of Go`;
  }
  return problem === undefined ? undefined : { problem };
}

/** A go command of this system that can't run, or has nothing to compile with: an unpacking that did not end. */
function breakage(
  { goFile, binary, arch }: Candidate & { goFile: string },
  goroot: string,
  platform: NodeJS.Platform,
): string | undefined {
  const goos = goosOf(platform);
  const own = goos === "windows" ? "pe" : goos === "darwin" ? "macho" : "elf";
  if (binary !== own) return undefined;
  if (platform !== "win32" && !isExecutable(goFile)) {
    return `it is broken: ${goFile} may not be executed`;
  }
  // cmd/go finds its tools below GOROOT by the system that it was itself made for (cfg.SetGOROOT). A program for
  // several processors names none, and which of its halves has the tools is not known.
  if (arch === undefined) return undefined;
  const ending = goos === "windows" ? ".exe" : "";
  const compiler = path.join("pkg", "tool", `${goos}_${arch}`, `compile${ending}`);
  return isFile(path.join(goroot, compiler)) ? undefined : `it is broken: ${compiler} is missing`;
}

/** Version managers whose scripts stand on PATH as `go`: each names itself in them, or in the folder. */
const managers = ["asdf", "mise", "goenv", "gvm"];

/** The version manager that a path, or the text of a script, speaks of. */
export function managerOf(text: string): string | undefined {
  return managers.find((name) => new RegExp(`(?<![a-z])${name}(?![a-z])`).test(text));
}

/** What kind of program a file is. */
export function programIn(file: string): Pick<Candidate, "binary" | "arch" | "manager"> {
  const ending = file.slice(-4).toLowerCase();
  if (ending === ".bat" || ending === ".cmd") return { binary: "script", ...managed(file) };
  const start = readStart(file, binaryHeaderBytes);
  if (start === undefined) return { binary: "unknown" };
  const found = binaryOf(start);
  return found.binary === "script"
    ? { ...found, ...managed(`${file}\n${Buffer.from(start).toString("latin1")}`) }
    : found;
}

function managed(text: string): { manager?: string } {
  const manager = managerOf(text);
  return manager === undefined ? {} : { manager };
}
