/**
 * Declared outputs that can't be: two steps that write one path, and a step that writes what it reads. What
 * wildcards of two steps have in common is seen only when the files are there. Pure.
 */
import type { Failure } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import { isWithin, splitPattern } from "../model/pattern.ts";
import type { FilePattern, Step } from "../model/plan.ts";
import { neededAmong } from "./needed-steps.ts";
import type { PlanSetting } from "./outline.ts";

type ClashSetting = Pick<PlanSetting, "configName" | "matcher">;

interface Owned {
  step: string;
  /** Of an artifact: it stands in the message in place of a pattern. */
  pattern: string;
  base: string;
  rest?: string;
}

export function outputProblems(setting: ClashSetting, steps: readonly Step[]): Failure[] {
  const owned = steps.flatMap(ownedBy);
  // What nobody writes is nobody's fault.
  if (owned.length === 0) return [];
  const own = steps.flatMap((step) => ownClashes(setting, step));
  return [...own, ...clashesBetween(setting, steps, owned), ...unorderedReads(setting, steps, owned)];
}

/** A step that reads what it writes would never be up to date. Wildcards of inputs just leave outputs out. */
function ownClashes({ configName, matcher }: ClashSetting, step: Step): Failure[] {
  if (step.kind !== "command" || step.declared === undefined) return [];
  const { inputs, outputs } = step.declared;
  return inputs
    .filter(({ exclude }) => !exclude)
    .flatMap((input) => {
      const { base, rest } = splitPattern(input.pattern);
      const output = outputs
        .filter(({ exclude }) => !exclude)
        .find((each) => {
          const own = splitPattern(each.pattern);
          // Only a path that is named is sure to be read.
          if (own.rest === undefined) return isWithin(own.base, base);
          return rest === undefined && isWithin(own.base, base) && matcher(own.rest)(below(own.base, base));
        });
      if (output === undefined || isTakenOut(matcher, outputs, base)) return [];
      return [
        {
          family: "config" as const,
          place: `${configName}: tasks.${step.task}.${output.place}`,
          thing: `"${output.pattern}" is written by the task, and ${input.place} "${input.pattern}" reads it there`,
          next: "What a task reads must lie outside of what it writes.",
        },
      ];
    });
}

function isTakenOut(
  matcher: PlanSetting["matcher"],
  patterns: readonly FilePattern[],
  file: string,
): boolean {
  return patterns.some(({ exclude, pattern }) => {
    const { base, rest } = splitPattern(pattern);
    if (!exclude || !isWithin(base, file)) return false;
    return rest === undefined || matcher(rest)(below(base, file));
  });
}

function below(base: string, path: string): string {
  return base === "" ? path : path.slice(base.length + 1);
}

/**
 * Each path once, so that 5,000 tasks are no 25 million comparisons: a path clashes with what has its own
 * name or that of a folder above it.
 */
function clashesBetween(setting: ClashSetting, steps: readonly Step[], owned: readonly Owned[]): Failure[] {
  const byBase = new Map<string, Owned[]>();
  for (const one of owned) {
    for (const key of keysOf(one)) {
      const others = byBase.get(key);
      if (others === undefined) byBase.set(key, [one]);
      else others.push(one);
    }
  }
  const failures: Failure[] = [];
  const told = new Set<string>();
  const order = steps.map(({ id }) => id);
  for (const one of owned) {
    for (const key of keysAbove(one)) {
      for (const other of byBase.get(key) ?? []) {
        if (other.step === one.step || !isSame(setting, other, one)) continue;
        const pair = [one.step, other.step].toSorted().join("\0");
        if (told.has(pair)) continue;
        told.add(pair);
        const [first, second] =
          order.indexOf(one.step) < order.indexOf(other.step)
            ? [one.step, other.step]
            : [other.step, one.step];
        failures.push({
          family: "config",
          place: one.pattern,
          thing: `both ${first} and ${second} would write there`,
          next: `Each file has one task that writes it: change the outputs of one of them in ${setting.configName}.`,
        });
      }
    }
  }
  return failures;
}

/** Under which a path is found: wildcards by themselves for a path, and by their text for wildcards. */
function keysOf({ base, rest }: Owned): string[] {
  const folded = base.toLowerCase();
  return rest === undefined ? [folded] : [`${folded}\0`, `${folded}\0${rest}`];
}

/** Under which all is found that a path may clash with. Wildcards are compared with their own text only. */
function keysAbove({ base, rest }: Owned): string[] {
  const folders = upwards(base.toLowerCase());
  if (rest !== undefined) return [...folders, `${folders[0]!}\0${rest}`];
  return folders.flatMap((folder) => [folder, `${folder}\0`]);
}

/** A file that is named as an input while another step may be writing it. Of wildcards nobody can be sure. */
function unorderedReads(
  { configName }: ClashSetting,
  steps: readonly Step[],
  owned: readonly Owned[],
): Failure[] {
  const writers = new Map<string, string>();
  for (const { base, rest, step } of owned) if (rest === undefined) writers.set(base, step);
  const byId = new Map(steps.map((step) => [step.id, step]));
  return steps.flatMap((step) => {
    if (step.kind !== "command" || step.declared === undefined) return [];
    return step.declared.inputs.flatMap(({ pattern, place, exclude }) => {
      const { base, rest } = splitPattern(pattern);
      if (exclude || rest !== undefined) return [];
      const writer = upwards(base).flatMap((folder) => writers.get(folder) ?? [])[0];
      if (
        writer === undefined ||
        writer === step.id ||
        neededAmong(byId, step, [byId.get(writer)!]).length > 0
      )
        return [];
      return [
        {
          family: "config" as const,
          place: `${configName}: tasks.${step.task}.${place}`,
          thing: `"${pattern}" is written by ${writer}, which this task does not need`,
          next: `Add it: needs: ["${byId.get(writer)!.task}"].`,
        },
      ];
    });
  });
}

function ownedBy(step: Step): Owned[] {
  if (step.kind === "go-build") {
    return step.units
      .flatMap(({ skip, output, header }) => (skip === undefined ? [output, header ?? ""] : []))
      .filter((file) => file !== "" && !leadsOut(file))
      .map((file) => ({ step: step.id, pattern: file, base: file }));
  }
  if (step.kind !== "command" || step.declared === undefined) return [];
  return step.declared.outputs
    .filter(({ exclude }) => !exclude)
    .map(({ pattern }) => ({ step: step.id, pattern, ...splitPattern(pattern) }));
}

/** Two builds are compared elsewhere. `above` begins at the folder of `one`, or at one above it. */
function isSame({ matcher }: ClashSetting, above: Owned, one: Owned): boolean {
  if (above.rest === undefined) return true;
  if (one.rest !== undefined) return above.base === one.base && above.rest === one.rest;
  return matcher(above.rest)(below(above.base, one.base));
}

function upwards(path: string): string[] {
  const folders = [path];
  for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
    folders.push(path.slice(0, cut));
  }
  return path === "" ? [""] : [...folders, ""];
}
