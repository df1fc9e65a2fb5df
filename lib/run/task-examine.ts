/**
 * What is to be done for a declared command: nothing, restore, or run, each with its reason. Reads, and changes
 * nothing.
 */
import path from "node:path";
import { explainChange } from "../cache/explain.ts";
import { digestManifest, type DigestedManifest } from "../cache/manifest.ts";
import type { StoredOutput } from "../cache/store.ts";
import type { TaskOutput, TaskRecord } from "../cache/task-records.ts";
import type { FileStates } from "../host/file-states.ts";
import { linkStat, linkText, sameStat } from "../host/stat.ts";
import type { Failure } from "../model/failure.ts";
import type { BuildSetting } from "./setting.ts";
import type { DeclaredStep } from "./declared-step.ts";
import type { TaskFactFinder, TaskFacts } from "./task-facts.ts";

export interface ExaminedTask {
  step: DeclaredStep;
  verdict: "up-to-date" | "restore" | "run";
  reason: string;
  facts: TaskFacts;
  digested: DigestedManifest;
  record?: TaskRecord;
  /** Of the files, in which it began. */
  look: number;
}

export type TaskExamineSetting = Pick<BuildSetting, "root" | "states" | "taskRecords" | "store" | "force"> & {
  taskFacts: TaskFactFinder;
};

/** Examines one step. */
export async function examineTask(setting: TaskExamineSetting, step: DeclaredStep): Promise<ExaminedTask> {
  const { states, taskFacts, taskRecords, store, force, root } = setting;
  const { look } = states;
  const facts = await taskFacts.gather(step);
  const digested = digestManifest(facts.manifest, states);
  // Before it is read: if another one comes in its place, this one is seen to have moved.
  states.see(taskRecords.fileOf(step.id));
  const record = taskRecords.read(step.id);
  const examined = { step, facts, digested, look, ...(record === undefined ? {} : { record }) };
  if (digested.inexact !== undefined)
    return { ...examined, verdict: "run", reason: `not known: ${digested.inexact}` };
  if (force) return { ...examined, verdict: "run", reason: "--force" };
  const same = record?.state === "proven" && record.key === digested.key;
  const fault = same ? outputsFault(root, states, record.outputs) : undefined;
  if (same && fault === undefined) return { ...examined, verdict: "up-to-date", reason: upToDate };
  const reason = fault ?? changeReason(record, digested);
  // Known to the store only: of another checkout, or before `clean`. That is no first time.
  const before = record === undefined ? "ran before" : `ran before; ${reason}`;
  const stored = store.outputs(digested.key);
  if (stored !== undefined && otherFound(root, states, stored) === undefined)
    return { ...examined, verdict: "restore", reason: fault ?? before };
  return { ...examined, verdict: "run", reason };
}

export const upToDate = "no input changed";

function changeReason(record: TaskRecord | undefined, digested: DigestedManifest): string {
  if (record === undefined) return "first time here";
  if (record.key === "") return "no run has succeeded here";
  if (record.key !== digested.key) return explainChange(record.entries, digested);
  return record.state === "stale" ? "the last run did not succeed" : "inputs moved during the last run";
}

/** Files that a step names and that are not there. */
export function missingInputs({ step, facts }: ExaminedTask): Failure[] {
  return facts.missing.map(({ pattern, place }) => ({
    family: "config",
    place: `${step.id}: ${place}`,
    thing: `there is no "${pattern}"`,
    next: "Correct the path, or write it with a wildcard if the file may be missing.",
  }));
}

/** What is wrong with the recorded outputs, or undefined if they are as they were left. */
export function outputsFault(
  root: string,
  states: FileStates,
  outputs: readonly TaskOutput[],
): string | undefined {
  for (const output of outputs) {
    const state = outputState(root, states, output);
    if (state === "gone") return `${output.path} is gone`;
    if (state === "changed") return `${output.path} was changed by somebody else`;
    if (state === "mode") return `${output.path} has other permissions than it was made with`;
  }
  return undefined;
}

/** What lay among the outputs when a stored result came to be, and is not so here: then it says nothing of this place. */
export function otherFound(
  root: string,
  states: FileStates,
  outputs: readonly StoredOutput[],
): string | undefined {
  const isOther = (output: StoredOutput) => output.path === undefined || !isAsStored(root, states, output);
  const other = outputs.find((output) => output.role === "found" && isOther(output));
  return other && (other.path ?? "");
}

/** Is it in its place already? Then nothing is written, and nobody who watches it wakes up. */
export function isAsStored(root: string, states: FileStates, output: StoredOutput): boolean {
  const file = path.resolve(root, output.path!);
  const written = linkText(file);
  if (output.link !== undefined) return written === output.link;
  if (written !== "") return false;
  const { stat, mode = 0 } = states.see(file);
  return (
    stat?.size === output.sizeBytes && (mode & 0o777) === output.mode && states.digest(file) === output.sha256
  );
}

export type OutputState = "same" | "gone" | "changed" | "mode";

/** Is an output as it was recorded? */
export function outputState(root: string, states: FileStates, output: TaskOutput): OutputState {
  const file = path.resolve(root, output.path);
  if (output.link !== undefined) {
    if (linkText(file) === output.link) return "same";
    return linkStat(file) === undefined ? "gone" : "changed";
  }
  const { type, stat, mode = 0 } = states.see(file);
  if (sameStat(stat, output.stat)) return "same";
  // A link in the place of a file is another thing, wherever it leads.
  if (linkText(file) !== "") return "changed";
  if (stat === undefined) return "gone";
  if (type !== "file" || stat.size !== output.sizeBytes || states.digest(file) !== output.sha256)
    return "changed";
  return (mode & 0o777) === output.mode ? "same" : "mode";
}
