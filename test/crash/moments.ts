/**
 * Which moments a campaign consists of: what is changed, what is run, when it is killed and who dies. All
 * of it follows from the seed. Pure.
 */
import type { Content } from "./project.ts";

/** What is run: `build` for the machine, `cross` for two targets. */
export type Command = "build" | "cross";

export const argvOf: Readonly<Record<Command, readonly string[]>> = {
  build: ["build"],
  cross: ["cross", "linux/amd64,windows/amd64"],
};

/**
 * What happens before the run that is killed. `edit`: a source gets a new marker. `earlier`: back to what
 * was built before, which the store has. `cold`: the same with an empty store. `removed`: the artifacts
 * are taken away. `forced`: nothing, but gowsl is run with --force.
 */
export type Change = "edit" | "earlier" | "cold" | "removed" | "forced";

/** Folders in which a run writes: of its programs, of its records and lists, of its answers. */
export type Written = "programs" | "records" | "answers";

/** When the run is killed: after a part of its typical duration, or at the nth change in such folders. */
export type Trigger = { kind: "delay"; part: number } | { kind: Written; count: number };

export interface Moment {
  seed: number;
  index: number;
  command: Command;
  change: Change;
  /** The markers while it runs. */
  content: Content;
  trigger: Trigger;
  /** Who is killed: gowsl alone, whose children go on for a while, or all that it has started, too. */
  victims: "gowsl" | "tree";
}

/** Of a run that has all to do. */
const mostChanges: Readonly<Record<Written, number>> = { programs: 4, records: 24, answers: 8 };

/** What the sources hold before the first moment. */
export const firstContent: Content = { alpha: "start", beta: "start", shared: "start", embedded: "start" };

/** The first `count` moments of a seed. */
export function planMoments(seed: number, count: number): Moment[] {
  const moments: Moment[] = [];
  for (let index = 0; index < count; index++) {
    const random = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    moments.push(planMoment(seed, index, random, moments));
  }
  return moments;
}

function planMoment(seed: number, index: number, random: () => number, before: readonly Moment[]): Moment {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  const command = pick<Command>(["build", "build", "build", "cross"]);
  const wish = pick<Change>([
    "edit",
    "edit",
    "edit",
    "edit",
    "earlier",
    "earlier",
    "earlier",
    "cold",
    "removed",
    "forced",
  ]);
  const source = pick<keyof Content>(["alpha", "beta", "shared", "embedded"]);
  const victims = pick(["gowsl", "tree"] as const);
  const kind = pick<Trigger["kind"]>(["delay", "delay", "delay", "delay", "programs", "records", "answers"]);
  const part = random();
  const content = before.at(-1)?.content ?? firstContent;
  // Only what this command has built is in the store.
  const known = before.filter((moment) => moment.command === command && moment.content !== content).slice(-8);
  const back = known.length === 0 ? undefined : pick(known).content;
  const change = back === undefined && (wish === "earlier" || wish === "cold") ? "edit" : wish;
  return {
    seed,
    index,
    command,
    change,
    content:
      change === "edit"
        ? { ...content, [source]: `m${String(index).padStart(6, "0")}` }
        : change === "earlier" || change === "cold"
          ? back!
          : content,
    // A little past the end, too: some runs are slower than usual.
    trigger:
      kind === "delay"
        ? { kind, part: part * 1.1 }
        : { kind, count: 1 + Math.floor(part * mostChanges[kind]) },
    victims,
  };
}

/** How a moment is told: enough to know it again. */
export function describeMoment({ index, command, change, trigger, victims }: Moment): string {
  const when =
    trigger.kind === "delay"
      ? `at ${trigger.part.toFixed(2)}`
      : `at change ${trigger.count} of its ${trigger.kind}`;
  return `${index}: ${command} after ${change}, ${victims} killed ${when}`;
}

/** The generator mulberry32 by Tommy Ettinger: small, and the same everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
