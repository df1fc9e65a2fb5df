#!/usr/bin/env node
/** The bin entry: tiny, so that everything else is loaded on demand. The only file that knows tasks/. */
import { endProcess, openTerminal, processArguments, processEnvironment } from "./host/terminal.ts";

/** As in lib/model/failure.ts, which is loaded on demand with the rest. */
const bugCode = 70;

async function main(): Promise<void> {
  const terminal = openTerminal();
  try {
    const [{ runCli }, { builtInTasks }] = await Promise.all([
      import("./cli/main.ts"),
      import("../tasks/index.ts"),
    ]);
    endProcess(await runCli(processArguments(), terminal, processEnvironment(), builtInTasks));
  } catch (error) {
    // Users' mistakes are values and never come here.
    terminal.stderr(
      `this is a bug in gowsl; please report it with this text:\n${(error as Error).stack ?? error}\n`,
    );
    endProcess(bugCode);
  }
}

void main();
