#!/usr/bin/env node
/**
 * The bin entry: the fast answer, else everything else, loaded on demand. The only file that knows
 * tasks/.
 */
import { createReporter } from "./cli/output.ts";
import { compileForLong } from "./host/compiling.ts";
import {
  endProcess,
  openQuickTerminal,
  openTerminal,
  processArguments,
  processEnvironment,
  processFolder,
  runtimeVersion,
  sinceStart,
} from "./host/terminal.ts";
import { lookAt } from "./host/stat.ts";
import type { Event } from "./model/event.ts";
import { earlierFolder } from "./run/answer.ts";
import { findAnswer, holdingAnswer } from "./run/fast-answer.ts";

/** As in lib/model/failure.ts, which is loaded on demand with the rest. */
const bugCode = 70;

async function main(): Promise<void> {
  try {
    const argv = processArguments();
    if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
      // What installs and what finds a gowsl asks for nothing else: the command line is not read for that.
      const { ownVersion } = await import("./host/package.ts");
      openQuickTerminal().stdout(`${ownVersion()}\n`);
      return;
    }
    if (await answerFast()) return;
    await compileForLong("cli/main.cjs", argv.includes("--dry-run"));
    const [{ runCli }, { builtInTasks }] = await Promise.all([
      import("./cli/main.ts"),
      import("../tasks/index.ts"),
    ]);
    endProcess(await runCli(argv, openTerminal(), processEnvironment(), builtInTasks));
  } catch (error) {
    // Users' mistakes are values and never come here.
    openTerminal().stderr(
      `this is a bug in gowsl; please report it with this text:\n${(error as Error).stack ?? error}\n`,
    );
    endProcess(bugCode);
  }
}

/** Says "up to date" if that is known without looking further, or what was restored. The process then ends by itself, with 0. */
async function answerFast(): Promise<boolean> {
  const environment = processEnvironment();
  const question = {
    argv: processArguments(),
    cwd: processFolder(),
    environment,
    runtime: runtimeVersion(),
  };
  const place = findAnswer(question);
  if (place === undefined) return false;
  const answer = holdingAnswer(question, place);
  if (answer !== undefined) {
    const emit = createReporter(openQuickTerminal(), environment, answer.output);
    for (const event of answer.events) emit(timed(event, sinceStart()));
    return true;
  }
  if (lookAt(earlierFolder(place.folder, place.name)).type !== "folder") return false;
  const { restoreEarlier } = await import("./cli/restore.ts");
  const restored = await restoreEarlier(question, place);
  if (restored === undefined) return false;
  restored.events.forEach(createReporter(openQuickTerminal(), environment, restored.output));
  return true;
}

/** The event with how long it took this time. */
function timed(event: Event, durationMs: number): Event {
  if (event.type !== "step-finished" && event.type !== "run-finished") return event;
  const results = event.results.map((result) => ({ ...result, durationMs }));
  return event.type === "run-finished" ? { ...event, results, durationMs } : { ...event, results };
}

void main();
