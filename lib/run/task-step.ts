/**
 * Runs a declared command, or not: nothing to do, its result from the store, or the command itself, whose outputs
 * and log are then kept. Knows nothing of other steps.
 */
import path from "node:path";
import type { TaskOutput, TaskRecord } from "../cache/task-records.ts";
import { describeError } from "../host/files.ts";
import type { StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { fileFailure } from "./build-texts.ts";
import { runCommands, type CommandStepSetting } from "./command-step.ts";
import type { DeclaredStep } from "./declared-step.ts";
import { outOfTheWay, putAway, type PutAway } from "./put-away.ts";
import type { StepExecution } from "./scheduler.ts";
import type { BuildSetting } from "./setting.ts";
import { readLog, replayed, StepLog, type Piece } from "./step-log.ts";
import { sameRecord, takeStepTurn, type StepTurn } from "./step-turn.ts";
import { examineTask, missingInputs, type ExaminedTask, type TaskExamineSetting } from "./task-examine.ts";
import { heldBy } from "./task-answer.ts";
import { inputStats, movedWhile, recordTask, storeTask } from "./task-keep.ts";
import {
  collectOutputs,
  foundBefore,
  writtenOutputs,
  type LookedAt,
  type OutputSetting,
} from "./task-outputs.ts";
import { restoreOutputs } from "./task-restore.ts";
import { settleUnfinished, type UnfinishedSetting } from "./unfinished.ts";

export type TaskStepSetting = CommandStepSetting &
  TaskExamineSetting &
  OutputSetting &
  UnfinishedSetting &
  Pick<BuildSetting, "temporaryFolder" | "now" | "heldTasks">;

/** Runs the step. */
export async function runTaskStep(
  setting: TaskStepSetting,
  step: DeclaredStep,
  cores: number,
  extra: readonly string[],
): Promise<StepExecution> {
  const run = new TaskRun(setting, step, cores, extra);
  try {
    return await run.run();
  } catch (error) {
    // Files come and go under a running step; what is not about files is a bug and goes on.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const failure = fileFailure(error, step.id);
    return run.end("failed", failure.thing, [failure]);
  }
}

class TaskRun {
  readonly #setting: TaskStepSetting;
  readonly #step: DeclaredStep;
  readonly #cores: number;
  readonly #extra: readonly string[];
  readonly #startedMs: number;
  #wrote = false;

  constructor(setting: TaskStepSetting, step: DeclaredStep, cores: number, extra: readonly string[]) {
    this.#setting = setting;
    this.#step = step;
    this.#cores = cores;
    this.#extra = extra;
    this.#startedMs = setting.elapsed();
  }

  async run(): Promise<StepExecution> {
    const setting = this.#setting;
    const examined = await examineTask(setting, this.#step);
    const missing = missingInputs(examined);
    if (missing.length > 0) return this.end("failed", missing[0]!.thing, missing);
    if (examined.verdict === "up-to-date") return this.#upToDate(examined);
    const turn = await takeStepTurn(
      setting,
      this.#step.id,
      () => !sameRecord(setting.taskRecords.read(this.#step.id), examined.record),
    );
    if (turn === undefined) return this.end("cancelled", "was not finished");
    try {
      if (!turn.waited) return await this.#work(examined, turn);
      setting.taskFacts.lookAgain();
      const again = await examineTask(setting, this.#step);
      return again.verdict === "up-to-date" ? this.#upToDate(again) : await this.#work(again, turn);
    } finally {
      turn.end();
    }
  }

  #upToDate(examined: ExaminedTask): StepExecution {
    const { record, reason, look } = examined;
    const held = heldBy(this.#setting, examined);
    // What Go packages read is asked of go once more.
    if (typeof held !== "string" && this.#step.declared.packages === undefined)
      this.#setting.heldTasks.note(this.#step.id, held, look);
    this.#claim(record!.outputs);
    // What a task says that only looks is its result.
    this.#replay(keptLog(record!.log));
    return this.end("up-to-date", reason);
  }

  async #work(examined: ExaminedTask, turn: StepTurn): Promise<StepExecution> {
    await this.#settle(examined, turn);
    if (examined.verdict === "run") return this.#produce(examined);
    const restored = await this.#restore(examined);
    if (typeof restored !== "string") return restored;
    const record = this.#setting.taskRecords.read(this.#step.id);
    const again = { ...examined, verdict: "run", reason: restored, ...(record && { record }) } as const;
    await this.#settle(again, turn);
    return this.#produce(again);
  }

  /** What a run that was killed has left goes out of the way of this one. */
  async #settle({ record }: ExaminedTask, turn: StepTurn): Promise<void> {
    const note = await settleUnfinished(this.#setting, this.#step, record, turn);
    if (note !== undefined) this.#note(note);
  }

  /** From here on nothing is proven, and what a killed run leaves is known from what was there. */
  async #begin(record: TaskRecord | undefined, found: LookedAt): Promise<void> {
    const { taskRecords, temporaryFolder, children } = this.#setting;
    const step = this.#step;
    // Who only looks leaves nothing.
    if (step.declared.outputs.length === 0)
      return record === undefined ? undefined : taskRecords.invalidate(record);
    const { guardian } = children;
    const run = path.basename(temporaryFolder);
    await taskRecords
      .begin(step.id, record, {
        run,
        found: [...found.values()],
        ...(guardian === undefined ? {} : { guardian }),
      })
      .catch((error: unknown) => {
        // There was nothing to believe before, and there is nothing now.
        if (record !== undefined && record.state !== "stale") throw error;
      });
  }

  end(outcome: StepResult["outcome"], reason: string, failures: Failure[] = []): StepExecution {
    const durationMs = this.#setting.elapsed() - this.#startedMs;
    const result = { step: this.#step.id, outcome, reason, durationMs };
    return { results: [result], failures, wrote: this.#wrote };
  }

  /** A text is the reason why the command has to run instead. */
  async #restore({ digested, record, reason }: ExaminedTask): Promise<StepExecution | string> {
    const setting = this.#setting;
    const hit = await setting.store.find(digested.key);
    if (hit === undefined) return "the stored result is gone";
    await this.#begin(record, foundBefore(setting, this.#step, record?.outputs ?? [], new Set()));
    const restored = await restoreOutputs(setting, this.#step, hit, record);
    if (typeof restored === "string") return restored;
    this.#wrote = restored.wrote;
    const { outputs, log } = restored;
    await this.#noteFault(recordTask(setting, this.#step, digested, "proven", outputs, log), "recorded");
    for (const note of restored.notes) this.#note(note);
    this.#replay(restored.log);
    return this.end("restored", reason);
  }

  async #produce(examined: ExaminedTask): Promise<StepExecution> {
    const setting = this.#setting;
    const step = this.#step;
    const { record, reason, facts } = examined;
    setting.emit({ type: "step-started", step: step.id, text: reason });
    const before = inputStats(setting, examined);
    this.#wrote = true;
    const outputsBefore = record?.outputs ?? [];
    const inTheWay = outOfTheWay(setting, step, outputsBefore);
    const there = foundBefore(setting, step, outputsBefore, inTheWay.names);
    await this.#begin(record, there);
    const away = await putAway(setting, step, inTheWay);
    for (const note of away.notes) this.#note(note);
    setting.states.lookAgain();
    const log = new StepLog();
    // What goes to stdout directly is seen by nobody who could keep it.
    const own = { ...setting, directOutput: false };
    const ended = await runCommands(own, step, this.#cores, this.#extra, (stream, printed) =>
      log.add(stream, printed),
    );
    setting.taskFacts.lookAgain();
    const collected = ended.kind === "done" ? collectOutputs(setting, step, there) : undefined;
    if (ended.kind !== "done" || collected === undefined || collected.failures.length > 0) {
      await this.#clearUp(away, record, there);
      if (ended.kind === "cancelled") return this.end("cancelled", "was not finished");
      const failures = ended.kind === "failed" ? [ended.failure] : collected!.failures;
      return this.end("failed", failures[0]!.thing, failures);
    }
    const { outputs, notes, unkept } = collected;
    for (const note of [...notes, ...facts.empty.map(nothingNamed)]) this.#note(note);
    const moved = await movedWhile(setting, step, examined, before);
    const why = unkept ?? moved ?? examined.digested.inexact;
    const pieces = log.pieces();
    if (why === undefined)
      await this.#noteFault(storeTask(setting, examined.digested, outputs, pieces), "stored");
    // Before the record: what is put back later would lie beside the new result.
    await away.drop();
    const state = why === undefined ? "proven" : "delivered";
    await this.#noteFault(recordTask(setting, step, examined.digested, state, outputs, pieces), "recorded");
    const kept = moved ?? unkept;
    return this.end("ran", kept === undefined ? reason : `${reason}; not recorded: ${kept}`);
  }

  /** The run did not succeed: what it has left is put away before the next one, beside what is there again. */
  async #clearUp(away: PutAway, record: TaskRecord | undefined, there: LookedAt): Promise<void> {
    const setting = this.#setting;
    const step = this.#step;
    if (step.declared.outputs.length === 0) return;
    const written = writtenOutputs(setting, step, there);
    await away.putBack();
    setting.states.lookAgain();
    const names = new Set(written.map((output) => output.path));
    const older = record?.outputs.filter((output) => !names.has(output.path)) ?? [];
    await setting.taskRecords.fail(step.id, record, [...older, ...written]).catch((error: unknown) => {
      this.#note(`what it has left was not recorded: ${describeError(error)}`);
    });
  }

  #claim(outputs: readonly TaskOutput[]): void {
    for (const output of outputs)
      this.#setting.claims.set(output.path.toLowerCase(), { step: this.#step.id, output });
  }

  #replay(log: readonly Piece[]): void {
    const step = this.#step.id;
    for (const piece of log) this.#setting.emit(replayed(step, piece));
  }

  /** What is done is done: without a record it is done again some day, and so it is when a store is full. */
  async #noteFault(work: Promise<void>, what: string): Promise<void> {
    await work.catch((error: unknown) => this.#note(`its result was not ${what}: ${describeError(error)}`));
  }

  #note(text: string): void {
    this.#setting.emit({ type: "note", step: this.#step.id, text });
  }
}

function keptLog(text: string | undefined): Piece[] {
  return (text === undefined ? undefined : readLog(text)) ?? [];
}

function nothingNamed({ place, pattern }: { place: string; pattern: string }): string {
  return `${place} "${pattern}" names no file`;
}
