/**
 * Runs a plan: hands each step to what executes its kind, and leaves `dist/artifacts.json` behind.
 * Knows nothing of the command line or of the screen.
 */
import path from "node:path";
import { remove } from "../host/files.ts";
import { removeAbandonedFiles } from "../host/placing.ts";
import type { Emit, Event, StepResult } from "../model/event.ts";
import type { Plan, Step } from "../model/plan.ts";
import { unreachable } from "../model/failure.ts";
import type { History } from "../cache/history.ts";
import { removeAbandoned } from "./abandoned.ts";
import { listArtifacts } from "./artifact-list.ts";
import { runAttempts, type Attempted } from "./attempts.ts";
import { runBuild } from "./build.ts";
import type { Share } from "./capacity.ts";
import type { BuildSetting } from "./setting.ts";
import { runCommandStep } from "./command-step.ts";
import { foreignWrites, type Claims } from "./foreign-writes.ts";
import { isDeclared, type DeclaredStep } from "./declared-step.ts";
import { runTestStep } from "./test-step.ts";
import { limitCleaning } from "./cleaning.ts";
import { writtenFolders } from "./written-folders.ts";
import { openServices } from "./run-services.ts";
import { sweepState } from "./sweep.ts";
import { isService, type Services } from "./services.ts";
import { startService } from "./service-step.ts";
import { runSteps, type RunSummary, type StepExecution } from "./scheduler.ts";

export interface RunSetting extends Omit<BuildSetting, "temporaryFolder"> {
  keepGoing: boolean;
  interrupted: AbortSignal;
  /** Arguments after `--`, for functions. */
  extra: readonly string[];
  /** Names this run's temporary folder; no other run anywhere has it. */
  runName: string;
  storeLimitBytes: number;
  /** Does the run of that name still run? Undefined for runs of other systems. */
  isAlive(runName: string): boolean | undefined;
  /** What earlier runs took. */
  history: History;
  /** Somebody reads stdout who wants nothing but what the steps print there: a file. */
  directOutput: boolean;
  /** Of a run that is repeated: what goes on from one to the next. */
  repeated?: Repeated;
}

/** How `watch` has a part of a plan left as it is. */
export interface Repeated {
  /** They outlive the run. */
  services: Services;
  /** Nothing concerns this step: it has run before, and is left as it is. */
  isHeld(step: Step, needsWorked: boolean): boolean;
}

/** How long children may take to end after Ctrl-C before they are killed. */
export const graceMs = 1500;

