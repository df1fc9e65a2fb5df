/**
 * What is to be done for one artifact: nothing, restore, or build, each with its reason. Reads, and
 * changes nothing.
 */
import path from "node:path";
import { digestManifest, explainChange, type DigestedManifest } from "../cache/manifest.ts";
import type { Record } from "../cache/records.ts";
import { digestFile, fileMode, isFile, sameStat, statFile } from "../host/files.ts";
import type { Fact, Manifest } from "../model/manifest.ts";
import type { BuildStep, BuildUnit, Command } from "../model/plan.ts";
import type { BuildSetting } from "./setting.ts";

export interface Examined {
  unit: BuildUnit;
  verdict: "up-to-date" | "restore" | "build";
  reason: string;
  manifest: Manifest;
  digested: DigestedManifest;
  record?: Record;
}

/** Examines one artifact. */
export async function examine(
  setting: BuildSetting,
  step: BuildStep,
  unit: BuildUnit,
  known: Manifest | undefined,
): Promise<Examined> {
  const manifest = known ?? { facts: [], inexact: `go list does not know ${unit.package}` };
  const facts = [...manifest.facts, ...hookFacts(setting, step, unit)];
  const digested = await digestManifest({ ...manifest, facts }, setting.digests);
  const record = setting.records.read(step.id, unit.output);
  const examined = { unit, manifest, digested, ...(record === undefined ? {} : { record }) };
  if (digested.inexact !== undefined) {
    return { ...examined, verdict: "build", reason: `go decides each time: ${digested.inexact}` };
  }
  if (setting.force) return { ...examined, verdict: "build", reason: "--force" };
  const same = record?.state === "proven" && record.key === digested.key;
  const fault = same ? await outputFault(setting.root, record) : undefined;
  if (same && fault === undefined) return { ...examined, verdict: "up-to-date", reason: "no input changed" };
  const reason = fault ?? changeReason(record, digested);
  if ((await setting.store.find(digested.key)) !== undefined) {
    return { ...examined, verdict: "restore", reason: fault ?? `built before; ${reason}` };
  }
  return { ...examined, verdict: "build", reason };
}

function changeReason(record: Record | undefined, digested: DigestedManifest): string {
  if (record === undefined) return "first time here";
  if (record.key !== digested.key) return explainChange(record.entries, digested.entries);
  return record.state === "stale" ? "the last build was not finished" : "inputs moved during the last build";
}

/** What is wrong with the recorded outputs, or undefined if they are as we left them. */
export async function outputFault(root: string, record: Record): Promise<string | undefined> {
  for (const output of record.outputs) {
    const file = path.resolve(root, output.path);
    const stat = await statFile(file);
    if (stat === undefined) return `${output.path} is gone`;
    if (sameStat(stat, output.stat)) continue;
    if (stat.size !== output.sizeBytes || (await digestFile(file)) !== output.sha256) {
      return `${output.path} was changed by somebody else`;
    }
    // A download or an unpacked archive may have lost the x bit; the bytes are the same.
    if ((await fileMode(file)) !== output.mode)
      return `${output.path} has other permissions than it was built with`;
  }
  return undefined;
}

/** Hooks are part of the key: what they are, and what they are told. */
function hookFacts({ configDigest }: BuildSetting, step: BuildStep, unit: BuildUnit): Fact[] {
  const hooks: [string, Command[]][] = [
    ["before", step.before],
    ["after", step.after],
  ];
  const used = hooks.filter(([, commands]) => commands.length > 0);
  if (used.length === 0) return [];
  const why = "hooks are part of the step";
  const facts: Fact[] = used.map(([name, commands]) => ({
    kind: "setting",
    name: `hooks ${name}`,
    value: JSON.stringify(commands),
    why,
  }));
  facts.push({ kind: "setting", name: "artifact", value: unit.output, why });
  for (const [, commands] of used)
    facts.push(...commands.flatMap((command) => scriptFacts(step.cwd, command)));
  if (used.some(([, commands]) => commands.some((command) => command.kind === "function"))) {
    facts.push({ kind: "setting", name: "config", value: configDigest, why: "a hook is a function of it" });
  }
  return facts;
}

/** Files that a hook's line names: the script that it runs, the settings that it passes. */
function scriptFacts(cwd: string, command: Command): Fact[] {
  if (command.kind === "function") return [];
  const words = command.kind === "argv" ? command.argv : readByLine(command.line);
  return words
    .filter((word) => word !== "" && isFile(path.resolve(cwd, word)))
    .map((word) => ({
      kind: "file",
      name: `hook's file ${word}`,
      path: path.resolve(cwd, word),
      why: "a hook names it",
    }));
}

/** Words of a line for bash, without the files that it writes to: a log that grows would never be up to date. */
function readByLine(line: string): string[] {
  return line.replace(/>+\|?\s*[^\s;|&<>()]+/g, " ").split(/[\s'"=;|&<>()]+/);
}
