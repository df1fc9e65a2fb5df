/** `gowsl help`: the commands, one of them, or a task with all that it takes. The answer goes to stdout. */
import { argumentsOf } from "../graph/instance-values.ts";
import { sourceOf } from "../graph/names.ts";
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import { cellsOf } from "../model/matrix.ts";
import { needNames, needsText } from "../model/needs.ts";
import { isPositional, usageOf, valueText } from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";
import { optionsOf } from "./arguments.ts";
import { commands, globalOptions, type CommandInfo } from "./commands.ts";
import { describeTask } from "./list.ts";
import type { OptionInfo } from "./options.ts";
import { reportFailures } from "./failures.ts";
import { axesOfTask, optionsOfTask } from "./task-words.ts";

type Tasks = Readonly<Record<string, Task>>;

/** Prints the help of a command or task, or the overview, and returns the exit code. */
export function help(
  { stdout }: { stdout(text: string): void },
  tasks: Tasks,
  topic: string | undefined,
  emit: Emit,
): number {
  if (topic === undefined) {
    stdout(overview());
    return 0;
  }
  const name = Object.hasOwn(commands, topic) ? topic : sourceOf(tasks, topic);
  const info = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (info === undefined && task === undefined) {
    const known = [...Object.keys(commands), ...Object.keys(tasks)];
    const next = didYouMean(topic, known, "`gowsl list` shows the tasks.");
    const thing = `there is no command or task "${topic}"`;
    return reportFailures([{ family: "command-line", place: "gowsl help", thing, next }], emit);
  }
  const usage = task === undefined ? info!.usage : taskUsage(task, info?.usage);
  const text = task?.description ?? info?.text ?? describeTask(task!);
  const facts = task === undefined ? [] : taskFacts(tasks, name, task);
  const own = task === undefined ? [] : argumentRows(task);
  const arguments_ = own.length === 0 ? "" : `Arguments:\n${optionLines(own)}\n`;
  stdout(
    `gowsl ${name} ${usage}\n\n${text}\n${facts.length === 0 ? "" : `\n${facts.join("\n")}\n`}\n` +
      `${arguments_}Options:\n${optionLines(optionsOf(info))}${exampleLines(info)}`,
  );
  return 0;
}

function taskUsage(task: Task, usage: string | undefined): string {
  const own = Object.entries(argumentsOf(task)).map(([name, argument]) => usageOf(name, argument));
  const axes = Object.keys(axesOfTask(task)).map((name) => `[--${name} <value>]`);
  return [...own, ...axes, usage ?? "[options] [-- arguments]"].join(" ");
}

/** What a task takes; a word without the dashes that it may have, too. */
function argumentRows(task: Task): OptionInfo[] {
  const declared = argumentsOf(task);
  return optionsOfTask(declared, axesOfTask(task)).map((row) => {
    const [, name = ""] = /^--(\S+) /.exec(row.form) ?? [];
    const argument = declared[name];
    return argument !== undefined && isPositional(argument)
      ? { ...row, form: valueText(name, argument) }
      : row;
  });
}

/** What else there is to say of a task. */
function taskFacts(tasks: Tasks, name: string, task: Task): string[] {
  const needs = needsText(task.needs);
  const users = Object.keys(tasks).filter((each) =>
    needNames(tasks[each]!.needs).some((need) => sourceOf(tasks, need) === name),
  );
  const cells = "matrix" in task && task.matrix !== undefined ? cellsOf(task.matrix) : [];
  return [
    ...(task.alias === undefined || task.alias.length === 0 ? [] : [`Also: ${task.alias.join(", ")}`]),
    ...(task.group === undefined ? [] : [`Group: ${task.group}`]),
    ...(needs === "" ? [] : [`Needs: ${needs}`]),
    ...(users.length === 0 ? [] : [`Needed by: ${users.join(", ")}`]),
    ...(cells.length === 0 ? [] : [`Runs ${cells.length} times, once for each cell of its matrix.`]),
  ];
}

function overview(): string {
  const lines = columns(Object.entries(commands).map(([name, { text }]) => [name, text]));
  return [
    "gowsl builds, cross-compiles and tests Go projects from one typed file, gowsl.config.ts.\n\n",
    "Usage: gowsl [options] [command or task] [arguments]\n\n",
    "Without arguments it runs the task named default, else it lists the tasks.\n\n",
    `Commands:\n${lines}\n`,
    `Options:\n${optionLines(globalOptions)}\n`,
    "`gowsl help COMMAND` shows the options of a command, `gowsl help TASK` what a task takes.\n",
    "Exit codes: 1 a step failed, 2 command line, 3 config or graph, 4 module or target,\n",
    "5 toolchain, 6 file system, 130 interrupted; `go` and `exec` pass on the program's own.\n",
  ].join("");
}

function exampleLines({ examples = [] }: Pick<CommandInfo, "examples"> = {}): string {
  if (examples.length === 0) return "";
  return `\nExamples:\n${columns(examples.map(([line, does]) => [`gowsl ${line}`, does]))}`;
}

function optionLines(options: readonly { form: string; text: string }[]): string {
  return columns(options.map(({ form, text }) => [form, text]));
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, text]) => `  ${first.padEnd(width)}  ${text}`.trimEnd() + "\n").join("");
}
