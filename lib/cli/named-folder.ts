/** The folder of a file that an option names. It is not made: most likely its name is misspelt. */
import path from "node:path";
import { isDirectory } from "../host/files.ts";
import type { Failure } from "../model/failure.ts";

/** What is wrong with it, if anything. The file is relative to where the user stands. */
export function missingFolder(option: string, file: string, cwd: string): Failure | undefined {
  const folder = path.dirname(path.resolve(cwd, file));
  if (isDirectory(folder)) return undefined;
  return {
    family: "files",
    place: `${option} ${file}`,
    thing: `there is no folder ${folder}`,
    next: "Make it, or name another file.",
  };
}
