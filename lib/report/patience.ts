/**
 * Says what goes on where nothing was said for long: a first build compiles for minutes without a word. Knows
 * nothing of timers; the time is given.
 */
import type { Event } from "../model/event.ts";
import { formatDuration } from "./numbers.ts";

/** So long nobody wonders; after each line it is twice as long, up to the most. */
const firstMs = 10_000;
const mostMs = 160_000;
/** More names say no more. */
const mostNames = 3;

export class Patience {
  readonly #startedMs: number;
  readonly #running = new Map<string, { sinceMs: number; expectedMs: number | undefined }>();
  #lastMs: number;
  #limitMs = firstMs;
  #isPlanned = false;
  #isSilenced = false;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.#lastMs = nowMs;
  }

  /** Takes note of what happens. */
  note(event: Event, nowMs: number): void {
    if (event.type === "command") return;
    this.#lastMs = nowMs;
    if (event.type === "run-started") this.#isPlanned = true;
    else if (event.type === "step-started") {
      this.#running.set(event.step, { sinceMs: nowMs, expectedMs: event.expectedMs });
      // It has the terminal for itself.
      if (event.interactive) this.#isSilenced = true;
    } else if (event.type === "step-finished") {
      this.#running.delete(event.step);
      this.#isSilenced = false;
    }
  }

  /** A line that is due now, if one is. */
  due(nowMs: number): string | undefined {
    if (this.#isSilenced || nowMs - this.#lastMs < this.#limitMs) return undefined;
    this.#lastMs = nowMs;
    this.#limitMs = Math.min(2 * this.#limitMs, mostMs);
    if (!this.#isPlanned) {
      const time = formatDuration(nowMs - this.#startedMs);
      return `still planning after ${time}: go is asked what there is to build, and fetches modules that are missing`;
    }
    if (this.#running.size === 0) return undefined;
    const told = [...this.#running].slice(0, mostNames).map(([step, { sinceMs, expectedMs }]) => {
      const expected = expectedMs === undefined ? "" : ` of about ${formatDuration(expectedMs)}`;
      return `${step} (${formatDuration(nowMs - sinceMs)}${expected})`;
    });
    const more = this.#running.size - told.length;
    return `still running: ${told.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
  }
}
