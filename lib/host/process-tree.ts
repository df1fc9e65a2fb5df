/** Signals to a child with everything that it started. Knows nothing of why. */
import { spawn, type ChildProcess } from "node:child_process";
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

/** What was killed may stay listed where nobody fetches its end (a container without an init). */
const mostAfterKill = 20;

/** Waits until nobody is left in the group that a child led. */
export async function groupEnds(
  { pid }: ChildProcess,
  platform: NodeJS.Platform,
  isKilled: () => boolean,
): Promise<void> {
  if (pid === undefined || platform === "win32") return;
  for (let afterKill = 0; isThere(-pid) && afterKill < mostAfterKill; await pause(10)) {
    if (isKilled()) afterKill++;
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
