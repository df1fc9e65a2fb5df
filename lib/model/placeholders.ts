/** `{args.env}` and `{matrix.db}` in the strings of a task, and the variables that say the same. Pure. */
import { fillWithVariables } from "./shell-words.ts";
import type { Cell } from "./matrix.ts";
import { matrixVariable } from "./matrix.ts";
import { argumentVariable, type ArgumentValues } from "./task-arguments.ts";
import type { Task } from "./task.ts";

/** What is known of one run of a task. */
export interface Values {
  args: ArgumentValues;
  matrix: Cell;
}

const placeholder = /\{(args|matrix)\.([\w-]+)\}/g;

/** Settings that are no text of the task's own, or that are filled where commands are made. */
const untouched = new Set([
  "kind",
  "description",
  "needs",
  "finally",
  "args",
  "matrix",
  "alias",
  "group",
  "if",
  "command",
  "before",
  "after",
]);

/** Replaces the placeholders; unknown ones stay as they are (the config check has named them). */
export function fillText(text: string, { args, matrix }: Values): string {
  return text.replace(placeholder, (whole, from: string, name: string) => {
    const value = from === "args" ? (args[name] ?? "") : matrix[name];
    return value === undefined ? whole : String(value);
  });
}

/** Placeholders of a text, by name: `args.env`. */
export function placeholdersIn(text: string): { whole: string; from: "args" | "matrix"; name: string }[] {
  return [...text.matchAll(placeholder)].map(([whole, from, name]) => ({
    whole,
    from: from as "args" | "matrix",
    name: name!,
  }));
}

/** The task with its placeholders filled, and the variables of its values among those that it sets. */
export function fillTask(task: Task, values: Values): Task {
  const variables = valueVariables(values);
  if (Object.keys(variables).length === 0) return task;
  const filled = Object.fromEntries(
    Object.entries(task).map(([name, value]) => [
      name,
      untouched.has(name) ? value : fillDeep(value, values),
    ]),
  ) as Task;
  return { ...filled, env: { ...variables, ...filled.env } };
}

function fillDeep(value: unknown, values: Values): unknown {
  if (typeof value === "string") return fillText(value, values);
  if (Array.isArray(value)) return value.map((each) => fillDeep(each, values));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillDeep(each, values)]));
}

/** The values as variables: the commands of a task, and scripts that they start, read them by name. */
export function valueVariables({ args, matrix }: Values): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(args).map(([name, value]) => [argumentVariable(name), String(value)]),
    ...Object.entries(matrix).map(([name, value]) => [matrixVariable(name), value]),
  ]);
}

/** A line for bash: the values come in by their variables, so that none of them is read as a command. */
export function fillLine(line: string, values: Values): string {
  const known = placeholdersIn(line).filter(({ from, name }) => values[from][name] !== undefined);
  const names = known.map(({ from, name }) => [
    `${from}.${name}`,
    from === "args" ? argumentVariable(name) : matrixVariable(name),
  ]);
  return fillWithVariables(line, Object.fromEntries(names));
}
