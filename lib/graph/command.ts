/** Commands of tasks and hooks, resolved into argv, a line for bash, or a place in the config. Pure. */
import type { Command } from "../model/plan.ts";
import { needsShell, plainWords, quoteWords, splitWords } from "../model/shell-words.ts";
import type { Hook } from "../model/task.ts";
import { fillLine, fillText, placeholdersIn, type Values } from "../model/placeholders.ts";

export function argv(words: string[], cwd?: string): Command {
  return { kind: "argv", argv: words, ...(cwd === undefined ? {} : { cwd }) };
}

const noValues: Values = { args: {}, matrix: {} };

/** A line as argv, or for bash when it has shell characters. Values are part of neither's syntax. */
export function shellCommand(line: string, extra: readonly string[], values = noValues): Command {
  const words = line.includes("{") ? undefined : plainWords(line);
  if (words !== undefined) return argv([...words, ...extra]);
  if (needsShell(withoutPlaceholders(line, values))) {
    const filled = fillLine(line, values);
    return { kind: "bash", line: extra.length === 0 ? filled : `${filled} ${quoteWords(extra)}` };
  }
  return argv([...splitWords(line)!.map((word) => fillText(word, values)), ...extra]);
}

/** A hook at its place in the config, with `{artifact}` and `{target}` left for the runner. */
export function planHook(hook: Hook, place: string, values = noValues): Command {
  if (typeof hook === "function") return { kind: "function", place };
  const probe = hook.replaceAll("{artifact}", "artifact").replaceAll("{target}", "target");
  if (needsShell(withoutPlaceholders(probe, values))) return { kind: "bash", line: fillLine(hook, values) };
  return argv(splitWords(hook)!.map((word) => fillText(word, values)));
}

/** Those that have a value; braces that mean something else are for the shell. */
function withoutPlaceholders(line: string, values: Values): string {
  return placeholdersIn(line).reduce(
    (text, { whole }) => (fillText(whole, values) === whole ? text : text.replaceAll(whole, "value")),
    line,
  );
}
