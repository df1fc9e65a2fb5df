/**
 * What the noted looks have seen, right after the plan was made: an answer may be kept only if they see
 * the same at the end. A file that was put in the place of another one has another inode, whatever its
 * times say.
 */
import path from "node:path";
import { ownToolchainFolder } from "../go/candidates.ts";
import { notedLooks, type Look } from "../host/looks.ts";
import { cacheDirectory } from "../host/machine.ts";
import { realPathIfThere } from "../host/quick.ts";
import { listFolder, lookAt, namesText } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Project } from "./project.ts";

export interface SeenLook extends Look {
  /** What it saw, as a text to compare. */
  seen: string;
}

/** The looks on the way to a plan, and the config's own files. */
export function seenLooks({ root, machine, loaded }: Project): SeenLook[] {
  // What gowsl itself keeps is checked when it is used. /proc and /sys are of the running kernel.
  const own = [stateFolder(root), cacheDirectory(machine), "/proc", "/sys"];
  // Its toolchains are no memory: which of them are there decides which Go is taken.
  const toolchains = ownToolchainFolder(machine);
  const isBelow = (file: string, folder: string) => file === folder || file.startsWith(folder + path.sep);
  const sources = loaded.sources.map((file): Look => ({ path: file, kind: "content", found: true }));
  return [...notedLooks(), ...sources].flatMap((look) => {
    const isOwn = own.some((folder) => isBelow(look.path, folder)) && !isBelow(look.path, toolchains);
    return isOwn ? [] : [{ ...look, seen: see(look) }];
  });
}

/** Do all of them see now what they saw? */
export function seeTheSame(looks: readonly SeenLook[]): boolean {
  return looks.every((look) => see(look) === look.seen);
}

function see({ path: file, kind }: Look): string {
  const { type, stat } = lookAt(file);
  switch (kind) {
    case "type":
      return type;
    case "link":
      return realPathIfThere(file);
    case "names":
      return `${type} ${namesText(listFolder(file))}`;
    case "content":
    case "stat":
      return [type, stat?.size, stat?.mtimeMs, stat?.inode].join(" ");
  }
}
