/** The words for what a task reads beside files: each returns plain tagged data. */
import type { TaskInput } from "../model/task.ts";

/** A variable of the environment. */
export function env(name: string): TaskInput {
  return { env: name };
}

/** What a task writes that this one needs, directly or not. */
export function outputsOf(task: string): TaskInput {
  return { outputsOf: task };
}

/** The version of a tool, which is the first line that the command prints. */
export function command(line: string): TaskInput {
  return { command: line };
}

/** Files that count although git ignores them. */
export function ignored(pattern: string): TaskInput {
  return { ignored: pattern };
}
