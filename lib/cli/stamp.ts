/** Does the repository differ from HEAD in what a program is made of? Knows nothing of git. */
import path from "node:path";
import { exists } from "../host/files.ts";

/**
 * Does an input differ from HEAD? One that was deleted is no longer listed: a missing file that lies
 * beside inputs of its kind counts as one.
 */
export function isDirty(inputs: ReadonlySet<string>, changed: ReadonlySet<string>): boolean {
  const kind = (file: string) => path.dirname(file) + path.sep + path.extname(file);
  const kinds = new Set([...inputs].map(kind));
  return [...changed].some(
    (file) => inputs.has(file) || (kinds.has(kind(file)) && !file.endsWith("_test.go") && !exists(file)),
  );
}
