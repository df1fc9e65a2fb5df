/** How much time a run has saved. Pure. */
import type { StepResult } from "../model/event.ts";

/**
 * What steps that had nothing to do take when they have. A step of which anything was built has saved nothing.
 * @param expectedMs what a step takes, if it ever ran here
 */
export function savedTime(
  results: readonly StepResult[],
  expectedMs: (step: string) => number | undefined,
): number {
  const spent = new Map<string, number | undefined>();
  for (const { step, outcome, durationMs } of results) {
    const isSaved = outcome === "up-to-date" || outcome === "restored";
    const before = spent.has(step) ? spent.get(step) : 0;
    spent.set(step, isSaved && before !== undefined ? Math.max(before, durationMs) : undefined);
  }
  let savedMs = 0;
  for (const [step, spentMs] of spent) {
    if (spentMs !== undefined) savedMs += Math.max(0, (expectedMs(step) ?? 0) - spentMs);
  }
  return savedMs;
}
