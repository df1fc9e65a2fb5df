/**
 * After a run that ended well: gathers everything on which "up to date" rests, and keeps it as the
 * answer to this command line. Where something is not known exactly there is no answer, with a reason.
 */
import path from "node:path";
import { guardedPaths } from "../go/guard-values.ts";
import { ownFiles, ownWatch } from "../host/package.ts";
import type { Event, StepResult } from "../model/event.ts";
import { requestedSteps, type BuildStep } from "../model/plan.ts";
import type { Answer, Question } from "../run/answer.ts";
import { artifactList } from "../run/artifact-list.ts";
import { digestUnit, outputFault } from "../run/examine.ts";
import { keepAnswer, type Watched } from "../run/keep-answer.ts";
import { restorableSteps, RestorableUnits, type Restorable } from "../run/restorable.ts";
import type { RunSetting } from "../run/run.ts";
import type { BuildSetting } from "../run/setting.ts";
import { savedTime } from "../run/saved.ts";
import { targetText } from "../run/build-texts.ts";
import type { TaskExamineSetting } from "../run/task-examine.ts";
import { isDeclared } from "../run/declared-step.ts";
import type { FactSetting } from "../run/task-facts.ts";
import { heldTests, type HeldSetting } from "../run/test-answer.ts";
import type { Planned } from "./plan-tasks.ts";
import type { Conditions } from "./conditions.ts";
import type { Project } from "./project.ts";
import { storeFolder } from "./run-setting.ts";
import { seeTheSame, seenImports, seenLooks, type SeenLook } from "./seen.ts";

export interface Remembering {
  project: Project;
  planned: Planned;
  setting: Pick<BuildSetting, "configDigest" | "records" | "inspect" | "states" | "heldTasks"> &
    Pick<RunSetting, "history"> &
    HeldSetting &
    FactSetting &
    Omit<TaskExamineSetting, "taskFacts">;
  question: Question;
  results: readonly StepResult[];
  /** What was said before the first step. */
  notes: readonly Event[];
  output: Answer["output"];
  /** What the way to the plan has seen. */
  looks: readonly SeenLook[];
  /** What decided which tasks are skipped. */
  conditions: Pick<Conditions, "variables" | "unknown">;
  /** Does a task ask before it runs? */
  asks: boolean;
}

/** Keeps the answer, or says why there is none. */
export async function rememberAnswer(request: Remembering): Promise<string | undefined> {
  const { project, planned, question, setting, results } = request;
  const { plan, facts } = planned;
  const { states, loaded, root } = project;
  if (!loaded.repeatable.ok) return loaded.repeatable.reason;
  const running = ownFiles();
  if (running.length === 0) return "gowsl runs from source";
  if (!planned.stampKnown) return "the repository keeps its refs in a form that is not read";
  const watched: Watched[] = running.map((file) => ({ path: file, watch: ownWatch() }));
  const made: Made = { units: new RestorableUnits(), written: [] };
  const events: Event[] = [
    ...request.notes,
    {
      type: "run-started",
      steps: plan.steps.map(({ id }) => id),
      root: plan.root,
      requested: requestedSteps(plan),
    },
  ];
  if (request.asks) return "a task asks before it runs";
  if (request.conditions.unknown !== undefined) return request.conditions.unknown;
  const variables = new Set([...loaded.repeatable.variables, ...request.conditions.variables]);
  states.lookAgain();
  const declared = plan.steps.some(isDeclared) ? await import("../run/declared.ts") : undefined;
  const tasks = declared && { ...setting, root, taskFacts: new declared.TaskFactFinder(setting) };
  for (const step of plan.steps) {
    if (step.kind === "group") {
      const said = results.filter((result) => result.step === step.id);
      if (step.skip !== undefined) events.push({ type: "step-finished", step: step.id, results: said });
      continue;
    }
    if (step.kind === "go-test" || isDeclared(step)) {
      const held = isDeclared(step) ? await declared!.heldTask(tasks!, step) : await heldTests(setting, step);
      if (typeof held === "string") return held;
      watched.push(...held.watched);
      for (const name of held.variables) variables.add(name);
      events.push(...held.events);
      continue;
    }
    if (step.kind !== "go-build") return `${step.id} runs every time`;
    const said = await stepResults(request, step, watched, made);
    if (typeof said === "string") return said;
    events.push({ type: "step-finished", step: step.id, results: said });
  }
  const held = await facts?.holding();
  if (held === undefined) return "files came or went meanwhile";
  for (const { guards } of held) watched.push(...guardedPaths(states, guards));
  const imports = seenImports(project);
  if (imports === undefined || !seeTheSame(request.looks))
    return "files that chose the config or the Go changed meanwhile";
  watched.push(...imports);
  // Those of the steps themselves: they were made while the plan's were held.
  const known = new Set(request.looks.map(({ path: file, kind }) => `${kind} ${file}`));
  const late = seenLooks(project).filter(({ path: file, kind }) => !known.has(`${kind} ${file}`));
  if (late.some(({ seen, found, kind }) => kind !== "link" && seen.startsWith("none") === found)) {
    return "files came or went meanwhile";
  }
  const looks = [...request.looks, ...late].map(({ path: file, kind }): Watched => ({
    path: file,
    watch: kind,
  }));
  if (plan.steps.some((step) => step.kind === "go-build")) {
    made.written.push({ path: artifactList(root), watch: "content" });
  }
  const said = events.flatMap((event) => (event.type === "step-finished" ? event.results : []));
  const savedMs = savedTime(said, (step) => setting.history.expectedMs(step));
  events.push({
    type: "run-finished",
    results: said,
    durationMs: 0,
    exitCode: 0,
    unfinished: [],
    ...(savedMs === 0 ? {} : { savedMs }),
  });
  const read = [...watched, ...looks];
  await keepAnswer({
    question,
    root,
    states,
    watched: read,
    written: made.written,
    variables: [...variables],
    events,
    output: request.output,
    restorable: restorableOf(request, made, read),
  });
  return undefined;
}

