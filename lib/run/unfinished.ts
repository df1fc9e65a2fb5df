/**
 * Under the turn of a step: makes good what a run of it has left that was killed on the way. What it had put away is in
 * its place again, and what it wrote is moved to where no run touches it. Knows nothing of keys.
 */
import path from "node:path";
import type { Begun, TaskRecord } from "../cache/task-records.ts";
import { remove } from "../host/files.ts";
import { findFiles } from "../host/find-files.ts";
import { placeMove } from "../host/placing.ts";
import { processEnds } from "../host/process-tree.ts";
import { replacedFolder } from "../host/state-folder.ts";
import type { DeclaredStep } from "./declared-step.ts";
import { leadsAway } from "./leads-away.ts";
import { awayFolder, putBack } from "./put-back.ts";
import { stepDigest, type StepTurn } from "./step-turn.ts";
import { outputState } from "./task-examine.ts";
import { type OutputSetting } from "./task-outputs.ts";

export type UnfinishedSetting = OutputSetting & {
  /** Does the run of that name still run? Undefined for runs of other systems. */
  isAlive(runName: string): boolean | undefined;
};

/** Of a guardian that ends what a killed gowsl had started: it gives that 1.5 s. */
const mostGuardedMs = 4000;

/**
 * @param turn of the step: without it a run that is alive may be at the step now
 * @returns what there is to say of it
 */
export async function settleUnfinished(
  setting: UnfinishedSetting,
  step: DeclaredStep,
  record: TaskRecord | undefined,
  { isHeld }: Pick<StepTurn, "isHeld">,
): Promise<string | undefined> {
  if (record?.begun === undefined) return undefined;
  const { root, states, temporaryFolder, isAlive, now } = setting;
  const { begun } = record;
  const isOwn = begun.run === path.basename(temporaryFolder);
  const alive = isAlive(begun.run);
  // Of another system: what it works on can't be known from here.
  if (!isOwn && (alive === undefined || (alive && !isHeld))) return undefined;
  if (!isOwn && begun.guardian !== undefined) await processEnds(begun.guardian, mostGuardedMs);
  const runFolder = path.join(path.dirname(temporaryFolder), begun.run);
  await putBack(root, awayFolder(runFolder, stepDigest(step.id)));
  states.lookAgain();
  if (step.declared.incremental) return undefined;
  const left = leftBy(setting, step, record, begun);
  const copies = path.join(replacedFolder(root), String(Math.trunc(now())));
  for (const name of left) {
    const file = path.resolve(root, name);
    // What this very run has restored only in part is in the store; what lay in its place was copied away.
    if (isOwn && !begun.found.some((output) => output.path === name)) await remove(file);
    else if (!isOwn) await placeMove(file, path.join(copies, name));
  }
  if (left.length > 0) states.lookAgain();
  if (left.length === 0 || isOwn) return undefined;
  const files = left.length === 1 ? left[0]! : `${left[0]!} and ${left.length - 1} more of its outputs`;
  return `an earlier run was killed; what it left of ${files} is now in ${path.relative(root, copies).replaceAll("\\", "/")}`;
}

/** What lies among the outputs and is neither of a run that ended nor as it was before the killed one. */
function leftBy(
  { root, states }: OutputSetting,
  step: DeclaredStep,
  { outputs }: TaskRecord,
  { found }: Begun,
): string[] {
  const known = new Map([...outputs, ...found].map((output) => [output.path, output]));
  return [...findFiles({ root, states, links: true }, step.declared.outputs).files.keys()].filter((name) => {
    const output = known.get(name);
    const isKnown = output !== undefined && outputState(root, states, output) !== "changed";
    return !isKnown && !leadsAway(root, path.resolve(root, name));
  });
}
