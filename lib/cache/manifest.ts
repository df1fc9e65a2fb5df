/**
 * One walk over a manifest, two readings: the digest that is the key, and the entries that explain a
 * change. Knows nothing of Go; facts arrive with the reason why they are there.
 */
import path from "node:path";
import type { FileStates } from "../host/file-states.ts";
import { digestText } from "../host/files.ts";
import { executableMark } from "../host/stat.ts";
import type { Fact, Manifest } from "../model/manifest.ts";

/** An entry as it is remembered: enough to say later what changed. */
export interface Entry {
  name: string;
  value: string;
  kind: Fact["kind"];
}

export interface DigestedManifest {
  key: string;
  /** One for each fact, in their order. */
  entries: Entry[];
  manifest: Manifest;
  inexact?: string;
}

/** A change of this number is a change of what keys mean; results of older ones are never used. */
const schema = 3;

/**
 * The key and the entries of a manifest. A file that can't be read makes the result inexact.
 */
export function digestManifest(manifest: Manifest, states: FileStates): DigestedManifest {
  let unreadable: string | undefined;
  const entries = manifest.facts.map((fact): Entry => {
    if (fact.kind !== "file") return { name: fact.name, value: fact.value, kind: fact.kind };
    const { path: file, part } = fact;
    const digest = part === undefined ? states.digest(file) : states.derived(file, part.name, part.of);
    if (digest === undefined) unreadable ??= `${fact.name} can't be read`;
    const mark = fact.mode ? executableMark(states.see(file).mode) : "";
    return { name: fact.name, value: (digest ?? "unreadable") + mark, kind: fact.kind };
  });
  const inexact = manifest.inexact ?? unreadable;
  return { key: keyOf(entries), entries, manifest, ...(inexact === undefined ? {} : { inexact }) };
}

/** The key that entries make. JSON keeps names and values apart whatever characters they hold. */
export function keyOf(entries: readonly Entry[]): string {
  return digestText(JSON.stringify([schema, ...entries.map(({ kind, name, value }) => [kind, name, value])]));
}

/** The first file of the manifest that was written since, by its times; what was written and put back counts, too. */
export function writtenSince({ facts }: Manifest, states: FileStates, timeMs: number): Fact | undefined {
  const folders = new Map<string, boolean>();
  return facts.find((fact) => {
    if (fact.kind !== "file") return false;
    const { stat } = states.see(fact.path);
    if (stat === undefined || Math.max(stat.mtimeMs, stat.ctimeMs) >= timeMs) return true;
    return isReplaced(path.dirname(fact.path), states, timeMs, folders);
  });
}

/** Was a folder put in its place since? A rename changes the ctime of what is renamed, and not its mtime. */
export function isReplaced(
  folder: string,
  states: FileStates,
  timeMs: number,
  known = new Map<string, boolean>(),
): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const { stat } = states.see(folder);
  const own = stat !== undefined && stat.ctimeMs >= timeMs && stat.mtimeMs < timeMs;
  const above = path.dirname(folder);
  const replaced = own || (above !== folder && isReplaced(above, states, timeMs, known));
  known.set(folder, replaced);
  return replaced;
}
