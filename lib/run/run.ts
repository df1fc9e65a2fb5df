/**
 * Runs a plan: hands each step to what executes its kind, and leaves `dist/artifacts.json` behind.
 * Knows nothing of the command line or of the screen.
 */
import path from "node:path";
import { describeError, listNames, remove, statFile } from "../host/files.ts";
import { removeAbandonedFiles, writeText } from "../host/placing.ts";
import type { Artifact } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import type { Plan, Step } from "../model/plan.ts";
import { unreachable } from "../model/failure.ts";
import { runBuild } from "./build.ts";
import type { BuildSetting } from "./setting.ts";
import { runCommandStep } from "./command-step.ts";
import { outputFault } from "./examine.ts";
import { runTestStep } from "./test-step.ts";
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
}

/** How long children may take to end after Ctrl-C before they are killed. */
export const graceMs = 1500;

/** Runs a plan to its end. */
export async function runPlan(plan: Plan, setting: RunSetting): Promise<RunSummary> {
  const temporary = path.join(plan.root, ".gowsl", "tmp");
  if (plan.steps.some((step) => step.kind === "go-build")) await setting.records.prepare().catch(() => {});
  await removeAbandoned(temporary, setting);
  for (const folder of writtenFolders(plan)) await removeAbandonedFiles(folder);
  const build: BuildSetting = { ...setting, temporaryFolder: path.join(temporary, setting.runName) };
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
      if (afterOthers || runsCommands(step)) wrote.add(step.id);
      const execution = await execute(build, setting, step, cores, afterOthers);
      const isRun = execution.results.some(({ outcome }) => outcome === "ran");
      if (step.kind === "go-test" && isRun) wrote.add(step.id);
      return execution;
    },
  });
  await remove(build.temporaryFolder).catch(() => {});
  if (summary.results.some((result) => result.outcome === "built")) {
    await setting.store.trim(setting.storeLimitBytes).catch(() => {});
  }
  if (plan.steps.some((step) => step.kind === "go-build")) {
    await dropRenamed(plan, setting);
    const failure = await writeArtifacts(plan.root, setting);
    if (failure !== undefined) {
      setting.emit({ type: "failed", failure });
      summary.failures.push(failure);
    }
  }
  return summary;
}

/** Commands and hooks may write sources of the steps that need them. */
function runsCommands(step: Step): boolean {
  return step.kind === "command" || (step.kind === "go-build" && step.before.length + step.after.length > 0);
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
    case "go-test":
      return runTestStep(build, step, cores, afterOthers);
    case "command":
      return runCommandStep(setting, step, cores, setting.extra);
    case "group":
      return { results: [], failures: [] };
    default:
      return unreachable(step);
  }
}

/** A program that has another name now is no artifact any more under its old one. */
async function dropRenamed(plan: Plan, { records }: RunSetting): Promise<void> {
  const units = plan.steps.flatMap((step) =>
    step.kind === "go-build" ? step.units.map((unit) => ({ step: step.id, ...unit })) : [],
  );
  for (const record of await records.all()) {
    const unit = units.find((each) => each.step === record.step && each.package === record.package);
    if (unit !== undefined && unit.output !== record.unit && record.state !== "stale") {
      await records.invalidate(record).catch(() => {});
    }
  }
}

/** Writes `dist/artifacts.json`: every artifact that is there and is ours, so that a script need not guess. */
async function writeArtifacts(root: string, { records }: RunSetting): Promise<Failure | undefined> {
  const artifacts: Artifact[] = [];
  for (const record of await records.all()) {
    // What `install` has put elsewhere is the user's, not the project's.
    if (record.state === "stale" || leadsOut(record.unit)) continue;
    if ((await outputFault(root, record)) === undefined) artifacts.push(record.artifact);
  }
  artifacts.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
  const file = path.join(root, "dist", "artifacts.json");
  // A list that is there must not go on naming artifacts that are not.
  if (artifacts.length === 0 && (await statFile(file)) === undefined) return undefined;
  try {
    await writeText(file, `${JSON.stringify(artifacts, null, 2)}\n`);
    return undefined;
  } catch (error) {
    return { family: "files", place: file, thing: describeError(error), next: "Make the folder writable." };
  }
}

/** Where a run writes files by renaming them, and a crash may leave one that had no time to be renamed. */
function writtenFolders({ root, steps }: Plan): Set<string> {
  const own = ["dist", ".gowsl", ".gowsl/records", ".gowsl/answers"].map((folder) => path.join(root, folder));
  const artifacts = steps.flatMap((step) => (step.kind === "go-build" ? step.units : []));
  return new Set([...own, ...artifacts.map(({ output }) => path.dirname(path.resolve(root, output)))]);
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Folders of runs that were killed. A checkout may be seen from WSL and Windows, or from containers, at
 * once: only a process of this system can be asked for; what others left is given a day.
 */
async function removeAbandoned(temporary: string, { isAlive, now }: RunSetting): Promise<void> {
  for (const name of await listNames(temporary)) {
    const folder = path.join(temporary, name);
    const changed = (await statFile(folder))?.mtimeMs ?? 0;
    if (isAlive(name) === false || now() - changed > dayMs) await remove(folder).catch(() => {});
  }
}
