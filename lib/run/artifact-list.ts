/**
 * Writes `dist/artifacts.json`: every artifact that is there and is ours, so that a script need not guess. Knows
 * nothing of how they came there.
 */
import path from "node:path";
import type { Record, Records } from "../cache/records.ts";
import { describeError, placeOf, statFile } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import type { Artifact } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import type { Plan } from "../model/plan.ts";
import { outputFault } from "./examine.ts";

/** The list below the root of a checkout. */
export function artifactList(root: string): string {
  return path.join(root, "dist", "artifacts.json");
}

/** Brings the list up to date after a plan was run. */
export async function listArtifacts(
  plan: Pick<Plan, "root" | "steps">,
  records: Records,
): Promise<Failure | undefined> {
  const recorded = await records.all();
  const stale = await dropRenamed(plan, records, recorded);
  return writeList(
    plan.root,
    recorded.filter((record) => record.state !== "stale" && !stale.has(record)),
  );
}

/** A program that has another name now is no artifact any more under its old one. */
async function dropRenamed(
  { steps }: Pick<Plan, "steps">,
  records: Records,
  recorded: readonly Record[],
): Promise<Set<Record>> {
  const units = steps.flatMap((step) =>
    step.kind === "go-build" ? step.units.map((unit) => ({ step: step.id, ...unit })) : [],
  );
  const dropped = new Set<Record>();
  for (const record of recorded) {
    const unit = units.find((each) => each.step === record.step && each.package === record.package);
    if (unit === undefined || unit.output === record.unit || record.state === "stale") continue;
    await records.invalidate(record).catch(() => {});
    dropped.add(record);
  }
  return dropped;
}

async function writeList(root: string, records: readonly Record[]): Promise<Failure | undefined> {
  const artifacts: Artifact[] = [];
  for (const record of records) {
    // What `install` has put elsewhere is the user's, not the project's.
    if (leadsOut(record.unit)) continue;
    if ((await outputFault(root, record)) === undefined) artifacts.push(record.artifact);
  }
  artifacts.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
  const file = artifactList(root);
  // A list that is there must not go on naming artifacts that are not.
  if (artifacts.length === 0 && (await statFile(file)) === undefined) return undefined;
  try {
    // To wait for the disk here is to wait for all artifacts; one that is lost in a power cut is written by the next run.
    await writeText(file, `${JSON.stringify(artifacts, null, 2)}\n`, "may be lost");
    return undefined;
  } catch (error) {
    const next = "Make room for it, or make its folder writable.";
    return { family: "files", place: placeOf(error) ?? file, thing: describeError(error), next };
  }
}
