/**
 * A manifest: what a result depends on. Facts are digested into the key; guards only tell when to
 * look again. One list, so that the digest and the explanation come from the same walk.
 */

export type Fact =
  /** A setting with its value: the toolchain, a flag, a variable. */
  | { kind: "setting"; name: string; value: string; why: string }
  /** A file by its content, with `mode` also by whether it may be executed. `name` is how the key calls it: no absolute path unless Go's own action ID has one. */
  | { kind: "file"; name: string; path: string; why: string; part?: FilePart; mode?: true }
  /** A module of the module cache, immutable by its checksum. */
  | { kind: "module"; name: string; value: string; why: string };

/** What of a file's content counts, as a digest; every byte comes as a character. Without it all of it counts. */
export interface FilePart {
  /** Another name for another rule. */
  name: string;
  of: (latin1: string) => string;
}

/**
 * A question to the file system. While its answer stays, what was concluded from it (a listing, a
 * choice of toolchain) stays; when it moves, somebody looks again. It is never part of a key.
 */
export type Guard =
  /** The content of a file, or that there is none. */
  | { kind: "content"; path: string }
  /** What is there: a file, a folder, nothing. */
  | { kind: "type"; path: string }
  /** The very file or folder: size, times, inode. */
  | { kind: "stat"; path: string }
  /** The names that a folder has. */
  | { kind: "names"; path: string }
  /** What go list reads of a folder for a target: names, and the headers of Go files. */
  | { kind: "package"; path: string }
  /** The same for all folders below in which `./...` looks for packages. */
  | { kind: "tree"; path: string };

export interface Manifest {
  facts: Fact[];
  guards: readonly Guard[];
  /** Path of the main module, which explanations leave out of names. */
  module?: string;
  /** Why the facts are not all that matters; such a result is never up to date. */
  inexact?: string;
}

/** What the value of a module is made of, as a list in JSON; empty where there is none. */
export const moduleParts = [
  "version",
  "go line",
  "replacement",
  "version of the replacement",
  "checksum",
] as const;

/** A name without the path of the main module: `internal/x/x.go`, `cmd/age`; the module itself is its last element. */
export function shortName(name: string, module: string | undefined): string {
  if (module === undefined) return name;
  if (name === module) return module.slice(module.lastIndexOf("/") + 1);
  return name.startsWith(`${module}/`) ? name.slice(module.length + 1) : name;
}
