/**
 * Converts paths between Windows and one distribution of WSL, as text: nothing is looked at and no process
 * is started. Knows nothing of links and of `..` behind them: who wants those resolved does it before.
 */
import { success, type Result } from "../model/failure.ts";
import { linuxName, windowsName } from "./file-name.ts";
import {
  deviceRoot,
  isDistributionHost,
  joinWindows,
  looksLikeWindows,
  parseLinux,
  parseWindows,
  unconvertible,
  type WindowsPath,
} from "./path-form.ts";

export interface PathFacts {
  /** Name of this distribution, where known. */
  distribution?: string;
  drives: readonly DriveMount[];
  /** Folders below drives on which something else is mounted: what is below them is not on the drive. */
  covered?: readonly string[];
}

export interface DriveMount {
  /** `D:` with anything below it that is mounted: `D:\`, or `\\server\share\`. */
  windows: string;
  /** Where it is mounted: `/mnt/d`. */
  folder: string;
}

/** `/mnt/d/x` as `D:\x`, `/home/me` as `\\wsl.localhost\Ubuntu\home\me`. A Windows path comes back in its plain form. */
export function toWindows(path: string, facts: PathFacts): Result<string> {
  if (looksLikeWindows(path) || mountedShare(path, facts) !== undefined) {
    const parsed = parseWindows(path);
    if (!parsed.ok) return parsed;
    const strange = eachName(path, parsed.value.names, linuxName);
    return strange.ok ? success(joinWindows(parsed.value)) : strange;
  }
  const parsed = parseLinux(path);
  if (!parsed.ok) return parsed;
  const { names, trailing } = parsed.value;
  const drive = driveOf(names, facts);
  const below = drive === undefined ? names : names.slice(namesOf(drive.folder).length);
  const root = drive?.windows ?? distributionRoot(facts);
  if (root === undefined) {
    return unconvertible(
      "files",
      path,
      "is in the file system of this distribution, and the name of the distribution is not known",
      "Set WSL_DISTRO_NAME to the name that `wsl.exe -l` shows; sudo and services take it away.",
    );
  }
  const windows = eachName(path, below, windowsName);
  if (!windows.ok) return windows;
  const start = parseWindows(root);
  if (!start.ok) return start;
  return success(joinWindows({ ...start.value, names: [...start.value.names, ...windows.value], trailing }));
}

/** The same with `/` in place of `\`, for what takes both and eats backslashes. */
export function toMixed(path: string, facts: PathFacts): Result<string> {
  const windows = toWindows(path, facts);
  return windows.ok ? success(windows.value.replaceAll("\\", "/")) : windows;
}

/** `D:\x` as `/mnt/d/x`, `\\wsl.localhost\Ubuntu\home\me` as `/home/me`. A Linux path comes back in its plain form. */
export function toLinux(path: string, facts: PathFacts): Result<string> {
  if (!looksLikeWindows(path) && !/^\/\/[^/]/.test(path)) {
    const parsed = parseLinux(path);
    return parsed.ok ? success(joinLinux(parsed.value.names, parsed.value.trailing)) : parsed;
  }
  const parsed = parseWindows(path);
  if (!parsed.ok) return parsed;
  const { root, names, trailing } = parsed.value;
  const linux = eachName(path, names, linuxName);
  if (!linux.ok) return linux;
  if (isDistributionHost(root.host)) {
    const [distribution = ""] = root.share === undefined ? [] : [root.share];
    if (sameText(distribution, facts.distribution)) return success(joinLinux(linux.value, trailing));
    return otherDistribution(path, distribution, facts);
  }
  const candidates = mountsOf(parsed.value, facts).map(({ drive, depth }) => ({
    drive,
    names: [...namesOf(drive.folder), ...linux.value.slice(depth)],
  }));
  const reached = candidates.find((each) => driveOf(each.names, facts) === each.drive);
  if (reached !== undefined) return success(joinLinux(reached.names, trailing));
  if (candidates[0] !== undefined) {
    return unconvertible(
      "files",
      path,
      `cannot be reached from Linux: something else is mounted over its place ${joinLinux(candidates[0].names, false)}`,
      "Unmount that, or name another path.",
    );
  }
  return notMounted(path, parsed.value);
}

