/**
 * Tells people what happens while a plan runs: the steps' own output where they wrote it, all that gowsl
 * says on stderr. Knows nothing of how steps are run, nor of files or terminals.
 */
import type { Emit, Event, StepResult } from "../model/event.ts";
import { exitCodes, unreachable, type Failure } from "../model/failure.ts";
import { formatFailure } from "./failure.ts";
import { createAnnotator, groupFrame } from "./github.ts";
import { quoteCommand } from "./quote.ts";
import { formatProgress, formatSlowness, formatSummary } from "./result.ts";
import { withCommonFailures, withCommonReasons } from "./common-reasons.ts";
import { createOutputScreen, type OutputMode } from "./output-mode.ts";
import type { Frame, Writers } from "./screen.ts";
import { stripColors, type Style } from "./style.ts";
import { formatTable } from "./table.ts";

export interface TextReporterOptions {
  stdout: Writers["stdout"];
  stderr: Writers["stderr"];
  style: Style;
  /** Shows every command as it is run. */
  verbose: boolean;
  /** Shows only failures and the output of steps. */
  quiet: boolean;
  /** How the output of steps is shown; absent: grouped. */
  output?: OutputMode | undefined;
  /** Shows also with `failed` what steps wrote that were named, or that run alone. */
  showsNamed?: boolean;
  /** A live view shows what begins. */
  live?: boolean;
  /** Columns of the terminal that stderr is; absent when it is none. Asked at the end. */
  columns?: number | undefined;
  /** The GitHub Actions runner reads along: groups and annotations. */
  github: boolean;
}

