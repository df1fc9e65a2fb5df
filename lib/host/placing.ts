/**
 * Brings files into being so that nothing is ever half there: new content gets a temporary name in the
 * same folder and is then renamed. Each call blocks for as long as the disk takes: through Node's
 * threads a small file takes several times as long. Knows nothing of what the files mean.
 */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { makeFolderNow } from "./make-folder.ts";
import { remove } from "./files.ts";
import { hasEnded, newRunName } from "./run-name.ts";
import { linkText, listFolder, lookAt, type Stat } from "./stat.ts";

/** Of a name that is as long as names may be there is no longer one: 255 bytes, of which a character takes three. */
const shownLength = 40;

/** A name for a temporary file in the folder of `file`. It says whose it is, so that it can be removed after a crash. */
export function temporaryName(file: string): string {
  const shown = path.basename(file).slice(0, shownLength);
  return path.join(path.dirname(file), `.${shown}.${newRunName()}.tmp`);
}

/** Removes the temporary files in a folder whose writers are no more. */
export async function removeAbandonedFiles(folder: string): Promise<void> {
  // Not by listNames: nothing that is concluded from files rests on these.
  for (const { name } of listFolder(folder)) {
    if (isAbandonedName(name)) await remove(path.join(folder, name)).catch(() => {});
  }
}

/** Is it the temporary name of a process of this system that has ended? */
export function isAbandonedName(name: string): boolean {
  return name.startsWith(".") && name.endsWith(".tmp") && hasEnded(name.slice(0, -".tmp".length));
}

/**
 * Writes text or bytes under a temporary name and renames it.
 * @param loss `may be lost`: after a power cut the file may be missing or empty, and nobody minds.
 * @param mode permissions, less the umask
 */
export async function writeText(
  file: string,
  text: string | Uint8Array,
  loss: "must be there" | "may be lost" = "must be there",
  mode = 0o666,
): Promise<void> {
  makeFolderNow(path.dirname(file));
  await writeAside(file, mode, (handle) => {
    writeFileSync(handle, text);
    if (loss === "must be there") fsyncSync(handle);
  });
}

/** Replaces a file of somebody else by one of the same permissions, whatever the umask. */
export async function replaceBytes(file: string, bytes: Uint8Array): Promise<void> {
  const { mode } = lookAt(file);
  await writeAside(file, 0o666, (handle) => {
    writeFileSync(handle, bytes);
    if (mode !== undefined) fchmodSync(handle, mode & 0o7777);
    fsyncSync(handle);
  });
}

/** Has a file written under a temporary name, and renames it. */
async function writeAside(file: string, mode: number, write: (handle: number) => void): Promise<void> {
  const temporary = temporaryName(file);
  try {
    const handle = openSync(temporary, "w", mode);
    try {
      write(handle);
    } finally {
      closeSync(handle);
    }
    await moveFile(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Adds text to a file of somebody else, who reads it from where it is: a rename would take it from under them. */
export async function appendText(file: string, text: string): Promise<void> {
  appendFileSync(file, text);
}

/** A copy that is whole and has not got its name yet. */
export interface PreparedCopy {
  /** As it is before it gets its name, which changes ctime only. */
  stat: Stat | undefined;
  /** Gives it its name. */
  place(): Promise<void>;
  /** Removes what was not placed. */
  drop(): void;
}

/**
 * Copies a file under a temporary name beside its place: by reflink where the file system can, never by hard link,
 * so that editing the copy can't change the original.
 * @param check is called with the copy; if it returns false there is none.
 */
export async function prepareCopy(
  source: string,
  destination: string,
  mode: number,
  check?: (copy: string) => Promise<boolean>,
): Promise<PreparedCopy | undefined> {
  makeFolderNow(path.dirname(destination));
  const temporary = temporaryName(destination);
  const drop = () => rmSync(temporary, { force: true });
  try {
    copyFileSync(source, temporary, constants.COPYFILE_FICLONE);
    chmodSync(temporary, mode);
    if (check === undefined || (await check(temporary))) {
      return { stat: lookAt(temporary).stat, place: () => moveFile(temporary, destination), drop };
    }
  } catch (error) {
    drop();
    throw error;
  }
  drop();
  return undefined;
}

/**
 * The same, and renames it.
 * @returns what was placed, as it was before it got its name
 */
export async function placeCopy(
  source: string,
  destination: string,
  mode: number,
  check?: (copy: string) => Promise<boolean>,
): Promise<Stat | undefined> {
  const copy = await prepareCopy(source, destination, mode, check);
  try {
    await copy?.place();
    return copy?.stat;
  } finally {
    copy?.drop();
  }
}

/** Makes a link under a temporary name and renames it. */
export async function placeLink(target: string, destination: string): Promise<void> {
  makeFolderNow(path.dirname(destination));
  const temporary = temporaryName(destination);
  try {
    symlinkSync(target, temporary);
    await moveFile(temporary, destination);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Makes a program of a file that was just written, and sees to it that a power cut takes nothing of it. */
export function makeProgram(file: string): void {
  chmodSync(file, 0o755);
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Moves a file or a link, within a file system by rename, else by copy and rename. */
export async function placeMove(source: string, destination: string): Promise<void> {
  makeFolderNow(path.dirname(destination));
  try {
    await moveFile(source, destination);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const link = linkText(source);
    if (link !== "") await placeLink(link, destination);
    else await placeCopy(source, destination, statSync(source).mode & 0o777);
    rmSync(source, { force: true });
  }
}

/**
 * rename(2), with patience on Windows: a virus scanner or an editor may hold the file for a moment
 * (EPERM, EBUSY, EACCES), and a running .exe can be renamed aside but not replaced.
 */
async function moveFile(source: string, destination: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(source, destination);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const held = path.sep === "\\" && (code === "EPERM" || code === "EBUSY" || code === "EACCES");
      if (!held || attempt === 8) throw error;
      if (attempt === 4) renameAside(destination);
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
    }
  }
}

function renameAside(file: string): void {
  try {
    renameSync(file, `${temporaryName(file)}.old`);
  } catch {
    // It is still held; the next attempt tells.
  }
}
