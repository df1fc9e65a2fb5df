/** Steers a scheduler by hand: steps start and end when the test says so. No time passes and nothing runs. */
import { setImmediate as turn } from "node:timers/promises";
import type { Event, Outcome } from "../../../lib/model/event.ts";
import type { CommandStep, Plan, Step } from "../../../lib/model/plan.ts";
import type { Share } from "../../../lib/run/capacity.ts";
import { runSteps, type RunSummary, type StepExecution } from "../../../lib/run/scheduler.ts";

/** A step that can use all cores, as `go test` does; `one` can use one, `group` none. */
export interface Shape extends Pick<
  CommandStep,
  "behind" | "last" | "weight" | "memoryBytes" | "pool" | "interactive"
> {
  needs?: string[];
  size?: "all" | "one" | "group";
}

export class Rig {
  /** What happened, in order: `start a 4`, `stop`, `finish a ran`, `finish b skipped: needs a, which failed`. */
  readonly log: string[] = [];
  readonly events: Event[] = [];
  mostCores = 0;
  readonly #running = new Map<
    string,
    { share: Share; cores: number; end: PromiseWithResolvers<StepExecution> }
  >();
  readonly #interruption = new AbortController();
  readonly #ended: Promise<RunSummary>;
  #time = 0;

  constructor(
    shapes: Record<string, Shape>,
    options: {
      cores?: number;
      keepGoing?: boolean;
      interrupted?: boolean;
      memoryBytes?: number;
      pools?: Record<string, number>;
      /** What the steps took and had in memory in earlier runs. */
      timesMs?: Record<string, number>;
      peaks?: Record<string, number>;
    } = {},
  ) {
    const { memoryBytes, pools, timesMs = {}, peaks = {} } = options;
    if (options.interrupted) this.#interruption.abort();
    this.#ended = runSteps({
      plan: { ...planOf(shapes), ...(pools === undefined ? {} : { pools }) },
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      history: { expectedMs: (id) => timesMs[id], peakBytes: (id) => peaks[id] },
      cores: options.cores ?? 4,
      keepGoing: options.keepGoing ?? false,
      interrupted: this.#interruption.signal,
      elapsed: () => this.#time++,
      stop: () => this.log.push("stop"),
      emit: (event) => this.#note(event),
      execute: (step, share) => this.#execute(step, share),
    });
    // A rejection is looked at by `summary`.
    this.#ended.catch(() => {});
  }

  /** The steps that run now, with their cores: `a:2 b:2`. */
  async running(): Promise<string> {
    await turn();
    return [...this.#running].map(([id, { cores }]) => `${id}:${cores}`).join(" ");
  }

  /** Ends steps and lets the scheduler react. */
  async end(outcome: Outcome, ...ids: string[]): Promise<void> {
    await turn();
    for (const id of ids) {
      const failures =
        outcome === "failed" ? [{ family: "step" as const, place: id, thing: "exit code 1" }] : [];
      this.#take(id).resolve({ results: [{ step: id, outcome, reason: outcome, durationMs: 0 }], failures });
    }
    await turn();
  }

  /** Has a step go on without its cores. */
  async release(id: string): Promise<void> {
    await turn();
    const running = this.#running.get(id)!;
    running.cores = 0;
    await running.share.release();
    await turn();
  }

  /** Ends a step with a bug. */
  async break(id: string, error: Error): Promise<void> {
    await turn();
    this.#take(id).reject(error);
    await turn();
  }

  interrupt(): void {
    this.log.push("interrupt");
    this.#interruption.abort();
  }

  summary(): Promise<RunSummary> {
    return this.#ended;
  }

  #take(id: string): PromiseWithResolvers<StepExecution> {
    const running = this.#running.get(id);
    if (running === undefined) throw new Error(`${id} does not run`);
    this.#running.delete(id);
    return running.end;
  }

  #execute(step: Step, share: Share): Promise<StepExecution> {
    const { cores } = share;
    this.log.push(`start ${step.id} ${cores}`);
    let resolve!: (execution: StepExecution) => void;
    let reject!: (error: Error) => void;
    const promise = new Promise<StepExecution>((...functions) => ([resolve, reject] = functions));
    this.#running.set(step.id, { share, cores, end: { promise, resolve, reject } });
    const used = [...this.#running.values()].reduce((sum, running) => sum + running.cores, 0);
    this.mostCores = Math.max(this.mostCores, used);
    return promise;
  }

  #note(event: Event): void {
    this.events.push(event);
    if (event.type !== "step-finished") return;
    const [result] = event.results;
    const silent = result === undefined || result.reason === result.outcome;
    this.log.push(`finish ${event.step} ${result?.outcome}${silent ? "" : `: ${result.reason}`}`);
  }
}

/** Node 20 has no such type of its own. */
interface PromiseWithResolvers<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: Error): void;
}

function planOf(shapes: Record<string, Shape>): Plan {
  const steps = Object.entries(shapes).map(([id, { needs = [], size = "all", ...rest }]): Step => {
    const base = { id, task: id, needs, cwd: "/r", env: {}, requested: true, ...rest };
    if (size === "group") return { kind: "group", ...base };
    const command: CommandStep = {
      kind: "command",
      ...base,
      commands: [],
      budget: size === "all" ? "flag" : "none",
      why: "",
    };
    return command;
  });
  return { schema: 1, root: "/r", host: { kind: "linux", goos: "linux", goarch: "amd64", cores: 4 }, steps };
}
