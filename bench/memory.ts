/**
 * The peak of memory: of the largest process of each contender, as the system counts it, and of all its
 * processes at once, sampled. Takes no times.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { built, expectOfGowsl } from "./cases.ts";
import { alternate, settle, type Contender, type Pace, type Run } from "./measure.ts";
import { logContenders } from "./own-work.ts";
import { lastPeakMiB, peakCommand } from "./peak.ts";
import type { Project } from "./projects.ts";
import { isGowsl, type ContenderResult } from "./result.ts";
import { preparedRunners } from "./tasks.ts";

/** When nothing changed; beside the peers, or gowsl alone. */
export async function measureMemory(
  project: Project,
  pace: Pace,
  isAlone: boolean,
): Promise<ContenderResult[]> {
  const { contenders, failed } = built(
    project,
    "one",
    ({ name, scopes }) => scopes.nothing.includes("one") && (isGowsl(name) || !isAlone),
  );
  await settle();
  return [...(await measurePeaks(expectOfGowsl(contenders, "1 up to date"), pace)), ...failed];
}

/** With many tasks of which none has anything to do. */
export async function measureMemoryOfTasks(count: number, pace: Pace): Promise<ContenderResult[]> {
  const { contenders, failed } = await preparedRunners(count);
  return [...(await measurePeaks(contenders, pace)), ...failed];
}

/** With a step that writes so many bytes. */
export function measureMemoryOfLog(bytes: number, pace: Pace): Promise<ContenderResult[]> {
  return measurePeaks(logContenders(bytes), pace);
}

/** A sample is a peak in MiB. The first round is that in which gowsl keeps its answer. */
async function measurePeaks(contenders: readonly Contender[], pace: Pace): Promise<ContenderResult[]> {
  const before = peakCommand();
  const trees = new Map<string, number>();
  const results = await alternate(contenders, { ...pace, warmUps: 2 }, async (contender) => {
    const { run, ownMiB, treeMiB } = await peakOf({ ...contender, argv: [...before, ...contender.argv] });
    trees.set(contender.name, Math.max(trees.get(contender.name) ?? 0, treeMiB));
    return { ...run, milliseconds: ownMiB };
  });
  return results.map((result) => {
    const treeMiB = trees.get(result.name) ?? 0;
    const told = result.did === "" ? [] : [result.did];
    return { ...result, did: [...told, `all its processes ${treeMiB.toFixed(0)} MiB`].join("; ") };
  });
}

interface Peak {
  run: Run;
  ownMiB: number;
  treeMiB: number;
}

async function peakOf({ argv: [program = "", ...rest], cwd, env }: Contender): Promise<Peak> {
  const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  }
  const ended = once(child, "close");
  let treeKiB = 0;
  while (child.exitCode === null && child.signalCode === null) {
    treeKiB = Math.max(treeKiB, residentKiB(child.pid!) - statusOf(child.pid!, "VmRSS"));
    await Promise.race([ended, wait(5)]);
  }
  await ended;
  const ownMiB = lastPeakMiB();
  const run = { milliseconds: 0, code: child.exitCode, ...texts };
  // A sample may miss the peak that the system has counted.
  return { run, ownMiB, treeMiB: Math.max(treeKiB / 1024, ownMiB) };
}
/** Resident memory of a process and all below it, shared pages counted each time; 0 where there is no /proc. */
function residentKiB(root: number): number {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    const parent = statusOf(pid, "PPid");
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + sum(child), statusOf(pid, "VmRSS"));
  return sum(root);
}

function processes(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** A number of a process's status; 0 for one that has just ended. */
function statusOf(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
