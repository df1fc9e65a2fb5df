/**
 * Which tasks a command needs, in an order in which they can run. Pure; knows nothing of targets.
 */
import { didYouMean } from "../model/closest.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { needNames, plainNames } from "../model/needs.ts";
import { cycleTexts, orderFrom } from "../model/needs-order.ts";
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
    const cycle = orderFrom(name, needsIn(tasks), order);
    if (cycle !== undefined) {
      return failure({
        family: "config",
        place: `${configName}: tasks.${cycle[0]}.needs`,
        ...cycleTexts(cycle),
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
      if (!order.has(cleaner)) orderFrom(cleaner, needsIn(tasks), order);
    }
  }
  if (cleaners.size === 0) return success([...order]);
  const waiting = { ...tasks, ...Object.fromEntries(cleaners) };
  const sorted = new Set<string>();
  for (const name of order) {
    const cycle = orderFrom(name, needsIn(waiting), sorted);
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

function needsIn(tasks: Readonly<Record<string, Task>>): (name: string) => readonly string[] {
  return (name) => {
    const needs = tasks[name]?.needs;
    return plainNames(needs) ?? needNames(needs);
  };
}
