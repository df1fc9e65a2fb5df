/** Chooses the reporter for a command line. */
import { variable } from "../model/environment.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Environment } from "../model/host.ts";
import { createJsonReporter } from "../report/json.ts";
import { isColorEnabled, styles, type Style } from "../report/style.ts";
import { createTextReporter } from "../report/text.ts";
import type { Arguments } from "./arguments.ts";

type Wanted = Pick<Arguments, "json" | "verbose" | "quiet">;

/** Text on stderr (and the output of steps on its own streams), or NDJSON on stdout. */
export function createReporter(terminal: Terminal, environment: Environment, wanted: Wanted): Emit {
  if (wanted.json) return createJsonReporter(terminal.stdout);
  return createTextReporter({
    stdout: terminal.stdout,
    stderr: terminal.stderr,
    style: errorStyle(terminal, environment),
    verbose: wanted.verbose,
    quiet: wanted.quiet,
    columns: terminal.columns,
    github: variable(environment, "linux", "GITHUB_ACTIONS") === "true",
  });
}

/** Colours for stderr. */
export function errorStyle(terminal: Terminal, environment: Environment): Style {
  return styles(isColorEnabled(environment, terminal.stderrIsTerminal));
}

/** The answer of a command that prints one document. */
export function printDocument({ stdout }: Pick<Terminal, "stdout">, document: unknown): void {
  stdout(`${JSON.stringify(document, null, 2)}\n`);
}
