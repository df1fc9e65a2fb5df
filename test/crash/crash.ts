/**
 * The crash campaign: gowsl is killed at seeded moments while it builds a real Go project, and what is in
 * place then, and what the next two runs say and do, is held against what `go build` makes. Needs /proc.
 * Knows nothing of tests and prints nothing.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Event, Outcome } from "../../lib/model/event.ts";
import { Checkout, type Placed } from "./checkout.ts";
import { judgeKilled, judgeList, judgeNext, judgeThird, resultsOf } from "./judge.ts";
import { argvOf, firstContent, planMoments, type Command, type Moment } from "./moments.ts";
import { campaignEnvironment, MarkedRun, type Ended } from "./processes.ts";
import { due } from "./trigger.ts";

export interface CrashOptions {
  seed: number;
  count: number;
  /** The first moment to do, to repeat one; what was before is brought about without a kill. */
  first?: number;
  onProgress?: (done: MomentReport) => void;
}

/** How far a run was when it was killed, by what it had said. */
export type Phase = "nothing said" | "planned" | "building" | "step finished" | "run finished";

export interface MomentReport {
  moment: Moment;
  phase: Phase;
  /** The run was over before it could be killed. */
  wasOver: boolean;
  /** Programs of the command in place after the kill: those of the sources as they are, and of older ones. */
  inPlace: { current: number; older: number };
  /** What the next run said, one for each program. */
  next: Outcome[];
  /** Promises that did not hold. */
  faults: string[];
}

export interface CrashReport {
  seed: number;
  /** Duration in ms of runs that nobody killed, as last measured. */
  typicalMs: Record<Command, { build: number; restore: number }>;
  moments: MomentReport[];
  /** What crashes have left for ever. */
  left: { runFolders: string[]; temporaryFiles: { file: string; sizeBytes: number }[] };
}

