/**
 * `gowsl import Makefile`: the targets of a Makefile as tasks of a typed config, by what make itself says of them, and
 * the commands of both side by side. Runs no recipe.
 */
import path from "node:path";
import { readComments } from "../config/make-comments.ts";
import { readDatabase, type MakeDatabase, type MakeTarget } from "../config/make-database.ts";
import {
  chooseTargets,
  expandedLines,
  importedTask,
  leavePath,
  recognised,
  taskNames,
  type ImportedTask,
} from "../config/make-tasks.ts";
import { validateConfig } from "../config/validate.ts";
import { writtenConfig } from "../config/written-config.ts";
import { isMainFolder } from "../go/main-folders.ts";
import { importConfig } from "../host/config-module.ts";
import { describeError, isDirectory, isFile, readText, remove } from "../host/files.ts";
import { readMachine } from "../host/machine.ts";
import { temporaryName, writeText } from "../host/placing.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import { failure, sentence, success, type Result } from "../model/failure.ts";
import { targetVariables } from "../model/target.ts";
import type { Task } from "../model/task.ts";
import { optionNamesOf, type Arguments } from "./arguments.ts";
import { findMake, type Make } from "./ask-make.ts";
import { commands } from "./commands.ts";
import { compare, comparisonText, type Comparison, type Surroundings } from "./compare-make.ts";
import { reportFailures } from "./failures.ts";
import { printDocument } from "./output.ts";
import { standingFolder } from "./project.ts";

type LeftOut = { name: string; reason: string }[];

/** Writes the config, shows the comparison, and returns 0 where nothing differs without a reason. */
export async function importMakefile(
  terminal: Terminal,
  given: Arguments,
  builtIn: Readonly<Record<string, Task>>,
  emit: Emit,
): Promise<number> {
  const machine = readMachine();
  const place = filesOf(standingFolder(machine, given.directory), given);
  if (!place.ok) return reportFailures(place.failures, emit);
  const { makefile, out } = place.value;
  const make = await findMake(machine, path.dirname(makefile), path.basename(makefile));
  if (!make.ok) return reportFailures(make.failures, emit);
  const read = await readMakefile(make.value, makefile);
  if (!read.ok) return reportFailures(read.failures, emit);
  const { tasks, leftOut, text, shell } = read.value;
  const loaded = await load(out, text, builtIn);
  if (!loaded.ok) return reportFailures(loaded.failures, emit);
  const compared = await compareAll(make.value, tasks, loaded.value, {
    shell,
    path: make.value.environment["PATH"] ?? "",
  });
  if (!given.dryRun) {
    try {
      await writeText(out, text);
    } catch (error) {
      const next = "Name another file with --out.";
      return reportFailures([{ family: "files", place: out, thing: describeError(error), next }], emit);
    }
  }
  const differs = compared.filter(({ verdict }) => verdict === "differs").length;
  if (given.json) {
    printDocument(terminal, { file: out, written: !given.dryRun, config: text, compared, leftOut });
    return differs === 0 ? 0 : 1;
  }
  for (const { name, reason } of leftOut) emit({ type: "note", text: `${name} is left out: ${reason}` });
  if (given.dryRun) terminal.stdout(text);
  else {
    terminal.stdout(`${compared.map(comparisonText).join("\n")}\n`);
    terminal.stdout(
      `${out}: ${tasks.length} tasks, ${differs === 0 ? "none differs" : `${differs} differ`}\n`,
    );
  }
  return differs === 0 ? 0 : 1;
}

/** The Makefile, and where the config will be. */
function filesOf(cwd: Result<string>, given: Arguments): Result<{ makefile: string; out: string }> {
  if (!cwd.ok) return cwd;
  const wrong = (thing: string, next: string) =>
    failure({ family: "command-line", place: "gowsl import", thing, next });
  const [word] = given.words;
  if (word === undefined) return wrong("does not say what to import", "Write `gowsl import Makefile`.");
  const makefile = path.resolve(cwd.value, word);
  if (!isFile(makefile)) return wrong(`there is no file ${word}`, "Name the Makefile.");
  if (!/makefile|\.mk$/i.test(path.basename(makefile)))
    return wrong(`${word} is no Makefile by its name`, "Only Makefiles can be imported.");
  const folder = path.dirname(makefile);
  const out =
    given.out === undefined ? path.join(folder, "gowsl.config.ts") : path.resolve(cwd.value, given.out);
  if (path.dirname(out) !== folder)
    return wrong(
      "the config must lie beside the Makefile, as its lines run there",
      "Leave the folder out of --out.",
    );
  if (isFile(out) && !given.force && !given.dryRun) {
    const next = "Look at what would be written with --dry-run, or replace it with --force.";
    return failure({ family: "files", place: out, thing: "is there already", next });
  }
  return success({ makefile, out });
}

interface Imported {
  tasks: ImportedTask[];
  leftOut: LeftOut;
  text: string;
  shell: string;
}

