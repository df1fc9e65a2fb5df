/**
 * Tasks, targets and facts in, plan out. Pure: the same facts give the same plan on every machine,
 * which is what the snapshots test. Knows nothing of what is up to date.
 */
import { collect, failure, success, type Failure, type Result } from "../model/failure.ts";
import { needNames } from "../model/needs.ts";
import type { BuildStep, Plan, Step } from "../model/plan.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { isNamed, planBuild } from "./build-step.ts";
import { declareResults } from "./declared.ts";
import type { PlanFacts } from "./facts.ts";
import { planHostStep } from "./host-step.ts";
import { runningOf, withCleaners } from "./running.ts";
import { outlineTask, type BuildOutline, type PlanSetting } from "./outline.ts";

/** Makes the plan, or says everything that is wrong with it. */
export function makePlan(setting: PlanSetting, facts: PlanFacts): Result<Plan> {
  const outlines = new Map(setting.selected.map((name) => [name, outlineTask(setting, name)]));
  const idsOf = (task: string) => outlineIds(task, outlines.get(task) ?? []);
  const orderOf = (task: string): Pick<Step, "follows"> => {
    const follows = setting.instances?.[task]?.follows?.flatMap(idsOf) ?? [];
    return follows.length === 0 ? {} : { follows };
  };
  const byTask = setting.selected.map((name): Result<Step[]> => {
    const task = setting.tasks[name]!;
    const builds = outlines.get(name)!;
    if (task.kind === "go-build" || task.kind === "go-cross" || task.kind === "go-install") {
      if (builds.length === 0) return failure(nothingToBuild(setting, name));
      const steps = builds.map((outline) => {
        const { id, needs, source } = outline;
        const step = planBuild(setting, facts.toolchain, facts.builds.get(id), outline, needs.flatMap(idsOf));
        if (!step.ok) return step;
        // The built-in cross builds what other tasks declare.
        return success({
          ...step.value,
          ...orderOf(source),
          ...runningOf(setting.tasks[source]!),
          ...runningOf(task),
        });
      });
      return setting.only === undefined ? collect(steps) : chosenSteps(setting.only, steps, facts);
    }
    const step = planHostStep(setting, facts, name, task, needNames(task.needs).flatMap(idsOf));
    return success([Object.assign(step, orderOf(name), runningOf(task))]);
  });
  const steps = collect(byTask);
  if (!steps.ok) return steps;
  const planned = withCleaners(steps.value.flat(), setting);
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
function withoutLostNeeds(steps: Step[]): Step[] {
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

function outlineIds(task: string, builds: BuildOutline[]): string[] {
  return builds.length === 0 ? [task] : builds.map((outline) => outline.id);
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
function duplicateOutputs({ configName }: PlanSetting, steps: Step[]): Failure[] {
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
