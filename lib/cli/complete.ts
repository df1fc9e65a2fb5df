/**
 * `gowsl __complete`, which the scripts for shells call at each Tab: the names of the tasks come from a
 * note of the last evaluation of the config, as long as its files have the content that they had then. The
 * note lies in the user's cache directory: a Tab changes nothing in the project.
 */
import path from "node:path";
import { findConfig } from "../config/find.ts";
import { argumentsOf } from "../graph/instance-values.ts";
import { isPrivate } from "../graph/names.ts";
import { digestText, realPath, readText } from "../host/files.ts";
import { cacheDirectory, readMachine, type Machine } from "../host/machine.ts";
import { ownVersion } from "../host/package.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import type { Terminal } from "../host/terminal.ts";
import { needNames } from "../model/needs.ts";
import type { Task } from "../model/task.ts";
import { completeWords, type CompletionFacts, type TaskNote } from "./complete-words.ts";
import { axesOfTask, optionsOfTask } from "./task-words.ts";

interface Note {
  version: string;
  /** The config's files with their digests. */
  sources: [file: string, digest: string][];
  facts: CompletionFacts;
}

/** Prints a line for each word that may stand at the cursor, which is the last of the words. */
export async function complete(
  terminal: Pick<Terminal, "stdout">,
  words: readonly string[],
  builtIn: Readonly<Record<string, Task>>,
): Promise<number> {
  const machine = readMachine();
  const folder = words[words.findIndex((word) => word === "-C" || word === "--directory") + 1];
  const named = words.includes("-C") || words.includes("--directory") ? folder : undefined;
  const cwd = realPath(path.resolve(machine.cwd, named ?? "."));
  const facts = await readFacts(machine, cwd, builtIn);
  const found = completeWords(facts, words.slice(0, -1), words.at(-1) ?? "");
  for (const { word, text } of found) terminal.stdout(text === "" ? `${word}\n` : `${word}\t${text}\n`);
  return 0;
}

async function readFacts(
  machine: Machine,
  cwd: string,
  builtIn: Readonly<Record<string, Task>>,
): Promise<CompletionFacts> {
  const config = findConfig(cwd);
  if (config === undefined) return { tasks: taskNotes(builtIn), targets: [] };
  const file = path.join(cacheDirectory(machine), "completions", `${digestText(config)}.json`);
  const note = parseNote(readText(file));
  const holds =
    note?.version === ownVersion() &&
    note.sources.every(([source, digest]) => digestText(readText(source) ?? "") === digest);
  if (holds) return note.facts;
  const [{ loadConfig }, { keepingOf }] = await Promise.all([
    import("../config/load.ts"),
    import("../config/kept.ts"),
  ]);
  const check = { builtIn, commands: [] };
  const loaded = await loadConfig({ cwd, ...check, keeping: keepingOf(machine, check) });
  // A config that is being written: what it said last is better than nothing.
  if (!loaded.ok) return note?.facts ?? { tasks: taskNotes(builtIn), targets: [] };
  const { tasks, sources, config: given } = loaded.value;
  const facts = { tasks: taskNotes(tasks), targets: [...(given.targets ?? [])] };
  const fresh: Note = {
    version: ownVersion(),
    sources: sources.map((source) => [source, digestText(readText(source) ?? "")]),
    facts,
  };
  // Without it the next Tab takes longer.
  await writeText(file, sealed(`${JSON.stringify(fresh)}\n`), "may be lost").catch(() => {});
  return facts;
}

function parseNote(written: string | undefined): Note | undefined {
  const text = unsealed(written);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Note);
  } catch {
    return undefined;
  }
}

function taskNotes(tasks: Readonly<Record<string, Task>>): TaskNote[] {
  return Object.entries(tasks)
    .filter(([name, task]) => !isPrivate(name, task))
    .map(([name, task]) => taskNote(name, task));
}

function taskNote(name: string, task: Task): TaskNote {
  const declared = argumentsOf(task);
  const axes = axesOfTask(task);
  const choices = Object.entries(declared).flatMap(([each, argument]): [string, string[]][] =>
    argument.type === "choice" ? [[each, [...argument.values]]] : [],
  );
  const text =
    task.description ?? (needNames(task.needs).length > 0 && task.kind === "function" ? "a group" : "");
  return {
    name,
    text: text.split("\n")[0]!,
    aliases: [...(task.alias ?? [])],
    options: optionsOfTask(declared, axes),
    values: { ...Object.fromEntries(choices), ...axes },
    positional: Object.values(declared).flatMap((argument) =>
      argument.type === "flag" || argument.positional !== true
        ? []
        : [argument.type === "choice" ? [...argument.values] : []],
    ),
  };
}
