/**
 * What a live view shows of a run: the state of its steps, moved on by events. Knows nothing of how it is drawn
 * (live-frame.ts), nor of the clock: times are handed in.
 */
import type { Event, Outcome } from "../model/event.ts";
import type { StepOutline } from "../model/plan.ts";

export interface LiveStep extends StepOutline {
  /** How long it took lately, where that is known. */
  expectedMs?: number;
  state: "waiting" | "running" | Outcome;
  /** What it does, in the words of `step-started`. */
  text: string;
  startedMs: number;
}

export interface LiveState {
  startedMs: number;
  /** In the order of the plan. */
  steps: ReadonlyMap<string, LiveStep>;
  /** Running ones, longest running first. */
  running: ReadonlySet<string>;
  done: number;
  failed: number;
  /** Steps that count: a group does nothing. */
  total: number;
  /** The step that has the terminal to itself. */
  interactive?: string | undefined;
}

/** The state after an event. Undefined before a run and after it. */
export function nextLive(state: LiveState | undefined, event: Event, nowMs: number): LiveState | undefined {
  switch (event.type) {
    case "run-started":
      return event.outline && beginning(event.outline, event.expectedMs ?? {}, nowMs);
    case "step-started": {
      const next =
        state && changed(state, event.step, { state: "running", text: event.text, startedMs: nowMs });
      return next && event.interactive ? { ...next, interactive: event.step } : next;
    }
    case "step-finished": {
      const outcome = worst(event.results.map((result) => result.outcome)) ?? "up-to-date";
      const next = state && changed(state, event.step, { state: outcome });
      return next?.interactive === event.step ? { ...next, interactive: undefined } : next;
    }
    case "run-finished":
      return undefined;
    default:
      return state;
  }
}

function beginning(
  outline: readonly StepOutline[],
  expectedMs: Readonly<Record<string, number>>,
  nowMs: number,
): LiveState {
  const steps = outline.map((step): [string, LiveStep] => [
    step.id,
    {
      ...step,
      ...(Object.hasOwn(expectedMs, step.id) ? { expectedMs: expectedMs[step.id]! } : {}),
      state: "waiting",
      text: "",
      startedMs: nowMs,
    },
  ]);
  const total = outline.filter(({ kind }) => kind !== "group").length;
  return { startedMs: nowMs, steps: new Map(steps), running: new Set(), done: 0, failed: 0, total };
}

/** Thousands of steps end in one run: the maps of the state before are the ones of the state after. */
function changed(state: LiveState, id: string, change: Partial<LiveStep>): LiveState {
  const step = state.steps.get(id);
  if (step === undefined) return state;
  const isEnd = change.state !== "running";
  const counts = isEnd && step.kind !== "group";
  const running = state.running as Set<string>;
  if (isEnd) running.delete(id);
  else running.add(id);
  (state.steps as Map<string, LiveStep>).set(id, { ...step, ...change });
  return {
    ...state,
    done: state.done + (counts ? 1 : 0),
    failed: state.failed + (change.state === "failed" ? 1 : 0),
  };
}

/** The outcome that says most of a step with several artifacts. */
export function worst(outcomes: readonly Outcome[]): Outcome | undefined {
  const order: readonly Outcome[] = [
    "failed",
    "cancelled",
    "built",
    "ran",
    "restored",
    "up-to-date",
    "skipped",
  ];
  return order.find((outcome) => outcomes.includes(outcome));
}

/** How much of the run is done, from 0 to 1: by expected times where they are known, else by number. */
export function donePart(state: LiveState, nowMs: number): number {
  const weigh = weights(state);
  let done = 0;
  let total = 0;
  for (const step of state.steps.values()) {
    if (step.kind === "group") continue;
    const weight = weigh(step);
    total += weight;
    if (step.state === "running") {
      // What takes longer than expected is nearly done for ever.
      const elapsed = (nowMs - step.startedMs) / (step.expectedMs ?? Infinity);
      done += weight * Math.min(0.95, Math.max(0, elapsed));
    } else if (step.state !== "waiting") done += weight;
  }
  return total === 0 ? 1 : done / total;
}

/** Where some expected times are known, the others are taken to be like them. */
function weights(state: LiveState): (step: LiveStep) => number {
  const known = [...state.steps.values()].flatMap(({ expectedMs }) => expectedMs ?? []);
  const usual = known.length === 0 ? 1 : known.reduce((sum, each) => sum + each, 0) / known.length;
  return ({ expectedMs }) => Math.max(1, expectedMs ?? usual);
}

/**
 * Milliseconds until the end, if everything takes as long as it did: along the longest chain of needs, or what is left
 * among as many as run now. Undefined where a step has no history.
 */
export function remaining(state: LiveState, nowMs: number): number | undefined {
  let work = 0;
  let longest = 0;
  const ends = new Map<string, number>();
  // Needs come first in a plan.
  for (const step of state.steps.values()) {
    if (step.state !== "waiting" && step.state !== "running") continue;
    if (step.expectedMs === undefined && step.kind !== "group") return undefined;
    const spent = step.state === "running" ? nowMs - step.startedMs : 0;
    const own = Math.max(0, (step.expectedMs ?? 0) - spent);
    const end = own + Math.max(0, ...step.needs.map((need) => ends.get(need) ?? 0));
    ends.set(step.id, end);
    longest = Math.max(longest, end);
    work += own;
  }
  return Math.max(longest, work / Math.max(1, state.running.size));
}
