/** `--verify` of a command that builds: checks the toolchain and the modules of its steps before they run. */
import path from "node:path";
import { verifyModules, verifyToolchain } from "../go/verify.ts";
import { cacheDirectory } from "../host/machine.ts";
import type { Failure } from "../model/failure.ts";
import type { Planned } from "./plan-tasks.ts";
import { routedEnvironment, type Project } from "./project.ts";

/** @returns what is wrong; `say` is told what was found right. */
export async function verifyInputs(
  project: Project,
  { plan, toolchain }: Planned,
  say: (text: string) => void,
): Promise<Failure[]> {
  if (toolchain === undefined) return [];
  const { machine, children } = project;
  const failures: Failure[] = [];
  const checked = await verifyToolchain(toolchain, path.join(cacheDirectory(machine), "toolchains"));
  if ("failure" in checked) failures.push(checked.failure);
  else say(checked.note);
  const environment = routedEnvironment(project, toolchain);
  for (const cwd of new Set(plan.steps.flatMap((step) => (step.kind === "go-build" ? [step.cwd] : [])))) {
    const failure = await verifyModules({ go: toolchain.go, cwd, environment, children });
    if (failure !== undefined) failures.push(failure);
    else say(`the modules of ${cwd} are what go.sum says`);
  }
  return failures;
}
