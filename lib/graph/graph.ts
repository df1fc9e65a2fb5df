/**
 * Which tasks a command needs, in an order in which they can run. Pure; knows nothing of targets.
 */
import { didYouMean } from "../model/closest.ts";
import { failure, success, type Result } from "../model/failure.ts";
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
  const path: string[] = [];
  /** Depth first; returns the cycle it runs into, as the names on it. */
  const visit = (name: string): string[] | undefined => {
    if (order.has(name)) return undefined;
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    path.push(name);
    for (const need of tasks[name]?.needs ?? []) {
      const cycle = visit(need);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    order.add(name);
    return undefined;
  };
  for (const name of requested) {
    const cycle = visit(name);
    if (cycle !== undefined) {
      return failure({
        family: "config",
        place: `${configName}: tasks.${cycle[0]}.needs`,
        thing: `these tasks need each other: ${cycle.join(" -> ")}`,
        next: "Remove one of these needs.",
      });
    }
  }
  return success([...order]);
}
