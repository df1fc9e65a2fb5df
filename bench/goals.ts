/** The goals of gowsl, and which of them a report meets. Knows nothing of how it was measured. */
import {
  contenderNames,
  type CaseName,
  type CaseResult,
  type ContenderResult,
  type Report,
} from "./result.ts";
import { growthExponent, median, pairedRatios, spread, type Spread } from "./statistics.ts";

/** What each case is held against: the goal where there is one, and the ratios of the table. */
export const baseOf: Readonly<Record<Exclude<CaseName, "memory">, string>> = {
  "start-up": contenderNames.node,
  routing: contenderNames.gowsl,
  toolchain: contenderNames.goDownload,
  "nothing-one": contenderNames.node,
  "nothing-six": contenderNames.node,
  touched: contenderNames.go,
  deleted: contenderNames.go,
  branch: contenderNames.go,
  changed: contenderNames.go,
  growth: contenderNames.statLoop,
};

/** Upper limits of the paired ratio of gowsl to the base of the case. */
const ratioGoals: Partial<Record<CaseName, number>> = {
  "nothing-one": 1.6,
  "nothing-six": 1.8,
  branch: 0.3,
  // 0.8 times the speed.
  toolchain: 1.25,
  growth: 1.5,
};

/** Upper limits of gowsl's median, whatever it is held against. */
const millisecondGoals: Partial<Record<CaseName, number>> = { routing: 3 };

/** Exponent of growth up to which it counts as linear: what noise may add to 1. */
const linearUpTo = 1.15;
/** Goals of growth and memory speak of this many files; fewer can only show that one is missed. */
const goalFiles = 20_000;
const mebibyteLimit = 120;

export interface Verdict {
  goal: string;
  /** Where: the project, and for growth its size. */
  on: string;
  measured: string;
  /** Undefined: not measured, so nobody knows. */
  isMet: boolean | undefined;
}

/** One verdict a goal and project. */
export function judge(report: Report): Verdict[] {
  const { cases } = report;
  return [
    ...cases.flatMap(judgeRatio),
    ...cases.flatMap(judgeTime),
    ...judgeLinear(cases),
    ...judgeMemory(report),
  ];
}

function judgeRatio(result: CaseResult): Verdict[] {
  const limit = ratioGoals[result.case];
  if (limit === undefined) return [];
  const base = baseOf[result.case as keyof typeof baseOf];
  const goal = `${result.case}: at most ${limit} x ${base}`;
  const ratio = ratioTo(result, contenderNames.gowsl, base);
  if (ratio === undefined) {
    const problem = find(result, contenderNames.gowsl)?.problem;
    // A gowsl that does not do what it should is not fast. Without a base nobody knows.
    const isMet = problem === undefined ? undefined : false;
    return [{ goal, on: result.project, measured: problem ?? "not measured", isMet }];
  }
  return [{ goal, on: result.project, measured: formatRatio(ratio), isMet: ratio.median <= limit }];
}

/** Every constellation of such a case is gowsl's own. */
function judgeTime(result: CaseResult): Verdict[] {
  const limit = millisecondGoals[result.case];
  if (limit === undefined) return [];
  return result.contenders.map(({ name, samples, problem }) => ({
    goal: `${result.case}: at most ${limit} ms`,
    on: name,
    measured: samples.length === 0 ? (problem ?? "not measured") : `${median(samples).toFixed(2)} ms`,
    isMet: samples.length === 0 ? false : median(samples) <= limit,
  }));
}

function judgeLinear(cases: readonly CaseResult[]): Verdict[] {
  const points = growthOf(cases, contenderNames.gowsl);
  const exponent = growthExponent(points);
  const last = points.at(-1);
  if (last === undefined) return [];
  const known = !Number.isNaN(exponent);
  return [
    {
      goal: `growth: linear (exponent at most ${linearUpTo})`,
      on: `up to ${last.size} files`,
      measured: known ? `exponent ${exponent.toFixed(2)}` : "not known: too few sizes",
      isMet: known ? judgeAt(last.size, exponent <= linearUpTo) : undefined,
    },
  ];
}

function judgeMemory({ memory }: Report): Verdict[] {
  return memory.map(({ project, files, ownMiB, problem }) => ({
    goal: `memory: below ${mebibyteLimit} MiB at ${goalFiles} files`,
    on: project,
    measured: ownMiB === undefined ? (problem ?? "not measured") : `${ownMiB.toFixed(0)} MiB`,
    isMet: judgeAt(files, ownMiB !== undefined && ownMiB < mebibyteLimit),
  }));
}

function judgeAt(files: number, isGood: boolean): boolean | undefined {
  if (!isGood) return false;
  return files >= goalFiles ? true : undefined;
}

/** Medians of a contender by number of files, smallest first. */
export function growthOf(
  cases: readonly CaseResult[],
  name: string,
): { size: number; cost: number; spread: Spread }[] {
  return cases
    .flatMap((result) => {
      const samples = find(result, name)?.samples ?? [];
      if (result.files === undefined || samples.length === 0) return [];
      return [{ size: result.files, cost: median(samples), spread: spread(samples) }];
    })
    .toSorted((left, right) => left.size - right.size);
}

export interface Loss {
  case: CaseName;
  project: string;
  peer: string;
  ratio: Spread;
}

/** Where another builder needed less time than gowsl, pair by pair. Floors build nothing and do not count. */
export function lossesOf(cases: readonly CaseResult[]): Loss[] {
  const floors: readonly string[] = [contenderNames.node, contenderNames.statLoop];
  return cases.flatMap((result) =>
    result.contenders.flatMap(({ name }) => {
      if (floors.includes(name) || name.startsWith(contenderNames.gowsl)) return [];
      const ratio = ratioTo(result, contenderNames.gowsl, name);
      return ratio !== undefined && ratio.median > 1
        ? [{ case: result.case, project: result.project, peer: name, ratio }]
        : [];
    }),
  );
}

/** Spread of the paired ratios of two contenders, or undefined where one has no times. */
export function ratioTo(result: CaseResult, name: string, base: string): Spread | undefined {
  const ratios = pairedRatios(find(result, name)?.samples ?? [], find(result, base)?.samples ?? []);
  return ratios.length === 0 ? undefined : spread(ratios);
}

function find({ contenders }: CaseResult, name: string): ContenderResult | undefined {
  return contenders.find((contender) => contender.name === name);
}

/** `1.52 (1.44..1.71)`. */
export function formatRatio({ median: middle, min, max }: Spread): string {
  return `${middle.toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`;
}
