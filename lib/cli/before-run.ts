/** What must be settled before anything of a run begins: functions that are there, variables that must be set, questions. */
import { success, type Failure, type Result } from "../model/failure.ts";
import type { Task } from "../model/task.ts";
import type { Arguments } from "./arguments.ts";
import type { Conditions } from "./conditions.ts";
import type { Project } from "./project.ts";
import { functionsOf } from "./run-setting.ts";
import type { TaskRequest } from "./resolve-targets.ts";

/** The tasks that are run, by their names; skipped ones ask for nothing. */
function runningTasks({ tasks, instances }: TaskRequest): [string, Task][] {
  return [...instances].flatMap(([name, { skip }]): [string, Task][] =>
    skip === undefined && tasks[name] !== undefined ? [[name, tasks[name]]] : [],
  );
}

/**
 * The request with functions that can be called: a config that was kept has none. It is evaluated before anything runs,
 * as what runs may change it.
 * @param ask makes the request of a project
 */
export async function withFunctions(
  project: Project,
  { dryRun }: Pick<Arguments, "dryRun">,
  ask: (project: Project) => Result<TaskRequest>,
): Promise<Result<{ project: Project; request: TaskRequest }>> {
  const asked = ask(project);
  if (!asked.ok) return asked;
  const { evaluated } = project.loaded;
  const asIs = success({ project, request: asked.value });
  if (dryRun || evaluated === undefined) return asIs;
  if (functionsOf(Object.fromEntries(runningTasks(asked.value))).size === 0) return asIs;
  const loaded = await evaluated();
  if (!loaded.ok) return loaded;
  return withFunctions({ ...project, loaded: loaded.value }, { dryRun }, ask);
}

/** Every variable that is required and not set, with the tasks that need it. */
export function missingVariables(
  { machine }: Project,
  request: TaskRequest,
  conditions: Conditions,
): Failure[] {
  const missing = new Map<
    string,
    { users: string[]; meaning: string; file: string | undefined; how: string }
  >();
  for (const [name, task] of runningTasks(request)) {
    const required: [string, string][] = isList(task.requires)
      ? task.requires.map((each) => [each, ""])
      : Object.entries(task.requires ?? {});
    for (const [variable, meaning] of required) {
      const value = conditions.valueOf(task, variable);
      if (value) continue;
      const how = value === undefined ? "is not set" : "is set to nothing";
      const known = missing.get(variable) ?? { users: [], meaning, file: undefined, how };
      known.users.push(name);
      if ("dotenv" in task) known.file ??= task.dotenv?.at(-1);
      missing.set(variable, known);
    }
  }
  return [...missing].map(([variable, { users, meaning, file, how }]) => ({
    family: "command-line",
    place: meaning === "" ? variable : `${variable} (${meaning})`,
    thing: `${how}, and ${users.join(", ")} ${users.length === 1 ? "needs" : "need"} it`,
    next: waysToSet(variable, machine.platform, file),
  }));
}

function waysToSet(name: string, platform: NodeJS.Platform, file: string | undefined): string {
  const shell = platform === "win32" ? `$env:${name} = "..."` : `export ${name}=...`;
  return file === undefined ? `Set it: ${shell}` : `Set it: ${shell}, or write ${name}=... into ${file}.`;
}

function isList(value: Task["requires"]): value is readonly string[] {
  return Array.isArray(value);
}

/** The questions of the tasks that are run, each once. */
export function questionsOf(request: TaskRequest): { task: string; question: string }[] {
  const asked = runningTasks(request).flatMap(([task, { confirm }]) =>
    confirm === undefined ? [] : [{ task, question: confirm }],
  );
  return [...new Map(asked.map((each) => [each.question, each])).values()];
}

/**
 * Asks all questions at once. `--yes` answers them.
 * @returns why nothing may run; undefined when all is settled
 */
export async function confirmRun(
  { terminal }: Project,
  request: TaskRequest,
  { yes }: Pick<Arguments, "yes">,
): Promise<Failure | undefined> {
  const questions = questionsOf(request);
  const [first] = questions;
  if (first === undefined || yes) return undefined;
  const place = `gowsl ${first.task}`;
  // Node's lines of a terminal take milliseconds to load, and few tasks ask.
  const { askLine, canAsk } = await import("../host/ask.ts");
  if (!canAsk()) {
    const thing = `asks "${first.question}", and there is no terminal to answer on`;
    return { family: "command-line", place, thing, next: "Answer it with --yes." };
  }
  for (const { question } of questions.slice(0, -1)) terminal.stderr(`${question}\n`);
  const answer = await askLine(`${questions.at(-1)!.question} [y/N] `);
  if (/^\s*y(es)?\s*$/i.test(answer ?? "")) return undefined;
  return { family: "interrupted", place, thing: "was not confirmed, and nothing was run" };
}
