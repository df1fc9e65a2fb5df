/**
 * One walk over a manifest, two readings: the digest that is the key, and the entries that explain a
 * change. Knows nothing of Go; facts arrive with the reason why they are there.
 */
import { digestFile, digestText } from "../host/files.ts";
import type { Fact, Manifest } from "../model/manifest.ts";

/** Digests by path; shared by the steps of one run, since targets share most files. */
export type Digests = Map<string, Promise<string>>;

/** An entry as it is remembered: enough to say later what changed. */
export interface Entry {
  name: string;
  value: string;
  kind: Fact["kind"];
}

export interface DigestedManifest {
  key: string;
  entries: Entry[];
  inexact?: string;
}

/** A change of this number is a change of what keys mean; results of older ones are never used. */
const schema = 1;

/**
 * The key and the entries of a manifest. A file that can't be read makes the result inexact.
 */
export async function digestManifest(manifest: Manifest, digests: Digests): Promise<DigestedManifest> {
  let unreadable: string | undefined;
  const entries = await Promise.all(
    manifest.facts.map(async (fact): Promise<Entry> => {
      if (fact.kind !== "file") return { name: fact.name, value: fact.value, kind: fact.kind };
      let digest = digests.get(fact.path);
      if (digest === undefined) {
        digest = digestFile(fact.path);
        digests.set(fact.path, digest);
      }
      const value = await digest.catch(() => {
        unreadable = `${fact.name} can't be read`;
        return "unreadable";
      });
      return { name: fact.name, value, kind: fact.kind };
    }),
  );
  // JSON keeps names and values apart whatever characters they hold.
  const key = digestText(
    JSON.stringify([schema, ...entries.map(({ kind, name, value }) => [kind, name, value])]),
  );
  const inexact = manifest.inexact ?? unreadable;
  return { key, entries, ...(inexact === undefined ? {} : { inexact }) };
}

/** What differs between what is recorded and what is, in words: `internal/x.go changed, tags.go is new`. */
export function explainChange(before: readonly Entry[], now: readonly Entry[]): string {
  const name = (entry: Entry) => `${entry.kind} ${entry.name}`;
  const old = new Map(before.map((entry) => [name(entry), entry]));
  const current = new Set(now.map(name));
  const changes = [
    ...now.flatMap((entry) => {
      const previous = old.get(name(entry));
      if (previous === undefined) return [`${entry.name} is new`];
      if (previous.value === entry.value) return [];
      return [entry.kind === "file" ? `${entry.name} changed` : describeSetting(entry, previous)];
    }),
    ...before.filter((entry) => !current.has(name(entry))).map((entry) => `${entry.name} is gone`),
  ];
  if (changes.length === 0) return "nothing that is known changed";
  const shown = changes.slice(0, 3).join(", ");
  return changes.length > 3 ? `${shown} and ${changes.length - 3} more` : shown;
}

function describeSetting(now: Entry, before: Entry): string {
  const words = [before.value, now.value].map(readList);
  if (words[0] !== undefined && words[1] !== undefined) {
    const [old, current] = words as [string[], string[]];
    const gone = old.filter((word) => !current.includes(word)).map((word) => `without ${shorten(word)}`);
    const added = current.filter((word) => !old.includes(word)).map((word) => `with ${shorten(word)}`);
    return `${now.name} changed: ${[...added, ...gone].join(", ") || "their order"}`;
  }
  const short = now.value.length + before.value.length < 60;
  return short ? `${now.name} changed from ${before.value} to ${now.value}` : `${now.name} changed`;
}

/** A setting that is a list is written as JSON. */
function readList(value: string): string[] | undefined {
  if (!value.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : undefined;
  } catch {
    // A folder may begin with a bracket, too.
    return undefined;
  }
}

function shorten(word: string): string {
  return word.length > 70 ? `${word.slice(0, 69)}…` : word;
}
