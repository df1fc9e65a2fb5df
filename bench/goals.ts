/** The goals of gowsl, and which of them a report meets. Knows nothing of how it was measured. */
import { contenderNames as names, unitOf, type CaseName, type CaseResult, type Report } from "./result.ts";
import { growthExponent, median, pairedRatios, spread, type Spread } from "./statistics.ts";

/** One limit for gowsl in one case. */
export interface Goal {
  case: CaseName;
  /** Only there; else on every project of the case. */
  project?: string;
  of: string;
  /** The fastest of these is what it is held against; absent: the limit is one for gowsl alone. */
  against?: readonly string[];
  /** Medians are divided, or subtracted. */
  kind: "times" | "more" | "alone";
  limit: number;
  /** Sizes below this one can only show that a goal is missed. */
  fromFiles?: number;
}

const { gowsl, executable } = names;
const pairs = [names.goreleaser, names.goPairs];
const taskNames = [names.taskChecksum, names.taskTimestamp];
const runners = [names.make, ...taskNames, names.turbo, names.wireit, names.just, names.justCached];

export const goals: readonly Goal[] = [
  { case: "start-up", of: executable, against: [names.node], kind: "times", limit: 0.5 },
  { case: "nothing-one", of: gowsl, against: [names.node], kind: "times", limit: 1.6 },
  {
    case: "nothing-one",
    project: "gh",
    of: executable,
    against: [...runners, names.go],
    kind: "times",
    limit: 0.25,
  },
  {
    case: "nothing-one",
    project: "gh",
    of: executable,
    against: [names.makeQuick],
    kind: "times",
    limit: 1.5,
  },
  { case: "nothing-six", of: gowsl, against: [names.node], kind: "times", limit: 1.8 },
  { case: "nothing-six", of: executable, against: [names.goreleaser], kind: "times", limit: 0.03 },
  { case: "deleted-six", of: executable, against: [names.goreleaser], kind: "times", limit: 0.15 },
  { case: "branch", of: gowsl, against: [names.go], kind: "times", limit: 0.3 },
  { case: "changed-six", of: executable, against: pairs, kind: "times", limit: 0.9 },
  { case: "cold-six", of: executable, against: pairs, kind: "times", limit: 0.95 },
  // By PATH, and by the two places behind it.
  ...[gowsl, `${gowsl}, module cache`, `${gowsl}, gowsl's own`].map((of): Goal => ({
    case: "routing",
    of,
    kind: "alone",
    limit: 3,
  })),
  // 0.8 times the speed.
  { case: "toolchain", of: gowsl, against: [names.goDownload], kind: "times", limit: 1.25 },
  { case: "tasks", of: executable, against: runners, kind: "times", limit: 1 },
  { case: "tasks", of: executable, against: [names.ninja], kind: "times", limit: 3 },
  { case: "processes", of: gowsl, against: [names.spawnNode], kind: "more", limit: 3 },
  { case: "processes", of: executable, against: [names.spawnBun], kind: "more", limit: 3 },
  { case: "planning", of: gowsl, against: [`${gowsl} --version`], kind: "more", limit: 150 },
  { case: "planning", of: executable, against: [`${executable} --version`], kind: "more", limit: 150 },
  { case: "log", of: gowsl, against: [names.redirect], kind: "times", limit: 1.1 },
  { case: "log", of: executable, against: [names.redirect], kind: "times", limit: 1.1 },
  { case: "growth", of: gowsl, against: [names.statLoop], kind: "times", limit: 1.5 },
  { case: "memory", project: "generated, 20000 files", of: gowsl, kind: "alone", limit: 120 },
  { case: "memory", project: "log of 1,024 MiB", of: gowsl, kind: "alone", limit: 150 },
  { case: "memory", project: "log of 1,024 MiB", of: executable, kind: "alone", limit: 150 },
];

/** Exponent of growth up to which it counts as linear: what noise may add to 1. */
const linearUpTo = 1.15;
/** The goal of linear growth speaks of this many files; fewer can only show that it is missed. */
const goalFiles = 20_000;

export interface Verdict {
  case: CaseName;
  /** The contender that it is about. */
  of: string;
  goal: string;
  /** `0.5 x`, `3 ms`. */
  limit: string;
  /** Where: the project, and for growth its size. */
  on: string;
  measured: string;
  /** Undefined: not measured, so nobody knows. */
  isMet: boolean | undefined;
  /** How many times the limit it is, where there is a number. */
  share?: number;
}

/** One verdict a goal and project. */
export function judge({ cases }: Report): Verdict[] {
  const verdicts = goals.flatMap((goal) =>
    cases
      .filter((result) => result.case === goal.case && (goal.project ?? result.project) === result.project)
      .map((result) => judgeOne(goal, result)),
  );
  return [...verdicts, ...judgeLinear(cases)];
}

