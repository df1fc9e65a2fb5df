/**
 * Connects children by pipes. Node and Bun take sockets, and Linux opens none by its name: `echo x > /dev/stderr`
 * fails with ENXIO, where it works behind a shell and behind make. A pipe is faster, too. Only Linux needs it:
 * elsewhere such a name is the descriptor once more. Knows nothing of what is printed.
 */
import { spawnSync, type ChildProcess, type StdioOptions } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** As Node's `stdio` has them. */
type Connection = Exclude<StdioOptions, string>[number];

interface Pipe {
  /** Opens it anew, as often as it is used: it has no name any more. */
  kept: number;
  reading: number;
  writing: number;
}

/** What is used of Bun's own API: its sockets are none for a descriptor that it has not opened itself. */
interface BunApi {
  file(descriptor: number): { stream(): ReadableStream };
}

/** One program makes as many, in 3 ms; half as many children run at once. */
const madeAtOnce = 16;

export class Pipes {
  readonly #spare: number[] = [];
  #canMake: boolean;

  constructor(platform: NodeJS.Platform) {
    this.#canMake = platform === "linux";
  }

  /**
   * A child as `spawn` starts it, whose output comes through pipes: where `stdio`, of stdin, stdout and stderr, says
   * `pipe` of one of the latter. Where none can be made it has sockets.
   */
  start(stdio: readonly Connection[], spawn: (stdio: Connection[]) => ChildProcess): ChildProcess {
    const pipes = stdio.map((each, index) => (index > 0 && each === "pipe" ? this.#open() : undefined));
    try {
      const child = spawn(stdio.map((each, index) => pipes[index]?.writing ?? each));
      const [, stdout, stderr] = pipes.map((pipe) => pipe && this.#read(pipe));
      const sources = { ...(stdout && { stdout }), ...(stderr && { stderr }) };
      // Bun's own are not to be assigned to.
      for (const [name, value] of Object.entries(sources)) Object.defineProperty(child, name, { value });
      closeBehind(child, Object.values(sources));
      return child;
    } catch (error) {
      for (const pipe of pipes) if (pipe !== undefined) closeAll([pipe.kept, pipe.reading]);
      throw error;
    } finally {
      for (const pipe of pipes) if (pipe !== undefined) closeAll([pipe.writing]);
    }
  }

  #open(): Pipe | undefined {
    const kept = this.#spare.pop() ?? this.#make();
    if (kept === undefined) return undefined;
    const opened = [kept];
    try {
      const name = `/proc/self/fd/${kept}`;
      for (const flags of [constants.O_RDONLY | constants.O_NONBLOCK, constants.O_WRONLY])
        opened.push(openSync(name, flags));
      return { kept, reading: opened[1]!, writing: opened[2]! };
    } catch {
      // No /proc, or too many open files.
      closeAll(opened);
      return undefined;
    }
  }

  #read({ kept, reading }: Pipe): Readable {
    const source = readable(reading);
    source.once("close", () => {
      // At its end nobody is there who could write. A daemon that still could shall find nobody who reads.
      if (source.readableEnded) this.#spare.push(kept);
      else closeSync(kept);
    });
    return source;
  }

  /** Neither Node nor Bun can make one. What can't be made once is not tried again. */
  #make(): number | undefined {
    if (!this.#canMake) return undefined;
    this.#canMake = false;
    let folder: string | undefined;
    try {
      folder = mkdtempSync(path.join(tmpdir(), "gowsl-pipes-"));
      const names = Array.from({ length: madeAtOnce }, (_, index) => path.join(folder!, `${index}`));
      spawnSync("mkfifo", names, { stdio: "ignore" });
      const flags = constants.O_RDONLY | constants.O_NONBLOCK;
      for (const name of names) this.#spare.push(openSync(name, flags));
      this.#canMake = true;
    } catch {
      // No mkfifo, a full disk, or too many open files.
    }
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    return this.#spare.pop();
  }
}

function closeAll(descriptors: readonly number[]): void {
  for (const each of descriptors) closeSync(each);
}

function readable(descriptor: number): Readable {
  const { Bun } = globalThis as { Bun?: BunApi };
  if (Bun === undefined) return new Socket({ fd: descriptor, readable: true, writable: false });
  const source = Readable.fromWeb(Bun.file(descriptor).stream());
  // It reads by a copy of the descriptor.
  source.once("close", () => closeSync(descriptor));
  return source;
}

/** `close` comes when all is read, as it does with sockets. */
function closeBehind(child: ChildProcess, sources: readonly Readable[]): void {
  const emit = child.emit.bind(child) as (name: string, ...values: unknown[]) => boolean;
  let open = sources.length;
  let closing: unknown[] | undefined;
  child.emit = (name: string, ...values: unknown[]) => {
    if (name !== "close" || open === 0) return emit(name, ...values);
    closing = values;
    return true;
  };
  for (const source of sources) {
    source.once("close", () => {
      open--;
      if (open === 0 && closing !== undefined) emit("close", ...closing);
    });
  }
}
