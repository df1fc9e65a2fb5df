/**
 * What a command has printed, kept with its result so that it can be printed again: which stream, in order. Of a
 * long one the beginning and the end are kept. Pure.
 */

import type { Event } from "../model/event.ts";

export type Stream = "stdout" | "stderr";

/** A piece of output: its stream, its text, and its bytes where they are no UTF-8. */
export type Piece = [stream: Stream, text: string, base64?: string];

/** What is said when it is printed again. */
export function replayed(step: string, [stream, text, base64]: Piece): Event {
  const bytes = base64 === undefined ? {} : { base64 };
  return { type: "output", step, stream, text, ...bytes, replayed: true };
}

/** How many characters of the beginning are kept, and how many of the end. */
const keptAtEachEnd = 1 << 19;

export class StepLog {
  readonly #first: Piece[] = [];
  #firstLength = 0;
  /** Whole pieces, the oldest first; somewhat more than is kept. */
  #last: Piece[] = [];
  #lastLength = 0;
  #leftOut = 0;

  add(stream: Stream, text: string, base64?: string): void {
    if (base64 !== undefined) return this.#addBytes(stream, text, base64);
    const room = this.#lastLength > 0 ? 0 : keptAtEachEnd - this.#firstLength;
    const head = text.slice(0, Math.max(room, 0));
    if (head !== "") append(this.#first, stream, head);
    this.#firstLength += head.length;
    const tail = text.slice(head.length);
    if (tail === "") return;
    append(this.#last, stream, tail);
    this.#lastLength += tail.length;
    // Only now and then, so that a log of gigabytes is not copied for each of its pieces.
    if (this.#lastLength > 4 * keptAtEachEnd) this.#shorten();
  }

  /** Bytes stay together: they are at one end or left out. */
  #addBytes(stream: Stream, text: string, base64: string): void {
    const isFirst = this.#lastLength === 0 && this.#firstLength + text.length <= keptAtEachEnd;
    (isFirst ? this.#first : this.#last).push([stream, text, base64]);
    if (isFirst) this.#firstLength += text.length;
    else this.#lastLength += text.length;
    if (this.#lastLength > 4 * keptAtEachEnd) this.#shorten();
  }

  get isEmpty(): boolean {
    return this.#first.length === 0;
  }

  /** All that is kept, with a line in place of what is left out. */
  pieces(): Piece[] {
    this.#shorten();
    if (this.#leftOut === 0) return [...this.#first, ...this.#last];
    const gap: Piece = ["stderr", `\n... ${this.#leftOut} characters were not kept ...\n`];
    return [...this.#first, gap, ...this.#last];
  }

  #shorten(): void {
    let surplus = this.#lastLength - keptAtEachEnd;
    if (surplus <= 0) return;
    this.#leftOut += surplus;
    this.#lastLength -= surplus;
    const kept: Piece[] = [];
    for (const piece of this.#last) {
      const [stream, text, base64] = piece;
      const cut = Math.min(surplus, text.length);
      surplus -= cut;
      if (cut === 0) kept.push(piece);
      else if (cut < text.length && base64 === undefined) kept.push([stream, text.slice(cut)]);
    }
    this.#last = kept;
  }
}

function append(pieces: Piece[], stream: Stream, text: string): void {
  const last = pieces.at(-1);
  // Not without end: what is appended to is copied some day.
  if (last?.[0] === stream && last[2] === undefined && last[1].length < 1 << 16) last[1] += text;
  else pieces.push([stream, text]);
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
