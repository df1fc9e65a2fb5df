import { describe, expect, it } from "vitest";
import type { Event, Outcome } from "../../../lib/model/event.ts";
import type { StepOutline } from "../../../lib/model/plan.ts";
import { liveFrame } from "../../../lib/report/live-frame.ts";
import { nextLive, type LiveState } from "../../../lib/report/live.ts";
import { styles } from "../../../lib/report/style.ts";
import { displayWidth } from "../../../lib/report/width.ts";

const style = styles(false);

function plain(text: string): string {
  return text.replaceAll(new RegExp(String.raw`\u001b\[\d+m`, "g"), "");
}

function outline(id: string, extra: Partial<StepOutline> = {}): StepOutline {
  return { id, task: id.split(" ")[0]!, kind: "command", needs: [], ...extra };
}

function started(...steps: StepOutline[]): Event {
  return { type: "run-started", steps: steps.map(({ id }) => id), root: "/r", outline: steps };
}

function expecting(event: Event, expectedMs: Record<string, number>): Event {
  return { ...event, expectedMs } as Event;
}

function start(step: string): Event {
  return { type: "step-started", step, text: `building ${step}` };
}

function finish(step: string, ...outcomes: Outcome[]): Event {
  return {
    type: "step-finished",
    step,
    results: outcomes.map((outcome) => ({ step, outcome, reason: "", durationMs: 0 })),
  };
}

/** The state after events, each with its time. */
function after(...timed: [atMs: number, event: Event][]): LiveState | undefined {
  return timed.reduce<LiveState | undefined>(
    (state, [atMs, event]) => nextLive(state, event, atMs),
    undefined,
  );
}

function lines(state: LiveState | undefined, nowMs: number, columns = 80, rows = 24): string[] {
  return liveFrame(state, { columns, rows, nowMs, style }).map(({ text }) => text);
}

describe("a run of plain steps", () => {
  const plan = started(
    outline("generate"),
    outline("lint"),
    outline("测试"),
    outline("all", { kind: "group" }),
  );
  const state = after(
    [0, plan],
    [0, start("generate")],
    [100, start("测试")],
    [400, finish("generate", "ran")],
    [500, start("lint")],
  );

  it.each([
    [
      80,
      [
        "  测试  4.4 s  building 测试",
        "  lint  4.0 s  building lint",
        "[=========>                  ] 1 of 3  4.5 s",
      ],
    ],
    [
      40,
      [
        "  测试  4.4 s  building 测试",
        "  lint  4.0 s  building lint",
        "[=======>               ] 1 of 3  4.5 s",
      ],
    ],
    [20, ["  测试  4.4 s", "  lint  4.0 s", "1 of 3  4.5 s"]],
    [13, ["测试  4.4 s", "lint  4.0 s", "1/3 4.5 s"]],
    [10, []],
  ])("on %d columns", (columns, expected) => expect(lines(state, 4500, columns)).toEqual(expected));

  it("is not drawn for quick work, nor after its end", () => {
    expect(lines(after([0, plan], [0, start("lint")]), 299)).toEqual([]);
    const end: Event = { type: "run-finished", results: [], durationMs: 1, exitCode: 0, unfinished: [] };
    expect(lines(after([0, plan], [0, start("lint")], [900, end]), 1000)).toEqual([]);
    expect(lines(undefined, 1000)).toEqual([]);
  });

  it("gives way to a step that has the terminal", () => {
    const asks: Event = { type: "step-started", step: "lint", text: "asks", interactive: true };
    expect(lines(after([0, plan], [0, asks]), 1000)).toEqual([]);
    expect(lines(after([0, plan], [0, asks], [900, finish("lint", "ran")]), 1000)).toEqual([
      "[=========>                  ] 1 of 3  1.0 s",
    ]);
  });

  it("stays lower than the terminal, and says how many it leaves out", () => {
    const many = Array.from({ length: 30 }, (_, index) => outline(`step ${index}`));
    const all = after([0, started(...many)], ...many.map(({ id }): [number, Event] => [0, start(id)]));
    expect(lines(all, 61_000, 80, 5)).toEqual([
      "  step 0  1:01  building step 0",
      "  step 1  1:01  building step 1",
      "  and 28 more",
      "[>                           ] 0 of 30  1:01",
    ]);
    expect(lines(all, 400, 80, 3)).toEqual(["  and 30 more", expect.stringContaining("0 of 30")]);
    expect(lines(all, 400, 80, 2)).toEqual([expect.stringContaining("0 of 30")]);
    expect(lines(all, 400, 80, 1)).toEqual([]);
  });

  it("counts failures", () => {
    const failed = after(
      [0, plan],
      [0, start("lint")],
      [10, start("测试")],
      [20, finish("lint", "ran", "failed")],
    );
    expect(lines(failed, 12_000).at(-1)).toBe("[=========>                  ] 1 of 3  12 s, 1 failed");
  });
});

