/** Runs a step of commands, one after the other, until one fails. Knows nothing of other steps. */
import { readEnvFiles } from "../host/env-file.ts";
import type { StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { CommandStep } from "../model/plan.ts";
import { outputEvent } from "../model/printed.ts";
import { budgetEnvironment, withParallelism } from "./budget.ts";
import { runCommand, type CommandRequest } from "./command.ts";
import type { StepExecution } from "./scheduler.ts";
import type { BuildSetting } from "./setting.ts";

export type CommandStepSetting = Pick<
  BuildSetting,
  keyof Parameters<typeof runCommand>[0] | "machine" | "elapsed"
> & {
  /** Nobody reads what it prints on stdout but who reads that of gowsl. */
  directOutput?: boolean;
};

/** How the commands of a step ended. */
export type CommandsEnd =
  /** `good`: what a check says that found nothing. */
  { kind: "done"; good?: string } | { kind: "cancelled" } | { kind: "failed"; failure: Failure };

/** Runs a step whose result is not kept. */
export async function runCommandStep(
  setting: CommandStepSetting,
  step: CommandStep,
  cores: number,
  extra: readonly string[],
): Promise<StepExecution> {
  const startedMs = setting.elapsed();
  const end = (outcome: StepResult["outcome"], reason: string, failures: Failure[] = []) => ({
    results: [{ step: step.id, outcome, reason, durationMs: setting.elapsed() - startedMs }],
    failures,
  });
  setting.emit({ type: "step-started", step: step.id, text: step.why });
  const ended = await runCommands(setting, step, cores, extra);
  if (ended.kind === "cancelled") return end("cancelled", "was not finished");
  if (ended.kind === "failed") return end("failed", ended.failure.thing, [ended.failure]);
  return end("ran", ended.good ?? step.why);
}

/**
 * Runs the commands and nothing else.
 * @param extra arguments after `--`, for functions; those of command lines are in the plan.
 * @param alsoTo gets what they print, beside the reporter
 */
export async function runCommands(
  setting: CommandStepSetting,
  step: CommandStep,
  cores: number,
  extra: readonly string[],
  alsoTo?: CommandRequest["onOutput"],
): Promise<CommandsEnd> {
  let printed = false;
  for (const command of step.commands) {
    const budgeted =
      command.kind === "argv"
        ? { ...command, argv: withParallelism(command.argv, step.budget, cores) }
        : command;
    const fault = await runCommand(setting, {
      step: step.id,
      command: budgeted,
      cwd: step.cwd,
      env: { ...budgetEnvironment(step.budget, cores, setting.machine, setting.environment), ...step.env },
      args: step.requested ? extra : [],
      ...(step.interactive ? { interactive: true } : {}),
      ...(step.dotenv === undefined ? {} : { secret: readEnvFiles(step.dotenv) }),
      ...(step.args === undefined ? {} : { values: step.args }),
      ...(step.matrix === undefined ? {} : { matrix: step.matrix }),
      ...(step.check === undefined && setting.directOutput ? { direct: true } : {}),
      onOutput: (stream, piece) => {
        if (step.check !== undefined && stream === "stdout" && piece.text.trim() !== "") printed = true;
        alsoTo?.(stream, piece);
        setting.emit(outputEvent(step.id, stream, piece));
      },
      ...(step.unset === undefined ? {} : { unset: step.unset }),
      ...(step.target === undefined ? {} : { target: step.target }),
    });
    if (fault?.kind === "cancelled") return { kind: "cancelled" };
    // A check goes on to name everything. (gofmt -d exits with 1 for what it prints since Go 1.25.)
    if (fault === undefined || (step.check !== undefined && printed)) continue;
    const next = fault.next === undefined ? {} : { next: fault.next };
    return { kind: "failed", failure: { family: "step", place: step.id, thing: fault.thing, ...next } };
  }
  if (step.check === undefined) return { kind: "done" };
  const { thing, next, good } = step.check;
  return printed
    ? { kind: "failed", failure: { family: "step", place: step.id, thing, next } }
    : { kind: "done", good };
}
