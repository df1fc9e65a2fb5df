/**
 * Draws a run as a page: what failed, bars over time in as many lanes as steps ran at once, the critical path, each step
 * with its reason, and the artifacts. Pure; knows no clock and no locale.
 */
import type { Outcome, StepResult } from "../model/event.ts";
import { sentence, type Failure } from "../model/failure.ts";
import { formatChange, formatDuration, formatSize } from "./numbers.ts";
import { escapeHtml, formatPage } from "./page.ts";
import { formatSummary, oneLine, outcomeText, resultName } from "./result.ts";
import { styles } from "./style.ts";
import type { Span, Timeline } from "./timeline.ts";

const css = `
:root { --on: #fff; } @media (prefers-color-scheme: dark) { :root { --on: #10151c; } }
.summary { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; align-items: center; }
.chip { border-radius: 99px; padding: .05rem .75rem; font-weight: 600; color: var(--on); background: var(--good); }
.chip.failed { background: var(--bad); }
.lanes { position: relative; min-width: 100%; width: calc(100% * var(--zoom, 1)); padding: 1.7rem 0 .4rem; }
.lane { position: relative; height: 2.1rem; margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.lane li { display: contents; }
.tick { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--line); padding-left: .3rem; font-size: .8rem;
  color: var(--faint); pointer-events: none; white-space: nowrap; }
.bar { position: absolute; top: .25rem; bottom: .25rem; min-width: 3px; overflow: hidden; padding: 0 .35rem; border-radius: 4px;
  color: var(--on); background: var(--good); text-decoration: none; font-size: .82rem; line-height: 1.6rem; white-space: nowrap; }
.bar.restored, .bar.up-to-date { background: repeating-linear-gradient(45deg, var(--kept) 0 7px, color-mix(in srgb, var(--kept) 80%, var(--back)) 7px 14px); }
.bar.failed { background: var(--bad); } .bar.skipped, .bar.cancelled { background: var(--calm); }
.bar.critical { box-shadow: inset 0 -4px 0 var(--mark); }
.bar:focus-visible { z-index: 1; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .75rem .3rem 0; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); white-space: nowrap; } td { border-bottom: 1px solid var(--line); }
tbody th { border-bottom: 1px solid var(--line); font-weight: 500; white-space: normal; overflow-wrap: anywhere; min-width: 14ch; }
@media (max-width: 46rem) { .wide { display: none; } }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.path { overflow-wrap: anywhere; min-width: 12ch; } td.reason { min-width: 18ch; }
tr:target { background: color-mix(in srgb, var(--accent) 15%, var(--back)); }
.outcome { white-space: nowrap; font-weight: 600; } .outcome.failed { color: var(--bad); } .outcome.built, .outcome.ran { color: var(--good); }
.outcome.restored, .outcome.up-to-date { color: var(--kept); } .outcome.skipped, .outcome.cancelled { color: var(--faint); }
.failure { border-left: 4px solid var(--bad); padding: .1rem 0 .1rem .9rem; margin: .75rem 0; }
.failure p { margin: .2rem 0; } pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; overflow: auto; max-height: 24rem; }
ol.path { padding-left: 1.5rem; } ol.path li { margin: .25rem 0; }
.legend span { display: inline-block; width: .9em; height: .9em; border-radius: 3px; margin: 0 .35em 0 .8em; vertical-align: -.1em; position: static; padding: 0; }
.skip { position: absolute; left: -99in; } .skip:focus { position: static; }
.tables { overflow-x: auto; }
`;

/** Widens the bars, and picks rows by outcome. */
const script = `
const zoom = document.querySelector("#zoom"), lanes = document.querySelector(".lanes"), box = lanes.parentElement;
zoom.addEventListener("input", () => { const middle = (box.scrollLeft + box.clientWidth / 2) / lanes.offsetWidth;
  lanes.style.setProperty("--zoom", 2 ** zoom.value); box.scrollLeft = middle * lanes.offsetWidth - box.clientWidth / 2; });
const pick = document.querySelector("#outcome"), rows = [...document.querySelectorAll("#steps tbody tr")];
pick.addEventListener("change", () => { for (const row of rows) row.hidden = pick.value !== "" && row.dataset.outcome !== pick.value; });
addEventListener("hashchange", () => { const row = document.querySelector(":target"); if (row && row.hidden) { pick.value = ""; for (const each of rows) each.hidden = false; row.scrollIntoView(); } });
`;

const outcomes: readonly Outcome[] = [
  "failed",
  "built",
  "ran",
  "restored",
  "up-to-date",
  "skipped",
  "cancelled",
];

