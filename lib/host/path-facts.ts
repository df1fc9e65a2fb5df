/** Reads what the conversion of paths rests on, of the running system. Knows nothing of paths themselves. */
import type { Host } from "../model/host.ts";
import type { PathFacts } from "./convert-path.ts";
import { parseMountInfo, visibleMounts, windowsDrives } from "./mounts.ts";
import type { Mount, VirtiofsTags, WindowsDrive } from "./mounts.ts";
import { textIfThere } from "./quick.ts";
import { linkText, listFolder } from "./stat.ts";

/** Where WSL keeps a link for each virtiofs share (drvfs.cpp, VIRTIOFS_TAG_DIR). */
const tagFolder = "/run/wsl/virtiofs";

/** The mounts that this process sees; none where there is no mountinfo. */
export function readMounts({ goos }: Pick<Host, "goos">): Mount[] {
  if (goos !== "linux") return [];
  return visibleMounts(parseMountInfo(textIfThere("/proc/self/mountinfo") ?? ""));
}

/** Windows paths of the virtiofs shares among the mounts. */
export function readVirtiofsTags(mounts: readonly Mount[]): VirtiofsTags {
  if (!mounts.some(({ type }) => type === "virtiofs")) return {};
  return Object.fromEntries(
    listFolder(tagFolder).map(({ name }) => [name, linkText(`${tagFolder}/${name}`)]),
  );
}

/** Drives and distribution of this process. A name that is only likely is left out: no path is made of it. */
export function readPathFacts(
  host: Pick<Host, "goos" | "distribution">,
): PathFacts & { drives: readonly WindowsDrive[] } {
  const mounts = readMounts(host);
  const { distribution } = host;
  return {
    ...windowsDrives(mounts, readVirtiofsTags(mounts)),
    ...(distribution?.certain ? { distribution: distribution.name } : {}),
  };
}
