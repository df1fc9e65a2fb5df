#!/usr/bin/env node
/** The bin entry: tiny, so that everything else is loaded on demand. The only file that knows tasks/. */
import { openTerminal, processArguments, processEnvironment, setExitCode } from "./host/terminal.ts";

/** As in lib/model/failure.ts, which is loaded on demand with the rest. */
const interruptedCode = 130;
const bugCode = 70;

async function main(): Promise<void> {
  const terminal = openTerminal();
  try {
    const [{ runCli }, { builtInTasks }] = await Promise.all([
      import("./cli/main.ts"),
      import("../tasks/index.ts"),
    ]);
    const code = await runCli(processArguments(), terminal, processEnvironment(), builtInTasks);
    setExitCode(code, code === interruptedCode);
  } catch (error) {
    // Users' mistakes are values and never come here.
    terminal.stderr(
      `this is a bug in gowsl; please report it with this text:\n${(error as Error).stack ?? error}\n`,
    );
    setExitCode(bugCode);
  }
}

void main();
