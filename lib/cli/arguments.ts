/**
 * argv in, typed arguments out. cac lives here only: it is asked to parse and never to run or print.
 */
import { cac } from "cac";
import { failure, success, type Result } from "../model/failure.ts";
import { commands, globalOptions, taskOptions, type CommandInfo } from "./commands.ts";
import { missingValues, unknownOptions, unwantedValues, valueWords } from "./option-checks.ts";
import { longForms, markValues } from "./option-forms.ts";
import { readOptions } from "./option-values.ts";
import { optionNames, type OptionInfo, type OptionValues } from "./options.ts";
import { isOption } from "./task-words.ts";

export interface Arguments extends OptionValues {
  /** A command of the table; "" for a task or nothing. */
  command: string;
  /** Words that are no options: packages, targets, names of tasks. */
  words: string[];
  /** The words, and options that only the task may know, in order: task-words.ts reads them. */
  own: string[];
  /** Arguments after `--`. */
  extra: string[];
}

/** Reads the arguments of gowsl. */
export function parseArguments(argv: readonly string[]): Result<Arguments> {
  const { before, command, after } = splitAtCommand(argv);
  const info = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (info?.passesOn) {
    const parsed = parseOptions(before, [], [], command);
    if (!parsed.ok) return parsed;
    // `gowsl exec -- CMD` and `gowsl exec CMD` are the same; what belongs to go is not touched.
    const extra = command === "exec" && after[0] === "--" ? after.slice(1) : after;
    return success({ ...parsed.value, command, words: [], extra });
  }
  const options = info?.options ?? taskOptions;
  const words = info === undefined && command !== "" ? [command] : [];
  const parsed = parseOptions(before, after, options, command);
  if (!parsed.ok) return parsed;
  return success({
    ...parsed.value,
    command: info === undefined ? "" : command,
    words: [...words, ...parsed.value.words],
    own: [...words, ...parsed.value.own],
  });
}

/** The first word that is neither an option nor the value of one is the command or task. */
export function splitAtCommand(argv: readonly string[]): {
  before: string[];
  command: string;
  after: string[];
} {
  const valued = new Set(
    [...globalOptions, ...taskOptions].flatMap((option) => {
      const { names, takesValue } = optionNames(option);
      return takesValue ? names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)) : [];
    }),
  );
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === "--") break;
    if (valued.has(word)) index++;
    else if (!word.startsWith("-")) {
      return { before: argv.slice(0, index), command: word, after: argv.slice(index + 1) };
    }
  }
  return { before: [...argv], command: "", after: [] };
}

function parseOptions(
  before: readonly string[],
  after: readonly string[],
  own: readonly OptionInfo[],
  command: string,
): Result<Arguments> {
  const known = [...globalOptions, ...own];
  const forTask =
    command === "" || !Object.hasOwn(commands, command) || commands[command]!.takesTask === true;
  const { argv, tokens } = forTask
    ? setAside(before, after, known)
    : { argv: [...before, ...after], tokens: [] };
  const parser = cac("gowsl");
  // `--no-keep-going` comes with `--keep-going`; cac would make its default true.
  for (const { form, text } of known) if (!form.startsWith("--no-")) parser.option(form, text);
  const normal = longForms(argv, known);
  const failures = [
    ...unknownOptions(normal, known, command),
    ...missingValues(normal, known),
    ...unwantedValues(normal, known),
  ];
  if (failures.length > 0) return failure(...failures);
  const { args, options } = parser.parse(["node", "gowsl", ...markValues(normal, known)], { run: false });
  const values = readOptions(options);
  if (!values.ok) return values;
  const words = args.map(String);
  const extra = ((options["--"] as string[] | undefined) ?? []).map(String);
  // Who names a commit wants what is affected since.
  const affected = values.value.affected || values.value.since !== undefined;
  const read = { ...values.value, affected, command: "", words, own: words, extra };
  if (!forTask) return success(read);
  return success({ ...read, words: tokens.filter((token) => !isOption(token)), own: tokens });
}

/** Takes out what a task may declare itself: words, and options behind it that are not gowsl's. */
function setAside(
  before: readonly string[],
  after: readonly string[],
  known: readonly OptionInfo[],
): { argv: string[]; tokens: string[] } {
  const normal = longForms(after, known);
  const end = normal.includes("--") ? normal.indexOf("--") : normal.length;
  const values = valueWords(normal, known);
  const isOurs = (word: string, index: number) =>
    index >= end || values.has(index) || (isOption(word) && unknownOptions([word], known, "").length === 0);
  return {
    argv: [...before, ...normal.filter(isOurs)],
    tokens: normal.filter((word, index) => !isOurs(word, index)),
  };
}

/** Options of a command for its help. */
export function optionsOf(info: CommandInfo | undefined): readonly OptionInfo[] {
  return [...(info?.options ?? taskOptions), ...globalOptions];
}

/** Names of the options that may stand behind a task. */
export function optionNamesOf(task: string): string[] {
  const info = Object.hasOwn(commands, task) ? commands[task] : undefined;
  return optionsOf(info).flatMap((option) => optionNames(option).names);
}
