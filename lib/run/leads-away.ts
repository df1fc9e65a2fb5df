/** Links that lead out of a project, which may be in a checkout of somebody else. Knows nothing of outputs. */
import path from "node:path";
import { realPathIfThere } from "../host/quick.ts";
import { linkStat } from "../host/stat.ts";
import { leadsOut } from "../model/paths.ts";

/** Is what lies at this path elsewhere in truth? A link in a checkout of somebody else may lead anywhere. */
export function leadsAway(root: string, file: string): boolean {
  return leadsOut(path.relative(realPathIfThere(root), nearestRealPath(path.dirname(file))));
}

/** The real path of a folder, or of the nearest one above it that is there. */
function nearestRealPath(folder: string): string {
  const above = path.dirname(folder);
  if (above === folder || linkStat(folder) !== undefined) return realPathIfThere(folder);
  return path.join(nearestRealPath(above), path.basename(folder));
}

/** A link is kept as it is written, and must mean the same in another checkout. */
export function isSafeLink(root: string, file: string, link: string): boolean {
  if (path.isAbsolute(link) || /^[A-Za-z]:|\\/.test(link)) return false;
  return !leadsOut(path.relative(root, path.resolve(path.dirname(file), link)));
}
