/** What is made of a run that has ended: the page of `gowsl report` and the trace. */
import { describe, expect, it } from "vitest";
import type { Event, StepResult } from "../../../lib/model/event.ts";
import { formatReportPage } from "../../../lib/report/report-page.ts";
import { telemetryWish } from "../../../lib/report/telemetry-wish.ts";
import { timelineOf, type TimedEvent } from "../../../lib/report/timeline.ts";
import { formatTrace, type TraceEvent } from "../../../lib/report/trace.ts";
import { traceFaults } from "./trace-rules.ts";

const sha256 = "0123456789abcdef".repeat(4);
const built: StepResult = {
  step: "build",
  unit: "greet",
  outcome: "built",
  reason: "main.go\nchanged",
  durationMs: 600,
  artifact: {
    name: "greet",
    path: "bin/<greet>",
    target: "linux/amd64",
    sizeBytes: 2_400_000,
    sha256,
    toolchain: "1.26.8",
    key: "k",
  },
  previousSizeBytes: 2_300_000,
};

const at = (atMs: number, event: Event): TimedEvent => ({ atMs: 5000 + atMs, event });
const events: TimedEvent[] = [
  at(0, {
    type: "run-started",
    steps: ["generate", "build", "it's <b>", "all"],
    root: "/r",
    expectedMs: { build: 900 },
    outline: [
      { id: "generate", task: "generate", kind: "command", needs: [] },
      { id: "build", task: "build", target: "linux/amd64", kind: "go-build", needs: ["generate"] },
      { id: "it's <b>", task: "it's <b>", kind: "command", needs: [] },
      { id: "all", task: "all", kind: "group", needs: ["build"] },
    ],
  }),
  at(0, { type: "step-started", step: "generate", text: "" }),
  at(0, { type: "step-started", step: "it's <b>", text: "" }),
  at(400, {
    type: "step-finished",
    step: "generate",
    results: [{ step: "generate", outcome: "ran", reason: "runs every time", durationMs: 400 }],
  }),
  at(400, { type: "step-started", step: "build", text: "" }),
  at(500, { type: "output", step: "it's <b>", stream: "stderr", text: "\u001b[31mboom\u001b[0m & bust\n" }),
  at(500, {
    type: "step-failed",
    step: "it's <b>",
    failure: { family: "step", place: "it's <b>", thing: "bash ended with exit code 3", next: "Mend it." },
  }),
  at(500, {
    type: "step-finished",
    step: "it's <b>",
    results: [
      { step: "it's <b>", outcome: "failed", reason: "bash ended with exit code 3", durationMs: 500 },
    ],
  }),
  at(1000, { type: "step-finished", step: "build", results: [built] }),
  at(1000, { type: "step-finished", step: "all", results: [] }),
  at(1001, {
    type: "run-finished",
    results: [],
    durationMs: 1001,
    exitCode: 1,
    unfinished: [],
    savedMs: 4200,
  }),
];
const timeline = timelineOf(events)!;

