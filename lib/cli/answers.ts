/** The commands that answer without running anything: `which`, `list`, `help`. The answer goes to stdout. */
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import type { Task } from "../model/task.ts";
import { optionsOf, type Arguments } from "./arguments.ts";
import { commands, globalOptions } from "./commands.ts";
import { settingNotes } from "./go-settings.ts";
import { sideSentence } from "../go/side.ts";
import { routeGo, type Project } from "./project.ts";
import { projectSide } from "./side.ts";
import { reportFailures } from "./run-tasks.ts";

/** `gowsl which go`: the path on stdout; the reason and every rejection on stderr. */
export async function which(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const [what = "go", ...rest] = given.words;
  if (what !== "go" || rest.length > 0) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl which",
          thing: `"${given.words.join(" ")}" is nothing that gowsl routes`,
          next: "Ask `gowsl which go`.",
        },
      ],
      emit,
    );
  }
  const routed = await routeGo(project);
  if (!routed.ok) return reportFailures(routed.failures, emit);
  const { goroot, go, version, os, arch, why, rejected } = routed.value;
  const { terminal } = project;
  const notes = settingNotes(project, routed.value);
  const chosen = projectSide(project);
  const side = chosen.ok && chosen.value.side !== undefined ? chosen.value : undefined;
  if (given.json) {
    const sideAnswer = side === undefined ? {} : { side: { name: side.side, why: side.why } };
    const document = { goroot, go, version, os, arch, why, rejected, notes, ...sideAnswer };
    terminal.stdout(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  terminal.stdout(`${go}\n`);
  if (!given.quiet) {
    terminal.stderr(`${why}\n`);
    if (side !== undefined) terminal.stderr(`side: ${sideSentence(side)}\n`);
    for (const { place, source, reason } of rejected)
      terminal.stderr(`rejected: ${place} (${source}): ${reason}\n`);
    for (const note of notes) terminal.stderr(`note: ${note}\n`);
  }
  return 0;
}

/** `gowsl list`: every task with its needs and description. */
export function list({ terminal, loaded, configName }: Project, given: Arguments): number {
  const declared = Object.keys(loaded.config.tasks ?? {});
  const names = [...declared, ...Object.keys(loaded.tasks).filter((name) => !declared.includes(name))];
  const rows = names.map((name) => {
    const task = loaded.tasks[name]!;
    return {
      name,
      description: describeTask(task),
      needs: task.needs ?? [],
      builtIn: !declared.includes(name),
    };
  });
  if (given.json) {
    terminal.stdout(`${JSON.stringify({ config: loaded.file ?? null, tasks: rows }, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const { name, description, needs } of rows) {
    const after = needs.length === 0 ? "" : ` (after ${needs.join(", ")})`;
    terminal.stdout(`${name.padEnd(width)}  ${description}${after}\n`);
  }
  if (!given.quiet) {
    const source = loaded.file === undefined ? `no ${configName}; these tasks always exist` : loaded.file;
    terminal.stderr(`\n${source}\n\`gowsl TASK\` runs one, \`gowsl help\` shows the commands.\n`);
  }
  return 0;
}

function describeTask(task: Task): string {
  if (task.description !== undefined) return task.description;
  if (task.kind === "shell") return task.command;
  if (task.kind === "function")
    return task.run === undefined ? "a group of tasks" : "a function of the config";
  return task.kind.replace("go-", "go ");
}

/** `gowsl help [command or task]`. */
export function help(
  { stdout }: { stdout(text: string): void },
  tasks: Readonly<Record<string, Task>>,
  topic: string | undefined,
  emit: Emit,
): number {
  if (topic === undefined) {
    stdout(overview());
    return 0;
  }
  const info = commands[topic];
  const task = tasks[topic];
  if (info === undefined && task === undefined) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl help",
          thing: `there is no command or task "${topic}"`,
          next: didYouMean(
            topic,
            [...Object.keys(commands), ...Object.keys(tasks)],
            "`gowsl list` shows the tasks.",
          ),
        },
      ],
      emit,
    );
  }
  const usage = info === undefined ? "[options] [-- arguments]" : info.usage;
  const text = task?.description ?? info?.text ?? describeTask(task!);
  const needs = task?.needs?.length ? `\nNeeds: ${task.needs.join(", ")}\n` : "";
  stdout(`gowsl ${topic} ${usage}\n\n${text}\n${needs}\nOptions:\n${optionLines(optionsOf(info))}`);
  return 0;
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { text }]) => `  ${name.padEnd(width)}  ${text}\n`);
  return [
    "gowsl builds, cross-compiles and tests Go projects from one typed file, gowsl.config.ts.\n\n",
    "Usage: gowsl [options] [command or task] [arguments]\n\n",
    "Without arguments it runs the task named default, else it lists the tasks.\n\n",
    `Commands:\n${lines.join("")}\n`,
    `Options:\n${optionLines(globalOptions)}\n`,
    "`gowsl help COMMAND` shows the options of a command.\n",
    "Exit codes: 1 a step failed, 2 command line, 3 config or graph, 4 module or target,\n",
    "5 toolchain, 6 file system, 130 interrupted; `go` and `exec` pass on the program's own.\n",
  ].join("");
}

function optionLines(options: readonly { form: string; text: string }[]): string {
  const width = Math.max(...options.map((option) => option.form.length));
  return options.map(({ form, text }) => `  ${form.padEnd(width)}  ${text}\n`).join("");
}
