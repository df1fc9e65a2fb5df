/** Says how a step ended, in words. Knows nothing of the table or of the order of events. */
import type { Outcome, StepResult } from "../model/event.ts";
import { formatDuration } from "./numbers.ts";
import type { Style } from "./style.ts";

/** In the order of the summary line. */
const outcomeWords: Readonly<Record<Outcome, string>> = {
  built: "built",
  ran: "ran",
  restored: "restored",
  "up-to-date": "up to date",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
};

/** `up to date` for `up-to-date`. */
export function outcomeText(outcome: Outcome): string {
  return outcomeWords[outcome];
}

/** Paints a text that tells of the outcome. */
export function paintOutcome(outcome: Outcome, text: string, style: Style): string {
  if (outcome === "failed") return style.red(text);
  return outcome === "skipped" || outcome === "cancelled" ? style.yellow(text) : style.green(text);
}

/** `cross linux/amd64 age`: the step, and the artifact when the step has several. */
export function resultName({ step, unit }: StepResult): string {
  return unit === undefined ? step : `${step} ${unit}`;
}

/** `cross linux/amd64 age built in 1.4 s`: a line while others still run, without a line break. */
export function formatProgress(result: StepResult, style: Style): string {
  const { outcome, durationMs } = result;
  const time = durationMs > 0 ? ` in ${formatDuration(durationMs)}` : "";
  return `${resultName(result)} ${paintOutcome(outcome, outcomeText(outcome), style)}${time}`;
}

/** `cross linux/amd64 built in 1.4 s: dist/linux_amd64/age (first build)`: all of it, without a line break. */
export function formatResult(result: StepResult, style: Style): string {
  const { artifact, reason } = result;
  const path = artifact === undefined ? "" : `: ${artifact.path}`;
  const why = reason === "" ? "" : ` ${style.dim(`(${oneLine(reason)})`)}`;
  return `${formatProgress(result, style)}${path}${why}`;
}

/** `2 built, 1 up to date in 3.1 s`, and `; 12.4 s saved` where that is much, without a line break. */
export function formatSummary(
  results: readonly StepResult[],
  durationMs: number,
  style: Style,
  savedMs = 0,
): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = (Object.keys(outcomeWords) as Outcome[])
    .filter((outcome) => counts.has(outcome))
    .map((outcome) => paintOutcome(outcome, `${counts.get(outcome)} ${outcomeText(outcome)}`, style));
  const saved = savedMs < worthSayingMs ? "" : `; ${formatDuration(savedMs)} saved`;
  return `${parts.length === 0 ? "nothing to do" : parts.join(", ")} in ${formatDuration(durationMs)}${saved}`;
}

/** Quick work is told in few words. */
const worthSayingMs = 1000;

/** What took long, one line each without line breaks: only of runs that took long themselves, and had a choice. */
export function formatSlowness(
  results: readonly StepResult[],
  durationMs: number,
  path: readonly { step: string; durationMs: number }[] = [],
): string[] {
  if (durationMs < 2 * worthSayingMs) return [];
  const lines: string[] = [];
  const worked = results.filter(({ outcome }) => ["built", "ran", "failed", "restored"].includes(outcome));
  const timed = (name: string, ms: number) => `${name} ${formatDuration(ms)}`;
  if (worked.length > 5) {
    const slowest = worked.toSorted((left, right) => right.durationMs - left.durationMs).slice(0, 3);
    lines.push(`slowest: ${slowest.map((each) => timed(resultName(each), each.durationMs)).join(", ")}`);
  }
  const steps = new Set(worked.map(({ step }) => step));
  // Where every step waited for the one before it, the table says the same.
  if (path.length > 1 && steps.size > path.length) {
    lines.push(`critical path: ${pathText(path, (each) => timed(each.step, each.durationMs))}`);
  }
  return lines;
}

/** More steps than this are told by their ends and the longest of them. */
const mostOnPath = 5;

function pathText<Part extends { step: string; durationMs: number }>(
  path: readonly Part[],
  timed: (part: Part) => string,
): string {
  if (path.length <= mostOnPath) return path.map(timed).join(" -> ");
  const longest = path.toSorted((left, right) => right.durationMs - left.durationMs).slice(0, 3);
  const ends = `${path.length} steps from ${path[0]!.step} to ${path.at(-1)!.step}`;
  return `${ends}, the longest ${longest.map(timed).join(", ")}`;
}

/** A reason may quote a program that spoke in lines; a row of a table may not. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]\s*/g, " ");
}
