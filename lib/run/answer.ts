/**
 * What an answer is: everything on which "up to date" rests for one command line, as stats, and what to
 * say while it holds. Written by keep-answer.ts, read by fast-answer.ts, in the form of answer-file.ts.
 * Types and pure functions.
 */
import { relevantVariables } from "../model/environment.ts";
import type { Event } from "../model/event.ts";
import type { Environment } from "../model/host.ts";

/** A change of this number makes every answer of an older gowsl void. */
export const answerSchema = 5;

/** A command line as it was typed, and where: nothing is parsed. */
export interface Question {
  argv: readonly string[];
  cwd: string;
  environment: Environment;
  /** Version of the runtime. */
  runtime: string;
}

/** How a path is compared when its stat has changed. The order is that of the kept numbers. */
export const watches = [
  /** By the digest of its content. */
  "content",
  /** By the digest of its content, and by whether it may be executed. */
  "file",
  /** By the digest of its names. */
  "names",
  /** Not at all: a changed stat is a change. */
  "stat",
] as const;
export type Watch = (typeof watches)[number];

/** May the stat be believed: not yet (it is too young), yes, or never (the file system's times say little)? */
export type Belief = 0 | 1 | 2;

/** What is compared by its stat. */
export interface Rows {
  /** Relative to the folder of the question, where they lie below it. */
  places: readonly string[];
  /** Four numbers a place: size, mtimeMs, ctimeMs, inode. */
  stats: Float64Array;
  /** One number a place, of `watch` and `belief`. */
  ways: Uint8Array;
}

export function wayNumber(watch: Watch, belief: Belief): number {
  return watches.indexOf(watch) * 3 + belief;
}

export function watchOf(way: number): Watch {
  return watches[Math.floor(way / 3)]!;
}

export function beliefOf(way: number): Belief {
  return (way % 3) as Belief;
}

export interface Answer {
  argv: readonly string[];
  cwd: string;
  runtime: string;
  /** See variablesHash. */
  variables: string;
  /** Variables that the config and tests read, with hashes of their values; null: not set. */
  read: [name: string, value: string | null][];
  /** Paths of which only the type matters. */
  types: [path: string, type: string][];
  /** Paths of which it matters where their links lead. */
  links: [path: string, target: string][];
  /** What to say, in order; durations are filled in. */
  events: Event[];
  output: { json: boolean; verbose: boolean; quiet: boolean; output?: string };
  /** Its name among the earlier answers, in front that of what restores its artifacts; absent: they can't be. */
  state?: string;
  /** How many of its last rows are files that gowsl writes itself, and no part of the state. */
  written?: number;
}

/** Where the last answer to a question lies. */
export interface AnswerPlace {
  /** Of the answers. */
  folder: string;
  name: string;
  /** See variablesHash. */
  variables: string;
  bytes: Buffer;
}

/** Folder of the answers below the root of a checkout. */
export const answerFolder = ".gowsl/answers";

export const answerEnding = ".answer";

/** Folder of the earlier answers to the question whose answer has this name. */
export function earlierFolder(answers: string, name: string): string {
  return `${answers}/${name.slice(0, -answerEnding.length)}`;
}

/** Name of the file for a question. Not SHA-256, which would have to be loaded: the file holds the question itself. */
export function answerName({ argv, cwd, runtime }: Question, variables: string): string {
  return `${shortHash(JSON.stringify([argv, cwd, runtime, variables]))}${answerEnding}`;
}

/** Hash of the variables that matter: their values may be secret. */
export function variablesHash({ environment }: Pick<Question, "environment">): string {
  return shortHash(JSON.stringify(relevantVariables(environment)));
}

/** A value that is compared only, since it may be secret. */
export function valueHash(value: string | undefined): string | null {
  return value === undefined ? null : shortHash(value);
}

/** 53 bits in base 36, of two multiplicative hashes (cyrb53, public domain). */
export function shortHash(text: string): string {
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