/**
 * The whole text of the page.
 * @param when the day and time of the run, for people
 */
export function formatReportPage(timeline: Timeline, when: string): string {
  const { spans, durationMs, exitCode, root, savedMs } = timeline;
  const steps = spans.filter(({ kind, results }) => kind !== "group" || results.length > 0);
  const results = steps.flatMap((span) => span.results);
  const chip =
    exitCode === 0
      ? `<span class="chip">passed</span>`
      : `<span class="chip failed">exit code ${escapeHtml(String(exitCode))}</span>`;
  const body = [
    `<a class="skip" href="#steps">To the table of steps</a>`,
    `<h1>Run of ${escapeHtml(when)}</h1>`,
    `<p class="summary">${chip}<span>${escapeHtml(formatSummary(results, durationMs, styles(false), savedMs))}</span><span class="faint">${escapeHtml(root)}</span></p>`,
    failureSection(timeline),
    timeSection(timeline),
    pathSection(timeline),
    stepSection(steps),
    artifactSection(results),
  ];
  return formatPage({ title: `gowsl: run of ${when}`, body: body.join("\n"), css, script });
}

function failureSection({ spans, failures }: Timeline): string {
  const failed = spans.filter((span) => span.failures.length > 0);
  if (failed.length === 0 && failures.length === 0) return "";
  const told = (failure: Failure, name = "") =>
    `<p><strong>${escapeHtml(name)}</strong>${name === "" ? "" : ": "}${escapeHtml(sentence(failure))}</p>${failure.detail === undefined ? "" : block(failure.detail)}`;
  const parts = failed.map(
    ({ step, failures: own, output }) =>
      `<div class="failure">${own.map((failure) => told(failure, failure.place === step ? "" : step)).join("")}${output === "" ? "" : block(output)}</div>`,
  );
  const beside = failures.map((failure) => `<div class="failure">${told(failure)}</div>`);
  return `<h2>What failed</h2>${[...parts, ...beside].join("\n")}`;
}

function block(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text.trimEnd())}</pre>`;
}

/** Bars in lanes, under a line of times. */
function timeSection({ spans, lanes, durationMs, criticalPath }: Timeline): string {
  const whole = Math.max(1, durationMs, ...spans.map(({ endMs }) => endMs));
  const critical = new Set(criticalPath.length > 1 ? criticalPath : []);
  const shown = spans.filter(
    ({ kind, outcome, startMs, endMs }) => kind !== "group" && (endMs > startMs || outcome === "failed"),
  );
  const ticks = tickTimes(whole).map(
    (timeMs) => `<span class="tick" style="left:${percent(timeMs / whole)}">${formatDuration(timeMs)}</span>`,
  );
  const rows = Array.from({ length: lanes }, (_, lane) => {
    const bars = shown
      .filter((span) => span.lane === lane)
      .map((span) => bar(span, whole, critical.has(span.step)));
    return `<ol class="lane" aria-label="Lane ${lane + 1}">${bars.join("\n")}</ol>`;
  });
  const legend = [
    `<span class="bar"></span>worked`,
    `<span class="bar restored"></span>restored or up to date`,
    `<span class="bar failed"></span>failed`,
    ...(critical.size === 0 ? [] : [`<span class="bar critical"></span>on the critical path`]),
  ];
  const most = lanes === 1 ? "One step ran at a time." : `Up to ${lanes} steps ran at once.`;
  return `<h2>Over time</h2><p class="faint">${most}</p>
