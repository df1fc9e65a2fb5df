/** `--affected`: the plan of a run with what no changed file affects left out. */
import { changedSince } from "../host/changed-files.ts";
import type { Emit } from "../model/event.ts";
import { success, type Result } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import { affectedBy, withoutUnaffected } from "./affected.ts";
import type { Arguments } from "./arguments.ts";
import type { Planned } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { runSetting } from "./run-setting.ts";

export async function affectedPlan(
  project: Project,
  planned: Planned,
  given: Arguments,
  request: TaskRequest,
  emit: Emit,
): Promise<Result<Plan>> {
  const { children, machine, root } = project;
  const since = given.since ?? "HEAD";
  const files = await changedSince(children, machine.environment, root, since);
  if (!files.ok) return files;
  const setting = { ...runSetting(project, planned, given, request), emit };
  const affected = await affectedBy(project, planned, setting, files.value);
  return affected.ok ? success(withoutUnaffected(planned.plan, affected.value, since)) : affected;
}
