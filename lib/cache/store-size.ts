/**
 * How large the store is between two looks at all of its files, of which there may be a hundred thousand: a note beside
 * them, to which each gowsl adds what it has put. Of two at once one may lose its part, until the next look. Knows
 * nothing of what is stored.
 */
import path from "node:path";
import { readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";

/** For how long the note is believed. */
const believedMs = 60 * 60 * 1000;

interface Note {
  bytes: number;
  /** When all files were looked at. */
  lookedMs: number;
}

export class StoreSize {
  readonly #file: string;
  readonly #now: () => number;
  #added = 0;

  constructor(folder: string, now: () => number) {
    this.#file = path.join(folder, "size.json");
    this.#now = now;
  }

  /** This gowsl has put so much. */
  add(bytes: number): void {
    this.#added += bytes;
  }

  /** Is it noted that the store is below this limit, with what was added? Then that is noted, too. */
  async isBelow(limitBytes: number): Promise<boolean> {
    const note = readNote(readText(this.#file));
    const ageMs = note === undefined ? Infinity : this.#now() - note.lookedMs;
    if (note === undefined || ageMs < 0 || ageMs > believedMs) return false;
    const bytes = note.bytes + this.#added;
    if (bytes > limitBytes) return false;
    if (this.#added > 0) await this.#write({ ...note, bytes });
    return true;
  }

  /** All files were looked at. */
  async noteLook(bytes: number): Promise<void> {
    await this.#write({ bytes, lookedMs: this.#now() });
  }

  async #write(note: Note): Promise<void> {
    this.#added = 0;
    // What can't be noted is looked for next time.
    await writeText(this.#file, sealed(JSON.stringify(note)), "may be lost").catch(() => {});
  }
}

function readNote(text: string | undefined): Note | undefined {
  try {
    const note = JSON.parse(unsealed(text) ?? "null") as Partial<Note> | null;
    const isSound = Number.isFinite(note?.bytes) && Number.isFinite(note?.lookedMs);
    return isSound ? (note as Note) : undefined;
  } catch {
    return undefined;
  }
}
