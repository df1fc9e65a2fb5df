/**
 * What the steps of commands read and write, as their tasks declare it, resolved from the root; and which
 * declarations can't be kept to. Pure.
 */
import type { Failure } from "../model/failure.ts";
import { didYouMean } from "../model/closest.ts";
import { leadsOut } from "../model/paths.ts";
import { fromRoot, splitPattern } from "../model/pattern.ts";
import type { CommandStep, Declared, FilePattern, Step } from "../model/plan.ts";
import type { Task, TaskInput } from "../model/task.ts";
import { shellCommand } from "./command.ts";
import { declaresNothing } from "./user-step.ts";
import type { PlanSetting } from "./outline.ts";
import { allNeeds, directNeeds, neededAmong, stepsByTask } from "./needed-steps.ts";
import { outputProblems } from "./output-clashes.ts";

type DeclaringTask = Extract<Task, { kind: "shell" | "function" }>;

export type DeclaredSetting = Pick<PlanSetting, "tasks" | "configName" | "matcher" | "instances">;

/** The steps as they are looked for, made once: there may be thousands. */
interface PlannedSteps {
  byId: ReadonlyMap<string, Step>;
  byTask: ReadonlyMap<string, readonly Step[]>;
  /** Is any of them left out? */
  hasLeftOut: boolean;
}

/** The steps with what they declare, and what is wrong with that. A step that declares too little says so. */
export function declareResults(
  setting: DeclaredSetting,
  steps: readonly Step[],
): { steps: Step[]; failures: Failure[] } {
  const failures: Failure[] = [];
  let planned: PlannedSteps | undefined;
  const silent = new Map<string, string | undefined>();
  const declared = steps.map((step): Step => {
    const task = declaringTask(setting, step);
    if (task === undefined) return step;
    const silence = ownSilence(step, task);
    // Of thousands of tasks these have nothing in which there could be a mistake.
    if (silence !== undefined && saysNothing(task))
      return (step as CommandStep).why === silence ? step : { ...(step as CommandStep), why: silence };
    const all = (planned ??= plannedSteps(setting, steps));
    const why = whySilent(setting, all, silent, step.id);
    const own = declare(setting, step as CommandStep, task, all, failures);
    if (why !== undefined) return { ...(step as CommandStep), why };
    return { ...(step as CommandStep), why: "inputs and outputs are declared", declared: own };
  });
  failures.push(...outputProblems(setting, declared));
  return { steps: declared, failures };
}

function declaringTask({ tasks }: DeclaredSetting, step: Step): DeclaringTask | undefined {
  // A step with values of its own has its task under its own name.
  const task = tasks[step.id] ?? tasks[step.task];
  if (step.kind !== "command" || (task?.kind !== "shell" && task?.kind !== "function")) return undefined;
  return task;
}

function plannedSteps(setting: DeclaredSetting, steps: readonly Step[]): PlannedSteps {
  return {
    byId: new Map(steps.map((step) => [step.id, step])),
    byTask: stepsByTask(steps),
    hasLeftOut: hasLeftOut(setting, steps),
  };
}

function saysNothing({ inputs, outputs }: DeclaringTask): boolean {
  return inputs === undefined && outputs === undefined;
}

/** Why nobody knows all that a step reads or writes; then what needs it can't be kept either. */
function whySilent(
  setting: DeclaredSetting,
  all: PlannedSteps,
  known: Map<string, string | undefined>,
  first: string,
): string | undefined {
  // With a stack of its own: a chain of tasks may be longer than the call stack is deep.
  const stack = [first];
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const step = all.byId.get(id);
    const open = step === undefined ? [] : step.needs.filter((need) => !known.has(need));
    if (!known.has(id) && open.length > 0) {
      stack.push(...open);
      continue;
    }
    stack.pop();
    if (known.has(id)) continue;
    const task = step && declaringTask(setting, step);
    const own = task && ownSilence(step, task);
    known.set(id, own ?? (step && silenceOfNeeds(setting, all, known, step)));
  }
  return known.get(first);
}

function ownSilence(step: Step, task: DeclaringTask): string | undefined {
  if (step.last && step.behind !== undefined) return "cleans up behind other tasks";
  if (task.service !== undefined) return "is a service";
  if (step.interactive) return "has the terminal, where nobody sees what it prints";
  if (saysNothing(task)) return declaresNothing;
  if (task.inputs === undefined) return "declares no inputs";
  return task.outputs === undefined ? "declares no outputs (`outputs: []`: it writes nothing)" : undefined;
}

/** Only what a needed step writes matters, and whether that is known. */
function silenceOfNeeds(
  setting: DeclaredSetting,
  all: PlannedSteps,
  known: ReadonlyMap<string, string | undefined>,
  own: Step,
): string | undefined {
  for (const need of own.needs) {
    const step = all.byId.get(need)!;
    const before = known.get(need);
    if (setting.instances?.get(need)?.isOld)
      return `needs ${need}, which is left out: what it has written before may be of other sources`;
    // The first of a chain is named, not each link of it.
    if (before?.startsWith("needs ")) return before;
    const task = declaringTask(setting, step);
    if (task !== undefined && task.outputs === undefined) return `needs ${need}, which declares no outputs`;
    if (step.kind === "go-build" && step.before.length + step.after.length > 0)
      return `needs ${need}, whose hooks declare no outputs`;
  }
  if (!all.hasLeftOut) return undefined;
  for (const input of declaringTask(setting, own)?.inputs ?? []) {
    if (typeof input === "string" || !("outputsOf" in input)) continue;
    const needed = allNeeds(all.byId, own);
    if (hasLeftOut(setting, needed) && !needed.some(({ task }) => task === input.outputsOf))
      return `needs ${input.outputsOf}, which is left out with what needs it`;
  }
  return undefined;
}

