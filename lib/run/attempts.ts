/**
 * Runs a step as often as it asks for, each time with children of its own that end with the time it has.
 * Knows nothing of what a step does.
 */
import type { Children } from "../host/children.ts";
import { later } from "../host/clock.ts";
import type { Emit } from "../model/event.ts";
import type { Step } from "../model/plan.ts";
import type { StepExecution } from "./scheduler.ts";

export interface AttemptsSetting {
  step: Step;
  /** Whose children those of the step are part of. */
  owner: Children;
  emit: Emit;
  elapsed(): number;
  /** How long children may take to end before they are killed. */
  graceMs: number;
}

export interface Attempted extends StepExecution {
  /** Of the last attempt. */
  durationMs: number;
}

/** Only the last failure counts; those before it are told as they happen. */
export async function runAttempts(
  setting: AttemptsSetting,
  execute: (children: Children) => Promise<StepExecution>,
): Promise<Attempted> {
  const { step, owner, emit } = setting;
  const most = 1 + (step.retries ?? 0);
  for (let attempt = 1; ; attempt++) {
    const execution = await runOnce(setting, execute);
    const hasFailed = execution.results.some(({ outcome }) => outcome === "failed");
    if (!hasFailed || attempt === most || owner.isStopping)
      return attempt === 1 ? execution : told(execution, attempt, most);
    const thing = execution.failures[0]?.thing ?? "it failed";
    emit({ type: "note", step: step.id, text: `attempt ${attempt} of ${most}: ${thing}; it is begun again` });
  }
}

async function runOnce(
  { step, owner, elapsed, graceMs }: AttemptsSetting,
  execute: (children: Children) => Promise<StepExecution>,
): Promise<Attempted> {
  const startedMs = elapsed();
  const children = owner.part();
  const { timeoutMs } = step;
  let isLate = false;
  const callOff =
    timeoutMs === undefined
      ? () => {}
      : later(timeoutMs, () => {
          isLate = true;
          children.stop(graceMs);
        });
  try {
    const execution = await execute(children);
    const { peakBytes } = children;
    const late = isLate && !owner.isStopping ? lateExecution(execution, step, timeoutMs!) : execution;
    return { ...late, durationMs: elapsed() - startedMs, ...(peakBytes === undefined ? {} : { peakBytes }) };
  } finally {
    callOff();
    owner.forget(children);
  }
}

/** What was ended for its time has failed; what was done by then is done. */
function lateExecution(execution: StepExecution, { id }: Step, timeoutMs: number): StepExecution {
  const thing = `did not end within ${timeoutMs / 1000} s, and was ended`;
  const results = execution.results.map((result) =>
    result.outcome === "cancelled" ? { ...result, outcome: "failed" as const, reason: thing } : result,
  );
  if (!results.some(({ reason }) => reason === thing)) return execution;
  const next = "Give it more time with `timeout`, or find out what it waits for.";
  return {
    ...execution,
    results,
    failures: [...execution.failures, { family: "step", place: id, thing, next }],
  };
}

function told(execution: Attempted, attempt: number, most: number): Attempted {
  const results = execution.results.map((result) =>
    result.outcome === "failed" || result.outcome === "ran" || result.outcome === "built"
      ? { ...result, reason: `${result.reason}; attempt ${attempt} of ${most}` }
      : result,
  );
  return { ...execution, results };
}
