/**
 * What the last success of each artifact left in `.gowsl/`: its key, its entries, its outputs with
 * digests and stats. One file an artifact, so that two gowsl in one checkout lose nothing of each
 * other. A record is taken away before its step runs and written last. Knows nothing of Go.
 */
import path from "node:path";
import { digestText, listNames, readText, remove, type Stat } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";
import type { Artifact } from "../model/event.ts";
import type { Entry } from "./manifest.ts";

export interface RecordedOutput {
  /** Relative to the root, or absolute. */
  path: string;
  sha256: string;
  sizeBytes: number;
  mode: number;
  stat: Stat;
}

export interface Record {
  schema: 2;
  step: string;
  /** Path of the artifact, as in the plan. */
  unit: string;
  /** Import path of the main package. */
  package: string;
  /**
   * `proven`: made from what the key says. `delivered`: good, but not known to be up to date next time.
   * `stale`: a newer build was begun; the outputs are still ours to clean.
   */
  state: "proven" | "delivered" | "stale";
  key: string;
  entries: Entry[];
  outputs: RecordedOutput[];
  artifact: Artifact;
}

/** The records of one checkout. */
export class Records {
  readonly #folder: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.#folder = path.join(stateFolder(root), "records");
  }

  /** The record of an artifact; undefined if there is none that can be trusted. */
  read(step: string, unit: string): Record | undefined {
    return parseRecord(readText(this.#file(step, unit)));
  }

  /** Makes the folder. */
  async prepare(): Promise<void> {
    await prepareStateFolder(this.#root);
  }

  /** Lost in a power cut, it costs a build: what lies in the place is compared with it whenever it is read. */
  async write(record: Record): Promise<void> {
    const file = this.#file(record.step, record.unit);
    await writeText(file, sealed(`${JSON.stringify(record)}\n`), "may be lost");
  }

  /** Before a step runs: keeps the outputs on the list of what `clean` removes, and proves nothing. */
  async invalidate(record: Record): Promise<void> {
    await this.write({ ...record, state: "stale" });
  }

  async all(): Promise<Record[]> {
    const names = await listNames(this.#folder);
    // Temporary names of a crash are no records.
    return names
      .filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
      .flatMap((name) => parseRecord(readText(path.join(this.#folder, name))) ?? []);
  }

  async remove({ step, unit }: Pick<Record, "step" | "unit">): Promise<void> {
    await remove(this.#file(step, unit));
  }

  #file(step: string, unit: string): string {
    return path.join(this.#folder, `${digestText(JSON.stringify([step, unit])).slice(0, 32)}.json`);
  }
}

/** A record from the text of its file. Anything unexpected is no record: the step then runs. */
function parseRecord(written: string | undefined): Record | undefined {
  const text = unsealed(written);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<Record> | null;
    const sound =
      record?.schema === 2 &&
      typeof record.step === "string" &&
      typeof record.unit === "string" &&
      typeof record.package === "string" &&
      typeof record.key === "string" &&
      (record.state === "proven" || record.state === "delivered" || record.state === "stale") &&
      typeof record.artifact?.path === "string" &&
      Array.isArray(record.entries) &&
      record.entries.every(({ name, value }) => typeof name === "string" && typeof value === "string") &&
      Array.isArray(record.outputs) &&
      record.outputs.length > 0 &&
      record.outputs.every((output) => typeof output.path === "string" && typeof output.sha256 === "string");
    return sound ? (record as Record) : undefined;
  } catch {
    return undefined;
  }
}
