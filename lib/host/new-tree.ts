/**
 * A tree of files that comes into being under a temporary name beside its place and is then renamed: it is
 * there whole or not at all. Each write blocks: through Node's threads a small file takes several times as
 * long. Knows nothing of where the files come from; the names must have been checked.
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { makeFolderNow } from "./make-folder.ts";
import { remove } from "./files.ts";
import { temporaryName } from "./placing.ts";
import { lookAt } from "./stat.ts";

/** A file of the tree while it is written. */
export interface OpenFile {
  write(piece: Uint8Array): void;
  close(): void;
}

export class NewTree {
  readonly #place: string;
  readonly #root: string;
  /** Folders that are there. */
  readonly #folders = new Set([""]);

  /** Makes the folder that the tree grows in. */
  constructor(place: string) {
    this.#place = place;
    this.#root = temporaryName(place);
    makeFolderNow(path.dirname(place));
    mkdirSync(this.#root);
  }

  /** A folder, named from the tree's root with `/`, and those above it. */
  folder(name: string): void {
    if (name === "." || this.#folders.has(name)) return;
    const above = path.posix.dirname(name);
    if (above !== ".") this.folder(above);
    mkdirSync(this.#at(name));
    this.#folders.add(name);
  }

  /** A file with its content. */
  file(name: string, content: Uint8Array, mode: number): void {
    const file = this.open(name, mode);
    try {
      file.write(content);
    } finally {
      file.close();
    }
  }

  /** A file whose content comes in pieces. */
  open(name: string, mode: number): OpenFile {
    this.folder(path.posix.dirname(name));
    // `wx`: a name that is there already is somebody else's, also when it is a link.
    const descriptor = openSync(this.#at(name), "wx", mode);
    return {
      write: (piece) => {
        for (let done = 0; done < piece.length;) done += writeSync(descriptor, piece, done);
      },
      close: () => closeSync(descriptor),
    };
  }

  /** A symbolic link; `target` is what is written in it. */
  link(name: string, target: string): void {
    this.folder(path.posix.dirname(name));
    symlinkSync(target, this.#at(name));
  }

  /** A second file with the content of one that is there. */
  copy(name: string, original: string, mode: number): void {
    this.folder(path.posix.dirname(name));
    copyFileSync(this.#at(original), this.#at(name), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(this.#at(name), mode);
  }

  /** The first bytes of a file; undefined where there is none. Not noted as a look: the name is gone soon. */
  start(name: string, length: number): Buffer | undefined {
    try {
      const descriptor = openSync(this.#at(name), "r");
      try {
        const buffer = Buffer.alloc(length);
        return buffer.subarray(0, readSync(descriptor, buffer, 0, length, 0));
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return undefined;
    }
  }

  /** Gives the tree its name. What stands in its place is removed. */
  async finish(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        renameSync(this.#root, this.#place);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (attempt === 8) throw error;
        // On Windows a virus scanner may hold a fresh file for a moment, and an existing folder is EPERM, too.
        if (lookAt(this.#place).type !== "none") await removeTree(this.#place);
        else if (code === "EPERM" || code === "EBUSY" || code === "EACCES") {
          if (path.sep !== "\\") throw error;
          await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
        } else throw error;
      }
    }
  }

  /** Removes what there is of it. */
  async abandon(): Promise<void> {
    await remove(this.#root).catch(() => {});
  }

  #at(name: string): string {
    return path.join(this.#root, name);
  }
}

/** Removes a tree so that nobody sees it half: it loses its name first. */
export async function removeTree(place: string): Promise<void> {
  const doomed = temporaryName(place);
  try {
    renameSync(place, doomed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await remove(doomed);
}