async function readMakefile(make: Make, makefile: string): Promise<Result<Imported>> {
  const told = await make.database();
  if (!told.ok) return told;
  const database = readDatabase(told.value, make.environment);
  const comments = readComments(readText(makefile) ?? "");
  const chosen = chooseTargets(database);
  const lineOf = ({ name, line }: MakeTarget) => comments.rules[name] ?? line ?? Infinity;
  chosen.targets.sort((a, b) => lineOf(a) - lineOf(b) || a.name.localeCompare(b.name));
  const { targets, lines, leftOut } = await expandAll(make, database, chosen.targets);
  for (const { name, recipe } of targets) {
    if (!recipe.join("\n").match(/\$[({]PATH[)}]/)) continue;
    lines.set(
      name,
      lines.get(name)!.map((line) => leavePath(line, make.environment["PATH"] ?? "")),
    );
  }
  const all = [...chosen.leftOut, ...leftOut];
  const from = path.basename(makefile);
  if (targets.length === 0) {
    const next = all.length === 0 ? undefined : `Left out: ${all.map(({ name }) => name).join(", ")}.`;
    return failure({
      family: "config",
      place: from,
      thing: "has no target that could be a task",
      ...(next === undefined ? {} : { next }),
    });
  }
  // What is exported for a target would make another program.
  const isPlain = !Object.keys(database.exported).some((name) => targetVariables.includes(name));
  const beside = (name: string) => path.join(path.dirname(makefile), name);
  const folders = {
    isMain: (folder: string) => isPlain && isMainFolder(beside(folder)),
    isFolder: (name: string) => isDirectory(beside(name)),
  };
  const recognise = (each: readonly string[]) => recognised(each, folders);
  const names = taskNames(targets, lines, { commands: Object.keys(commands), recognise });
  const here = (name: string) => !path.isAbsolute(name) && isFile(path.join(path.dirname(makefile), name));
  const tasks = targets.map((target) =>
    importedTask(target, lines.get(target.name)!, { names, isFile: here, comments, recognise }),
  );
  const { PATH: exportedPath, ...exported } = database.exported;
  if (exportedPath !== undefined)
    all.push({
      name: "the exported PATH",
      reason: "it is that of this machine; gowsl puts the chosen go first",
    });
  const shell = `${database.shell.replace(/^\/bin\//, "")} ${database.shellFlags}`;
  const defaultTask = names.get(database.defaultGoal ?? "");
  const text = writtenConfig(tasks, { from, shell, exported, ...(defaultTask ? { defaultTask } : {}) });
  return success({ tasks, leftOut: all, text, shell });
}

/** Asks make for the lines of each target alone. What needs a target that is left out is left out, too. */
async function expandAll(make: Make, { isOneShell }: MakeDatabase, chosen: readonly MakeTarget[]) {
  const lines = new Map<string, string[]>();
  const leftOut: LeftOut = [];
  for (const target of chosen) {
    const told = await make.lines(target.name, target.prerequisites);
    const expanded = !told.ok
      ? { ok: false as const, reason: `make fails: ${told.failures[0]!.thing}` }
      : expandedLines(target.recipe, told.value, isOneShell);
    if (expanded.ok) lines.set(target.name, expanded.lines);
    else leftOut.push({ name: target.name, reason: expanded.reason });
  }
  let targets = chosen.filter(({ name }) => lines.has(name));
  for (let before = -1; before !== targets.length;) {
    before = targets.length;
    const gone = new Set(leftOut.map(({ name }) => name));
    targets = targets.filter(({ name, prerequisites }) => {
      const missing = prerequisites.find((each) => gone.has(each));
      const isEmpty = lines.get(name)!.length === 0 && !prerequisites.some((each) => lines.has(each));
      if (missing !== undefined) leftOut.push({ name, reason: `it needs ${missing}` });
      else if (isEmpty) leftOut.push({ name, reason: "it runs nothing" });
      return missing === undefined && !isEmpty;
    });
  }
  return { targets, lines, leftOut };
}

/** Loads the config as it will be, from a name of its own beside it, and checks it. */
async function load(
  out: string,
  text: string,
  builtIn: Readonly<Record<string, Task>>,
): Promise<Result<Readonly<Record<string, Task>>>> {
  const draft = `${temporaryName(out)}.ts`;
  try {
    await writeText(draft, text, "may be lost");
    const imported = await importConfig(draft);
    if (!imported.ok)
      return failure({ family: "config", place: path.basename(out), thing: imported.message });
    const reserved = {
      commands: Object.keys(commands),
      replaceable: Object.keys(builtIn),
      options: optionNamesOf,
    };
    const checked = validateConfig(imported.value, path.basename(out), reserved);
    return checked.ok ? success(checked.value.tasks ?? {}) : checked;
  } catch (error) {
    return failure({ family: "files", place: path.dirname(out), thing: describeError(error) });
  } finally {
    await remove(draft).catch(() => {});
  }
}

/** Each target with all that it needs, as make would make it from nothing. */
async function compareAll(
  make: Make,
  tasks: readonly ImportedTask[],
  loaded: Readonly<Record<string, Task>>,
  surroundings: Surroundings,
): Promise<Comparison[]> {
  const imported = new Map(tasks.map((task) => [task.name, task]));
  const compared: Comparison[] = [];
  for (const task of tasks) {
    const told = await make.lines(task.target, []);
    const printed = told.ok ? expandedLines([], told.value) : undefined;
    if (printed?.ok) compared.push(compare(task, printed.lines, loaded, imported, surroundings));
    else {
      const why = told.ok ? "make's lines can't be read" : told.failures.map(sentence).join(" ");
      const nothing = { target: task.target, task: task.name, make: [], gowsl: [] };
      compared.push({ ...nothing, verdict: "differs", why });
    }
  }
  return compared;
}