function judgeOne(goal: Goal, result: CaseResult): Verdict {
  const { kind, limit: number, of } = goal;
  const limit = kind === "times" ? `${number} x` : `${number} ${unitOf(goal.case)}`;
  const text = { case: goal.case, of, goal: formatGoal(goal), limit, on: result.project };
  const own = result.contenders.find(({ name }) => name === goal.of);
  if (own === undefined) return { ...text, measured: `${goal.of} was absent`, isMet: undefined };
  // A gowsl that does not do what it should is not fast.
  if (own.samples.length === 0) return { ...text, measured: own.problem ?? "not measured", isMet: false };
  const unit = unitOf(goal.case);
  if (goal.kind === "alone") {
    // Memory has to stay below the limit, not only half of the time.
    const value = goal.case === "memory" ? Math.max(...own.samples) : median(own.samples);
    return { ...text, measured: `${value.toFixed(1)} ${unit}`, ...held(goal.limit, value) };
  }
  const base = fastestOf(result, goal.against ?? []);
  if (base === undefined) return { ...text, measured: "nothing to hold it against", isMet: undefined };
  const [middle, floor] = [median(own.samples), median(base.samples)];
  const which = (goal.against?.length ?? 0) > 1 ? ` (${base.name})` : "";
  if (goal.kind === "more") {
    const more = middle - floor;
    return { ...text, measured: `${more.toFixed(1)} ${unit} more${which}`, ...held(goal.limit, more) };
  }
  const ratio = middle / floor;
  return { ...text, measured: `${ratio.toFixed(3)}${which}`, ...held(goal.limit, ratio) };
}

function held(limit: number, value: number): Pick<Verdict, "isMet" | "share"> {
  return { isMet: value <= limit, share: value / limit };
}

/** `nothing-one: gowsl at most 1.6 x node -e 0`. */
function formatGoal({ case: name, of, against = [], kind, limit }: Goal): string {
  const base = against.length > 1 ? `the fastest of ${against.join("; ")}` : against[0];
  if (kind === "alone") return `${name}: ${of} at most ${limit} ${unitOf(name)}`;
  if (kind === "more") return `${name}: ${of} at most ${limit} ${unitOf(name)} more than ${base}`;
  return `${name}: ${of} at most ${limit} x ${base}`;
}

function fastestOf(
  result: CaseResult,
  against: readonly string[],
): CaseResult["contenders"][number] | undefined {
  return result.contenders
    .filter(({ name, samples }) => against.includes(name) && samples.length > 0)
    .toSorted((left, right) => median(left.samples) - median(right.samples))[0];
}

function judgeLinear(cases: readonly CaseResult[]): Verdict[] {
  const points = growthOf(cases, names.gowsl);
  const exponent = growthExponent(points);
  const last = points.at(-1);
  if (last === undefined) return [];
  const isKnown = !Number.isNaN(exponent);
  const isGood = exponent <= linearUpTo;
  return [
    {
      case: "growth",
      of: names.gowsl,
      limit: `an exponent of ${linearUpTo}`,
      goal: `growth: linear (exponent at most ${linearUpTo})`,
      on: `up to ${last.size} files`,
      measured: isKnown ? `exponent ${exponent.toFixed(2)}` : "not known: too few sizes",
      isMet: isKnown && (!isGood || last.size >= goalFiles) ? isGood : undefined,
    },
  ];
}

/** Medians of a contender by number of files, smallest first: times, or peaks of memory. */
export function growthOf(
  cases: readonly CaseResult[],
  name: string,
  which: "growth" | "memory" = "growth",
): { size: number; cost: number; spread: Spread }[] {
  return cases
    .filter((result) => result.case === which)
    .flatMap((result) => {
      const samples = find(result, name)?.samples ?? [];
      if (result.files === undefined || samples.length === 0) return [];
      return [{ size: result.files, cost: median(samples), spread: spread(samples) }];
    })
    .toSorted((left, right) => left.size - right.size);
}

/** Spread of the paired ratios of two contenders, or undefined where one has no times. */
export function ratioTo(result: CaseResult, name: string, base: string): Spread | undefined {
  const ratios = pairedRatios(find(result, name)?.samples ?? [], find(result, base)?.samples ?? []);
  return ratios.length === 0 ? undefined : spread(ratios);
}

function find({ contenders }: CaseResult, name: string): CaseResult["contenders"][number] | undefined {
  return contenders.find((contender) => contender.name === name);
}

/** `1.52 (1.44..1.71)`. */
export function formatRatio({ median: middle, min, max }: Spread): string {
  return `${middle.toFixed(2)} (${min.toFixed(2)}..${max.toFixed(2)})`;
}
