/** What a tree of processes has in memory, as /proc tells it. */
import { existsSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { residentBytes, watchMemory, type Proc } from "../../../lib/host/memory-watch.ts";

interface Process {
  kilobytes?: number;
  /** Children by the thread that started them. */
  children?: Record<string, number[]>;
}

function proc(processes: Record<string, Process>): Proc {
  const known = (file: string) => processes[/^\/proc\/(\d+)/.exec(file)![1]!];
  return {
    read: (file) => {
      const thread = /task\/(\d+)\/children$/.exec(file)?.[1];
      if (thread !== undefined) {
        const children = known(file)?.children?.[thread] ?? [];
        return children.map((pid) => `${pid} `).join("");
      }
      const { kilobytes } = known(file) ?? {};
      return kilobytes === undefined
        ? ""
        : `Name:\tgo\nVmPeak:\t 999999 kB\nVmRSS:\t   ${kilobytes} kB\nThreads:\t2\n`;
    },
    list: (folder) => Object.keys(known(folder)?.children ?? {}),
  };
}

describe("residentBytes", () => {
  it.each<[what: string, pids: number[], processes: Record<string, Process>, kilobytes: number]>([
    ["one process", [1], { 1: { kilobytes: 100 } }, 100],
    ["two roots", [1, 2], { 1: { kilobytes: 100 }, 2: { kilobytes: 20 } }, 120],
    [
      "children of any thread, and theirs",
      [1],
      {
        1: { kilobytes: 1, children: { 1: [2], 11: [3, 4] } },
        2: { kilobytes: 10 },
        3: { kilobytes: 100, children: { 3: [5] } },
        4: { kilobytes: 1000 },
        5: { kilobytes: 10_000 },
      },
      11_111,
    ],
    ["one that has ended, and one of the kernel without memory", [1, 7], { 1: {} }, 0],
    ["a tree without an end", [1], { 1: { kilobytes: 1, children: { 1: [1, 1] } } }, 512],
  ])("%s", (_, pids, processes, kilobytes) => {
    expect(residentBytes(pids, proc(processes))).toBe(kilobytes * 1024);
  });
});

describe("watchMemory", () => {
  it.skipIf(!existsSync("/proc/self/status"))("sees this process on Linux", async () => {
    const watch = watchMemory("linux", () => [process.pid]);
    while (watch.peakBytes === undefined) await delay(10);
    watch.end();
    expect(watch.peakBytes).toBeGreaterThan(10e6);
  });

  it("sees nothing elsewhere", () => {
    const watch = watchMemory("darwin", () => [process.pid]);
    expect(watch.peakBytes).toBeUndefined();
    watch.end();
  });
});
