/** Which tasks a command line asks for, with its options laid over those that it names. */
import path from "node:path";
import { closest } from "../model/closest.ts";
import { expandTasks } from "../graph/expand.ts";
import { hasOpen } from "../graph/instance-values.ts";
import { isPrivate, scopeOf, sourceOf } from "../graph/names.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { needNames, type TaskNeed } from "../model/needs.ts";
import { isDotted } from "../model/paths.ts";
import type { Task } from "../model/task.ts";
import { applyOptions, splitTargets } from "./apply-options.ts";
import { optionsOf, type Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { Conditions } from "./conditions.ts";
import type { Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { readTaskWords } from "./task-words.ts";

/** How a command asks that runs tasks, or tells of them. */
export interface Asking {
  /** The command, where it is not `run`: failures name it, and its options may stand behind a task. */
  called?: string;
  /** Tasks that the command takes by itself, without values; else the line names them. */
  tasks?: readonly string[];
  /** Nothing is run: values that were not given are left open. */
  open?: true;
}

/** The request, or what is wrong with it. */
export function requestOf(
  project: Project,
  given: Arguments,
  { called = "run", tasks: named, open }: Asking = {},
): Result<TaskRequest> {
  const { loaded, root, cwd, configName } = project;
  const { command } = given;
  const isTask = command === "" || command === "run";
  const [first = ""] = given.words;
  if (command === "" && !isThere(loaded.tasks, first)) {
    const meant = closest(first, [...Object.keys(loaded.tasks), ...Object.keys(commands)]);
    // What stands behind a misspelt command belongs to it, and is no task.
    if (meant !== undefined && !Object.hasOwn(loaded.tasks, meant)) {
      return failure({
        family: "command-line",
        place: "gowsl",
        thing: `there is no task or command "${first}"`,
        next: `Did you mean "${meant}"?`,
      });
    }
  }
  const own = isTask ? "" : command;
  // What is named behind `watch` or `graph` stands there as behind `run`.
  const [options, spoken] =
    called === "run" ? [optionsOf(commands[command]), own] : [optionsOf(commands[called]), called];
  const read =
    named === undefined
      ? readTaskWords(loaded.tasks, given.own, options, own, spoken)
      : success({ requests: named.map((task): TaskNeed => ({ task })), words: [] });
  if (!read.ok) return read;
  const { requests, words } = read.value;
  const asked =
    command === "build" && isGroup(loaded.tasks[command])
      ? sourcesOf(project, command).map((task): TaskNeed => ({ task }))
      : requests;
  const requested = asked.map(({ task }) => task);
  if (requested.length === 0) {
    return failure({
      family: "command-line",
      place: `gowsl ${called}`,
      thing: "no task is named",
      next: "`gowsl list` shows the tasks.",
    });
  }
  const hidden = isTask ? requested.filter((name) => isHidden(loaded.tasks, name)) : [];
  if (hidden.length > 0) return failure(...hidden.map((name) => notByName(loaded.tasks, name)));
  const { targets, packages } =
    command === "cross" ? splitTargets(words) : { targets: [], packages: isTask ? [] : words };
  const sources = isTask ? [] : sourcesOf(project, command);
  const tasks: Record<string, Task> = sources.length === 0 ? loaded.tasks : { ...loaded.tasks };
  const several = sources.length > 1;
  for (const name of sources) {
    const applied = applyOptions(name, tasks[name]!, several ? [] : packages, given, { root, cwd });
    if (!applied.ok) return applied;
    tasks[name] = applied.value;
  }
  const groups = requested.filter((name) => isGroup(tasks[name]));
  if (given.extra.length > 0 && groups.length === requested.length) {
    return failure({
      family: "command-line",
      place: `gowsl ${requested.join(" ")}`,
      thing: `"${given.extra.join(" ")}" after -- has no command to go to: this is a group of tasks`,
      next: `Name one of ${groups.flatMap((name) => needNames(tasks[name]?.needs)).join(", ")}.`,
    });
  }
  const cores = given.jobs ?? project.machine.cores;
  const only = several && packages.length > 0 ? { only: packages.map((each) => absolute(each, cwd)) } : {};
  const conditions = new Conditions(project);
  const expanded = expandTasks({
    tasks,
    requested: asked,
    configName,
    // Nobody knows what a function would say to a value that is open.
    skipReason: (name, task, values) =>
      typeof task.if === "function" && hasOpen(values)
        ? success(undefined)
        : conditions.skipReason(name, task, values),
    sourcesOf: (name) => builtFrom(project, name),
    ...(open ? { open } : {}),
  });
  if (!expanded.ok) return expanded;
  return success({ ...expanded.value, conditions, targets, extra: given.extra, cores, ...only });
}

function isThere(tasks: Readonly<Record<string, Task>>, name: string): boolean {
  return Object.hasOwn(tasks, sourceOf(tasks, name));
}

export function isHidden(tasks: Readonly<Record<string, Task>>, name: string): boolean {
  return Object.hasOwn(tasks, name) && isPrivate(name, tasks[name]!);
}

function notByName(tasks: Readonly<Record<string, Task>>, name: string): Failure {
  const users = Object.keys(tasks).filter((each) => needNames(tasks[each]!.needs).includes(name));
  return {
    family: "command-line",
    place: `gowsl ${name}`,
    thing: "this task is private: it is there for those that need it",
    next: users.length === 0 ? "Nothing needs it yet." : `Run ${users.join(" or ")}.`,
  };
}

/** What the built-in cross and install build; those that the config declares build their own packages. */
function builtFrom(project: Project, name: string): string[] {
  const { config, tasks } = project.loaded;
  const derived = tasks[name]?.kind === "go-cross" || tasks[name]?.kind === "go-install";
  return derived && !Object.hasOwn(config.tasks ?? {}, name) ? buildsBeside(project, name) : [];
}

/** The go.build tasks of the config that this task is of. */
function buildsBeside({ loaded: { tasks, scopes } }: Project, name: string): string[] {
  const scope = scopeOf(name, scopes);
  return Object.keys(tasks).filter(
    (each) => tasks[each]!.kind === "go-build" && scopeOf(each, scopes) === scope,
  );
}

function isGroup(task: Task | undefined): boolean {
  return task?.kind === "function" && task.run === undefined;
}

/** The tasks whose options a command sets: the built-in cross and install build what others declare. */
function sourcesOf(project: Project, command: string): string[] {
  const { loaded } = project;
  const derived = command === "cross" || command === "install" || isGroup(loaded.tasks[command]);
  if (!derived || Object.hasOwn(loaded.config.tasks ?? {}, command)) return [command];
  return buildsBeside(project, command);
}

/** A path from where the user stands; import paths stay. */
function absolute(pattern: string, cwd: string): string {
  return isDotted(pattern) ? path.resolve(cwd, pattern) : pattern;
}
