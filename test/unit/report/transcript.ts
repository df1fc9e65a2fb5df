/** Plays events to a text reporter and keeps what it writes, by stream and as a terminal shows both. */
import type { Event } from "../../../lib/model/event.ts";
import { styles } from "../../../lib/report/style.ts";
import { createTextReporter, type TextReporterOptions } from "../../../lib/report/text.ts";

export interface Transcript {
  stdout: string;
  stderr: string;
  both: string;
}

export function play(events: readonly Event[], options: Partial<TextReporterOptions> = {}): Transcript {
  const transcript: Transcript = { stdout: "", stderr: "", both: "" };
  const write = (stream: "stdout" | "stderr") => (printed: string | Uint8Array) => {
    const text = Buffer.from(printed as string).toString("utf8");
    transcript[stream] += text;
    transcript.both += text;
  };
  const emit = createTextReporter({
    stdout: write("stdout"),
    stderr: write("stderr"),
    style: styles(false),
    verbose: false,
    quiet: false,
    github: false,
    ...options,
  });
  for (const event of events) emit(event);
  return transcript;
}

export const run = (...steps: string[]): Event => ({ type: "run-started", steps, root: "/r" });
export const start = (step: string): Event => ({ type: "step-started", step, text: `run ${step}` });
export const out = (step: string, text: string): Event => ({ type: "output", step, stream: "stdout", text });
export const err = (step: string, text: string): Event => ({ type: "output", step, stream: "stderr", text });
export const fail = (step: string, detail?: string): Event => ({
  type: "step-failed",
  step,
  failure: {
    family: "step",
    place: step,
    thing: "failed",
    next: "Fix it.",
    ...(detail === undefined ? {} : { detail }),
  },
});
export const finish = (step: string, outcome: "ran" | "failed" = "ran"): Event => ({
  type: "step-finished",
  step,
  results: [{ step, outcome, reason: "", durationMs: 5 }],
});
