/**
 * A manifest: what a result depends on. Facts are digested into the key; guards only tell when to
 * look again. One list, so that the digest and the explanation come from the same walk.
 */

export type Fact =
  /** A setting with its value: the toolchain, a flag, a variable. */
  | { kind: "setting"; name: string; value: string; why: string }
  /** A file by its content. `name` is how the key calls it: no absolute path unless Go's own action ID has one. */
  | { kind: "file"; name: string; path: string; why: string }
  /** A module of the module cache, immutable by its checksum. */
  | { kind: "module"; name: string; value: string; why: string };

export interface Manifest {
  facts: Fact[];
  /** Why the facts are not all that matters; such a result is never up to date. */
  inexact?: string;
}
