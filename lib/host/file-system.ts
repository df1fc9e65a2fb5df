/**
 * What a folder lies on: the type of its file system in words, whose disk that is, and what one question
 * to it costs. By mountinfo on Linux, else by the number of statfs. Knows nothing of Go.
 */
import { lstatSync, readdirSync, statfsSync, type Dirent } from "node:fs";
import path from "node:path";
import type { FileSystem, Host, StatCost } from "../model/host.ts";
import { isDistributionHost, parseWindows } from "./path-form.ts";
import { mountOf, windowsPathOf, type Mount, type VirtiofsTags } from "./mounts.ts";
import { readMounts, readVirtiofsTags } from "./path-facts.ts";
import { untrustedTypes } from "./stat.ts";

/** The file system of a folder, whose path is real: links in it would lie. */
export function fileSystemOf(folder: string, host: Pick<Host, "goos">): FileSystem {
  if (host.goos === "windows") return windowsFileSystem(folder);
  const mounts = readMounts(host);
  const mount = mountOf(folder, mounts);
  if (mount !== undefined) return describeMount(mount, readVirtiofsTags(mounts));
  try {
    return describeNumber(statfsSync(folder).type, host.goos);
  } catch {
    return { type: "unknown", backing: "unknown" };
  }
}

const networkTypes =
  /^(nfs\d?|cifs|smb\d?|smbfs|ceph|afs|glusterfs|lustre|beegfs|davfs|ncpfs|fuse\.(sshfs|rclone|s3fs|gcsfuse|davfs2?|glusterfs|ceph|gvfsd-fuse|goofys|cifs))$/;

/** By the mount on which it lies. */
export function describeMount(mount: Mount, tags: VirtiofsTags = {}): FileSystem {
  const { type, folder, source } = mount;
  const windows = windowsPathOf(mount, tags);
  if (windows !== undefined) {
    const words = type === "drvfs" ? "drvfs" : `drvfs over ${type}`;
    return { type: words, backing: "windows", folder, source: windows };
  }
  const common = { type, folder, ...(source === "" || source === "none" ? {} : { source }) };
  if (networkTypes.test(type)) return { ...common, backing: "network" };
  // What a virtual machine or a container gets from the system that runs it.
  if (
    /^(9p|virtiofs|vboxsf|vmhgfs|fuse\.vmhgfs-fuse|prl_fs|fakeowner|fuse\.grpcfuse|fuse\.lima.*)$/.test(type)
  ) {
    return { ...common, backing: "host" };
  }
  // Rootless containers have their root on fuse-overlayfs; what else runs behind FUSE, nobody knows.
  if (type.startsWith("fuse.") && type !== "fuse.fuse-overlayfs") return { ...common, backing: "unknown" };
  return { ...common, backing: "local" };
}

/** Numbers of linux/magic.h beside those of stat.ts; only where there is no mountinfo. */
const localTypes: Readonly<Record<number, string>> = {
  0xef53: "ext4",
  0x9123683e: "btrfs",
  0x58465342: "xfs",
  0x01021994: "tmpfs",
  0x858458f6: "ramfs",
  0x794c7630: "overlay",
  0x2fc12fc1: "zfs",
  0xf2f52010: "f2fs",
  0x4d44: "vfat",
  0x2011bab0: "exfat",
  0x5346544e: "ntfs",
  0x7366746e: "ntfs3",
  0xca451a4e: "bcachefs",
};

/** By the number of statfs. macOS documents none; that of APFS is known to .NET (Interop.Sys.UnixFileSystemTypes). */
export function describeNumber(number: number, goos: string): FileSystem {
  if (goos === "darwin") {
    return number === 0x1a
      ? { type: "apfs", backing: "local" }
      : { type: `file system ${number} of macOS`, backing: "unknown" };
  }
  const local = goos === "linux" ? localTypes[number] : undefined;
  if (local !== undefined) return { type: local, backing: "local" };
  const other = goos === "linux" ? untrustedTypes[number] : undefined;
  if (other === undefined) return { type: `file system 0x${number.toString(16)}`, backing: "unknown" };
  if (other === "drvfs") return { type: other, backing: "windows" };
  return { type: other, backing: other === "fuse" || other === "9p" ? "unknown" : "network" };
}

/** Windows tells no type without a program; the form of the path tells the rest. A letter may stand for a share. */
export function windowsFileSystem(folder: string): FileSystem {
  const parsed = parseWindows(folder);
  const { host, share, drive } = parsed.ok ? parsed.value.root : {};
  if (isDistributionHost(host)) {
    return { type: "9p of WSL", backing: "host", source: `\\\\wsl.localhost\\${share}` };
  }
  if (host !== undefined) return { type: "SMB", backing: "network", source: `\\\\${host}\\${share}` };
  if (drive === undefined) return { type: "unknown", backing: "unknown" };
  return {
    type: "NTFS or ReFS, unless the letter is that of a share",
    backing: "local",
    source: `${drive}:\\`,
  };
}

/** Enough for a median; few enough for the slowest file systems. */
const mostStats = 256;

/**
 * Asks for some hundred different paths below a folder, each once, and for at most `budgetMs`. Where the
 * folder has fewer, names that are not there are asked for: that costs a round trip, too.
 */
export function measureStat(
  folder: string,
  budgetMs = 50,
  clock: () => number = () => performance.now(),
): StatCost {
  const begin = clock();
  const files = pathsBelow(folder, () => clock() - begin < budgetMs / 2);
  for (let number = 0; files.length < mostStats; number++) files.push(path.join(folder, `.gowsl-${number}`));
  const costs: number[] = [];
  for (const file of files) {
    const before = clock();
    try {
      lstatSync(file, { throwIfNoEntry: false });
    } catch {
      // A refusal has cost as much as an answer.
    }
    const after = clock();
    costs.push((after - before) * 1000);
    if (after - begin > budgetMs) break;
  }
  const sorted = costs.toSorted((left, right) => left - right);
  return { medianMicroseconds: sorted[Math.floor(sorted.length / 2)] ?? 0, count: sorted.length };
}

/** Files and folders level by level, links not followed. */
function pathsBelow(folder: string, goesOn: () => boolean): string[] {
  const found: string[] = [];
  const folders = [folder];
  for (const here of folders) {
    if (found.length >= mostStats || !goesOn()) break;
    let entries: Dirent[];
    try {
      entries = readdirSync(here, { withFileTypes: true });
    } catch {
      continue;
    }
    for (const entry of entries.slice(0, mostStats - found.length)) {
      const file = path.join(here, entry.name);
      found.push(file);
      if (entry.isDirectory() && entry.name !== ".git") folders.push(file);
    }
  }
  return found;
}
