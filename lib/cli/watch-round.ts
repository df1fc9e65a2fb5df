/** One round of `gowsl watch`: plans again and runs what is due. A round in which nothing was due says nothing. */
import type { Emit, Event } from "../model/event.ts";
import { exitCodes, type Family } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import { runPlan } from "../run/run.ts";
import { isService, type Services } from "../run/services.ts";
import type { Arguments } from "./arguments.ts";
import { reportFailures } from "./failures.ts";
import type { HeldSteps } from "./held-steps.ts";
import { planTasks } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { runSetting } from "./run-setting.ts";

export interface Round {
  project: Project;
  given: Arguments;
  request: TaskRequest;
  emit: Emit;
  services: Services;
  held: HeldSteps;
  isFirst: boolean;
  /** Ends the round. */
  signal: AbortSignal;
  /** Does nothing run of which nobody knows what it writes? */
  mayInterrupt(may: boolean): void;
}

export interface Rounded {
  /** Absent if there could be none. */
  plan?: Plan;
  /** Why there could be none. */
  refused?: Family;
  /** Nothing was due. */
  isSilent: boolean;
}

export async function runRound(round: Round): Promise<Rounded> {
  const { project, given, request, services, held, signal } = round;
  project.states.lookAgain();
  const planned = await planTasks(project, request, false);
  if (!planned.ok) {
    reportFailures(planned.failures, round.emit);
    return { refused: planned.failures[0]!.family, isSilent: false };
  }
  const { plan } = planned.value;
  const due = onceDue(round.emit);
  const emit = round.isFirst ? round.emit : due.emit;
  const undeclared = new Set(
    plan.steps.flatMap((step) =>
      step.kind === "command" && step.declared === undefined && !isService(step) ? [step.id] : [],
    ),
  );
  const running = new Set<string>();
  round.mayInterrupt(true);
  const watched: Emit = (event) => {
    if (event.type === "step-started" && undeclared.has(event.step)) running.add(event.step);
    if (event.type === "step-finished") running.delete(event.step);
    round.mayInterrupt(running.size === 0);
    emit(event);
  };
  const setting = { ...runSetting(project, planned.value, given, request), emit: watched };
  const summary = await runPlan(plan, {
    ...setting,
    directOutput: false,
    interrupted: signal,
    repeated: { services, isHeld: (step, needsWorked) => held.isHeld(step, needsWorked) },
  });
  const { results, failures, durationMs, unfinished } = summary;
  held.end(results, plan.steps);
  const exitCode = signal.aborted
    ? exitCodes.interrupted
    : failures.length > 0
      ? exitCodes[failures[0]!.family]
      : 0;
  emit({ type: "run-finished", results, durationMs, exitCode, unfinished });
  await project.states.save();
  return { plan, isSilent: round.isFirst ? false : due.isSilent() };
}

/** Holds events back until there is one of a step that does something. */
function onceDue(emit: Emit): { emit: Emit; isSilent(): boolean } {
  let waiting: Event[] | undefined = [];
  const isDue = (event: Event) => {
    if (event.type === "step-started" || event.type === "failed" || event.type === "step-failed") return true;
    if (event.type !== "step-finished") return false;
    return event.results.some(({ outcome }) => outcome !== "up-to-date" && outcome !== "skipped");
  };
  const add: Emit = (event) => {
    if (waiting === undefined) return emit(event);
    waiting.push(event);
    if (!isDue(event)) return;
    const due = waiting;
    waiting = undefined;
    for (const each of due) emit(each);
  };
  return { emit: add, isSilent: () => waiting !== undefined };
}
