/**
 * The values with which a task is run, and the name that they give it: those of its arguments, read from what is given
 * and from the defaults, and those of a cell of its matrix. Pure; knows nothing of needs.
 */
import { collect, failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Cell } from "../model/matrix.ts";
import type { Values } from "../model/placeholders.ts";
import { defaultOf, isRequired, readArgument, usageLine, type Arguments } from "../model/task-arguments.ts";
import type { ArgumentValue, ArgumentValues } from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";

/** The arguments that a task declares. */
export function argumentsOf(task: Task): Arguments {
  return "args" in task && task.args !== undefined ? task.args : {};
}

/** `test db=pg go=1.25`: the name with the cell, and with what is not the default of an argument. */
export function instanceName(source: string, declared: Arguments, { args, matrix }: Values): string {
  const given = Object.entries(args).filter(([name, value]) => value !== defaultOf(declared[name]!));
  const parts = [...Object.entries(matrix), ...given].map(
    ([name, value]) => `${name}=${wordOf(String(value))}`,
  );
  return [source, ...parts].join(" ");
}

/** A cell as it stands in the name of a task. */
export function cellText(cell: Cell): string {
  return Object.entries(cell)
    .map(([name, value]) => `${name}=${wordOf(value)}`)
    .join(" ");
}

/** Quoted where it could be read in another way: no two values may give one name. */
function wordOf(value: string): string {
  return /^[\w@%+:,./<>-]+$/.test(value) ? value : JSON.stringify(value);
}

/** What stands for a value that must be given and is not, where nothing is run: `<env>`. */
const openValue = /<[\w-]+>/;

export function hasOpen(values: Values | undefined): boolean {
  return Object.values(values?.args ?? {}).some((value) => openValue.test(String(value)));
}

/**
 * Values for all arguments of a task, from what is given and from the defaults.
 * @param open leave open what must be given and is not
 */
export function readValues(
  task: string,
  declared: Arguments,
  given: Readonly<Record<string, ArgumentValue>>,
  place: string,
  open = false,
): Result<ArgumentValues> {
  const read = Object.entries(declared).map(([name, argument]): Result<[string, ArgumentValue][]> => {
    const value = given[name];
    if (value === undefined) {
      const fallback = defaultOf(argument);
      if (!isRequired(argument)) return success(fallback === undefined ? [] : [[name, fallback]]);
      if (open) return success([[name, `<${name}>`]]);
      const missing = `"${task}" needs a value for ${name}`;
      return failure(valueFailure(place, missing, `Write it so: ${usageLine(task, declared)}`));
    }
    // Of the task that needs this one.
    if (open && openValue.test(String(value))) return success([[name, value]]);
    const one = readArgument(argument, value);
    if ("value" in one) return success([[name, one.value]]);
    if (isTyped(place)) return failure(valueFailure(`${place} --${name}`, one.thing, one.next));
    return failure(valueFailure(place, `${name} of "${task}": ${one.thing}`, one.next));
  });
  const all = collect(read);
  return all.ok ? success(Object.fromEntries(all.value.flat())) : all;
}

/** What is wrong with a value, by the place where it was given. */
export function valueFailure(place: string, thing: string, next: string): Failure {
  return { family: isTyped(place) ? "command-line" : "config", place, thing, next };
}

/** Places are words of the command line, or of the config. */
function isTyped(place: string): boolean {
  return place.startsWith("gowsl ");
}
