/**
 * What a person has found out about goals that are missed: the text of remarks.md, in parts. A part stands below a
 * heading of the second order that names the case and the contender, as in "start-up: gowsl (executable)".
 */
import type { Verdict } from "./goals.ts";

export interface Remarks {
  /** What comes before all headings. */
  opening: string;
  /** By heading. */
  parts: ReadonlyMap<string, string>;
}

export function readRemarks(text: string): Remarks {
  const [opening = "", ...rest] = text.split(/^## /m);
  const parts = rest.map((part) => {
    const end = part.indexOf("\n");
    return [part.slice(0, end).trim(), part.slice(end).trim()] as const;
  });
  return { opening: opening.trim(), parts: new Map(parts) };
}

/** The heading of the remark on a goal. */
export function headingOf({ case: name, of }: Pick<Verdict, "case" | "of">): string {
  return `${name}: ${of}`;
}

/** Each missed goal with what is known of it, or that nothing is; a remark on a goal that is met is left out. */
export function formatMissed(verdicts: readonly Verdict[], { parts }: Remarks): string {
  const missed = verdicts.filter(({ isMet }) => isMet === false);
  const headings = [...new Set(missed.map(headingOf))];
  return headings
    .map((heading) => {
      const places = missed
        .filter((each) => headingOf(each) === heading)
        .map(({ on, measured, limit }) => `${on}: ${measured}, where ${limit} is the limit`);
      const why = parts.get(heading) ?? "Nobody has looked into it yet.";
      return `#### ${heading}\n\n${places.join("; ")}.\n\n${why}`;
    })
    .join("\n\n");
}
