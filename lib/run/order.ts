/**
 * Which of the steps that could start goes first: the one with the longest chain of expected work behind
 * it, so that what takes long is not begun last. Pure; where the times come from is not its business.
 */
import type { Step } from "../model/plan.ts";

/** Of a step that nothing is known of, where nothing is known of any other: the longest chain is then the one of most steps. */
const guessMs = 1000;

/** How long each step is expected to take; of those that never ran the median of the known ones is taken. */
export function expectedTimes(
  steps: readonly Step[],
  known: (id: string) => number | undefined,
): Map<string, number> {
  const times = steps.map((step) => (step.kind === "group" ? 0 : known(step.id)));
  const sorted = times
    .filter((time, index): time is number => time !== undefined && steps[index]!.kind !== "group")
    .toSorted((left, right) => left - right);
  const guess = sorted[Math.floor(sorted.length / 2)] ?? guessMs;
  return new Map(steps.map(({ id }, index) => [id, times[index] ?? guess]));
}

/** Of each step, how long it and the longest chain of those that wait for it take. */
export function chainTimes(
  steps: readonly Step[],
  expected: ReadonlyMap<string, number>,
): Map<string, number> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  /** How many of those that wait for a step are still without their time. */
  const open = new Map(steps.map(({ id }) => [id, 0]));
  for (const step of steps) for (const before of predecessors(step)) open.set(before, open.get(before)! + 1);
  const behind = new Map<string, number>();
  const times = new Map<string, number>();
  const due = steps.filter(({ id }) => open.get(id) === 0);
  for (const step of due) {
    const time = expected.get(step.id)! + (behind.get(step.id) ?? 0);
    times.set(step.id, time);
    for (const before of predecessors(step)) {
      behind.set(before, Math.max(behind.get(before) ?? 0, time));
      const left = open.get(before)! - 1;
      open.set(before, left);
      if (left === 0) due.push(byId.get(before)!);
    }
  }
  return times;
}

/** What must have ended before a step starts. */
export function predecessors({ needs, behind = [] }: Pick<Step, "needs" | "behind">): string[] {
  return behind.length === 0 ? needs : [...needs, ...behind];
}

/** Steps that could start, longest chain first, else in the order of the plan. */
export class ReadySteps {
  readonly #ranks: ReadonlyMap<string, readonly [time: number, index: number]>;
  readonly #ids: string[] = [];

  constructor(steps: readonly Step[], times: ReadonlyMap<string, number>) {
    // Groups take nothing, and those that need them wait.
    const timeOf = ({ id, kind }: Step) => (kind === "group" ? Infinity : (times.get(id) ?? 0));
    this.#ranks = new Map(steps.map((step, index) => [step.id, [timeOf(step), index]]));
  }

  get size(): number {
    return this.#ids.length;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ids[Symbol.iterator]();
  }

  add(id: string): void {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(id, this.#ids[middle]!)) high = middle;
      else low = middle + 1;
    }
    this.#ids.splice(low, 0, id);
  }

  remove(id: string): void {
    this.#ids.splice(this.#ids.indexOf(id), 1);
  }

  #isBefore(one: string, other: string): boolean {
    const [ownTime, ownIndex] = this.#ranks.get(one)!;
    const [time, index] = this.#ranks.get(other)!;
    return ownTime === time ? ownIndex < index : ownTime > time;
  }
}
