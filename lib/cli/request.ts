/** Which tasks a command line asks for, with its options laid over those that it names. */
import path from "node:path";
import { closest } from "../model/closest.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { isDotted } from "../model/paths.ts";
import type { Task } from "../model/task.ts";
import { applyOptions, splitTargets } from "./apply-options.ts";
import type { Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import type { Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";

/** The request, or what is wrong with it. */
export function requestOf(project: Project, given: Arguments): Result<TaskRequest> {
  const { loaded, root, cwd } = project;
  const { command } = given;
  const isTask = command === "" || command === "run";
  const requested = isTask
    ? given.words
    : command === "build" && isGroup(loaded.tasks[command])
      ? sourcesOf(project, command)
      : [command];
  if (requested.length === 0) {
    return failure({
      family: "command-line",
      place: "gowsl run",
      thing: "no task is named",
      next: "`gowsl list` shows the tasks.",
    });
  }
  const [first = "", ...others] = given.words;
  if (command === "" && !Object.hasOwn(loaded.tasks, first)) {
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
  const strange = others.filter((name) => !Object.hasOwn(loaded.tasks, name));
  if (command === "" && Object.hasOwn(loaded.tasks, first) && strange.length > 0) {
    return failure({
      family: "command-line",
      place: `gowsl ${first}`,
      thing: `there is no task "${strange[0]}"`,
      next: `Arguments of a task go behind --: gowsl ${first} -- ${others.join(" ")}`,
    });
  }
  const { targets, packages } =
    command === "cross" ? splitTargets(given.words) : { targets: [], packages: isTask ? [] : given.words };
  const tasks: Record<string, Task> = { ...loaded.tasks };
  const sources = isTask ? [] : sourcesOf(project, command);
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
      next: `Name one of ${groups.flatMap((name) => tasks[name]?.needs ?? []).join(", ")}.`,
    });
  }
  const cores = given.jobs ?? project.machine.cores;
  const only = several && packages.length > 0 ? { only: packages.map((each) => absolute(each, cwd)) } : {};
  return success({ requested, tasks, targets, extra: given.extra, cores, ...only });
}

function isGroup(task: Task | undefined): boolean {
  return task?.kind === "function" && task.run === undefined;
}

/** The tasks whose options a command sets: the built-in cross and install build what others declare. */
function sourcesOf({ loaded }: Project, command: string): string[] {
  const derived = command === "cross" || command === "install" || isGroup(loaded.tasks[command]);
  if (!derived || Object.hasOwn(loaded.config.tasks ?? {}, command)) return [command];
  return Object.keys(loaded.tasks).filter((name) => loaded.tasks[name]!.kind === "go-build");
}

/** A path from where the user stands; import paths stay. */
function absolute(pattern: string, cwd: string): string {
  return isDotted(pattern) ? path.resolve(cwd, pattern) : pattern;
}
