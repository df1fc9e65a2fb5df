/**
 * Which steps of a plan some files affect, by the same facts as their keys: files of programs and of test
 * binaries, declared inputs of commands. Where that is not known, a step is affected.
 */
import path from "node:path";
import { isSourceName } from "../go/file-names.ts";
import { exists } from "../host/files.ts";
import { excluder, matcherOf } from "../host/find-files.ts";
import { success, type Result } from "../model/failure.ts";
import { shortName, type Manifest } from "../model/manifest.ts";
import { leadsOut } from "../model/paths.ts";
import type { CommandStep, Plan, Step, TestStep } from "../model/plan.ts";
import type { HeldSetting } from "../run/test-answer.ts";
import { examineTests, type ExaminedTest } from "../run/test-examine.ts";
import type { Planned } from "./plan-tasks.ts";
import type { Project } from "./project.ts";

/** A step, or a program or package of it, with why it is affected; without a reason it is not. */
export interface Affected {
  step: string;
  /** The program, or the package. */
  part?: string;
  reason?: string;
}

type Setting = HeldSetting;

/** What the files affect, in the order of the plan. */
export async function affectedBy(
  project: Project,
  { plan, facts }: Planned,
  setting: Setting,
  files: readonly string[],
): Promise<Result<Affected[]>> {
  const shown = (file: string) => shortPath(project.root, file);
  const config = files.find((file) => project.loaded.sources.includes(file));
  const all: Affected[] = [];
  const reasons = new Map<string, string>();
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  for (const step of plan.steps) {
    const own: Affected[] = [];
    const needed = step.needs.find((need) => reasons.has(need) && isFelt(byId, step, need));
    const everything =
      config !== undefined && step.kind !== "group"
        ? `${shown(config)} changed`
        : needed !== undefined
          ? `${step.follows?.includes(needed) ? "comes after" : "needs"} ${needed}`
          : undefined;
    if (everything !== undefined || step.kind === "group")
      own.push({ step: step.id, ...because(everything) });
    else if (step.kind === "command")
      own.push({ step: step.id, ...because(commandReason(project, step, files)) });
    else if (step.kind === "go-test") {
      const tests = await affectedTests(project, setting, step, files);
      if (!tests.ok) return tests;
      own.push(...tests.value);
    } else {
      const inspected = await facts!.inspect(step, false);
      if (!inspected.ok) return inspected;
      const hooks = step.before.length > 0 || step.after.length > 0;
      for (const unit of step.units) {
        if (unit.skip !== undefined) continue;
        const reason = hooks
          ? "nobody knows what its hooks read"
          : manifestReason(project, inspected.value.manifests.get(unit.package), files);
        own.push({ step: step.id, part: unit.name, ...because(reason) });
      }
    }
    const first = own.find(({ reason }) => reason !== undefined);
    if (first !== undefined) reasons.set(step.id, first.reason!);
    all.push(...own);
  }
  return success(all);
}

/** A need is, but one that only comes first is not where it writes nothing that could be read. */
function isFelt(steps: ReadonlyMap<string, Step>, { follows }: Step, need: string): boolean {
  return !follows?.includes(need) || mayWrite(steps, need);
}

function mayWrite(steps: ReadonlyMap<string, Step>, id: string): boolean {
  const step = steps.get(id);
  if (step?.kind === "command") return step.declared?.outputs.length !== 0;
  // Those that a group only follows have their own say.
  if (step?.kind === "group")
    return step.needs.some((need) => !step.follows?.includes(need) && mayWrite(steps, need));
  return step?.kind !== "go-test";
}

