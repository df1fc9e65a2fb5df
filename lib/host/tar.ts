/**
 * Reads tar.gz archives through tar, front to back and once. Decompression runs in a thread of its own while
 * the receiver writes. Knows nothing of what the names mean or where the content goes.
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import { describeError } from "./files.ts";

export interface TarEntry {
  name: string;
  type: "file" | "folder" | "symbolic link" | "hard link" | "device" | "unknown";
  sizeBytes: number;
  /** Permission bits. */
  mode: number;
  /** What is written in a link. */
  target?: string;
}

/** Takes what an archive holds. Each call blocks; what it throws ends the reading. */
export interface TarReceiver {
  /** @returns what takes the content */
  entry(entry: TarEntry): { write(piece: Buffer): void; close(): void };
  /** How many bytes of the archive were read, and how many came out. */
  progress(packedBytes: number, unpackedBytes: number): void;
}

/**
 * Reads a whole archive.
 * @returns why it can't be read, as the rest of a sentence, or undefined
 */
export async function readTar(file: string, receiver: TarReceiver): Promise<string | undefined> {
  const { Parser } = await import("tar");
  let refusal: string | undefined;
  let thrown: { error: unknown } | undefined;
  const attempt = (action: () => void) => {
    if (thrown !== undefined) return;
    try {
      action();
    } catch (error) {
      thrown = { error };
    }
  };
  // Within its compression there may be no second one: whoever packs so hides how large it is.
  const parser = new Parser({ strict: true, maxDecompressionRatio: 1 });
  let isOver = false;
  parser.on("eof", () => (isOver = true));
  parser.on("error", (error: Error) => (refusal ??= `is no intact tar archive: ${error.message}`));
  parser.on("entry", (entry: ReadEntry) => {
    attempt(() => {
      const content = receiver.entry(factsOf(entry));
      entry.on("data", (piece: Buffer) => attempt(() => content.write(piece)));
      entry.on("end", () => attempt(() => content.close()));
    });
    // After a failure the rest is passed over.
    entry.resume();
  });
  // A type that tar does not know; metadata (long names) is no entry.
  parser.on("ignoredEntry", (entry: ReadEntry) => attempt(() => receiver.entry(factsOf(entry)).close()));

  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const unzip = createGunzip({ chunkSize: 1 << 18 });
  source.on("error", (error) => unzip.destroy(error));
  source.pipe(unzip);
  let unpackedBytes = 0;
  try {
    for await (const piece of unzip as AsyncIterable<Buffer>) {
      unpackedBytes += piece.length;
      attempt(() => receiver.progress(source.bytesRead, unpackedBytes));
      // What comes behind the end would be heaped up; it is only unpacked for the checksum of the whole.
      if (!isOver) parser.write(piece);
      if (refusal !== undefined || thrown !== undefined) break;
    }
    if (refusal === undefined && thrown === undefined) parser.end();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    refusal ??= code?.startsWith("Z_")
      ? `is cut off or broken: ${(error as Error).message}`
      : `can't be read: ${describeError(error)}`;
  } finally {
    source.destroy();
  }
  if (thrown !== undefined) throw thrown.error;
  return refusal;
}

function factsOf(entry: ReadEntry): TarEntry {
  const { path: name, size: sizeBytes, mode = 0, linkpath } = entry;
  return {
    name,
    type: types[entry.type] ?? "unknown",
    sizeBytes,
    mode: mode & 0o777,
    ...(linkpath === undefined || linkpath === "" ? {} : { target: linkpath }),
  };
}

const types: Readonly<Record<string, TarEntry["type"]>> = {
  File: "file",
  OldFile: "file",
  ContiguousFile: "file",
  Directory: "folder",
  SymbolicLink: "symbolic link",
  Link: "hard link",
  CharacterDevice: "device",
  BlockDevice: "device",
  FIFO: "device",
};
