/**
 * Notices what it can of commands that write where they should not: an output of one step that another one has
 * changed since. Knows nothing of how steps run.
 */
import type { TaskOutput } from "../cache/task-records.ts";
import type { FileStates } from "../host/file-states.ts";
import type { StepResult } from "../model/event.ts";
import { outputState } from "./task-examine.ts";

/** Which step has an output in this run. */
export interface Claim {
  step: string;
  output: TaskOutput;
}

/** By the path in lower case: names that differ in case only are one file on Windows and macOS. */
export type Claims = Map<string, Claim>;

/** A sentence for each output that is not as its step left it. Who changed it is not known for sure: it may be the user. */
export function foreignWrites(
  root: string,
  states: FileStates,
  claims: Claims,
  results: readonly StepResult[],
): string[] {
  if (claims.size === 0) return [];
  states.lookAgain();
  const ran = new Set(results.flatMap(({ step, outcome }) => (worked.has(outcome) ? [step] : [])));
  return [...claims.values()].flatMap(({ step, output }) => {
    const state = outputState(root, states, output);
    if (state === "same" || state === "mode") return [];
    const others = [...ran].filter((each) => each !== step);
    if (others.length === 0) return [];
    const who = others.length > 3 ? `one of ${others.length} steps` : others.join(" or ");
    const how = state === "gone" ? "removed" : "changed";
    return [`${output.path}, an output of ${step}, was ${how} while ${who} ran; that is no output of theirs`];
  });
}

const worked: ReadonlySet<string> = new Set(["ran", "built", "failed"]);
