/**
 * Steps that go on after they are done: started, awaited until they are ready, and ended with all that they
 * started once nobody needs them. Knows nothing of files; who keeps services beyond a run says when one is
 * to be started anew.
 */
import type { Children } from "../host/children.ts";
import { later } from "../host/clock.ts";
import { isListening, untilAnswered } from "../host/ready.ts";
import type { Emit } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { CommandStep, Plan, Step } from "../model/plan.ts";
import { notReady, type Ready } from "../model/ready.ts";
import type { CommandFault } from "./command-end.ts";
import { deferred } from "./deferred.ts";
import { predecessors } from "./order.ts";
import type { StepExecution } from "./scheduler.ts";

type ServiceStep = CommandStep & { service: NonNullable<CommandStep["service"]> };

/** Runs the commands of a step to their end, each line of output to `onLine`. */
export type RunService = (
  children: Children,
  onLine: (line: string) => void,
) => Promise<CommandFault | undefined>;

interface RunningService {
  step: ServiceStep;
  children: Children;
  end: Promise<CommandFault | undefined>;
  hasEnded: boolean;
  /** Steps of this run that may need it and have not ended. */
  waiting: Set<string>;
  tail: string[];
  isUnwanted: boolean;
  /** Before that its end is told by who started it. */
  isReady: boolean;
}

export interface ServicesSetting {
  /** Ended by nobody but these services, and when all are killed. */
  children: Children;
  emit: Emit;
  graceMs: number;
  elapsed(): number;
  /** A service has ended by itself. */
  onDeath(step: string, failure: Failure): void;
}

/** Lines of its output that a failure shows. */
const tailLines = 20;

export class Services {
  readonly #setting: ServicesSetting;
  readonly #running = new Map<string, RunningService>();

  constructor(setting: ServicesSetting) {
    this.#setting = setting;
  }

  /** Starts it and waits until it is ready. `stopped` settles when the run is ended meanwhile. */
  async start(
    step: ServiceStep,
    { plan, run, stopped }: { plan: Plan; run: RunService; stopped: Promise<void> },
  ): Promise<StepExecution> {
    const { emit, elapsed, children } = this.#setting;
    const startedMs = elapsed();
    const { id, service } = step;
    const end = (outcome: "ran" | "failed" | "cancelled", reason: string, failure?: Partial<Failure>) => ({
      results: [{ step: id, outcome, reason, durationMs: elapsed() - startedMs }],
      failures:
        failure === undefined ? [] : [{ family: "step" as const, place: id, thing: reason, ...failure }],
    });
    await this.stop(id);
    emit({ type: "step-started", step: id, text: "starts the service" });
    const { ready } = service;
    if (ready?.kind === "port" && (await isListening(ready.port))) {
      const next = "End it (another run of this service?), or choose another port.";
      return end("failed", `something else listens on port ${ready.port} already`, { next });
    }
    const isReady = deferred<"ready">();
    const own = children.part();
    const running: RunningService = {
      step,
      children: own,
      hasEnded: false,
      waiting: dependentsOf(plan, id),
      tail: [],
      isUnwanted: false,
      isReady: false,
      end: run(own, (line) => {
        running.tail = [...running.tail, line].slice(-tailLines);
        emit({ type: "note", step: id, text: line });
        if (matches(ready, line)) isReady.resolve("ready");
      }),
    };
    this.#running.set(id, running);
    void running.end.then((fault) => this.#ended(running, fault));
    const asking = new AbortController();
    if (ready === undefined) isReady.resolve("ready");
    else if (ready.kind !== "line") {
      void untilAnswered(ready, asking.signal).then(() => isReady.resolve("ready"));
    }
    const late = deferred<"late">();
    const callOff = later(service.readyMs, () => late.resolve("late"));
    const first = await Promise.race([
      running.end.then(() => "ended" as const),
      isReady.promise,
      late.promise,
      stopped.then(() => "stopped" as const),
    ]);
    callOff();
    asking.abort();
    // A server that answers on a port that another one holds has already ended.
    if (first === "ready" && !running.hasEnded) {
      running.isReady = true;
      return end("ran", readyText(ready));
    }
    const fault = running.hasEnded ? await running.end : undefined;
    running.isUnwanted = true;
    await this.stop(id);
    const detail = running.tail.length === 0 ? {} : { detail: running.tail.join("\n") };
    if (first === "stopped") return end("cancelled", "was not finished");
    if (first === "late") {
      const thing = `was not ready within ${service.readyMs / 1000} s: ${notReady(ready!)}`;
      const next = "Its last output is below. Give it more time with `timeout`, or correct `ready`.";
      return end("failed", thing, { next, ...detail });
    }
    const how = fault?.kind === "failed" ? fault.thing : "it ended";
    return end("failed", `ended before it was ready: ${how}`, detail);
  }

  /** A step of the run has ended, however: services that nobody needs any more end. */
  stepEnded(id: string): void {
    for (const running of this.#running.values()) {
      if (running.waiting.delete(id) && running.waiting.size === 0 && !running.step.requested) {
        void this.stop(running.step.id);
      }
    }
  }

  /** Waits until the services that somebody asked for end, or until the signal comes. */
  async untilEnded(signal: AbortSignal): Promise<void> {
    const requested = [...this.#running.values()].filter(({ step }) => step.requested);
    if (requested.length === 0 || signal.aborted) return;
    for (const { step } of requested) {
      this.#setting.emit({
        type: "note",
        step: step.id,
        text: `${readyText(step.service.ready)}; Ctrl-C ends it`,
      });
    }
    const aborted = deferred();
    signal.addEventListener("abort", () => aborted.resolve(), { once: true });
    await Promise.race([aborted.promise, Promise.all(requested.map(({ end }) => end))]);
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Ends a service with all that it started; at once if there is none. */
  async stop(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.isUnwanted = true;
    running.children.stop(this.#setting.graceMs);
    await running.end;
    this.#forget(running);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
  }

  #ended(running: RunningService, fault: CommandFault | undefined): void {
    running.hasEnded = true;
    if (running.isUnwanted || !running.isReady || this.#running.get(running.step.id) !== running) return;
    this.#forget(running);
    const { waiting, step, tail } = running;
    if (fault === undefined && waiting.size === 0) return;
    const how = fault?.kind === "failed" ? fault.thing : "it ended";
    const thing = waiting.size === 0 ? how : `ended while it was needed: ${how}`;
    const detail = tail.length === 0 ? {} : { detail: tail.join("\n") };
    this.#setting.onDeath(step.id, { family: "step", place: step.id, thing, ...detail });
  }

  #forget(running: RunningService): void {
    if (this.#running.get(running.step.id) === running) this.#running.delete(running.step.id);
    this.#setting.children.forget(running.children);
  }
}

export function isService(step: Step): step is ServiceStep {
  return step.kind === "command" && step.service !== undefined;
}

function matches(ready: Ready | undefined, line: string): boolean {
  return ready?.kind === "line" && new RegExp(ready.pattern, ready.flags).test(line);
}

function readyText(ready: Ready | undefined): string {
  switch (ready?.kind) {
    case undefined:
      return "runs";
    case "port":
      return `listens on port ${ready.port}`;
    case "line":
      return "says that it is ready";
    case "http":
      return `answers at ${ready.url}`;
  }
}

/** All that wait for a step, also by way of others: a test behind a migration needs the database, too. */
function dependentsOf({ steps }: Plan, id: string): Set<string> {
  const found = new Set([id]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const step of steps) {
      if (predecessors(step).some((before) => found.has(before))) found.add(step.id);
    }
  }
  found.delete(id);
  return found;
}
