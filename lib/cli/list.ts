/** `gowsl list`: the tasks of the config and the built-in ones, for people and as one JSON document. */
import { argumentsOf } from "../graph/instance-values.ts";
import { isPrivate, scopeOf } from "../graph/names.ts";
import type { LoadedConfig } from "../config/load.ts";
import { cellsOf } from "../model/matrix.ts";
import { chainsOf, needNames, needsText } from "../model/needs.ts";
import { isPositional, isRequired, type Argument } from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";
import type { Arguments } from "./arguments.ts";
import type { Project } from "./project.ts";
import { axesOfTask } from "./task-words.ts";

/** Prints the list and returns the exit code. */
export function list({ terminal, loaded, configName }: Project, given: Arguments): number {
  // Built-in tasks of included configs are run like others, and need no line each.
  const declared = Object.keys(loaded.config.tasks ?? {}).filter(
    (name) => loaded.originOf(name) !== undefined,
  );
  const others = Object.keys(loaded.tasks).filter((name) => loaded.originOf(name) === undefined);
  const names = [...declared, ...others.filter((name) => scopeOf(name, loaded.scopes) === "")];
  if (given.json) {
    const tasks = names.map((name) => taskEntry(name, loaded.tasks[name]!, loaded));
    terminal.stdout(`${JSON.stringify({ schema: 1, config: loaded.file ?? null, tasks }, null, 2)}\n`);
    return 0;
  }
  const shown = names.filter((name) => !isPrivate(name, loaded.tasks[name]!));
  for (const line of listLines(shown.map((name) => [name, loaded.tasks[name]!])))
    terminal.stdout(`${line}\n`);
  if (!given.quiet) {
    const source = loaded.file === undefined ? `no ${configName}; these tasks always exist` : loaded.file;
    terminal.stderr(`\n${source}\n\`gowsl TASK\` runs one, \`gowsl help\` shows the commands.\n`);
  }
  return 0;
}

/** Each task on a line, those of a group under its heading; the others come first. */
export function listLines(tasks: readonly (readonly [string, Task])[]): string[] {
  const groups = [...new Set(tasks.flatMap(([, { group }]) => group ?? []))];
  const width = Math.max(...tasks.map(([name, task]) => nameText(name, task).length));
  const lines = (group: string | undefined) =>
    tasks
      .filter(([, task]) => task.group === group)
      .map(([name, task]) => {
        const needs = needsText(task.needs);
        const after = needs === "" ? "" : ` (after ${needs})`;
        return `${nameText(name, task).padEnd(width)}  ${describeTask(task)}${after}`;
      });
  return [...lines(undefined), ...groups.flatMap((group) => ["", `${group}:`, ...lines(group)])];
}

function nameText(name: string, { alias = [] }: Task): string {
  return [name, ...alias].join(", ");
}

/** What a task does, in a line. */
export function describeTask(task: Task): string {
  if (task.description !== undefined) return task.description;
  if (task.kind === "shell") return task.command;
  if (task.kind === "function")
    return task.run === undefined ? "a group of tasks" : "a function of the config";
  return task.kind.replace("go-", "go ");
}

/** A task in the document: docs/list.schema.json describes it. */
function taskEntry(name: string, task: Task, { originOf, scopes }: LoadedConfig): object {
  const file = originOf(name);
  const scope = scopeOf(name, scopes);
  const own = scope === "" ? name : name.slice(scope.length + 1);
  const axes = axesOfTask(task);
  return {
    name,
    kind: task.kind,
    description: describeTask(task),
    ...(task.group === undefined ? {} : { group: task.group }),
    aliases: [...(task.alias ?? [])],
    private: isPrivate(name, task),
    builtIn: file === undefined,
    needs: needNames(task.needs),
    // Lists that run one after the other, and what each need is given.
    stages: chainsOf(task.needs),
    arguments: Object.entries(argumentsOf(task)).map(([each, argument]) => argumentEntry(each, argument)),
    matrix: axes,
    cells: "matrix" in task && task.matrix !== undefined ? cellsOf(task.matrix) : [],
    declared: file === undefined ? null : { file, place: `tasks[${JSON.stringify(own)}]` },
  };
}

function argumentEntry(name: string, argument: Argument): object {
  return {
    name,
    type: argument.type,
    required: isRequired(argument),
    positional: isPositional(argument),
    ...(argument.default === undefined ? {} : { default: argument.default }),
    ...(argument.type === "choice" ? { values: argument.values } : {}),
    ...(argument.description === undefined ? {} : { description: argument.description }),
  };
}
