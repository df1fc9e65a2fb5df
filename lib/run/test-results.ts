/**
 * The kept results of tests, in `.gowsl/tests/`: one folder a package, one file for each state of its
 * inputs that passed. Failures are never among them. Knows nothing of go.
 */
import path from "node:path";
import type { Entry } from "../cache/manifest.ts";
import { shortDigest } from "../host/file-states.ts";
import { listNames, newestFirst, readText, remove, touch } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { lookAt, type Stat } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Input } from "./test-log.ts";

export interface KeptResult {
  schema: 1;
  package: string;
  /** Of the manifest: what is known without a run. */
  key: string;
  entries: Entry[];
  /** What the tests opened and read, with the values of then. */
  inputs: [...Input, value: string][];
  /** What go printed for the package. */
  text: string;
  /** When the tests began, in ms. */
  startedMs: number;
}

/** Whose results: the tests of a package in a step, with whatever flags. */
export interface ResultPlace {
  step: string;
  cwd: string;
  package: string;
}

/** How many states of a package are kept: branches and flags, mostly. */
const keptStates = 16;

export class TestResults {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(root: string, now: () => number) {
    this.#folder = path.join(stateFolder(root), "tests");
    this.#now = now;
  }

  /** The result for a key, of those that hold; undefined if there is none. */
  async find(
    place: ResultPlace,
    key: string,
    holds: (kept: KeptResult) => boolean,
  ): Promise<KeptResult | undefined> {
    const folder = this.#folderOf(place);
    for (const name of await listNames(folder)) {
      if (!name.startsWith(keyPart(key))) continue;
      const kept = parseResult(readText(path.join(folder, name)));
      if (kept?.key === key && kept.package === place.package && holds(kept)) return kept;
    }
    return undefined;
  }

  /** The result that was kept or used last, whether it holds or not; one that is alike before others. */
  async last(place: ResultPlace, isAlike: (kept: KeptResult) => boolean): Promise<KeptResult | undefined> {
    const files = newestFirst(this.#folderOf(place));
    const kept = files.flatMap((file) => parseResult(readText(file)) ?? []);
    return kept.find(isAlike) ?? kept[0];
  }

  /** When a result of the package was last kept or dropped; undefined if none ever was. */
  movedAt(place: ResultPlace): Stat | undefined {
    return lookAt(this.#folderOf(place)).stat;
  }

  /** The entries of all results whose key begins so, by key. */
  async entriesFrom(start: string): Promise<Map<string, readonly Entry[]>> {
    const found = new Map<string, readonly Entry[]>();
    for (const folder of await listNames(this.#folder)) {
      for (const name of await listNames(path.join(this.#folder, folder))) {
        if (!name.startsWith(keyPart(start))) continue;
        const kept = parseResult(readText(path.join(this.#folder, folder, name)));
        if (kept?.key.startsWith(start)) found.set(kept.key, kept.entries);
      }
    }
    return found;
  }

  /** A result was used: those that nobody uses are dropped first. */
  async used(place: ResultPlace, result: KeptResult): Promise<void> {
    await touch(path.join(this.#folderOf(place), nameOf(result)), this.#now());
  }

  /** Keeps a result. What can't be written is run again. */
  async keep(place: ResultPlace, result: KeptResult): Promise<void> {
    const folder = this.#folderOf(place);
    try {
      const text = sealed(`${JSON.stringify(result)}\n`);
      await writeText(path.join(folder, nameOf(result)), text, "may be lost");
      for (const file of newestFirst(folder).slice(keptStates)) await remove(file);
    } catch {
      // A full or read-only disk costs time only.
    }
  }

  #folderOf({ step, cwd, package: importPath }: ResultPlace): string {
    return path.join(this.#folder, shortDigest(JSON.stringify([step, cwd, importPath])));
  }
}

function nameOf({ key, inputs }: KeptResult): string {
  return `${keyPart(key)}-${shortDigest(JSON.stringify(inputs))}.json`;
}

function keyPart(key: string): string {
  return key.slice(0, 32);
}

/** A result from the text of its file. Anything unexpected is no result: the tests then run. */
export function parseResult(written: string | undefined): KeptResult | undefined {
  const text = unsealed(written);
  if (text === undefined) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<KeptResult> | null;
    const isText = (value: unknown) => typeof value === "string";
    const sound =
      kept?.schema === 1 &&
      [kept.package, kept.key, kept.text].every(isText) &&
      typeof kept.startedMs === "number" &&
      Array.isArray(kept.entries) &&
      kept.entries.every(({ kind, name, value }) => [kind, name, value].every(isText)) &&
      Array.isArray(kept.inputs) &&
      kept.inputs.every((input) => Array.isArray(input) && input.length === 3 && input.every(isText)) &&
      kept.inputs.every(([kind]) => ["variable", "open", "stat", "enter"].includes(kind));
    return sound ? (kept as KeptResult) : undefined;
  } catch {
    return undefined;
  }
}
