/**
 * What the last success of each declared command left in `.gowsl/tasks/`: its key, its entries, its outputs with
 * digests and stats. One file a step, so that two gowsl in one checkout lose nothing of each other. As with the
 * records of artifacts, it proves nothing from before the command runs until it is written last.
 */
import path from "node:path";
import { digestText, remove, type Stat } from "../host/files.ts";
import { textIfThere } from "../host/quick.ts";
import { writeText } from "../host/placing.ts";
import { listFolder } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Entry } from "./manifest.ts";

export interface TaskOutput {
  /** From the root, with `/`. */
  path: string;
  /** Of the content, or of what is written in a link. */
  sha256: string;
  sizeBytes: number;
  mode: number;
  stat: Stat;
  /** What is written in it, if it is a link. */
  link?: string;
  /** It was there before, and its task has not written it: it may be the user's own, and is not gowsl's to remove. */
  found?: true;
}

export interface TaskRecord {
  schema: 1;
  step: string;
  /**
   * `proven`: the outputs are made from what the key says. `delivered`: the command succeeded, but its inputs moved.
   * `stale`: it was started again, and has not succeeded since; the outputs are still ours to clean.
   */
  state: "proven" | "delivered" | "stale";
  key: string;
  entries: Entry[];
  outputs: TaskOutput[];
  /** What it printed, as text of a log; kept here if the task only looks. */
  log?: string;
}

export class TaskRecords {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = path.join(stateFolder(root), "tasks");
  }

  /** The record of a step; undefined if there is none that can be trusted. */
  read(step: string): TaskRecord | undefined {
    // Not noted among the looks: what gowsl keeps is no question to the project.
    const record = parseRecord(textIfThere(this.#file(step)));
    return record?.step === step ? record : undefined;
  }

  /** Lost in a power cut, it costs a run: the outputs are compared with it whenever it is read. */
  async write(record: TaskRecord): Promise<void> {
    await writeText(this.#file(record.step), `${JSON.stringify(record)}\n`, "may be lost");
  }

  /** Before the command runs: the outputs stay on the list of what `clean` removes, and nothing is proven. */
  async invalidate(record: TaskRecord): Promise<void> {
    if (record.state !== "stale") await this.write({ ...record, state: "stale" });
  }

  async all(): Promise<TaskRecord[]> {
    return listFolder(this.#folder).flatMap(({ name }) => {
      if (!/^[0-9a-f]{32}\.json$/.test(name)) return [];
      return parseRecord(textIfThere(path.join(this.#folder, name))) ?? [];
    });
  }

  async remove({ step }: Pick<TaskRecord, "step">): Promise<void> {
    await remove(this.#file(step));
  }

  #file(step: string): string {
    return path.join(this.#folder, `${digestText(step).slice(0, 32)}.json`);
  }
}

/** A record from the text of its file. Anything unexpected is no record: the step then runs. */
function parseRecord(text: string | undefined): TaskRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<TaskRecord> | null;
    const isText = (value: unknown) => typeof value === "string";
    const sound =
      record?.schema === 1 &&
      [record.step, record.key].every(isText) &&
      (record.state === "proven" || record.state === "delivered" || record.state === "stale") &&
      (record.log === undefined || isText(record.log)) &&
      Array.isArray(record.entries) &&
      record.entries.every(({ kind, name, value }) => [kind, name, value].every(isText)) &&
      Array.isArray(record.outputs) &&
      record.outputs.every(({ path: file, sha256, stat }) => isText(file) && isText(sha256) && stat !== null);
    return sound ? (record as TaskRecord) : undefined;
  } catch {
    return undefined;
  }
}
