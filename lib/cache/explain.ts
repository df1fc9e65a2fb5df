/** What differs between two states of a manifest, in words. Pure; reads the entries that also make the key. */
import { moduleParts, shortName, type Manifest } from "../model/manifest.ts";
import type { Entry } from "./manifest.ts";

export interface Change {
  kind: Entry["kind"];
  /** As in the key. */
  name: string;
  /** `internal/stream/stream.go changed`. */
  text: string;
  /** By which imports the program comes to the file: `cmd/age -> age -> internal/stream`. */
  chain?: string;
}

/** The value of a variable that is not set. */
export const notSet = "not set";

/** The state to compare with; of a state that is recorded only the entries are left. */
export interface Now {
  entries: readonly Entry[];
  /** Its facts, in the order of the entries. */
  manifest?: Pick<Manifest, "module"> & { facts: readonly { why: string }[] };
}

/** Every difference between what is recorded and what is. */
export function changesBetween(before: readonly Entry[], { entries, manifest }: Now): Change[] {
  const earlier = identities(before);
  const present = identities(entries);
  const old = new Map(before.map((entry, index) => [earlier[index], entry]));
  const current = new Set(present);
  const change = (entry: Entry, text: string, why?: string): Change => {
    const { kind, name } = entry;
    return { kind, name, text, ...(why?.includes(" -> ") ? { chain: why } : {}) };
  };
  const shown = ({ kind, name }: Entry) =>
    kind === "module"
      ? `module ${name}`
      : kind === "file"
        ? shortName(name, manifest?.module)
        : (settingNames[name] ?? name);
  return [
    ...entries.flatMap((entry, index) => {
      const previous = old.get(present[index]);
      if (previous?.value === entry.value) return [];
      const why = manifest?.facts[index]?.why;
      if (previous === undefined) return [change(entry, `${shown(entry)} is new`, why)];
      if (entry.kind === "file") return [change(entry, `${shown(entry)} changed`, why)];
      return [change(entry, describeValue(shown(entry), entry, previous))];
    }),
    ...before
      .filter((_, index) => !current.has(earlier[index]!))
      .map((entry) =>
        change(entry, `${shown(entry)} ${entry.kind === "setting" ? "no longer counts" : "is gone"}`),
      ),
  ];
}

/** Settings that nobody has set under the name that go list has for them. */
const settingNames: Readonly<Record<string, string>> = {
  DefaultGODEBUG: "the default GODEBUG of the go line",
};

/** Kind and name, and the how manieth of that name an entry is: two files may have one. */
function identities(entries: readonly Entry[]): string[] {
  const counts = new Map<string, number>();
  return entries.map(({ kind, name }) => {
    const identity = `${kind} ${name}`;
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    return `${identity} ${count}`;
  });
}

/** The differences in one line: `internal/x.go changed (cmd/a -> internal), tags is new`. */
export function explainChange(before: readonly Entry[], now: Now): string {
  const changes = changesBetween(before, now);
  if (changes.length === 0) return "nothing that is known changed";
  const shown = changes.slice(0, 3).map(changeText).join(", ");
  return changes.length > 3 ? `${shown} and ${changes.length - 3} more` : shown;
}

export function changeText({ text, chain }: Change): string {
  return chain === undefined ? text : `${text} (${chain})`;
}

function describeValue(name: string, now: Entry, before: Entry): string {
  // Of variables only a digest is kept, which nobody wants to read.
  if (name.startsWith("variable ")) {
    const how = now.value === notSet ? "is not set now" : before.value === notSet ? "is set now" : "changed";
    return `${name} ${how}`;
  }
  if (now.kind === "module") return `${name}: ${describeModule(before.value, now.value)}`;
  const words = [before.value, now.value].map(readList);
  if (words[0] !== undefined && words[1] !== undefined) {
    const [old, current] = words as [string[], string[]];
    const gone = old.filter((word) => !current.includes(word)).map((word) => `without ${shorten(word)}`);
    const added = current.filter((word) => !old.includes(word)).map((word) => `with ${shorten(word)}`);
    return `${name} changed: ${[...added, ...gone].join(", ") || "their order"}`;
  }
  const short = now.value.length + before.value.length < 60;
  return short ? `${name} changed from ${before.value} to ${now.value}` : `${name} changed`;
}

/** Part by part; a checksum that changes with what it is the checksum of is not told. */
function describeModule(before: string, now: string): string {
  const [old, current] = [before, now].map((value) => JSON.parse(value) as string[]) as [string[], string[]];
  const texts = moduleParts.flatMap((part, index) => {
    const [was = "", is = ""] = [old[index], current[index]];
    // Another replacement has another version, or none.
    const follows = part === "version of the replacement" && old[index - 1] !== current[index - 1];
    if (was === is || follows) return [];
    if (was === "") return [`with the ${part} ${shorten(is)}`];
    return [is === "" ? `without the ${part} ${shorten(was)}` : `${part} changed from ${was} to ${is}`];
  });
  const others = texts.filter((text) => !/\bchecksum\b/.test(text));
  return (others.length > 0 ? others : texts).join(", ");
}

/** A setting that is a list is written as JSON. */
function readList(value: string): string[] | undefined {
  if (!value.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    const sound = Array.isArray(list) && list.every((word) => typeof word === "string");
    return sound ? (list as string[]).filter((word) => word !== "") : undefined;
  } catch {
    // A folder may begin with a bracket, too.
    return undefined;
  }
}

function shorten(word: string): string {
  return word.length > 70 ? `${word.slice(0, 69)}…` : word;
}
