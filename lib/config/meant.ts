/**
 * What was probably meant where a config can't be evaluated since it names something that gowsl does not have, or
 * forgot to import. Knows the names of the API; how an engine and Node word what they miss is from their messages.
 */
import type { LoadError } from "../host/config-error.ts";
import { closest, didYouMean } from "../model/closest.ts";
import * as define from "./define.ts";
import * as inputs from "./inputs.ts";

const names = [...Object.keys(define), ...Object.keys(inputs)].toSorted();

/** @param name of the config, as frames call it */
export function withMeant(error: LoadError, name: string): LoadError {
  const next = error.next ?? wayOut(error.message);
  if (next === undefined) return error;
  // The one frame is its place; where there are more they tell how it came there.
  const [first, ...others] = error.frames;
  const at = error.at ?? (others.length === 0 ? placeIn(first, name) : undefined);
  if (at === undefined) return { ...error, next };
  return { ...error, next, at, frames: [] };
}

function wayOut(message: string): string | undefined {
  const [, exported] =
    /^The requested module 'gowsl' does not provide an export named '(.+)'$/.exec(message) ?? [];
  if (exported !== undefined) return didYouMean(exported, names, `There are ${names.join(", ")}.`);
  // The second is Bun's.
  const [, missing] =
    /^(\S+) is not defined$|^Can't find variable: (\S+)$/.exec(message)?.filter(Boolean) ?? [];
  if (missing !== undefined) {
    if (names.includes(missing)) return `Import it: import { ${missing} } from "gowsl".`;
    const near = closest(missing, names);
    return near === undefined ? undefined : `Did you mean "${near}"?`;
  }
  const [, member] = /^go\.(\w+) is not a function/.exec(message) ?? [];
  if (member === undefined) return undefined;
  const members = Object.keys(define.go).map((each) => `go.${each}`);
  return didYouMean(`go.${member}`, members, `There are ${members.join(", ")}.`);
}

function placeIn(frame: string | undefined, name: string): string | undefined {
  return frame?.startsWith(`${name}:`) ? frame.slice(name.length + 1) : undefined;
}
