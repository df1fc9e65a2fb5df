/**
 * Digests of files by their stats: of an unchanged file nothing is read twice, neither in this run
 * nor in the next. Knows nothing of what the files mean; what else is derived from a content (the
 * header of a Go file) comes with its function.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { readText } from "./files.ts";
import { writeText } from "./placing.ts";
import { reading } from "./quick.ts";
import { sealed, unsealed } from "./sealed.ts";
import {
  hasTrustedTimes,
  isAsSeen,
  listFolder,
  lookAt,
  settledMs,
  type Name,
  type Seen,
  type Stat,
} from "./stat.ts";

interface State extends Seen {
  /** In which look it was last compared with the disk, and since which one it is so. */
  look: number;
  since: number;
  /** Could a later change be told by the stat alone? Else its content is read in each look. */
  settled: boolean;
  /** Do the times of its file system say something? */
  trusted: boolean;
  digest?: string;
  /** By name of the derivation. */
  derived?: Record<string, string>;
  names?: Name[];
}

export interface FileStatesOptions {
  platform: NodeJS.Platform;
  now: () => number;
  /** Where the digests are kept between runs; absent: nowhere. */
  file?: string;
}

/** A row of the kept file: size, mtime, ctime, inode, digest, derived values. */
type Row = [number, number, number, number, string?, Record<string, string>?];

interface Kept {
  schema?: number;
  rows?: [path: string, Row][];
  contents?: [digest: string, derived: Record<string, string>][];
}

const schema = 2;

/** How many files are remembered that this run did not look at. */
const mostOlder = 50_000;

/** Of how many contents that no file has any more it is remembered what was derived: those of other branches. */
const mostContents = 5_000;

export class FileStates {
  readonly #options: FileStatesOptions;
  readonly #states = new Map<string, State>();
  readonly #trusted = new Map<number, boolean>();
  /** What was derived, by the digest of a content that a file had before; the last one is the youngest. */
  readonly #contents = new Map<string, Record<string, string>>();
  #look = 1;
  #changed = false;

  constructor(options: FileStatesOptions) {
    this.#options = options;
    if (options.file !== undefined) this.#load(options.file);
  }

  /** The look that goes on now. */
  get look(): number {
    return this.#look;
  }

  /** From here on each path is compared with the disk once more. */
  lookAgain(): void {
    this.#look++;
  }

  /** What is at a path. */
  see(path: string): Readonly<Seen> & { settled: boolean; trusted: boolean } {
    return this.#state(path);
  }

  /** Is a path what it was in that look? False where that can't be told: nobody looked, or its stat says too little. */
  isUnmoved(path: string, look: number): boolean {
    return this.#state(path).since <= look;
  }

  /** SHA-256 of the content in hex; undefined where there is no file that can be read. */
  digest(path: string): string | undefined {
    const state = this.#state(path);
    if (state.digest === undefined && state.type === "file") {
      const digest = digestOf(path, state.stat!.size);
      if (digest !== undefined) state.digest = digest;
      this.#changed = true;
    }
    return state.digest;
  }

  /** What a function makes of the content, a short text, by the function's name; undefined where there is no file. */
  derived(path: string, name: string, derive: (latin1: string) => string): string | undefined {
    const state = this.#state(path);
    const known = state.derived?.[name];
    if (known !== undefined || state.type !== "file") return known;
    try {
      const content = readFileSync(path, reading);
      const digest = createHash("sha256").update(content).digest("hex");
      if (state.digest !== undefined && state.digest !== digest) {
        // It was written since it was looked at: what is known of the one content says nothing of the other.
        delete state.derived;
        state.settled = false;
      }
      state.digest = digest;
      // Every byte a character: in UTF-8 what is invalid and the sign for it would look alike.
      const value = this.#contents.get(digest)?.[name] ?? derive(content.toString("latin1"));
      state.derived = { ...state.derived, [name]: value };
      this.#changed = true;
      return value;
    } catch {
      return undefined;
    }
  }

  /** What a folder holds. */
  names(folder: string): readonly Name[] {
    const state = this.#state(folder);
    return (state.names ??= state.type === "folder" ? listFolder(folder) : []);
  }