/** A reporter for people: call it with each event, in order. */
export function createTextReporter(options: TextReporterOptions): Emit {
  const { stdout, stderr, style, verbose, quiet, github, output = "grouped", live = false } = options;
  let hasSeveralSteps = false;
  let requested = new Set<string>();
  const heading: Frame = { open: (step) => (hasSeveralSteps ? `${style.bold(step)}\n` : "") };
  const screen = createOutputScreen({
    mode: output,
    writers: { stdout, stderr },
    frame: github ? groupFrame : heading,
    prefix: (step) => (hasSeveralSteps ? `${style.bold(step)} | ` : ""),
    isShown: (step) => options.showsNamed === true && (!hasSeveralSteps || requested.has(step)),
  });
  /** Failures that are told at the end, with the output of their steps. */
  const late: { step: string; failure: Failure }[] = [];
  const annotator = github ? createAnnotator() : undefined;
  /** The step that each text of a compiler was first shown for. */
  const firstStepByDetail = new Map<string, string>();

  /** What was printed in another run may have been printed in colour, where now there is none. */
  const recoloured = (text: string) => (style.bold("x") === "x" ? stripColors(text) : text);

  /** The step that each text of a beginning was first told of. */
  const firstStepByText = new Map<string, string>();

  /** A reason that holds for many steps is told once; what is done stays: `building greet: first time here`. */
  function beginning(step: string, text: string): string {
    const first = firstStepByText.get(text) ?? step;
    firstStepByText.set(text, first);
    const done = text.includes(": ") ? text.slice(0, text.indexOf(": ")) : "runs";
    return `${step}: ${first === step ? text : done}`;
  }

  const replayed = new Set<string>();

  /** Once, before the first line: nobody shall take it for news. */
  function announceReplay(step: string): void {
    if (quiet || replayed.has(step)) return;
    replayed.add(step);
    const text = `${style.dim(`${step}: printed by an earlier run:`)}\n`;
    screen.print(step, { stream: "stderr", text, isOwn: true });
  }

  function failureText(step: string, failure: Failure): string {
    const { place } = failure;
    const isNamed = place === step || place.startsWith(`${step}:`) || place.startsWith(`${step} `);
    const named = isNamed ? failure : { ...failure, place: `${step}: ${place}` };
    const { detail } = failure;
    if (!detail) return `${formatFailure(named, style)}\n`;
    const firstStep = firstStepByDetail.get(detail);
    if (firstStep === undefined) {
      firstStepByDetail.set(detail, step);
      return `${formatFailure(named, style)}\n`;
    }
    return `${formatFailure({ ...named, detail: `the same errors as ${firstStep}` }, style)}\n`;
  }

  function tellFailure({ step, failure }: { step: string; failure: Failure }): void {
    const annotations = annotator?.take(step, failure.detail ?? "") ?? "";
    screen.release(step);
    screen.say(failureText(step, failure) + annotations, step);
  }

  function resultLines(results: readonly StepResult[]): string {
    if (quiet || !(hasSeveralSteps || results.length > 1)) return "";
    // What took no work is in the table; these lines are there so that long runs are seen to move.
    const worked = results.filter(({ outcome }) => outcome !== "up-to-date" && outcome !== "skipped");
    return withCommonFailures(worked)
      .map((result) => `${formatProgress(result, style)}\n`)
      .join("");
  }

  function closing(event: Extract<Event, { type: "run-finished" }>) {
    const { results, durationMs, exitCode, unfinished, savedMs, criticalPath } = event;
    const lines: string[] = [];
    const isInterrupted = exitCode === exitCodes.interrupted;
    const failed = results.filter(({ outcome }) => outcome === "failed");
    if (!quiet || failed.length > 0) {
      const shown = quiet ? failed : results;
      const { rows, told } = withCommonReasons(withCommonFailures(shown));
      if (rows.length > 0) lines.push(formatTable(rows, { style, columns: options.columns }));
      lines.push(...told.map((line) => style.dim(line)));
      if (!quiet)
        lines.push(...formatSlowness(results, durationMs, criticalPath).map((line) => style.dim(line)));
      if (results.length > 0 || exitCode === 0) {
        lines.push(formatSummary(results, durationMs, style, savedMs));
      }
    }
    if (isInterrupted) {
      const names = unfinished.length === 0 ? "" : `; unfinished: ${unfinished.join(", ")}`;
      lines.push(style.yellow(`interrupted${names}`));
    }
    return lines.map((line) => `${line}\n`).join("");
  }

  return (event) => {
    switch (event.type) {
      case "run-started":
        hasSeveralSteps = severalWork(event);
        requested = new Set(event.requested);
        for (const step of event.steps) annotator?.enter(step, event.root);
        return;
      case "step-started":
        screen.start(event.step);
        if (!quiet && !live) screen.say(`${style.dim(beginning(event.step, event.text))}\n`, event.step);
        return;
      case "command":
        annotator?.enter(event.step, event.cwd);
        if (verbose) {
          const text = `${style.dim(`$ ${quoteCommand(event)}`)}\n`;
          screen.print(event.step, { stream: "stderr", text, isOwn: true });
        }
        return;
      case "output":
        annotator?.read(event.step, event.stream, event.text);
        if (event.replayed) announceReplay(event.step);
        screen.print(event.step, event.replayed ? { ...event, text: recoloured(event.text) } : event);
        return;
      case "note": {
        const prefix = event.step === undefined ? "" : `${event.step}: `;
        if (!quiet) screen.say(`${prefix}${event.text.replace(/\r?\n$/, "")}\n`, event.step);
        return;
      }
      case "failed":
        screen.say(`${formatFailure(event.failure, style)}\n`);
        return;
      case "step-failed": {
        if (screen.isLate()) late.push(event);
        else tellFailure(event);
        return;
      }
      case "step-finished":
        screen.finish(event.step, resultLines(event.results));
        return;
      case "run-finished":
        for (const each of late) {
          screen.tell(each.step);
          tellFailure(each);
        }
        screen.close();
        screen.say(closing(event));
        return;
      default:
        unreachable(event);
    }
  };
}

/** A step behind groups is alone: what it writes needs no name. */
function severalWork({ steps, outline }: Extract<Event, { type: "run-started" }>): boolean {
  return (outline?.filter(({ kind }) => kind !== "group") ?? steps).length > 1;
}
