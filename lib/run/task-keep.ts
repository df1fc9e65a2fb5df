/**
 * Keeps the result of a declared command: in the store what it wrote and printed, in the checkout a record, written
 * last. Before that: did something move while the command ran? Knows nothing of how it runs.
 */
import path from "node:path";
import { explainChange } from "../cache/explain.ts";
import { digestManifest, type DigestedManifest } from "../cache/manifest.ts";
import type { TaskOutput, TaskRecord } from "../cache/task-records.ts";
import { digestText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sameStat, type Stat } from "../host/stat.ts";
import type { DeclaredStep } from "./declared-step.ts";
import type { BuildSetting } from "./setting.ts";
import { writeLog, type Piece } from "./step-log.ts";
import type { ExaminedTask, TaskExamineSetting } from "./task-examine.ts";

/** Stats of the input files, as they are before the command runs. */
export function inputStats(
  { states }: Pick<BuildSetting, "states">,
  { facts }: ExaminedTask,
): ReadonlyMap<string, Stat | undefined> {
  return new Map(
    facts.manifest.facts.flatMap((fact): [string, Stat | undefined][] =>
      fact.kind === "file" ? [[fact.path, states.see(fact.path).stat]] : [],
    ),
  );
}

/** What moved while the command ran: also a file that was written and has its old content again. */
export async function movedWhile(
  { root, states, taskFacts }: TaskExamineSetting,
  step: DeclaredStep,
  { digested }: ExaminedTask,
  before: ReadonlyMap<string, Stat | undefined>,
): Promise<string | undefined> {
  const { manifest } = await taskFacts.gather(step);
  const later = digestManifest(manifest, states);
  if (later.key !== digested.key) return `${explainChange(digested.entries, later)} while it ran`;
  for (const [file, stat] of before) {
    const now = states.see(file).stat;
    if (stat !== undefined && !sameStat(stat, now)) {
      const name = path.relative(root, file).replaceAll("\\", "/");
      return `${name} was written while it ran`;
    }
  }
  return undefined;
}

/** Puts outputs and log into the store. */
export async function storeTask(
  { root, store, temporaryFolder }: Pick<BuildSetting, "root" | "store" | "temporaryFolder">,
  { key, entries }: DigestedManifest,
  outputs: readonly TaskOutput[],
  log: readonly Piece[],
): Promise<void> {
  const text = writeLog(log);
  const sha256 = digestText(text);
  const file = path.join(temporaryFolder, `log-${sha256.slice(0, 16)}`);
  const files = outputs.map(({ path: name, sha256: digest, sizeBytes, mode, link, found }) => ({
    role: found ? "found" : link === undefined ? "file" : "link",
    path: name,
    sha256: digest,
    sizeBytes,
    mode,
    ...(link === undefined ? {} : { link }),
    file: path.resolve(root, name),
  }));
  await writeText(file, text, "may be lost");
  const sizeBytes = new TextEncoder().encode(text).length;
  const logged = { role: "log", sha256, sizeBytes, mode: 0o644, file };
  // Thousands of small commands would wait for the disk longer than they run.
  await store.put(key, [...files, logged], entries);
}

/** Writes the record; what it printed is in it if the task only looks. */
export async function recordTask(
  { taskRecords }: Pick<BuildSetting, "taskRecords">,
  step: DeclaredStep,
  { key, entries }: DigestedManifest,
  state: "proven" | "delivered",
  outputs: TaskOutput[],
  log: readonly Piece[],
): Promise<void> {
  const onlyLooks = step.declared.outputs.length === 0 && log.length > 0;
  const record: TaskRecord = { schema: 1, step: step.id, state, key, entries, outputs };
  await taskRecords.write(onlyLooks ? { ...record, log: writeLog(log) } : record);
}
