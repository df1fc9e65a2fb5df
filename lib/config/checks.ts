/**
 * The pieces that the description of a config is made of: each looks at one value and reports what
 * is wrong with it. Knows types, lists and records; not which settings there are.
 */
import { didYouMean } from "../model/closest.ts";

/** Takes one mistake: where it is in the config, what it is, and what to do. */
export type Report = (at: string, thing: string, next?: string) => void;

/** Looks at a value that is there; absent ones are nobody's mistake. */
export type Check = (value: unknown, at: string, report: Report) => void;

/** A check for each setting: one that is missing here does not compile. */
export type Fields<Settings> = { readonly [Name in keyof Settings]-?: Check };

export type Entries = Record<string, unknown>;

export function isRecord(value: unknown): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The place of an entry: `tasks.build`, or `tasks["my task"]` where a dot would not do. */
export function below(at: string, name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${at}[${JSON.stringify(name)}]`;
  return at === "" ? name : `${at}.${name}`;
}

/** `a number`, `a list`: what a value is, for `must be ..., not a number`. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function wrongType(value: unknown, wanted: string): [thing: string, next?: string] {
  const thing = `must be ${wanted}, not ${nameOf(value)}`;
  if (wanted === "a string" && typeof value === "number") return [thing, `Put it in quotes: "${value}".`];
  if (wanted === "a list" && typeof value === "string") return [thing, `Write [${JSON.stringify(value)}].`];
  return [thing];
}

/** A string that also passes `form`, which gets only strings. */
export function text(form?: (value: string, at: string, report: Report) => void): Check {
  return (value, at, report) => {
    if (typeof value !== "string") report(at, ...wrongType(value, "a string"));
    else form?.(value, at, report);
  };
}

/** A string with something in it. */
export const words = text((value, at, report) => {
  if (value.trim() === "") report(at, "is empty", "Give it a value, or leave it out.");
});

export const flag: Check = (value, at, report) => {
  if (typeof value !== "boolean") report(at, `must be true or false, not ${nameOf(value)}`);
};

/** A whole number from 0 on. */
export const count: Check = (value, at, report) => {
  if (typeof value !== "number") report(at, ...wrongType(value, "a number"));
  else if (!Number.isInteger(value) || value < 0) report(at, `must be a whole number, not ${value}`);
};

/** A whole number from 1 on. */
export const positive: Check = (value, at, report) => {
  if (value === 0) report(at, "must be at least 1, not 0");
  else count(value, at, report);
};

export const callable: Check = (value, at, report) => {
  if (typeof value !== "function") report(at, ...wrongType(value, "a function"));
};

/** A string or a function. */
export const hook: Check = (value, at, report) => {
  if (typeof value === "function") return;
  if (typeof value === "string") words(value, at, report);
  else report(at, `must be a command line or a function, not ${nameOf(value)}`);
};

/** `true`, `false` or a string. */
export const flagOrText: Check = (value, at, report) => {
  if (typeof value === "boolean") return;
  if (typeof value === "string") words(value, at, report);
  else report(at, `must be true, false or a string, not ${nameOf(value)}`);
};

export function list(item: Check): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report(at, ...wrongType(value, "a list"));
    // By index: forEach passes over holes, and a hole is a mistake.
    for (let index = 0; index < value.length; index++) item(value[index], `${at}[${index}]`, report);
  };
}

/** @param name looks at the names, if they have a form. */
export function record(item: Check, name?: Check): Check {
  return (value, at, report) => {
    if (!isRecord(value)) return report(at, ...wrongType(value, "an object"));
    for (const [key, entry] of Object.entries(value)) {
      name?.(key, below(at, key), report);
      if (entry !== undefined) item(entry, below(at, key), report);
    }
  };
}

/** An object with known settings; `owner` is what they are settings of. */
export function settings(owner: string, fields: Readonly<Record<string, Check>>): Check {
  return (value, at, report) => {
    if (!isRecord(value)) return report(at, ...wrongType(value, "an object"));
    for (const [name, entry] of Object.entries(value)) {
      const known = Object.keys(fields).filter((field) => field !== "kind");
      if (!Object.hasOwn(fields, name)) {
        const fallback = `Remove it; there are ${known.join(", ")}.`;
        report(at, `"${name}" is not a setting of ${owner}`, didYouMean(name, known, fallback));
      } else if (entry !== undefined) fields[name]!(entry, below(at, name), report);
    }
  };
}