<div class="tools"><label>Zoom <input id="zoom" type="range" min="0" max="7" step="0.25" value="0"></label><span class="legend faint">${legend.join("")}</span></div>
<div class="scroll" tabindex="0" role="region" aria-label="Steps over time"><div class="lanes"><div aria-hidden="true">${ticks.join("")}</div>
${rows.join("\n")}
</div></div>`;
}

function bar(span: Span, whole: number, isCritical: boolean): string {
  const { step, outcome, startMs, endMs, results } = span;
  const reason = results.map((result) => oneLine(result.reason)).find((text) => text !== "");
  const say = [
    `${step}: ${outcomeText(outcome)} in ${formatDuration(endMs - startMs)}, from ${formatDuration(startMs)} on`,
    ...(reason === undefined ? [] : [reason]),
    ...(isCritical ? ["on the critical path"] : []),
  ].join("; ");
  const place = `left:${percent(startMs / whole)};width:${percent((endMs - startMs) / whole)}`;
  const label = outcome === "failed" ? `failed: ${step}` : step;
  return `<li><a class="bar ${escapeHtml(outcome)}${isCritical ? " critical" : ""}" href="#${anchor(step)}" style="${place}" title="${escapeHtml(say)}" aria-label="${escapeHtml(say)}">${escapeHtml(label)}</a></li>`;
}

/** At most eight, at round times. */
function tickTimes(whole: number): number[] {
  const rough = whole / 8;
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((each) => each >= rough) ?? whole;
  return Array.from({ length: Math.ceil(whole / step) }, (_, index) => index * step);
}

function pathSection({ criticalPath, spans, durationMs }: Timeline): string {
  if (criticalPath.length < 2) return "";
  const items = criticalPath.map((step) => {
    const { startMs, endMs } = spans.find((span) => span.step === step)!;
    const part =
      durationMs === 0
        ? ""
        : ` <span class="faint">(${Math.round(((endMs - startMs) / durationMs) * 100)} % of the run)</span>`;
    return `<li><a href="#${anchor(step)}">${escapeHtml(step)}</a> ${formatDuration(endMs - startMs)}${part}</li>`;
  });
  return `<h2>Critical path</h2><p class="faint">Each of these waited for the one before it. The run becomes shorter only if one of them does.</p><ol class="path">${items.join("")}</ol>`;
}

function stepSection(spans: readonly Span[]): string {
  const seen = new Set(spans.flatMap(({ results }) => results.map(({ outcome }) => outcome)));
  const options = outcomes
    .filter((outcome) => seen.has(outcome))
    .map((outcome) => `<option value="${outcome}">${outcomeText(outcome)}</option>`);
  const rows = spans.flatMap(({ step, results, expectedMs, peakBytes }) =>
    results.map((result, index) => {
      const id = index === 0 ? ` id="${anchor(step)}"` : "";
      const cells = [
        `<th scope="row">${escapeHtml(resultName(result))}</th>`,
        outcomeCell(result.outcome),
        number(result.durationMs > 0 ? formatDuration(result.durationMs) : ""),
        number(expectedMs === undefined ? "" : formatDuration(expectedMs), "wide"),
        number(peakBytes === undefined ? "" : formatSize(peakBytes), "wide"),
        `<td class="reason">${escapeHtml(oneLine(result.reason))}</td>`,
      ];
      return `<tr${id} data-outcome="${escapeHtml(result.outcome)}">${cells.join("")}</tr>`;
    }),
  );
  return `<h2>Steps</h2>
<div class="tools"><label>Show <select id="outcome"><option value="">all</option>${options.join("")}</select></label></div>
<div class="tables"><table id="steps"><thead><tr><th scope="col">Step</th><th scope="col">Outcome</th><th scope="col" class="number">Time</th><th scope="col" class="number wide">Usually</th><th scope="col" class="number wide">Memory</th><th scope="col">Reason</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function artifactSection(results: readonly StepResult[]): string {
  const rows = results.flatMap(({ artifact, previousSizeBytes, outcome }) => {
    if (artifact === undefined) return [];
    const change =
      previousSizeBytes === undefined ? "" : formatChange(artifact.sizeBytes - previousSizeBytes);
    return `<tr><th scope="row" class="path"><code>${escapeHtml(artifact.path)}</code></th><td>${escapeHtml(artifact.target)}</td>${number(formatSize(artifact.sizeBytes))}${number(change)}${outcomeCell(outcome)}<td class="wide"><code title="${escapeHtml(artifact.sha256)}">${escapeHtml(artifact.sha256.slice(0, 12))}</code></td></tr>`;
  });
  if (rows.length === 0) return "";
  return `<h2>Artifacts</h2><div class="tables"><table><thead><tr><th scope="col">File</th><th scope="col">Target</th><th scope="col" class="number">Size</th><th scope="col" class="number">Change</th><th scope="col">Outcome</th><th scope="col" class="wide">SHA-256</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

/** A checkout may bring a run of somebody else with it, whose outcomes are any text. */
function outcomeCell(outcome: StepResult["outcome"]): string {
  return `<td class="outcome ${escapeHtml(outcome)}">${outcomeText(outcome)}</td>`;
}

function number(text: string, more = ""): string {
  return `<td class="number ${more}">${escapeHtml(text)}</td>`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(3)}%`;
}

/** A name for an element: steps may have any. */
function anchor(step: string): string {
  return `step-${encodeURIComponent(step).replaceAll("%", ".").replaceAll("'", ".27")}`;
}
