/** What a task says of how it is run, for its steps: pool, weight, memory, retries, time, terminal. Pure. */
import { parseSize } from "../model/size.ts";
import { parseDuration } from "../model/duration.ts";
import { needNames } from "../model/needs.ts";
import type { Step } from "../model/plan.ts";
import type { Task } from "../model/task.ts";
import type { PlanSetting } from "./outline.ts";

type Running = Pick<Step, "pool" | "weight" | "memoryBytes" | "retries" | "timeoutMs" | "interactive">;

/** Adds the settings of the task, in the form of the plan: of thousands of tasks most have none. */
export function addRunning(step: Running, task: Task): void {
  const { pool, weight, memory, retries } = task;
  if (pool !== undefined) step.pool = pool;
  if (weight !== undefined) step.weight = weight;
  const bytes = memory === undefined ? undefined : parseSize(memory);
  if (bytes !== undefined) step.memoryBytes = bytes;
  if (retries) step.retries = retries;
  // That of go.test is go's own.
  if (task.kind !== "shell" && task.kind !== "function") return;
  // That of a service is the time in which it must be ready.
  if (task.timeout !== undefined && task.service === undefined) step.timeoutMs = parseDuration(task.timeout);
  if (task.interactive) step.interactive = true;
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