function hasLeftOut({ instances }: DeclaredSetting, steps: readonly Step[]): boolean {
  return steps.some(({ id }) => instances?.get(id)?.skip !== undefined);
}

/** The outputs of these steps, as inputs of another one. */
function outputsFrom(setting: DeclaredSetting, sources: Iterable<Step>): Declared["from"] {
  const from = new Map<string, Declared["from"][number]>();
  for (const step of sources) {
    if (step.kind === "go-build") {
      const artifacts = step.units.filter(({ skip, output }) => skip === undefined && !leadsOut(output));
      from.set(step.id, { step: step.id, artifacts: artifacts.map(({ output }) => output) });
    } else if (declaringTask(setting, step)?.outputs?.length) from.set(step.id, { step: step.id });
  }
  return [...from.values()];
}

function declare(
  setting: DeclaredSetting,
  step: CommandStep,
  task: DeclaringTask,
  all: PlannedSteps,
  failures: Failure[],
): Declared {
  const folder = task.dir ?? "";
  const place = `${setting.configName}: tasks.${step.task}`;
  const declared: Declared = { inputs: [], variables: [], tools: [], from: [], outputs: [] };
  const sources = directNeeds(all.byId, step);
  (task.inputs ?? []).forEach((input: TaskInput, index) => {
    const at = `inputs[${index}]`;
    if (typeof input === "string") declared.inputs.push(filePattern(folder, input, at));
    else if ("ignored" in input)
      declared.inputs.push({ ...filePattern(folder, input.ignored, at), ignored: true });
    else if ("env" in input) declared.variables.push(input.env);
    else if ("command" in input)
      declared.tools.push({ line: input.command, command: shellCommand(input.command, []) });
    else {
      const named = neededAmong(all.byId, step, all.byTask.get(input.outputsOf) ?? []);
      sources.push(...named);
      // What is left out takes with it what only it needs, and is none of the declaration's faults.
      const isLeftOut = all.hasLeftOut && hasLeftOut(setting, allNeeds(all.byId, step));
      const problem = isLeftOut ? undefined : sourceProblem(setting, input.outputsOf, named);
      if (problem !== undefined) failures.push({ family: "config", place: `${place}.${at}`, ...problem });
    }
  });
  (task.outputs ?? []).forEach((output, index) => {
    const pattern = filePattern(folder, output, `outputs[${index}]`);
    declared.outputs.push(pattern);
    if (pattern.exclude) return;
    const problem = leadsAstray(pattern.pattern);
    if (problem !== undefined)
      failures.push({ family: "config", place: `${place}.${pattern.place}`, ...problem });
  });
  declared.from = outputsFrom(setting, sources);
  if (task.incremental) declared.incremental = true;
  return declared;
}

function filePattern(folder: string, written: string, place: string): FilePattern {
  const exclude = written.startsWith("!");
  const pattern = fromRoot(folder, exclude ? written.slice(1) : written);
  return { pattern, place, ...(exclude ? { exclude } : {}) };
}

/** Where no task writes. */
function leadsAstray(pattern: string): { thing: string; next: string } | undefined {
  const { base } = splitPattern(pattern);
  const [first] = base.split("/");
  const thing = `it leads to ${pattern}`;
  if (first === "..") return { thing: `${thing}, outside of the config's folder`, next: "Write below it." };
  if (pattern === "" || base === "") {
    if (pattern !== "" && !/^\*\*?(\/\*\*?)*$/.test(pattern)) return undefined;
    return { thing: "it is the whole folder of the config", next: "Name what the task writes." };
  }
  if (first === ".gowsl" || first === ".git")
    return { thing: `${thing}, which is not for tasks`, next: "Write elsewhere." };
  return undefined;
}

/** What is wrong with a task whose outputs are named as inputs. */
function sourceProblem(
  setting: DeclaredSetting,
  name: string,
  steps: readonly Step[],
): { thing: string; next: string } | undefined {
  if (steps.length === 0) {
    const known = new Set(Object.keys(setting.tasks));
    for (const { source } of setting.instances?.values() ?? []) known.add(source);
    if (!known.has(name)) {
      return {
        thing: `"${name}" is not a task`,
        next: didYouMean(name, known, "`gowsl list` shows the tasks."),
      };
    }
    return { thing: `"${name}" is not needed by this task`, next: `Add it: needs: ["${name}"].` };
  }
  if (outputsFrom(setting, steps).length > 0) return undefined;
  return { thing: `"${name}" declares no outputs`, next: "Declare them, or leave it to needs." };
}
