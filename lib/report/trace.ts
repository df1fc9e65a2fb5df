/**
 * Writes a run in the trace format of Chrome, which Perfetto and chrome://tracing load: a bar for each step, in a row for
 * each lane, and an arrow along the critical path. Pure.
 */
import { outcomeText } from "./result.ts";
import type { Timeline } from "./timeline.ts";

/** As in "Trace Event Format" of the Chromium project; times in microseconds. */
export interface TraceEvent {
  name: string;
  cat?: string;
  /** `X` lasts, `M` names a row, `s` and `f` are the ends of an arrow. */
  ph: "X" | "M" | "s" | "f";
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  id?: number;
  bp?: "e";
  args?: Record<string, unknown>;
}

const pid = 1;

/** The whole document. */
export function formatTrace(timeline: Timeline): { traceEvents: TraceEvent[]; displayTimeUnit: "ms" } {
  const { startedMs, durationMs, spans, lanes, criticalPath } = timeline;
  const microseconds = (sinceStartMs: number) => Math.round((startedMs + sinceStartMs) * 1000);
  const tidOf = (lane: number) => lane + 1;
  const byStep = new Map(spans.map((span) => [span.step, span]));
  const names: TraceEvent[] = [
    { name: "process_name", ph: "M", pid, tid: 0, args: { name: "gowsl" } },
    { name: "thread_name", ph: "M", pid, tid: 0, args: { name: "run" } },
    ...Array.from({ length: lanes }, (_, lane): TraceEvent => ({
      name: "thread_name",
      ph: "M",
      pid,
      tid: tidOf(lane),
      args: { name: `lane ${lane + 1}` },
    })),
  ];
  const run: TraceEvent = {
    name: "run",
    cat: "run",
    ph: "X",
    pid,
    tid: 0,
    ts: microseconds(0),
    dur: durationMs * 1000,
    args: { exitCode: timeline.exitCode, root: timeline.root },
  };
  const bars = spans
    .filter(({ kind }) => kind !== "group")
    .map((span): TraceEvent => {
      const { step, outcome, lane, startMs, endMs, needs, results, target } = span;
      return {
        name: step,
        cat: outcomeText(outcome),
        ph: "X",
        pid,
        tid: tidOf(lane),
        ts: microseconds(startMs),
        dur: Math.max(0, endMs - startMs) * 1000,
        args: {
          outcome,
          ...(target === undefined ? {} : { target }),
          needs,
          critical: criticalPath.includes(step),
          results: results.map(({ unit, outcome: own, reason }) => ({
            ...(unit === undefined ? {} : { unit }),
            outcome: own,
            reason,
          })),
        },
      };
    });
  const arrows = criticalPath.slice(1).flatMap((step, index): TraceEvent[] => {
    const from = byStep.get(criticalPath[index]!)!;
    const to = byStep.get(step)!;
    const common = { name: "critical path", cat: "critical path", pid, id: index + 1 };
    return [
      { ...common, ph: "s", tid: tidOf(from.lane), ts: microseconds(Math.max(from.startMs, from.endMs)) - 1 },
      { ...common, ph: "f", bp: "e", tid: tidOf(to.lane), ts: microseconds(to.startMs) },
    ];
  });
  return { traceEvents: [...names, run, ...bars, ...arrows], displayTimeUnit: "ms" };
}
