/** Commands of tasks and hooks, resolved into argv, a line for bash, or a place in the config. Pure. */
import type { Command } from "../model/plan.ts";
import { needsShell, quoteWords, splitWords } from "../model/shell-words.ts";
import type { Hook } from "../model/task.ts";

export function argv(words: string[], cwd?: string): Command {
  return { kind: "argv", argv: words, ...(cwd === undefined ? {} : { cwd }) };
}

/** A line as argv, or for bash when it has shell characters. */
export function shellCommand(line: string, extra: readonly string[]): Command {
  if (needsShell(line)) {
    return { kind: "bash", line: extra.length === 0 ? line : `${line} ${quoteWords(extra)}` };
  }
  return argv([...splitWords(line)!, ...extra]);
}

/** A hook at its place in the config, with `{artifact}` and `{target}` left for the runner. */
export function planHook(hook: Hook, place: string): Command {
  if (typeof hook === "function") return { kind: "function", place };
  const probe = hook.replaceAll("{artifact}", "artifact").replaceAll("{target}", "target");
  return needsShell(probe) ? { kind: "bash", line: hook } : argv(splitWords(hook)!);
}
