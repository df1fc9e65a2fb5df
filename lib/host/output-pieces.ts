/**
 * Cuts the bytes that a program prints into pieces of text. A character is never split between two of
 * them, and what is no UTF-8 keeps its bytes. Knows nothing of lines.
 */
import type { Printed } from "../model/printed.ts";

/** A piece; its text is made when somebody asks. */
class OutputPiece implements Printed {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get text(): string {
    this.#text ??= this.bytes.toString("utf8");
    return this.#text;
  }

  get base64(): string | undefined {
    // The sign for what is no character; a program may have printed it itself.
    if (!this.text.includes("\uFFFD") || Buffer.from(this.text).equals(this.bytes)) return undefined;
    return this.bytes.toString("base64");
  }
}

export class OutputPieces {
  /** The beginning of a character whose rest has not come. */
  #open: Buffer = Buffer.alloc(0);

  /** The piece that is whole with these bytes; undefined when none is. */
  take(chunk: Buffer): Printed | undefined {
    const bytes = this.#open.length === 0 ? chunk : Buffer.concat([this.#open, chunk]);
    const whole = bytes.length - openLength(bytes);
    this.#open = bytes.subarray(whole);
    return whole === 0 ? undefined : new OutputPiece(bytes.subarray(0, whole));
  }

  /** What was left open at the end. */
  end(): Printed | undefined {
    const rest = this.#open;
    this.#open = Buffer.alloc(0);
    return rest.length === 0 ? undefined : new OutputPiece(rest);
  }
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
