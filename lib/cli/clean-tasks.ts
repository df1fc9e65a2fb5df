/** What `gowsl clean` does with the outputs of commands: removes those that are as they were recorded. */
import path from "node:path";
import { TaskRecords } from "../cache/task-records.ts";
import { describeError, remove, removeIfEmpty } from "../host/files.ts";
import type { Failure } from "../model/failure.ts";
import { outputState } from "../run/task-examine.ts";
import { leadsAway } from "../run/leads-away.ts";
import type { Project } from "./project.ts";

export interface Cleaned {
  removed: string[];
  kept: { path: string; reason: string }[];
  failures: Failure[];
  /** Steps of which a run goes on or was killed: its record is what tells the next one what that has left. */
  unfinished: string[];
}

/**
 * Removes them, or only says what would be removed.
 * @param tracked files that git has, from the root: what is made and committed belongs to the sources
 */
export async function cleanTasks(
  { root, states }: Pick<Project, "root" | "states">,
  tracked: ReadonlySet<string>,
  dryRun: boolean,
): Promise<Cleaned> {
  const records = new TaskRecords(root);
  const cleaned: Cleaned = { removed: [], kept: [], failures: [], unfinished: [] };
  const all = (await records.all()).toSorted((left, right) => (left.step < right.step ? -1 : 1));
  for (const record of all) {
    let left = record.begun !== undefined;
    if (left) cleaned.unfinished.push(record.step);
    for (const output of record.outputs) {
      const file = path.resolve(root, output.path);
      const state = outputState(root, states, output);
      if (state === "gone") continue;
      const reason =
        state === "changed"
          ? "it was changed by somebody else"
          : output.found
            ? "it was there before its task ran"
            : leadsAway(root, file)
              ? "it lies behind a link"
              : tracked.has(output.path)
                ? "it is in git"
                : undefined;
      if (reason !== undefined) {
        cleaned.kept.push({ path: output.path, reason });
        left = true;
        continue;
      }
      cleaned.removed.push(output.path);
      if (dryRun) continue;
      try {
        await remove(file);
        for (let here = path.posix.dirname(output.path); here !== "."; here = path.posix.dirname(here)) {
          await removeIfEmpty(path.resolve(root, here));
        }
      } catch (error) {
        const next = "Remove it yourself.";
        cleaned.failures.push({ family: "files", place: output.path, thing: describeError(error), next });
        cleaned.removed.pop();
        left = true;
      }
    }
    if (!left && !dryRun) await records.remove(record).catch(() => {});
  }
  return cleaned;
}
