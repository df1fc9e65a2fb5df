/** Where another needed less than gowsl, and what each case is held against. */
import { ratioTo } from "./goals.ts";
import { contenderNames as names, floors, isGowsl, type CaseName, type CaseResult } from "./result.ts";
import type { Spread } from "./statistics.ts";

/** The contender that the ratios of a case's table are to. */
export const baseOf: Readonly<Record<CaseName, string>> = {
  "start-up": names.node,
  routing: names.gowsl,
  toolchain: names.goDownload,
  "nothing-one": names.node,
  "nothing-six": names.node,
  touched: names.go,
  deleted: names.go,
  "deleted-six": names.goreleaser,
  branch: names.go,
  changed: names.go,
  "changed-six": names.goPairs,
  leaf: names.go,
  tasks: names.ninja,
  processes: names.spawnNode,
  planning: `${names.gowsl} --version`,
  log: names.redirect,
  "cold-six": names.goPairs,
  growth: names.statLoop,
  memory: names.makeQuick,
};

export interface Loss {
  case: CaseName;
  project: string;
  peer: string;
  /** By the name of each gowsl that lost: how many times as much it needs. */
  ratios: Record<string, Spread>;
}

/** Pair by pair; floors do none of gowsl's work and do not count. Only one of the two runtimes may have lost. */
export function lossesOf(cases: readonly CaseResult[]): Loss[] {
  return cases.flatMap((result) =>
    result.contenders.flatMap(({ name }) => {
      if (floors.includes(name) || name.startsWith(names.gowsl)) return [];
      const lost = result.contenders
        .filter((each) => isGowsl(each.name))
        .flatMap((each) => {
          const ratio = ratioTo(result, each.name, name);
          return ratio !== undefined && ratio.median > 1 ? [[each.name, ratio] as const] : [];
        });
      if (lost.length === 0) return [];
      return [{ case: result.case, project: result.project, peer: name, ratios: Object.fromEntries(lost) }];
    }),
  );
}
