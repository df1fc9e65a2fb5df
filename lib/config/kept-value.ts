/**
 * The value that a config exports as plain data, and back: what JSON can't hold (functions, settings that are
 * undefined) stands beside it as places. What is more than data makes it a value that is not kept. Pure.
 */
import { isRecord } from "./checks.ts";

/** The way to a value: names of settings, and numbers of entries as texts. */
export type Place = readonly string[];

export interface PlainValue {
  /** With null in each of the places below. */
  data: unknown;
  functions: Place[];
  absent: Place[];
}

/** A function of a config, which is called with what a task's function is given. */
export type Called = (...given: unknown[]) => unknown;

/** As many characters of a secret tell of it; fewer stand in any text. */
const tellingLength = 6;

/** Does a text hold a part of a secret, as a password is one of a URL? */
function telling(secrets: readonly string[]): (text: string) => boolean {
  const parts = new Set(secrets.flatMap(partsOf));
  return (text) => parts.size > 0 && partsOf(text).some((part) => parts.has(part));
}

function partsOf(text: string): string[] {
  const count = Math.max(0, text.length - tellingLength + 1);
  return Array.from({ length: count }, (_, at) => text.slice(at, at + tellingLength));
}

/**
 * The value as data; undefined for one that is more than data: what has a class, a getter or a circle, or a function
 * that is asked while a run is planned, as nobody could wait for it there.
 * @param secrets texts of which no part must be written down
 */
export function plainValue(value: unknown, secrets: readonly string[]): PlainValue | undefined {
  const functions: Place[] = [];
  const absent: Place[] = [];
  const above = new Set<unknown>();
  const tells = telling(secrets);
  const isPlain = (each: unknown, at: Place): boolean => {
    if (each === null || typeof each === "boolean") return true;
    if (typeof each === "string") return !tells(each);
    if (typeof each === "number") return Number.isFinite(each) && !Object.is(each, -0);
    if (each === undefined || typeof each === "function") {
      (each === undefined ? absent : functions).push(at);
      return each === undefined || at.at(-1) !== "if";
    }
    if (typeof each !== "object" || above.has(each) || !isBare(each)) return false;
    above.add(each);
    const isWhole = Object.entries(each).every(
      ([name, entry]) => !tells(name) && isPlain(entry, [...at, name]),
    );
    above.delete(each);
    return isWhole;
  };
  if (!isPlain(value, [])) return undefined;
  return { data: value, functions, absent };
}

/** Nothing but settings or entries, each with a value of its own. */
function isBare(value: object): boolean {
  const isList = Array.isArray(value);
  if (Object.getPrototypeOf(value) !== (isList ? Array.prototype : Object.prototype)) return false;
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value));
  const isField = ([name, { enumerable, get, set }]: (typeof fields)[number]) =>
    get === undefined && set === undefined && (enumerable === true || (isList && name === "length"));
  return (
    Object.getOwnPropertySymbols(value).length === 0 &&
    fields.every(isField) &&
    // A hole is no entry, and what a list has beside its entries is none either.
    (!isList ||
      (fields.length === value.length + 1 && Object.keys(value).every((name) => /^\d+$/.test(name))))
  );
}

/** The data as a text. */
export function plainText({ data }: PlainValue): string {
  return JSON.stringify(data, (_, each: unknown) =>
    each === undefined || typeof each === "function" ? null : each,
  );
}

/**
 * The value again.
 * @param standIn what stands for the function of a place
 */
export function valueAgain(
  { data, functions, absent }: PlainValue,
  standIn: (place: Place) => Called,
): unknown {
  if (functions.length + absent.length === 0) return data;
  const whole = { data };
  const put = (place: Place, value: unknown) => {
    const way = ["data", ...place];
    const owner = valueAt(whole, way.slice(0, -1));
    const name = way.at(-1)!;
    if (!isOwner(owner, name) || owner[name] !== null) throw new Error(`nothing at ${place.join(".")}`);
    owner[name] = value;
  };
  for (const place of functions) put(place, standIn(place));
  for (const place of absent) put(place, undefined);
  return whole.data;
}

/** What stands at a place; undefined where there is none. */
export function valueAt(value: unknown, place: Place): unknown {
  let found = value;
  for (const name of place) found = isOwner(found, name) ? found[name] : undefined;
  return found;
}

function isOwner(value: unknown, name: string): value is Record<string, unknown> {
  return (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, name);
}
