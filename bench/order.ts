/**
 * Measures the parts that the options ask for, one after the other. What fails is reported as absent, and the
 * rest goes on; after each part the report so far is handed out, so that nothing is lost when somebody ends it.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { emptyStore } from "./checkout.ts";
import { cacheFolder, describeMachine } from "./environment.ts";
import { describeGowsl, prepareGowsl } from "./gowsl.ts";
import { continued, emptyReport, isMeasured, partName, withCase } from "./kept.ts";
import type { Options } from "./options.ts";
import { allParts, isUsual, type Outcome, type Part } from "./parts.ts";
import type { Measured, Report } from "./result.ts";
import { installTools, toolVersions } from "./tools.ts";

interface Surroundings {
  /** Takes a line about what is going on. */
  say(text: string): void;
  /** The report of an earlier go. */
  kept: Report | undefined;
  /** Takes the report after each part. */
  keep(report: Report): void;
}

/** Measures what the options ask for. @returns the report with all that is known, and the names of what is new in it */
export async function measure(
  options: Options,
  { say, kept, keep }: Surroundings,
): Promise<{ report: Report; measured: string[] }> {
  const fresh = prepare(options.mode, say);
  const gowsl = describeGowsl();
  const parts = allParts(options.mode);
  const names = parts.map(partName);
  let report = options.startsAnew ? fresh : continued(kept, fresh);
  const chosen = parts.filter(
    (part) =>
      isChosen(part, options) && !(options.resume && isMeasured(report, partName(part), gowsl.programs)),
  );
  const left = chosen.map((part) => expectedSeconds(part, kept));
  say(`${chosen.length} of ${parts.length} parts, about ${minutes(left)}`);
  for (const [index, part] of chosen.entries()) {
    const name = partName(part);
    const day = new Date().toISOString().slice(0, 10);
    const start = process.hrtime.bigint();
    const outcome = await attempt(part, options, say);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    left.shift();
    say(`[${index + 1}/${chosen.length}] ${name}: ${seconds.toFixed(1)} s; about ${minutes(left)} left`);
    if (outcome === undefined) {
      const why = "it failed, and the terminal said why";
      report = { ...report, absent: [...report.absent, { name, why }] };
    } else {
      report = withOutcome(
        report,
        part,
        outcome,
        { ...gowsl, day, seconds, system: fresh.machine.system },
        names,
      );
    }
    keep(report);
  }
  return { report, measured: chosen.map(partName) };
}

/** Installs, bundles and empties what must be there, and says what is not. */
function prepare(mode: Report["mode"], say: (text: string) => void): Report {
  mkdirSync(path.join(cacheFolder, "home"), { recursive: true });
  emptyStore();
  const absent = [...installTools(say), ...prepareGowsl(say)];
  const machine = describeMachine();
  return { ...emptyReport(mode, { ...machine, versions: [...machine.versions, ...toolVersions()] }), absent };
}

function isChosen(part: Part, { mode, cases, projects }: Options): boolean {
  const isCase = cases?.includes(part.case) ?? isUsual(mode, part);
  return isCase && (projects?.includes(part.project) ?? true);
}

/** Does a part. @returns undefined where it failed; its text may hold paths, and the report is for others */
async function attempt(
  part: Part,
  { rounds }: Options,
  say: (text: string) => void,
): Promise<Outcome | undefined> {
  const { pace } = part;
  try {
    return await part.measure(
      rounds === undefined ? pace : { rounds, least: rounds, seconds: Number.POSITIVE_INFINITY },
    );
  } catch (error) {
    say(`${partName(part)}: ${(error as Error).stack}`);
    return undefined;
  }
}

function withOutcome(
  report: Report,
  { case: name, project, files }: Part,
  { contenders, facts }: Outcome,
  measured: Measured,
  names: readonly string[],
): Report {
  const result = { case: name, project, ...(files === undefined ? {} : { files }), contenders, measured };
  const others = report.projects.filter((each) => each.name !== facts?.name);
  const projects = facts === undefined ? others : [...others, facts];
  return withCase({ ...report, projects }, result, names);
}

/** What it took last time, else what it is likely to take. */
function expectedSeconds(part: Part, kept: Report | undefined): number {
  const before = kept?.cases.find((each) => partName(each) === partName(part));
  return before?.measured.seconds ?? part.seconds;
}

function minutes(seconds: readonly number[]): string {
  const sum = seconds.reduce((total, each) => total + each, 0);
  return sum < 60 ? `${sum.toFixed(0)} s` : `${(sum / 60).toFixed(0)} min`;
}
