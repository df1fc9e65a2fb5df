/**
 * Tasks, targets and facts in, plan out. Pure: the same facts give the same plan on every machine,
 * which is what the snapshots test. Knows nothing of what is up to date.
 */
import { collect, failure, success, type Failure, type Result } from "../model/failure.ts";
import { needNames } from "../model/needs.ts";
import type { BuildStep, Plan, Step } from "../model/plan.ts";
import type { Task } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { isNamed, planBuild } from "./build-step.ts";
import { declareResults } from "./declared.ts";
import type { PlanFacts } from "./facts.ts";
import { planHostStep } from "./host-step.ts";
import { addRunning, withCleaners } from "./running.ts";
import { outlineTask, type BuildOutline, type PlanSetting } from "./outline.ts";

/** Makes the plan, or says everything that is wrong with it. */
export function makePlan(setting: PlanSetting, facts: PlanFacts): Result<Plan> {
  const outlines = new Map<string, BuildOutline[]>();
  for (const name of setting.selected) {
    if (isBuild(setting.tasks[name]!)) outlines.set(name, outlineTask(setting, name));
  }
  // The step of any other task is called as the task is.
  const idsOf = (tasks: readonly string[]) =>
    outlines.size === 0
      ? [...tasks]
      : tasks.flatMap((task) => outlines.get(task)?.map(({ id }) => id) ?? [task]);
  const steps: Step[] = [];
  const failures: Failure[] = [];
  for (const name of setting.selected) {
    const builds = outlines.get(name);
    const task = setting.tasks[name]!;
    if (builds === undefined) {
      const step = planHostStep(setting, facts, name, task, idsOf(needNames(task.needs)));
      addRunning(step, task);
      addOrder(step, setting, name, idsOf);
      steps.push(step);
    } else {
      const planned = planBuilds(setting, facts, name, builds, idsOf);
      if (planned.ok) steps.push(...planned.value);
      else failures.push(...planned.failures);
    }
  }
  if (failures.length > 0) return failure(...failures);
  const planned = withCleaners(steps, setting);
  const all = setting.only === undefined ? planned : withoutLostNeeds(planned);
  if (setting.only !== undefined && !all.some((step) => step.kind === "go-build")) {
    return failure(nobodyBuilds(setting, setting.only));
  }
  const clashes = duplicateOutputs(setting, all);
  if (clashes.length > 0) return failure(...clashes);
  const declared = declareResults(setting, all);
  if (declared.failures.length > 0) return failure(...declared.failures);
  const { kind, goos, goarch, cores } = setting.host;
  return success({
    schema: 1,
    root: setting.root,
    host: { kind, goos, goarch, cores },
    ...(facts.toolchain === undefined ? {} : { toolchain: shortToolchain(facts.toolchain) }),
    ...(setting.pools === undefined ? {} : { pools: { ...setting.pools } }),
    steps: declared.steps,
  });
}

function isBuild({ kind }: Task): boolean {
  return kind === "go-build" || kind === "go-cross" || kind === "go-install";
}

/** Ids of the steps of tasks. */
type IdsOf = (tasks: readonly string[]) => string[];

function addOrder(step: Step, { instances }: PlanSetting, name: string, idsOf: IdsOf): void {
  const follows = instances?.get(name)?.follows;
  if (follows !== undefined && follows.length > 0) step.follows = idsOf(follows);
}

/** The steps of a task that builds, one for each target of each task that declares what is built. */
function planBuilds(
  setting: PlanSetting,
  facts: PlanFacts,
  name: string,
  outlines: readonly BuildOutline[],
  idsOf: IdsOf,
): Result<Step[]> {
  if (outlines.length === 0) return failure(nothingToBuild(setting, name));
  const steps = outlines.map((outline) => {
    const { id, needs, source } = outline;
    const step = planBuild(setting, facts.toolchain, facts.builds.get(id), outline, idsOf(needs));
    if (!step.ok) return step;
    addOrder(step.value, setting, source, idsOf);
    // The built-in cross builds what other tasks declare.
    addRunning(step.value, setting.tasks[source]!);
    addRunning(step.value, setting.tasks[name]!);
    return step;
  });
  return setting.only === undefined ? collect(steps) : chosenSteps(setting.only, steps, facts);
}

/** Leaves the units that the command line names, and drops the steps that then have none. */
function chosenSteps(only: readonly string[], steps: Result<BuildStep>[], facts: PlanFacts): Result<Step[]> {
  const planned = collect(steps);
  if (!planned.ok) return planned;
  const chosen = planned.value.map((step) => {
    const mains = facts.builds.get(step.id)!.mains.filter((main) => isNamed(only, main));
    const packages = new Set(mains.map((main) => main.importPath));
    return { ...step, units: step.units.filter((unit) => packages.has(unit.package)) };
  });
  return success(chosen.filter((step) => step.units.length > 0));
}

/** Steps that were dropped are needed by nobody. */
function withoutLostNeeds(steps: readonly Step[]): Step[] {
  const ids = new Set(steps.map((step) => step.id));
  const kept = (named: string[]) => named.filter((id) => ids.has(id));
  return steps.map(({ needs, follows, behind, ...step }) => {
    const left = {
      ...(follows === undefined ? {} : { follows: kept(follows) }),
      ...(behind === undefined ? {} : { behind: kept(behind) }),
    };
    return { ...step, needs: kept(needs), ...left } as Step;
  });
}

function nobodyBuilds({ configName }: PlanSetting, only: readonly string[]): Failure {
  return {
    family: "module",
    place: only.join(" "),
    thing: `no go.build task of ${configName} builds a main package there`,
    next: "Name a package of one of them, or none for all.",
  };
}

function shortToolchain({ goroot, go, version, why }: Toolchain) {
  return { goroot, go, version, why };
}

function nothingToBuild({ configName }: PlanSetting, name: string): Failure {
  return {
    family: "config",
    place: `${configName}: tasks.${name}`,
    thing: "there is no go.build task that it could build",
    next: "Declare one with go.build({ ... }).",
  };
}

/** Two artifacts of one path: go build itself would silently keep the last one (load/pkg.go). */
function duplicateOutputs({ configName }: PlanSetting, steps: readonly Step[]): Failure[] {
  const owners = new Map<string, string>();
  const failures: Failure[] = [];
  for (const step of steps) {
    if (step.kind !== "go-build") continue;
    for (const unit of step.units) {
      if (unit.skip !== undefined) continue;
      for (const output of [unit.output, ...(unit.header === undefined ? [] : [unit.header])]) {
        // Paths that differ in case only are one file on Windows and macOS.
        const folded = output.toLowerCase();
        const owner = owners.get(folded);
        const own = `${unit.package} (${step.id})`;
        if (owner === undefined) owners.set(folded, own);
        else {
          failures.push({
            family: "config",
            place: output,
            thing: `both ${owner} and ${own} would be written there`,
            next: `Give one of them another name: names: { "${unit.package}": "..." } in ${configName}.`,
          });
        }
      }
    }
  }
  return failures;
}
