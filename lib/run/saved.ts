/** How much time a run has saved. Pure. */
import type { StepResult } from "../model/event.ts";

/**
 * What steps that had nothing to do take when they have: of a step of which anything was built, nothing. What it took to
 * find that out is not taken off, so that every way to the same answer says the same.
 * @param expectedMs what a step takes, if it ever ran here
 */
export function savedTime(
  results: readonly StepResult[],
  expectedMs: (step: string) => number | undefined,
): number {
  const saved = new Map<string, boolean>();
  for (const { step, outcome } of results) {
    const isSaved = outcome === "up-to-date" || outcome === "restored";
    saved.set(step, isSaved && saved.get(step) !== false);
  }
  return [...saved].reduce((sum, [step, isSaved]) => sum + (isSaved ? (expectedMs(step) ?? 0) : 0), 0);
}
