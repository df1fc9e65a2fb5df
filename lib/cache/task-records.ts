/**
 * What the last success of each declared command left in `.gowsl/tasks/`: its key, its entries, its outputs with
 * digests and stats. One file a step, so that two gowsl in one checkout lose nothing of each other. As with the
 * records of artifacts, it proves nothing from before the command runs until it is written last.
 */
import path from "node:path";
import { digestText, remove, type Stat } from "../host/files.ts";
import { textIfThere } from "../host/quick.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
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
  /** Set while a run writes outputs. Where it is still set, that run was killed. */
  begun?: Begun;
}

/** A run that has begun to write outputs. */
export interface Begun {
  /** Its name, which is that of its temporary folder. */
  run: string;
  /** What lay among the outputs and was not written by a run. */
  found: TaskOutput[];
  /** The process that ends what the run has started, if the run is killed. */
  guardian?: number;
}

export class TaskRecords {
  readonly #folder: string;
  /** Paths of what steps have written, as their records were last seen by this process. */
  readonly #outputs = new Map<string, readonly string[] | undefined>();

  constructor(root: string) {
    this.#folder = path.join(stateFolder(root), "tasks");
  }

  /** The record of a step; undefined if there is none that can be trusted. */
  read(step: string): TaskRecord | undefined {
    // Not noted among the looks: what gowsl keeps is no question to the project.
    const parsed = parseRecord(textIfThere(this.fileOf(step)));
    const record = parsed?.step === step ? parsed : undefined;
    this.#outputs.set(step, outputPaths(record));
    return record;
  }

  /**
   * Paths of what a step has written, for those that need it; undefined if no run of it has succeeded. Its record is not
   * read again where this process has examined the step: what others do to it meanwhile came after that.
   */
  outputsOf(step: string): readonly string[] | undefined {
    return this.#outputs.has(step) ? this.#outputs.get(step) : outputPaths(this.read(step));
  }

  /** Lost in a power cut, it costs a run: the outputs are compared with it whenever it is read. */
  async write(record: TaskRecord): Promise<void> {
    // If that fails, nobody knows which of the two is there.
    this.#outputs.delete(record.step);
    await writeText(this.fileOf(record.step), sealed(`${JSON.stringify(record)}\n`), "may be lost");
    this.#outputs.set(record.step, outputPaths(record));
  }

  /** Before the command runs: the outputs stay on the list of what `clean` removes, and nothing is proven. */
  async invalidate(record: TaskRecord): Promise<void> {
    if (record.state !== "stale") await this.write({ ...record, state: "stale" });
  }

  /**
   * The same where the run writes outputs. There is a record then also if no run has succeeded, or nobody could tell
   * what a killed run has left.
   */
  async begin(step: string, record: TaskRecord | undefined, begun: Begun): Promise<void> {
    await this.write({ ...(record ?? withoutSuccess(step)), state: "stale", begun });
  }

  /** After a run that did not succeed: these are ours to clean, those that it has left among them. */
  async fail(step: string, record: TaskRecord | undefined, outputs: TaskOutput[]): Promise<void> {
    if (record === undefined && outputs.length === 0) return this.remove({ step });
    const { begun: _, ...rest } = record ?? withoutSuccess(step);
    await this.write({ ...rest, state: "stale", outputs });
  }

  /** By the digest of the step's name, as the file is called. */
  readNamed(digest: string): TaskRecord | undefined {
    return parseRecord(textIfThere(this.#named(digest)));
  }

  async all(): Promise<TaskRecord[]> {
    return listFolder(this.#folder).flatMap(({ name }) => {
      if (!/^[0-9a-f]{32}\.json$/.test(name)) return [];
      return parseRecord(textIfThere(path.join(this.#folder, name))) ?? [];
    });
  }

  async remove({ step }: Pick<TaskRecord, "step">): Promise<void> {
    this.#outputs.delete(step);
    await remove(this.fileOf(step));
  }

  /** Where the record of a step is. */
  fileOf(step: string): string {
    return this.#named(digestText(step).slice(0, 32));
  }

  #named(digest: string): string {
    return path.join(this.#folder, `${digest}.json`);
  }
}

function outputPaths(record: TaskRecord | undefined): readonly string[] | undefined {
  return record === undefined || record.key === "" ? undefined : record.outputs.map((output) => output.path);
}

/** The record of a step that has not succeeded here yet. */
function withoutSuccess(step: string): TaskRecord {
  return { schema: 1, step, state: "stale", key: "", entries: [], outputs: [] };
}

/** A record from the text of its file. Anything unexpected is no record: the step then runs. */
function parseRecord(written: string | undefined): TaskRecord | undefined {
  const text = unsealed(written);
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<TaskRecord> | null;
    const isText = (value: unknown) => typeof value === "string";
    const sound =
      record?.schema === 1 &&
      [record.step, record.key].every(isText) &&
      (record.state === "proven" || record.state === "delivered" || record.state === "stale") &&
      (record.log === undefined || isText(record.log)) &&
      (record.begun === undefined || isBegun(record.begun)) &&
      Array.isArray(record.entries) &&
      record.entries.every(({ kind, name, value }) => [kind, name, value].every(isText)) &&
      Array.isArray(record.outputs) &&
      record.outputs.every(isOutput);
    return sound ? (record as TaskRecord) : undefined;
  } catch {
    return undefined;
  }
}

function isBegun({ run, found }: Partial<Begun>): boolean {
  // It names a folder.
  const isRun = typeof run === "string" && /^[\w.-]+-\d+-[0-9a-f]{8}$/.test(run);
  return isRun && Array.isArray(found) && found.every(isOutput);
}

function isOutput({ path: file, sha256, stat }: Partial<TaskOutput>): boolean {
  return typeof file === "string" && typeof sha256 === "string" && typeof stat === "object" && stat !== null;
}
