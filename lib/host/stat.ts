/**
 * What a file looks like without being read. Kept small and without crypto: the fast answer loads
 * nothing else of lib/host. Knows nothing of contents.
 */
import { lstatSync, readdirSync, readlinkSync, statfsSync, statSync, type Dirent, type Stats } from "node:fs";
import { milliseconds, statIndex, statNumbers, type StatNumbers } from "./stat-numbers.ts";

/** What is remembered of a file when its digest was taken. A time as a float has about 0.2 µs. */
export interface Stat {
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  inode: number;
}

export type FileType = "file" | "folder" | "other" | "none";

export interface Seen {
  type: FileType;
  /** Absent where there is nothing, or nothing that may be looked at. */
  stat?: Stat;
  device?: number;
  /** Type and permission bits. */
  mode?: number;
}

const nothing: Seen = { type: "none" };
const quietly = { throwIfNoEntry: false } as const;

/** Looks at a path, through links. */
export function lookAt(file: string): Seen {
  const ask = statNumbers();
  try {
    if (ask === null) return seenByStats(statSync(file, quietly));
    // What is behind a zero would not be asked for.
    return file.includes("\0") ? nothing : seenByNumbers(ask(file));
  } catch {
    // No permission, a name too long: as good as not there.
    return nothing;
  }
}

/**
 * Is a path as it was seen before? Then mode and device are as they are now; nothing is made for it, as there may be
 * thousands.
 */
export function isAsSeen(file: string, known: Seen): boolean {
  const { stat } = known;
  const ask = statNumbers();
  if (stat === undefined) return false;
  if (ask === null) {
    const seen = lookAt(file);
    return sameStat(stat, seen.stat) && Object.assign(known, seen) === known;
  }
  try {
    const numbers = file.includes("\0") ? undefined : ask(file);
    if (
      numbers === undefined ||
      numbers[statIndex.size] !== stat.size ||
      milliseconds(numbers, statIndex.mtime) !== stat.mtimeMs ||
      milliseconds(numbers, statIndex.ctime) !== stat.ctimeMs ||
      numbers[statIndex.inode] !== stat.inode
    ) {
      return false;
    }
    known.mode = numbers[statIndex.mode]!;
    known.device = numbers[statIndex.device]!;
    known.type = typeOf(known.mode);
    return true;
  } catch {
    return false;
  }
}

function seenByStats(stats: Stats | undefined): Seen {
  if (stats === undefined) return nothing;
  const { size, mtimeMs, ctimeMs, ino, dev, mode } = stats;
  return { type: typeOf(mode), stat: { size, mtimeMs, ctimeMs, inode: ino }, device: dev, mode };
}

function seenByNumbers(numbers: StatNumbers | undefined): Seen {
  if (numbers === undefined) return nothing;
  const mode = numbers[statIndex.mode]!;
  const stat: Stat = {
    size: numbers[statIndex.size]!,
    mtimeMs: milliseconds(numbers, statIndex.mtime),
    ctimeMs: milliseconds(numbers, statIndex.ctime),
    inode: numbers[statIndex.inode]!,
  };
  return { type: typeOf(mode), stat, device: numbers[statIndex.device]!, mode };
}

/**
 * Is the stat of a path the one whose size, mtimeMs, ctimeMs and inode are known, from place `at` on? For
 * thousands of paths: nothing is made for any of them.
 */
export function hasStat(file: string, known: Float64Array, at: number): boolean {
  const ask = statNumbers();
  try {
    if (ask === null) {
      const stats = statSync(file, quietly);
      return (
        stats !== undefined &&
        stats.size === known[at] &&
        stats.mtimeMs === known[at + 1] &&
        stats.ctimeMs === known[at + 2] &&
        stats.ino === known[at + 3]
      );
    }
    const numbers = ask(file);
    return (
      numbers !== undefined &&
      numbers[statIndex.size] === known[at] &&
      milliseconds(numbers, statIndex.mtime) === known[at + 1] &&
      milliseconds(numbers, statIndex.ctime) === known[at + 2] &&
      numbers[statIndex.inode] === known[at + 3]
    );
  } catch {
    return false;
  }
}

/** By the bits of the mode, which are the same on all systems (inode(7)). */
function typeOf(mode: number): FileType {
  const bits = mode & 0o170000;
  return bits === 0o100000 ? "file" : bits === 0o040000 ? "folder" : "other";
}

/** What is added to a digest of a file that may be executed. Windows has no such permission. */
export function executableMark(mode: number | undefined): string {
  return ((mode ?? 0) & 0o111) === 0 ? "" : " executable";
}

export function sameStat(left: Stat | undefined, right: Stat | undefined): boolean {
  return (
    left !== undefined &&
    right !== undefined &&
    left.size === right.size &&
    left.mtimeMs === right.mtimeMs &&
    left.ctimeMs === right.ctimeMs &&
    left.inode === right.inode
  );
}

/** The stat of a path itself, also where that is a link. */
export function linkStat(file: string): Stat | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    return stats && { size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs, inode: stats.ino };
  } catch {
    return undefined;
  }
}

/** Where a link leads, as it is written; empty for what is no link. */
export function linkText(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

/** A name in a folder: `/` is a folder, `-` a file, `@` a link, `?` anything else. */
export interface Name {
  name: string;
  kind: "/" | "-" | "@" | "?";
}

/** What a folder holds, sorted by code units; empty where there is no folder. */
export function listFolder(folder: string): Name[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const names = entries.map((entry): Name => {
    const kind = entry.isFile() ? "-" : entry.isDirectory() ? "/" : entry.isSymbolicLink() ? "@" : "?";
    return { name: entry.name, kind };
  });
  return names.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Names and kinds as one text, for comparing two states of a folder. What parts them is in no name. */
export function namesText(names: readonly Name[]): string {
  return names.map(({ name, kind }) => `${kind}${name}`).join("/");
}

/**
 * File systems whose times say little, by the magic numbers of linux/magic.h: 9p and drvfs (Windows drives
 * in WSL), SMB, NFS, FUSE (also virtiofs). WSL 1 has a number of its own for drvfs.
 */
export const untrustedTypes: Readonly<Record<number, string>> = {
  0x01021997: "9p",
  0x517b: "smbfs",
  0xff534d42: "cifs",
  0xfe534d42: "smb2",
  0x65735546: "fuse",
  0x6969: "nfs",
  0x53464846: "drvfs",
};

/** May the times of files on this file system be believed? Windows knows no such number. */
export function hasTrustedTimes(file: string, platform: NodeJS.Platform): boolean {
  if (platform === "win32") return !file.startsWith("\\\\");
  if (platform !== "linux") return true;
  try {
    return untrustedTypes[statfsSync(file).type] === undefined;
  } catch {
    return false;
  }
}

/**
 * How old a change must be for a stat to tell it from a later one: Go's own margin for file times
 * (modTimeCutoff of cmd/go/internal/modindex/read.go), which covers FAT's two seconds.
 */
export const settledMs = 2000;
