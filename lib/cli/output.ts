/** Chooses the reporter for a command line. */
import { variable } from "../model/environment.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import { didYouMean } from "../model/closest.ts";
import type { Failure } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import { createJsonReporter } from "../report/json.ts";
import { outputModes, type OutputMode } from "../report/output-mode.ts";
import { isColorEnabled, styles, type Style } from "../report/style.ts";
import { createTextReporter } from "../report/text.ts";
import type { Arguments } from "./arguments.ts";

type Wanted = Pick<Arguments, "json" | "verbose" | "quiet"> & { output?: string };

/** Text on stderr (and the output of steps on its own streams), or NDJSON on stdout. */
export function createReporter(terminal: Terminal, environment: Environment, wanted: Wanted): Emit {
  if (wanted.json) return createJsonReporter(terminal.stdout);
  const live = isLive(terminal, environment, wanted);
  const asked = outputMode(wanted.output) ?? outputMode(environment["GOWSL_OUTPUT"]);
  return createTextReporter({
    output: asked ?? (live && terminal.isOne ? "failed" : "grouped"),
    showsNamed: asked === undefined,
    live,
    stdout: terminal.stdout,
    stderr: terminal.stderr,
    style: errorStyle(terminal, environment),
    verbose: wanted.verbose,
    quiet: wanted.quiet,
    get columns() {
      return terminal.columns;
    },
    github: variable(environment, "linux", "GITHUB_ACTIONS") === "true",
  });
}

/** May a step that runs alone be given stdout itself? Then nothing of gowsl's own is to stand there. */
export function isStdoutOfSteps(terminal: Terminal, environment: Environment, wanted: Wanted): boolean {
  const mode = outputMode(wanted.output) ?? outputMode(environment["GOWSL_OUTPUT"]) ?? "grouped";
  const isRead = variable(environment, "linux", "GITHUB_ACTIONS") === "true";
  return terminal.stdoutIsApart && mode === "grouped" && !wanted.json && !isRead;
}

/** Is there somebody before a terminal that can be drawn on? */
export function isLive(terminal: Terminal, environment: Environment, wanted: Wanted): boolean {
  const { json, verbose, quiet } = wanted;
  if (json || verbose || quiet || !terminal.stderrIsTerminal) return false;
  const isCi = environment["CI"] !== undefined && !/^(|0|false)$/i.test(environment["CI"]);
  return !isCi && environment["TERM"] !== "dumb";
}

function outputMode(name: string | undefined): OutputMode | undefined {
  return outputModes.find((mode) => mode === name);
}

/** What is wrong with the mode of --output, or of GOWSL_OUTPUT; undefined if nothing is. */
export function outputFailure({ output }: Wanted, environment: Environment): Failure | undefined {
  const fromVariable = output === undefined;
  const name = output ?? environment["GOWSL_OUTPUT"] ?? "";
  if (name === "" || outputMode(name) !== undefined) return undefined;
  return {
    family: "command-line",
    place: fromVariable ? "GOWSL_OUTPUT" : "--output",
    thing: `there is no mode "${name}"`,
    next: didYouMean(name, outputModes, `There are ${outputModes.join(", ")}.`),
  };
}

/** Colours for stderr. */
export function errorStyle(terminal: Terminal, environment: Environment): Style {
  return styles(isColorEnabled(environment, terminal.stderrIsTerminal));
}

/** The answer of a command that prints one document. */
export function printDocument({ stdout }: Pick<Terminal, "stdout">, document: unknown): void {
  stdout(`${JSON.stringify(document, null, 2)}\n`);
}
