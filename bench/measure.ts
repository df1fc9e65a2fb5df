/**
 * Runs contenders in turns and takes their times, once what each of them did was found right. Knows
 * nothing of Go, of projects or of goals.
 */
import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from "node:child_process";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { ContenderResult } from "./result.ts";

/** One program that takes part in a case. */
export interface Contender {
  name: string;
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Brings the state about in which this contender is measured; not timed. */
  prepare?(): void | Promise<void>;
  /** What it said that it did, for the table. */
  did?(run: Run): string;
  /** Why this run is not the one to be measured, or undefined. */
  check?(run: Run): string | undefined;
}

export interface Run {
  milliseconds: number;
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How much is measured. */
export interface Pace {
  rounds: number;
  /** No round begins after so many seconds, unless there are too few yet. */
  seconds: number;
  /** Rounds that are measured however long they take. */
  least: number;
}

export interface Rounds extends Pace {
  /** Rounds before those that count. */
  warmUps: number;
  /** Before each round, for the contenders that are not out. */
  beforeRound?(contenders: readonly Contender[]): void | Promise<void>;
}

/** A run that takes longer hangs; the first build of a large project for six targets takes some minutes. */
const patience = 20 * 60_000;

/**
 * Rounds in which every contender runs once, forwards and backwards in turns, so that a drift of the
 * machine hits all alike. A contender that is found wrong once is out, and keeps no times.
 */
export async function alternate(
  contenders: readonly Contender[],
  { rounds, seconds, least, warmUps, beforeRound }: Rounds,
  runOnce: (contender: Contender) => Run | Promise<Run> = runProcess,
  now: () => number = () => performance.now(),
): Promise<ContenderResult[]> {
  const results = new Map<Contender, ContenderResult>(
    contenders.map((contender) => [contender, { name: contender.name, samples: [], did: "" }]),
  );
  const isIn = (contender: Contender) => results.get(contender)!.problem === undefined;
  const end = now() + seconds * 1000;
  for (let round = -warmUps; round < rounds; round++) {
    if (round >= least && now() > end) break;
    await beforeRound?.(contenders.filter(isIn));
    for (const contender of (round % 2 === 0 ? contenders : contenders.toReversed()).filter(isIn)) {
      const result = results.get(contender)!;
      const { milliseconds, did, problem } = await attempt(contender, runOnce);
      if (problem !== undefined) {
        Object.assign(result, { problem, samples: [] });
        continue;
      }
      result.did = did;
      if (round >= 0) result.samples.push(milliseconds);
    }
  }
  return [...results.values()];
}

interface Attempt {
  milliseconds: number;
  did: string;
  problem: string | undefined;
}

/** A contender that cannot even be prepared or looked at is out like one that fails; the others go on. */
async function attempt(
  contender: Contender,
  runOnce: (contender: Contender) => Run | Promise<Run>,
): Promise<Attempt> {
  try {
    await contender.prepare?.();
    const run = await runOnce(contender);
    const problem = problemOf(contender, run);
    return {
      milliseconds: run.milliseconds,
      did: problem === undefined ? (contender.did?.(run) ?? "") : "",
      problem,
    };
  } catch (error) {
    process.stderr.write(`${contender.name}: ${(error as Error).stack}\n`);
    // Its text may hold paths of this machine, and the report is for others.
    return { milliseconds: 0, did: "", problem: "it could not be run, and the terminal said why" };
  }
}

/** Runs a contender outside of the timed rounds. @returns why it is not right, or undefined. */
export function runUntimed(contender: Contender): string | undefined {
  return problemOf({ ...contender, check: () => undefined }, runProcess(contender));
}

/** Runs a contender and waits for its end. What went wrong is shown. */
export function runProcess({ argv: [program = "", ...rest], cwd, env }: Contender): Run {
  const options: SpawnSyncOptionsWithStringEncoding = {
    cwd,
    env: { ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 27,
    timeout: patience,
    killSignal: "SIGKILL",
  };
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (error !== undefined) return { milliseconds, code: null, stdout: "", stderr: error.message };
  if (status !== 0) {
    const end = `${stdout}${stderr}`.trimEnd().slice(-2000);
    process.stderr.write(`${program} ${rest.join(" ")}\n${end}\n`);
  }
  return { milliseconds, code: status, stdout, stderr };
}

function problemOf(contender: Contender, run: Run): string | undefined {
  if (run.code === 0) return contender.check?.(run);
  return `ended with ${run.code ?? "no exit code"}`;
}

/**
 * Waits until files are no longer young. Go does not trust an index of a folder with files younger than
 * two seconds (modTimeCutoff in cmd/go/internal/modindex/read.go), nor does make-like logic know whether
 * a file changes again within one tick of its time.
 */
export async function settle(): Promise<void> {
  await wait(2200);
}
