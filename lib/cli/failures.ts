/** Failures that end a command before any step. */
import type { Emit } from "../model/event.ts";
import { exitCodes, type Failure } from "../model/failure.ts";

/** Reports failures that came before any step. The exit code is that of the first one's family. */
export function reportFailures(failures: readonly Failure[], emit: Emit): number {
  for (const each of failures) emit({ type: "failed", failure: each });
  return exitCodes[failures[0]?.family ?? "step"];
}
