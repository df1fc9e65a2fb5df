/**
 * Runs a declared command, or not: nothing to do, its result from the store, or the command itself, whose outputs
 * and log are then kept. Knows nothing of other steps.
 */
import path from "node:path";
import { explainChange } from "../cache/explain.ts";
import { digestManifest } from "../cache/manifest.ts";
import type { TaskOutput, TaskRecord } from "../cache/task-records.ts";
import { describeError, digestText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sameStat, type Stat } from "../host/stat.ts";
import type { StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { fileFailure } from "./build-texts.ts";
import { runCommands, type CommandStepSetting } from "./command-step.ts";
import type { StepExecution } from "./scheduler.ts";
import type { BuildSetting } from "./setting.ts";
import { sameRecord, takeStepTurn } from "./step-turn.ts";
import { readLog, replayed, StepLog, writeLog, type Piece } from "./step-log.ts";
import { examineTask, missingInputs, type ExaminedTask, type TaskExamineSetting } from "./task-examine.ts";
import type { DeclaredStep } from "./declared-step.ts";
import { collectOutputs, foundBefore, putAway, type OutputSetting } from "./task-outputs.ts";
import { restoreOutputs } from "./task-restore.ts";

export type TaskStepSetting = CommandStepSetting &
  TaskExamineSetting &
  OutputSetting &
  Pick<BuildSetting, "temporaryFolder" | "now">;

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
      if (!turn.waited) return await this.#work(examined);
      setting.taskFacts.lookAgain();
      const again = await examineTask(setting, this.#step);
      return again.verdict === "up-to-date" ? this.#upToDate(again) : await this.#work(again);
    } finally {
      turn.end();
    }
  }

  #upToDate({ record, reason }: ExaminedTask): StepExecution {
    this.#claim(record!.outputs);
    // What a task says that only looks is its result.
    this.#replay(keptLog(record!.log));
    return this.end("up-to-date", reason);
  }

  async #work(examined: ExaminedTask): Promise<StepExecution> {
    if (examined.verdict === "run") return this.#produce(examined);
    const restored = await this.#restore(examined);
    if (typeof restored !== "string") return restored;
    return this.#produce({ ...examined, verdict: "run", reason: restored });
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
    if (record !== undefined) await setting.taskRecords.invalidate(record);
    const restored = await restoreOutputs(setting, this.#step, hit, record);
    if (typeof restored === "string") return restored;
    this.#wrote = restored.wrote;
    await this.#record(digested, "proven", restored.outputs, restored.log);
    for (const note of restored.notes) this.#note(note);
    this.#replay(restored.log);
    return this.end("restored", reason);
  }

  async #produce(examined: ExaminedTask): Promise<StepExecution> {
    const setting = this.#setting;
    const step = this.#step;
    const { record, reason, facts } = examined;
    setting.emit({ type: "step-started", step: step.id, text: reason });
    if (record !== undefined) await setting.taskRecords.invalidate(record);
    const before = inputStats(setting, examined);
    this.#wrote = true;
    const away = await putAway(setting, step, record?.outputs ?? []);
    for (const note of away.notes) this.#note(note);
    setting.states.lookAgain();
    const there = foundBefore(setting, step, record?.outputs ?? []);
    const log = new StepLog();
    // What goes to stdout directly is seen by nobody who could keep it.
    const own = { ...setting, directOutput: false };
    const ended = await runCommands(own, step, this.#cores, this.#extra, (...piece) => log.add(...piece));
    setting.taskFacts.lookAgain();
    if (ended.kind !== "done") {
      await away.putBack();
      if (ended.kind === "cancelled") return this.end("cancelled", "was not finished");
      return this.end("failed", ended.failure.thing, [ended.failure]);
    }
    const { outputs, failures, notes, unkept } = collectOutputs(setting, step, there);
    if (failures.length > 0) return this.end("failed", failures[0]!.thing, failures);
    for (const note of [...notes, ...facts.empty.map(nothingNamed)]) this.#note(note);
    const moved = await this.#moved(examined, before);
    const why = unkept ?? moved ?? examined.digested.inexact;
    const pieces = log.pieces();
    if (why === undefined) await this.#store(examined, outputs, pieces);
    await this.#record(examined.digested, why === undefined ? "proven" : "delivered", outputs, pieces);
    const kept = moved ?? unkept;
    return this.end("ran", kept === undefined ? reason : `${reason}; not recorded: ${kept}`);
  }

  /** What moved while the command ran: also a file that was written and has its old content again. */
  async #moved(
    { digested }: ExaminedTask,
    before: Map<string, Stat | undefined>,
  ): Promise<string | undefined> {
    const { states, taskFacts } = this.#setting;
    const { manifest } = await taskFacts.gather(this.#step);
    const later = digestManifest(manifest, states);
    if (later.key !== digested.key) {
      return `${explainChange(digested.entries, later)} while it ran`;
    }
    for (const [file, stat] of before) {
      const now = states.see(file).stat;
      if (stat !== undefined && !sameStat(stat, now)) {
        const name = path.relative(this.#setting.root, file).replaceAll("\\", "/");
        return `${name} was written while it ran`;
      }
    }
    return undefined;
  }

  async #store(
    { digested }: ExaminedTask,
    outputs: readonly TaskOutput[],
    log: readonly Piece[],
  ): Promise<void> {
    const { root, store, temporaryFolder, emit } = this.#setting;
    const text = writeLog(log);
    const sha256 = digestText(text);
    const file = path.join(temporaryFolder, `log-${sha256.slice(0, 16)}`);
    const files = outputs.map(({ path: name, sha256: digest, sizeBytes, mode, link }) => ({
      role: link === undefined ? "file" : "link",
      path: name,
      sha256: digest,
      sizeBytes,
      mode,
      ...(link === undefined ? {} : { link }),
      file: path.resolve(root, name),
    }));
    try {
      await writeText(file, text, "may be lost");
      const logged = {
        role: "log",
        sha256,
        sizeBytes: new TextEncoder().encode(text).length,
        mode: 0o644,
        file,
      };
      // Thousands of small commands would wait for the disk longer than they run.
      await store.put(digested.key, [...files, logged], digested.entries, "may be lost");
    } catch (error) {
      // A full or read-only store costs a run some day, never this one.
      emit({ type: "note", step: this.#step.id, text: `its result was not stored: ${describeError(error)}` });
    }
  }

  async #record(
    { key, entries }: ExaminedTask["digested"],
    state: "proven" | "delivered",
    outputs: TaskOutput[],
    log: readonly Piece[],
  ): Promise<void> {
    const onlyLooks = this.#step.declared.outputs.length === 0 && log.length > 0;
    const record: TaskRecord = {
      schema: 1,
      step: this.#step.id,
      state,
      key,
      entries,
      outputs,
      ...(onlyLooks ? { log: writeLog(log) } : {}),
    };
    await this.#setting.taskRecords.write(record).catch((error: unknown) => {
      // What is done is done; without a record it is done again.
      this.#note(`its result was not recorded: ${describeError(error)}`);
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

/** Of each input file what it is before the command runs. */
function inputStats({ states }: TaskStepSetting, { facts }: ExaminedTask): Map<string, Stat | undefined> {
  return new Map(
    facts.manifest.facts.flatMap((fact): [string, Stat | undefined][] =>
      fact.kind === "file" ? [[fact.path, states.see(fact.path).stat]] : [],
    ),
  );
}
