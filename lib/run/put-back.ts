/**
 * Where outputs lie that were put away, and how they come back, if their run fails or by a later gowsl if it was killed:
 * in the folder of the run, by step and by their own paths. Loaded by each run, so it knows no patterns.
 */
import path from "node:path";
import { remove } from "../host/files.ts";
import { placeMove } from "../host/placing.ts";
import { linkStat, listFolder } from "../host/stat.ts";
import { leadsAway } from "./leads-away.ts";

const prefix = "put-away-";

/**
 * The folder of a step in that of a run.
 * @param digest of the step's name
 */
export function awayFolder(runFolder: string, digest: string): string {
  return path.join(runFolder, prefix + digest);
}

/** For which steps a run has put something away: the digests of their names. */
export function putAwayIn(runFolder: string): string[] {
  return listFolder(runFolder).flatMap(({ name }) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
}

/** Puts back what lies in the folder of a step, where nothing was written since, and removes the folder. */
export async function putBack(root: string, folder: string): Promise<void> {
  for (const name of filesIn(folder, "")) {
    const file = path.resolve(root, name);
    if (linkStat(file) === undefined && !leadsAway(root, file))
      await placeMove(path.join(folder, name), file).catch(() => {});
  }
  await remove(folder).catch(() => {});
}

/** Files and links, by their paths in the folder. */
function filesIn(folder: string, above: string): string[] {
  return listFolder(path.join(folder, above)).flatMap(({ name, kind }) => {
    const own = above === "" ? name : `${above}/${name}`;
    return kind === "/" ? filesIn(folder, own) : [own];
  });
}
