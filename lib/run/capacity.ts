/**
 * What steps take of the machine while they run: cores, memory, a place in a pool, the terminal. Knows
 * nothing of their order. One step may always run, so nobody waits for what will never be free.
 */
import type { Step } from "../model/plan.ts";
import { shareOf, wantedCores } from "./budget.ts";

export interface CapacityOptions {
  cores: number;
  /** Absent: memory is not looked at. */
  memoryBytes?: number;
  pools?: Readonly<Record<string, number>>;
  /** The most that a step is known to have in memory, where it does not say so itself. */
  peakBytes?(id: string): number | undefined;
}

/** May a step start? `held`: what is free is kept for it; `passed`: others that fit may go first. */
export type Verdict = "starts" | "held" | "passed";

/** What a step has of the machine. */
export interface Share {
  cores: number;
  /** Gives cores and memory back although the step goes on, which needs neither any more; others begin before it resolves. */
  release(): Promise<void>;
}

export class Capacity {
  readonly #options: CapacityOptions;
  #freeCores: number;
  #usedBytes = 0;
  #running = 0;
  #isTerminalTaken = false;
  readonly #pools = new Map<string, number>();

  constructor(options: CapacityOptions) {
    this.#options = options;
    this.#freeCores = options.cores;
  }

  verdict(step: Step): Verdict {
    if (step.kind === "group" || this.#running === 0) return "starts";
    // A step that has the terminal is alone: nobody else's output may come in between.
    if (this.#isTerminalTaken || step.interactive) return "held";
    const { pool } = step;
    if (pool !== undefined && (this.#pools.get(pool) ?? 0) >= this.#placesOf(pool)) return "passed";
    const { cores, memoryBytes = Infinity } = this.#options;
    if (this.#usedBytes + this.#memoryOf(step) > memoryBytes) return "held";
    // A whole share of what it asks for, or it would never come among many small ones.
    return this.#freeCores >= Math.min(step.weight ?? 1, cores) ? "starts" : "held";
  }

  /**
   * Takes what the step needs.
   * @param ready how many steps could start, this one included
   * @returns its cores, what gives those and its memory back, and what gives everything back
   */
  take(step: Step, ready: number): { cores: number; release(): void; giveBack(): void } {
    if (step.kind === "group") return { cores: 0, release: () => {}, giveBack: () => {} };
    const wanted = wantedCores(step, this.#options.cores);
    const isExact = step.weight !== undefined;
    const cores = isExact ? wanted : shareOf(wanted, Math.max(1, this.#freeCores), ready);
    const bytes = this.#memoryOf(step);
    const { pool, interactive = false } = step;
    this.#freeCores -= cores;
    this.#usedBytes += bytes;
    this.#running++;
    if (interactive) this.#isTerminalTaken = true;
    if (pool !== undefined) this.#pools.set(pool, (this.#pools.get(pool) ?? 0) + 1);
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      this.#freeCores += cores;
      this.#usedBytes -= bytes;
    };
    return {
      cores,
      release,
      giveBack: () => {
        release();
        this.#running--;
        if (interactive) this.#isTerminalTaken = false;
        if (pool !== undefined) this.#pools.set(pool, this.#pools.get(pool)! - 1);
      },
    };
  }

  #placesOf(pool: string): number {
    return this.#options.pools?.[pool] ?? 1;
  }

  #memoryOf({ id, memoryBytes }: Step): number {
    return memoryBytes ?? this.#options.peakBytes?.(id) ?? 0;
  }
}
