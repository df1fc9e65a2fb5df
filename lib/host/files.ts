/**
 * Reading, describing and removing files. Knows nothing of what the files mean; files are brought into
 * being by placing.ts.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  readvSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  type Dirent,
  type Stats,
} from "node:fs";
import path from "node:path";
import { makeFolderNow } from "./make-folder.ts";
import { noteLook, type LookKind } from "./looks.ts";
import { reading } from "./quick.ts";
import { listFolder, lookAt, type Stat } from "./stat.ts";

export { sameStat, type Stat } from "./stat.ts";

/** Error codes of Node's fs that a user can act on: the failure's `thing`. */
export function describeError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "operation not permitted",
    EROFS: "the file system is read-only",
    ENOSPC: "no space left on the disk",
    EDQUOT: "the disk quota is used up",
    ENOTDIR: "a file stands where a folder is needed",
    EISDIR: "a folder stands where a file is needed",
    ENOENT: "no such file or folder",
    EEXIST: "a file stands where a folder is needed",
  };
  return (code !== undefined ? known[code] : undefined) ?? message ?? String(error);
}

/** The file or folder that an error of the system is about. Of a rename, where it leads to says more than where it comes from. */
export function placeOf(error: unknown): string | undefined {
  const { path: source, dest } = error as NodeJS.ErrnoException & { dest?: string };
  return dest ?? source;
}

/** Text of a file, or undefined if there is none that can be read. */
export function readText(file: string): string | undefined {
  let text: string | undefined;
  try {
    text = readFileSync(file, { encoding: "utf8", ...reading });
  } catch {
    // Undefined says it.
  }
  noteLook(file, "content", text !== undefined);
  return text;
}

/** The bytes of a file, or undefined if there is none that can be read. Not noted: gowsl keeps its own notes so. */
export function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file, reading);
  } catch {
    return undefined;
  }
}

/** The first bytes of a file, or undefined if it can't be read. */
export function readStart(file: string, length: number): Uint8Array | undefined {
  try {
    const handle = openSync(file, reading.flag);
    try {
      // readSync and Buffer are twice as long about their first use, which this often is: in the choice of a Go.
      const bytes = new Uint8Array(length);
      const read = readvSync(handle, [bytes]);
      noteLook(file, "stat", true);
      return bytes.subarray(0, read);
    } finally {
      closeSync(handle);
    }
  } catch {
    noteLook(file, "stat", false);
    return undefined;
  }
}

export function isFile(file: string): boolean {
  return statIfThere(file)?.isFile() ?? false;
}

export function isDirectory(file: string): boolean {
  return statIfThere(file)?.isDirectory() ?? false;
}

/** May anybody execute it? Of Windows this says nothing: there the ending of the name counts. */
export function isExecutable(file: string): boolean {
  const stats = statIfThere(file, "stat");
  return stats !== undefined && (stats.mode & 0o111) !== 0;
}

/** Size of a file in bytes, or undefined where there is none. */
export function sizeOf(file: string): number | undefined {
  return statIfThere(file, "stat")?.size;
}

/** What can't be looked at (no permission, a name too long) is as good as not there. */
function statIfThere(file: string, kind: LookKind = "type"): Stats | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(file, { throwIfNoEntry: false });
  } catch {
    // Undefined says it.
  }
  noteLook(file, kind, stats !== undefined);
  return stats;
}

export function exists(file: string): boolean {
  const found = existsSync(file);
  noteLook(file, "type", found);
  return found;
}

/** Files of a name in a folder and at most `depth` folders below, hidden ones and dependencies left out. */
export function filesBelow(folder: string, name: string, depth: number): string[] {
  noteLook(folder, "names", true);
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.name === name) return [file];
      const enter = entry.isDirectory() && !/^[._]|^(node_modules|vendor|testdata)$/.test(entry.name);
      return enter && depth > 0 ? filesBelow(file, name, depth - 1) : [];
    });
}

/** The path with all links resolved, or the path itself where nothing is. */
export function realPath(file: string): string {
  noteLook(file, "link", true);
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

/** Names in a folder, sorted by code units; empty where there is no folder. */
export async function listNames(folder: string): Promise<string[]> {
  return namesIn(folder).toSorted();
}

/** The same in no order, at once. */
export function namesIn(folder: string): string[] {
  try {
    // An exception takes longer than this question.
    if (!existsSync(folder)) {
      noteLook(folder, "names", false);
      return [];
    }
    const names = readdirSync(folder);
    noteLook(folder, "names", true);
    return names;
  } catch {
    noteLook(folder, "names", false);
    return [];
  }
}

/** The files of a folder with this ending, the one that was written or touched last first. Not noted: gowsl keeps its own notes so. */
export function newestFirst(folder: string, ending = ".json"): string[] {
  return listFolder(folder)
    .filter(({ name }) => name.endsWith(ending))
    .map(({ name }) => {
      const file = path.join(folder, name);
      return { file, mtimeMs: lookAt(file).stat?.mtimeMs ?? 0 };
    })
    .toSorted((left, right) => right.mtimeMs - left.mtimeMs)
    .map(({ file }) => file);
}

/** The stat of a file, or undefined where there is none. */
export async function statFile(file: string): Promise<Stat | undefined> {
  return Promise.resolve(lookAt(file).stat);
}

/** Permission bits of a file. */
export async function fileMode(file: string): Promise<number> {
  return statSync(file).mode & 0o777;
}

/** How much of a file is read at once: memory for all of it takes longer to come by than to be read into. */
const pieceBytes = 1 << 18;

/** SHA-256 of a file's content in hex. Large files are streamed, so that others get their turn meanwhile. */
export async function digestFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  const { size } = statSync(file);
  if (size < 1 << 25) {
    const handle = openSync(file, reading.flag);
    try {
      const piece = Buffer.allocUnsafe(Math.min(size + 1, pieceBytes));
      for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece)) {
        hash.update(piece.subarray(0, read));
      }
    } finally {
      closeSync(handle);
    }
    return hash.digest("hex");
  }
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** SHA-256 of a text in hex. */
export function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export async function makeFolder(folder: string): Promise<void> {
  makeFolderNow(folder);
}

/** Removes a file or folder; nothing there is fine. */
export async function remove(file: string): Promise<void> {
  // On Windows a virus scanner may hold a fresh file for a moment.
  rmSync(file, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes a folder if it is empty. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty, or not there.
  }
}

/** Marks a file as used now, for the store's eviction order. */
export async function touch(file: string, nowMs: number): Promise<void> {
  try {
    utimesSync(file, nowMs / 1000, nowMs / 1000);
  } catch {
    // The order of eviction suffers, nothing else.
  }
}

/** Every regular file below a folder with its size and modification time in ms. Links are not followed. */
export async function walkFiles(
  folder: string,
): Promise<{ path: string; sizeBytes: number; mtimeMs: number }[]> {
  const found: { path: string; sizeBytes: number; mtimeMs: number }[] = [];
  for (const name of await listNames(folder)) {
    const file = path.join(folder, name);
    const entry = lstatSync(file, { throwIfNoEntry: false });
    if (entry?.isDirectory()) found.push(...(await walkFiles(file)));
    else if (entry?.isFile()) found.push({ path: file, sizeBytes: entry.size, mtimeMs: entry.mtimeMs });
  }
  return found;
}
