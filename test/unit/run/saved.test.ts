import { expect, it } from "vitest";
import type { Outcome, StepResult } from "../../../lib/model/event.ts";
import { savedTime } from "../../../lib/run/saved.ts";

const result = (step: string, outcome: Outcome, durationMs = 10): StepResult => ({
  step,
  outcome,
  reason: "",
  durationMs,
});
const expected: Readonly<Record<string, number>> = { a: 1000, b: 500 };

it.each<[results: StepResult[], saved: number]>([
  [[], 0],
  [[result("a", "up-to-date"), result("b", "restored")], 1500],
  // Two artifacts of one step are built together.
  [[result("a", "up-to-date", 0), result("a", "restored", 40)], 1000],
  [[result("a", "up-to-date"), result("a", "built", 900)], 0],
  [[result("a", "built"), result("b", "failed")], 0],
  // It never ran here.
  [[result("c", "restored")], 0],
])("%j", (results, saved) => expect(savedTime(results, (step) => expected[step])).toBe(saved));
