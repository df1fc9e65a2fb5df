/**
 * What the noted looks have seen, right after the plan was made: an answer may be kept only if they see
 * the same at the end. A file that was put in the place of another one has another inode, whatever its
 * times say.
 */
import path from "node:path";
import { candidatePaths, candidatesText } from "../config/imported.ts";
import { ownToolchainFolder } from "../go/candidates.ts";
import { earliestSince, elapsed, now, processStart } from "../host/clock.ts";
import { notedLooks, type Look } from "../host/looks.ts";
import { cacheDirectory } from "../host/machine.ts";
import { realPathIfThere } from "../host/quick.ts";
import { listFolder, lookAt, namesText } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Watched } from "../run/keep-answer.ts";
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

/** Those of a plan that was just made. Of what was written meanwhile nobody knows what was read: it never sees the same. */
export function plannedLooks(project: Project): SeenLook[] {
  return seenLooks(project).map((look) => {
    const { path: file, kind, found, seen } = look;
    const isRead = kind === "content" || kind === "stat";
    const isOther = kind !== "link" && seen.startsWith("none") === found;
    return isOther || (isRead && isNew(file)) ? { ...look, seen: "moved" } : look;
  });
}

/** Was a file written since this process began? Times of the future can be given to it, but not by what ctime says. */
export function isNew(file: string): boolean {
  const { ctimeMs = 0 } = lookAt(file).stat ?? {};
  return ctimeMs >= earliestSince({ now, elapsed }, processStart());
}

/** Do all of them see now what they saw? */
export function seeTheSame(looks: readonly SeenLook[]): boolean {
  return looks.every((look) => see(look) === look.seen);
}

/**
 * Where the imports of the config lead to other files once one comes there; undefined if it has come since it was
 * loaded. Seen before they are compared: what comes from here on moves the names that are kept.
 */
export function seenImports({ loaded, states }: Pick<Project, "loaded" | "states">): Watched[] | undefined {
  const watched = loaded.imports.flatMap(([imported]) => candidatePaths(imported));
  for (const { path: place } of watched) states.names(place);
  const isSame = loaded.imports.every(([imported, candidates]) => candidatesText(imported) === candidates);
  return isSame ? watched : undefined;
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
