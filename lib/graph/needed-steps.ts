/** Which steps a step needs. Pure; knows nothing of why. */
import type { Step } from "../model/plan.ts";

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