/** What a run has made. */
interface Made {
  units: RestorableUnits;
  /** Files that gowsl has written. */
  written: Watched[];
}

/** What brings these artifacts back in another state; undefined where that takes more than the store. */
function restorableOf(
  { project, planned }: Remembering,
  { units, written }: Made,
  read: readonly Watched[],
): Restorable | undefined {
  const steps = restorableSteps(planned.plan);
  const own = new Set(written.map((each) => each.path));
  const isMade = units.units.length > 0;
  // An artifact that is read, too, belongs to the state.
  if (!isMade || steps === undefined || read.some((each) => own.has(each.path))) return undefined;
  return {
    schema: 1,
    store: storeFolder(project),
    toolchain: planned.toolchain?.version ?? "",
    steps,
    units: units.units,
    reasons: units.reasons,
  };
}

/** What a build step says when it is up to date; adds what this rests on. A text is the reason why it can't be known. */
async function stepResults(
  { setting, project, planned, results }: Remembering,
  step: BuildStep,
  watched: Watched[],
  made: Made,
): Promise<StepResult[] | string> {
  const inspected = await setting.inspect(step, false);
  if (!inspected.ok) return "go list failed";
  const said: StepResult[] = [];
  for (const unit of step.units) {
    if (unit.skip !== undefined) {
      said.push(...results.filter((result) => result.step === step.id && result.unit === unit.name));
      continue;
    }
    const record = setting.records.read(step.id, unit.output);
    if (record?.state !== "proven") return `${unit.output} is not known to be up to date`;
    const digested = digestUnit(setting, step, unit, inspected.value.manifests.get(unit.package));
    if (digested.inexact !== undefined) return digested.inexact;
    if (digested.key !== record.key) return `inputs of ${unit.output} changed meanwhile`;
    for (const fact of digested.manifest.facts) {
      // git takes a change of permissions for a difference, too.
      if (fact.kind === "file")
        watched.push({ path: fact.path, watch: planned.stamped ? "stat" : "content" });
    }
    made.units.add(step.id, unit.output, digested);
    for (const output of record.outputs) {
      const file = path.resolve(project.root, output.path);
      // Seen before it is compared: what is written to it from here on moves the stat that is kept.
      setting.states.see(file);
      // By its stat: a content that is the same may have lost its permission to run.
      made.written.push({ path: file, watch: "stat" });
    }
    const fault = await outputFault(project.root, record);
    if (fault !== undefined) return fault;
    said.push({
      step: step.id,
      unit: unit.name,
      outcome: "up-to-date",
      reason: `no input changed${targetText(step)}`,
      durationMs: 0,
      artifact: record.artifact,
    });
  }
  return said;
}
