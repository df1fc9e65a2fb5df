/**
 * Which tasks a command needs, in an order in which they can run. Pure; knows nothing of targets.
 */
import { didYouMean } from "../model/closest.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { needNames, plainNames } from "../model/needs.ts";
import type { Task } from "../model/task.ts";

/**
 * The requested tasks and everything they need, each after its needs.
 * @param configName name of the config file, for messages.
 */
export function selectTasks(
  tasks: Readonly<Record<string, Task>>,
  requested: readonly string[],
  configName: string,
): Result<string[]> {
  const unknown = requested.filter((name) => !Object.hasOwn(tasks, name));
  if (unknown.length > 0) {
    return failure(
      ...unknown.map((name) => ({
        family: "command-line" as const,
        place: "gowsl",
        thing: `there is no task or command "${name}"`,
        next: didYouMean(
          name,
          Object.keys(tasks),
          "`gowsl list` shows the tasks, `gowsl help` the commands.",
        ),
      })),
    );
  }
  const order = new Set<string>();
  for (const name of requested) {
    const cycle = visit(tasks, name, order);
    if (cycle !== undefined) {
      return failure({
        family: "config",
        place: `${configName}: tasks.${cycle[0]}.needs`,
        thing: `these tasks need each other: ${cycle.join(" -> ")}`,
        next: "Remove one of these needs.",
      });
    }
  }
  return withCleaners(tasks, order, configName);
}

/** Those that clean up behind the selected tasks, with what they need; they end after those. */
function withCleaners(
  tasks: Readonly<Record<string, Task>>,
  order: Set<string>,
  configName: string,
): Result<string[]> {
  const cleaners = new Map<string, Task>();
  // A set that grows is gone through to its end.
  for (const name of order) {
    for (const cleaner of tasks[name]?.finally ?? []) {
      const own = cleaners.get(cleaner) ?? tasks[cleaner];
      if (own !== undefined) cleaners.set(cleaner, { ...own, needs: [...needNames(own.needs), name] });
      if (!order.has(cleaner)) visit(tasks, cleaner, order);
    }
  }
  if (cleaners.size === 0) return success([...order]);
  const waiting = { ...tasks, ...Object.fromEntries(cleaners) };
  const sorted = new Set<string>();
  for (const name of order) {
    const cycle = visit(waiting, name, sorted);
    if (cycle === undefined) continue;
    return failure({
      family: "config",
      place: `${configName}: tasks.${cycle[0]}`,
      thing: `these tasks wait for each other, by needs and finally: ${cycle.join(" -> ")}`,
      next: "Remove one of these needs, or the task from finally.",
    });
  }
  return success([...order]);
}

/**
 * Depth first, with a stack of its own: a chain of tasks may be longer than the call stack is deep.
 * @returns the cycle it runs into, as the names on it.
 */
function visit(
  tasks: Readonly<Record<string, Task>>,
  start: string,
  order: Set<string>,
): string[] | undefined {
  const path: { name: string; needs: readonly string[]; followed: number }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string) => {
    const { needs } = tasks[name] ?? {};
    path.push({ name, needs: plainNames(needs) ?? needNames(needs), followed: 0 });
    onPath.add(name);
  };
  if (!order.has(start)) enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const need = top.needs[top.followed++];
    if (need === undefined) {
      path.pop();
      onPath.delete(top.name);
      order.add(top.name);
    } else if (onPath.has(need)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(need)), need];
    } else if (!order.has(need)) enter(need);
  }
  return undefined;
}