/** The distribution that a UNC path names, undefined for every other path. */
export function distributionIn(path: string): string | undefined {
  const parsed = looksLikeWindows(path) ? parseWindows(path) : undefined;
  if (parsed?.ok !== true || !isDistributionHost(parsed.value.root.host)) return undefined;
  return parsed.value.root.share;
}

function otherDistribution(path: string, distribution: string, { distribution: own }: PathFacts) {
  return own === undefined
    ? unconvertible(
        "files",
        path,
        `is a path of the distribution ${distribution}, and the name of this one is not known`,
        `If this is ${distribution}, set WSL_DISTRO_NAME=${distribution}; sudo and services take it away.`,
      )
    : unconvertible(
        "files",
        path,
        `is a path of the distribution ${distribution}, and this one is ${own}`,
        `Run it there: \`wsl.exe -d ${distribution} -- gowsl path ...\`.`,
      );
}

function notMounted(path: string, windows: WindowsPath) {
  const device = deviceRoot(windows.root);
  const folder = windows.root.drive?.toLowerCase() ?? "share";
  return unconvertible(
    "files",
    path,
    `${device} is not mounted in this Linux`,
    `In WSL, \`sudo mkdir -p /mnt/${folder} && sudo mount -t drvfs '${device}' /mnt/${folder}\` mounts it; only fixed drives are mounted by themselves.`,
  );
}

function distributionRoot({ distribution }: PathFacts): string | undefined {
  return distribution === undefined ? undefined : `\\\\wsl.localhost\\${distribution}\\`;
}

/** The drive on which a Linux path lies: the one with the longest folder, unless something covers it. */
function driveOf(names: readonly string[], { drives, covered = [] }: PathFacts): DriveMount | undefined {
  let found: DriveMount | undefined;
  let depth = -1;
  for (const drive of drives) {
    const folder = namesOf(drive.folder);
    // Of two on one folder the later one is on top.
    if (folder.length < depth || !startsWith(names, folder)) continue;
    found = drive;
    depth = folder.length;
  }
  const isCovered = covered.some((each) => {
    const folder = namesOf(each);
    return folder.length > depth && startsWith(names, folder);
  });
  return isCovered ? undefined : found;
}

/** The drives on which a Windows path lies, with how many of its names each has itself; the best first, as in wslpath. */
function mountsOf(
  { root, names }: WindowsPath,
  { drives }: PathFacts,
): { drive: DriveMount; depth: number }[] {
  const found = drives.flatMap((drive) => {
    const mounted = parseWindows(drive.windows);
    if (!mounted.ok || !sameText(deviceRoot(mounted.value.root), deviceRoot(root))) return [];
    const own = mounted.value.names;
    const isBelow = own.length <= names.length && own.every((name, index) => sameText(name, names[index]));
    return isBelow ? [{ drive, depth: own.length }] : [];
  });
  // Of two mounts of one folder wslpath takes the later one.
  return found.toReversed().toSorted((left, right) => right.depth - left.depth);
}

/** `//server/share/x`, which Linux could mean too, where that share is mounted. */
function mountedShare(path: string, facts: PathFacts): DriveMount | undefined {
  if (!/^\/\/[^/]/.test(path)) return undefined;
  const parsed = parseWindows(path);
  return parsed.ok ? mountsOf(parsed.value, facts)[0]?.drive : undefined;
}

function eachName(path: string, names: readonly string[], convert: typeof windowsName): Result<string[]> {
  const converted: string[] = [];
  for (const name of names) {
    const each = convert(name);
    if ("reason" in each) return unconvertible("command-line", path, each.reason, each.next);
    converted.push(each.name);
  }
  return success(converted);
}

function namesOf(folder: string): string[] {
  return folder.split("/").filter((name) => name !== "");
}

function joinLinux(names: readonly string[], trailing: boolean): string {
  return `/${names.join("/")}${trailing && names.length > 0 ? "/" : ""}`;
}

function startsWith(names: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= names.length && prefix.every((name, index) => name === names[index]);
}

/** Windows and WSL's redirector compare names without case (DET-10). */
function sameText(left: string, right: string | undefined): boolean {
  return left.toLowerCase() === right?.toLowerCase();
}
