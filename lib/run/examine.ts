/**
 * What is to be done for one artifact: nothing, restore, or build, each with its reason. Reads, and
 * changes nothing.
 */
import path from "node:path";
import { explainChange, type Now } from "../cache/explain.ts";
import { digestManifest, type DigestedManifest } from "../cache/manifest.ts";
import type { Record } from "../cache/records.ts";
import { digestFile, fileMode, sameStat, statFile } from "../host/files.ts";
import type { Manifest } from "../model/manifest.ts";
import type { BuildStep, BuildUnit } from "../model/plan.ts";
import { hookFacts } from "./hook-facts.ts";
import type { BuildSetting } from "./setting.ts";
import { sameRecord } from "./step-turn.ts";

interface Verdict {
  verdict: "up-to-date" | "restore" | "build";
  reason: string;
}

/** What is known of an artifact without its files. */
export type KnownKey = Now & Pick<DigestedManifest, "key" | "inexact">;

export interface Examined extends Verdict {
  unit: BuildUnit;
  digested: DigestedManifest;
  record?: Record;
}

export type ExamineSetting = Pick<
  BuildSetting,
  "root" | "configDigest" | "states" | "records" | "store" | "force"
>;

/** Examines one artifact. */
export async function examine(
  setting: ExamineSetting,
  step: BuildStep,
  unit: BuildUnit,
  known: Manifest | undefined,
): Promise<Examined> {
  return { unit, ...(await judge(setting, step, unit, digestUnit(setting, step, unit, known))) };
}

/** The verdict on one artifact whose key is known. */
export async function judge<Digested extends KnownKey>(
  setting: Pick<ExamineSetting, "root" | "records" | "store" | "force">,
  step: Pick<BuildStep, "id">,
  unit: Pick<BuildUnit, "output">,
  digested: Digested,
): Promise<Verdict & { digested: Digested; record?: Record }> {
  const record = setting.records.read(step.id, unit.output);
  const examined = { digested, ...(record === undefined ? {} : { record }) };
  if (digested.inexact !== undefined) {
    return { ...examined, verdict: "build", reason: `go decides each time: ${digested.inexact}` };
  }
  if (setting.force) return { ...examined, verdict: "build", reason: "--force" };
  const same = record?.state === "proven" && record.key === digested.key;
  const fault = same ? await outputFault(setting.root, record) : undefined;
  if (same && fault === undefined) return { ...examined, verdict: "up-to-date", reason: "no input changed" };
  const reason = fault ?? changeReason(record, digested);
  if (setting.store.has(digested.key)) {
    // Known to the store only: of another checkout, or before `clean`. That is no first time.
    const before = record === undefined ? "built before" : `built before; ${reason}`;
    return { ...examined, verdict: "restore", reason: fault ?? before };
  }
  return { ...examined, verdict: "build", reason };
}

/** Has somebody else built or restored the artifact since it was looked at? */
export function isOld(setting: ExamineSetting, step: BuildStep, { unit, record }: Examined): boolean {
  return !sameRecord(setting.records.read(step.id, unit.output), record);
}

/** The key of one artifact as things are now. */
export function digestUnit(
  setting: Pick<BuildSetting, "configDigest" | "states">,
  step: BuildStep,
  unit: BuildUnit,
  known: Manifest | undefined,
): DigestedManifest {
  const manifest = known ?? { facts: [], guards: [], inexact: `go list does not know ${unit.package}` };
  const facts = [...manifest.facts, ...hookFacts(setting, step, unit)];
  return digestManifest({ ...manifest, facts }, setting.states);
}

function changeReason(record: Record | undefined, digested: KnownKey): string {
  if (record === undefined) return "first time here";
  if (record.key !== digested.key) return explainChange(record.entries, digested);
  return record.state === "stale" ? "the last build did not succeed" : "inputs moved during the last build";
}

/** What is wrong with the recorded outputs, or undefined if they are as we left them. */
export async function outputFault(root: string, record: Record): Promise<string | undefined> {
  for (const output of record.outputs) {
    const file = path.resolve(root, output.path);
    const stat = await statFile(file);
    if (stat === undefined) return `${output.path} is gone`;
    if (sameStat(stat, output.stat)) continue;
    // One that can't be read is as good as changed.
    const digest = stat.size === output.sizeBytes ? await digestFile(file).catch(() => "") : "";
    if (digest !== output.sha256) {
      return `${output.path} was changed by somebody else`;
    }
    // A download or an unpacked archive may have lost the x bit; the bytes are the same.
    if ((await fileMode(file)) !== output.mode)
      return `${output.path} has other permissions than it was built with`;
  }
  return undefined;
}
