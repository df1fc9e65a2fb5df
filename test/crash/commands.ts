/**
 * The crash campaign for declared commands: gowsl is killed at seeded moments while a command writes its outputs or
 * they are restored. No later run may take what is half for done, mix what two runs wrote, lose a file of the user, or
 * bring into another checkout what the killed run left. Needs /proc. Prints nothing.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Outcome } from "../../lib/model/event.ts";
import { commandFiles, commandOutputs, firstWords, type Words } from "./command-project.ts";
import { resultsOf } from "./judge.ts";
import { mulberry32 } from "./moments.ts";
import { campaignEnvironment, MarkedRun, type Ended } from "./processes.ts";
import { due } from "./trigger.ts";

/**
 * What happens before the run that is killed. `edit`: other words. `earlier`: words of before, which the store has.
 * `cold`: the same with an empty store. `removed`: outputs are taken away. `mine`: the user puts a file of his own
 * among the outputs, and edits the words. `forced`: --force.
 */
const changes = ["edit", "edit", "edit", "earlier", "cold", "removed", "mine", "forced"] as const;

export interface CommandMoment {
  index: number;
  change: (typeof changes)[number];
  words: Words;
  /** When it is killed: after a part of the typical duration, or at the nth change among the outputs or the records. */
  trigger: { kind: "delay"; part: number } | { kind: "outputs" | "records"; count: number };
  victims: "gowsl" | "tree";
}

export interface CommandMomentReport {
  moment: CommandMoment;
  wasOver: boolean;
  /** What was in place then: whole files of the words as they are, others. */
  inPlace: { whole: number; other: number };
  next: Outcome[];
  faults: string[];
}

export interface CommandCrashOptions {
  seed: number;
  count: number;
  first?: number;
  onProgress?: (done: CommandMomentReport) => void;
}