describe("the page of a run", () => {
  const html = formatReportPage(timeline, "2026-11-28 01:12 UTC");

  it.each([
    [
      "the outcome",
      `<span class="chip failed">exit code 1</span><span>1 built, 1 ran, 1 failed in 1.0 s; 4.2 s saved</span>`,
    ],
    ["what failed", "<p><strong></strong>it&#39;s &lt;b&gt;: bash ended with exit code 3. Mend it.</p>"],
    ["what it wrote, without colours", `<pre tabindex="0">boom &amp; bust</pre>`],
    ["lanes", "Up to 2 steps ran at once."],
    ["a bar at its time", `href="#step-build" style="left:39.960%;width:59.940%"`],
    [
      "a bar for those who do not see it",
      `aria-label="build: built in 600 ms, from 400 ms on; main.go changed; on the critical path"`,
    ],
    [
      "the critical path",
      `<li><a href="#step-generate">generate</a> 400 ms <span class="faint">(40 % of the run)</span></li>`,
    ],
    ["a row that the bar leads to", `<tr id="step-it.27s.20.3Cb.3E" data-outcome="failed">`],
    ["what it takes as a rule", `<td class="number wide">900 ms</td>`],
    ["a hit or miss with its reason", `<td class="reason">main.go changed</td>`],
    [
      "an artifact and its change",
      `<code>bin/&lt;greet&gt;</code></th><td>linux/amd64</td><td class="number ">2.4 MB</td><td class="number ">+100.0 kB</td>`,
    ],
  ])("has %s", (_, part) => expect(html).toContain(part));

  it("asks nobody for anything", () => {
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`,
    );
    expect(html).not.toMatch(/https?:|src=|@import|url\(/);
  });

  it("is there for a run of nothing, too", () => {
    const [begin, end] = [events[0]!, events.at(-1)!];
    expect(formatReportPage(timelineOf([begin, end])!, "")).toContain("One step ran at a time.");
  });
});

describe("the trace", () => {
  const { traceEvents } = formatTrace(timeline);

  it("has a bar for each step, in microseconds, in the row of its lane", () => {
    const bars = traceEvents.filter(({ ph }) => ph === "X");
    expect(bars.map(({ name, tid, ts, dur }) => [name, tid, ts, dur])).toEqual([
      ["run", 0, 5_000_000, 1_001_000],
      ["generate", 1, 5_000_000, 400_000],
      ["it's <b>", 2, 5_000_000, 500_000],
      ["build", 1, 5_400_000, 600_000],
    ]);
    expect(bars[3]!.args).toMatchObject({ outcome: "built", needs: ["generate"], critical: true });
  });

  it("names its rows, and leads an arrow along the critical path", () => {
    const names = traceEvents.filter(({ ph }) => ph === "M").map(({ tid, args }) => [tid, args!["name"]]);
    expect(names).toEqual([
      [0, "gowsl"],
      [0, "run"],
      [1, "lane 1"],
      [2, "lane 2"],
    ]);
    expect(traceEvents.filter(({ id }) => id === 1).map(({ ph, ts }) => [ph, ts])).toEqual([
      ["s", 5_399_999],
      ["f", 5_400_000],
    ]);
  });

  it("keeps the rules of the format, as it does for steps without a duration", () => {
    expect(traceFaults(formatTrace(timeline))).toEqual([]);
    const quick = timelineOf(events.map((each) => ({ ...each, atMs: 5000 })))!;
    expect(traceFaults(formatTrace(quick))).toEqual([]);
  });

  it.each<[fault: string, change: (events: TraceEvent[]) => unknown]>([
    ["X run: has no time", ([, , , , run]) => delete run!.ts],
    ["X generate: has no duration", (all) => (all.find(({ name }) => name === "generate")!.dur = -1)],
    [
      "X build: begins within generate and outlasts it",
      (all) => (all.find(({ name }) => name === "build")!.ts = 5_300_000),
    ],
    ["X build: is in a row without a name", (all) => (all.find(({ name }) => name === "build")!.tid = 9)],
    [
      "flow critical path 1: is no beginning with one end",
      (all) => (all.find(({ ph }) => ph === "f")!.id = 7),
    ],
  ])("would be told: %s", (fault, change) => {
    const spoilt = structuredClone(formatTrace(timeline));
    change(spoilt.traceEvents);
    expect(traceFaults(spoilt)).toContain(fault);
  });
});

describe("what the variables of OpenTelemetry ask for", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" };
  it.each<[Record<string, string>, string]>([
    [{}, "none"],
    [endpoint, "otlp"],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://localhost:4318/v1/traces" }, "otlp"],
    [{ OTEL_TRACES_EXPORTER: "otlp" }, "otlp"],
    [{ OTEL_TRACES_EXPORTER: "" }, "none"],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: "none" }, "none"],
    [{ ...endpoint, OTEL_SDK_DISABLED: "True" }, "none"],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }, "otlp"],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      'OTEL_EXPORTER_OTLP_PROTOCOL: gowsl speaks http/protobuf, not "grpc"',
    ],
    [{ OTEL_TRACES_EXPORTER: "zipkin" }, 'OTEL_TRACES_EXPORTER: gowsl knows otlp and none, not "zipkin"'],
  ])("%j", (environment, expected) => {
    const wish = telemetryWish(environment);
    expect(wish.kind === "unknown" ? wish.text : wish.kind).toBe(expected);
  });
});
