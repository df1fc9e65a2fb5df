/** The two output streams, signals and the exit code of this process. Knows nothing of what is printed. */
import { fstatSync, writeSync, type Stats } from "node:fs";
import process from "node:process";
import type { Environment } from "../model/host.ts";

export interface Terminal {
  stdout(printed: string | Uint8Array): void;
  stderr(printed: string | Uint8Array): void;
  stdoutIsTerminal: boolean;
  stderrIsTerminal: boolean;
  /** Width of stderr, where the tables go; undefined when it is no terminal. */
  columns: number | undefined;
  /** Do both streams lead to one terminal, so that lines of one stand among those of the other? */
  isOne: boolean;
  /** Is stdout a file that stderr does not lead to, so that nothing else is to stand among its bytes? */
  stdoutIsApart: boolean;
  /** Hands text for the terminal to somebody who draws on it, too; without an argument no more. */
  divert?(to?: (text: string) => void): void;
}

/** This process's terminal. A reader that goes away early (`| head`) is no error, nor is a terminal that was closed. */
export function openTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
  let diverted: ((text: string) => void) | undefined;
  const isOne = process.stdout.isTTY === true && process.stderr.isTTY === true && isOneTerminal();
  return {
    stdout: (printed) =>
      diverted === undefined || !isOne ? write(process.stdout, printed) : diverted(textOf(printed)),
    stderr: (printed) =>
      diverted === undefined ? write(process.stderr, printed) : diverted(textOf(printed)),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    // It may be another one at the end of a run.
    get columns() {
      return process.stderr.isTTY ? columnsOf(process.stderr) : undefined;
    },
    isOne,
    stdoutIsApart: process.stdout.isTTY !== true && isApart(),
    divert: (to) => {
      diverted = to;
    },
  };
}

function textOf(printed: string | Uint8Array): string {
  return typeof printed === "string" ? printed : Buffer.from(printed).toString("utf8");
}

function isApart(): boolean {
  try {
    const [stdout, stderr] = [fstatSync(1), fstatSync(2)];
    // Not a pipe: a daemon that is left behind would hold it, and who reads would wait for its end.
    return (
      process.platform !== "win32" &&
      stdout.isFile() &&
      (stdout.dev !== stderr.dev || stdout.ino !== stderr.ino)
    );
  } catch {
    return false;
  }
}

/** Asked of two terminals. */
function isOneTerminal(): boolean {
  try {
    // Windows has one console a process, and no numbers of devices.
    return process.platform === "win32" || fstatSync(1).rdev === fstatSync(2).rdev;
  } catch {
    return false;
  }
}

/**
 * The same for an answer that is said at once: without the streams of the process, whose making takes
 * a tenth of the time of Node's own start, where there is no terminal to ask.
 */
export function openQuickTerminal(): Terminal {
  const isTerminal = (descriptor: 1 | 2) => {
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isCharacterDevice() || isNullDevice(stats)) return false;
    } catch {
      // Closed: nobody is there.
      return false;
    }
    return (descriptor === 1 ? process.stdout : process.stderr).isTTY === true;
  };
  const stdoutIsTerminal = isTerminal(1);
  const stderrIsTerminal = isTerminal(2);
  return {
    stdout: (printed) => writeAll(1, printed),
    stderr: (printed) => writeAll(2, printed),
    stdoutIsTerminal,
    stderrIsTerminal,
    isOne: stdoutIsTerminal && stderrIsTerminal && isOneTerminal(),
    stdoutIsApart: false,
    columns: stderrIsTerminal ? columnsOf(process.stderr) : undefined,
  };
}

/** A terminal that nobody told its size says 0. */
export function columnsOf({ columns }: { columns?: number }): number {
  return columns || 80;
}

/** Major number 1 has /dev/null and its like (Documentation/admin-guide/devices.txt of Linux). */
function isNullDevice({ rdev }: Stats): boolean {
  return process.platform === "linux" && rdev >> 8 === 1;
}

/** Writes to a descriptor; what a full pipe does not take goes the way of the stream, which waits. */
function writeAll(descriptor: 1 | 2, printed: string | Uint8Array): void {
  let rest = Buffer.from(printed as string);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A reader that went away early, or a closed descriptor, is no error.
    if (code === "EAGAIN") (descriptor === 1 ? process.stdout : process.stderr).write(rest);
  }
}

/** Calls `listener` for each Ctrl-C, SIGTERM and SIGHUP, with how many came before. Returns how to stop listening. */
export function onInterrupt(listener: (signal: NodeJS.Signals, earlier: number) => void): () => void {
  let earlier = 0;
  const handle = (signal: NodeJS.Signals) => listener(signal, earlier++);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** Ends the process once its output is written, also when something of the config (a timer, a server) would hold it. */
export function endProcess(code: number): void {
  process.exitCode = code;
  const end = () => process.stdout.write("", () => process.stderr.write("", () => process.exit()));
  if (unwritten === 0) end();
  else whenWritten = end;
}

/** Texts that no stream has said to be written, and what waits for them. */
let unwritten = 0;
let whenWritten = () => {};

/**
 * Bun says of an empty write that it is done while a pipe has not taken what was before it, so each one is
 * counted. To end the stream is no way: Node's pipes are sockets, and that shuts them for the parent, too.
 */
function write(stream: NodeJS.WriteStream, printed: string | Uint8Array): void {
  unwritten++;
  stream.write(printed, () => {
    unwritten--;
    if (unwritten === 0) whenWritten();
  });
}

/** Calls `listener` when a promise of the config fails that nobody awaits. Returns how to stop listening. */
export function onStrayRejection(listener: (error: unknown) => void): () => void {
  process.on("unhandledRejection", listener);
  return () => void process.off("unhandledRejection", listener);
}

/** Arguments of this process, without the runtime and the script. */
export function processArguments(): string[] {
  return process.argv.slice(2);
}

/** Version of the runtime, with its name where it is not Node. */
export function runtimeVersion(): string {
  const { bun } = process.versions;
  return bun === undefined ? process.version : `bun ${bun}`;
}

/** Folder of this process; empty where it was deleted meanwhile. */
export function processFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/** Milliseconds since this process began. */
export function sinceStart(): number {
  return Math.round(performance.now());
}

export function processEnvironment(): Environment {
  return process.env;
}
