/** The page of a run holds nothing of what a checkout may bring with it but text. How it looks: pictures.test.ts. */
import { expect, it } from "vitest";
import { formatReportPage } from "../../../lib/report/report-page.ts";
import { timelineOf, type TimedEvent } from "../../../lib/report/timeline.ts";

it("has no markup that a kept run names, wherever it stands", () => {
  const mark = `"><u>`;
  const result = {
    step: `a${mark}`,
    unit: mark,
    outcome: mark,
    reason: mark,
    durationMs: 1,
    artifact: { path: mark, target: mark, sizeBytes: 1, sha256: mark },
  };
  const failure = { family: "step", place: mark, thing: mark, next: mark, detail: mark };
  const step = result.step;
  const events = [
    {
      type: "run-started",
      steps: [step],
      root: mark,
      outline: [{ id: step, task: step, kind: mark, needs: [] }],
    },
    { type: "step-started", step, text: mark },
    { type: "output", step, stream: "stdout", text: mark },
    { type: "step-failed", step, failure },
    { type: "step-finished", step, results: [result] },
    { type: "run-finished", results: [result], durationMs: 9, exitCode: mark, unfinished: [] },
  ].map((event, index) => ({ atMs: index, event }) as unknown as TimedEvent);
  const page = formatReportPage(timelineOf(events)!, mark);
  expect(page).toContain("&lt;u&gt;");
  expect(page).not.toContain("<u>");
});
