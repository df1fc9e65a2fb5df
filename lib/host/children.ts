/**
 * Starts programs and ends them with everything they started. Each child leads a process group of
 * its own, so that one signal reaches the whole tree; on Windows taskkill walks the tree. What a
 * child moves to a session of its own is out of reach. Knows nothing of steps.
 */
import type { ChildProcess, StdioOptions } from "node:child_process";
import process from "node:process";
import type { Readable } from "node:stream";
import type { Environment } from "../model/host.ts";
import type { Printed } from "../model/printed.ts";
import { Guardian } from "./guardian.ts";
import { watchMemory, type MemoryWatch } from "./memory-watch.ts";
import { OutputPieces } from "./output-pieces.ts";
import { Pipes } from "./pipes.ts";
import { groupEnds, signalTree } from "./process-tree.ts";
import { isBehind, untilTaken, type Reader } from "./unwritten.ts";

export type OnOutput = (stream: "stdout" | "stderr", printed: Printed) => void;

export interface ChildRequest {
  argv: readonly string[];
  cwd: string;
  environment: Environment;
  /** Receives the output as it comes. Without it the child has the terminal to itself. */
  onOutput?: OnOutput;
  /** Its stdout is that of gowsl, past `onOutput`. */
  direct?: boolean;
  /** Its work is no longer wanted: it is interrupted, or never started. */
  abandoned?: AbortSignal;
  /** The user's own program in front: it goes on when gowsl is killed. */
  own?: true;
  /** It is known to open neither /dev/stdout nor /dev/stderr: sockets do, which are there at once. */
  sockets?: boolean;
}

export type ChildEnd =
  | { kind: "exited"; code: number }
  | { kind: "signalled"; signal: string }
  | { kind: "not-started"; reason: string };

/** How long a pipe may stay open after its child has ended: a daemon left behind may hold it for ever. */
const pipeGraceMs = 1000;

/** What a child prints goes there, in one form or another. */
const ownStreams = (): readonly Reader[] => [process.stdout, process.stderr];

/** The running children of one gowsl, or of a part of it that is ended by itself. */
export class Children {
  readonly #running = new Set<ChildProcess>();
  readonly #platform: NodeJS.Platform;
  readonly #parts = new Map<Children, "ended with the others" | "only killed">();
  #stopping: "no" | "stop" | "kill" = "no";
  readonly #whenStopping: (() => void)[] = [];
  #memory: MemoryWatch | undefined;

  readonly #guardian: Guardian;
  readonly #readers: () => readonly Reader[];
  /** Connects them; shared by all parts. */
  readonly pipes: Pipes;

  constructor(
    platform: NodeJS.Platform,
    guardian = new Guardian(platform),
    readers = ownStreams,
    pipes = new Pipes(platform),
  ) {
    this.#platform = platform;
    this.#guardian = guardian;
    this.#readers = readers;
    this.pipes = pipes;
  }

