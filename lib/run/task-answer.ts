/**
 * What a declared command says while its result holds, and on which files, folders and variables that rests: for
 * the answer that is kept. Knows nothing of how answers are kept.
 */
import path from "node:path";
import type { Event } from "../model/event.ts";
import type { HeldTasks } from "./held-tasks.ts";
import type { Watched } from "./keep-answer.ts";
import { readLog, replayed } from "./step-log.ts";
import { examineTask, type ExaminedTask, type TaskExamineSetting } from "./task-examine.ts";
import type { DeclaredStep } from "./declared-step.ts";

export interface HeldTask {
  events: Event[];
  watched: Watched[];
  /** Names of the variables that it reads. */
  variables: string[];
  /** The file of its record. */
  record: string;
}

/** What is printed again with each answer is read with each answer. */
const mostCharacters = 1 << 16;

/** The result of a step, or the reason why it does not hold or can't be told from files. */
export async function heldTask(
  setting: TaskExamineSetting & { heldTasks: HeldTasks },
  step: DeclaredStep,
): Promise<HeldTask | string> {
  return setting.heldTasks.holding(step.id) ?? heldBy(setting, await examineTask(setting, step));
}

/** The same of a step that was examined. */
export function heldBy(
  setting: Pick<TaskExamineSetting, "root" | "taskRecords">,
  { step, verdict, reason, facts, record }: ExaminedTask,
): HeldTask | string {
  if (verdict !== "up-to-date" || record === undefined) return `${step.id}: ${reason}`;
  if (facts.asks !== undefined) return facts.asks;
  const watched = [...facts.watched];
  for (const output of record.outputs) {
    // Where a link leads can stay while what is written in it changes.
    if (output.link !== undefined) return `${output.path} is a link`;
    // By its stat: a content that is the same may have lost its permission to run.
    watched.push({ path: path.resolve(setting.root, output.path), watch: "stat" });
  }
  // A run that fails or is killed, also in the midst of a restore, need not touch what an earlier one wrote: only the
  // record tells of it.
  const recordFile = setting.taskRecords.fileOf(step.id);
  if (step.declared.outputs.length > 0) watched.push({ path: recordFile, watch: "stat" });
  if ((record.log?.length ?? 0) > mostCharacters) return `${step.id} prints too much`;
  const log = (record.log === undefined ? undefined : readLog(record.log)) ?? [];
  const result = { step: step.id, outcome: "up-to-date", reason, durationMs: 0 } as const;
  return {
    watched,
    variables: facts.variables,
    record: recordFile,
    events: [
      ...log.map((piece) => replayed(step.id, piece)),
      { type: "step-finished", step: step.id, results: [result] },
    ],
  };
}
