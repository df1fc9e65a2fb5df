import { describe, expect, it } from "vitest";
import type { Artifact, StepResult } from "../../../lib/model/event.ts";
import { formatResult, formatSlowness, formatSummary } from "../../../lib/report/result.ts";
import { styles } from "../../../lib/report/style.ts";
import { formatTable } from "../../../lib/report/table.ts";

const style = styles(false);

function artifact(path: string, sizeBytes: number): Artifact {
  return { name: "age", path, target: "linux/amd64", sizeBytes, sha256: "0", toolchain: "1.26.8", key: "k" };
}

const built: StepResult = {
  step: "cross linux/amd64",
  unit: "age",
  outcome: "built",
  reason: "first build",
  durationMs: 1400,
  artifact: artifact("dist/linux_amd64/age", 3_100_000),
};
const upToDate: StepResult = {
  step: "cross linux/amd64",
  unit: "age-keygen",
  outcome: "up-to-date",
  reason: "nothing changed",
  durationMs: 12,
  artifact: artifact("dist/linux_amd64/age-keygen", 812),
};
const failed: StepResult = { step: "vet", outcome: "failed", reason: "exit\ncode 1", durationMs: 125_000 };
const cancelled: StepResult = { step: "測試", outcome: "cancelled", reason: "", durationMs: 0 };

describe("formatTable", () => {
  it("is empty without results", () => expect(formatTable([], { style })).toBe(""));

  it("is one line for one result", () => {
    expect(formatTable([built], { style })).toBe(
      "cross linux/amd64 age built in 1.4 s: dist/linux_amd64/age (first build)",
    );
  });

  it("aligns by display width and cuts nothing when columns are unknown", () => {
    expect(formatTable([built, upToDate, failed, cancelled], { style })).toBe(
      [
        "step                          outcome         time    size  artifact                     reason",
        "cross linux/amd64 age         built          1.4 s  3.1 MB  dist/linux_amd64/age         first build",
        "cross linux/amd64 age-keygen  up to date     12 ms   812 B  dist/linux_amd64/age-keygen  nothing changed",
        "vet                           failed      2 m 05 s                                       exit code 1",
        "測試                          cancelled",
      ].join("\n"),
    );
  });

  it("drops empty columns", () => {
    const skipped: StepResult = { step: "a", outcome: "skipped", reason: "", durationMs: 0 };
    expect(formatTable([cancelled, skipped], { style })).toBe(
      ["step  outcome", "測試  cancelled", "a     skipped"].join("\n"),
    );
  });

  it.each([
    [40, "vet   failed   1 ms  main.go and 12 mor…"],
    [39, "vet   failed   1 ms  main.go and 12 mo…"],
    [33, "vet   failed   1 ms  main.go and…"],
    // A narrower one does without the reason, and then without the time.
    [32, "vet   failed   1 ms"],
    [10, "vet   failed"],
    [200, "vet   failed   1 ms  main.go and 12 more files changed"],
  ])("cuts the reason on a terminal of %d columns", (columns, line) => {
    const reason = "main.go and 12 more files changed";
    const long: StepResult = { step: "vet", outcome: "failed", reason, durationMs: 1 };
    const other: StepResult = { step: "fmt", outcome: "ran", reason: "", durationMs: 2 };
    expect(formatTable([long, other], { style, columns }).split("\n")[1]).toBe(line);
  });

  it.each([
    [84, "cross linux/amd64 age         built          1.4 s  3.1 MB  first build"],
    [60, "cross linux/amd64 age         built          1.4 s  3.1 MB"],
    [50, "cross linux/amd64 age         built          1.4 s"],
    [40, "cross linux/amd64 age         built"],
    [24, "cross linux…  built"],
    [10, "cross l…  built"],
  ])("does without columns on a terminal of %d columns", (columns, line) => {
    const lines = formatTable([built, upToDate, { ...failed, reason: "" }], { style, columns }).split("\n");
    expect(lines[1]).toBe(line);
    // What is left out of the rows is told below them.
    expect(lines.at(-1)).toBe("artifacts are in dist/linux_amd64/");
  });

  it("names folders of artifacts only where their column is left out", () => {
    expect(formatTable([built, upToDate], { style, columns: 120 })).not.toContain("artifacts are in");
    expect(formatTable([failed, cancelled], { style, columns: 20 })).not.toContain("artifacts are in");
  });

  it("pads before it colours", () => {
    const ran: StepResult = { step: "fmt", outcome: "ran", reason: "asked", durationMs: 0 };
    expect(formatTable([{ ...failed, durationMs: 0 }, ran], { style: styles(true) })).toBe(
      [
        "\u001b[1mstep\u001b[22m  \u001b[1moutcome\u001b[22m  \u001b[1mreason\u001b[22m",
        "vet   \u001b[31mfailed\u001b[39m   \u001b[2mexit code 1\u001b[22m",
        "fmt   \u001b[32mran\u001b[39m      \u001b[2masked\u001b[22m",
      ].join("\n"),
    );
  });
});

