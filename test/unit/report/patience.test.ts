import { expect, it } from "vitest";
import type { Event } from "../../../lib/model/event.ts";
import { Patience } from "../../../lib/report/patience.ts";

const seconds = (count: number) => count * 1000;
/** The lines of each second up to the last one, with events at their times. */
function told(last: number, events: [second: number, event: Event][] = []): string[] {
  const patience = new Patience(0);
  const lines: string[] = [];
  for (let second = 0; second <= last; second++) {
    for (const [at, event] of events) if (at === second) patience.note(event, seconds(second));
    const line = patience.due(seconds(second));
    if (line !== undefined) lines.push(`${second}: ${line}`);
  }
  return lines;
}
const started: Event = { type: "run-started", steps: ["a"], root: "/r" };
const start = (step: string, more: object = {}): Event => ({
  type: "step-started",
  step,
  text: "first",
  ...more,
});
const finish = (step: string): Event => ({ type: "step-finished", step, results: [] });

it("says what goes on after ten seconds of silence, and then more and more rarely", () => {
  const plans = "go is asked what there is to build, and fetches modules that are missing";
  expect(told(75)).toEqual([
    `10: still planning after 10.0 s: ${plans}`,
    `30: still planning after 30.0 s: ${plans}`,
    `70: still planning after 1 m 10 s: ${plans}`,
  ]);
  const long = told(35, [
    [1, started],
    [2, start("build linux/amd64")],
    [3, start("test", { expectedMs: seconds(50) })],
  ]);
  expect(long).toEqual([
    "13: still running: build linux/amd64 (11.0 s), test (10.0 s of about 50.0 s)",
    "33: still running: build linux/amd64 (31.0 s), test (30.0 s of about 50.0 s)",
  ]);
});

it("says nothing while something is said, when nothing runs, and beside a step that has the terminal", () => {
  const output: [number, Event][] = [5, 14, 23].map((second) => [
    second,
    { type: "output", step: "a", stream: "stdout", text: "x" },
  ]);
  expect(told(30, [[0, started], [1, start("a")], ...output])).toEqual([]);
  expect(
    told(30, [
      [0, started],
      [1, start("a")],
      [2, finish("a")],
    ]),
  ).toEqual([]);
  expect(
    told(30, [
      [0, started],
      [1, start("a", { interactive: true })],
    ]),
  ).toEqual([]);
});

it("names three steps at most", () => {
  const all = ["a", "b", "c", "d", "e"].map((step): [number, Event] => [0, start(step)]);
  expect(told(10, [[0, started], ...all])).toEqual([
    "10: still running: a (10.0 s), b (10.0 s), c (10.0 s) and 2 more",
  ]);
});
