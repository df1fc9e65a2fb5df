/**
 * Runs a plan: hands each step to what executes its kind, and leaves `dist/artifacts.json` behind.
 * Knows nothing of the command line or of the screen.
 */
import path from "node:path";
import { describeError, exists, listNames, remove } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { isRunning } from "../host/children.ts";
import type { Artifact } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Plan, Step } from "../model/plan.ts";
import { unreachable } from "../model/failure.ts";
import { runBuild } from "./build.ts";
import type { BuildSetting } from "./setting.ts";
import { runCommandStep } from "./command-step.ts";
import { outputFault } from "./examine.ts";
import { runSteps, type RunSummary, type StepExecution } from "./scheduler.ts";

export interface RunSetting extends Omit<BuildSetting, "temporaryFolder"> {
  keepGoing: boolean;
  interrupted: AbortSignal;
  /** Arguments after `--`, for functions. */
  extra: readonly string[];
  processId: number;
  storeLimitBytes: number;
}

/** How long children may take to end after Ctrl-C before they are killed. */
export const graceMs = 1500;

/** Runs a plan to its end. */
export async function runPlan(plan: Plan, setting: RunSetting): Promise<RunSummary> {
  const temporary = path.join(plan.root, ".gowsl", "tmp");
  if (plan.steps.some((step) => step.kind === "go-build")) await setting.records.prepare().catch(() => {});
  await removeAbandoned(temporary);
  const build: BuildSetting = {
    ...setting,
    temporaryFolder: path.join(temporary, String(setting.processId)),
  };
  /** Steps that ran something whose effects on the sources are not known. */
  const wrote = new Set<string>();
  const summary = await runSteps({
    plan,
    cores: setting.machine.cores,
    keepGoing: setting.keepGoing,
    interrupted: setting.interrupted,
    emit: setting.emit,
    now: setting.now,
    stop: () => setting.children.stop(graceMs),
    execute: async (step, cores) => {
      const afterOthers = step.needs.some((need) => wrote.has(need));
      if (afterOthers || step.kind === "command") wrote.add(step.id);
      return execute(build, setting, step, cores, afterOthers);
    },
  });
  await remove(build.temporaryFolder).catch(() => {});
  if (summary.results.some((result) => result.outcome === "built")) {
    await setting.store.trim(setting.storeLimitBytes).catch(() => {});
  }
  if (plan.steps.some((step) => step.kind === "go-build")) {
    const failure = await writeArtifacts(plan.root, setting);
    if (failure !== undefined) {
      setting.emit({ type: "failed", failure });
      summary.failures.push(failure);
    }
  }
  return summary;
}

async function execute(
  build: BuildSetting,
  setting: RunSetting,
  step: Step,
  cores: number,
  afterOthers: boolean,
): Promise<StepExecution> {
  switch (step.kind) {
    case "go-build":
      return runBuild(build, step, cores, afterOthers);
    case "command":
      return runCommandStep(setting, step, cores, setting.extra);
    case "group": {
      const reason = `${step.needs.length} needed steps are done`;
      return { results: [{ step: step.id, outcome: "up-to-date", reason, durationMs: 0 }], failures: [] };
    }
    default:
      return unreachable(step);
  }
}

/** Writes `dist/artifacts.json`: every artifact that is there and is ours, so that a script need not guess. */
async function writeArtifacts(root: string, { records }: RunSetting): Promise<Failure | undefined> {
  const artifacts: Artifact[] = [];
  for (const record of await records.all()) {
    if (record.state === "stale") continue;
    if ((await outputFault(root, record)) === undefined) artifacts.push(record.artifact);
  }
  artifacts.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
  const file = path.join(root, "dist", "artifacts.json");
  // A list that is there must not go on naming artifacts that are not.
  if (artifacts.length === 0 && !exists(file)) return undefined;
  try {
    await writeText(file, `${JSON.stringify(artifacts, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return { family: "files", place: file, thing: describeError(error), next: "Make the folder writable." };
  }
}

/** Folders of runs that were killed. */
async function removeAbandoned(temporary: string): Promise<void> {
  for (const name of await listNames(temporary)) {
    if (!isRunning(Number(name))) await remove(path.join(temporary, name)).catch(() => {});
  }
}
