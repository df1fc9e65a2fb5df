/**
 * Compares what both sides say of one program after a mutation. Pure.
 */
import type { Link } from "./go-side.ts";
import type { WhyAnswer, WhyUnit } from "./gowsl-side.ts";

/** From worst to best. */
export const findings = [
  /** gowsl says up to date, and Go would link another program, or none. The worst that can be. */
  "false up to date",
  /** What gowsl delivered is not what Go builds. */
  "wrong artifact",
  /** The key stayed, or is that of another program, though Go's link has another ID. */
  "missed",
  /** Go can't build it, and gowsl delivers something. */
  "broken in Go only",
  /** Go builds it, and gowsl does not try. */
  "refused",
  /** The key changed, Go's link did not. */
  "surplus",
  "agreed",
] as const;

export type Finding = (typeof findings)[number];

export interface Judgement {
  task: string;
  package: string;
  go: "same" | "changed" | "broken";
  gowsl: "same" | "changed" | "inexact" | "absent";
  finding: Finding;
  /** gowsl's own words. */
  reason: string;
}

export interface Evidence {
  task: string;
  package: string;
  before: WhyUnit;
  linkBefore: string | undefined;
  after: WhyAnswer;
  link: Link | undefined;
  /** Outcome of a real build by gowsl, which may be that of its fast answer. */
  outcome: string | undefined;
  /** The link ID in the artifact that gowsl delivered; undefined if it has none. */
  delivered: string | undefined;
  /** The link that a program with the same key had earlier in the campaign. */
  linkOfKey: string | undefined;
}

export function judge({ task, before, linkBefore, after, link, ...rest }: Evidence): Judgement {
  const unit = "refused" in after ? undefined : after.units.get(rest.package);
  const go = link?.id === undefined ? "broken" : link.id === linkBefore ? "same" : "changed";
  const gowsl =
    unit === undefined
      ? "absent"
      : unit.inexact !== undefined
        ? "inexact"
        : unit.key === before.key
          ? "same"
          : "changed";
  const reason = unit?.reason ?? ("refused" in after ? after.refused : "there is no such program");
  const foreign = gowsl === "changed" && rest.linkOfKey !== undefined && rest.linkOfKey !== link?.id;
  const wrong = rest.delivered !== undefined && link?.id !== undefined && rest.delivered !== link.id;
  const finding = findingOf({
    go,
    gowsl,
    foreign,
    wrong,
    alone: link?.alone ?? false,
    ...rest,
    before,
    unit,
  });
  return { task, package: rest.package, go, gowsl, finding, reason };
}

interface States extends Pick<Judgement, "go" | "gowsl">, Pick<Evidence, "before" | "outcome"> {
  unit: WhyUnit | undefined;
  foreign: boolean;
  wrong: boolean;
  alone: boolean;
}

function findingOf({ go, gowsl, foreign, wrong, alone, before, unit, outcome }: States): Finding {
  const upToDate = unit?.verdict === "up-to-date" || outcome === "up-to-date";
  if (go !== "same" && upToDate) return "false up to date";
  if (wrong) return "wrong artifact";
  if ((go !== "same" && gowsl === "same") || foreign) return "missed";
  if (go === "broken") {
    return outcome === "built" || outcome === "restored" ? "broken in Go only" : "agreed";
  }
  // gowsl asks for all programs of a task at once.
  if (gowsl === "absent" || outcome === undefined || !delivers.includes(outcome)) {
    return alone ? "agreed" : "refused";
  }
  const exactBefore = before.inexact === undefined;
  return go === "same" && gowsl !== "same" && exactBefore ? "surplus" : "agreed";
}

const delivers = ["built", "restored", "up-to-date"];

/** The worst of a mutation's judgements. */
export function worst(judgements: readonly Judgement[]): Finding {
  return findings.find((finding) => judgements.some((each) => each.finding === finding)) ?? "agreed";
}
