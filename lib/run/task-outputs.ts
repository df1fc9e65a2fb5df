/**
 * The outputs of declared commands on disk: found before a run and after it, removed when they are none any more, and
 * never lost if somebody has changed them. Knows nothing of keys.
 */
import path from "node:path";
import type { TaskOutput } from "../cache/task-records.ts";
import { digestText, remove, removeIfEmpty } from "../host/files.ts";
import { excluder, findFiles, matcherOf } from "../host/find-files.ts";
import { placeCopy } from "../host/placing.ts";
import { linkStat, linkText, sameStat } from "../host/stat.ts";
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

/** Files by their paths from the root, as they were at an instant. */
export type LookedAt = ReadonlyMap<string, TaskOutput>;

/** Is a file as it was then? Whatever has been written since, and by whom, has another stat. */
function isAsThen(root: string, name: string, then: LookedAt): boolean {
  return sameStat(then.get(name)?.stat, linkStat(path.resolve(root, name)));
}

/**
 * What lies among the outputs before the command runs, and is not of an earlier run of it.
 * @param away what is put away before
 */
export function foundBefore(
  setting: OutputSetting,
  step: DeclaredStep,
  outputs: readonly TaskOutput[],
  away: ReadonlySet<string>,
): LookedAt {
  const { root, states } = setting;
  const own = new Map(outputs.filter(({ found }) => !found).map((output) => [output.path, output]));
  const found = new Map<string, TaskOutput>();
  for (const name of findFiles({ root, states, links: true }, step.declared.outputs).files.keys()) {
    if (away.has(name) || isAsThen(root, name, own)) continue;
    const seen = look(setting, name);
    if (seen !== undefined) found.set(name, { ...seen, found: true });
  }
  return found;
}

/**
 * What a run that did not succeed has left of its outputs: it is put away before the next one.
 * @param before what lay there: what the run has changed of it is of the run
 */
export function writtenOutputs(setting: OutputSetting, step: DeclaredStep, before: LookedAt): TaskOutput[] {
  const { root, states } = setting;
  const names = [...findFiles({ root, states, links: true }, step.declared.outputs).files.keys()];
  return names
    .filter((name) => !isAsThen(root, name, before) && isOutputNow(setting, step, name))
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
  before: LookedAt,
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
    if (isAsThen(root, name, before)) output.found = true;
    setting.claims.set(name.toLowerCase(), { step: step.id, output });
    collected.outputs.push(output);
  }
  return collected;
}

/** One output, or why it can't be kept. */
function describe(setting: OutputSetting, name: string): TaskOutput | string {
  const { root } = setting;
  const file = path.resolve(root, name);
  if (leadsAway(root, file)) return `${name} lies behind a link, outside of the project`;
  const output = look(setting, name);
  if (output === undefined) return `${name} is gone`;
  if (output.link !== undefined && !isSafeLink(root, file, output.link))
    return `${name} is a link that leads out of the project`;
  return output.sha256 === unread ? `${name} can't be read` : output;
}

/** Instead of a digest. */
const unread = "";

/** A file or a link as it is now; undefined if there is none. What lies outside of the project is not read. */
function look({ root, states }: OutputSetting, name: string): TaskOutput | undefined {
  const file = path.resolve(root, name);
  const link = linkText(file);
  const { stat, mode = 0 } = link === "" ? states.see(file) : { stat: linkStat(file), mode: 0o777 };
  if (stat === undefined) return undefined;
  if (link !== "") return { path: name, sha256: digestText(link), sizeBytes: 0, mode, stat, link };
  const sha256 = (leadsAway(root, file) ? undefined : states.digest(file)) ?? unread;
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
