/** Unpacks a zip. All names are checked before the first file is written. Knows nothing of Go. */
import { forEachEntry, openZip, type Zip, type ZipEntry } from "../host/zip.ts";
import type { Failure } from "../model/failure.ts";
import { refusedEntry, type EntryFacts } from "./entry-check.ts";
import type { Unpacking } from "./unpack.ts";

/** Larger files are written as they come, so that memory does not grow with them. */
const mostWholeBytes = 1 << 20;

/** @returns why it can't be unpacked, or undefined */
export async function unpackZip(unpacking: Unpacking): Promise<Failure | undefined> {
  const zip = await openZip(unpacking.file);
  if (!zip.ok) return brokenArchive(unpacking.name, zip.reason);
  try {
    return await unpackEntries(zip.value, unpacking);
  } finally {
    zip.value.close();
  }
}

async function unpackEntries({ entries }: Zip, unpacking: Unpacking): Promise<Failure | undefined> {
  const { name, check, tree, progress } = unpacking;
  const files: { entry: ZipEntry; place: string }[] = [];
  for (const entry of entries) {
    const kind = kindOf(entry);
    if (kind === undefined) return refusedEntry(name, entry.name, "is a link, a device or the like");
    const admitted = check.admit({ name: entry.name, kind, sizeBytes: entry.sizeBytes });
    if (!admitted.ok) return admitted.failures[0];
    if (kind === "file") files.push({ entry, place: admitted.value.place });
  }
  const totalBytes = files.reduce((sum, { entry }) => sum + entry.compressedBytes, 0);
  let doneBytes = 0;
  let problem: Failure | undefined;
  let thrown: { error: unknown } | undefined;
  // Only when all has come to rest is the tree given up, else it would be written into still.
  await forEachEntry(files, async ({ entry, place }) => {
    const mode = unpacking.modeOf(place, entry.mode);
    try {
      const reason = await (entry.sizeBytes > mostWholeBytes
        ? writeStreamed(entry, () => tree.open(place, mode))
        : writeWhole(entry, (content) => tree.file(place, content, mode)));
      if (reason !== undefined) problem ??= brokenArchive(name, reason);
      doneBytes += entry.compressedBytes;
      progress(doneBytes / totalBytes);
    } catch (error) {
      thrown ??= { error };
    }
    return problem === undefined && thrown === undefined;
  });
  if (thrown !== undefined) throw thrown.error;
  return problem;
}

/** Type bits as of stat(2); module zips may have none. */
function kindOf({ isFolder, mode = 0 }: ZipEntry): EntryFacts["kind"] | undefined {
  const type = mode & 0o170000;
  if (isFolder) return type === 0 || type === 0o040000 ? "folder" : undefined;
  return type === 0 || type === 0o100000 ? "file" : undefined;
}

async function writeWhole(entry: ZipEntry, write: (content: Buffer) => void): Promise<string | undefined> {
  const content = await entry.read();
  if (!content.ok) return content.reason;
  write(content.value);
  return undefined;
}

async function writeStreamed(
  entry: ZipEntry,
  open: () => { write(piece: Uint8Array): void; close(): void },
): Promise<string | undefined> {
  const stream = await entry.open();
  if (!stream.ok) return stream.reason;
  const file = open();
  try {
    const pieces = stream.value[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      let piece: IteratorResult<Buffer>;
      try {
        piece = await pieces.next();
      } catch (error) {
        return `is broken at ${entry.name}: ${(error as Error).message}`;
      }
      if (piece.done) return undefined;
      file.write(piece.value);
    }
  } finally {
    stream.value.destroy();
    file.close();
  }
}

function brokenArchive(place: string, reason: string): Failure {
  return {
    family: "toolchain",
    place,
    thing: `it ${reason}`,
    next: "Nothing of it was installed. Install this Go again, so that it is fetched anew.",
  };
}
