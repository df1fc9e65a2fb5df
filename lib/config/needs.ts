/** What a task may need, checked: the form, then whether there are such tasks and such values. */
import { didYouMean } from "../model/closest.ts";
import { axesOf, type Matrix } from "../model/matrix.ts";
import { isRequired, readArgument, usageLine, type Arguments } from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";
import { below, isRecord, list, nameOf, record, settings, text, words } from "./checks.ts";
import type { Check, Entries, Report } from "./checks.ts";

const value: Check = (one, at, report) => {
  if (!["string", "number", "boolean"].includes(typeof one)) {
    report(at, `must be a string, a number, true or false, not ${nameOf(one)}`);
  }
};

const wordOrWords: Check = (one, at, report) => {
  if (Array.isArray(one)) list(text())(one, at, report);
  else text()(one, at, report);
};

const taskNeed: Check = (need, at, report) => {
  if (!isRecord(need)) return words(need, at, report);
  settings("a need", { task: words, args: record(value), matrix: record(wordOrWords) })(need, at, report);
  if (need["task"] === undefined) report(at, "names no task", 'Write { task: "deploy", args: { ... } }.');
};

const stage: Check = (one, at, report) => {
  if (Array.isArray(one)) list(taskNeed)(one, at, report);
  else taskNeed(one, at, report);
};

const serial: Check = (need, at, report) => {
  settings("serial", { serial: list(stage) })(need, at, report);
};

const isSerial = (need: unknown): need is Entries => isRecord(need) && "serial" in need;

/** The form of `needs`. */
export const needs: Check = (given, at, report) => {
  if (isSerial(given)) serial(given, at, report);
  else list((need, place) => (isSerial(need) ? serial : taskNeed)(need, place, report))(given, at, report);
};

/** A need with its place in the config, whatever the form it is written in. */
interface Placed {
  at: string;
  task: string;
  args: Entries;
  matrix: Entries;
}

function placed(given: unknown, at: string): Placed[] {
  if (isSerial(given)) {
    const stages = Array.isArray(given["serial"]) ? (given["serial"] as unknown[]) : [];
    return stages.flatMap((one, index) => placed(one, `${at}[${index}]`));
  }
  if (Array.isArray(given)) return given.flatMap((one: unknown, index) => placed(one, `${at}[${index}]`));
  const need = typeof given === "string" ? { task: given } : given;
  // What is no need has been reported with its form.
  if (!isRecord(need) || typeof need["task"] !== "string" || need["task"].trim() === "") return [];
  const entries = (name: string) => (isRecord(need[name]) ? need[name] : {});
  return [{ at, task: need["task"], args: entries("args"), matrix: entries("matrix") }];
}

/** Names of what is needed without values, which may be what ends a circle. */
export function neededNames(given: unknown): string[] {
  return placed(given, "").flatMap(({ task, args }) => (Object.keys(args).length === 0 ? [task] : []));
}

/** The tasks that can be needed, by each name that they have. */
export type KnownTasks = ReadonlyMap<string, Partial<Task> | undefined>;

/** Are there such tasks, and do they take what they are given? */
export function checkNeeds(given: unknown, at: string, known: KnownTasks, report: Report): void {
  // What is no list has been reported with its form.
  if (!Array.isArray(given) && !isSerial(given)) return;
  for (const need of placed(given, at)) {
    if (!known.has(need.task)) {
      const fallback = `There are ${[...known.keys()].join(", ")}.`;
      report(need.at, `"${need.task}" is not a task`, didYouMean(need.task, known.keys(), fallback));
    } else checkValues(need, known.get(need.task) ?? {}, report);
  }
}

function checkValues({ at, task, args, matrix }: Placed, target: Partial<Task>, report: Report): void {
  const declared = ("args" in target && isRecord(target.args) ? target.args : {}) as Arguments;
  const names = Object.keys(declared);
  for (const [name, given] of Object.entries(args)) {
    const place = below(`${at}.args`, name);
    if (!Object.hasOwn(declared, name)) {
      const fallback = names.length === 0 ? "It declares none." : `There are ${names.join(", ")}.`;
      report(place, `"${name}" is not an argument of "${task}"`, didYouMean(name, names, fallback));
    } else if (!isFilledLater(given)) {
      const read = readArgument(declared[name]!, given as string);
      if ("thing" in read) report(place, read.thing, read.next);
    }
  }
  for (const name of names.filter((each) => isRequired(declared[each]!) && args[each] === undefined)) {
    const next = `It is run so: ${usageLine(task, declared)}`;
    report(
      at,
      `"${task}" needs a value for ${name}`,
      `Write { task: "${task}", args: { ${name}: ... } }. ${next}`,
    );
  }
  const axes = "matrix" in target && isRecord(target.matrix) ? axesOf(target.matrix as Matrix) : {};
  for (const [name, given] of Object.entries(matrix)) {
    const place = below(`${at}.matrix`, name);
    if (!Object.hasOwn(axes, name)) {
      const there = Object.keys(axes);
      const fallback = there.length === 0 ? "It has no matrix." : `There are ${there.join(", ")}.`;
      report(place, `"${name}" is not an axis of "${task}"`, didYouMean(name, there, fallback));
      continue;
    }
    for (const one of [given].flat()) {
      if (typeof one !== "string" || isFilledLater(one) || axes[name]!.includes(one)) continue;
      const next = didYouMean(one, axes[name]!, `There are ${axes[name]!.join(", ")}.`);
      report(place, `"${one}" is not a value of this axis`, next);
    }
  }
}

/** The value of the task that needs it, known only when that is run. */
function isFilledLater(given: unknown): boolean {
  return typeof given === "string" && /\{(args|matrix)\.[\w-]+\}/.test(given);
}
