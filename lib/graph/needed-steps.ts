/** Which steps a step needs. Pure; knows nothing of why. */
import type { Step } from "../model/plan.ts";

/** The steps of each task, in their order. */
export function stepsByTask(steps: readonly Step[]): Map<string, Step[]> {
  const byTask = new Map<string, Step[]>();
  for (const step of steps) {
    const known = byTask.get(step.task);
    if (known === undefined) byTask.set(step.task, [step]);
    else known.push(step);
  }
  return byTask;
}

/** All that a step needs, directly and by way of others. */
export function allNeeds(steps: ReadonlyMap<string, Step>, { needs }: Step): Step[] {
  const found = new Map<string, Step>();
  const open = [...needs];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const step = steps.get(next);
    if (step === undefined || found.has(next)) continue;
    found.set(next, step);
    open.push(...step.needs);
  }
  return [...found.values()];
}

/**
 * The steps among `wanted` that a step needs, directly or not. What is named is mostly near: of thousands of steps
 * only those on the way to it are gone through.
 */
export function neededAmong(
  steps: ReadonlyMap<string, Step>,
  { needs }: Step,
  wanted: readonly Step[],
): Step[] {
  const open = new Set(wanted.map(({ id }) => id));
  const found = new Set<string>();
  const seen = new Set(needs);
  // A set that grows is gone through to its end: the nearest first.
  for (const id of seen) {
    if (open.size === found.size) break;
    if (open.has(id)) found.add(id);
    for (const need of steps.get(id)?.needs ?? []) seen.add(need);
  }
  return wanted.filter(({ id }) => found.has(id));
}

/** What a step needs directly: of a group its members. */
export function directNeeds(steps: ReadonlyMap<string, Step>, { needs }: Step): Step[] {
  const found = new Map<string, Step>();
  const open = needs.toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const step = steps.get(next);
    if (step === undefined || found.has(next)) continue;
    found.set(next, step);
    if (step.kind === "group") open.push(...step.needs.toReversed());
  }
  return [...found.values()];
}