  /**
   * Those of one step: ended with the others, and also by themselves. `only killed`: they go on when the
   * others are asked to end, for what cleans up behind them.
   */
  part(fate: "ended with the others" | "only killed" = "ended with the others"): Children {
    const part = new Children(this.#platform, this.#guardian, this.#readers, this.pipes);
    if (this.#stopping === "kill" || (this.isStopping && fate !== "only killed"))
      part.#stopping = this.#stopping;
    this.#parts.set(part, fate);
    return part;
  }

  /** The process that ends them when gowsl is killed; it ends behind them. */
  get guardian(): number | undefined {
    return this.#guardian.pid;
  }

  /** A part has no more to run. */
  forget(part: Children): void {
    part.#memory?.end();
    this.#parts.delete(part);
  }

  /** The most that these children had in memory at once, as far as it was looked at. */
  get peakBytes(): number | undefined {
    return this.#memory?.peakBytes;
  }

  /** Runs a program to its end. Once `stop` was called, nothing is started any more. */
  async run(request: ChildRequest): Promise<ChildEnd> {
    const { argv, cwd, environment, onOutput, direct, abandoned, own, sockets } = request;
    const isUnwanted = () => this.isStopping || abandoned?.aborted === true;
    if (isUnwanted()) return { kind: "signalled", signal: "SIGTERM" };
    const [command, ...rest] = argv;
    if (command === undefined) return { kind: "not-started", reason: "the command is empty" };
    // On demand: it loads a dozen files, and what is restored starts nothing.
    const { default: crossSpawn } = await import("cross-spawn");
    if (isUnwanted()) return { kind: "signalled", signal: "SIGTERM" };
    let child: ChildProcess;
    const spawn = (stdio: StdioOptions) =>
      crossSpawn(command, rest, {
        cwd,
        env: atFolder(environment, cwd, this.#platform),
        // With the terminal a child stays in the group in front, or reading would stop it (SIGTTIN).
        detached: onOutput !== undefined && this.#platform !== "win32",
        stdio,
        windowsHide: true,
      });
    const stdio: StdioOptions = ["ignore", direct ? 1 : "pipe", "pipe"];
    try {
      if (onOutput === undefined) child = spawn("inherit");
      else child = sockets ? spawn(stdio) : this.pipes.start(stdio, spawn);
    } catch (error) {
      // What Node tells by an event Bun throws, for some of the reasons; and both throw for a NUL in an argument.
      return { kind: "not-started", reason: startError(error as NodeJS.ErrnoException, command) };
    }
    // At SIGINT go removes its temporary files.
    const interrupt = () => this.#signal(child, "SIGINT");
    abandoned?.addEventListener("abort", interrupt, { once: true });
    const end = await this.follow(child, onOutput, { command, isOwn: own === true });
    abandoned?.removeEventListener("abort", interrupt);
    return end;
  }

  /** Keeps track of a child that somebody else has started as leader of its group, until it ends. */
  follow(
    child: ChildProcess,
    onOutput?: ChildRequest["onOutput"],
    { command = "the command", isOwn = false }: { command?: string; isOwn?: boolean } = {},
  ): Promise<ChildEnd> {
    this.#running.add(child);
    const { pid } = child;
    if (pid !== undefined && !isOwn) this.#guardian.add(pid);
    this.#memory ??= watchMemory(this.#platform, () => this.#pids());
    if (this.#stopping !== "no") this.#signal(child, "SIGKILL");
    /** Streams that are not read on, since nobody takes what was read. */
    let held = 0;
    const wait = async (source: Readable, reader: Reader) => {
      held++;
      source.pause();
      await untilTaken(reader);
      held--;
      source.resume();
    };
    for (const stream of ["stdout", "stderr"] as const) {
      const pieces = new OutputPieces();
      const tell = (piece: Printed | undefined) => {
        if (piece !== undefined) onOutput?.(stream, piece);
      };
      child[stream]?.on("data", (chunk: Buffer) => {
        tell(pieces.take(chunk));
        const reader = this.#readers().find(isBehind);
        if (reader !== undefined) void wait(child[stream]!, reader);
      });
      child[stream]?.on("end", () => tell(pieces.end()));
    }
    return new Promise((resolve) => {
      const finish = async (end: ChildEnd) => {
        // One that was asked to end may leave others of its group behind that clean up, or that don't care.
        if (this.isStopping) await groupEnds(child, this.#platform, () => this.#stopping === "kill");
        this.#running.delete(child);
        if (pid !== undefined) this.#guardian.remove(pid);
        resolve(end);
      };
      child.once("error", (error: NodeJS.ErrnoException) => {
        void finish({ kind: "not-started", reason: startError(error, command) });
      });
      child.once("exit", (code, signal) => {
        const end: ChildEnd =
          signal === null ? { kind: "exited", code: code ?? 1 } : { kind: "signalled", signal };
        const close = () => {
          // What the child has printed is still to be read.
          if (held > 0 && !this.isStopping) {
            timer = setTimeout(close, pipeGraceMs);
            return;
          }
          child.stdout?.destroy();
          child.stderr?.destroy();
          void finish(end);
        };
        let timer = setTimeout(close, pipeGraceMs);
        child.once("close", () => {
          clearTimeout(timer);
          void finish(end);
        });
      });
    });
  }

  /** Were the children asked to end? Then one that was ended by a signal did not fail by itself. */
  get isStopping(): boolean {
    return this.#stopping !== "no";
  }

  /** Settles once the children are asked to end. */
  async stopped(): Promise<void> {
    if (!this.isStopping) await new Promise<void>((resolve) => this.#whenStopping.push(resolve));
  }

  /** Asks all children to end, and ends those that are still there after `graceMs`. */
  stop(graceMs: number): void {
    if (this.#stopping !== "no") return;
    this.#stopping = "stop";
    for (const resolve of this.#whenStopping) resolve();
    for (const child of this.#running) this.#signal(child, "SIGTERM");
    for (const [part, fate] of this.#parts) if (fate !== "only killed") part.stop(graceMs);
    setTimeout(() => this.#killOwn(), graceMs).unref();
  }

  /** Ends all children at once, also those that clean up. */
  kill(): void {
    this.#killOwn();
    for (const part of this.#parts.keys()) part.kill();
  }

  #killOwn(): void {
    if (this.#stopping === "no") for (const resolve of this.#whenStopping) resolve();
    this.#stopping = "kill";
    for (const child of this.#running) this.#signal(child, "SIGKILL");
  }

  #pids(): number[] {
    return [...this.#running].flatMap(({ pid }) => pid ?? []);
  }

  #signal(child: ChildProcess, signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    signalTree(child, signal, this.#platform);
  }
}

/** Go believes PWD where it names the same folder by another path (os.Getwd), and Node does not set it. */
export function atFolder(
  environment: Environment,
  cwd: string,
  platform: NodeJS.Platform,
): NodeJS.ProcessEnv {
  return platform === "win32" ? { ...environment } : { ...environment, PWD: cwd };
}

function startError(error: NodeJS.ErrnoException, command: string): string {
  switch (error.code) {
    case "ENOENT":
      return `${command} was not found`;
    case "EACCES":
      return `${command} is not executable`;
    case "ENOEXEC":
      return `${command} is not a program for this machine`;
    default:
      return `${command} could not be started: ${error.message}`;
  }
}

export interface Captured {
  end: ChildEnd;
  stdout: string;
  stderr: string;
}

/** Runs a program, one that is known if nothing else is said, and keeps what it prints. */
export async function capture(
  children: Children,
  request: Omit<ChildRequest, "onOutput">,
): Promise<Captured> {
  const pieces = { stdout: [] as string[], stderr: [] as string[] };
  const onOutput: OnOutput = (stream, { text }) => pieces[stream].push(text);
  const end = await children.run({ sockets: true, ...request, onOutput });
  return { end, stdout: pieces.stdout.join(""), stderr: pieces.stderr.join("") };
}
