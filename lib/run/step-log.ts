/**
 * What a command has printed, kept with its result so that it can be printed again: which stream, in order. Of a
 * long one the beginning and the end are kept. Pure.
 */
import type { Event } from "../model/event.ts";
import type { Printed } from "../model/printed.ts";

export type Stream = "stdout" | "stderr";

/** A piece of output: its stream, its text, and its bytes where they are no UTF-8. */
export type Piece = [stream: Stream, text: string, base64?: string];

/** What is said when it is printed again. */
export function replayed(step: string, [stream, text, base64]: Piece): Event {
  const bytes = base64 === undefined ? {} : { base64 };
  return { type: "output", step, stream, text, ...bytes, replayed: true };
}

/** About how many bytes of the beginning are kept, and how many of the end. */
const keptAtEachEnd = 1 << 19;
/** Smaller pieces are put together; of larger ones no text is made before somebody asks, as most are left out. */
const smallBytes = 1 << 12;
/** Pieces are kept or left out as a whole. */
const longestPiece = 1 << 16;

interface Logged {
  stream: Stream;
  printed: Printed;
  size: number;
}

export class StepLog {
  readonly #first: Logged[] = [];
  #firstSize = 0;
  /** The oldest first. */
  readonly #last: Logged[] = [];
  #lastSize = 0;
  #leftOut = 0;

  add(stream: Stream, printed: Printed): void {
    const { bytes } = printed;
    if (bytes === undefined && printed.base64 === undefined && printed.text.length > longestPiece) {
      for (let start = 0; start < printed.text.length; start += longestPiece) {
        this.add(stream, { text: printed.text.slice(start, start + longestPiece) });
      }
      return;
    }
    const size = bytes?.length ?? printed.text.length;
    if (this.#last.length === 0 && this.#firstSize + size <= keptAtEachEnd) {
      append(this.#first, { stream, printed, size });
      this.#firstSize += size;
      return;
    }
    append(this.#last, { stream, printed, size });
    this.#lastSize += size;
    while (this.#lastSize - this.#last[0]!.size >= keptAtEachEnd) {
      const left = this.#last.shift()!.size;
      this.#lastSize -= left;
      this.#leftOut += left;
    }
  }

  get isEmpty(): boolean {
    return this.#first.length + this.#last.length === 0;
  }

  /** All that is kept, with a line in place of what is left out. */
  pieces(): Piece[] {
    const [first, last] = [this.#first, this.#last].map((logged) => logged.map(pieceOf)) as [
      Piece[],
      Piece[],
    ];
    if (this.#leftOut === 0) return [...first, ...last];
    return [...first, ["stderr", `\n... ${this.#leftOut} bytes were not kept ...\n`], ...last];
  }
}

function pieceOf({ stream, printed: { text, base64 } }: Logged): Piece {
  return base64 === undefined ? [stream, text] : [stream, text, base64];
}

function append(logged: Logged[], { stream, printed, size }: Logged): void {
  if (size >= smallBytes) return void logged.push({ stream, printed, size });
  const { text, base64 } = printed;
  const last = logged.at(-1);
  const isOpen =
    last?.stream === stream && last.printed.bytes === undefined && last.printed.base64 === undefined;
  if (isOpen && base64 === undefined && last.size < longestPiece) {
    last.printed.text += text;
    last.size += size;
  } else logged.push({ stream, printed: base64 === undefined ? { text } : { text, base64 }, size });
}

export function writeLog(pieces: readonly Piece[]): string {
  return JSON.stringify(pieces);
}

/** A log from its text; undefined if it is none. */
export function readLog(text: string): Piece[] | undefined {
  try {
    const pieces: unknown = JSON.parse(text);
    const sound =
      Array.isArray(pieces) &&
      pieces.every(
        (piece: unknown) =>
          Array.isArray(piece) &&
          (piece.length === 2 || (piece.length === 3 && typeof piece[2] === "string")) &&
          (piece[0] === "stdout" || piece[0] === "stderr") &&
          typeof piece[1] === "string",
      );
    return sound ? (pieces as Piece[]) : undefined;
  } catch {
    return undefined;
  }
}
