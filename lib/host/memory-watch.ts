/**
 * The most that a program and all that it started have in memory at once, looked at now and then while it
 * runs: by /proc on Linux, nowhere else. What shares pages counts each of them, so it is rather too much
 * than too little. Knows nothing of steps.
 */
import { readdirSync, readFileSync } from "node:fs";

/** Short programs are not worth a look: each costs some reads. */
const intervalMs = 200;

/** Enough for any make; a tree that grows meanwhile must not be followed for ever. */
const mostProcesses = 512;

export interface MemoryWatch {
  /** The most that was seen; undefined when nothing was. */
  readonly peakBytes: number | undefined;
  end(): void;
}

/** Watches what runs under a process; `pids` says under which ones now. */
export function watchMemory(platform: NodeJS.Platform, pids: () => Iterable<number>): MemoryWatch {
  if (platform !== "linux") return { peakBytes: undefined, end: () => {} };
  let peakBytes: number | undefined;
  const timer = setInterval(() => {
    const bytes = residentBytes(pids());
    if (bytes > (peakBytes ?? 0)) peakBytes = bytes;
  }, intervalMs);
  timer.unref();
  return {
    get peakBytes() {
      return peakBytes;
    },
    end: () => clearInterval(timer),
  };
}

/** What these processes and those below them have in memory now (status and task/children of proc(5)). */
export function residentBytes(pids: Iterable<number>, proc: Proc = realProc): number {
  const due = [...pids];
  let kilobytes = 0;
  for (const pid of due) {
    kilobytes += Number(/^VmRSS:\s*(\d+) kB$/m.exec(proc.read(`/proc/${pid}/status`))?.[1] ?? 0);
    // Each child is listed with the thread that started it; go starts compilers from any of its threads.
    for (const thread of proc.list(`/proc/${pid}/task`)) {
      for (const child of proc.read(`/proc/${pid}/task/${thread}/children`).split(" ")) {
        if (child !== "" && due.length < mostProcesses) due.push(Number(child));
      }
    }
  }
  return kilobytes * 1024;
}

/** What is asked of /proc; nothing where a process has ended meanwhile. */
export interface Proc {
  read(file: string): string;
  list(folder: string): string[];
}

const realProc: Proc = {
  read: (file) => orElse("", () => readFileSync(file, "latin1")),
  list: (folder) => orElse([], () => readdirSync(folder)),
};

function orElse<Value>(nothing: Value, ask: () => Value): Value {
  try {
    return ask();
  } catch {
    return nothing;
  }
}
