/**
 * The words of a command line as cac has to get them: go's one dash, and values that only look like numbers or
 * options. Pure; knows no option by its name.
 */
import { flagNames, valueWords } from "./option-checks.ts";
import { optionNames, type OptionInfo } from "./options.ts";

/** go's flags have one dash: `-race` is `--race` wherever there is such an option. `-j4` is `-j=4`. */
export function longForms(argv: readonly string[], known: readonly OptionInfo[]): string[] {
  const names = known.flatMap((option) => optionNames(option).names);
  return mapOptions(argv, known, (word) => {
    const name = /^-([a-z]{2,})(=|$)/.exec(word)?.[1];
    if (name !== undefined && names.includes(name)) return `-${word}`;
    return word.replace(/^-j(?=\d+$)/, "-j=");
  });
}

/** cac reads `1.10` as a number and `-x` as an option, also where they are values: a mark keeps them text. */
export const mark = "\0";

/** Marks values, and says `=true` to flags: behind `-v` and `--dry-run` cac would look at the next word. */
export function markValues(argv: readonly string[], known: readonly OptionInfo[]): string[] {
  const values = valueWords(argv, known);
  const flags = flagNames(known);
  const options = mapOptions(argv, known, (word) => {
    const [, name = "", value] = /^--?([^=]+)(=.*)?$/s.exec(word) ?? [];
    if (name === "" || name.startsWith("no-")) return word;
    if (value !== undefined) return flags.includes(name) ? word : word.replace("=", `=${mark}`);
    const cluster = !word.startsWith("--") && name.length > 1;
    return cluster || flags.includes(name) ? `${word}=true` : word;
  });
  return options.map((word, index) => (values.has(index) ? mark + word : word));
}

/** Changes the options, not their values, and nothing behind `--`. */
function mapOptions(
  argv: readonly string[],
  known: readonly OptionInfo[],
  change: (word: string) => string,
): string[] {
  const values = valueWords(argv, known);
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.map((word, index) =>
    word.startsWith("-") && index < end && !values.has(index) ? change(word) : word,
  );
}
