/**
 * How long each step took lately and how much memory it had at most, in `.gowsl/history.json`. It only
 * helps to guess: a damaged file is no file, and of two gowsl that write at once one loses its last
 * times. Knows nothing of what a step is.
 */
import path from "node:path";
import { readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";

export interface StepHistory {
  /** Of its last successes that did their work, newest last. */
  durationsMs: number[];
  /** How it ended last: `ran`, `built`, `failed`. */
  outcome: string;
  /** The most that its processes had in memory at once, in the last runs in which that was measured. */
  peakBytes?: number;
  /** When it ran last, by the wall. */
  atMs: number;
}

/** How many durations the median is taken of. */
const keptDurations = 7;
/** Beyond these the steps that ran longest ago are forgotten. */
const keptSteps = 10_000;

const schema = 1;

export class History {
  readonly #root: string;
  readonly #now: () => number;
  #steps: Map<string, StepHistory> | undefined;
  readonly #noted = new Map<string, (known: StepHistory | undefined) => StepHistory>();

  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  /** What the step is expected to take: the median of the last times. */
  expectedMs(id: string): number | undefined {
    const times = this.#read().get(id)?.durationsMs ?? [];
    if (times.length === 0) return undefined;
    return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)];
  }

  peakBytes(id: string): number | undefined {
    return this.#read().get(id)?.peakBytes;
  }

  /** A step has done its work, or failed. */
  note(id: string, { durationMs, outcome, peakBytes }: StepRun): void {
    const atMs = this.#now();
    this.#noted.set(id, (known) => {
      const before = known?.durationsMs ?? [];
      // One that failed may have ended at once.
      const times = outcome === "failed" ? before : [...before, durationMs].slice(-keptDurations);
      // Half of what it once had is forgotten with each run: a step that became small is not held back for ever.
      const peak = Math.max(peakBytes ?? 0, (known?.peakBytes ?? 0) / 2);
      return {
        durationsMs: times,
        outcome,
        atMs,
        ...(peakBytes === undefined
          ? known?.peakBytes === undefined
            ? {}
            : { peakBytes: known.peakBytes }
          : { peakBytes: Math.round(peak) }),
      };
    });
  }

  /** Writes what was noted. What can't be written costs a guess. */
  async save(): Promise<void> {
    if (this.#noted.size === 0) return;
    // Another gowsl may have written meanwhile.
    const steps = readSteps(this.#file());
    for (const [id, change] of this.#noted) steps.set(id, change(steps.get(id)));
    const newest = [...steps].toSorted(([, left], [, right]) => right.atMs - left.atMs).slice(0, keptSteps);
    try {
      await prepareStateFolder(this.#root);
      const text = JSON.stringify({ schema, steps: Object.fromEntries(newest) });
      await writeText(this.#file(), sealed(`${text}\n`), "may be lost");
      this.#noted.clear();
      this.#steps = undefined;
    } catch {
      // The next run guesses.
    }
  }

  #file(): string {
    return path.join(stateFolder(this.#root), "history.json");
  }

  #read(): Map<string, StepHistory> {
    this.#steps ??= readSteps(this.#file());
    return this.#steps;
  }
}

export interface StepRun {
  durationMs: number;
  outcome: string;
  peakBytes?: number;
}

function readSteps(file: string): Map<string, StepHistory> {
  try {
    const read = JSON.parse(unsealed(readText(file)) ?? "{}") as {
      schema?: number;
      steps?: Record<string, unknown>;
    };
    if (read.schema !== schema) return new Map();
    return new Map(
      Object.entries(read.steps ?? {}).filter((entry): entry is [string, StepHistory] => isStep(entry[1])),
    );
  } catch {
    return new Map();
  }
}

function isStep(value: unknown): boolean {
  const { durationsMs, outcome, peakBytes, atMs } = (value ?? {}) as Partial<StepHistory>;
  const isTime = (time: unknown) => typeof time === "number" && time >= 0;
  return (
    Array.isArray(durationsMs) &&
    durationsMs.every(isTime) &&
    typeof outcome === "string" &&
    isTime(atMs) &&
    (peakBytes === undefined || isTime(peakBytes))
  );
}
