/**
 * Cuts the bytes that a program prints into pieces of text. A character is never split between two of
 * them, and what is no UTF-8 keeps its bytes. Knows nothing of lines.
 */

export interface OutputPiece {
  text: string;
  /** The bytes, where the text does not hold them. */
  base64?: string;
}

export class OutputPieces {
  /** The beginning of a character whose rest has not come. */
  #open: Buffer = Buffer.alloc(0);

  /** The piece that is whole with these bytes; undefined when none is. */
  take(chunk: Buffer): OutputPiece | undefined {
    const bytes = this.#open.length === 0 ? chunk : Buffer.concat([this.#open, chunk]);
    const whole = bytes.length - openLength(bytes);
    this.#open = bytes.subarray(whole);
    return whole === 0 ? undefined : pieceOf(bytes.subarray(0, whole));
  }

  /** What was left open at the end. */
  end(): OutputPiece | undefined {
    const rest = this.#open;
    this.#open = Buffer.alloc(0);
    return rest.length === 0 ? undefined : pieceOf(rest);
  }
}

function pieceOf(bytes: Buffer): OutputPiece {
  const text = bytes.toString("utf8");
  // The sign for what is no character; a program may have printed it itself.
  if (!text.includes("\uFFFD") || Buffer.from(text).equals(bytes)) return { text };
  return { text, base64: bytes.toString("base64") };
}

/** How many bytes at the end are the beginning of a character (RFC 3629). */
function openLength(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0;
  }
  return 0;
}