  /** Did anything that was looked at change since, or can that not be told? */
  changedSince(timeMs: number): boolean {
    for (const { stat, look, trusted } of this.#states.values()) {
      if (look !== this.#look || stat === undefined) continue;
      if (!trusted || Math.max(stat.mtimeMs, stat.ctimeMs) > timeMs) return true;
    }
    return false;
  }

  /** Keeps the digests for the next run. What can't be written costs time, not truth. */
  async save(): Promise<void> {
    const { file } = this.#options;
    if (file === undefined || !this.#changed) return;
    const rows: [string, Row][] = [];
    const older = [...this.#states.values()].filter(({ look }) => look === 0).length;
    for (const [path, { stat, look, settled, digest, derived }] of this.#states) {
      // Of other branches and command lines, or of files that are no more: nobody knows.
      if (look === 0 && older > mostOlder) continue;
      if (!settled || stat === undefined || (digest === undefined && derived === undefined)) continue;
      const { size, mtimeMs, ctimeMs, inode } = stat;
      const row: Row = [size, mtimeMs, ctimeMs, inode];
      if (digest !== undefined || derived !== undefined) row.push(digest ?? "");
      if (derived !== undefined) row.push(derived);
      rows.push([path, row]);
    }
    const contents = [...this.#contents].slice(-mostContents);
    const text = sealed(JSON.stringify({ schema, rows, contents }));
    await writeText(file, text, "may be lost").catch(() => {});
  }

  #state(path: string): State {
    const known = this.#states.get(path);
    if (known?.look === this.#look) return known;
    if (known !== undefined && known.settled && isAsSeen(path, known)) {
      known.look = this.#look;
      return known;
    }
    const seen = lookAt(path);
    if (known?.digest !== undefined && known.derived !== undefined) {
      this.#contents.delete(known.digest);
      this.#contents.set(known.digest, known.derived);
    }
    const trusted = this.#isTrusted(path, seen.device);
    const { mtimeMs = Infinity, ctimeMs = Infinity } = seen.stat ?? {};
    const settled = trusted && this.#options.now() - Math.max(mtimeMs, ctimeMs) > settledMs;
    const look = this.#look;
    // What is not there has no stat, and is not there still.
    const since = known?.type === "none" && seen.type === "none" ? known.since : look;
    const state: State = { ...seen, look, since, settled, trusted };
    this.#states.set(path, state);
    return state;
  }

  #isTrusted(path: string, device: number | undefined): boolean {
    if (device === undefined) return false;
    let trusted = this.#trusted.get(device);
    if (trusted === undefined) {
      trusted = hasTrustedTimes(path, this.#options.platform);
      this.#trusted.set(device, trusted);
    }
    return trusted;
  }

  #load(file: string): void {
    try {
      const kept = JSON.parse(unsealed(readText(file)) ?? "{}") as Kept;
      if (kept.schema !== schema) return;
      for (const [digest, derived] of kept.contents ?? []) this.#contents.set(digest, derived);
      for (const [path, [size, mtimeMs, ctimeMs, inode, digest, derived]] of kept.rows ?? []) {
        const stat: Stat = { size, mtimeMs, ctimeMs, inode };
        this.#states.set(path, {
          type: "file",
          stat,
          look: 0,
          since: 0,
          settled: true,
          trusted: true,
          ...(digest ? { digest } : {}),
          ...(derived === undefined ? {} : { derived }),
        });
      }
    } catch {
      // A file that is no such list is none.
      this.#states.clear();
      this.#contents.clear();
    }
  }
}

/** Enough to tell states of one file apart; keys are made of whole digests only. */
export function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

function digestOf(path: string, size: number): string | undefined {
  const hash = createHash("sha256");
  try {
    if (size < 1 << 22) return hash.update(readFileSync(path, reading)).digest("hex");
    const handle = openSync(path, reading.flag);
    try {
      const buffer = Buffer.alloc(1 << 20);
      for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
        hash.update(buffer.subarray(0, read));
      }
    } finally {
      closeSync(handle);
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}
