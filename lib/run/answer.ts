/**
 * What an answer is: everything on which "up to date" rests for one command line, as stats, and what to
 * say while it holds. Written by keep-answer.ts, read by fast-answer.ts. Types and pure functions.
 */
import { relevantVariables } from "../model/environment.ts";
import type { Event } from "../model/event.ts";
import type { Environment } from "../model/host.ts";

/** A change of this number makes every answer of an older gowsl void. */
export const answerSchema = 3;

/** A command line as it was typed, and where: nothing is parsed. */
export interface Question {
  argv: readonly string[];
  cwd: string;
  environment: Environment;
  /** Version of the runtime. */
  runtime: string;
}

/** How a path is compared when its stat has changed. */
export type Watch =
  /** By the digest of its content. */
  | "content"
  /** By the digest of its names. */
  | "names"
  /** Not at all: a changed stat is a change. */
  | "stat";

/** May the stat be believed: not yet (it is too young), yes, or never (the file system's times say little)? */
export type Belief = 0 | 1 | 2;

/** A path with its stat. */
export type Row = [
  /** Whole, or a name without separators: in the same folder as that of the row before. */
  place: string,
  watch: Watch,
  size: number,
  mtimeMs: number,
  ctimeMs: number,
  inode: number,
  belief: Belief,
];

export interface Answer {
  schema: typeof answerSchema;
  argv: readonly string[];
  cwd: string;
  runtime: string;
  /** Hash of the relevant variables of the environment: their values may be secret. */
  variables: string;
  /** Variables that the config and tests read, with hashes of their values; null: not set. */
  read: [name: string, value: string | null][];
  rows: Row[];
  /** Paths of which only the type matters. */
  types: [path: string, type: string][];
  /** Paths of which it matters where their links lead. */
  links: [path: string, target: string][];
  /** What to say, in order; durations are filled in. */
  events: Event[];
  output: { json: boolean; verbose: boolean; quiet: boolean; output?: string };
}

/** The folder of a path with its separator; empty for a name. */
export function folderPart(place: string): string {
  return place.slice(0, Math.max(place.lastIndexOf("/"), place.lastIndexOf("\\")) + 1);
}

/** Folder of the answers below the root of a checkout. */
export const answerFolder = ".gowsl/answers";

/** Name of the file for a question. Not SHA-256, which would have to be loaded: the file holds the question itself. */
export function answerName({ argv, cwd, environment, runtime }: Question): string {
  return `${hash53(JSON.stringify([argv, cwd, runtime, variablesHash(environment)]))}.json`;
}

export function variablesHash(environment: Environment): string {
  return hash53(JSON.stringify(relevantVariables(environment)));
}

/** A value that is compared only, since it may be secret. */
export function valueHash(value: string | undefined): string | null {
  return value === undefined ? null : hash53(value);
}

/** 53 bits of two multiplicative hashes (cyrb53, public domain). */
function hash53(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
