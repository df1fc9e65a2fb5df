/**
 * Runs the tests of a step: replays what go printed for packages whose result still holds, and has go
 * run the others. What go list says comes in as manifests.
 */
import path from "node:path";
import type { StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { shortName } from "../model/manifest.ts";
import type { TestRun, TestStep } from "../model/plan.ts";
import { outputEvent } from "../model/printed.ts";
import { instant } from "../host/clock.ts";
import { findBash } from "../host/shell.ts";
import { describeError, placeOf } from "../host/files.ts";
import { withParallelism } from "./budget.ts";
import { runCommand } from "./command.ts";
import type { CommandFault } from "./command-end.ts";
import type { StepExecution } from "./scheduler.ts";
import type { BuildSetting } from "./setting.ts";
import { testEnvironment, testVariables, type TestVariables } from "./step-environment.ts";
import { takeStepTurn, type StepTurn } from "./step-turn.ts";
import { upToDate } from "./test-answer.ts";
import { examineTests, isOvertaken, type ExaminedTest } from "./test-examine.ts";
import { keepPassed } from "./test-keep.ts";
import { asCached } from "./test-output.ts";
import { prepareTestLogs } from "./test-script.ts";

/** Runs the step. `afterOthers` is true when needed steps ran and may have written sources. */
export async function runTestStep(
  setting: BuildSetting,
  step: TestStep,
  cores: number,
  afterOthers: boolean,
): Promise<StepExecution> {
  const startedMs = setting.elapsed();
  const end = (outcome: StepResult["outcome"], reason: string, failures: Failure[] = []) => ({
    results: [{ step: step.id, outcome, reason, durationMs: setting.elapsed() - startedMs }],
    failures,
  });
  let turn: StepTurn | undefined;
  try {
    let fresh = afterOthers;
    for (;;) {
      const runs: ExaminedRun[] = [];
      for (const run of step.runs) {
        const examined = await examineRun(setting, step, run, fresh);
        if (examined === "cancelled") return end("cancelled", "was not finished");
        runs.push(examined);
      }
      const isKept = runs.some(({ tests }) => tests.some(({ verdict }) => verdict === "run"));
      if (turn !== undefined || !isKept) return await runExamined({ setting, step, cores }, runs, end);
      const isOld = () => runs.some(({ tests }) => isOvertaken(setting, tests));
      turn = await takeStepTurn(setting, step.id, isOld);
      if (turn === undefined) return end("cancelled", "was not finished");
      if (!turn.waited) return await runExamined({ setting, step, cores }, runs, end);
      fresh = true;
    }
  } finally {
    turn?.end();
  }
}

async function runExamined(
  { setting, step, cores }: Omit<GoTest, "ofFiles">,
  runs: readonly ExaminedRun[],
  end: (outcome: StepResult["outcome"], reason: string, failures?: Failure[]) => StepExecution,
): Promise<StepExecution> {
  // Once: what is recorded of a test is what it was given.
  const ofFiles = testVariables(setting, step.dotenv);
  const go: GoTest = { setting, step, cores, ofFiles };
  const tests = runs.flatMap(({ tests: each }) => each);
  const due = tests.filter(({ verdict }) => verdict !== "up-to-date");
  const unknown = runs.flatMap(({ unknown: each }) => each ?? []);
  if (due.length > 0 || unknown.length > 0) {
    setting.emit({ type: "step-started", step: step.id, text: startText(due, tests.length, unknown) });
    const { ofGo } = ofFiles;
    if (ofGo.length > 0) {
      const text = `${ofGo.join(", ")} of a dotenv file ${ofGo.length === 1 ? "is" : "are"} left out: what Go itself reads is written in env`;
      setting.emit({ type: "note", step: step.id, text });
    }
  }
  for (const run of runs) {
    const fault = await runModule(go, run);
    if (fault?.kind === "cancelled") return end("cancelled", "was not finished");
    if (fault === undefined) continue;
    const { thing, next } = fault;
    const failure: Failure = {
      family: "step",
      place: step.id,
      thing,
      ...(next === undefined ? {} : { next }),
    };
    return end("failed", thing, [failure]);
  }
  if (due.length === 0 && unknown.length === 0) return end("up-to-date", upToDate);
  return end("ran", endText(due, tests.length, unknown));
}

interface ExaminedRun {
  run: TestRun;
  tests: ExaminedTest[];
  /** Set: go runs all of them, as they were named. */
  unknown?: string;
}

async function examineRun(
  setting: BuildSetting,
  step: TestStep,
  run: TestRun,
  fresh: boolean,
): Promise<ExaminedRun | "cancelled"> {
  const inspected = await setting.inspectTests(step, run, fresh);
  if (!inspected.ok) {
    // go test says better what is wrong.
    const interrupted = inspected.failures.every(({ family }) => family === "interrupted");
    return interrupted ? "cancelled" : { run, tests: [], unknown: inspected.failures[0]!.thing };
  }
  const { unknown } = inspected.value;
  if (unknown !== undefined) return { run, tests: [], unknown };
  return { run, tests: await examineTests(setting, step, run, inspected.value) };
}

interface GoTest {
  setting: BuildSetting;
  step: TestStep;
  cores: number;
  ofFiles: TestVariables;
}

async function runModule(
  go: GoTest,
  { run, tests, unknown }: ExaminedRun,
): Promise<CommandFault | undefined> {
  const { setting, step } = go;
  if (unknown !== undefined) return (await goTest(go, run, [], run.packages)).fault;
  for (const { kept, place } of tests) {
    if (kept === undefined) continue;
    await setting.testResults.used(place, kept);
    setting.emit({ type: "output", step: step.id, stream: "stdout", text: asCached(kept.text) });
  }
  const due = tests.filter(({ verdict }) => verdict === "run");
  const logs = path.join(setting.temporaryFolder, `tests-${Math.random().toString(36).slice(2)}`);
  const logFlag = due.length === 0 ? undefined : await logFlagOf(go, logs);
  const left = tests.filter(({ verdict }) => verdict === "leave" || (verdict === "run" && !logFlag));
  const faults: CommandFault[] = [];
  if (logFlag !== undefined) {
    const started = instant(setting);
    const environment = testEnvironment(setting, step, go.ofFiles);
    const { fault, stdout } = await goTest(go, run, [logFlag], names(due));
    if (fault?.kind === "cancelled") return fault;
    if (fault !== undefined) faults.push(fault);
    await keepPassed({ setting, step, run, environment, logs, started, stdout }, due);
  }
  if (left.length > 0) {
    // Without a log go keeps their results itself.
    const { fault } = await goTest(go, run, setting.force ? ["-count=1"] : [], names(left));
    if (fault !== undefined) faults.push(fault);
  }
  return faults.find(({ kind }) => kind === "cancelled") ?? faults[0];
}

function names(tests: readonly ExaminedTest[]): string[] {
  return tests.map(({ subject }) => subject.importPath);
}

/** The flag with which go test leaves logs, or a note why there are none. */
async function logFlagOf({ setting, step }: GoTest, folder: string): Promise<string | undefined> {
  const note = (why: string) =>
    setting.emit({ type: "note", step: step.id, text: `results are not kept: ${why}` });
  const bash = findBash(setting.environment, setting.platform);
  if (bash === undefined)
    return void note("what tests open is logged with the help of bash, which is not on PATH");
  let flag: string | undefined;
  try {
    flag = await prepareTestLogs(bash, folder);
    if (flag === undefined) note(`go can't be given a path with both kinds of quotes: ${folder}`);
  } catch (error) {
    note(`${placeOf(error) ?? folder} can't be made: ${describeError(error)}`);
  }
  return flag;
}

async function goTest(
  { setting, step, cores, ofFiles }: GoTest,
  { cwd, argv }: TestRun,
  flags: string[],
  packages: string[],
): Promise<{ fault: CommandFault | undefined; stdout: string }> {
  const [program = "", subcommand = "", ...rest] = argv;
  const words = withParallelism([program, subcommand, ...flags, ...rest], "flag", cores);
  const printed: string[] = [];
  const fault = await runCommand(setting, {
    step: step.id,
    command: { kind: "argv", argv: [...words, ...packages], cwd },
    cwd,
    env: step.env,
    secret: ofFiles.variables,
    args: [],
    onOutput: (stream, piece) => {
      if (stream === "stdout") printed.push(piece.text);
      setting.emit(outputEvent(step.id, stream, piece));
    },
  });
  return { fault, stdout: printed.join("") };
}

function startText(due: readonly ExaminedTest[], total: number, unknown: readonly string[]): string {
  const [first] = due;
  if (first === undefined) return `go decides: ${unknown[0]}`;
  const { subject, reason } = first;
  const name = shortName(subject.importPath, subject.manifest.module);
  return `${due.length} of ${total} packages to run; ${name}: ${reason}`;
}

function endText(due: readonly ExaminedTest[], total: number, unknown: readonly string[]): string {
  if (unknown.length > 0) return `go decides: ${unknown[0]}`;
  const left = due.find(({ verdict }) => verdict === "leave");
  return `${due.length} of ${total} packages run${left === undefined ? "" : `; ${left.reason}`}`;
}
