import { describe, expect, it } from "vitest";
import type { Event, Outcome } from "../../../lib/model/event.ts";
import type { StepOutline } from "../../../lib/model/plan.ts";
import { timelineOf, type TimedEvent } from "../../../lib/report/timeline.ts";

const outline = (id: string, needs: string[] = [], kind: StepOutline["kind"] = "command"): StepOutline => ({
  id,
  task: id,
  kind,
  needs,
});

const at = (atMs: number, event: Event): TimedEvent => ({ atMs: 1000 + atMs, event });
const begin = (...steps: StepOutline[]) =>
  at(0, { type: "run-started", steps: steps.map(({ id }) => id), root: "/r", outline: steps });
const start = (atMs: number, step: string) => at(atMs, { type: "step-started", step, text: "" });
const finish = (atMs: number, step: string, durationMs: number, outcome: Outcome = "ran") =>
  at(atMs, { type: "step-finished", step, results: [{ step, outcome, reason: "", durationMs }] });

describe("timelineOf", () => {
  it("is nothing without a run", () => {
    expect(timelineOf([])).toBeUndefined();
    expect(timelineOf([start(0, "a")])).toBeUndefined();
  });

  it("puts steps in as many lanes as ran at once", () => {
    const timeline = timelineOf([
      begin(outline("a"), outline("b"), outline("c", ["a"]), outline("all", ["b", "c"], "group")),
      start(0, "a"),
      start(0, "b"),
      finish(100, "a", 100),
      start(100, "c"),
      finish(150, "c", 40),
      // Restored: nothing said that it began.
      finish(400, "b", 390, "restored"),
      at(400, { type: "step-finished", step: "all", results: [] }),
      at(401, {
        type: "run-finished",
        results: [],
        durationMs: 401,
        exitCode: 0,
        unfinished: [],
        savedMs: 7,
      }),
    ]);
    expect(timeline).toMatchObject({ startedMs: 1000, durationMs: 401, lanes: 2, savedMs: 7 });
    expect(timeline!.spans.map(({ step, startMs, endMs, lane }) => [step, startMs, endMs, lane])).toEqual([
      ["a", 0, 100, 0],
      ["b", 0, 400, 1],
      ["c", 100, 150, 0],
      ["all", 400, 400, 0],
    ]);
  });

  it("finds the critical path through groups, and not through what took no time", () => {
    const timeline = timelineOf([
      begin(
        outline("generate"),
        outline("vet"),
        outline("ready", ["generate", "vet"], "group"),
        outline("fresh", ["ready"]),
        outline("build", ["fresh"]),
        outline("other"),
      ),
      finish(50, "vet", 50),
      finish(200, "generate", 190),
      finish(200, "ready", 0),
      finish(200, "fresh", 0, "up-to-date"),
      finish(300, "other", 250),
      finish(900, "build", 690),
    ]);
    expect(timeline!.criticalPath).toEqual(["generate", "build"]);
  });

  it("keeps why a step failed, and the end of what it wrote", () => {
    const failure = { family: "step" as const, place: "a", thing: "failed" };
    const [span] = timelineOf([
      begin(outline("a")),
      at(0, { type: "output", step: "a", stream: "stdout", text: "x".repeat(5000) }),
      at(0, { type: "output", step: "a", stream: "stderr", text: "end" }),
      at(9, { type: "step-failed", step: "a", failure }),
      finish(9, "a", 9, "failed"),
    ])!.spans;
    expect(span).toMatchObject({ outcome: "failed", failures: [failure] });
    expect(span!.output).toHaveLength(4000);
    expect(span!.output).toMatch(/xend$/);
  });

  it("stands a clock that jumps back", () => {
    const [span] = timelineOf([begin(outline("a")), start(500, "a"), finish(-900, "a", 100)])!.spans;
    expect(span).toMatchObject({ startMs: 0, endMs: 0 });
  });
});
