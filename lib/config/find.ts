/** Finds the config file. Knows nothing of what is in it. */
import path from "node:path";
import { exists, isFile } from "../host/files.ts";

/** In the order in which they are taken when a folder has several. */
const names = ["gowsl.config.ts", "gowsl.config.mts", "gowsl.config.js", "gowsl.config.mjs"];

/** The config of the nearest folder from `cwd` upwards that has one, up to the repository's root. */
export function findConfig(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const found = configIn(folder);
    if (found !== undefined) return found;
    // `.git` is a file in worktrees and submodules.
    if (exists(path.join(folder, ".git")) || path.dirname(folder) === folder) return undefined;
  }
}

/** Other configs beside this one, which are not read. */
export function passedOver(file: string): string[] {
  return names.filter((name) => name !== path.basename(file) && isFile(path.join(path.dirname(file), name)));
}

/** The config of this folder, if it has one. */
export function configIn(folder: string): string | undefined {
  return names.map((name) => path.join(folder, name)).find(isFile);
}
