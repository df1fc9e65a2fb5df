/**
 * The numbers of stat(2) without an fs.Stats: in a process that has just begun, its making takes two to three
 * times as long as the question (Node 20 to 26: 5.4 to 10 µs a file, and 2.1 µs without it). Asked is the
 * function below fs.statSync, which process.binding hands out; that is deprecated (DEP0111), so it is taken
 * from versions of Node that are known, and only if it says the same as fs.statSync here and now.
 */
import { statSync } from "node:fs";
import process from "node:process";

/** The next question overwrites them. */
export type StatNumbers = ArrayLike<number>;

/** Where in the numbers each one stands; a time is two of them, seconds and nanoseconds. */
export const statIndex = { device: 0, mode: 1, inode: 7, size: 8, mtime: 12, ctime: 14 } as const;

/** A time as fs.Stats has it. */
export function milliseconds(numbers: StatNumbers, index: number): number {
  return numbers[index]! * 1000 + numbers[index + 1]! / 1_000_000;
}

/** Throws what can't be asked; undefined where there is nothing. */
type Ask = (file: string) => StatNumbers | undefined;

/** Undefined: nobody has tried yet; null: there is none. */
let ask: Ask | null | undefined;

/** The way to ask for numbers, or null where there is only fs.statSync. */
export function statNumbers(): Ask | null {
  if (ask === undefined) ask = openNumbers(process);
  return ask;
}

interface Runtime {
  versions: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  execPath: string;
  noDeprecation?: boolean;
  binding?: (name: "fs") => { stat: (file: string, big: false, request: undefined, must: false) => unknown };
}

/**
 * Lines of Node whose own statSync asks with four arguments, each up to the minor version that it was tried
 * with. To one that asks otherwise the fourth may be fatal, so a newer one takes fs.statSync.
 */
const knownMinors: Readonly<Record<string, readonly [first: number, last: number]>> = {
  20: [19, 20],
  22: [0, 23],
  24: [0, 21],
  26: [0, 12],
};

function isKnown(version: string): boolean {
  const [major = "", minor = ""] = version.split(".");
  const [first, last] = knownMinors[major] ?? [1, 0];
  return Number(minor) >= first && Number(minor) <= last;
}

/** The same for a runtime that is not this one. */
export function openNumbers(runtime: Runtime): Ask | null {
  const { versions, platform, execPath, noDeprecation = false } = runtime;
  if (versions["bun"] !== undefined || !isKnown(versions["node"] ?? "")) return null;
  // There paths have another form below fs.
  if (platform === "win32") return null;
  try {
    // A warning would be for users who can't do anything about it.
    runtime.noDeprecation = true;
    const stat = runtime.binding!("fs").stat;
    const numbersOf: Ask = (file) => stat(file, false, undefined, false) as StatNumbers | undefined;
    return saysTheSame(numbersOf, execPath) ? numbersOf : null;
  } catch {
    return null;
  } finally {
    runtime.noDeprecation = noDeprecation;
  }
}

function saysTheSame(numbersOf: Ask, file: string): boolean {
  const { dev, mode, ino, size, mtimeMs, ctimeMs } = statSync(file);
  const numbers = numbersOf(file)!;
  return (
    numbers[statIndex.device] === dev &&
    numbers[statIndex.mode] === mode &&
    numbers[statIndex.inode] === ino &&
    numbers[statIndex.size] === size &&
    milliseconds(numbers, statIndex.mtime) === mtimeMs &&
    milliseconds(numbers, statIndex.ctime) === ctimeMs
  );
}
