/**
 * Starts gowsl as leader of a process group and kills it at once, alone or with all that it has started.
 * gowsl's children lead groups of their own, so a mark in the environment, which they inherit, tells in
 * /proc who belongs to a run. Knows nothing of what is run.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Event } from "../../lib/model/event.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Where processes can't be looked up by their environment, no tree can be killed. */
export const canFollowProcesses = existsSync("/proc/self/environ");

/** The variables of a campaign: caches of Go as the CLI tests have them, all else below `base`. */
export function campaignEnvironment(base: string): Record<string, string> {
  const caches = path.join(repository, "node_modules", ".cache", "gowsl-tests");
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: path.join(base, "home"),
    GOENV: "off",
    GOCACHE: path.join(caches, "go-build"),
    GOMODCACHE: path.join(caches, "go-mod"),
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
    // The same programs on every machine, with a C compiler or without.
    CGO_ENABLED: "0",
    GOWSL_CACHE_DIR: path.join(base, "cache"),
  };
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  events: Event[];
  stderr: string;
}

let runs = 0;

/** One gowsl with --json. */
export class MarkedRun {
  /** How it ended, once its pipes are closed. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #mark: string;

  constructor(folder: string, environment: Record<string, string>, argv: readonly string[]) {
    const mark = `${process.pid}-${++runs}-${Date.now()}`;
    this.#mark = `GOWSL_TEST_MARK=${mark}`;
    this.#child = spawn(process.execPath, [path.join(repository, "out/gowsl.cjs"), ...argv, "--json"], {
      cwd: folder,
      env: { ...environment, GOWSL_TEST_MARK: mark },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.ended = this.#follow();
  }

  /** Has gowsl itself ended? */
  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** SIGKILL, which nobody can handle. */
  async kill(victims: "gowsl" | "tree"): Promise<void> {
    if (!this.isOver) this.#child.kill("SIGKILL");
    if (victims === "gowsl") return;
    // What was about to start another process may do so between the look and the signal.
    for (let pids = this.orphans(); pids.length > 0; pids = this.orphans()) {
      for (const pid of pids) signal(pid);
      await delay(1);
    }
  }

  /** What gowsl has started and what still runs. */
  orphans(): number[] {
    return readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name) || Number(name) === this.#child.pid) return [];
      try {
        const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
        return environment.includes(this.#mark) ? [Number(name)] : [];
      } catch {
        return []; // It has ended, or is somebody else's.
      }
    });
  }

  /** Waits until what a killed gowsl has left behind has ended. Returns false if it does not within 20 s. */
  async orphansGone(): Promise<boolean> {
    for (let attempt = 0; attempt < 2000; attempt++) {
      if (this.orphans().length === 0) return true;
      await delay(10);
    }
    await this.kill("tree");
    return false;
  }

  #follow(): Promise<Ended> {
    const child = this.#child;
    const pieces = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.setEncoding("utf8").on("data", (text: string) => (pieces[stream] += text));
    }
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signalled) => {
        const { stdout, stderr } = pieces;
        resolve({ code, signal: signalled, events: readEvents(stdout), stderr });
      });
    });
  }
}

/** A run that was killed may end in half a line. */
function readEvents(text: string): Event[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Event);
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
