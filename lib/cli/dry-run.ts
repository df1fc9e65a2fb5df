/**
 * `--dry-run`: the plan, and what of it would be done as things are now. Runs nothing and changes nothing; what it
 * says is what `gowsl why` says.
 */
import { sentence, type Failure } from "../model/failure.ts";
import { variable } from "../model/environment.ts";
import { formatPlan } from "../report/plan.ts";
import { isColorEnabled, styles } from "../report/style.ts";
import type { Arguments } from "./arguments.ts";
import { sayMissing, type MissingGo } from "./missing-go.ts";
import type { Planned } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { runSetting } from "./run-setting.ts";
import { reasonLines, reasonsDocument, reasonsOfSteps } from "./why.ts";

/** What is in the way of a plan: a Go that would be fetched first. */
export interface FirstFetch {
  missing: MissingGo;
  /** Why it would be; undefined if none would. */
  reason?: string;
}

/** Takes note of a Go that is missing, instead of installing it. */
export function noteFetch(project: Project): FirstFetch {
  const noted: FirstFetch = {
    missing: async (wish, refused) => {
      const told = await sayMissing(project)(wish, refused);
      if (!told.ok && told.failures.every(({ hint }) => hint === undefined || !hint.startsWith("None"))) {
        noted.reason = refused[0]?.thing ?? wish.why;
      }
      return told;
    },
  };
  return noted;
}

/** Where a Go would be fetched: that is the first thing that would be done, and what comes then is not known without it. */
export function printFetch({ terminal }: Project, reason: string, { json }: Arguments): number {
  const { stdout } = terminal;
  if (json) stdout(`${JSON.stringify({ fetches: { reason }, steps: [] }, null, 2)}\n`);
  else stdout(`would fetch a Go first: ${reason}\nwhat comes then is known only with that Go\n`);
  return 0;
}

export async function printPlan(
  project: Project,
  planned: Planned,
  given: Arguments,
  request: TaskRequest,
): Promise<void> {
  const { plan, facts } = planned;
  const { terminal, machine } = project;
  const reasons = await reasonsOfSteps(runSetting(project, planned, given, request), facts, plan.steps);
  if (given.json) {
    const now = reasons.ok ? { now: reasonsDocument(reasons.value).steps } : {};
    // On one line: a plan may have thousands of steps, and indenting these takes as long as making them.
    terminal.stdout(`${JSON.stringify({ ...plan, ...now })}\n`);
    return;
  }
  const isSet = (name: string) => variable(machine.environment, machine.platform, name) !== undefined;
  const style = styles(isColorEnabled(machine.environment, terminal.stdoutIsTerminal));
  terminal.stdout(`${formatPlan(plan, style, isSet)}\n`);
  const lines = reasons.ok ? reasonLines(reasons.value, given.verbose) : reasons.failures.map(unknown);
  if (lines.length > 0) terminal.stdout(`\n${style.bold("as things are now")}\n`);
  for (const line of lines) terminal.stdout(`  ${line}\n`);
}

function unknown(each: Failure): string {
  return `not known: ${sentence(each)}`;
}
