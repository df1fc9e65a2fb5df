/**
 * The step of a shell line, of a function or of a group, as the config writes them itself. Pure; knows nothing of what
 * they declare, which is told when all steps are there.
 */
import { parseDuration } from "../model/duration.ts";
import type { Command, CommandStep, GroupStep, Step } from "../model/plan.ts";
import { targetVariables } from "../model/target.ts";
import type { ServiceSettings, Task } from "../model/task.ts";
import { shellCommand } from "./command.ts";
import type { Instance } from "./expand.ts";
import type { PlanSetting } from "./outline.ts";

export type UserTask = Extract<Task, { kind: "shell" | "function" }>;

/** What each step of the host has, whatever it runs. */
export type StepBase = Pick<Step, "id" | "task" | "needs" | "cwd" | "env" | "requested">;

/** Why most tasks run every time. */
export const declaresNothing = "declares no inputs and outputs";

/** @param extra arguments for its command */
export function planUserStep(
  setting: Pick<PlanSetting, "root" | "join">,
  base: StepBase,
  task: UserTask,
  instance: Instance | undefined,
  extra: readonly string[],
): CommandStep | GroupStep {
  const { id, task: name, needs, cwd, env, requested } = base;
  const isShell = task.kind === "shell";
  if (!isShell && task.run === undefined) {
    return { kind: "group", ...base, ...(instance?.skip === undefined ? {} : { skip: instance.skip }) };
  }
  const command: Command = isShell
    ? shellCommand(task.command, extra, instance?.values)
    : { kind: "function", place: `tasks.${name}.run` };
  // Of thousands of tasks most have nothing else, and to spread each part of a step takes longer than the rest.
  const step: CommandStep = {
    kind: "command",
    id,
    task: name,
    needs,
    cwd,
    env,
    requested,
    commands: [command],
    budget: "none",
    unset: targetVariables,
    why: declaresNothing,
  };
  if (!isShell) Object.assign(step, givenValues(task, instance));
  else if (task.service !== undefined) step.service = serviceOf(task.service, task.timeout);
  if (task.dotenv !== undefined) Object.assign(step, environmentFiles(setting, task));
  return step;
}

/** Files of variables, which are read when the step runs: something that it needs may write them. */
export function environmentFiles(
  { root, join }: Pick<PlanSetting, "root" | "join">,
  { dotenv: files = [] }: { dotenv?: readonly string[] },
): Pick<CommandStep, "dotenv"> {
  return files.length === 0 ? {} : { dotenv: files.map((file) => join(root, file)) };
}

/** Beyond this a service is taken for one that will never be ready. */
const readyMs = 60_000;

function serviceOf(service: ServiceSettings, timeout?: string): NonNullable<CommandStep["service"]> {
  return { ...service, readyMs: timeout === undefined ? readyMs : parseDuration(timeout) };
}

/** What a function is told: its arguments where the task declares some, and the cell of the matrix. */
function givenValues(task: UserTask, instance: Instance | undefined): Pick<CommandStep, "args" | "matrix"> {
  if (instance === undefined) return {};
  const { args, matrix } = instance.values;
  return {
    ...(task.args === undefined ? {} : { args }),
    ...(Object.keys(matrix).length > 0 ? { matrix } : {}),
  };
}
