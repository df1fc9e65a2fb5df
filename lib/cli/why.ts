/**
 * `gowsl why`: what a task would do and for which reason, from the same walk that makes the keys.
 * Reads, and changes nothing.
 */
import { changesBetween, changeText, type Change } from "../cache/explain.ts";
import { explainKeys } from "./why-diff.ts";
import type { Emit } from "../model/event.ts";
import { success, type Failure, type Result } from "../model/failure.ts";
import { shortName } from "../model/manifest.ts";
import type { BuildStep, Step } from "../model/plan.ts";
import { stepsByTask } from "../graph/needed-steps.ts";
import { declaresNothing } from "../graph/user-step.ts";
import { examine, type Examined } from "../run/examine.ts";
import { isDeclared } from "../run/declared-step.ts";
import type { Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { planTasks, type Planned } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import { requestOf } from "./request.ts";
import { reportFailures } from "./failures.ts";
import { runSetting } from "./run-setting.ts";
import { reasonOfTask, taskDocument, taskLines, type WhyTask } from "./why-task.ts";
import { reasonsOfTests, testLines, testUnits, type WhyTests } from "./why-tests.ts";

/** What is said of one step. */
export interface StepReason {
  step: Step;
  /** Of Go builds. */
  units: Examined[];
  /** Of tests whose results are kept. */
  tests?: WhyTests;
  /** Of commands whose results are kept. */
  command?: WhyTask;
}

/** Prints the reasons on stdout and returns the exit code. */
export async function why(project: Project, given: Arguments, emit: Emit): Promise<number> {
  if (given.diff) return explainKeys(project, given, emit);
  const reasons = await reasonsOf(project, given);
  if (!reasons.ok) return reportFailures(reasons.failures, emit);
  const { stdout } = project.terminal;
  if (given.json) stdout(`${JSON.stringify(reasonsDocument(reasons.value), null, 2)}\n`);
  else {
    const lines = [...reasonLines(reasons.value, given.verbose), ...configLines(project)];
    for (const line of lines) stdout(`${line}\n`);
  }
  return 0;
}

async function reasonsOf(project: Project, given: Arguments): Promise<Result<StepReason[]>> {
  const [task, ...words] = given.words;
  if (task === undefined) return { ok: false, failures: [noTask] };
  const isCommand = Object.hasOwn(commands, task) && Object.hasOwn(project.loaded.tasks, task);
  // `why build linux/arm64` means a target of the task; of `cross` it is one that is asked for.
  const isTarget = (word: string) => /^!?[\w*]+\/[\w*]+(\/\w+)?(,|$)/.test(word);
  const spread = task === "cross" ? words : isCommand ? words.filter((word) => !isTarget(word)) : [];
  const targets = words.filter((word) => (isCommand ? !spread.includes(word) : isTarget(word)));
  const asked: Arguments = isCommand
    ? {
        ...given,
        command: task,
        words: spread,
        own: given.own.slice(1).filter((word) => !targets.includes(word)),
      }
    : { ...given, command: "run", words: [task], own: given.own.filter((word) => !isTarget(word)) };
  const request = requestOf(project, asked);
  if (!request.ok) return request;
  const planned = await planTasks(project, request.value, true);
  if (!planned.ok) return planned;
  const { plan, facts } = planned.value;
  const setting = runSetting(project, planned.value, asked, request.value);
  const wanted = plan.steps.filter(({ target }) => isWanted(target, targets));
  if (targets.length > 0 && !wanted.some(({ target }) => target !== undefined)) {
    return { ok: false, failures: [noTarget(task, targets, plan.steps)] };
  }
  return reasonsOfSteps(setting, facts, wanted);
}

/** What would be done for each of these steps as things are now. */
export async function reasonsOfSteps(
  setting: ReturnType<typeof runSetting>,
  facts: Planned["facts"],
  wanted: readonly Step[],
): Promise<Result<StepReason[]>> {
  let own: Awaited<ReturnType<typeof withTaskFacts>> | undefined;
  const known = new Map<string, StepReason>();
  const note = (reason: StepReason) => known.set(reason.step.id, reason);
  for (const step of wanted) {
    if (step.kind === "go-test") {
      const tests = await reasonsOfTests(setting, step);
      if (!tests.ok) return tests;
      note({ step, units: [], tests: tests.value });
      continue;
    }
    if (isDeclared(step)) {
      own ??= await withTaskFacts(setting);
      const command = await reasonOfTask(own, step, (id) => isIdle(known.get(id)));
      note({ step, units: [], command });
      continue;
    }
    if (step.kind !== "go-build") {
      note({ step, units: [] });
      continue;
    }
    const inspected = await facts!.inspect(step, false);
    if (!inspected.ok) return inspected;
    const units = step.units.filter((unit) => unit.skip === undefined);
    const examined = units.map((unit) =>
      examine(setting, step, unit, inspected.value.manifests.get(unit.package)),
    );
    note({ step, units: await Promise.all(examined) });
  }
  return success([...known.values()]);
}

/** On demand: what finds files loads what most plans have no use for. */
async function withTaskFacts(setting: ReturnType<typeof runSetting>) {
  const { TaskFactFinder } = await import("../run/task-facts.ts");
  return { ...setting, taskFacts: new TaskFactFinder({ ...setting, emit: () => {} }) };
}

/** Would nothing be done for a step? */
function isIdle(reason: StepReason | undefined): boolean {
  const verdicts = reason?.units.map(({ verdict }) => verdict) ?? [];
  if (reason?.command !== undefined)
    verdicts.push(reason.command.examined.verdict === "up-to-date" ? "up-to-date" : "build");
  return verdicts.every((verdict) => verdict === "up-to-date");
}

function isWanted(target: string | undefined, words: readonly string[]): boolean {
  const wanted = words.flatMap((word) => word.split(","));
  return wanted.length === 0 || target === undefined || wanted.includes(target);
}

const noTask: Failure = {
  family: "command-line",
  place: "gowsl why",
  thing: "no task is named",
  next: "`gowsl why build`, for example; `gowsl list` shows the tasks.",
};

function noTarget(task: string, words: readonly string[], steps: readonly Step[]): Failure {
  const targets = steps.flatMap(({ target }) => target ?? []);
  return {
    family: "command-line",
    place: `gowsl why ${task}`,
    thing: `it has no target ${words.join(",")}`,
    next: targets.length === 0 ? "It has none." : `It builds for ${targets.join(", ")}.`,
  };
}

function changesOf({ record, digested }: Examined): Change[] {
  return record === undefined ? [] : changesBetween(record.entries, digested);
}

/** The same for scripts. */
export function reasonsDocument(reasons: readonly StepReason[]): { schema: 1; steps: unknown[] } {
  return {
    schema: 1,
    steps: reasons.map(stepDocument),
  };
}

function stepDocument({ step, units, tests, command }: StepReason): object {
  const { id, target } = step;
  if (command !== undefined) return { step: id, ...taskDocument(command), units: [] };
  if (step.kind === "command") return { step: id, verdict: "run", reason: step.why, units: [] };
  const named = target === undefined ? { step: id } : { step: id, target };
  if (tests !== undefined) {
    const left = tests.unknown === undefined ? {} : { verdict: "run", reason: tests.unknown };
    return { ...named, ...left, units: testUnits(tests) };
  }
  const skipped =
    step.kind === "group" && step.skip !== undefined ? { verdict: "skip", reason: step.skip } : {};
  return { ...named, ...skipped, units: units.map(buildUnit) };
}

function buildUnit(one: Examined): unknown {
  const { unit, verdict, reason, digested, record } = one;
  return {
    name: unit.name,
    package: unit.package,
    output: unit.output,
    verdict,
    reason,
    key: digested.key,
    ...(record === undefined ? {} : { recorded: record.key }),
    ...(digested.inexact === undefined ? {} : { inexact: digested.inexact }),
    changes: changesOf(one),
  };
}

const verdicts = { "up-to-date": "is up to date", restore: "would be restored", build: "would be built" };

/** The same for people; where several tasks are asked of, each line says whose it is. */
export function reasonLines(all: readonly StepReason[], verbose: boolean): string[] {
  const alike = runningAlike(all);
  // They are told with the first of them.
  const reasons = all.filter(({ step }) => (alike.get(step.id) ?? [step.id])[0] === step.id);
  const known = new Map(reasons.map((reason) => [reason.step, reason]));
  const groups = [...stepsByTask([...known.keys()])]
    .map(([task, steps]) => ({
      task,
      own: linesOfTask(
        steps.map((step) => known.get(step)!),
        alike,
        verbose,
      ),
    }))
    .filter(({ own }) => own.length > 0);
  if (groups.length < 2) return groups.flatMap(({ own }) => own);
  return groups.flatMap(({ task, own }) =>
    own.map((line) =>
      /^[:, ]/.test(line.slice(task.length)) && line.startsWith(task) ? line : `${task}: ${line}`,
    ),
  );
}

/** The commands that run every time, by step, with all that do so for the same reason. */
function runningAlike(reasons: readonly StepReason[]): Map<string, string[]> {
  const byReason = new Map<string, string[]>();
  const found = new Map<string, string[]>();
  for (const { step, command } of reasons) {
    if (step.kind !== "command" || command !== undefined) continue;
    const ids = byReason.get(step.why) ?? [];
    ids.push(step.id);
    byReason.set(step.why, ids);
    found.set(step.id, ids);
  }
  return found;
}

function linesOfTask(
  reasons: readonly StepReason[],
  alike: ReadonlyMap<string, string[]>,
  verbose: boolean,
): string[] {
  const found = reasons.flatMap(({ step, units }) => units.map((one) => ({ step: step as BuildStep, one })));
  const programs = new Map<string, typeof found>();
  for (const each of found) {
    const name = shortName(each.one.unit.package, each.one.digested.manifest.module);
    programs.set(name, [...(programs.get(name) ?? []), each]);
  }
  const builds = [...programs].flatMap(([name, group]) => programLines(name, group, verbose));
  const others = reasons.flatMap(({ step, tests, command }) => {
    if (command !== undefined) return taskLines(command, verbose);
    if (tests !== undefined) return testLines(step.id, tests, verbose);
    if (step.kind === "group" && step.skip !== undefined) return [`${step.id}: is skipped: ${step.skip}`];
    if (step.kind !== "command") return [];
    const wayOut = step.why === declaresNothing ? "; add both to have it cached" : "";
    return [`${alike.get(step.id)!.join(", ")}: runs every time: ${step.why}${wayOut}`];
  });
  return [...builds, ...others];
}

function configLines({ loaded }: Project): string[] {
  const { repeatable } = loaded;
  return repeatable.ok ? [] : [`config: evaluated each time: ${repeatable.reason}`];
}

/** First what would be done for each target, then what moved; a change that some targets only have names them. */
function programLines(name: string, group: { step: BuildStep; one: Examined }[], verbose: boolean): string[] {
  // Where nothing was built before, there is nothing to compare with: that target may be concerned as well.
  const compared = group.filter(({ one }) => one.record !== undefined).length;
  const changed = new Map<string, string[]>();
  for (const { step, one } of group) {
    for (const change of changesOf(one)) {
      const text = changeText(change);
      changed.set(text, [...(changed.get(text) ?? []), step.target ?? ""]);
    }
  }
  return [
    ...group.map(({ step, one }) => {
      const { verdict, reason, digested, record } = one;
      const recorded = record === undefined ? "" : `, recorded ${record.key.slice(0, 12)}`;
      const keys = verbose ? ` (key ${digested.key.slice(0, 12)}${recorded})` : "";
      // What moved is told below, with the targets that it concerns.
      const moved = record !== undefined && record.key !== digested.key && digested.inexact === undefined;
      const because = moved ? "" : `: ${reason}`;
      return `${name}: ${step.target} ${verdicts[verdict]}${because}${keys}`;
    }),
    ...[...changed].map(([text, concerned]) => {
      const only = concerned.length === compared ? "" : `; ${concerned.join(", ")} only`;
      return `${name}: ${text}${only}`;
    }),
  ];
}
