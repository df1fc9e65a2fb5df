/** Reads the command line and hands it to the command. Every exit code comes back through here. */
import { ownVersion } from "../host/package.ts";
import type { Failure } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Task } from "../model/task.ts";
import { parseArguments, type Arguments } from "./arguments.ts";
import { clean } from "./clean.ts";
import { commands } from "./commands.ts";
import { environment } from "./env.ts";
import { help } from "./help.ts";
import { showHost } from "./host.ts";
import { list } from "./list.ts";
import { createReporter, outputFailure } from "./output.ts";
import { passOn } from "./pass-on.ts";
import { convertPaths } from "./path.ts";
import { openProject } from "./project.ts";
import { reportFailures, runTasks } from "./run-tasks.ts";
import { crossEarly, crossOver, isToolOfThisSide, projectSide, worksOnProject } from "./side.ts";
import { shim } from "./shim.ts";
import { toolchain } from "./toolchain.ts";
import { which } from "./which.ts";
import { why } from "./why.ts";

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
    const version = ownVersion();
    terminal.stdout(given.json ? `${JSON.stringify({ version })}\n` : `${version}\n`);
    return 0;
  }
  if (given.help && (given.command !== "" || given.words.length === 0)) {
    return help(terminal, builtIn, given.command || undefined, emit);
  }
  if (given.command === "help" && given.words.length === 0) return help(terminal, builtIn, undefined, emit);
  // What is asked of the machine must not depend on a config that may be broken.
  if (given.command === "host") return showHost(terminal, given, builtIn, emit);
  if (given.command === "path") return convertPaths(terminal, given, emit);
  const crossed = await crossEarly(given, argv, emit);
  if (crossed !== undefined) return crossed;
  const project = await openProject(given, terminal, builtIn);
  if (!project.ok) {
    // The help of a command needs no config, and may be what is wanted to mend it.
    const [topic = ""] = given.words;
    if (given.command === "help" && Object.hasOwn(commands, topic))
      return help(terminal, builtIn, topic, emit);
    return reportFailures(project.failures, emit);
  }
  if (given.help) return help(terminal, project.value.loaded.tasks, given.words[0], emit);
  if (worksOnProject(given) && !isToolOfThisSide(given, project.value.machine)) {
    const side = projectSide(project.value);
    if (!side.ok) return reportFailures(side.failures, emit);
    if (side.value.moves) return crossOver(project.value, side.value, { ...given, argv }, emit);
    // There the answer is one document.
    const isDocument =
      given.json &&
      (given.dryRun || given.command === "why" || given.command === "clean" || given.command === "graph");
    if (side.value.hint !== undefined && !isDocument) emit({ type: "note", text: side.value.hint });
  }
  return dispatch(project.value, given, emit);
}

/** How many words the commands take that run no steps and would pass over more. */
const mostWords: Readonly<Record<string, number>> = { list: 0, clean: 0, help: 1, which: 1, host: 0 };

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

async function dispatch(
  project: Parameters<typeof list>[0],
  given: Arguments,
  emit: ReturnType<typeof createReporter>,
): Promise<number> {
  const { tasks } = project.loaded;
  switch (given.command) {
    case "go":
    case "exec":
      return passOn(project, given, emit);
    case "why":
      return why(project, given, emit);
    case "env":
      return environment(project, given, emit);
    case "which":
      return which(project, given, emit);
    case "list":
      return list(project, given);
    case "graph":
      return (await import("./graph.ts")).graph(project, given, emit);
    case "shim":
      return shim(project, given, emit);
    case "toolchain":
      return toolchain(project, given, emit);
    case "clean":
      return clean(project, given, emit);
    case "help":
      return help(project.terminal, tasks, given.words[0], emit);
    case "":
      if (given.words.length > 0) return runTasks(project, given, emit);
      if (tasks["default"] === undefined) return list(project, given);
      return runTasks(project, { ...given, words: ["default"], own: ["default"] }, emit);
    default:
      return runTasks(project, given, emit);
  }
}
