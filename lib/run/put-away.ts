/**
 * What an earlier run wrote, out of the way of the next one until that has ended. Knows nothing of keys.
 */
import path from "node:path";
import type { TaskOutput } from "../cache/task-records.ts";
import { remove } from "../host/files.ts";
import { placeMove } from "../host/placing.ts";
import { linkText } from "../host/stat.ts";
import type { DeclaredStep } from "./declared-step.ts";
import { leadsAway } from "./leads-away.ts";
import { awayFolder, putBack } from "./put-back.ts";
import { stepDigest } from "./step-turn.ts";
import { outputState } from "./task-examine.ts";
import { isOutputNow, keepCopy, type OutputSetting } from "./task-outputs.ts";

/** Outputs of an earlier run that the next one begins without. */
export interface OutOfTheWay {
  /** Paths from the root. */
  names: ReadonlySet<string>;
  /** Those that somebody has changed; also of outputs that stay in their place. */
  changed: string[];
}

/** Outputs that were put away. */
export interface PutAway {
  /** The run did not succeed: what it did not write anew is there again. */
  putBack(): Promise<void>;
  /** It did: they are gone. */
  drop(): Promise<void>;
}

/** What is in the way of the next run. Changes nothing. */
export function outOfTheWay(
  setting: OutputSetting,
  step: DeclaredStep,
  outputs: readonly TaskOutput[],
): OutOfTheWay {
  const { root, states } = setting;
  const names = new Set<string>();
  const changed: string[] = [];
  for (const output of outputs) {
    const file = path.resolve(root, output.path);
    const state = outputState(root, states, output);
    if (state === "gone" || leadsAway(root, file) || !isOutputNow(setting, step, output.path)) continue;
    if (state === "changed") {
      if (linkText(file) !== "" || states.see(file).type !== "file") continue;
      changed.push(output.path);
    }
    if (!step.declared.incremental && !output.found) names.add(output.path);
  }
  return { names, changed };
}

/** Puts them away, and copies what somebody has changed to a place where it stays. */
export async function putAway(
  setting: OutputSetting,
  step: DeclaredStep,
  { names, changed }: OutOfTheWay,
): Promise<PutAway & { notes: string[] }> {
  const { root, temporaryFolder } = setting;
  const folder = awayFolder(temporaryFolder, stepDigest(step.id));
  const away: PutAway = {
    putBack: () => putBack(root, folder),
    drop: () => remove(folder).catch(() => {}),
  };
  const notes: string[] = [];
  try {
    for (const name of changed) notes.push(await keepCopy(setting, name));
    for (const name of names) await placeMove(path.resolve(root, name), path.join(folder, name));
  } catch (error) {
    await away.putBack();
    throw error;
  }
  return { ...away, notes };
}
