/**
 * Makes a Go installation of a proven archive: unpacked beside its place, looked at, and only then put there
 * by one rename. Knows nothing of where archives come from, nor of what else is installed.
 */
import path from "node:path";
import { binaryHeaderBytes, binaryOf, type BinaryKind } from "../host/detect-binary.ts";
import { describeError, statFile } from "../host/files.ts";
import { NewTree } from "../host/new-tree.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Archive, Release } from "../model/release.ts";
import { parseVersionFile } from "../go/version.ts";
import { EntryCheck, goLimits, refusedArchive, type EntryLimits } from "./entry-check.ts";
import { unpackTar } from "./unpack-tar.ts";
import { unpackZip } from "./unpack-zip.ts";

/** What the readers of both formats work with. */
export interface Unpacking {
  file: string;
  /** The archive, as messages name it. */
  name: string;
  check: EntryCheck;
  tree: NewTree;
  /** Permission bits of a file, by its place and by what the archive says of it. */
  modeOf(place: string, declared: number | undefined): number;
  /** How far it is, from 0 to 1. Called often; throws where the work is no longer wanted. */
  progress(part: number): void;
}

export interface UnpackOptions {
  progress?: (part: number) => void;
  limits?: EntryLimits;
  /** Ends the work between two files. */
  signal?: AbortSignal;
}

/** Unpacks to `place`, where nothing that works may stand: what is there is replaced. */
export async function unpack(
  archive: Archive,
  place: string,
  { progress, limits = goLimits, signal }: UnpackOptions = {},
): Promise<Result<void>> {
  const { release, form, file } = archive;
  const name = path.basename(file);
  const isModule = form === "module-zip";
  const check = new EntryCheck({
    archive: name,
    archiveBytes: (await statFile(file))?.size ?? 0,
    prefix: isModule
      ? `golang.org/toolchain@v0.0.1-go${release.version}.${release.os}-${release.arch}/`
      : "go/",
    limits,
    ...(isModule ? { rename: moduleFileName } : {}),
  });
  let tree: NewTree | undefined;
  try {
    tree = new NewTree(place);
    const modeOf = isModule ? (each: string) => moduleFileMode(each) : declaredMode;
    const unpacking: Unpacking = {
      file,
      name,
      check,
      tree,
      modeOf,
      progress: (part) => {
        if (signal?.aborted) throw new Interruption();
        progress?.(part);
      },
    };
    const problem =
      (form === "tar.gz" ? await unpackTar(unpacking) : await unpackZip(unpacking)) ??
      check.finish() ??
      treeProblem(tree, release, name);
    if (problem !== undefined) return failure(problem);
    await tree.finish();
    return success(undefined);
  } catch (error) {
    return failure(error instanceof Interruption ? interrupted(place) : diskFailure(place, error));
  } finally {
    await tree?.abandon();
  }
}

/**
 * In a module zip each go.mod is stored as `_go.mod`, since a module's zip may hold no other module. cmd/go
 * copies them back (cmd/go/internal/toolchain/select.go, Exec), as the files of the module cache must go on
 * matching their h1. This is gowsl's own folder, so they are renamed: the tree is then that of the official
 * archive, and as there is no other go.mod in the zip, the way back is known.
 */
function moduleFileName(name: string): string {
  return path.posix.basename(name) === "_go.mod" ? path.posix.join(path.posix.dirname(name), "go.mod") : name;
}

/** A module zip has no permissions; select.go (Exec) makes these files executable. */
function moduleFileMode(place: string): number {
  const isCommand = /^(bin|pkg\/tool)\//.test(place) || /^lib\/(.*\/)?go_[^/]+_[^/]+_exec$/.test(place);
  return isCommand ? 0o755 : 0o644;
}

/** Official archives carry them; whoever wrote 0777 or a set-uid bit into one gets neither. */
function declaredMode(place: string, declared: number | undefined): number {
  if (declared === undefined) return moduleFileMode(place);
  return (declared & 0o111) === 0 ? 0o644 : 0o755;
}

/** Is it the Go that was asked for? Nothing is run for that. */
function treeProblem(tree: NewTree, release: Release, archive: string): Failure | undefined {
  const { version, os, arch } = release;
  const problem = (thing: string) => refusedArchive(archive, thing);
  const text = tree.start("VERSION", 4096)?.toString("utf8");
  const found = text === undefined ? undefined : parseVersionFile(text)?.version;
  if (found !== version) return problem(`its VERSION says ${found ?? "nothing"}, not ${version}`);
  const command = os === "windows" ? "bin/go.exe" : "bin/go";
  const start = tree.start(command, binaryHeaderBytes);
  if (start === undefined) return problem(`it has no ${command}`);
  const { binary, arch: processor } = binaryOf(start);
  if (binary !== kindOf(os)) return problem(`its ${command} is no program for ${os}`);
  if (processor !== undefined && processor !== arch) {
    return problem(`its ${command} is made for ${processor}, not for ${arch}`);
  }
  return undefined;
}

function kindOf(os: string): BinaryKind {
  if (os === "windows") return "pe";
  return os === "darwin" || os === "ios" ? "macho" : "elf";
}

/** The work is no longer wanted. */
class Interruption extends Error {}

export function interrupted(place: string): Failure {
  return { family: "interrupted", place, thing: "interrupted before it was installed" };
}

/** What the disk has against it. */
export function diskFailure(place: string, error: unknown): Failure {
  const { code } = error as NodeJS.ErrnoException;
  // A mistake of gowsl's own is not the disk's.
  if (code === undefined) throw error;
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  const elsewhere = "or set GOWSL_CACHE_DIR to a folder elsewhere.";
  return {
    family: "files",
    place: path.dirname(place),
    thing: `${path.basename(place)} can't be put there: ${describeError(error)}`,
    next: isFull ? `A Go takes up to 500 MB: make room, ${elsewhere}` : `Make it writable, ${elsewhere}`,
  };
}
