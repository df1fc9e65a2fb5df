/** What a task says of how it is run, for its steps: pool, weight, memory, retries, time, terminal. Pure. */
import { parseSize } from "../model/size.ts";
import { parseDuration } from "../model/duration.ts";
import { needNames } from "../model/needs.ts";
import type { Step } from "../model/plan.ts";
import type { Task } from "../model/task.ts";
import type { PlanSetting } from "./outline.ts";

type Running = Pick<
  Step,
  "pool" | "weight" | "memoryBytes" | "retries" | "timeoutMs" | "interactive" | "behind" | "last"
>;

/** The settings of the task, in the form of the plan. */
export function runningOf(task: Task): Running {
  const { pool, weight, memory, retries } = task;
  const bytes = memory === undefined ? undefined : parseSize(memory);
  const own = task.kind === "shell" || task.kind === "function" ? task : undefined;
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(weight === undefined ? {} : { weight }),
    ...(bytes === undefined ? {} : { memoryBytes: bytes }),
    ...(retries === undefined || retries === 0 ? {} : { retries }),
    // That of go.test is go's own.
    // That of a service is the time in which it must be ready.
    ...(own?.timeout === undefined || own.service !== undefined
      ? {}
      : { timeoutMs: parseDuration(own.timeout) }),
    ...(own?.interactive ? { interactive: true } : {}),
  };
}

/** The steps, with those that clean up behind others marked. */
export function withCleaners(
  steps: readonly Step[],
  { tasks, requested }: Pick<PlanSetting, "tasks" | "requested">,
): Step[] {
  const owners = new Map<string, string[]>();
  for (const { id, task } of steps) {
    for (const cleaner of tasks[task]?.finally ?? []) {
      owners.set(cleaner, [...(owners.get(cleaner) ?? []), id]);
    }
  }
  if (owners.size === 0) return [...steps];
  const wanted = new Set(requested);
  for (const name of wanted) for (const need of needNames(tasks[name]?.needs)) wanted.add(need);
  return steps.map((step): Step => {
    const behind = owners.get(step.task);
    if (behind !== undefined) return { ...step, behind, last: true };
    // What only a cleaner needs comes with it.
    return wanted.has(step.task) ? step : { ...step, last: true };
  });
}
