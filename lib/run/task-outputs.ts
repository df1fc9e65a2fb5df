/**
 * The outputs of declared commands on disk: found before a run and after it, removed when they are none any more, and
 * never lost if somebody has changed them. Knows nothing of keys.
 */
import path from "node:path";
import type { TaskOutput } from "../cache/task-records.ts";
import { digestText, remove, removeIfEmpty } from "../host/files.ts";
import { excluder, findFiles, matcherOf } from "../host/find-files.ts";
import { placeCopy } from "../host/placing.ts";
import { linkStat, linkText, sameStat, type Stat } from "../host/stat.ts";
import { replacedFolder } from "../host/state-folder.ts";
import type { Failure } from "../model/failure.ts";
import { hasWildcard } from "../model/pattern.ts";
import type { BuildSetting } from "./setting.ts";
import { isSafeLink, leadsAway } from "./leads-away.ts";
import type { Claims } from "./foreign-writes.ts";
import { outputState } from "./task-examine.ts";
import type { DeclaredStep } from "./declared-step.ts";

export type OutputSetting = Pick<BuildSetting, "root" | "states" | "now" | "temporaryFolder"> & {
  /** Which step has written a file in this run. */
  claims: Claims;
};

export interface CollectedOutputs {
  outputs: TaskOutput[];
  failures: Failure[];
  /** Why the result can't be kept, though the command succeeded. */
  unkept?: string;
  notes: string[];
}

/**
 * What lies among the outputs before the command runs, and is not of an earlier run of it.
 * @param away what is put away before
 */
export function foundBefore(
  { root, states }: OutputSetting,
  step: DeclaredStep,
  outputs: readonly TaskOutput[],
  away: ReadonlySet<string>,
): ReadonlyMap<string, Stat> {
  const own = new Map(outputs.map((output) => [output.path, output]));
  const found = new Map<string, Stat>();
  for (const name of findFiles({ root, states, links: true }, step.declared.outputs).files.keys()) {
    const stat = linkStat(path.resolve(root, name));
    const before = own.get(name);
    const isOwn = before !== undefined && !before.found && sameStat(before.stat, stat);
    if (stat !== undefined && !isOwn && !away.has(name)) found.set(name, stat);
  }
  return found;
}

/** What a run that did not succeed has left of its outputs: it is put away before the next one. */
export function writtenOutputs(
  setting: OutputSetting,
  step: DeclaredStep,
  before: { has(name: string): boolean },
): TaskOutput[] {
  const { root, states } = setting;
  const names = [...findFiles({ root, states, links: true }, step.declared.outputs).files.keys()];
  return names
    .filter((name) => !before.has(name) && isOutputNow(setting, step, name))
    .map((name) => describe(setting, name))
    .filter((output) => typeof output !== "string");
}

/**
 * What a command has written, by what its task declares.
 * @param before what lay there: as it is still, it was not written by the command
 */
export function collectOutputs(
  setting: OutputSetting,
  step: DeclaredStep,
  before: ReadonlyMap<string, Stat>,
): CollectedOutputs {
  const { root, states } = setting;
  const found = findFiles({ root, states, links: true }, step.declared.outputs);
  const collected: CollectedOutputs = { outputs: [], failures: [], notes: [] };
  for (const { pattern, place } of found.empty) {
    const isFolder = states.see(path.resolve(root, pattern)).type === "folder";
    if (hasWildcard(pattern) || isFolder) collected.notes.push(`${place} "${pattern}" names no file`);
    else {
      const thing = `it succeeded and left no "${pattern}"`;
      const next = `Correct ${place} of the task, or what the command writes.`;
      collected.failures.push({ family: "step", place: step.id, thing, next });
    }
  }
  for (const name of found.files.keys()) {
    const owner = setting.claims.get(name.toLowerCase())?.step;
    if (owner !== undefined && owner !== step.id) {
      const thing = `${name} is also written by ${owner}`;
      const next = "Each file has one task that writes it: change the outputs of one of them.";
      collected.failures.push({ family: "step", place: step.id, thing, next });
      continue;
    }
    const output = describe(setting, name);
    if (typeof output === "string") {
      collected.unkept ??= output;
      continue;
    }
    if (sameStat(before.get(name), linkStat(path.resolve(root, name)))) output.found = true;
    setting.claims.set(name.toLowerCase(), { step: step.id, output });
    collected.outputs.push(output);
  }
  return collected;
}

/** One output, or why it can't be kept. */
function describe({ root, states }: OutputSetting, name: string): TaskOutput | string {
  const file = path.resolve(root, name);
  if (leadsAway(root, file)) return `${name} lies behind a link, outside of the project`;
  const link = linkText(file);
  if (link !== "") {
    const stat = linkStat(file);
    if (stat === undefined) return `${name} is gone`;
    if (!isSafeLink(root, file, link)) return `${name} is a link that leads out of the project`;
    return { path: name, sha256: digestText(link), sizeBytes: 0, mode: 0o777, stat, link };
  }
  const { stat, mode = 0 } = states.see(file);
  const sha256 = states.digest(file);
  if (stat === undefined || sha256 === undefined) return `${name} can't be read`;
  return { path: name, sha256, sizeBytes: stat.size, mode: mode & 0o777, stat };
}

/**
 * Is this file still an output of the step, and of no other by now? Declarations change, and records are of before:
 * what is taken out of them may be somebody's own from then on.
 */
export function isOutputNow({ claims }: OutputSetting, step: DeclaredStep, name: string): boolean {
  const { outputs } = step.declared;
  const owner = claims.get(name.toLowerCase())?.step;
  if (owner !== undefined && owner !== step.id) return false;
  return matcherOf(outputs.filter(({ exclude }) => !exclude))(name) && !excluder(outputs)(name);
}

/** Copies a file that somebody has changed to a place where no run touches it. */
export async function keepCopy({ root, states, now }: OutputSetting, name: string): Promise<string> {
  const file = path.resolve(root, name);
  const copy = path.join(replacedFolder(root), String(Math.trunc(now())), ...name.split("/"));
  await placeCopy(file, copy, (states.see(file).mode ?? 0o666) & 0o777);
  return `${name} was changed by somebody else; a copy of it is ${path.relative(root, copy).replaceAll("\\", "/")}`;
}

/** Removes outputs that are no more, if they are as they were recorded. */
export async function removeOld(setting: OutputSetting, outputs: readonly TaskOutput[]): Promise<string[]> {
  const { root, states } = setting;
  const notes: string[] = [];
  for (const output of outputs) {
    const file = path.resolve(root, output.path);
    const state = outputState(root, states, output);
    if (state === "gone") continue;
    if (state === "changed" || leadsAway(root, file)) {
      notes.push(`${output.path} is no output any more and was changed by somebody else; it stays`);
      continue;
    }
    await remove(file);
    await removeEmptyFolders(root, path.dirname(output.path));
  }
  return notes;
}

/** Removes a folder from the root, and those above it, as far as nothing is in them. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let here = folder; here !== "." && here !== ""; here = path.posix.dirname(here)) {
    await removeIfEmpty(path.resolve(root, here));
  }
}
