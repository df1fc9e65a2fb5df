/** How one artifact of a build step has ended, as it is told. Pure. */
import type { Record } from "../cache/records.ts";
import type { Artifact, Outcome, StepResult } from "../model/event.ts";
import type { BuildUnit } from "../model/plan.ts";

/** @param before what was recorded of the artifact */
export function unitResult(
  step: string,
  unit: Pick<BuildUnit, "name">,
  end: { outcome: Outcome; reason: string; durationMs: number; artifact?: Artifact | undefined },
  before?: Pick<Record, "artifact">,
): StepResult {
  const { outcome, reason, durationMs, artifact } = end;
  const sizeBefore = before?.artifact.sizeBytes;
  const isOther = artifact !== undefined && sizeBefore !== undefined && sizeBefore !== artifact.sizeBytes;
  return {
    step,
    unit: unit.name,
    outcome,
    reason,
    durationMs,
    ...(artifact === undefined ? {} : { artifact }),
    ...(isOther ? { previousSizeBytes: sizeBefore } : {}),
  };
}