describe("formatResult", () => {
  it.each<[StepResult, string]>([
    [failed, "vet failed in 2 m 05 s (exit code 1)"],
    [cancelled, "測試 cancelled"],
    [
      upToDate,
      "cross linux/amd64 age-keygen up to date in 12 ms: dist/linux_amd64/age-keygen (nothing changed)",
    ],
  ])("%j", (result, text) => expect(formatResult(result, style)).toBe(text));
});

describe("formatSummary", () => {
  it.each<[StepResult[], string]>([
    [[upToDate, built, built], "2 built, 1 up to date in 3.1 s"],
    [[cancelled, failed], "1 failed, 1 cancelled in 3.1 s"],
    [[], "nothing to do in 3.1 s"],
  ])("%j", (results, text) => expect(formatSummary(results, 3100, style)).toBe(text));
});

describe("what took long", () => {
  const ran = (step: string, durationMs: number): StepResult => ({
    step,
    outcome: "ran",
    reason: "",
    durationMs,
  });
  const six = ["a", "b", "c", "d", "e", "f"].map((step, index) => ran(step, 1000 * (index + 1)));
  const path = [
    { step: "a", durationMs: 1000 },
    { step: "f", durationMs: 6000 },
  ];

  it.each<[string, StepResult[], number, typeof path, string[]]>([
    [
      "a long run",
      six,
      7000,
      path,
      ["slowest: f 6.0 s, e 5.0 s, d 4.0 s", "critical path: a 1.0 s -> f 6.0 s"],
    ],
    [
      "a long path",
      [...six, ran("g", 1)],
      7000,
      six.map(({ step, durationMs }) => ({ step, durationMs })),
      [
        "slowest: f 6.0 s, e 5.0 s, d 4.0 s",
        "critical path: 6 steps from a to f, the longest f 6.0 s, e 5.0 s, d 4.0 s",
      ],
    ],
    ["a quick run", six, 1900, path, []],
    ["a chain, which the table shows", [ran("a", 1000), ran("f", 6000)], 7000, path, []],
    ["a run with a choice", six.slice(3), 7000, path, ["critical path: a 1.0 s -> f 6.0 s"]],
  ])("of %s", (_, results, durationMs, criticalPath, lines) => {
    expect(formatSlowness(results, durationMs, criticalPath)).toEqual(lines);
  });
});

describe("the size", () => {
  it("has its change beside it", () => {
    const [, ...rows] = formatTable([{ ...built, previousSizeBytes: 3_000_000 }, upToDate], { style }).split(
      "\n",
    );
    expect(rows).toEqual([
      expect.stringContaining("1.4 s  3.1 MB  +100.0 kB  dist/linux_amd64/age "),
      expect.stringContaining("12 ms   812 B             dist/linux_amd64/age-keygen"),
    ]);
  });

  it("and the time that was saved are said where they are much", () => {
    expect(formatSummary([upToDate], 12, style, 999)).toBe("1 up to date in 12 ms");
    expect(formatSummary([upToDate], 12, style, 12_400)).toBe("1 up to date in 12 ms; 12.4 s saved");
  });
});
