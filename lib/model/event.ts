/**
 * Everything that can happen while a plan runs. The runner emits these, the reporters turn them
 * into text, `--json` prints them as they are.
 */
import type { Failure } from "./failure.ts";
import type { StepOutline } from "./plan.ts";

/** How a step, or one artifact of it, ended. */
export type Outcome = "built" | "ran" | "restored" | "up-to-date" | "failed" | "skipped" | "cancelled";

export interface Artifact {
  name: string;
  /** Relative to the root with `/`, absolute when it lies elsewhere. */
  path: string;
  target: string;
  sizeBytes: number;
  sha256: string;
  /** Version of the Go that built it. */
  toolchain: string;
  /** Key of the result, or of what is known of it when the step is inexact. */
  key: string;
}

/** One line of the table: a step, or one artifact of a build step. */
export interface StepResult {
  step: string;
  /** Name of the artifact, when the step has several. */
  unit?: string;
  outcome: Outcome;
  reason: string;
  durationMs: number;
  artifact?: Artifact;
  /** Size of the artifact that was there before, where it was another one. */
  previousSizeBytes?: number;
}

export type Event =
  | {
      type: "run-started";
      steps: string[];
      root: string;
      /** Steps of the tasks that were named. */
      requested?: string[];
      /** The plan as a picture of it needs it. Absent: all is up to date by the answer of an earlier run. */
      outline?: StepOutline[];
      /** How long the steps are expected to take that have run here before. */
      expectedMs?: Record<string, number>;
    }
  | {
      type: "step-started";
      step: string;
      text: string;
      /** The median of its last times here; absent when it never ran. */
      expectedMs?: number;
      /** From now until it has finished the terminal is its own. */
      interactive?: true;
    }
  /** A command as it is run, for --verbose. */
  | { type: "command"; step: string; cwd: string; env: Record<string, string>; argv: string[] }
  /** Of what has just come from a command the bytes are at hand, too (printed.ts). */
  | {
      type: "output";
      step: string;
      stream: "stdout" | "stderr";
      text: string;
      /** The bytes, where the text does not hold them. */
      base64?: string | undefined;
      /** It was printed in an earlier run, whose result holds. */
      replayed?: true;
    }
  | { type: "note"; step?: string; text: string }
  /** Something is wrong before or beside the steps. */
  | { type: "failed"; failure: Failure }
  | { type: "step-failed"; step: string; failure: Failure }
  | {
      type: "step-finished";
      step: string;
      results: StepResult[];
      /** The most that its processes had in memory at once, where it was measured. */
      peakBytes?: number;
    }
  | {
      type: "run-finished";
      results: StepResult[];
      durationMs: number;
      exitCode: number;
      /** Steps that were running or waiting when the run was interrupted. */
      unfinished: string[];
      /** What steps that had nothing to do took when they had. */
      savedMs?: number;
      /** Steps that each waited for the one before it, up to the one that ended last. */
      criticalPath?: { step: string; durationMs: number }[];
    };

export type Emit = (event: Event) => void;
