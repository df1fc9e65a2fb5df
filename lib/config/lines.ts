/**
 * The line of the config that a mistake stands in. A config is evaluated, so that only its text tells, and only where
 * the word occurs once: what is computed, imported or written twice has no line, rather than a wrong one. Pure.
 */
import { withoutComments } from "../go/written-version.ts";
import type { Failure } from "../model/failure.ts";

/**
 * The failures with the line behind the name of the config, where it is sure.
 * @param file is how failures call the config
 */
export function withLines(failures: readonly Failure[], file: string, text: string): Failure[] {
  const code = withoutComments(text);
  return failures.map((each) => {
    const at =
      each.place === file
        ? ""
        : each.place.startsWith(`${file}: `)
          ? each.place.slice(file.length)
          : undefined;
    const line = at === undefined ? undefined : lineOf(each, at, code);
    return line === undefined ? each : { ...each, place: `${file}:${line}${at}` };
  });
}

function lineOf({ thing }: Failure, at: string, code: string): number | undefined {
  // What is wrong is quoted in the sentence; else it is the value of the last setting on the way to it.
  const quoted = /^"([^"]+)"/.exec(thing)?.[1];
  const setting = /([A-Za-z_$][\w$]*)(\[\d+\])?$/.exec(at)?.[1];
  for (const word of [quoted, setting]) {
    if (word === undefined) continue;
    const places = placesOf(word, code);
    if (places.length === 1) return code.slice(0, places[0]).split("\n").length;
    // Where what is wrong stands twice, its setting may be another's, too.
    if (places.length > 1) return undefined;
  }
  return undefined;
}

/** Where the word stands by itself. */
function placesOf(word: string, code: string): number[] {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return [...code.matchAll(new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, "g"))].map(({ index }) => index);
}
