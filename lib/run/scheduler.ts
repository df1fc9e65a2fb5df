/**
 * Runs the steps of a plan in an order that their needs allow, side by side as far as the cores go.
 * States of a step: waiting -> ready -> running -> done | failed | skipped | cancelled. Knows nothing of
 * what a step does.
 */
import type { Emit, StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Plan, Step } from "../model/plan.ts";
import { shareOf, wantedCores } from "./budget.ts";

export interface StepExecution {
  results: StepResult[];
  failures: Failure[];
}

export interface SchedulerOptions {
  plan: Plan;
  cores: number;
  /** Go on with what does not need the failed step; else running steps are ended. */
  keepGoing: boolean;
  execute(step: Step, cores: number): Promise<StepExecution>;
  /** Ends all running steps. */
  stop(): void;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  emit: Emit;
  now(): number;
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
  readonly #dependents = new Map<string, string[]>();
  readonly #missing = new Map<string, number>();
  readonly #states = new Map<string, State>();
  readonly #ready: string[] = [];
  readonly #results: StepResult[] = [];
  readonly #failures: Failure[] = [];
  #free: number;
  /** Set once nothing new may start, with the reason for those that wait. */
  #halted: string | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#free = options.cores;
    this.#steps = new Map(options.plan.steps.map((step) => [step.id, step]));
    for (const step of options.plan.steps) {
      this.#states.set(step.id, "waiting");
      this.#missing.set(step.id, step.needs.length);
      for (const need of step.needs) {
        this.#dependents.set(need, [...(this.#dependents.get(need) ?? []), step.id]);
      }
    }
  }

  async run(): Promise<RunSummary> {
    const { plan, interrupted, stop, emit, now } = this.#options;
    const startedMs = now();
    emit({ type: "run-started", steps: plan.steps.map((step) => step.id), root: plan.root });
    const onInterrupt = () => {
      this.#halted = "interrupted";
      stop();
    };
    if (interrupted.aborted) onInterrupt();
    interrupted.addEventListener("abort", onInterrupt, { once: true });
    for (const step of plan.steps) if (step.needs.length === 0) this.#set(step.id, "ready");

    const running = new Map<string, Promise<string>>();
    for (;;) {
      while (this.#halted === undefined && this.#ready.length > 0 && this.#free > 0) {
        const step = this.#steps.get(this.#ready.shift()!)!;
        running.set(step.id, this.#start(step));
      }
      if (running.size === 0) break;
      running.delete(await Promise.race(running.values()));
    }
    interrupted.removeEventListener("abort", onInterrupt);
    const stuck = [...this.#states].flatMap(([id, state]) => (state === "waiting" ? [id] : []));
    if (this.#halted === undefined && stuck.length > 0) {
      throw new Error(`these steps wait for others that never come: ${stuck.join(", ")}`);
    }
    const unfinished = [...this.#states].flatMap(([id, state]) => (state === "cancelled" ? [id] : []));
    for (const [id, state] of this.#states) {
      if (state !== "waiting" && state !== "ready") continue;
      unfinished.push(id);
      this.#finish(id, "cancelled", [this.#result(id, "cancelled", this.#halted ?? "was never started")]);
    }
    const order = new Map(plan.steps.map((step, index) => [step.id, index]));
    return {
      results: this.#results.toSorted((left, right) => order.get(left.step)! - order.get(right.step)!),
      failures: this.#failures,
      unfinished: interrupted.aborted ? unfinished : [],
      durationMs: now() - startedMs,
    };
  }

  async #start(step: Step): Promise<string> {
    const wanted = wantedCores(step, this.#options.cores);
    const cores = wanted === 0 ? 0 : shareOf(wanted, this.#free, this.#ready.length + 1);
    this.#free -= cores;
    this.#set(step.id, "running");
    const { results, failures } = await this.#options.execute(step, cores);
    this.#free += cores;
    for (const failure of failures) {
      this.#failures.push(failure);
      this.#options.emit({ type: "step-failed", step: step.id, failure });
    }
    const failed = results.some((result) => result.outcome === "failed");
    const cancelled = results.some((result) => result.outcome === "cancelled");
    this.#finish(step.id, failed ? "failed" : cancelled ? "cancelled" : "done", results);
    if (failed && !this.#options.keepGoing && this.#halted === undefined) {
      this.#halted = `${step.id} failed`;
      this.#options.stop();
    }
    return step.id;
  }

  /** Notes how a step ended, and what that means for those that need it; a chain of them may be long. */
  #finish(first: string, firstState: State, firstResults: StepResult[]): void {
    const ended = [{ id: first, state: firstState, results: firstResults }];
    for (const { id, state, results } of ended) {
      this.#results.push(...results);
      this.#options.emit({ type: "step-finished", step: id, results });
      this.#set(id, state);
      for (const dependent of this.#dependents.get(id) ?? []) {
        if (this.#states.get(dependent) !== "waiting") continue;
        if (state === "done") {
          const missing = this.#missing.get(dependent)! - 1;
          this.#missing.set(dependent, missing);
          if (missing === 0) this.#set(dependent, "ready");
        } else if (state === "failed" || state === "skipped") {
          const reason = `needs ${id}, which ${state === "failed" ? "failed" : "was skipped"}`;
          // Only once, also if two that it needs have failed.
          this.#states.set(dependent, "skipped");
          ended.push({
            id: dependent,
            state: "skipped",
            results: [this.#result(dependent, "skipped", reason)],
          });
        }
      }
    }
  }

  #result(step: string, outcome: "cancelled" | "skipped", reason: string): StepResult {
    return { step, outcome, reason, durationMs: 0 };
  }

  #set(id: string, state: State): void {
    this.#states.set(id, state);
    if (state === "ready") this.#ready.push(id);
  }
}