describe("what is known from earlier runs", () => {
  const plan = expecting(started(outline("a"), outline("b"), outline("c", { needs: ["b"] })), {
    a: 4000,
    b: 8000,
    c: 4000,
  });

  it.each([
    [2000, ["  a  2.0 s of 4.0 s  building a", "  b  2.0 s of 8.0 s  building b"], "2.0 s, 10 s left", 0.25],
    // Later than expected is nearly done, and no promise.
    [9000, ["  a  9.0 s of 4.0 s  building a", "  b  9.0 s of 8.0 s  building b"], "9.0 s, 4.0 s left", 0.7],
  ])("after %d ms", (nowMs, steps, clocks, part) => {
    const shown = lines(after([0, plan], [0, start("a")], [0, start("b")]), nowMs);
    expect(shown.slice(0, -1)).toEqual(steps);
    const [, bar = "", rest] = /^\[(.*)\] 0 of 3 {2}(.*)$/.exec(shown.at(-1)!) ?? [];
    expect(rest).toBe(clocks);
    expect(bar.indexOf(">") / bar.length).toBeCloseTo(part, 1);
  });

  it("says nothing of the end where a step has no history", () => {
    const unknown = expecting(started(outline("a"), outline("b")), { a: 4000 });
    expect(lines(after([0, unknown], [0, start("a")]), 2000).at(-1)).toMatch(/0 of 2 {2}2\.0 s$/);
  });
});

describe("a matrix of targets", () => {
  const targets = ["linux/amd64", "linux/arm/7", "windows/amd64", "darwin/arm64"];
  const plan = started(
    outline("generate"),
    ...targets.map((target) => outline(`cross ${target}`, { task: "cross", target, kind: "go-build" })),
  );
  const state = after(
    [0, plan],
    [0, finish("generate", "ran")],
    [1000, finish("cross linux/amd64", "up-to-date", "built")],
    [1000, start("cross windows/amd64")],
    [1500, finish("cross darwin/arm64", "failed")],
  );

  it("is a grid that fills in", () => {
    expect(lines(state, 3000, 60)).toEqual([
      "cross    amd64       arm/7       arm64",
      "linux    built       .",
      "windows  2.0 s",
      "darwin                           failed",
      "  cross windows/amd64  2.0 s  building cross windows/amd64",
      "[================>           ] 3 of 5  3.0 s, 1 failed",
    ]);
  });

  it("is a count where it has no room", () => {
    expect(lines(state, 3000, 40)[0]).toBe("cross: 2 of 4 targets");
    expect(lines(state, 3000, 20)).toEqual([
      "cross: 2 of 4 targ…",
      "  cross win…  2.0 s",
      "3/5 3.0 s 1 failed",
    ]);
    expect(lines(state, 3000, 60, 6)[0]).toBe("  cross windows/amd64  2.0 s  building cross windows/amd64");
  });

  it.each(Array.from({ length: 120 }, (_, columns) => columns))("fits on %d columns", (columns) => {
    const drawn = liveFrame(state, { columns, rows: 24, nowMs: 3000, style: styles(true) });
    for (const { text, width } of drawn) {
      expect(displayWidth(plain(text))).toBe(width);
      expect(width).toBeLessThan(columns);
    }
    expect(drawn.length > 0).toBe(columns > 10);
  });
});
