import { describe, expect, it } from "vitest";
import { judge, lossesOf } from "../../../bench/goals.ts";
import type { CaseResult, MemoryResult, Report } from "../../../bench/result.ts";

const machine = { cpu: "", cores: 2, memoryGiB: 8, system: "", node: "", go: "", make: "", task: "" };

function report(cases: CaseResult[], memory: MemoryResult[] = []): Report {
  const facts = { ...machine, git: "", gowsl: "" };
  return { mode: "full", day: "2000-01-01", machine: facts, projects: [], cases, memory, absent: [] };
}

function result(name: CaseResult["case"], samples: Record<string, number[]>, files?: number): CaseResult {
  const contenders = Object.entries(samples).map(([each, own]) => ({ name: each, samples: own, did: "" }));
  return { case: name, project: "fzf", contenders, ...(files === undefined ? {} : { files }) };
}

function verdicts(of: Report): (boolean | undefined)[] {
  return judge(of).map(({ isMet }) => isMet);
}

describe("goals of a ratio", () => {
  it.each<[CaseResult["case"], string, number, boolean]>([
    ["nothing-one", "node -e 0", 160, true],
    ["nothing-one", "node -e 0", 161, false],
    ["nothing-six", "node -e 0", 180, true],
    ["nothing-six", "node -e 0", 181, false],
    ["branch", "go build", 30, true],
    ["branch", "go build", 31, false],
  ])("%s: %s with 100 ms, gowsl with %d ms", (name, base, time, isMet) => {
    expect(verdicts(report([result(name, { gowsl: [time], [base]: [100] })]))).toEqual([isMet]);
  });

  it("are missed by a gowsl that does another thing than it should", () => {
    const one = result("branch", { gowsl: [], "go build": [100] });
    one.contenders[0]!.problem = 'it said "1 built", not "1 restored"';
    expect(judge(report([one]))).toEqual([
      {
        goal: "branch: at most 0.3 x go build",
        on: "fzf",
        measured: 'it said "1 built", not "1 restored"',
        isMet: false,
      },
    ]);
  });

  it("are not known without a base", () => {
    expect(verdicts(report([result("branch", { gowsl: [10] })]))).toEqual([undefined]);
  });

  it("do not exist for cases that are only compared", () => {
    expect(judge(report([result("changed", { gowsl: [100], "go build": [10] })]))).toEqual([]);
  });
});

describe("the goal of linear growth", () => {
  const grown = (cost: (size: number) => number) =>
    report(
      [100, 1000, 5000, 20_000].map((size) =>
        result("growth", { gowsl: [cost(size)], "stat loop": [cost(size)] }, size),
      ),
    );

  it.each<[string, (size: number) => number, boolean]>([
    ["a line", (size) => 40 + size / 200, true],
    ["a square", (size) => 40 + (size / 1000) ** 2, false],
  ])("%s", (_, cost, isMet) => expect(verdicts(grown(cost)).at(-1)).toBe(isMet));

  it("is not known to be met before 20,000 files", () => {
    const { cases } = grown((size) => size);
    expect(verdicts(report(cases.slice(0, 3))).at(-1)).toBeUndefined();
    expect(verdicts(report(cases)).at(-1)).toBe(true);
  });
});

describe("the goal of memory", () => {
  it.each<[string, Partial<MemoryResult>, boolean | undefined]>([
    ["below at 20,000 files", { files: 20_000, ownMiB: 119.4 }, true],
    ["above at 20,000 files", { files: 20_000, ownMiB: 120 }, false],
    ["below with too few files", { files: 1000, ownMiB: 60 }, undefined],
    ["above with fewer files", { files: 1000, ownMiB: 200 }, false],
    ["not up to date", { files: 20_000, problem: "it built" }, false],
  ])("%s", (_, facts, isMet) => {
    const memory = [{ project: "generated", files: 0, runs: 1, ...facts }];
    expect(verdicts(report([], memory))).toEqual([isMet]);
  });
});

describe("lossesOf", () => {
  it("names peers that are faster pair by pair, and neither floors nor absent ones", () => {
    const one = result("nothing-one", {
      gowsl: [50, 60, 55],
      "node -e 0": [40, 40, 40],
      "stat loop": [45, 45, 45],
      "make -rR": [10, 12, 11],
      "go build": [200, 200, 200],
      "Task, checksum": [],
    });
    expect(lossesOf([one])).toEqual([
      { case: "nothing-one", project: "fzf", peer: "make -rR", ratio: { median: 5, min: 5, max: 5 } },
    ]);
  });
});
