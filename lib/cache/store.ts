/**
 * The artifact store: blobs by SHA-256 and results by key, shared by all checkouts of a user. An
 * entry gets its name only when it is complete, and is checked before it is used. Knows nothing of
 * what the artifacts are.
 */
import path from "node:path";
import {
  digestFile,
  digestText,
  isFile,
  listNames,
  readText,
  remove,
  touch,
  walkFiles,
  type Stat,
} from "../host/files.ts";
import { isAbandonedName, placeCopy, prepareCopy, writeText, type PreparedCopy } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { keyOf, type Entry } from "./manifest.ts";
import { StoreSize } from "./store-size.ts";

export interface StoredOutput {
  /**
   * What the output is to its step: `artifact`, `header`, `file`, `link`, `log`; `found` is none, but lay among the
   * outputs when they were made, and the result says nothing of where it does not.
   */
  role: string;
  /** Of files and links of tasks: from the root, with `/`. */
  path?: string;
  /** What is written in a link. */
  link?: string;
  sha256: string;
  sizeBytes: number;
  mode: number;
}

/** An output on its way into the store. */
export interface StoringOutput extends StoredOutput {
  file: string;
  /** Nobody else knows the file: the copy is not digested again before it is used. */
  isOwn?: true;
}

interface StoredResult {
  schema: 1;
  outputs: StoredOutput[];
}

/** A result that is there. Nothing changes in the checkout before `place`. */
export interface Hit {
  outputs: StoredOutput[];
  /**
   * Copies an output to its place, never as a link: editing it must not change the store.
   * @returns what was placed; undefined if the blob is gone or broken, and nothing was placed.
   */
  place(output: StoredOutput, destination: string): Promise<Stat | undefined>;
  /** A checked copy beside its place; undefined if the blob is gone or broken. The store stays as it is until it is placed. */
  prepare(output: StoredOutput, destination: string): Promise<PreparedCopy | undefined>;
  /** The content of an output as text; undefined if the blob is gone or broken. */
  text(output: StoredOutput): string | undefined;
}

const digestForm = /^[0-9a-f]{64}$/;

export class Store {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #size: StoreSize;

