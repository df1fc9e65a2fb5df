/**
 * What can go wrong, as data: a place, a thing and a next move, and the exit code of its family.
 * Knows nothing of how a failure is printed.
 */

/** Families of failures; each has one exit code, and scripts may rely on it. */
export const exitCodes = {
  /** A step failed: a compiler, a test, a command. */
  step: 1,
  /** The command line: an unknown flag, command, task or target. */
  "command-line": 2,
  /** The config file or the task graph. */
  config: 3,
  /** The Go module, its main packages, or a target that Go cannot build. */
  module: 4,
  /** No Go that fulfils the wish, or one that cannot start. */
  toolchain: 5,
  /** The file system: an unwritable directory, a full disk, a drive that is not mounted. */
  files: 6,
  /** A bug in gowsl itself; EX_SOFTWARE of sysexits.h. */
  bug: 70,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export type Family = keyof typeof exitCodes;

export interface Failure {
  family: Family;
  /** Where: a file, a path inside the config, a flag, a step. */
  place: string;
  /** What is wrong there, as the rest of the sentence after the place. */
  thing: string;
  /** What to do next, as a sentence or two. */
  next?: string;
  /** One more line that helps, printed as `hint: ...`. */
  hint?: string;
  /** Text of another program (a compiler, go list), printed as it came. */
  detail?: string;
}

export type Result<Value> = { ok: true; value: Value } | { ok: false; failures: Failure[] };

export function success<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failure(...failures: Failure[]): { ok: false; failures: Failure[] } {
  return { ok: false, failures };
}

/**
 * All values, or all failures of all of them: users want to see every mistake at once.
 */
export function collect<Value>(results: Result<Value>[]): Result<Value[]> {
  const values: Value[] = [];
  const failures: Failure[] = [];
  for (const result of results) {
    if (result.ok) values.push(result.value);
    else failures.push(...result.failures);
  }
  return failures.length > 0 ? { ok: false, failures } : success(values);
}

/** The sentence of a failure: `place: thing. next move` without the hint. */
export function sentence({ place, thing, next }: Failure): string {
  const stop = /[.?!]$/.test(thing) ? "" : ".";
  return `${place}: ${thing}${next === undefined ? "" : `${stop} ${next}`}`;
}

/** Closes a switch over a union: a new member fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
