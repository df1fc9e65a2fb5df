/** Small reports for the tests of the benchmark. */
import type { CaseResult, Machine, Measured, Report } from "../../../bench/result.ts";

export const measured: Measured = {
  day: "2000-01-31",
  gowsl: "0123456",
  system: "A system",
  programs: "abc",
  seconds: 4,
};

export const machine: Machine = {
  cpu: "A processor",
  cores: 2,
  memoryGiB: 8,
  system: "A system",
  versions: [
    ["Node", "v20.19.0"],
    ["Go", "go1.26.8"],
    ["make", "absent"],
  ],
};

export function report(cases: CaseResult[], more: Partial<Report> = {}): Report {
  return { mode: "full", machine, projects: [], cases, absent: [], ...more };
}

/** One case with the samples of each contender; on fzf if nobody says otherwise. */
export function result(
  name: CaseResult["case"],
  samples: Record<string, number[]>,
  more: Partial<CaseResult> = {},
): CaseResult {
  const contenders = Object.entries(samples).map(([each, own]) => ({ name: each, samples: own, did: "" }));
  return { case: name, project: "fzf", contenders, measured, ...more };
}
