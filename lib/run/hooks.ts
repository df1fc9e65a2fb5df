/** Runs the hooks of a build step, one after the other. */
import type { Failure } from "../model/failure.ts";
import { hookEnvironment, type BuildStep, type Command } from "../model/plan.ts";
import { outputEvent } from "../model/printed.ts";
import { targetVariables } from "../model/target.ts";
import { runCommand, type CommandSetting } from "./command.ts";

/**
 * Runs hooks until one fails.
 * @param artifact absolute path, for hooks after the build.
 */
export async function runHooks(
  setting: CommandSetting,
  step: BuildStep,
  hooks: readonly Command[],
  { artifact }: { artifact?: string },
): Promise<Failure | "cancelled" | undefined> {
  for (const [index, command] of hooks.entries()) {
    const fault = await runCommand(setting, {
      step: step.id,
      command,
      cwd: step.cwd,
      env: {
        ...hookEnvironment(step),
        ...(artifact === undefined ? {} : { GOWSL_ARTIFACT: artifact }),
      },
      unset: targetVariables,
      args: [],
      ...(step.matrix === undefined ? {} : { matrix: step.matrix }),
      onOutput: (stream, printed) => setting.emit(outputEvent(step.id, stream, printed)),
      ...(step.target === undefined ? {} : { target: step.target }),
      ...(artifact === undefined ? {} : { artifact }),
    });
    if (fault === undefined) continue;
    if (fault.kind === "cancelled") return "cancelled";
    const which = hooks === step.before ? "before" : "after";
    return {
      family: "step",
      place: `${step.id}: ${which}[${index}]`,
      thing: fault.thing,
      ...(fault.next === undefined ? {} : { next: fault.next }),
    };
  }
  return undefined;
}
