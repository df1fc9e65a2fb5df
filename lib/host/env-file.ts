/** Reads files of variables, `.env`, as Node itself does. Knows nothing of what the variables mean. */
import util from "node:util";
import { readText } from "./files.ts";

/**
 * The variables of these files; a later one wins. One that is not there is passed over: such files are
 * each developer's own, and what must be set is told by `requires`.
 */
export function readEnvFiles(files: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const file of files) {
    const text = readText(file);
    // A mark at the beginning, as editors of Windows write it, is no part of the first name.
    if (text !== undefined) Object.assign(variables, util.parseEnv(text.replace(/^\uFEFF/, "")));
  }
  return variables;
}
