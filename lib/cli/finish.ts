/** The end of a run as an event, with its exit code. */
import type { Emit } from "../model/event.ts";
import { exitCodes } from "../model/failure.ts";
import type { Timeline } from "../report/timeline.ts";
import type { RunSummary } from "../run/scheduler.ts";

/** Emits it and returns the exit code. */
export function finish(
  { results, failures, unfinished, durationMs }: RunSummary,
  interrupted: boolean,
  emit: Emit,
  { savedMs, timeline }: { savedMs: number; timeline: Timeline | undefined },
): number {
  const exitCode = interrupted
    ? exitCodes.interrupted
    : failures.length > 0
      ? exitCodes[failures[0]!.family]
      : results.some((result) => result.outcome === "cancelled")
        ? exitCodes.step
        : 0;
  const path = (timeline?.criticalPath ?? []).map((step) => {
    const { startMs, endMs } = timeline!.spans.find((span) => span.step === step)!;
    return { step, durationMs: endMs - startMs };
  });
  emit({
    type: "run-finished",
    results,
    durationMs,
    exitCode,
    unfinished,
    ...(savedMs === 0 ? {} : { savedMs }),
    ...(path.length < 2 ? {} : { criticalPath: path }),
  });
  return exitCode;
}
