/**
 * Reads one entry's content out of a zip archive: whole or as the stream of its bytes. Knows nothing of
 * the other entries.
 */
import { read, readSync } from "node:fs";
import { pipeline, Readable, Transform } from "node:stream";
import { promisify } from "node:util";
import { crc32, inflateRaw, inflateRawSync } from "node:zlib";
import type { Entry } from "yauzl";
import { describeError } from "./files.ts";

/** A value, or why there is none as the rest of a sentence: `is cut off: ...`. */
export type ZipAnswer<Value> = { ok: true; value: Value } | { ok: false; reason: string };

/** What `read` gives at once. The largest file of a release of Go has some 30 MB. */
export const wholeBytes = 64 << 20;

/** Of an entry's own header, before its name. */
export const headerBytes = 30;
const headerSignature = 0x04034b50;

/** Most files of a release are small: the way through Node's threads would cost more than the work itself. */
const smallBytes = 1 << 17;

/** Local header and content with one read; the header's own extra field is the only unknown length. */
export async function readEntry(descriptor: number, entry: Entry, name: string): Promise<ZipAnswer<Buffer>> {
  const { relativeOffsetOfLocalHeader: start, compressedSize, uncompressedSize, fileNameLength } = entry;
  const largest = Math.max(compressedSize, uncompressedSize);
  if (largest > wholeBytes) return refusal(`has an entry of ${uncompressedSize} bytes: ${name}`);
  const fill = largest <= smallBytes ? fillNow : fillLater;
  const guess = Buffer.allocUnsafe(headerBytes + fileNameLength + 64 + compressedSize);
  try {
    const filled = await fill(descriptor, guess, start);
    if (filled < headerBytes || guess.readUInt32LE(0) !== headerSignature) {
      return refusal(`is broken at ${name}: no entry starts there`);
    }
    const nameBytes = guess.readUInt16LE(26);
    const content = headerBytes + nameBytes + guess.readUInt16LE(28);
    if (!guess.subarray(headerBytes, headerBytes + nameBytes).equals(entry.fileNameRaw)) {
      return refusal(`is broken at ${name}: the entry says another name than the list`);
    }
    let packed = guess.subarray(content, content + compressedSize);
    if (content + compressedSize > filled) {
      packed = Buffer.allocUnsafe(compressedSize);
      if ((await fill(descriptor, packed, start + content)) < compressedSize) {
        return refusal(`is cut off within ${name}`);
      }
    }
    return await unpacked(packed, entry, name);
  } catch (error) {
    return refusal(`cannot be read at ${name}: ${describeError(error)}`);
  }
}

async function unpacked(packed: Buffer, entry: Entry, name: string): Promise<ZipAnswer<Buffer>> {
  if (entry.compressionMethod === 0) return checked(packed, entry, name);
  const size = entry.uncompressedSize;
  // One byte of room: more than the list says is found out without unpacking it all. One chunk that holds
  // the content whole needs no copying together; zlib wants at least 64 bytes.
  const options = { maxOutputLength: size + 1, chunkSize: Math.max(size + 1, 64) };
  try {
    const small = Math.max(packed.length, size) <= smallBytes;
    const value = small ? inflateRawSync(packed, options) : await inflate(packed, options);
    if (value.length === size) return checked(value, entry, name);
    return refusal(`is broken at ${name}: ${value.length} bytes where the list says ${size}`);
  } catch (error) {
    return refusal(`is broken at ${name}: ${(error as Error).message}`);
  }
}

/** Without it a flipped bit shows only where it breaks the compression; Go's archive/zip checks it, too. */
function checked(value: Buffer, entry: Entry, name: string): ZipAnswer<Buffer> {
  return crc32(value) === entry.crc32 ? { ok: true, value } : refusal(`is broken at ${name}: wrong checksum`);
}

/** The same for a stream, which then ends with an error. */
export function checkedStream(stream: Readable, { crc32: expected }: Entry): Readable {
  let sum = 0;
  const check = new Transform({
    transform: (piece: Buffer, _, done) => {
      sum = crc32(piece, sum);
      done(null, piece);
    },
    flush: (done) => done(sum === expected ? null : new Error("wrong checksum")),
  });
  return pipeline(stream, check, () => {});
}

const inflate = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(inflateRaw);

/** Reads as much as there is; returns how much that is. */
function fillNow(descriptor: number, buffer: Buffer, position: number): number {
  return readSync(descriptor, buffer, 0, buffer.length, position);
}

function fillLater(descriptor: number, buffer: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, buffer.length, position, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}

/** A part of the file. Node's own read stream would close the descriptor when it is destroyed. */
export function streamRange(descriptor: number, start: number, end: number): Readable {
  let position = start;
  return new Readable({
    highWaterMark: 1 << 16,
    read(size) {
      const piece = Buffer.allocUnsafe(Math.min(size, end - position));
      if (piece.length === 0) return void this.push(null);
      read(descriptor, piece, 0, piece.length, position, (error, count) => {
        if (error !== null) return void this.destroy(error);
        position += count;
        this.push(count === 0 ? null : piece.subarray(0, count));
      });
    },
  });
}

export function refusal(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
