/** What runs that were killed have left in `.gowsl/tmp`. Knows nothing of steps that run now. */
import path from "node:path";
import type { TaskRecords } from "../cache/task-records.ts";
import { listNames, remove, statFile } from "../host/files.ts";
import { awayFolder, putAwayIn, putBack } from "./put-back.ts";
import { inFreeTurn } from "./step-turn.ts";

export interface AbandonedSetting {
  root: string;
  platform: NodeJS.Platform;
  taskRecords: TaskRecords;
  isAlive(runName: string): boolean | undefined;
  now(): number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Folders of runs that were killed. A checkout may be seen from WSL and Windows, or from containers, at
 * once: only a process of this system can be asked for; what others left is given a day.
 */
export async function removeAbandoned(temporary: string, setting: AbandonedSetting): Promise<void> {
  const { isAlive, now } = setting;
  for (const name of await listNames(temporary)) {
    const alive = isAlive(name);
    if (alive === true) continue;
    const folder = path.join(temporary, name);
    const changed = (await statFile(folder))?.mtimeMs ?? 0;
    if (alive === undefined && now() - changed <= dayMs) continue;
    if (await putBackAll(setting, folder)) await remove(folder).catch(() => {});
  }
}

/**
 * Puts back what is of the last run of a step: what came of a run behind it must not get old files beside it. Where
 * somebody is at the step, that is for them to do.
 */
async function putBackAll(setting: AbandonedSetting, folder: string): Promise<boolean> {
  const { root, taskRecords } = setting;
  let all = true;
  for (const digest of putAwayIn(folder)) {
    const isDone = await inFreeTurn(setting, digest, async () => {
      if (taskRecords.readNamed(digest)?.begun?.run !== path.basename(folder)) return;
      await putBack(root, awayFolder(folder, digest));
    });
    all &&= isDone;
  }
  return all;
}
