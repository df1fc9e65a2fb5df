/**
 * What may stand where the cursor is in a command line: commands, tasks, options, their values, targets.
 * Where nothing is offered the shell offers files. Pure; knows no shell.
 */
import { commands, globalOptions, taskOptions } from "./commands.ts";
import { valueWords } from "./option-checks.ts";
import { optionNames, type OptionInfo } from "./options.ts";

/** A word that may stand there, with a line about it. */
export interface Candidate {
  word: string;
  text: string;
}

/** What is remembered of a task. */
export interface TaskNote {
  name: string;
  text: string;
  aliases: string[];
  options: OptionInfo[];
  /** Values by option; an option without values takes any text. */
  values: Record<string, string[]>;
  /** Values of the words behind the task, in order. */
  positional: string[][];
}

export interface CompletionFacts {
  /** Those that are run by name. */
  tasks: TaskNote[];
  /** Targets of the config. */
  targets: string[];
}

/** First-class ports (golang.org/wiki/PortingPolicy), for those that no config names. */
const usualTargets = [
  "all",
  "darwin/amd64",
  "darwin/arm64",
  "linux/386",
  "linux/amd64",
  "linux/arm",
  "linux/arm64",
  "windows/386",
  "windows/amd64",
];

/** Words behind a command that are always the same. */
const subcommands: Readonly<Record<string, readonly string[]>> = {
  completions: ["bash", "zsh", "fish", "powershell"],
  toolchain: ["install", "list", "use", "prune"],
  shim: ["install", "uninstall", "status"],
  which: ["go"],
  query: ["affected", "needs"],
};

/** Values of gowsl's own options. */
const optionValues: Readonly<Record<string, readonly string[]>> = {
  output: ["grouped", "prefixed", "interleaved", "failed", "none"],
  shell: ["bash", "zsh", "fish", "powershell", "cmd"],
};

/**
 * @param before the words before the one at the cursor, without `gowsl`
 * @param current what stands of the word at the cursor
 */
export function completeWords(
  facts: CompletionFacts,
  before: readonly string[],
  current: string,
): Candidate[] {
  if (before.includes("--")) return [];
  const { command, words, task } = readBefore(facts, before);
  const info = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (info?.passesOn) return [];
  const known = [...(info?.options ?? taskOptions), ...(task?.options ?? []), ...globalOptions];
  const last = before.at(-1);
  const pending = last !== undefined && valueWords(before, known).has(before.length) ? last : undefined;
  if (pending !== undefined) return valuesOf(task, nameOf(pending), current);
  const inline = /^--?([^=]+)=(.*)$/s.exec(current);
  if (inline !== null) {
    const prefix = current.slice(0, current.length - inline[2]!.length);
    return valuesOf(task, inline[1]!, inline[2]!).map(({ word, text }) => ({ word: prefix + word, text }));
  }
  if (current.startsWith("-")) return startingWith(current, known.flatMap(optionWords));
  return startingWith(current, wordsFor(facts, command, words, task, current));
}

/** The command or the task that the words before the cursor are for. */
function readBefore(facts: CompletionFacts, before: readonly string[]) {
  let command: string | undefined;
  let task: TaskNote | undefined;
  let words: string[] = [];
  for (let index = 0; index < before.length; index++) {
    const word = before[index]!;
    const info = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
    const known = [...globalOptions, ...(info?.options ?? taskOptions), ...(task?.options ?? [])];
    if (word.startsWith("-")) {
      if (valueWords([word], known).has(1)) index++;
      continue;
    }
    if (command === undefined) {
      command = word;
      task = taskOf(facts, word);
    } else if ((command === "run" || info === undefined) && words.length >= (task?.positional.length ?? 0)) {
      task = taskOf(facts, word) ?? task;
      words = [];
    } else words.push(word);
  }
  return { command, words, task };
}

function taskOf({ tasks }: CompletionFacts, word: string): TaskNote | undefined {
  return tasks.find(({ name, aliases }) => name === word || aliases.includes(word));
}

function wordsFor(
  facts: CompletionFacts,
  command: string | undefined,
  words: readonly string[],
  task: TaskNote | undefined,
  current: string,
): Candidate[] {
  const tasks = facts.tasks.flatMap(({ name, aliases, text }) =>
    [name, ...aliases].map((word) => ({ word, text })),
  );
  const names = Object.entries(commands).map(([word, { text }]) => ({ word, text }));
  const plain = (list: readonly string[]) => list.map((word) => ({ word, text: "" }));
  if (command === undefined || command === "help") {
    // A task goes before the command of its name, and both are one word.
    return words.length > 0
      ? []
      : [...tasks, ...names.filter(({ word }) => taskOf(facts, word) === undefined)];
  }
  if (Object.hasOwn(subcommands, command)) {
    if (words.length === 0) return plain(subcommands[command]!);
    return command === "query" && words[0] === "needs" ? tasks : [];
  }
  if (command === "cross") return targetsAfter(facts, current);
  if (command === "why" || command === "graph") {
    return words.length === 0 ? tasks : plain(facts.targets);
  }
  const isTask = command === "run" || !Object.hasOwn(commands, command);
  if (!isTask) return [];
  const values = task?.positional[words.length];
  return values === undefined ? tasks : plain(values);
}

/** `linux/amd64,windows/`: the last one of a list. */
function targetsAfter({ targets }: CompletionFacts, current: string): Candidate[] {
  const prefix = current.slice(0, current.lastIndexOf(",") + 1);
  const taken = prefix.split(",");
  const all = [...new Set([...targets.filter((each) => !/[!*]/.test(each)), ...usualTargets])];
  return all.filter((each) => !taken.includes(each)).map((each) => ({ word: prefix + each, text: "" }));
}

/** Values of an option; of an axis several, with commas between them. */
function valuesOf(task: TaskNote | undefined, option: string, current: string): Candidate[] {
  const values = task?.values[option] ?? optionValues[option] ?? [];
  const prefix = current.slice(0, current.lastIndexOf(",") + 1);
  return startingWith(
    current,
    values.map((word) => ({ word: prefix + word, text: "" })),
  );
}

function optionWords(option: OptionInfo): Candidate[] {
  return optionNames(option).names.map((name) => ({
    word: name.length === 1 ? `-${name}` : `--${name}`,
    text: option.text,
  }));
}

function nameOf(option: string): string {
  return option.replace(/^--?/, "");
}

function startingWith(current: string, candidates: readonly Candidate[]): Candidate[] {
  const found = candidates.filter(({ word }) => word.startsWith(current));
  return [...new Map(found.map((each) => [each.word, each])).values()];
}
