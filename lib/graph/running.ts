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

/** The settings of the task, in the form of the plan: of thousands of tasks most have none. */
export function runningOf(task: Task): Running {
  const { pool, weight, memory, retries } = task;
  const running: Running = {};
  if (pool !== undefined) running.pool = pool;
  if (weight !== undefined) running.weight = weight;
  const bytes = memory === undefined ? undefined : parseSize(memory);
  if (bytes !== undefined) running.memoryBytes = bytes;
  if (retries) running.retries = retries;
  // That of go.test is go's own.
  if (task.kind !== "shell" && task.kind !== "function") return running;
  // That of a service is the time in which it must be ready.
  if (task.timeout !== undefined && task.service === undefined)
    running.timeoutMs = parseDuration(task.timeout);
  if (task.interactive) running.interactive = true;
  return running;
}

/** The steps, with those that clean up behind others marked. */
export function withCleaners(
  steps: readonly Step[],
  { tasks, requested }: Pick<PlanSetting, "tasks" | "requested">,
): readonly Step[] {
  const owners = new Map<string, string[]>();
  for (const { id, task } of steps) {
    for (const cleaner of tasks[task]?.finally ?? []) {
      owners.set(cleaner, [...(owners.get(cleaner) ?? []), id]);
    }
  }
  if (owners.size === 0) return steps;
  const wanted = new Set(requested);
  for (const name of wanted) for (const need of needNames(tasks[name]?.needs)) wanted.add(need);
  return steps.map((step): Step => {
    const behind = owners.get(step.task);
    if (behind !== undefined) return { ...step, behind, last: true };
    // What only a cleaner needs comes with it.
    return wanted.has(step.task) ? step : { ...step, last: true };
  });
}
