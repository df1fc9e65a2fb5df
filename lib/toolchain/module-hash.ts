/**
 * The h1 digest of a module's zip, as go.sum and the checksum database have it (golang.org/x/mod/sumdb/dirhash,
 * Hash1). Knows nothing of whose digest it should be.
 */
import { goLimits } from "./entry-check.ts";
import { sha256, sha256OfStream } from "../host/cryptography.ts";
import { forEachEntry, openZip, type ZipAnswer, type ZipEntry } from "../host/zip.ts";

/** A file of a module with the digest of its content in hex. The name has the module's path and version in front. */
export interface HashedFile {
  name: string;
  sha256: string;
}

/** The h1 of these files; their order does not matter. */
export function moduleHash(files: readonly HashedFile[]): string {
  const sorted = files
    // Go sorts by bytes, JavaScript by UTF-16: as Latin-1 the bytes of a name are its code units.
    .map(({ name, sha256: digest }) => ({ name, digest, bytes: Buffer.from(name).toString("latin1") }))
    .toSorted((left, right) => (left.bytes < right.bytes ? -1 : 1));
  return `h1:${sha256(...sorted.map(({ name, digest }) => `${digest}  ${name}\n`)).toString("base64")}`;
}

/** Larger files are streamed, so that memory does not grow with them. */
const mostWholeBytes = 1 << 20;

/**
 * The h1 of a zip. All names must begin with `prefix` (`golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/`), as
 * cmd/go asks for (modfetch/fetch.go).
 */
export async function zipHash(file: string, prefix: string): Promise<ZipAnswer<string>> {
  const zip = await openZip(file);
  if (!zip.ok) return zip;
  const { entries, close } = zip.value;
  try {
    const foreign = entries.find(({ name }) => !name.startsWith(prefix) || name.includes("\n"));
    if (foreign !== undefined)
      return { ok: false, reason: `has a file that is not of ${prefix}: ${foreign.name}` };
    if (entries.length === 0) return { ok: false, reason: "has no files" };
    // Before anything is unpacked: nobody vouches for the archive yet.
    const bytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > goLimits.bytes) return { ok: false, reason: `unpacks to ${bytes} bytes, which no Go does` };
    const hashed: HashedFile[] = [];
    let refusal: { ok: false; reason: string } | undefined;
    await forEachEntry(
      entries.map((entry) => ({ entry })),
      async ({ entry }) => {
        const digest = await digestOf(entry);
        if (digest.ok) hashed.push({ name: entry.name, sha256: digest.value });
        else refusal ??= digest;
        return digest.ok;
      },
    );
    return refusal ?? { ok: true, value: moduleHash(hashed) };
  } finally {
    close();
  }
}

/** SHA-256 of an entry's content in hex. */
async function digestOf(entry: ZipEntry): Promise<ZipAnswer<string>> {
  if (Math.max(entry.sizeBytes, entry.compressedBytes) <= mostWholeBytes) {
    const content = await entry.read();
    return content.ok ? { ok: true, value: sha256(content.value).toString("hex") } : content;
  }
  const stream = await entry.open();
  if (!stream.ok) return stream;
  try {
    const { digest } = await sha256OfStream(stream.value);
    return { ok: true, value: digest.toString("hex") };
  } catch (error) {
    return { ok: false, reason: `is broken at ${entry.name}: ${(error as Error).message}` };
  }
}