function because(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

function shortPath(root: string, file: string): string {
  const relative = path.relative(root, file).replaceAll("\\", "/");
  return leadsOut(relative) ? file : relative;
}

function commandReason(project: Project, step: CommandStep, files: readonly string[]): string | undefined {
  const { declared } = step;
  if (declared === undefined || declared.packages !== undefined || declared.goFiles !== undefined)
    return step.why;
  const isInput = matcherOf(declared.inputs.filter(({ exclude }) => exclude === undefined));
  const isExcluded = excluder(declared.inputs);
  const found = files.find((file) => {
    if (step.dotenv?.includes(file)) return true;
    const relative = path.relative(project.root, file).replaceAll("\\", "/");
    return isInput(relative) && !isExcluded(relative);
  });
  return found === undefined ? undefined : `${shortPath(project.root, found)} changed`;
}

/**
 * Of a program or a test binary: its files, files that decide what go lists, and what may have been one of
 * its files before.
 */
function manifestReason(
  { root }: Project,
  manifest: Manifest | undefined,
  files: readonly string[],
): string | undefined {
  if (manifest === undefined) return "not all of its files are known";
  if (manifest.inexact !== undefined) return manifest.inexact;
  const own = new Set(manifest.facts.flatMap((fact) => (fact.kind === "file" ? [fact.path] : [])));
  const folders = new Set([...own].map((file) => path.dirname(file)));
  const guarded = new Set<string>();
  for (const guard of manifest.guards) {
    if (guard.kind === "content" || guard.kind === "type" || guard.kind === "stat") guarded.add(guard.path);
    if (guard.kind === "names") folders.add(guard.path);
  }
  const found = files.find((file) => {
    if (own.has(file) || guarded.has(file)) return true;
    const name = path.basename(file);
    if (!folders.has(path.dirname(file))) return false;
    // One that is gone, or that is left out now, may have been a part of the package.
    return !exists(file) || (isSourceName(name) && !name.endsWith("_test.go"));
  });
  return found === undefined ? undefined : `${shortPath(root, found)} changed`;
}

async function affectedTests(
  project: Project,
  setting: Setting,
  step: TestStep,
  files: readonly string[],
): Promise<Result<Affected[]>> {
  const affected: Affected[] = [];
  for (const run of step.runs) {
    const inspected = await setting.inspectTests(step, run, false);
    if (!inspected.ok) return inspected;
    if (inspected.value.unknown !== undefined) {
      return success([{ step: step.id, reason: inspected.value.unknown }]);
    }
    for (const test of await examineTests(setting, step, run, inspected.value)) {
      if (!test.subject.hasTests) continue;
      affected.push({
        step: step.id,
        part: test.subject.importPath,
        ...because(testReason(project, test, files)),
      });
    }
  }
  return success(affected);
}

function testReason(
  project: Project,
  { subject, verdict }: ExaminedTest,
  files: readonly string[],
): string | undefined {
  // A result holds for all that the tests have opened, as it is now.
  if (verdict === "up-to-date") return undefined;
  const reason = manifestReason(project, subject.manifest, files);
  if (reason !== undefined) return reason;
  const below = files.find((file) => !leadsOut(path.relative(subject.folder, file)));
  if (below !== undefined) return `${shortPath(project.root, below)} changed`;
  // Tests may open any file; those of Go's that are no part of them are taken as not opened.
  const other = files.find((file) => !isSourceName(path.basename(file)));
  return other === undefined ? undefined : `its tests may read ${shortPath(project.root, other)}`;
}

/** The plan with what is not affected skipped, but for what an affected step needs. */
export function withoutUnaffected(plan: Plan, affected: readonly Affected[], since: string): Plan {
  const reasons = affected.filter(({ reason }) => reason !== undefined);
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  // A group is affected by one member, and the others need not run for that.
  const kept = new Set(reasons.flatMap(({ step }) => (byId.get(step)!.kind === "group" ? [] : [step])));
  const direct = new Set(kept);
  for (const id of kept) for (const need of byId.get(id)?.needs ?? []) kept.add(need);
  // Those that clean up do so behind what is run.
  for (const { id, behind = [] } of plan.steps) if (behind.some((owner) => kept.has(owner))) kept.add(id);
  const parts = new Set(reasons.map(({ step, part }) => `${step}\0${part ?? ""}`));
  const skip = `not affected by what changed since ${since}`;
  const steps = plan.steps.map((step): Step => {
    if (kept.has(step.id)) return direct.has(step.id) ? restricted(step, parts, skip) : step;
    if (step.kind === "group") return step;
    const { id, task, cwd, requested } = step;
    return { kind: "group", id, task, needs: [], cwd, env: {}, requested, skip };
  });
  return { ...plan, steps };
}

/** Of an affected step the programs and packages that are. */
function restricted(step: Step, parts: ReadonlySet<string>, skip: string): Step {
  const isPart = (part: string) => parts.has(`${step.id}\0${part}`);
  if (isPart("")) return step;
  if (step.kind === "go-build") {
    return {
      ...step,
      units: step.units.map((unit) =>
        unit.skip !== undefined || isPart(unit.name) ? unit : { ...unit, skip },
      ),
    };
  }
  if (step.kind !== "go-test") return step;
  const packages = [...parts].flatMap((each) =>
    each.startsWith(`${step.id}\0`) ? [each.slice(step.id.length + 1)] : [],
  );
  // With several modules each knows its own packages only: go is then asked for all of them.
  return step.runs.length > 1 ? step : { ...step, runs: step.runs.map((run) => ({ ...run, packages })) };
}

/** For people: a line for each part that is affected, and with `--verbose` for the others. */
export function affectedLines(
  affected: readonly Affected[],
  module: string | undefined,
  verbose: boolean,
): string[] {
  return affected.flatMap(({ step, part, reason }) => {
    const name = part === undefined ? step : `${step} ${shortName(part, module)}`;
    if (reason !== undefined) return [`${name}: ${reason}`];
    return verbose ? [`${name}: is not affected`] : [];
  });
}
