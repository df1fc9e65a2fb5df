/** Signals to a child with everything that it started. Knows nothing of why. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

export function signalTree(
  child: ChildProcess,
  signal: "SIGINT" | "SIGTERM" | "SIGKILL",
  platform: NodeJS.Platform,
): void {
  if (child.pid === undefined) return;
  if (platform === "win32") {
    const killer = spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], {
      stdio: "ignore",
      windowsHide: true,
    });
    killer.on("error", () => child.kill());
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // No such group: the child shares ours (it has the terminal), or it is gone already.
    child.kill(signal);
  }
}

/** What was killed may take a moment to be gone. */
const mostAfterKill = 20;

/** Each look at all processes takes some milliseconds. */
const looksEvery = 5;

/** Waits until nobody is left in the group that a child led. */
export async function groupEnds(
  { pid }: ChildProcess,
  platform: NodeJS.Platform,
  isKilled: () => boolean,
): Promise<void> {
  if (pid === undefined || platform === "win32") return;
  let afterKill = 0;
  for (let round = 1; isThere(-pid) && afterKill < mostAfterKill; round++) {
    // What has ended stays listed where nobody fetches its end: in a container without an init.
    if (round % looksEvery === 0 && platform === "linux" && !hasLiving(pid)) return;
    if (isKilled()) afterKill++;
    await pause(10);
  }
}

/** Waits until a process has ended, also one that is no child, but not longer than `mostMs`: its number may be another's by now. */
export async function processEnds(pid: number, mostMs: number): Promise<void> {
  const until = performance.now() + mostMs;
  while (isThere(pid) && !hasExited(pid) && performance.now() < until) await pause(10);
}

/** Has it ended, and nobody fetches its end? Only Linux tells. */
function hasExited(pid: number): boolean {
  const [state] = afterName(`/proc/${pid}/stat`);
  return state === "Z" || state === "X";
}

/** Is there anybody in the group that has not ended? (stat of proc(5): state, parent and group stand behind the name.) */
function hasLiving(group: number): boolean {
  try {
    return readdirSync("/proc").some((name) => {
      if (!/^\d+$/.test(name)) return false;
      const [state, , ownGroup] = afterName(`/proc/${name}/stat`);
      return ownGroup === String(group) && state !== "Z" && state !== "X";
    });
  } catch {
    return true;
  }
}

function afterName(file: string): string[] {
  try {
    const text = readFileSync(file, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It has ended.
    return [];
  }
}

function isThere(group: number): boolean {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
}
