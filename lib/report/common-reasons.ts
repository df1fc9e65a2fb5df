/** What several results have in common is told once, not once in each row. Knows nothing of the table. Pure. */
import type { StepResult } from "../model/event.ts";
import { oneLine, resultName } from "./result.ts";

/** Programs of one step that failed for one reason become one result, under all of their names. */
export function withCommonFailures(results: readonly StepResult[]): StepResult[] {
  const merged: StepResult[] = [];
  const byReason = new Map<string, StepResult>();
  for (const result of results) {
    const { step, unit, outcome, reason, durationMs } = result;
    const key = `${step}\0${reason}`;
    const first = outcome === "failed" && unit !== undefined ? byReason.get(key) : undefined;
    if (first === undefined) {
      const own = { ...result };
      merged.push(own);
      if (outcome === "failed" && unit !== undefined) byReason.set(key, own);
    } else {
      first.unit = `${first.unit}, ${unit}`;
      first.durationMs = Math.max(first.durationMs, durationMs);
    }
  }
  return merged;
}

/** More names than this say no more. */
const mostNames = 6;

/**
 * A reason for which several steps ran is taken out of their rows.
 * @returns the rows, and a line for each such reason without a line break
 */
export function withCommonReasons(results: readonly StepResult[]): { rows: StepResult[]; told: string[] } {
  const names = new Map<string, string[]>();
  for (const result of results) {
    if (result.outcome !== "ran" || result.reason === "") continue;
    names.set(result.reason, [...(names.get(result.reason) ?? []), resultName(result)]);
  }
  const isCommon = ({ outcome, reason }: StepResult) =>
    outcome === "ran" && (names.get(reason)?.length ?? 0) > 1;
  const told = [...names].flatMap(([reason, own]) =>
    own.length < 2 ? [] : [`${listed(own)}: ${oneLine(reason)}`],
  );
  return { rows: results.map((each) => (isCommon(each) ? { ...each, reason: "" } : each)), told };
}

/** `a, b, c`, or the first of them and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= mostNames) return names.join(", ");
  return `${names.slice(0, mostNames - 1).join(", ")} and ${names.length - mostNames + 1} more`;
}