/** Runs a plan to its end. */
export async function runPlan(plan: Plan, setting: RunSetting): Promise<RunSummary> {
  const temporary = path.join(plan.root, ".gowsl", "tmp");
  const declared = new Set(plan.steps.filter(isDeclared).map(({ id }) => id));
  if (plan.steps.some((step) => step.kind === "go-build") || declared.size > 0)
    await setting.records.prepare().catch(() => {});
  await removeAbandoned(temporary, setting);
  for (const folder of writtenFolders(plan)) await removeAbandonedFiles(folder);
  const build: BuildSetting = { ...setting, temporaryFolder: path.join(temporary, setting.runName) };
  const claims: Claims = new Map();
  const runDeclared = declared.size === 0 ? undefined : await openDeclared(setting, claims);
  /** Steps that ran something whose effects on the sources are not known. */
  const wrote = new Set<string>();
  const { history, interrupted } = setting;
  // Of several steps the outputs would mix.
  const isAlone = plan.steps.filter(({ kind }) => kind !== "group").length === 1;
  const cleaning = setting.children.part("only killed");
  const services = openServices(setting, graceMs);
  if (setting.repeated !== undefined) services.services = setting.repeated.services;
  const { repeated } = setting;
  const interactive = new Set(plan.steps.flatMap((step) => (step.interactive ? [step.id] : [])));
  const emit: Emit = (event) => {
    setting.emit(withExpectation(event, interactive, history));
    if (event.type === "step-finished" && repeated === undefined) services.services.stepEnded(event.step);
  };
  /** Steps that have made something new, and groups of such. */
  const worked = new Set<string>();
  const summary = await runSteps({
    plan,
    cores: setting.machine.cores,
    memoryBytes: setting.machine.memoryBytes,
    history,
    keepGoing: setting.keepGoing,
    interrupted,
    emit,
    elapsed: setting.elapsed,
    stop: () => setting.children.stop(graceMs),
    execute: async (step, share) => {
      const afterOthers = step.needs.some((need) => wrote.has(need));
      const needsWorked = step.needs.some((need) => worked.has(need));
      if (needsWorked && step.kind === "group") worked.add(step.id);
      if (repeated?.isHeld(step, needsWorked)) return { results: [], failures: [] };
      const owner = step.last ? cleaning : setting.children;
      if (step.last) limitCleaning(cleaning, interrupted, graceMs);
      const execution = await runAttempts(
        { step, owner, emit, elapsed: setting.elapsed, graceMs },
        (children) => {
          const own = { ...setting, emit, children, directOutput: isAlone && setting.directOutput };
          if (isService(step)) return startService(services.services, own, step, plan, share.cores);
          return isDeclared(step)
            ? runDeclared!({ ...build, emit, children }, step, share.cores)
            : execute({ ...build, emit, children }, own, step, share, afterOthers);
        },
      );
      if (afterOthers || (execution.wrote ?? runsCommands(step))) wrote.add(step.id);
      noteRun(history, step.id, execution);
      if (execution.results.some(isWork)) worked.add(step.id);
      const isRun = execution.results.some(({ outcome }) => outcome === "ran");
      if (step.kind === "go-test" && isRun) wrote.add(step.id);
      return execution;
    },
  });
  if (repeated === undefined) {
    if (summary.failures.length === 0) await services.services.untilEnded(interrupted);
    await services.services.stopAll();
    services.addDeaths(summary);
  }
  for (const text of foreignWrites(plan.root, setting.states, claims, summary.results)) {
    setting.emit({ type: "note", text });
  }
  setting.children.forget(cleaning);
  await history.save();
  await remove(build.temporaryFolder).catch(() => {});
  const stored = summary.results.some(
    ({ step, outcome }) => outcome === "built" || (outcome === "ran" && declared.has(step)),
  );
  if (stored) {
    await setting.store.trim(setting.storeLimitBytes).catch(() => {});
  }
  if (summary.results.some(isWork)) await sweepState(plan.root, setting.now());
  if (plan.steps.some((step) => step.kind === "go-build")) {
    const failure = await listArtifacts(plan, setting.records);
    if (failure !== undefined) {
      setting.emit({ type: "failed", failure });
      summary.failures.push(failure);
    }
  }
  return summary;
}

function isWork({ outcome }: StepResult): boolean {
  return outcome === "built" || outcome === "ran" || outcome === "restored";
}

/** A step starts with what is known of it. */
function withExpectation(event: Event, interactive: ReadonlySet<string>, history: History): Event {
  if (event.type !== "step-started") return event;
  const expectedMs = history.expectedMs(event.step);
  return {
    ...event,
    ...(expectedMs === undefined ? {} : { expectedMs }),
    ...(interactive.has(event.step) ? { interactive: true } : {}),
  };
}

/** Only work counts: what was restored or was there says nothing of what it takes. */
function noteRun(history: History, id: string, { results, peakBytes, durationMs }: Attempted): void {
  const outcome = ["failed", "built", "ran"].find((each) =>
    results.some((result) => result.outcome === each),
  );
  if (outcome === undefined || results.some((result) => result.outcome === "cancelled")) return;
  history.note(id, { durationMs, outcome, ...(peakBytes === undefined ? {} : { peakBytes }) });
}

/** Commands and hooks may write sources of the steps that need them. */
function runsCommands(step: Step): boolean {
  return step.kind === "command" || (step.kind === "go-build" && step.before.length + step.after.length > 0);
}

/** What runs declared commands; their facts are gathered once for all of a run. */
async function openDeclared(
  setting: RunSetting,
  claims: Claims,
): Promise<(build: BuildSetting, step: DeclaredStep, cores: number) => Promise<StepExecution>> {
  const { runTaskStep, TaskFactFinder } = await import("./declared.ts");
  const shared = { taskFacts: new TaskFactFinder(setting), claims, isAlive: setting.isAlive };
  return (build, step, cores) => runTaskStep({ ...build, ...shared }, step, cores, setting.extra);
}

async function execute(
  build: BuildSetting,
  setting: RunSetting,
  step: Step,
  share: Share,
  afterOthers: boolean,
): Promise<StepExecution> {
  switch (step.kind) {
    case "go-build":
      return runBuild(build, step, share, afterOthers);
    case "go-test":
      return runTestStep(build, step, share.cores, afterOthers);
    case "command":
      return runCommandStep(setting, step, share.cores, setting.extra);
    case "group": {
      const { id, skip } = step;
      if (skip === undefined) return { results: [], failures: [] };
      return { results: [{ step: id, outcome: "skipped", reason: skip, durationMs: 0 }], failures: [] };
    }
    default:
      return unreachable(step);
  }
}
