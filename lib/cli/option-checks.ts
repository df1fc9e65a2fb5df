/** Mistakes in options that cac does not tell as gowsl wants them told. Pure. */
import { didYouMean } from "../model/closest.ts";
import type { Failure } from "../model/failure.ts";
import { commands } from "./commands.ts";
import { optionNames, type OptionInfo } from "./options.ts";

/** Commands behind which flags of go may stand. */
const goCommands = ["build", "cross", "install", "test", "vet"];

/** Options that are not in the table; cac would pass over them. */
export function unknownOptions(
  argv: readonly string[],
  known: readonly OptionInfo[],
  command: string,
): Failure[] {
  const names = known.flatMap((option) => optionNames(option).names);
  const flags = flagNames(known);
  const values = valueWords(argv, known);
  const failures: Failure[] = [];
  for (const [index, word] of argv.entries()) {
    if (word === "--") break;
    if (!word.startsWith("-") || values.has(index)) continue;
    const name = /^--?([^=]*)/.exec(word)![1]!;
    const cluster = /^-[a-zA-Z]+$/.test(word) ? [...name] : [name];
    if (names.includes(name) || cluster.every((letter) => flags.includes(letter))) continue;
    const isShort = /^-[a-zA-Z]$/.test(word);
    const shown = names.map((each) => (each.length === 1 ? `-${each}` : `--${each}`));
    failures.push({
      family: "command-line",
      place: command === "" ? "gowsl" : `gowsl ${command}`,
      thing: `there is no option ${word.replace(/=.*/, "")}`,
      next:
        isShort && goCommands.includes(command)
          ? `Flags of go go behind --: \`gowsl ${command} -- ${word}\`.`
          : didYouMean(
              `--${name}`,
              // One of another command is no misspelt one of this: `vet --race` does not mean --trace.
              !name.startsWith("no-") && isOfOthers(name) ? [] : shown,
              `\`gowsl help${command === "" ? "" : ` ${command}`}\` shows the options.`,
            ),
    });
  }
  return failures;
}

function isOfOthers(name: string): boolean {
  return Object.values(commands).some(({ options }) =>
    options.some((option) => optionNames(option).names.includes(name)),
  );
}

/** Indexes of words that are the value of the option before them. */
export function valueWords(argv: readonly string[], known: readonly OptionInfo[]): Set<number> {
  const valued = new Set(
    known.flatMap((option) => (optionNames(option).takesValue ? optionNames(option).names : [])),
  );
  const indexes = new Set<number>();
  for (const [index, word] of argv.entries()) {
    if (word === "--") break;
    const name = /^--?([^=]+)$/.exec(word)?.[1];
    if (name !== undefined && valued.has(name) && !indexes.has(index)) indexes.add(index + 1);
  }
  return indexes;
}

/** Options whose value is missing; cac would take `true`. */
export function missingValues(argv: readonly string[], known: readonly OptionInfo[]): Failure[] {
  return [...valueWords(argv, known)]
    .filter((index) => argv[index] === undefined || argv[index] === "--")
    .map((index) => ({
      family: "command-line",
      place: "gowsl",
      thing: `${argv[index - 1]} needs a value`,
      next: `Write it as \`${argv[index - 1]} VALUE\`.`,
    }));
}

/** Values of options that have none; cac would take them for words. */
export function unwantedValues(argv: readonly string[], known: readonly OptionInfo[]): Failure[] {
  const flags = flagNames(known);
  const values = valueWords(argv, known);
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.slice(0, end).flatMap((word, index): Failure[] => {
    const [, option = "", name = "", value = ""] = /^(--?([^=]+))=(.*)$/s.exec(word) ?? [];
    if (!flags.includes(name) || values.has(index) || value === "true" || value === "false") return [];
    return [
      {
        family: "command-line",
        place: "gowsl",
        thing: `${option} takes no value`,
        next: `Write \`${option}\`, or leave it out.`,
      },
    ];
  });
}

/** Names of the options that take no value. */
export function flagNames(known: readonly OptionInfo[]): string[] {
  return known.flatMap((option) => (optionNames(option).takesValue ? [] : optionNames(option).names));
}
