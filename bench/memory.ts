/**
 * The peak of gowsl's memory when nothing changed: that of its own process, as the system counts it, and
 * that of all processes it starts, sampled. Takes no times.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { cacheFolder, gowslBundle, measuredEnvironment, repository } from "./environment.ts";
import { runUntimed, settle } from "./measure.ts";
import { builders } from "./peers.ts";
import type { Project } from "./projects.ts";
import { contenderNames, type MemoryResult } from "./result.ts";

interface Peak {
  ownMiB: number;
  treeMiB?: number;
}

/** The largest of all runs. */
export async function measureMemory(project: Project, runs: number): Promise<MemoryResult> {
  const facts = { project: project.facts.name, files: project.facts.goFiles, runs };
  const gowsl = builders(project, "one", { wide: false }).find(({ name }) => name === contenderNames.gowsl)!;
  // What is measured is a run that has nothing to do, so its record must be there and not be young.
  for (let build = 0; build < 2; build++) {
    const problem = runUntimed(gowsl);
    if (problem !== undefined) return { ...facts, problem };
    await settle();
  }
  const peaks: Peak[] = [];
  for (let run = 0; run < runs; run++) {
    const peak = await peakOf(gowsl.cwd, gowsl.argv.slice(2));
    if (typeof peak === "string") return { ...facts, problem: peak };
    peaks.push(peak);
  }
  const trees = peaks.flatMap(({ treeMiB }) => (treeMiB === undefined ? [] : [treeMiB]));
  return {
    ...facts,
    ownMiB: Math.max(...peaks.map(({ ownMiB }) => ownMiB)),
    ...(trees.length === 0 ? {} : { treeMiB: Math.max(...trees) }),
  };
}

/** Runs gowsl once with a hook that writes its own peak, and samples all of its processes meanwhile. */
async function peakOf(cwd: string, argv: readonly string[]): Promise<Peak | string> {
  const hook = path.join(repository, "bench", "memory-hook.cjs");
  const child = spawn(process.execPath, ["--require", hook, gowslBundle, ...argv], {
    cwd,
    env: measuredEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close");
  let treeKiB = 0;
  while (child.exitCode === null && child.signalCode === null) {
    treeKiB = Math.max(treeKiB, residentKiB(child.pid!));
    await Promise.race([ended, wait(5)]);
  }
  await ended;
  if (child.exitCode !== 0 || !/^1 up to date\b/m.test(stderr)) {
    return `it said "${stderr.trim().split("\n").at(-1)}", not "1 up to date"`;
  }
  const ownMiB = Number(readFileSync(path.join(cacheFolder, "peak.txt"), "utf8")) / 1024;
  // A sample may miss the peak that the process itself knows.
  return { ownMiB, ...(treeKiB === 0 ? {} : { treeMiB: Math.max(treeKiB / 1024, ownMiB) }) };
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
