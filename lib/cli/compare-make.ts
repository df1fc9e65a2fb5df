/**
 * The commands of make and those of gowsl, target by target: what gowsl plans for the config that was written, against
 * what make prints. Pure.
 */
import { buildLine, isSameBuild } from "../config/make-build.ts";
import { leavePath, type ImportedTask } from "../config/make-tasks.ts";
import { shellCommand } from "../graph/command.ts";
import { splitWords } from "../model/shell-words.ts";
import type { Task } from "../model/task.ts";

/** Imported tasks have no overrides by target. */
const anyTarget = { goos: "linux", goarch: "amd64" };

export interface Comparison {
  target: string;
  task: string;
  make: string[];
  gowsl: string[];
  verdict: "same" | "explained" | "differs";
  why?: string;
}

export interface Surroundings {
  /** The shell of the recipes, with its flags. */
  shell: string;
  /** PATH, as make has it. */
  path: string;
}

/** @param printed what make prints for the target with all that it needs, in order */
export function compare(
  task: ImportedTask,
  printed: readonly string[],
  tasks: Readonly<Record<string, Task>>,
  imported: ReadonlyMap<string, ImportedTask>,
  { shell, path: ownPath }: Surroundings,
): Comparison {
  const make = [...printed];
  const order = inOrder(task, imported);
  const gowsl = order.flatMap((each) => plannedLines(tasks[each.name], each, shell));
  const both = { target: task.target, task: task.name, make, gowsl };
  if (sameLines(make, gowsl)) {
    const why = goReasons(order);
    return why === "" ? { ...both, verdict: "same" } : { ...both, verdict: "explained", why };
  }
  const withPath = make.map((line) => leavePath(line, ownPath));
  if (sameLines(withPath, gowsl))
    return { ...both, verdict: "explained", why: "PATH is that of the machine where it runs" };
  if (sameLines(make.toSorted(), gowsl.toSorted()))
    return { ...both, verdict: "explained", why: "the same commands in another order of what it needs" };
  let next = 0;
  for (const line of make) if (next < gowsl.length && sameLines([line], [gowsl[next]!])) next++;
  if (next === gowsl.length && order.some(({ says }) => says))
    return { ...both, verdict: "explained", why: "make also prints what $(info ...) says" };
  return { ...both, verdict: "differs", why: "not the same commands" };
}

/** What tasks of Go do otherwise than a line. */
function goReasons(order: readonly ImportedTask[]): string {
  const named = (isBuild: boolean) =>
    order
      .filter(({ goTask }) => goTask !== undefined && (goTask.word === "go.build") === isBuild)
      .map(({ name }) => name)
      .join(", ");
  const [checks, builds] = [named(false), named(true)];
  return [
    ...(checks === "" ? [] : [`${checks}: gowsl runs only what is affected by a change`]),
    ...(builds === ""
      ? []
      : [`${builds}: the same program, which gowsl keeps and knows; values of today stay`]),
  ].join("; ");
}

/** A task behind all that it needs, each once. */
function inOrder(task: ImportedTask, imported: ReadonlyMap<string, ImportedTask>): ImportedTask[] {
  const seen = new Set<string>();
  const visit = (each: ImportedTask): ImportedTask[] => {
    if (seen.has(each.name)) return [];
    seen.add(each.name);
    return [...each.needs.flatMap((name) => visit(imported.get(name)!)), each];
  };
  return visit(task);
}

/** What gowsl starts for a task, without the shell around each line. */
function plannedLines(task: Task | undefined, imported: ImportedTask, shell: string): string[] {
  if (task?.kind === "go-test" || task?.kind === "go-vet") return imported.lines;
  if (task?.kind === "go-build") return [buildLine(task, anyTarget)];
  if (task?.kind !== "shell") return [];
  const command = shellCommand(task.command, []);
  const words = shell.split(" ");
  if (command.kind === "argv") {
    const isInShell =
      command.argv.length === words.length + 1 && words.every((word, i) => word === command.argv[i]);
    return [isInShell ? command.argv.at(-1)! : task.command];
  }
  if (command.kind !== "bash") return [];
  const lines: string[] = [];
  const pattern = new RegExp(
    `(\\{ )?${shell.replace(/[^\w ]/g, "\\$&")} '((?:[^']|'\\\\'')*)'( \\|\\| true; \\})?(?: && |$)`,
    "y",
  );
  let end = 0;
  for (let match = pattern.exec(command.line); match !== null; match = pattern.exec(command.line)) {
    lines.push(match[2]!.replaceAll(`'\\''`, "'"));
    end = pattern.lastIndex;
    if (end === command.line.length) break;
  }
  return end === command.line.length ? lines : [command.line];
}

/** Without a shell in between words are what counts. */
function sameLines(some: readonly string[], others: readonly string[]): boolean {
  const text = (line: string) => {
    const bare = line.trim();
    return /[|&;<>()$`\\*?[\]#~!{}\n]/.test(bare) ? bare : JSON.stringify(splitWords(bare) ?? bare);
  };
  return (
    some.length === others.length &&
    some.every((line, index) => text(line) === text(others[index]!) || isSameBuild(line, others[index]!))
  );
}

export function comparisonText({ target, task, make, gowsl, verdict, why }: Comparison): string {
  const block = (name: string, lines: readonly string[]) =>
    (lines.length === 0 ? ["(nothing)"] : lines)
      .flatMap((line) => line.split("\n"))
      .map((line, index) => `  ${index === 0 ? name.padEnd(6) : "      "} ${line}`);
  const lines = [
    `make ${target}  |  gowsl ${task}`,
    ...block("make", make),
    ...block("gowsl", gowsl),
    `  ${verdict}${why === undefined ? "" : `: ${why}`}`,
  ];
  return `${lines.join("\n")}\n`;
}
