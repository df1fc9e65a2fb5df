/** `gowsl query`: what files affect, and what needs a task. Reads, and changes nothing. */
import path from "node:path";
import { changedSince } from "../host/changed-files.ts";
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { needNames } from "../model/needs.ts";
import { argumentsOf } from "../graph/instance-values.ts";
import { sourceOf } from "../graph/names.ts";
import { isRequired } from "../model/task-arguments.ts";
import { affectedBy, affectedLines, type Affected } from "./affected.ts";
import type { Arguments } from "./arguments.ts";
import { reportFailures } from "./failures.ts";
import { planTasks } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import { isHidden, requestOf } from "./request.ts";
import { runSetting } from "./run-setting.ts";

const questions = ["affected", "needs"];

/** Prints the answer and returns the exit code. */
export async function query(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const [question = "", ...words] = given.words;
  if (question === "affected") return queryAffected(project, given, words, emit);
  if (question === "needs" && words.length === 1) return queryNeeds(project, given, words[0]!, emit);
  const thing =
    question === "needs"
      ? "takes one task"
      : question === ""
        ? "no question is asked"
        : `"${question}" is no question`;
  const next =
    question === "needs"
      ? "`gowsl query needs build`, for example."
      : didYouMean(question, questions, "`gowsl query affected FILE...` or `gowsl query needs TASK`.");
  return reportFailures([{ family: "command-line", place: "gowsl query", thing, next }], emit);
}

/** The tasks that need a task, and those that need these. */
function queryNeeds({ loaded, terminal }: Project, given: Arguments, word: string, emit: Emit): number {
  const { tasks } = loaded;
  const name = sourceOf(tasks, word);
  if (!Object.hasOwn(tasks, name)) {
    const next = didYouMean(word, Object.keys(tasks), "`gowsl list` shows the tasks.");
    const thing = `there is no task "${word}"`;
    return reportFailures([{ family: "command-line", place: "gowsl query needs", thing, next }], emit);
  }
  const found = new Map<string, string[]>([[name, [name]]]);
  for (const [need, way] of found) {
    for (const [user, task] of Object.entries(tasks)) {
      const names = needNames(task.needs).map((each) => sourceOf(tasks, each));
      if (names.includes(need) && !found.has(user)) found.set(user, [user, ...way]);
    }
  }
  found.delete(name);
  if (given.json) {
    const users = [...found].map(([task, way]) => ({ task, way }));
    terminal.stdout(`${JSON.stringify({ schema: 1, task: name, needed: users }, null, 2)}\n`);
    return 0;
  }
  for (const way of found.values()) terminal.stdout(`${way.join(" -> ")}\n`);
  if (found.size === 0 && !given.quiet) terminal.stderr(`nothing needs ${name}\n`);
  return 0;
}

async function queryAffected(
  project: Project,
  given: Arguments,
  words: readonly string[],
  emit: Emit,
): Promise<number> {
  const files = await filesOf(project, given, words);
  if (!files.ok) return reportFailures(files.failures, emit);
  const { tasks, config } = project.loaded;
  const declared = Object.keys(config.tasks ?? {}).filter((name) => !isHidden(tasks, name));
  const asking = declared.filter((name) => Object.values(argumentsOf(tasks[name]!)).some(isRequired));
  const hasModule = project.place.goMod !== undefined || project.place.goWork !== undefined;
  const builtIn = hasModule ? ["build", "test"].filter((name) => !declared.includes(name)) : [];
  const own = [...declared, ...builtIn].filter((name) => !asking.includes(name));
  const affected: Affected[] = [];
  if (own.length > 0) {
    const request = requestOf(project, { ...given, command: "run" }, { tasks: own });
    if (!request.ok) return reportFailures(request.failures, emit);
    const planned = await planTasks(project, request.value, true);
    if (!planned.ok) return reportFailures(planned.failures, emit);
    const setting = { ...runSetting(project, planned.value, given, request.value), emit };
    const found = await affectedBy(project, planned.value, setting, files.value);
    if (!found.ok) return reportFailures(found.failures, emit);
    affected.push(...found.value);
  }
  for (const name of asking)
    affected.push({ step: name, reason: "takes arguments, and what it reads may rest on them" });
  if (given.json) {
    const steps = affected.map(({ reason, ...each }) => ({
      ...each,
      affected: reason !== undefined,
      ...(reason === undefined ? {} : { reason }),
    }));
    project.terminal.stdout(`${JSON.stringify({ schema: 1, files: files.value, steps }, null, 2)}\n`);
    return 0;
  }
  for (const line of affectedLines(affected, undefined, given.verbose)) project.terminal.stdout(`${line}\n`);
  if (!given.quiet && affected.every(({ reason }) => reason === undefined)) {
    project.terminal.stderr(
      `nothing is affected by ${files.value.length === 1 ? "this file" : "these files"}\n`,
    );
  }
  return 0;
}

/** The files that are named, or those that changed since a commit. */
async function filesOf(
  project: Project,
  { since }: Arguments,
  words: readonly string[],
): Promise<Result<string[]>> {
  if (words.length > 0 && since === undefined)
    return success(words.map((word) => path.resolve(project.cwd, word)));
  const { children, machine, root } = project;
  if (words.length === 0 && since !== undefined)
    return changedSince(children, machine.environment, root, since);
  const fault: Failure = {
    family: "command-line",
    place: "gowsl query affected",
    thing: words.length === 0 ? "no file is named" : "files and --since are two questions",
    next: "Name files, or --since and a commit.",
  };
  return failure(fault);
}
