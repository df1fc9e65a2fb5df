/**
 * A run as bars over time: made of its events and of when each came. The closing summary, `gowsl report`, `--trace` and
 * OpenTelemetry are told from it. Pure; knows nothing of how it is drawn.
 */
import type { Event, Outcome, StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { StepOutline } from "../model/plan.ts";
import { worst } from "./live.ts";

export interface TimedEvent {
  /** Milliseconds since 1970. */
  atMs: number;
  event: Event;
}

export interface Span {
  step: string;
  task: string;
  target?: string;
  kind: StepOutline["kind"];
  needs: readonly string[];
  /** Both since the run began. */
  startMs: number;
  endMs: number;
  /** Spans of one lane do not overlap: as many lanes as steps ran at once. */
  lane: number;
  outcome: Outcome;
  results: StepResult[];
  failures: Failure[];
  expectedMs?: number;
  peakBytes?: number;
  /** The end of what it wrote. */
  output: string;
}

export interface Timeline {
  startedMs: number;
  durationMs: number;
  exitCode: number;
  root: string;
  lanes: number;
  /** In the order in which they began. */
  spans: Span[];
  /** Steps that each waited for the one before it, up to the one that ended last. */
  criticalPath: string[];
  /** What is wrong beside the steps. */
  failures: Failure[];
  savedMs?: number;
}

/** The end of a step's output, as much as a page needs. */
const keptOutput = 4000;

/** The run that these events tell of; undefined if they do not tell of a whole one. */
export function timelineOf(events: readonly TimedEvent[]): Timeline | undefined {
  const first = events.find(({ event }) => event.type === "run-started");
  if (first?.event.type !== "run-started") return undefined;
  const { atMs: startedMs, event: started } = first;
  const outline = new Map((started.outline ?? []).map((step) => [step.id, step]));
  const begun = new Map<string, number>();
  const failures = new Map<string, Failure[]>();
  const output = new Map<string, string>();
  const beside: Failure[] = [];
  const spans: Span[] = [];
  for (const { atMs, event } of events) {
    const nowMs = Math.max(0, atMs - startedMs);
    if (event.type === "step-started") begun.set(event.step, begun.get(event.step) ?? nowMs);
    else if (event.type === "step-failed") {
      failures.set(event.step, [...(failures.get(event.step) ?? []), event.failure]);
    } else if (event.type === "output") {
      output.set(event.step, ((output.get(event.step) ?? "") + event.text).slice(-keptOutput));
    } else if (event.type === "failed") beside.push(event.failure);
    else if (event.type === "step-finished") {
      const {
        id,
        task,
        target,
        kind,
        needs,
        behind = [],
      } = outline.get(event.step) ?? unknownStep(event.step);
      const longest = Math.max(0, ...event.results.map(({ durationMs }) => durationMs));
      const expectedMs = started.expectedMs?.[id];
      spans.push({
        step: id,
        task,
        ...(target === undefined ? {} : { target }),
        kind,
        needs: [...needs, ...behind],
        startMs: Math.max(0, Math.min(begun.get(id) ?? nowMs, nowMs - longest)),
        endMs: nowMs,
        lane: 0,
        outcome: worst(event.results.map(({ outcome }) => outcome)) ?? "up-to-date",
        results: event.results,
        failures: failures.get(id) ?? [],
        ...(expectedMs === undefined ? {} : { expectedMs }),
        ...(event.peakBytes === undefined ? {} : { peakBytes: event.peakBytes }),
        output: output.get(id) ?? "",
      });
    }
  }
  spans.sort((left, right) => left.startMs - right.startMs);
  const last = events.findLast(({ event }) => event.type === "run-finished");
  const finished = last?.event.type === "run-finished" ? last.event : undefined;
  return {
    startedMs,
    durationMs: finished?.durationMs ?? Math.max(0, ...spans.map(({ endMs }) => endMs)),
    exitCode: finished?.exitCode ?? 0,
    root: started.root,
    lanes: putInLanes(spans),
    spans,
    criticalPath: criticalPath(spans),
    failures: beside,
    ...(finished?.savedMs === undefined ? {} : { savedMs: finished.savedMs }),
  };
}

function unknownStep(id: string): StepOutline {
  return { id, task: id, kind: "command", needs: [] };
}

/** Gives each span the first lane that is free when it begins. What took no time needs none of its own. */
function putInLanes(spans: readonly Span[]): number {
  const free: number[] = [];
  for (const span of spans) {
    if (span.kind === "group") continue;
    const lane = free.findIndex((endMs) => endMs <= span.startMs);
    span.lane = lane < 0 ? free.length : lane;
    free[span.lane] = span.endMs;
  }
  return Math.max(1, free.length);
}

/** From the step that ended last back through whichever of its needs ended last; groups are passed through. */
function criticalPath(spans: readonly Span[]): string[] {
  const byId = new Map(spans.map((span) => [span.step, span]));
  const later = (left: Span | undefined, right: Span) =>
    left === undefined || right.endMs > left.endMs ? right : left;
  const steps: string[] = [];
  const worked = spans.filter((span) => span.kind !== "group" && span.endMs > span.startMs);
  let current = worked.reduce<Span | undefined>(later, undefined);
  while (current !== undefined) {
    if (current.kind !== "group" && current.endMs > current.startMs) steps.unshift(current.step);
    byId.delete(current.step);
    current = current.needs
      .flatMap((need) => byId.get(need) ?? [])
      .reduce<Span | undefined>(later, undefined);
  }
  return steps;
}
