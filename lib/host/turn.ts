/**
 * One process at a time, by something that the kernel frees when its holder ends, however it ends: a name
 * in the kernel's list of sockets on Linux, a named pipe on Windows, a lock on an open file on macOS and the
 * BSDs. It makes work be done once; it must not be what keeps files whole, as containers with a
 * network of their own don't see each other. Knows nothing of the work.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, openSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import path from "node:path";
import process from "node:process";
import { makeFolderNow } from "./make-folder.ts";
import { realPath } from "./files.ts";

/** A turn that was taken. */
export interface Turn {
  /** Lets the next one have it. */
  end(): void;
}

export interface TurnOptions {
  platform: NodeJS.Platform;
  /** Called once if another process has the turn; with its number, where the system tells. */
  onWait?: (holder: number | undefined) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Waits until no other process works on `file`, which need not be there: only its path counts.
 * @returns undefined if the signal came first
 */
export async function takeTurn(
  file: string,
  { platform, onWait, signal }: TurnOptions,
): Promise<Turn | undefined> {
  let told = false;
  const isUnwanted = () => signal?.aborted === true;
  const tell = (holder: number | undefined) => {
    if (!told) onWait?.(holder);
    told = true;
  };
  for (let round = 0; !isUnwanted(); round++) {
    const turn = hasSockets(platform) ? await listen(socketName(file, platform)) : lockFile(file);
    if (turn !== undefined) return turn;
    const ended = hasSockets(platform) && (await holderEnds(socketName(file, platform), tell, signal));
    if (!hasSockets(platform)) tell(undefined);
    // Nobody tells when it ends; or it ended in this moment, or the name is another user's.
    if (!ended) await pause(Math.min(20 * 2 ** round, 500), signal);
  }
  return undefined;
}

function hasSockets(platform: NodeJS.Platform): boolean {
  return platform === "linux" || platform === "win32";
}

/** Abstract on Linux (unix(7)): no file is left behind. Whoever works on the same path gets the same name. */
function socketName(file: string, platform: NodeJS.Platform): string {
  const place = path.join(realPath(path.dirname(path.resolve(file))), path.basename(file));
  const known = platform === "win32" ? place.toLowerCase() : place;
  const digest = createHash("sha256").update(known).digest("hex").slice(0, 40);
  return platform === "win32" ? `\\\\.\\pipe\\gowsl-${digest}` : `\0gowsl-${digest}`;
}

/** Takes the name, and tells everyone who knocks which process has it; undefined if another one has. */
function listen(name: string): Promise<Turn | undefined> {
  return new Promise((resolve, reject) => {
    const visitors = new Set<{ destroy(): void }>();
    const server: Server = createServer((visitor) => {
      visitors.add(visitor);
      visitor.on("error", () => {}).on("close", () => visitors.delete(visitor));
      visitor.write(`${process.pid}\n`);
      visitor.unref();
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      // EACCES: a pipe of another user has the name.
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve({
        end: () => {
          server.close();
          // Who waits for the turn waits for its visit to end.
          for (const visitor of visitors) visitor.destroy();
        },
      });
    });
  });
}

/** Waits until the holder of the name is gone. False if it could not be visited. */
function holderEnds(
  name: string,
  tell: (holder: number | undefined) => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    let greeting = "";
    const visit = connect(name);
    const leave = () => visit.destroy();
    signal?.addEventListener("abort", leave, { once: true });
    visit.setEncoding("utf8").on("data", (text: string) => {
      greeting += text;
      if (greeting.endsWith("\n")) tell(Number(greeting) || undefined);
    });
    let refused = false;
    visit.once("error", () => (refused = true));
    visit.once("close", () => {
      signal?.removeEventListener("abort", leave);
      resolve(!refused);
    });
  });
}

/** O_EXLOCK of open(2) on macOS and the BSDs: the lock of flock(2), taken with the file. */
const exclusiveLock = 0x20;

function lockFile(file: string): Turn | undefined {
  const lock = path.join(path.dirname(file), `.${path.basename(file)}.lock`);
  makeFolderNow(path.dirname(lock));
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | exclusiveLock;
    const descriptor = openSync(lock, flags, 0o666);
    return { end: () => closeSync(descriptor) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done, { once: true });
  });
}
