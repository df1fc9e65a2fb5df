import { describe, expect, it } from "vitest";
import { goals, judge } from "../../../bench/goals.ts";
import { allParts } from "../../../bench/parts.ts";
import type { CaseResult, Report } from "../../../bench/result.ts";
import { report, result } from "./rig.ts";

const gowsl = "gowsl";
const executable = "gowsl (executable)";

/** Verdicts on what is said of one gowsl. */
function verdicts(of: Report, about: string): (boolean | undefined)[] {
  return judge(of)
    .filter(({ goal }) => goal.includes(`: ${about} at most`))
    .map(({ isMet }) => isMet);
}

describe("goals of a ratio", () => {
  it.each<[CaseResult["case"], string, string, number, boolean]>([
    ["start-up", executable, "node -e 0", 50, true],
    ["start-up", executable, "node -e 0", 51, false],
    ["nothing-one", gowsl, "node -e 0", 160, true],
    ["nothing-one", gowsl, "node -e 0", 161, false],
    ["nothing-six", gowsl, "node -e 0", 180, true],
    ["nothing-six", gowsl, "node -e 0", 181, false],
    ["nothing-six", executable, "goreleaser", 3, true],
    ["nothing-six", executable, "goreleaser", 4, false],
    ["deleted-six", executable, "goreleaser", 15, true],
    ["deleted-six", executable, "goreleaser", 16, false],
    ["branch", gowsl, "go build", 30, true],
    ["branch", gowsl, "go build", 31, false],
    ["log", gowsl, "redirect to a file", 110, true],
    ["log", gowsl, "redirect to a file", 111, false],
  ])("%s: %s with %s at 100 ms and %d ms", (name, of, base, time, isMet) => {
    const one = report([result(name, { [of]: [time], [base]: [100] })]);
    expect(verdicts(one, of).filter((each) => each !== undefined)).toEqual([isMet]);
  });

  it("are those of medians in one run", () => {
    const one = result("branch", { gowsl: [29, 29, 300], "go build": [100, 100, 100] });
    expect(judge(report([one])).map(({ measured }) => measured)).toEqual(["0.290"]);
  });

  it.each([
    [{ goreleaser: [100], "go build, two at a time": [90] }, false, "0.944 (go build, two at a time)"],
    [{ goreleaser: [100], "go build, two at a time": [110] }, true, "0.850 (goreleaser)"],
    [{ goreleaser: [], "go build, two at a time": [110] }, true, "0.773 (go build, two at a time)"],
  ])("are held against the faster one of two: %j", (peers, isMet, measured) => {
    const [verdict] = judge(report([result("changed-six", { [executable]: [85], ...peers })]));
    expect(verdict).toMatchObject({ isMet, measured });
  });

  it("speak of one project only where they say so", () => {
    const samples = { [executable]: [100], "make -rR": [10], "go build": [1000] };
    const on = (project: string) =>
      verdicts(report([result("nothing-one", samples, { project })]), executable);
    expect(on("fzf")).toEqual([]);
    expect(on("gh")).toEqual([true, false]);
  });

  it("are missed by a gowsl that does another thing than it should", () => {
    const one = result("branch", { gowsl: [], "go build": [100] });
    one.contenders[0]!.problem = 'it said "1 built", not "1 restored"';
    expect(judge(report([one]))).toEqual([
      {
        case: "branch",
        of: "gowsl",
        limit: "0.3 x",
        goal: "branch: gowsl at most 0.3 x go build",
        on: "fzf",
        measured: 'it said "1 built", not "1 restored"',
        isMet: false,
      },
    ]);
  });

  it("are not known without a base, and not without the gowsl that they speak of", () => {
    expect(verdicts(report([result("branch", { gowsl: [10] })]), gowsl)).toEqual([undefined]);
    const [verdict] = judge(report([result("cold-six", { gowsl: [10], goreleaser: [100] })]));
    expect(verdict).toMatchObject({ measured: "gowsl (executable) was absent", isMet: undefined });
  });

  it("do not exist for cases that are only compared", () => {
    expect(judge(report([result("changed", { gowsl: [100], "go build": [10] })]))).toEqual([]);
  });
});

it.each<[CaseResult["case"], string, number, boolean]>([
  ["planning", "gowsl --version", 250, true],
  ["planning", "gowsl --version", 251, false],
  ["processes", "spawn true, Node", 103, true],
  ["processes", "spawn true, Node", 104, false],
])("goals of a difference: %s with %s at 100 ms and %d ms", (name, base, time, isMet) => {
  expect(verdicts(report([result(name, { gowsl: [time], [base]: [100] })]), gowsl)).toEqual([isMet]);
});

describe("the goal of linear growth", () => {
  const grown = (cost: (size: number) => number) =>
    report(
      [100, 1000, 5000, 20_000].map((files) =>
        result("growth", { gowsl: [cost(files)], "stat loop": [cost(files)] }, { files }),
      ),
    );
  const last = (of: Report) => judge(of).at(-1)?.isMet;

  it.each<[string, (size: number) => number, boolean]>([
    ["a line", (size) => 40 + size / 200, true],
    ["a square", (size) => 40 + (size / 1000) ** 2, false],
  ])("%s", (_, cost, isMet) => expect(last(grown(cost))).toBe(isMet));

  it("is not known to be met before 20,000 files", () => {
    const { cases } = grown((size) => size);
    expect(last(report(cases.slice(0, 3)))).toBeUndefined();
    expect(last(report(cases))).toBe(true);
  });
});

it.each<[string, number[], boolean | undefined]>([
  ["below", [110, 119.4, 112], true],
  ["above in one run", [90, 90, 121], false],
])("the goal of memory: %s", (_, samples, isMet) => {
  const project = "generated, 20000 files";
  expect(verdicts(report([result("memory", { gowsl: samples }, { project })]), gowsl)).toEqual([isMet]);
});

it("goals speak of parts that the full benchmark has", () => {
  const parts = allParts("full");
  const without = goals.filter(
    (goal) =>
      !parts.some((part) => part.case === goal.case && (goal.project ?? part.project) === part.project),
  );
  expect(without).toEqual([]);
});
