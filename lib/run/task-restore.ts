/**
 * Restores the result of a declared command from the store: its outputs exactly, and what it printed. What lies in
 * the way and is not gowsl's is copied away first. Knows nothing of keys.
 */
import path from "node:path";
import type { Hit, StoredOutput } from "../cache/store.ts";
import type { TaskOutput, TaskRecord } from "../cache/task-records.ts";
import { digestText, remove } from "../host/files.ts";
import { matcherOf } from "../host/find-files.ts";
import { placeLink } from "../host/placing.ts";
import { linkStat, linkText } from "../host/stat.ts";
import { isSafeLink, leadsAway } from "./leads-away.ts";
import { readLog, type Piece } from "./step-log.ts";
import type { DeclaredStep } from "./declared-step.ts";
import { isOutputNow, keepCopy, removeOld, type OutputSetting } from "./task-outputs.ts";
import { isAsStored, otherFound, outputState } from "./task-examine.ts";

export interface Restored {
  outputs: TaskOutput[];
  log: Piece[];
  notes: string[];
  /** Did anything change on disk? */
  wrote: boolean;
}

/** Puts a stored result in its place. A text is the reason why the command has to run instead. */
export async function restoreOutputs(
  setting: OutputSetting,
  step: DeclaredStep,
  hit: Hit,
  record: TaskRecord | undefined,
): Promise<Restored | string> {
  const { root, states } = setting;
  const isFound = ({ role }: StoredOutput) => role === "found";
  const wanted = hit.outputs.filter(({ role }) => role === "file" || role === "link" || role === "found");
  const stored = hit.outputs.find(({ role }) => role === "log");
  const text = stored && hit.text(stored);
  const log = text === undefined ? undefined : readLog(text);
  if (log === undefined) return "what was printed then is not in the store any more";
  const isOutput = matcherOf(step.declared.outputs.filter(({ exclude }) => !exclude));
  const refused = wanted.map((output) => refusal(setting, output, isOutput)).find((why) => why !== undefined);
  if (refused !== undefined) return refused;
  const other = otherFound(root, states, hit.outputs);
  if (other !== undefined) return `${other} is not as it was beside the stored result`;
  // A link would lead what is placed after it to where nobody has looked.
  const links = wanted.filter(({ link }) => link !== undefined).map((output) => `${output.path}/`);
  const behind = wanted.find((output) => links.some((link) => output.path!.startsWith(link)));
  if (behind !== undefined) return `the stored result has "${behind.path}" behind a link of its own`;
  const old = record?.outputs ?? [];
  const names = new Set(wanted.map((output) => output.path));
  const restored: Restored = { outputs: [], log, notes: [], wrote: false };
  const gone = old.filter(
    (output) => !output.found && !names.has(output.path) && isOutputNow(setting, step, output.path),
  );
  restored.notes.push(...(await removeOld(setting, gone)));
  const found = new Set<string>();
  for (const output of wanted) {
    const file = path.resolve(root, output.path!);
    const before = old.find((each) => each.path === output.path);
    if (isAsStored(root, states, output)) {
      if (before === undefined || before.found || isFound(output)) found.add(output.path!);
    } else {
      const isOurs = before !== undefined && !before.found && outputState(root, states, before) !== "changed";
      if (!isOurs && states.see(file).type === "file")
        restored.notes.push(await keepCopy(setting, output.path!));
      restored.wrote = true;
      if (output.link !== undefined) {
        if (linkStat(file) !== undefined) await remove(file);
        await placeLink(output.link, file);
      } else if ((await hit.place(output, file)) === undefined) {
        return "the stored result is broken";
      }
    }
  }
  if (restored.wrote || gone.length > 0) states.lookAgain();
  restored.wrote ||= gone.length > 0;
  for (const output of wanted) {
    const described = recordOf(setting, output);
    if (described === undefined) return `somebody else wrote ${output.path} meanwhile`;
    if (found.has(output.path!)) described.found = true;
    setting.claims.set(described.path.toLowerCase(), { step: step.id, output: described });
    restored.outputs.push(described);
  }
  return restored;
}

/** Why an output is not put in its place. The store may be anybody's. */
function refusal(
  { root, states }: OutputSetting,
  { path: name = "", link, role, sha256 }: StoredOutput,
  isOutput: (file: string) => boolean,
): string | undefined {
  const parts = name.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\\\0]/.test(part));
  const file = path.resolve(root, name);
  if (!isPlain || /^[A-Za-z]:/.test(name) || !isOutput(name) || leadsAway(root, file))
    return `the stored result has an output "${name}" that is none of this task`;
  const isLink = role === "link" || link !== undefined;
  if (isLink && (link === undefined || digestText(link) !== sha256 || !isSafeLink(root, file, link)))
    return `the stored result has a link "${name}" that leads out of the project`;
  const { type } = states.see(file);
  if (linkText(file) === "" && (type === "folder" || type === "other"))
    return `something that is no file is at ${name}`;
  return undefined;
}

function recordOf({ root, states }: OutputSetting, output: StoredOutput): TaskOutput | undefined {
  const file = path.resolve(root, output.path!);
  const { sha256, sizeBytes, mode, link } = output;
  const stat = link === undefined ? states.see(file).stat : linkStat(file);
  if (stat === undefined) return undefined;
  if (link === undefined && states.digest(file) !== sha256) return undefined;
  return { path: output.path!, sha256, sizeBytes, mode, stat, ...(link === undefined ? {} : { link }) };
}
