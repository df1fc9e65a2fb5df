/**
 * The words and options behind a task, read by what the task declares: values of its arguments, cells of
 * its matrix. Happens once the config is known; arguments.ts reads what gowsl itself knows. Pure.
 */
import { argumentsOf } from "../graph/instance-values.ts";
import { sourceOf } from "../graph/names.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { axesOf } from "../model/matrix.ts";
import type { TaskNeed } from "../model/needs.ts";
import {
  isPositional,
  isRequired,
  usageLine,
  valueText,
  type Argument,
  type Arguments as Declared,
} from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";
import { globalOptions, taskOptions } from "./commands.ts";
import { unknownOptions } from "./option-checks.ts";
import { type OptionInfo } from "./options.ts";

export interface TaskWords {
  /** The tasks that are named, each with its values. */
  requests: TaskNeed[];
  /** Words that are neither tasks nor values: packages, targets. */
  words: string[];
}

/** A task that is being read. */
interface Reading {
  task: string;
  declared: Declared;
  axes: Record<string, string[]>;
  args: Record<string, string | boolean>;
  matrix: Record<string, string[]>;
  /** Arguments that take words, in order. */
  positional: string[];
}

/**
 * @param tokens the words, and the options that gowsl does not know, in order
 * @param command the task whose words are packages (`test`); without it the words name tasks
 * @param called the command whose options these are, where it is no task: `watch`
 */
export function readTaskWords(
  tasks: Readonly<Record<string, Task>>,
  tokens: readonly string[],
  known: readonly OptionInfo[] = [],
  command = "",
  called = command,
): Result<TaskWords> {
  const readings: Reading[] = command === "" ? [] : [startReading(tasks, command)];
  const words: string[] = [];
  const failures: Failure[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const current = readings.at(-1);
    if (isOption(token)) {
      const read = readOption(current, token, tokens[index + 1], known, called);
      if (read.failure !== undefined) failures.push(read.failure);
      if (read.tookNext) index++;
    } else if (current !== undefined && current.positional.length > 0) {
      current.args[current.positional.shift()!] = token;
    } else if (command !== "") words.push(token);
    else {
      const fault = wordFault(tasks, token, current);
      if (fault !== undefined) failures.push(fault);
      readings.push(startReading(tasks, token));
    }
  }
  if (failures.length > 0) return failure(...failures);
  return success({ requests: readings.map(({ task, args, matrix }) => ({ task, args, matrix })), words });
}

export function isOption(token: string): boolean {
  return token.startsWith("-") && token !== "-";
}

function startReading(tasks: Readonly<Record<string, Task>>, name: string): Reading {
  const task = sourceOf(tasks, name);
  const declared = Object.hasOwn(tasks, task) ? argumentsOf(tasks[task]!) : {};
  const positional = Object.entries(declared).flatMap(([each, argument]) =>
    isPositional(argument) ? [each] : [],
  );
  return { task, declared, axes: axesOfTask(tasks[task]), args: {}, matrix: {}, positional };
}

export function axesOfTask(task: Task | undefined): Record<string, string[]> {
  return task !== undefined && "matrix" in task && task.matrix !== undefined ? axesOf(task.matrix) : {};
}

/** Takes `--env prod`, `--env=prod`, `--dry`, `--no-dry` or `--db pg,mysql`. */
function readOption(
  reading: Reading | undefined,
  token: string,
  next: string | undefined,
  known: readonly OptionInfo[],
  called: string,
): { failure?: Failure; tookNext?: boolean } {
  const [, option = "", equals] = /^--?([^=]+)(=.*)?$/s.exec(token) ?? [];
  const { task = "", declared = {}, axes = {} } = reading ?? {};
  const negated = option.replace(/^no-/, "");
  const isNegated = negated !== option && declared[negated]?.type === "flag";
  const name = isNegated ? negated : option;
  const argument = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (argument === undefined && !Object.hasOwn(axes, name)) {
    const all = [
      ...(known.length > 0 ? known : [...globalOptions, ...taskOptions]),
      ...optionsOfTask(declared, axes),
    ];
    // What follows is most likely its value, and no mistake of its own.
    const tookNext = equals === undefined && next !== undefined && !isOption(next);
    return { failure: unknownOptions([token], all, called === "" ? task : called)[0]!, tookNext };
  }
  if (argument?.type === "flag") {
    if (equals !== undefined && (isNegated || !/^=(true|false)$/.test(equals))) {
      const place = `gowsl ${task}`;
      const thing = `--${option} takes no value`;
      return {
        failure: { family: "command-line", place, thing, next: `Write \`--${name}\` or \`--no-${name}\`.` },
      };
    }
    reading!.args[name] = equals === undefined ? !isNegated : equals === "=true";
    return {};
  }
  const value = equals === undefined ? next : equals.slice(1);
  if (value === undefined) return { failure: noValue(task, name, declared, axes) };
  if (argument === undefined) reading!.matrix[name] = value.split(",");
  else {
    reading!.args[name] = value;
    reading!.positional = reading!.positional.filter((each) => each !== name);
  }
  return { tookNext: equals === undefined };
}

function noValue(task: string, name: string, declared: Declared, axes: Reading["axes"]): Failure {
  const next =
    axes[name] === undefined
      ? `Write it so: ${usageLine(task, declared)}`
      : `There are ${axes[name].join(", ")}.`;
  return { family: "command-line", place: `gowsl ${task}`, thing: `--${name} needs a value`, next };
}

/** Arguments and axes in the form of gowsl's own options: for help, suggestions and completions. */
export function optionsOfTask(declared: Declared, axes: Record<string, string[]>): OptionInfo[] {
  return [
    ...Object.entries(declared).map(([name, argument]) => {
      const form = argument.type === "flag" ? `--${name}` : `--${name} ${valueText(name, argument)}`;
      return { form, text: [argument.description, usualText(argument)].filter(Boolean).join(" ") };
    }),
    ...Object.entries(axes).map(([name, values]) => ({
      form: `--${name} <${values.join("|")}>`,
      text: "Only these cells of the matrix, with commas between them (default: all)",
    })),
  ];
}

/** What holds where an argument is left out. */
function usualText(argument: Argument): string {
  if (isRequired(argument)) return "(required)";
  if (argument.type === "flag" && !argument.default) return "";
  return argument.default === undefined ? "(optional)" : `(default: ${String(argument.default)})`;
}

/** A word that names no task that may be run. */
function wordFault(
  tasks: Readonly<Record<string, Task>>,
  word: string,
  current: Reading | undefined,
): Failure | undefined {
  const name = sourceOf(tasks, word);
  if (Object.hasOwn(tasks, name) || current === undefined || !Object.hasOwn(tasks, current.task))
    return undefined;
  const place = `gowsl ${current.task}`;
  if (Object.keys(current.declared).length === 0) {
    const next = `Arguments of a task go behind --: gowsl ${current.task} -- ${word}`;
    return { family: "command-line", place, thing: `there is no task "${word}"`, next };
  }
  const most = Object.values(current.declared).filter(isPositional).length;
  const words = most === 0 ? "no words" : most === 1 ? "one word" : `${most} words`;
  return {
    family: "command-line",
    place,
    thing: `it takes ${words}, and there is no task "${word}"`,
    next: `It is run so: ${usageLine(current.task, current.declared)}`,
  };
}
