/**
 * Bash for lines with shell characters, and zx's `$` for function tasks, bound to one step. Nothing of
 * zx's global state is used: folder, environment, shell and output are passed each time.
 */
import { spawn, type SpawnOptions, type StdioOptions } from "node:child_process";
import path from "node:path";
import process from "node:process";
import type { Environment } from "../model/host.ts";
import type { Shell } from "../model/task.ts";
import type { ChildEnd, ChildRequest, Children } from "./children.ts";
import { nextTurn } from "./clock.ts";
import { isFile } from "./files.ts";
import { variable } from "../model/environment.ts";

/** Absolute path of bash on PATH, or undefined. On Windows this is Git's bash, if it is there. */
export function findBash(environment: Environment, platform: NodeJS.Platform): string | undefined {
  const windows = platform === "win32";
  const separator = windows ? ";" : ":";
  for (const folder of (variable(environment, platform, "PATH") ?? "").split(separator)) {
    // The bash.exe of Windows itself starts WSL: another machine with other paths.
    if (folder === "" || (windows && /\\(system32|sysnative|windowsapps)\\?$/i.test(folder))) continue;
    const file = path.join(folder, windows ? "bash.exe" : "bash");
    if (isFile(file)) return file;
  }
  return undefined;
}

/** What stands before every line: it ends at the first command that fails, also in a pipe. */
const shellPrefix = "set -euo pipefail;";

interface ShellRequest extends Omit<ChildRequest, "argv"> {
  bash: string;
  children: Children;
  onOutput: NonNullable<ChildRequest["onOutput"]>;
  /** Its commands have the terminal. */
  interactive?: boolean;
  /** Called with each command line before it runs. */
  onCommand?: (line: string) => void;
}

export interface StepShell {
  /** zx's `$`. */
  shell: Shell;
  /** Waits for all that was started with it, awaited or not. */
  allEnded(): Promise<void>;
  /** The only line that ended so; zx's own errors don't say which one it was. */
  lineEndedBy(end: number | string): string | undefined;
}

/** zx's `$` for one step. */
export async function createShell(request: ShellRequest): Promise<StepShell> {
  const { $, quote } = await import("zx");
  const started: Promise<ChildEnd>[] = [];
  const ended: { line: string; end: number | string | null }[] = [];
  const { children, cwd, environment, onOutput, onCommand } = request;
  const options = {
    cwd,
    env: { ...environment } as NodeJS.ProcessEnv,
    shell: request.bash,
    prefix: shellPrefix,
    quote,
    verbose: false,
    // With the terminal a child stays in the group in front, or reading would stop it (SIGTTIN).
    detached: process.platform !== "win32" && !request.interactive,
    ...(request.interactive ? { stdio: "inherit" as const } : {}),
    spawn: ((command: string, words: readonly string[], settings: SpawnOptions) => {
      const start = (stdio: StdioOptions) => spawn(command, words, { ...settings, stdio });
      const { stdio = "pipe" } = settings;
      const asked = stdio === "pipe" ? ([stdio, stdio, stdio] as const) : stdio;
      const child = typeof asked === "string" ? start(asked) : children.pipes.start(asked, start);
      const line = command.replace(shellPrefix, "");
      child.once("exit", (code, signal) => ended.push({ line, end: signal ?? code }));
      // Not through zx's log: it ends an output without a line break with one.
      started.push(children.follow(child, onOutput));
      return child;
    }) as typeof spawn,
    log: (entry: { kind: string; cmd?: string }) => {
      if (entry.kind === "cmd" && entry.cmd !== undefined) onCommand?.(entry.cmd);
    },
  };
  const allEnded = async () => {
    // One that starts meanwhile counts, too. The turn after it is that of those who wait for it.
    for (let count = -1; count !== started.length; await nextTurn()) {
      count = started.length;
      await Promise.all(started);
    }
  };
  const lineEndedBy = (end: number | string) => {
    const lines = new Set(ended.filter((each) => each.end === end).map(({ line }) => line));
    return lines.size === 1 ? [...lines][0] : undefined;
  };
  return { shell: $(options) as unknown as Shell, allEnded, lineEndedBy };
}

/** How bash is started for one line. Not through zx, which keeps all that is printed. */
export function lineArguments(bash: string, line: string): string[] {
  return [bash, "-c", `${shellPrefix}${line}`];
}
