/**
 * Reads zip archives through yauzl. The whole list of entries is there, and has been checked, before the
 * content of any is asked for. Knows nothing of what the names mean or where the content goes.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { describeError } from "./files.ts";
import {
  headerBytes,
  openContent,
  readContent,
  refusal,
  type ContentPlace,
  type ZipAnswer,
} from "./zip-content.ts";

export { wholeBytes, type ZipAnswer } from "./zip-content.ts";

export interface ZipEntry {
  /** As it stands in the archive, valid UTF-8 with `/` between folders. Nothing else has been checked of it. */
  name: string;
  sizeBytes: number;
  compressedBytes: number;
  /** Type and permission bits as of stat(2), where the archive was made on a Unix. */
  mode?: number;
  isFolder: boolean;
  /** The whole content at once: several times faster than a stream. Refuses what is larger than `wholeBytes`. */
  read(): Promise<ZipAnswer<Buffer>>;
  /** The content as a stream. It ends with an error if it is not what the list says: size, checksum. */
  open(): Promise<ZipAnswer<Readable>>;
}

export interface Zip {
  /** In the order of the archive's list; no name twice, none encrypted, none overlapping another. */
  entries: readonly ZipEntry[];
  close(): void;
}

/** Entries above go through a thread of the runtime. */
const largeBytes = 1 << 20;

/**
 * Handles each entry: large ones one after the other, and meanwhile the small ones. So one thread decompresses what
 * takes long, this one does what is done at once, and never is more than one large file in memory.
 * @param handle tells whether to go on
 */
export async function forEachEntry<Each extends { entry: ZipEntry }>(
  all: readonly Each[],
  handle: (each: Each) => Promise<boolean>,
): Promise<void> {
  let goesOn = true;
  const work = async (lane: readonly Each[]) => {
    for (const each of lane) {
      if (!goesOn) return;
      goesOn = (await handle(each)) && goesOn;
    }
  };
  const isLarge = ({ entry }: Each) => Math.max(entry.sizeBytes, entry.compressedBytes) > largeBytes;
  await Promise.all([work(all.filter(isLarge)), work(all.filter((each) => !isLarge(each)))]);
}

/** The largest release of Go has some 15,000 files; a list of this length fits into memory. */
const mostEntries = 200_000;

/** Opens an archive and checks its list of entries. The caller closes it. */
export async function openZip(file: string): Promise<ZipAnswer<Zip>> {
  const { RandomAccessReader, fromRandomAccessReaderPromise } = await import("yauzl");
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    return { ok: false, reason: `can't be opened: ${describeError(error)}` };
  }
  /** yauzl reads the list in small pieces; they are taken out of large ones. */
  class Reader extends RandomAccessReader {
    readonly #window = new Window(descriptor);
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null) => void,
    ): void {
      const piece = this.#window.bytes(position, length);
      if (piece instanceof Error) return callback(piece);
      piece.copy(buffer, offset);
      callback(null);
    }
  }
  try {
    const { size } = fstatSync(descriptor);
    // Names as bytes: yauzl would guess at their encoding and turn backslashes, Go's archive/zip does neither.
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true };
    const archive = await fromRandomAccessReaderPromise(new Reader(), size, options);
    const entries = await listEntries(archive, descriptor);
    if (entries.ok) {
      return { ok: true, value: { entries: entries.value, close: () => closeSync(descriptor) } };
    }
    closeSync(descriptor);
    return entries;
  } catch (error) {
    closeSync(descriptor);
    return { ok: false, reason: `is no intact zip archive: ${(error as Error).message}` };
  }
}

async function listEntries(archive: ZipFile, descriptor: number): Promise<ZipAnswer<ZipEntry[]>> {
  if (archive.entryCount > mostEntries) return refusal(`has ${archive.entryCount} entries`);
  const listStart = archive.readEntryCursor as unknown as number;
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  const places: { name: string; start: number; end: number }[] = [];
  for await (const entry of archive.eachEntry()) {
    const name = nameOf(entry);
    if (name === undefined) {
      return refusal(`has a name that is no text: ${JSON.stringify(entry.fileNameRaw.toString("latin1"))}`);
    }
    if (names.has(name)) return refusal(`has two entries named ${name}`);
    names.add(name);
    if (!entry.canDecodeFileData() || (entry.generalPurposeBitFlag & hiddenHeader) !== 0) {
      return refusal(`has an entry that is encrypted or compressed in an unknown way: ${name}`);
    }
    const start = entry.relativeOffsetOfLocalHeader;
    places.push({ name, start, end: start + headerBytes + entry.fileNameLength + entry.compressedSize });
    entries.push(new ListedEntry(descriptor, entry, name));
  }
  // The list itself comes after all entries.
  places.push({ name: "the list", start: listStart, end: Infinity });
  // Entries that share their bytes are how small archives become large ones (David Fifield, "A better zip bomb").
  const sorted = places.toSorted((left, right) => left.start - right.start);
  const overlapping = sorted.find(({ start }, index) => start < (sorted[index - 1]?.end ?? 0));
  if (overlapping !== undefined) return refusal(`has overlapping entries: ${overlapping.name}`);
  return { ok: true, value: entries };
}

/** Bit 13: the local header is masked, which belongs to encryption. */
const hiddenHeader = 1 << 13;
const madeOnUnix = 3;

/** Holds no more than is needed: there are many. */
class ListedEntry implements ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  readonly mode?: number;
  readonly isFolder: boolean;
  readonly #descriptor: number;
  readonly #place: ContentPlace;

  constructor(descriptor: number, entry: Entry, name: string) {
    const mode = entry.versionMadeBy >>> 8 === madeOnUnix ? entry.externalFileAttributes >>> 16 : 0;
    this.name = name;
    this.sizeBytes = entry.uncompressedSize;
    this.compressedBytes = entry.compressedSize;
    if (mode !== 0) this.mode = mode;
    this.isFolder = name.endsWith("/");
    this.#descriptor = descriptor;
    this.#place = {
      name,
      start: entry.relativeOffsetOfLocalHeader,
      compressedBytes: entry.compressedSize,
      sizeBytes: entry.uncompressedSize,
      isCompressed: entry.compressionMethod !== 0,
      checksum: entry.crc32,
    };
  }

  read(): Promise<ZipAnswer<Buffer>> {
    return readContent(this.#descriptor, this.#place);
  }

  open(): Promise<ZipAnswer<Readable>> {
    return openContent(this.#descriptor, this.#place);
  }
}

/** The name as text; undefined for what is no UTF-8, and for bytes that end a name or part folders elsewhere. */
function nameOf({ fileNameRaw }: Entry): string | undefined {
  const name = fileNameRaw.toString("utf8");
  if (name === "" || !Buffer.from(name, "utf8").equals(fileNameRaw)) return undefined;
  return /[\0\\]/.test(name) ? undefined : name;
}

/** A piece of a file in memory, moved along as bytes beyond it are asked for. */
class Window {
  readonly #descriptor: number;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  bytes(position: number, length: number): Buffer | Error {
    const within = position - this.#start;
    if (within < 0 || within + length > this.#bytes.length) {
      const wanted = Buffer.allocUnsafe(Math.max(length, 1 << 18));
      const count = readSync(this.#descriptor, wanted, 0, wanted.length, position);
      if (count < length) return new Error("unexpected end of the file");
      this.#start = position;
      this.#bytes = wanted.subarray(0, count);
    }
    const start = position - this.#start;
    return this.#bytes.subarray(start, start + length);
  }
}