/** Runs a campaign in a folder of its own, which is removed afterwards. */
export async function runCrashes({ seed, count, first = 0, onProgress }: CrashOptions): Promise<CrashReport> {
  const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-crash-")));
  mkdirSync(path.join(base, "home"));
  try {
    const planned = planMoments(seed, first + count);
    const campaign = new Campaign(base);
    await campaign.begin(planned[first - 1]);
    const moments: MomentReport[] = [];
    for (const moment of planned.slice(first)) {
      const done = await campaign.play(moment);
      moments.push(done);
      onProgress?.(done);
    }
    return { seed, typicalMs: campaign.typicalMs, moments, left: campaign.left() };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

class Campaign {
  readonly typicalMs = { build: { build: 0, restore: 0 }, cross: { build: 0, restore: 0 } };
  readonly #environment: Record<string, string>;
  readonly #checkout: Checkout;
  readonly #good = new Map<string, Map<string, Placed>>();

  constructor(base: string) {
    this.#environment = campaignEnvironment(base);
    this.#checkout = new Checkout(base, this.#environment);
  }

  /** Fills the caches of Go, and measures what a run takes that builds and one that restores. */
  async begin(before: Moment | undefined): Promise<void> {
    const content = before?.content ?? firstContent;
    const commands = ["build", "cross"] as const;
    this.#checkout.writeSources(content);
    for (const command of commands) {
      await this.#measure(command);
      this.#remember(await this.#checkout.reference(command, content));
    }
    this.#checkout.writeSources({ ...content, shared: "other" });
    for (const command of commands) this.typicalMs[command].build = await this.#measure(command);
    this.#checkout.writeSources(content);
    for (const command of commands) this.typicalMs[command].restore = await this.#measure(command);
  }

  async play(moment: Moment): Promise<MomentReport> {
    const checkout = this.#checkout;
    const { command, content } = moment;
    checkout.writeSources(content);
    if (moment.change === "removed") checkout.removePrograms(command);
    if (moment.change === "cold") checkout.emptyStore();
    const { run, killed } = await this.#kill(moment);
    const found = checkout.programs();
    const faults: string[] = [];
    const check = (when: string, mistakes: string[]) =>
      faults.push(...mistakes.map((mistake) => `${when}: ${mistake}`));
    const list = listOf(checkout);
    if (list === "broken") faults.push("after the kill: artifacts.json is no JSON");

    const startedMs = performance.now();
    const next = await this.#run(command);
    this.#learn(command, next, performance.now() - startedMs);
    const after = checkout.programs();
    // Only now: it would have warmed the caches of what was to be killed.
    const current = await checkout.reference(command, content);
    this.#remember(current);
    check("after the kill", judgeKilled(found, this.#good));
    check("next run", judgeNext(next, found, after, current));
    check("next run", judgeList(checkout.artifacts(), after));

    if (!(await run.orphansGone())) faults.push("after the kill: what gowsl had started does not end");
    const third = await this.#run(command);
    const last = checkout.programs();
    check("third run", judgeThird(third, last, current));
    check("third run", judgeList(checkout.artifacts(), last));
    check(
      "third run",
      checkout.runFolders().map((name) => `.gowsl/tmp/${name} is left`),
    );
    const places = [...current].filter(([place]) => found.has(place));
    const isCurrent = ([place, { sha256 }]: [string, Placed]) => found.get(place)?.sha256 === sha256;
    return {
      moment,
      phase: phaseOf(killed.events),
      wasOver: killed.signal === null,
      inPlace: {
        current: places.filter(isCurrent).length,
        older: places.filter((place) => !isCurrent(place)).length,
      },
      next: resultsOf(next).map(({ outcome }) => outcome),
      faults,
    };
  }

  left(): CrashReport["left"] {
    return { runFolders: this.#checkout.runFolders(), temporaryFiles: this.#checkout.temporaryFiles() };
  }

  async #kill(moment: Moment): Promise<{ run: MarkedRun; killed: Ended }> {
    const { command, change, trigger, victims } = moment;
    const restores = change === "earlier" || change === "removed";
    const typical = this.typicalMs[command][restores ? "restore" : "build"];
    const folders = trigger.kind === "delay" ? [] : this.#checkout.writtenFolders(command, trigger.kind);
    const argv = [...argvOf[command], ...(change === "forced" ? ["--force"] : [])];
    const stopWaiting = new AbortController();
    const isDue = due(trigger, typical, folders, stopWaiting.signal);
    const run = new MarkedRun(this.#checkout.folder, this.#environment, argv);
    await Promise.race([isDue, run.ended]);
    await run.kill(victims);
    stopWaiting.abort();
    return { run, killed: await run.ended };
  }

  #run(command: Command): Promise<Ended> {
    return new MarkedRun(this.#checkout.folder, this.#environment, argvOf[command]).ended;
  }

  /** A machine that others use, too, is slower at some times than at others. */
  #learn(command: Command, run: Ended, tookMs: number): void {
    const outcomes = new Set(resultsOf(run).map(({ outcome }) => outcome));
    if (outcomes.size !== 1) return;
    const kind = outcomes.has("built") ? "build" : outcomes.has("restored") ? "restore" : undefined;
    if (kind === undefined) return;
    this.typicalMs[command][kind] = (this.typicalMs[command][kind] + tookMs) / 2;
  }

  /** Duration of a run in ms. */
  async #measure(command: Command): Promise<number> {
    const startedMs = performance.now();
    const { code, stderr, events } = await this.#run(command);
    if (code !== 0)
      throw new Error(`gowsl ${command} fails before any kill: ${stderr}${JSON.stringify(events)}`);
    return performance.now() - startedMs;
  }

  #remember(made: ReadonlyMap<string, Placed>): void {
    for (const [place, placed] of made) {
      const known = this.#good.get(place) ?? new Map<string, Placed>();
      this.#good.set(place, known.set(placed.sha256, placed));
    }
  }
}

function listOf(checkout: Checkout): "broken" | "sound" {
  try {
    checkout.artifacts();
    return "sound";
  } catch {
    return "broken";
  }
}

function phaseOf(events: readonly Event[]): Phase {
  const steps = (type: Event["type"]) => events.filter((event) => event.type === type).length;
  if (steps("run-finished") > 0) return "run finished";
  if (steps("step-started") > steps("step-finished")) return "building";
  if (steps("step-finished") > 0) return "step finished";
  return steps("run-started") > 0 ? "planned" : "nothing said";
}
