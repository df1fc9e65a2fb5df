/** Commands that work on a project: opens it, on its side, and loads the one that was asked for. */
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Task } from "../model/task.ts";
import type { Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { reportFailures } from "./failures.ts";
import { openProject, type Project } from "./project.ts";
import { crossEarly, crossOver, isToolOfThisSide, projectSide, worksOnProject } from "./side.ts";

export interface Asked {
  argv: readonly string[];
  given: Arguments;
  terminal: Terminal;
  /** The tasks that always exist. */
  builtIn: Readonly<Record<string, Task>>;
  emit: Emit;
}

/** What needs no plan. Loaded together: single files would share so much that each would be cut in many. */
const otherCommands: readonly string[] = [
  "go",
  "exec",
  "env",
  "which",
  "list",
  "shim",
  "toolchain",
  "clean",
  "help",
];

/** Commands that tell about configs what has no effect; what runs steps keeps it with its answer. */
const telling: readonly string[] = ["list", "which", "why", "graph", "query", "watch"];

/** Runs a command on the project around it and returns the exit code. */
export async function runOnProject({ argv, given, terminal, builtIn, emit }: Asked): Promise<number> {
  const crossed = await crossEarly(given, argv, emit);
  if (crossed !== undefined) return crossed;
  const project = await openProject(given, terminal, builtIn);
  if (!project.ok) {
    // The help of a command needs no config, and may be what is wanted to mend it.
    const [topic = ""] = given.words;
    if (given.command !== "help" || !Object.hasOwn(commands, topic)) {
      return reportFailures(project.failures, emit);
    }
    return (await import("./help.ts")).help(terminal, builtIn, topic, emit);
  }
  if (given.help) {
    return (await import("./help.ts")).help(terminal, project.value.loaded.tasks, given.words[0], emit);
  }
  if (worksOnProject(given) && !isToolOfThisSide(given, project.value.machine)) {
    const side = projectSide(project.value);
    if (!side.ok) return reportFailures(side.failures, emit);
    if (side.value.moves) return crossOver(project.value, side.value, { ...given, argv }, emit);
    // There the answer is one document.
    const isDocument =
      given.json && (given.dryRun || ["why", "clean", "graph", "query", "report"].includes(given.command));
    if (side.value.hint !== undefined && !isDocument) emit({ type: "note", text: side.value.hint });
  }
  if (telling.includes(given.command) && !given.json) {
    for (const text of project.value.loaded.notes) emit({ type: "note", text });
  }
  return dispatch(project.value, given, emit);
}

async function dispatch(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const isBare = given.command === "" && given.words.length === 0;
  const isListed = isBare && project.loaded.tasks["default"] === undefined;
  const name = isListed ? "list" : given.command;
  if (otherCommands.includes(name)) return (await import("./others.ts")).others[name]!(project, given, emit);
  if (name === "graph") return (await import("./graph.ts")).graph(project, given, emit);
  if (name === "query") return (await import("./query.ts")).query(project, given, emit);
  if (name === "report") return (await import("./report.ts")).report(project, given, emit);
  if (name === "why") return (await import("./why.ts")).why(project, given, emit);
  if (name === "watch") return (await import("./watch.ts")).watch(project, given, emit);
  const { runTasks } = await import("./run-tasks.ts");
  return runTasks(project, isBare ? { ...given, words: ["default"], own: ["default"] } : given, emit);
}
