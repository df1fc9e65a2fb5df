/** Names of runs: unique across the systems and containers that may share a checkout. */
import { randomBytes } from "node:crypto";
import os from "node:os";
import process from "node:process";

const system = () => `${process.platform}-${os.hostname().replace(/[^A-Za-z0-9.]/g, "_")}`;

/** A name for this run. */
export function newRunName(): string {
  return `${system()}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

/** Is it the name of a file that is not finished yet? */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(".") && /-\d+-[0-9a-f]{8}\.tmp$/.test(name);
}

/** Has the process of this system ended in whose name `text` ends, whatever stands before it? */
export function hasEnded(text: string): boolean {
  const start = text.lastIndexOf(`${system()}-`);
  return start >= 0 && isAlive(text.slice(start)) === false;
}

/** Does the run of that name still run? Undefined where this system can't know. */
export function isAlive(runName: string): boolean | undefined {
  const [, own, pid] = /^(.*)-(\d+)-[0-9a-f]{8}$/.exec(runName) ?? [];
  if (own !== system()) return undefined;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
