/** Reading and replacing files for the fast answer: synchronous, and nothing is loaded before it is needed. */
import { constants, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";

/**
 * How a file is opened to be read: a FIFO in its place is empty, or can't be read; else whoever opens one waits for
 * somebody to write into it. Windows has no such flag, and no FIFOs among its files. Node takes numbers where its types
 * know names only.
 */
export const reading = { flag: (constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) as unknown as string };

/** Text of a file, or undefined. Not noted among the looks: what is asked here is asked each time. */
export function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, { encoding: "utf8", ...reading });
  } catch {
    return undefined;
  }
}

/** The same as bytes. */
export function bytesIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file, reading);
  } catch {
    return undefined;
  }
}

/** When a file was last modified, in ms; undefined where there is none. */
export function modifiedMs(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}

export function realPathIfThere(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

type Crypto = typeof import("node:crypto");

/** Loading crypto takes some milliseconds, and where nothing moved nobody needs it. */
function crypto(): Crypto {
  const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => unknown };
  // Node 20.16 and newer have it; before, the entry is CommonJS and may require.
  return (getBuiltinModule?.("node:crypto") ?? require("node:crypto")) as Crypto;
}

/** SHA-256 of a file's content in hex, or undefined if it can't be read. */
export function fileDigest(file: string): string | undefined {
  try {
    return crypto().createHash("sha256").update(readFileSync(file, reading)).digest("hex");
  } catch {
    return undefined;
  }
}

/** SHA-256 of a text in hex. */
export function textDigest(text: string): string {
  return crypto().createHash("sha256").update(text).digest("hex");
}

/** Replaces a file by a rename; what fails is left as it was. */
export function replaceFile(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
