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
  prepare?(): void;
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

export interface Rounds {
  rounds: number;
  /** Rounds before those that count. */
  warmUps: number;
  /** Before each round, for all contenders. */
  beforeRound?(): void | Promise<void>;
}

/**
 * Rounds in which every contender runs once, forwards and backwards in turns, so that a drift of the
 * machine hits all alike. A contender that is found wrong once is out, and keeps no times.
 */
export async function alternate(
  contenders: readonly Contender[],
  { rounds, warmUps, beforeRound }: Rounds,
  runOnce: (contender: Contender) => Run = runProcess,
): Promise<ContenderResult[]> {
  const results = new Map<Contender, ContenderResult>(
    contenders.map((contender) => [contender, { name: contender.name, samples: [], did: "" }]),
  );
  for (let round = -warmUps; round < rounds; round++) {
    await beforeRound?.();
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const result = results.get(contender)!;
      if (result.problem !== undefined) continue;
      contender.prepare?.();
      const run = runOnce(contender);
      const problem = problemOf(contender, run);
      if (problem !== undefined) {
        result.problem = problem;
        result.samples = [];
        continue;
      }
      result.did = contender.did?.(run) ?? "";
      if (round >= 0) result.samples.push(run.milliseconds);
    }
  }
  return [...results.values()];
}

/** Runs a contender outside of the timed rounds. @returns why it is not right, or undefined. */
export function runUntimed(contender: Contender): string | undefined {
  return problemOf({ ...contender, check: () => undefined }, runProcess(contender));
}

function runProcess({ argv: [program = "", ...rest], cwd, env }: Contender): Run {
  const options: SpawnSyncOptionsWithStringEncoding = {
    cwd,
    env: { ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  };
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (error !== undefined) return { milliseconds, code: null, stdout: "", stderr: error.message };
  if (status !== 0) process.stderr.write(`${program} ${rest.join(" ")}\n${stdout}${stderr}\n`);
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
