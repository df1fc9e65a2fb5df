/**
 * Reads the command line and hands it to the command. Every exit code comes back through here. What a command
 * needs is loaded when it is asked for: reading code takes longer than most of them.
 */
import type { Failure } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Task } from "../model/task.ts";
import { parseArguments, type Arguments } from "./arguments.ts";
import { reportFailures } from "./failures.ts";
import { createReporter, outputFailure } from "./output.ts";

/**
 * Runs gowsl.
 * @param builtIn the tasks that always exist.
 * @returns the exit code.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  variables: Environment,
  builtIn: Readonly<Record<string, Task>>,
): Promise<number> {
  if (argv[0] === "__complete") {
    const { complete } = await import("./complete.ts");
    // Windows PowerShell has no way to pass an empty argument.
    return complete(
      terminal,
      argv.slice(1).map((word) => (word === "__empty" ? "" : word)),
      builtIn,
    );
  }
  const parsed = parseArguments(argv);
  if (!parsed.ok) {
    const json = argv.includes("--json");
    return reportFailures(
      parsed.failures,
      createReporter(terminal, variables, { json, verbose: false, quiet: false }),
    );
  }
  const given = parsed.value;
  const emit = createReporter(terminal, variables, given);
  const unexpected = unexpectedWords(given) ?? outputFailure(given, variables);
  if (unexpected !== undefined) return reportFailures([unexpected], emit);
  if (given.version) {
    const { ownVersion } = await import("../host/package.ts");
    const version = ownVersion();
    terminal.stdout(given.json ? `${JSON.stringify({ version })}\n` : `${version}\n`);
    return 0;
  }
  const isOverview = given.command === "help" && given.words.length === 0;
  if (isOverview || (given.help && (given.command !== "" || given.words.length === 0))) {
    const { help } = await import("./help.ts");
    return help(terminal, builtIn, isOverview ? undefined : given.command || undefined, emit);
  }
  // What is asked of the machine must not depend on a config that may be broken.
  if (given.command === "host") {
    return (await import("./others.ts")).showHost(terminal, given, builtIn, emit);
  }
  if (given.command === "path") return (await import("./others.ts")).convertPaths(terminal, given, emit);
  if (given.command === "completions") {
    return (await import("./completions.ts")).completions(terminal, given, emit);
  }
  // A config that is broken is no reason not to look around, and none may be there yet.
  if (given.command === "init") return (await import("./init.ts")).init(terminal, given, emit);
  if (given.command === "import") {
    return (await import("./import.ts")).importMakefile(terminal, given, builtIn, emit);
  }
  if (given.command === "upgrade") return (await import("./upgrade.ts")).upgrade(terminal, given, emit);
  const { runOnProject } = await import("./on-project.ts");
  return runOnProject({ argv, given, terminal, builtIn, emit });
}

/** How many words the commands take that run no steps and would pass over more. */
const mostWords: Readonly<Record<string, number>> = {
  list: 0,
  clean: 0,
  help: 1,
  which: 1,
  host: 0,
  completions: 1,
  import: 1,
  upgrade: 0,
  init: 0,
};

function unexpectedWords({ command, words, extra }: Arguments): Failure | undefined {
  const surplus = [...words, ...extra].slice(mostWords[command] ?? Infinity);
  if (surplus.length === 0) return undefined;
  return {
    family: "command-line",
    place: `gowsl ${command}`,
    thing: `"${surplus.join(" ")}" is not expected here`,
    next: `\`gowsl help ${command}\` shows what it takes.`,
  };
}
