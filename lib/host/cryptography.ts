/** Digests and signatures of what is in memory. Knows nothing of what they prove. */
import { createHash, createPublicKey, verify } from "node:crypto";
import type { Readable } from "node:stream";

/** SHA-256 of these pieces in a row. */
export function sha256(...pieces: (Buffer | string)[]): Buffer {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** SHA-256 of a stream, and how long it was. Throws what the stream throws. */
export async function sha256OfStream(stream: Readable): Promise<{ digest: Buffer; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
  }
  return { digest: hash.digest(), sizeBytes };
}

/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const ed25519Header = Buffer.from("302a300506032b6570032100", "hex");

/** Is the signature that of the holder of this raw public key? */
export function verifyEd25519(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const key = createPublicKey({
      key: Buffer.concat([ed25519Header, publicKey]),
      format: "der",
      type: "spki",
    });
    return verify(null, message, key, signature);
  } catch {
    // Bytes that are no point of the curve.
    return false;
  }
}
