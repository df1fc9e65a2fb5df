/** The names of tasks: aliases, and which tasks are there for others only. Pure. */
import type { Task } from "../model/task.ts";

type Tasks = Readonly<Record<string, Task>>;

/** The name that the config gives to the task that is called so; what is called by none stays as it is. */
export function sourceOf(tasks: Tasks, name: string): string {
  if (Object.hasOwn(tasks, name)) return name;
  return Object.keys(tasks).find((each) => tasks[each]!.alias?.includes(name) === true) ?? name;
}

/** The included config that a task belongs to; empty for the config itself. */
export function scopeOf(name: string, scopes: readonly string[]): string {
  const within = scopes.filter((scope) => name.startsWith(`${scope}:`));
  return within.toSorted((left, right) => right.length - left.length)[0] ?? "";
}

/** Is the task only for those that need it? The last part of `api:_build` says so, too. */
export function isPrivate(name: string, task: Task): boolean {
  return task.private ?? name.split(":").at(-1)!.startsWith("_");
}
