import { expect, it } from "vitest";
import type { StepResult } from "../../../lib/model/event.ts";
import { withCommonFailures, withCommonReasons } from "../../../lib/report/common-reasons.ts";

const result = (step: string, outcome: StepResult["outcome"], reason: string, unit?: string): StepResult => ({
  step,
  outcome,
  reason,
  durationMs: step.length,
  ...(unit === undefined ? {} : { unit }),
});

it("programs of one step that failed for one reason are one row, others are not", () => {
  const rows = [
    result("build", "failed", "bin is a file", "a"),
    result("build", "built", "bin is a file", "x"),
    { ...result("build", "failed", "bin is a file", "b"), durationMs: 9 },
    result("build", "failed", "go build ended with exit code 1", "c"),
    result("cross", "failed", "bin is a file", "a"),
    result("test", "failed", "bin is a file"),
  ];
  expect(withCommonFailures(rows)).toEqual([
    { ...rows[0], unit: "a, b", durationMs: 9 },
    rows[1],
    rows[3],
    rows[4],
    rows[5],
  ]);
  expect(rows[0]!.unit).toBe("a");
});

it("a reason for which several steps ran is told once, for all of them", () => {
  const silent = "declares no inputs and outputs";
  const rows = [
    result("one", "ran", silent),
    result("two", "ran", "is a service"),
    result("three", "ran", silent),
    result("four", "failed", silent),
  ];
  const told = withCommonReasons(rows);
  expect(told.rows.map(({ reason }) => reason)).toEqual(["", "is a service", "", silent]);
  expect(told.told).toEqual([`one, three: ${silent}`]);
  const many = Array.from({ length: 9 }, (_, index) => result(`t${index}`, "ran", silent));
  expect(withCommonReasons(many).told).toEqual([`t0, t1, t2, t3, t4 and 4 more: ${silent}`]);
});
