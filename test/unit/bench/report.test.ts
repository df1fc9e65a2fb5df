import { describe, expect, it } from "vitest";
import { plotBars } from "../../../bench/bars.ts";
import { formatDocument } from "../../../bench/documents.ts";
import { niceStep, plot } from "../../../bench/plot.ts";
import {
  barGroups,
  formatGoes,
  formatMilliseconds,
  formatResults,
  growthPanels,
} from "../../../bench/report.ts";
import type { CaseResult } from "../../../bench/result.ts";
import { measured, report, result } from "./rig.ts";

const nothing: CaseResult = {
  ...result("nothing-one", {}),
  contenders: [
    { name: "node -e 0", samples: [40, 50], did: "" },
    { name: "gowsl", samples: [80, 90], did: "1 up to date" },
    { name: "make", samples: [20, 30], did: "up to date" },
    { name: "Task, checksum", samples: [], did: "", problem: "ended with 201" },
  ],
};

const growth = [100, 1000].map((files) =>
  result(
    "growth",
    { "stat loop": [files / 100], gowsl: [files / 50], "make & <co>": [files / 10] },
    { project: `generated, ${files} files`, files },
  ),
);

const memory = result("memory", { gowsl: [99.6, 90, 91] }, { project: "generated, 20000 files" });

describe("formatResults", () => {
  const absent = [{ name: "gox", why: "go install could not install it" }];
  const text = formatResults(report([nothing, memory], { absent }));

  it.each([
    [
      "a goal that is missed",
      "| nothing-one: gowsl at most 1.6 x node -e 0 | fzf | 1.889 | **missed**: 1.18 times the limit |",
    ],
    ["a goal that is met", "| generated, 20000 files | 99.6 MiB | met |"],
    ["a loss", "fzf, against make: gowsl takes 3.50 (3.00..4.00) times as much."],
    ["a contender without a time", "fzf: Task, checksum has no time: ended with 201."],
    ["a peer that is absent", "- gox was absent: go install could not install it."],
    ["times", "| fzf | gowsl | 85.0 ms | 80.0 ms..90.0 ms, 2 rounds | 1.90 (1.80..2.00) | 1 up to date |"],
    ["memory", "| generated, 20000 files | gowsl | 91.0 MiB | 90.0 MiB..99.6 MiB, 3 rounds |  |  |"],
  ])("has %s", (_, part) => expect(text).toContain(part));

  it("says so where gowsl loses nowhere", () => {
    const won = { ...nothing, contenders: nothing.contenders.slice(0, 2) };
    expect(formatResults(report([won]))).toContain("- Nowhere in these cases.");
  });
});

describe("formatDocument", () => {
  it("has the machine, the projects, what somebody found out, and the plots", () => {
    const projects = [{ name: "fzf", origin: "example.com/fzf@v1", goFiles: 74, compiledFiles: 43 }];
    const text = formatDocument(report(growth, { projects }), ["benchmarks-growth.svg"], "Why it is so.\n");
    for (const part of [
      "A processor, 2 cores",
      "Node v20.19.0; Go go1.26.8; make absent",
      "- 2000-01-31, gowsl at 0123456\n",
      "| fzf | example.com/fzf@v1 | 74 | 43 |",
      "\n\nWhy it is so.\n\n",
      "](benchmarks-growth.svg)",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("says of a quick result that it is one", () => {
    expect(formatDocument(report([nothing], { mode: "quick" }), [], "")).toContain("quick mode");
    expect(formatDocument(report([nothing]), [], "")).not.toContain("mode: few rounds");
  });
});

it("formatGoes tells which cases are of which go", () => {
  const later = { ...memory, measured: { ...measured, day: "2000-02-01", gowsl: "89abcde", system: "B" } };
  expect(formatGoes(report([nothing, ...growth, later]))).toBe(
    `- 2000-01-31, gowsl at 0123456: nothing-one, growth
- 2000-02-01, gowsl at 89abcde, B: memory`,
  );
});

describe("the plot of the cases", () => {
  it("has a group for each case with times, on the large project where it was measured there", () => {
    const large = { ...nothing, project: "gh" };
    const groups = barGroups(report([nothing, large, memory, ...growth, result("branch", { gowsl: [] })]));
    expect(groups.map(({ title, unit }) => [title, unit])).toEqual([
      ["Nothing changed, this machine: gh", "ms"],
      ["Peak memory of the largest process: generated, 20000 files", "MiB"],
    ]);
    expect(groups[0]!.bars.map(({ name, isOwn }) => [name, isOwn])).toEqual([
      ["node -e 0", false],
      ["gowsl", true],
      ["make", false],
    ]);
  });

  it("is well-formed with any values", () => {
    const bars = [-3.9, 0, 5, 5000].map((value, index) => ({
      name: `a & <b> ${index}`,
      median: value,
      min: value,
      max: value,
      isOwn: index === 0,
    }));
    const svg = plotBars([{ title: "title", unit: "ms", bars }]);
    expect(svg.match(/<rect x/g)).toHaveLength(4);
    expect(svg).toContain("a &amp; &lt;b> 3");
    expect(svg).not.toMatch(/NaN|Infinity|undefined|="-/);
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

  it("has a panel for memory where that was measured at more than one size", () => {
    const peaks = [100, 1000].map((files) =>
      result("memory", { gowsl: [files / 10] }, { project: `generated, ${files} files`, files }),
    );
    const [, , panel] = growthPanels(report([...growth, ...peaks, memory]))!;
    expect(panel).toMatchObject({ title: "Peak memory", unit: "MiB" });
    expect(panel!.curves.map(({ name, points }) => [name, points.map(({ cost }) => cost)])).toEqual([
      ["gowsl", [10, 100]],
    ]);
    expect(growthPanels(report([...growth, memory]))).toHaveLength(2);
  });

  it("puts points in proportion to files and time", () => {
    const point = (size: number, cost: number) => ({ size, cost, spread: { min: cost, max: cost } });
    const svg = plot([
      { title: "", unit: "ms", curves: [{ name: "", points: [point(0, 0), point(2, 2), point(4, 4)] }] },
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
