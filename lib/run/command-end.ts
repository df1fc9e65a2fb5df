/** How a command ended, in words for who wrote it: which one, how, and what to do. Runs nothing. */
import path from "node:path";
import type { ChildEnd } from "../host/children.ts";
import type { Printed } from "../model/printed.ts";
import { quoteWords } from "../model/shell-words.ts";

/** Why a command did not succeed; undefined when it did. */
export type CommandFault = { kind: "cancelled" } | { kind: "failed"; thing: string; next?: string };

/** A command of which only its end is told: its words, or its line for bash. */
export interface EndedCommand {
  argv: readonly string[];
  line?: string;
  /** The last that it printed on stderr; absent where nobody saw. */
  said?: Printed | "nothing" | undefined;
}

export function faultOf(end: ChildEnd, command: EndedCommand, isStopping: boolean): CommandFault | undefined {
  // Also with exit code 0: who handles the signal may end well with half of the work done.
  if (isStopping) return { kind: "cancelled" };
  const { argv, line, said } = command;
  const name = line === undefined ? nameOf(argv) : named(line);
  switch (end.kind) {
    case "exited":
      if (end.code === 0) return undefined;
      return {
        kind: "failed",
        thing: endText(name, end.code),
        ...(line === undefined ? {} : afterShell(end.code, { line, said })),
      };
    case "signalled":
      // Not by gowsl: it crashed, or the system was out of memory.
      return { kind: "failed", thing: endText(name, end.signal) };
    case "not-started":
      return { kind: "failed", thing: end.reason, next: wayToStart(end.reason, argv[0]!) };
  }
}

/** @param end an exit code, or the signal that ended it */
export function endText(name: string, end: number | string): string {
  return typeof end === "number" ? `${name} ended with exit code ${end}` : `${name} was ended by ${end}`;
}

/** A line for a sentence: as much of it as tells it from others. */
export function named(line: string): string {
  const [first = "", ...more] = line.trim().split("\n");
  return more.length > 0 || first.length > longestLine
    ? `\`${first.slice(0, longestLine).trimEnd()} ...\``
    : `\`${first}\``;
}

const longestLine = 80;

/** What a user wrote as it is; gowsl's own commands, whose program is a path and whose flags are many, as `go test`. */
function nameOf(argv: readonly string[]): string {
  const [program = "", subcommand] = argv;
  if (!path.isAbsolute(program)) return named(quoteWords(argv));
  const name = path.basename(program);
  return /^go(\.exe)?$/.test(name) && subcommand !== undefined ? `go ${subcommand}` : name;
}

/** What to do about a program that does not start. */
function wayToStart(reason: string, file: string): string {
  if (reason.endsWith("is not executable")) return `Make it so: \`chmod +x ${file}\`.`;
  // A script whose first line names a program that is not there is told in the same way.
  if (/[\\/]/.test(file)) return "Correct its path, or the first line of the script.";
  return "Install it, or correct the command.";
}

/** What bash's own exit codes and words say of its line. */
export function afterShell(
  end: number | string,
  { line = "", said }: { line: string | undefined; said: EndedCommand["said"] },
): { next?: string } {
  // The exit code is 1 or 127, by bash's age. What a script of the line says begins with the script's name.
  const [, unset] =
    /(?:^|[\\/])bash(?:\.exe)?: (?:line \d+: )?([^\s:]+): unbound variable$/m.exec(textOf(said)) ?? [];
  if (unset !== undefined) {
    return {
      next: `${unset} is not set: give it a value in \`env\`, or write \${${unset}:-} if it may be empty.`,
    };
  }
  if (end === 127) return { next: "A command of it was not found: install it, or correct the line." };
  if (end === 126) return { next: "A command of it can't be run: make the file executable (`chmod +x`)." };
  if (said === "nothing" && /[;&|\n]/.test(line.trim())) {
    return {
      next: 'It said nothing on stderr: with "set -x; " before it, it shows which of its commands failed.',
    };
  }
  return {};
}

function textOf(said: EndedCommand["said"]): string {
  return said === undefined || said === "nothing" ? "" : said.text;
}
