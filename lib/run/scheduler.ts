/**
 * Runs the steps of a plan in an order that their needs allow, side by side as far as the machine goes, the
 * longest chain first. States of a step: waiting -> ready -> running -> done | failed | skipped | cancelled.
 * Knows nothing of what a step does.
 */
import { nextTurn } from "../host/clock.ts";
import type { Emit, StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { outlineOf, requestedSteps, type Plan, type Step } from "../model/plan.ts";
import { Capacity, type Share } from "./capacity.ts";
import { chainTimes, expectedTimes, predecessors, ReadySteps } from "./order.ts";

export interface StepExecution {
  results: StepResult[];
  failures: Failure[];
  /** The most that its processes had in memory at once. */
  peakBytes?: number;
  /** Did it change files of which nobody knows? Absent: what its kind says. */
  wrote?: boolean;
}

export interface SchedulerOptions {
  plan: Pick<Plan, "root" | "steps" | "pools">;
  cores: number;
  /** What steps may have in memory together; absent: as much as they like. */
  memoryBytes?: number;
  /** What is known of steps from earlier runs. */
  history?: {
    expectedMs(id: string): number | undefined;
    peakBytes(id: string): number | undefined;
  };
  /** Go on with what does not need the failed step; else running steps are ended. */
  keepGoing: boolean;
  execute(step: Step, share: Share): Promise<StepExecution>;
  /** Ends all running steps but those that clean up. */
  stop(): void;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  emit: Emit;
  /** Milliseconds that only grow. */
  elapsed(): number;
}

type State = "waiting" | "ready" | "running" | "done" | "failed" | "skipped" | "cancelled";

export interface RunSummary {
  results: StepResult[];
  failures: Failure[];
  unfinished: string[];
  durationMs: number;
}

/** Runs a whole plan. Rejects only on a bug. */
export async function runSteps(options: SchedulerOptions): Promise<RunSummary> {
  return new Scheduler(options).run();
}

class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #capacity: Capacity;
  readonly #dependents = new Map<string, string[]>();
  /** Those that clean up behind a step. */
  readonly #followers = new Map<string, string[]>();
  readonly #missing = new Map<string, number>();
  readonly #states = new Map<string, State>();
  readonly #begun = new Set<string>();
  readonly #ready: ReadySteps;
  readonly #results: StepResult[] = [];
  readonly #failures: Failure[] = [];
  /** Has what is ready looked at again although no step has ended. */
  #wake = () => {};
  /** Set once nothing new may start but what cleans up, with the reason for those that wait. */
  #halted: string | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const { plan, cores, memoryBytes, history } = options;
    this.#capacity = new Capacity({
      cores,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(plan.pools === undefined ? {} : { pools: plan.pools }),
      ...(history === undefined ? {} : { peakBytes: (id) => history.peakBytes(id) }),
    });
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
    for (const step of plan.steps) {
      const { id, needs, behind = [] } = step;
      this.#states.set(id, "waiting");
      this.#missing.set(id, predecessors(step).length);
      for (const need of needs) append(this.#dependents, need, id);
      for (const before of behind) append(this.#followers, before, id);
    }
    const expected = expectedTimes(plan.steps, (id) => history?.expectedMs(id));
    this.#ready = new ReadySteps(plan.steps, chainTimes(plan.steps, expected));
  }

  async run(): Promise<RunSummary> {
    const { plan, interrupted, stop, emit, elapsed } = this.#options;
    const startedMs = elapsed();
    emit({
      type: "run-started",
      steps: plan.steps.map((step) => step.id),
      root: plan.root,
      requested: requestedSteps(plan),
      outline: outlineOf(plan),
      ...this.#knownTimes(),
    });
    const onInterrupt = () => {
      this.#halted = "interrupted";
      stop();
    };
    if (interrupted.aborted) onInterrupt();
    interrupted.addEventListener("abort", onInterrupt, { once: true });
    for (const [id, missing] of this.#missing) if (missing === 0) this.#set(id, "ready");

    const running = new Map<string, Promise<string>>();
    for (;;) {
      const woken = new Promise<undefined>((resolve) => (this.#wake = () => resolve(undefined)));
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        running.set(next.id, this.#start(next));
      }
      if (running.size > 0) {
        const ended = await Promise.race([...running.values(), woken]);
        if (ended !== undefined) running.delete(ended);
      }
      // Once those are cancelled, what cleans up behind others may be ready.
      else if (this.#halted === undefined || !this.#cancelRest()) break;
    }
    interrupted.removeEventListener("abort", onInterrupt);
    const stuck = [...this.#states].flatMap(([id, state]) => (state === "waiting" ? [id] : []));
    if (this.#halted === undefined && stuck.length > 0) {
      throw new Error(`these steps wait for others that never come: ${stuck.join(", ")}`);
    }
    for (const id of stuck) this.#finish(id, "cancelled", [this.#result(id, "cancelled", this.#halted!)]);
    const unfinished = [...this.#states].flatMap(([id, state]) => (state === "cancelled" ? [id] : []));
    const order = new Map(plan.steps.map((step, index) => [step.id, index]));
    return {
      results: this.#results.toSorted((left, right) => order.get(left.step)! - order.get(right.step)!),
      failures: this.#failures,
      unfinished: interrupted.aborted ? unfinished : [],
      durationMs: elapsed() - startedMs,
    };
  }

  /** What may start now. */
  #next(): Step | undefined {
    for (const id of this.#ready) {
      const step = this.#steps.get(id)!;
      if (this.#halted !== undefined && !step.last) continue;
      const verdict = this.#capacity.verdict(step);
      if (verdict === "held") return undefined;
      if (verdict === "passed") continue;
      return step;
    }
    return undefined;
  }

  async #start(step: Step): Promise<string> {
    const { cores, release, giveBack } = this.#capacity.take(step, this.#ready.size);
    this.#ready.remove(step.id);
    this.#begun.add(step.id);
    this.#set(step.id, "running");
    const share: Share = {
      cores,
      release: async () => {
        release();
        this.#wake();
        await nextTurn();
      },
    };
    const { results, failures, peakBytes } = await this.#options.execute(step, share);
    giveBack();
    for (const failure of failures) {
      this.#failures.push(failure);
      this.#options.emit({ type: "step-failed", step: step.id, failure });
    }
    const failed = results.some((result) => result.outcome === "failed");
    const cancelled = results.some((result) => result.outcome === "cancelled");
    this.#finish(step.id, failed ? "failed" : cancelled ? "cancelled" : "done", results, peakBytes);
    if (failed && !this.#options.keepGoing && this.#halted === undefined) {
      this.#halted = `${step.id} failed`;
      this.#options.stop();
    }
    return step.id;
  }

  /** Notes how a step ended, and what that means for those that wait for it; a chain of them may be long. */
  #finish(first: string, firstState: State, firstResults: StepResult[], peakBytes?: number): void {
    const ended = [{ id: first, state: firstState, results: firstResults }];
    for (const { id, state, results } of ended) {
      this.#results.push(...results);
      const peak = id === first && peakBytes !== undefined ? { peakBytes } : {};
      this.#options.emit({ type: "step-finished", step: id, results, ...peak });
      this.#set(id, state);
      const skip = (waiting: string, reason: string) => {
        // Only once, also if two that it needs have failed.
        this.#states.set(waiting, "skipped");
        ended.push({ id: waiting, state: "skipped", results: [this.#result(waiting, "skipped", reason)] });
      };
      for (const dependent of this.#dependents.get(id) ?? []) {
        if (this.#states.get(dependent) !== "waiting") continue;
        if (state === "done") this.#fulfil(dependent, skip);
        else if (state === "failed" || state === "skipped") {
          skip(dependent, `needs ${id}, which ${state === "failed" ? "failed" : "was skipped"}`);
        }
      }
      for (const follower of this.#followers.get(id) ?? []) {
        if (this.#states.get(follower) === "waiting") this.#fulfil(follower, skip);
      }
    }
  }

  /** One of those that a step waits for has ended as it should. */
  #fulfil(id: string, skip: (id: string, reason: string) => void): void {
    const missing = this.#missing.get(id)! - 1;
    this.#missing.set(id, missing);
    if (missing > 0) return;
    const { behind = [] } = this.#steps.get(id)!;
    const isDue = behind.length === 0 || behind.some((before) => this.#begun.has(before));
    if (isDue) this.#set(id, "ready");
    else skip(id, `cleans up behind ${behind.join(", ")}, which never began`);
  }

  /** Nothing new is begun: what was not, ends here. False if there was nothing. */
  #cancelRest(): boolean {
    const rest = [...this.#states].flatMap(([id, state]) =>
      (state === "waiting" || state === "ready") && !this.#steps.get(id)!.last ? [id] : [],
    );
    for (const id of rest) {
      // One that was cancelled may have had others skipped.
      if (this.#states.get(id) === "ready") this.#ready.remove(id);
      else if (this.#states.get(id) !== "waiting") continue;
      this.#finish(id, "cancelled", [this.#result(id, "cancelled", this.#halted!)]);
    }
    return rest.length > 0;
  }

  #knownTimes(): { expectedMs?: Record<string, number> } {
    const known = this.#options.plan.steps.flatMap(({ id }): [string, number][] => {
      const time = this.#options.history?.expectedMs(id);
      return time === undefined ? [] : [[id, time]];
    });
    return known.length === 0 ? {} : { expectedMs: Object.fromEntries(known) };
  }

  #result(step: string, outcome: "cancelled" | "skipped", reason: string): StepResult {
    return { step, outcome, reason, durationMs: 0 };
  }

  #set(id: string, state: State): void {
    this.#states.set(id, state);
    if (state === "ready") this.#ready.add(id);
  }
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
