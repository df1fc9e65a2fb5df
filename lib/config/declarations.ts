/** The forms of what a task declares to read and to write. What they lead to is found out later. */
import { didYouMean } from "../model/closest.ts";
import { isRecord, nameOf, text, words, type Check, type Report } from "./checks.ts";

/** A file, a folder or a glob. */
function pattern(value: string, at: string, report: Report): void {
  const bare = value.replace(/^!/, "");
  if (bare.trim() === "") return report(at, "is empty", "Give it a value, or leave it out.");
  if (value.startsWith("!!")) return report(at, `"${value}" begins with two "!"`, "Write one.");
  if (bare.includes("\\")) {
    const next = 'Write "/" between folders, and [*] for a character that would be a wildcard.';
    return report(at, `"${value}" has a backslash in it`, next);
  }
  if (/^(\/|[A-Za-z]:)/.test(bare)) {
    report(at, `"${value}" is an absolute path`, "Write it from the folder of the task.");
  }
}

/** The word of the config that makes such an input. */
const wordsOf: Readonly<Record<string, Check>> = {
  env: text((value, at, report) => {
    if (/[=\s]/.test(value) || value === "")
      report(at, `"${value}" is not the name of a variable`, 'Write it like env("MODE").');
  }),
  outputsOf: words,
  command: words,
  ignored: text((value, at, report) => {
    if (value.startsWith("!")) report(at, `"${value}" begins with "!"`, 'Write it as a text: "!...".');
    else pattern(value, at, report);
  }),
};

export const taskInput: Check = (value, at, report) => {
  if (typeof value === "string") return pattern(value, at, report);
  if (!isRecord(value)) {
    const next = 'Write a path or a glob, or env("NAME"), outputsOf("task"), command("tool --version").';
    return report(at, `must be an input, not ${nameOf(value)}`, next);
  }
  const [name = "", ...others] = Object.keys(value);
  if (others.length > 0) return report(at, "says two things at once", "Make two inputs of it.");
  if (!Object.hasOwn(wordsOf, name)) {
    const known = Object.keys(wordsOf);
    return report(
      at,
      `"${name}" is no kind of input`,
      didYouMean(name, known, `There are ${known.join(", ")}.`),
    );
  }
  wordsOf[name]!(value[name], `${at}.${name}`, report);
};

export const taskOutput = text((value, at, report) => {
  if (/^!?(\.\/)*\.?$/.test(value)) {
    return report(at, `"${value}" is the whole folder of the task`, 'Name what it writes, like "gen/*.go".');
  }
  pattern(value, at, report);
});