  /** @param now gives the time in ms, for the order in which entries are evicted. */
  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
    this.#size = new StoreSize(folder, now);
  }

  /** Is there a result for a key? Changes nothing, not even the order of eviction. */
  has(key: string): boolean {
    return this.outputs(key) !== undefined;
  }

  /** Looks a key up. A result whose blobs are not all there is none. */
  async find(key: string): Promise<Hit | undefined> {
    const outputs = this.outputs(key);
    if (outputs === undefined) return undefined;
    await touch(this.#resultFile(key), this.#now());
    return {
      outputs,
      place: (output, destination) => this.#place(output, destination),
      prepare: (output, destination) => this.#prepare(output, destination),
      text: ({ sha256 }) => {
        const text = readText(this.#blobFile(sha256));
        return text !== undefined && digestText(text) === sha256 ? text : undefined;
      },
    };
  }

  /** The result of a key; undefined if there is none, or not all of its blobs. Changes nothing. */
  outputs(key: string): StoredOutput[] | undefined {
    const outputs = parseResult(unsealed(readText(this.#resultFile(key))))?.outputs;
    return outputs?.every((output) => !hasBlob(output) || isFile(this.#blobFile(output.sha256)))
      ? outputs
      : undefined;
  }

  /** The keys that begin so, of which is known what they were made of. */
  async keysFrom(start: string): Promise<string[]> {
    const names = await listNames(path.join(this.#folder, "entries", start.slice(0, 2)));
    return names.flatMap((name) => (name.startsWith(start) ? [name.replace(/\.json$/, "")] : []));
  }

  /** What the key was made of; undefined where that is not known, or is not what makes this key. */
  entries(key: string): Entry[] | undefined {
    const entries = parseEntries(readText(this.#entriesFile(key)) ?? "");
    return entries !== undefined && keyOf(entries) === key ? entries : undefined;
  }

  /**
   * Stores the outputs of a key: first the blobs, then the result that names them. What a power cut takes of them is
   * seen when they are used.
   */
  async put(key: string, outputs: StoringOutput[], entries: readonly Entry[]): Promise<void> {
    for (const output of outputs) {
      if (!hasBlob(output)) continue;
      const { file, sha256, isOwn } = output;
      const blob = this.#blobFile(sha256);
      if (!isFile(blob)) {
        await placeCopy(file, blob, 0o444, async (copy) => isOwn || (await digestFile(copy)) === sha256);
        this.#size.add(output.sizeBytes);
      }
      if (!isFile(blob)) return;
      await touch(blob, this.#now());
    }
    const result: StoredResult = {
      schema: 1,
      outputs: outputs.map(asStored),
    };
    const texts = [JSON.stringify(entries), sealed(JSON.stringify(result))] as const;
    await writeText(this.#entriesFile(key), texts[0], "may be lost");
    await writeText(this.#resultFile(key), texts[1], "may be lost");
    await touch(this.#resultFile(key), this.#now());
    this.#size.add(texts[0].length + texts[1].length);
  }

  /** Removes what was used longest ago until the store is below its limit, with some room. */
  async trim(limitBytes: number): Promise<void> {
    if (await this.#size.isBelow(limitBytes)) return;
    const found = await walkFiles(this.#folder);
    const abandoned = found.filter((file) => isAbandonedName(path.basename(file.path)));
    for (const file of abandoned) await remove(file.path);
    const files = found.filter((file) => !abandoned.includes(file));
    let total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const oldest = total <= limitBytes ? [] : files.toSorted((left, right) => left.mtimeMs - right.mtimeMs);
    for (const file of oldest) {
      if (total <= limitBytes * 0.9) break;
      await remove(file.path);
      total -= file.sizeBytes;
    }
    await this.#size.noteLook(total);
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    await remove(this.#folder);
  }

  async #place(output: StoredOutput, destination: string): Promise<Stat | undefined> {
    const copy = await this.#prepare(output, destination);
    // A broken blob would fail for ever; without it the next build stores it anew.
    if (copy === undefined) await remove(this.#blobFile(output.sha256)).catch(() => {});
    try {
      await copy?.place();
      return copy?.stat;
    } finally {
      copy?.drop();
    }
  }

  async #prepare(output: StoredOutput, destination: string): Promise<PreparedCopy | undefined> {
    const blob = this.#blobFile(output.sha256);
    const copy = await prepareCopy(blob, destination, output.mode, async (file) => {
      return (await digestFile(file)) === output.sha256;
    }).catch(async (error: unknown) => {
      // Either side may be at fault: what can't be read whole from the store is not there.
      const sound = await digestFile(blob).catch(() => undefined);
      if (sound === output.sha256) throw error;
      return undefined;
    });
    if (copy === undefined) return undefined;
    const place = async () => {
      await copy.place();
      await touch(blob, this.#now());
    };
    return { ...copy, place };
  }

  #blobFile(sha256: string): string {
    return path.join(this.#folder, "blobs", sha256.slice(0, 2), sha256);
  }

  #entriesFile(key: string): string {
    return path.join(this.#folder, "entries", key.slice(0, 2), `${key}.json`);
  }

  #resultFile(key: string): string {
    return path.join(this.#folder, "results", key.slice(0, 2), `${key}.json`);
  }
}

function hasBlob({ role, link }: StoredOutput): boolean {
  return link === undefined && role !== "found";
}

/** Without the file that it came from, which is somebody's own affair. */
function asStored({ role, path: name, sha256, sizeBytes, mode, link }: StoredOutput): StoredOutput {
  const place = name === undefined ? {} : { path: name };
  return { role, ...place, sha256, sizeBytes, mode, ...(link === undefined ? {} : { link }) };
}

/** Entries from their text; the key tells whether they are the right ones. */
function parseEntries(text: string): Entry[] | undefined {
  try {
    const entries: unknown = JSON.parse(text);
    const sound =
      Array.isArray(entries) &&
      entries.every(({ kind, name, value }) => [kind, name, value].every((each) => typeof each === "string"));
    return sound ? (entries as Entry[]) : undefined;
  } catch {
    return undefined;
  }
}

/** A result from its text. What does not look as it should is none: the store may be anybody's. */
function parseResult(text: string | undefined): StoredResult | undefined {
  if (text === undefined) return undefined;
  try {
    const result = JSON.parse(text) as Partial<StoredResult> | null;
    const sound =
      result?.schema === 1 &&
      Array.isArray(result.outputs) &&
      result.outputs.length > 0 &&
      result.outputs.every(
        (output) =>
          typeof output.role === "string" &&
          (output.path === undefined || typeof output.path === "string") &&
          (output.link === undefined || typeof output.link === "string") &&
          typeof output.sha256 === "string" &&
          digestForm.test(output.sha256) &&
          Number.isSafeInteger(output.sizeBytes) &&
          Number.isSafeInteger(output.mode) &&
          // Not by bits: those of JavaScript end at 32.
          output.mode >= 0 &&
          output.mode <= 0o777,
      );
    return sound ? (result as StoredResult) : undefined;
  } catch {
    return undefined;
  }
}
