/**
 * Reads one entry's content out of a zip archive: whole or as the stream of its bytes. Knows nothing of
 * the other entries.
 */
import { read, readSync } from "node:fs";
import { pipeline, Readable, Transform } from "node:stream";
import { promisify } from "node:util";
import { crc32, createInflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
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

/** When the runtime was last given a moment. */
let pausedMs = 0;

/** Small files are read in a row without one, and then nothing else happens: no Ctrl-C, nothing of what threads did. */
async function pauseAtTimes(): Promise<void> {
  if (performance.now() - pausedMs < 5) return;
  await new Promise(setImmediate);
  pausedMs = performance.now();
}

/** Where the content of an entry is, as the list of the archive has it. */
export interface ContentPlace {
  name: string;
  /** Of the entry's own header. */
  start: number;
  compressedBytes: number;
  sizeBytes: number;
  isCompressed: boolean;
  checksum: number;
}

/** Local header and content with one read; the header's own extra field is the only unknown length. */
export async function readContent(descriptor: number, place: ContentPlace): Promise<ZipAnswer<Buffer>> {
  const { name, start, compressedBytes, sizeBytes } = place;
  const largest = Math.max(compressedBytes, sizeBytes);
  if (largest > wholeBytes) return refusal(`has an entry of ${sizeBytes} bytes: ${name}`);
  const fill = largest <= smallBytes ? fillNow : fillLater;
  await pauseAtTimes();
  const guess = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(name) + 64 + compressedBytes);
  try {
    const filled = await fill(descriptor, guess, start);
    const content = contentStart(guess.subarray(0, filled), name);
    if (typeof content === "string") return refusal(content);
    let packed = guess.subarray(content, content + compressedBytes);
    if (content + compressedBytes > filled) {
      packed = Buffer.allocUnsafe(compressedBytes);
      if ((await fill(descriptor, packed, start + content)) < compressedBytes) {
        return refusal(`is cut off within ${name}`);
      }
    }
    return await unpacked(packed, place);
  } catch (error) {
    return refusal(`cannot be read at ${name}: ${describeError(error)}`);
  }
}

/** The content as a stream, which ends with an error if it is not what the list says. */
export async function openContent(descriptor: number, place: ContentPlace): Promise<ZipAnswer<Readable>> {
  const { name, start, compressedBytes, isCompressed } = place;
  try {
    const header = Buffer.alloc(headerBytes + Buffer.byteLength(name));
    const content = contentStart(header.subarray(0, fillNow(descriptor, header, start)), name);
    if (typeof content === "string") return refusal(content);
    const bytes = streamRange(descriptor, start + content, start + content + compressedBytes);
    const check = checking(place);
    if (!isCompressed) return { ok: true, value: pipeline(bytes, check, () => {}) };
    const inflating = createInflateRaw({ chunkSize: pieceBytes });
    return { ok: true, value: pipeline(bytes, inflating, check, () => {}) };
  } catch (error) {
    return refusal(`cannot be read at ${name}: ${describeError(error)}`);
  }
}

/** Where the content begins, counted from the header; or why it is not the header of this entry. */
function contentStart(header: Buffer, name: string): number | string {
  if (header.length < headerBytes || header.readUInt32LE(0) !== headerSignature) {
    return `is broken at ${name}: no entry starts there`;
  }
  const end = headerBytes + header.readUInt16LE(26);
  if (header.toString("utf8", headerBytes, end) !== name) {
    return `is broken at ${name}: the entry says another name than the list`;
  }
  return end + header.readUInt16LE(28);
}

async function unpacked(packed: Buffer, place: ContentPlace): Promise<ZipAnswer<Buffer>> {
  const { name, sizeBytes, isCompressed, checksum } = place;
  // One byte of room: more than the list says is found out without unpacking it all. One chunk that holds
  // the content whole needs no copying together; zlib wants at least 64 bytes.
  const options = { maxOutputLength: sizeBytes + 1, chunkSize: Math.max(sizeBytes + 1, 64) };
  try {
    const small = Math.max(packed.length, sizeBytes) <= smallBytes;
    const value = !isCompressed
      ? packed
      : small
        ? inflateRawSync(packed, options)
        : await inflate(packed, options);
    if (value.length !== sizeBytes) {
      return refusal(`is broken at ${name}: ${value.length} bytes where the list says ${sizeBytes}`);
    }
    // Without it a flipped bit shows only where it breaks the compression; Go's archive/zip checks it, too.
    if (crc32(value) !== checksum) return refusal(`is broken at ${name}: wrong checksum`);
    return { ok: true, value };
  } catch (error) {
    return refusal(`is broken at ${name}: ${(error as Error).message}`);
  }
}

/** Lets through what the list says, and ends with an error at anything else. */
function checking({ sizeBytes, checksum }: ContentPlace): Transform {
  let sum = 0;
  let seenBytes = 0;
  return new Transform({
    transform: (piece: Buffer, _, done) => {
      seenBytes += piece.length;
      sum = crc32(piece, sum);
      if (seenBytes > sizeBytes) done(new Error(`more than the ${sizeBytes} bytes that the list says`));
      else done(null, piece);
    },
    flush: (done) => {
      if (seenBytes < sizeBytes) done(new Error(`${seenBytes} bytes where the list says ${sizeBytes}`));
      else done(sum === checksum ? null : new Error("wrong checksum"));
    },
  });
}

/** What a stream gives at once: large enough that the pieces cost little. */
const pieceBytes = 1 << 18;

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
function streamRange(descriptor: number, start: number, end: number): Readable {
  let position = start;
  return new Readable({
    highWaterMark: pieceBytes,
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