/** Runs a campaign in a folder of its own, which is removed afterwards. */
export async function runCommandCrashes(options: CommandCrashOptions): Promise<CommandMomentReport[]> {
  const { seed, count, first = 0, onProgress } = options;
  const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-crash-")));
  for (const folder of ["home", "checkout", "elsewhere"]) mkdirSync(path.join(base, folder));
  try {
    const planned = planCommandMoments(seed, first + count);
    const campaign = new CommandCampaign(base);
    await campaign.begin(planned[first - 1]?.words ?? firstWords);
    const reports: CommandMomentReport[] = [];
    for (const moment of planned.slice(first)) {
      const report = await campaign.play(moment);
      reports.push(report);
      onProgress?.(report);
    }
    return reports;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** The first `count` moments of a seed. */
export function planCommandMoments(seed: number, count: number): CommandMoment[] {
  const moments: CommandMoment[] = [];
  let words = firstWords;
  for (let index = 0; index < count; index++) {
    const random = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
    const change = pick(changes);
    const letters = [..."abcdefgh"].filter(() => random() < 0.6);
    const edited = {
      words: letters.length === 0 ? ["a"] : letters,
      marker: `m${index}`,
      stubborn: random() < 0.3,
    };
    const before = moments.slice(-6).map((moment) => moment.words);
    if (change === "edit" || change === "mine") words = edited;
    else if (change === "earlier" || change === "cold") words = before.length === 0 ? edited : pick(before);
    const kind = pick(["delay", "delay", "outputs", "outputs", "outputs", "records"] as const);
    const trigger =
      kind === "delay"
        ? { kind, part: 0.35 + random() * 0.75 }
        : { kind, count: 1 + Math.floor(random() * (kind === "outputs" ? 16 : 6)) };
    moments.push({ index, change, words, trigger, victims: pick(["gowsl", "gowsl", "tree"]) });
  }
  return moments;
}

class CommandCampaign {
  readonly #base: string;
  readonly #root: string;
  readonly #environment: Record<string, string>;
  readonly #mine = new Map<string, string>();
  #typicalMs = { ran: 1000, restored: 1000 };
  #good: Record<string, string> = {};

  constructor(base: string) {
    this.#base = base;
    this.#root = path.join(base, "checkout");
    this.#environment = campaignEnvironment(base);
  }

  async begin(words: Words): Promise<void> {
    this.#write(this.#root, { ...words, marker: "other" });
    await this.#run("all");
    this.#write(this.#root, words);
    const startedMs = performance.now();
    const { code, stderr } = await this.#run("all");
    if (code !== 0) throw new Error(`gowsl fails before any kill: ${stderr}`);
    const tookMs = performance.now() - startedMs;
    this.#typicalMs = { ran: tookMs, restored: tookMs };
    this.#good = commandOutputs(words);
  }

  async play(moment: CommandMoment): Promise<CommandMomentReport> {
    const { change, words, index } = moment;
    const wanted = commandOutputs(words);
    this.#write(this.#root, words);
    if (change === "cold") rmSync(path.join(this.#base, "cache", "store"), { recursive: true, force: true });
    if (change === "removed") for (const file of Object.keys(this.#good)) rmSync(path.join(this.#root, file));
    if (change === "mine") this.#putMine(`out/mine-${index}`, `mine ${index}\n`);
    const { run, killed } = await this.#kill(moment);
    const faults: string[] = [];
    const found = this.#outputs(this.#root);
    const isWhole = (file: string, text: string) => wanted[file] === text;
    const inPlace = Object.entries(found);
    const whole = inPlace.filter(([file, text]) => isWhole(file, text)).length;
    // Half of the moments see another task first: its start puts back what was put away.
    if (index % 2 === 0) {
      await this.#run("other");
      if (change === "edit" || change === "mine")
        faults.push(...this.#lostBy(this.#outputs(this.#root), wanted));
    }
    const before = this.#outputs(this.#root);
    const startedMs = performance.now();
    const next = await this.#run("all");
    this.#learn(next, performance.now() - startedMs);
    faults.push(...judge("next run", next, this.#outputs(this.#root), wanted));
    for (const { step, outcome } of resultsOf(next)) {
      const files = Object.keys({ ...before, ...wanted }).filter(
        (file) => (file === "all.txt") === (step === "all"),
      );
      const wrong = files.find((file) => before[file] !== wanted[file]);
      if (outcome === "up-to-date" && wrong !== undefined)
        faults.push(`${step} is falsely up to date: ${wrong}`);
    }
    if (!(await run.orphansGone())) faults.push("what gowsl had started does not end");
    const third = await this.#run("all");
    faults.push(...judge("third run", third, this.#outputs(this.#root), wanted));
    for (const { step, outcome, reason } of resultsOf(third))
      if (outcome !== "up-to-date") faults.push(`third run: ${step} is ${outcome}: ${reason}`);
    for (const name of readdirSync(path.join(this.#root, ".gowsl/tmp")))
      faults.push(`.gowsl/tmp/${name} is left`);
    const elsewhere = path.join(this.#base, "elsewhere");
    this.#write(elsewhere, words);
    const other = await this.#run("all", elsewhere);
    faults.push(...judge("another checkout", other, this.#outputs(elsewhere), wanted));
    for (const [file, text] of this.#mine) {
      if (readIfThere(path.join(this.#root, file)) !== text) faults.push(`${file} of the user is lost`);
    }
    this.#good = wanted;
    return {
      moment,
      wasOver: killed.signal === null,
      inPlace: { whole, other: inPlace.length - whole },
      next: resultsOf(next).map(({ outcome }) => outcome),
      faults,
    };
  }

  /** What was there before the killed run and is nowhere now, though that run has not ended. */
  #lostBy(found: Record<string, string>, wanted: Record<string, string>): string[] {
    const isDone = Object.entries(wanted).every(([file, text]) => file === "all.txt" || found[file] === text);
    if (isDone) return [];
    const lost = Object.keys(this.#good).filter((file) => file !== "all.txt" && found[file] === undefined);
    return lost.map((file) => `after another task ${file} of the run before is not back`);
  }

  async #kill({ change, trigger, victims }: CommandMoment): Promise<{ run: MarkedRun; killed: Ended }> {
    const restores = change === "earlier" || change === "removed";
    const typicalMs = this.#typicalMs[restores ? "restored" : "ran"];
    const stopWaiting = new AbortController();
    const folders = { delay: [], outputs: ["out"], records: [".gowsl/tasks"] }[trigger.kind];
    const watched = folders.map((folder) => path.join(this.#root, folder));
    for (const folder of watched) mkdirSync(folder, { recursive: true });
    const isDue = due(trigger, typicalMs, watched, stopWaiting.signal);
    const argv = ["all", ...(change === "forced" ? ["--force"] : [])];
    const run = new MarkedRun(this.#root, this.#environment, argv);
    await Promise.race([isDue, run.ended]);
    await run.kill(victims);
    stopWaiting.abort();
    return { run, killed: await run.ended };
  }

  #run(task: string, folder = this.#root): Promise<Ended> {
    return new MarkedRun(folder, this.#environment, [task]).ended;
  }

  #learn(run: Ended, tookMs: number): void {
    const outcome = resultsOf(run).find(({ step }) => step === "words")?.outcome;
    if (outcome !== "ran" && outcome !== "restored") return;
    this.#typicalMs[outcome] = (this.#typicalMs[outcome] + tookMs) / 2;
  }

  #write(root: string, words: Words): void {
    for (const [file, text] of Object.entries(commandFiles(words))) {
      const place = path.join(root, file);
      if (readIfThere(place) !== text) writeFileSync(place, text);
    }
  }

  #putMine(file: string, text: string): void {
    mkdirSync(path.join(this.#root, "out"), { recursive: true });
    writeFileSync(path.join(this.#root, file), text);
    this.#mine.set(file, text);
  }

  /** All outputs that are in place, without the user's own files. */
  #outputs(root: string): Record<string, string> {
    const names = existsSync(path.join(root, "out")) ? readdirSync(path.join(root, "out")) : [];
    const files = ["all.txt", ...names.map((name) => `out/${name}`)];
    return Object.fromEntries(
      files.flatMap((file) => {
        const text =
          root === this.#root && this.#mine.has(file) ? undefined : readIfThere(path.join(root, file));
        return text === undefined ? [] : [[file, text]];
      }),
    );
  }
}

/** A run that ends well leaves what belongs to its words, all of it and nothing else. */
function judge(
  when: string,
  { code, signal, stderr }: Ended,
  found: Record<string, string>,
  wanted: Record<string, string>,
): string[] {
  if (code !== 0) return [`${when}: exit code ${code}, signal ${signal}: ${stderr.trim()}`];
  return Object.keys({ ...found, ...wanted })
    .filter((file) => found[file] !== wanted[file])
    .map(
      (file) =>
        `${when}: ${file} holds ${JSON.stringify(found[file])} and not ${JSON.stringify(wanted[file])}`,
    );
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** One line for a moment that is done, and one for each fault. */
export function commandMomentText({ moment, wasOver, inPlace, next, faults }: CommandMomentReport): string {
  const { index, change, trigger, victims } = moment;
  const when =
    trigger.kind === "delay"
      ? `at ${trigger.part.toFixed(2)}`
      : `at change ${trigger.count} of its ${trigger.kind}`;
  const killed = wasOver ? "was over before" : `${inPlace.whole} whole and ${inPlace.other} others in place`;
  const line = `${index}: commands after ${change}, ${victims} killed ${when}: ${killed}; next run: ${next.join(", ")}`;
  return [line, ...faults.map((fault) => `  FAULT ${fault}`), ""].join("\n");
}

/** What the campaign hit, and how to see each fault again. */
export function commandReportText(seed: number, reports: readonly CommandMomentReport[]): string {
  const killed = reports.filter(({ wasOver }) => !wasOver);
  const midway = killed.filter(({ inPlace }) => inPlace.other > 0);
  const faulty = reports.filter(({ faults }) => faults.length > 0);
  const again = faulty.map(
    ({ moment }) =>
      `  again: npm run crash -- --of commands --seed ${seed} --first ${moment.index} --count 1`,
  );
  return [
    `seed ${seed}, ${reports.length} moments; killed: ${killed.length}, of these with outputs that were not those of the words: ${midway.length}`,
    `moments with faults: ${faulty.length}`,
    ...again,
    "",
  ].join("\n");
}
