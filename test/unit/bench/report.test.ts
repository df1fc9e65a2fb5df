import { describe, expect, it } from "vitest";
import { formatDocument } from "../../../bench/documents.ts";
import { niceStep, plot } from "../../../bench/plot.ts";
import { formatMilliseconds, formatResults, growthPanels } from "../../../bench/report.ts";
import type { CaseResult, Report } from "../../../bench/result.ts";

const nothing: CaseResult = {
  case: "nothing-one",
  project: "fzf",
  contenders: [
    { name: "node -e 0", samples: [40, 50], did: "" },
    { name: "gowsl", samples: [80, 90], did: "1 up to date" },
    { name: "make", samples: [20, 30], did: "up to date" },
    { name: "Task, checksum", samples: [], did: "", problem: "ended with 201" },
  ],
};

const growth = [100, 1000].map((files): CaseResult => ({
  case: "growth",
  project: `generated, ${files} files`,
  files,
  contenders: [
    { name: "stat loop", samples: [files / 100], did: "" },
    { name: "gowsl", samples: [files / 50], did: "1 up to date" },
    { name: "make & <co>", samples: [files / 10], did: "up to date" },
  ],
}));

function report(cases: CaseResult[]): Report {
  return {
    mode: "full",
    day: "2000-01-31",
    machine: {
      cpu: "A processor",
      cores: 2,
      memoryGiB: 8,
      system: "A system",
      node: "v20.19.0",
      go: "go version go1.26.8",
      make: "absent",
      task: "3.48.0",
      git: "git version 2",
      gowsl: "0123456",
    },
    projects: [{ name: "fzf", origin: "example.com/fzf@v1", goFiles: 74, compiledFiles: 43 }],
    cases,
    memory: [{ project: "generated, 20000 files", files: 20_000, runs: 3, ownMiB: 99.6, treeMiB: 310 }],
    absent: [{ name: "make", why: "there is no make on PATH" }],
  };
}

describe("formatResults", () => {
  const text = formatResults(report([nothing]));

  it.each([
    [
      "a goal that is missed",
      "| nothing-one: at most 1.6 x node -e 0 | fzf | 1.90 (1.80..2.00) | **missed** |",
    ],
    ["a goal that is met", "| generated, 20000 files | 100 MiB | met |"],
    ["a loss", "fzf: make is faster; gowsl takes 3.50 (3.00..4.00) times as long."],
    ["a contender without a time", "fzf: Task, checksum has no time: ended with 201."],
    ["a peer that is absent", "- make was absent: there is no make on PATH."],
    ["times", "| fzf | gowsl | 85.0 ms | 80.0 ms..90.0 ms | 1.90 (1.80..2.00) | 1 up to date |"],
    ["memory", "| generated, 20000 files | 100 MiB | 310 MiB | 3 |"],
  ])("has %s", (_, part) => expect(text).toContain(part));

  it("says so where gowsl loses nowhere", () => {
    const won = { ...nothing, contenders: nothing.contenders.slice(0, 2) };
    expect(formatResults(report([won]))).toContain("- Nowhere in these cases.");
  });
});

describe("formatDocument", () => {
  it("has the machine, the projects and the plot", () => {
    const text = formatDocument(report(growth), true);
    for (const part of ["2000-01-31", "A processor, 2 cores", "| fzf | example.com/fzf@v1 | 74 | 43 |"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("](benchmarks-growth.svg)");
  });

  it("says of a quick result that it is one", () => {
    expect(formatDocument({ ...report([nothing]), mode: "quick" }, false)).toContain("quick mode");
    expect(formatDocument(report([nothing]), false)).not.toContain("mode: few rounds");
  });
});

describe("the plot of growth", () => {
  it("has gowsl beside the floor, and beside its peers", () => {
    const panels = growthPanels(report(growth))!;
    expect(panels.map(({ curves }) => curves.map(({ name }) => name))).toEqual([
      ["stat loop", "gowsl"],
      ["gowsl", "make & <co>"],
    ]);
    const svg = plot(panels);
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg.match(/<circle/g)).toHaveLength(8);
    expect(svg).toContain("make &amp; &lt;co>");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("puts points in proportion to files and time", () => {
    const point = (size: number, cost: number) => ({ size, cost, spread: { min: cost, max: cost } });
    const svg = plot([
      { title: "", curves: [{ name: "", points: [point(0, 0), point(2, 2), point(4, 4)] }] },
    ]);
    const [, points = ""] = /points="([^"]+)"/.exec(svg)!;
    const [first, middle, last] = points.split(" ").map((pair) => pair.split(",").map(Number));
    expect(middle).toEqual([(first![0]! + last![0]!) / 2, (first![1]! + last![1]!) / 2]);
  });

  it("is not there without growth", () => expect(growthPanels(report([nothing]))).toBeUndefined());
});

it.each([
  [0.7, 1],
  [1, 1],
  [1.1, 2],
  [3, 5],
  [60, 100],
  [250, 500],
])("niceStep(%d) is %d", (step, nice) => expect(niceStep(step)).toBe(nice));

it.each([
  [4.26, "4.3 ms"],
  [999.94, "999.9 ms"],
  [1204.4, "1204 ms"],
  [12_345, "12.3 s"],
])("formatMilliseconds(%d) is %s", (value, text) => expect(formatMilliseconds(value)).toBe(text));
