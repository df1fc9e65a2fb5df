/** The result of a campaign as text: tables by kind and by project, and each finding. Pure. */
import type { MutationResult } from "./campaign.ts";
import type { Judgement } from "./judge.ts";
import { kindNames } from "./mutations.ts";

export interface Counts {
  ran: number;
  /** Go's link of at least one program has another ID. */
  goChanged: number;
  /** At least one program can't be built by Go. */
  goBroken: number;
  /** Go's links are all as they were. */
  goSame: number;
  gowslChanged: number;
  falseUpToDate: number;
  wrong: number;
  missed: number;
  /** Broken in Go, and gowsl delivers. */
  notBroken: number;
  /** Broken in Go, and gowsl delivers nothing. */
  brokenInBoth: number;
  refused: number;
  /** Go's links are all as they were, and a key is not, or is inexact. */
  surplus: number;
  /** Of these, those where the key is inexact. */
  inexact: number;
}

export function countResults(results: readonly MutationResult[]): Counts {
  const count = (holds: (result: MutationResult) => boolean) => results.filter(holds).length;
  const some = (holds: (judgement: Judgement) => boolean) => (result: MutationResult) =>
    result.judgements.some(holds);
  const same = (result: MutationResult) => result.judgements.every(({ go }) => go === "same");
  const broken = some(({ go }) => go === "broken");
  const surplus = some(({ finding }) => finding === "surplus");
  return {
    ran: results.length,
    goChanged: count((result) => !broken(result) && some(({ go }) => go === "changed")(result)),
    goBroken: count(broken),
    goSame: count(same),
    gowslChanged: count(some(({ gowsl }) => gowsl !== "same")),
    falseUpToDate: count(some(({ finding }) => finding === "false up to date")),
    wrong: count(some(({ finding }) => finding === "wrong artifact")),
    missed: count(some(({ finding }) => finding === "missed")),
    notBroken: count(some(({ finding }) => finding === "broken in Go only")),
    brokenInBoth: count(
      (result) =>
        broken(result) &&
        !result.judgements.some((each) => each.go === "broken" && each.finding !== "agreed"),
    ),
    refused: count(some(({ finding }) => finding === "refused")),
    surplus: count((result) => same(result) && surplus(result)),
    inexact: count(
      (result) =>
        same(result) && some((each) => each.finding === "surplus" && each.gowsl === "inexact")(result),
    ),
  };
}

/** Keys that changed without need, as a share of the mutations that left Go's links as they were. */
export function surplusShare({ surplus, goSame }: Counts): number {
  return goSame === 0 ? 0 : surplus / goSame;
}

/** Nothing was found that must never be. */
export function isSound(results: readonly MutationResult[]): boolean {
  const { falseUpToDate, wrong, missed, notBroken } = countResults(results);
  return (
    falseUpToDate + wrong + missed + notBroken === 0 &&
    results.every(({ notUndone }) => notUndone.length === 0)
  );
}

export function formatReport(results: readonly MutationResult[], seed: number): string {
  const groups = (names: readonly string[], of: (result: MutationResult) => string) =>
    table([
      ...names.map((name) =>
        row(
          name,
          results.filter((each) => of(each) === name),
        ),
      ),
      row("all", results),
    ]);
  const counts = countResults(results);
  const units = results.flatMap((result) => result.judgements);
  const sameUnits = units.filter(({ go }) => go === "same");
  const surplusUnits = sameUnits.filter(({ finding }) => finding === "surplus");
  const titles = {
    "false up to date": "Said to be up to date, and is not",
    "wrong artifact": "Delivered, and not what Go builds",
    missed: "Missed: Go's link changed, the key did not",
    "broken in Go only": "Go can't build it, and gowsl delivers",
    refused: "Go builds it, and gowsl refuses",
    surplus: "Surplus: the key changed, Go's link did not",
  } as const;
  const lists = Object.entries(titles).map(([finding, title]) => {
    const lines = results.flatMap((result) => {
      const found = result.judgements.filter((each) => each.finding === finding);
      return found.length === 0 ? [] : [describe(result, found)];
    });
    return `${title}: ${lines.length}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  });
  const notUndone = results.flatMap(({ number, notUndone: each }) =>
    each.map((line) => `  #${number}: ${line}\n`),
  );
  return [
    `${results.length} mutations with seed ${seed}\n`,
    groups(kindNames, ({ kind }) => kind),
    groups([...new Set(results.map(({ project }) => project))], ({ project }) => project),
    ...lists,
    `Not as before after undoing: ${notUndone.length}\n${notUndone.join("")}`,
    `Surplus share: ${percent(surplusShare(counts))} of the mutations that left all of Go's links as they were` +
      ` (${counts.surplus} of ${counts.goSame}); ${percent(sameUnits.length === 0 ? 0 : surplusUnits.length / sameUnits.length)} by program` +
      ` (${surplusUnits.length} of ${sameUnits.length})\n`,
  ].join("\n");
}

/** One line: what was mutated, where it shows, and what gowsl says. */
export function describe(
  { number, project, kind, description }: MutationResult,
  found: readonly Judgement[],
): string {
  const places = found.map((each) => `${each.task} ${each.package.split("/").at(-1)}`).join(", ");
  const reasons = [...new Set(found.map(({ reason }) => reason.split("\n")[0]))].join("; ");
  return `#${number} ${project}, ${kind}: ${description} [${places}: ${reasons}]`;
}

const columns = [
  "ran",
  "goSame",
  "goChanged",
  "goBroken",
  "gowslChanged",
  "falseUpToDate",
  "wrong",
  "missed",
  "notBroken",
  "brokenInBoth",
  "refused",
  "surplus",
  "inexact",
] as const satisfies (keyof Counts)[];

function row(name: string, results: readonly MutationResult[]): string[] {
  const counts = countResults(results);
  return [name, ...columns.map((column) => String(counts[column]))];
}

function table(rows: string[][]): string {
  const heads = columns.map((column) => column.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  const all = [["", ...heads], ...rows];
  const widths = all[0]!.map((_, index) => Math.max(...all.map((cells) => cells[index]!.length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!)))
      .join("  ");
  return `${all.map((cells) => `${line(cells)}\n`).join("")}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
