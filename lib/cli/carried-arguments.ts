/**
 * The command line as the other side of a Windows machine has to get it: without -C, since it starts in that
 * folder, and with paths as that side writes them. Knows nothing of how it gets there.
 */
import path from "node:path";
import { distributionIn, toLinux, toWindows, type PathFacts } from "../host/convert-path.ts";
import { failure, success, collect, type Result } from "../model/failure.ts";
import { splitAtCommand } from "./arguments.ts";
import { commands, globalOptions, taskOptions } from "./commands.ts";
import { valueWords } from "./option-checks.ts";
import { optionNames, type OptionInfo } from "./options.ts";

/** Turns one word into what the other side understands. */
export type CarryWord = (word: string) => Result<string>;

/** argv for the other side, or the words that it can't have. */
export function carriedArguments(argv: readonly string[], carry: CarryWord): Result<string[]> {
  const { before, command, after } = splitAtCommand(argv);
  const info = Object.hasOwn(commands, command) ? commands[command] : undefined;
  const known = [...globalOptions, ...(info?.options ?? taskOptions)];
  // What belongs to go or to another program may have a -C of its own.
  const own = info?.passesOn ? after : withoutDirectory(after, known);
  const words = [...withoutDirectory(before, known), ...(command === "" ? [] : [command]), ...own];
  return collect(words.map((word) => carryPaths(word, carry)));
}

function withoutDirectory(argv: readonly string[], known: readonly OptionInfo[]): string[] {
  const { names } = optionNames(globalOptions.find(({ form }) => form.includes("--directory"))!);
  const values = valueWords(argv, known);
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const isDirectory = (word: string | undefined) =>
    word !== undefined && names.includes(/^--?([^=]+)/.exec(word)?.[1] ?? "");
  return argv.filter((word, index) => {
    if (index >= end) return true;
    if (values.has(index)) return !isDirectory(argv[index - 1]);
    return !isDirectory(word);
  });
}

/** The word itself, or the value behind `--flag=`. */
function carryPaths(word: string, carry: CarryWord): Result<string> {
  const [, flag = "", value = word] = /^(--?[\w-]+=)(.*)$/s.exec(word) ?? [];
  const carried = carry(value);
  return carried.ok ? success(flag + carried.value) : carried;
}

/** Words of Windows for a distribution. What lies beside the folder is named from there, wherever it is mounted. */
export function carryToWsl(folder: string): CarryWord {
  const distribution = distributionIn(folder);
  return (word) => {
    if (/^\.{1,2}\\/.test(word)) return success(word.replaceAll("\\", "/"));
    if (!/^([A-Za-z]:[\\/]|\\\\(wsl\.localhost|wsl\$|\?)\\)/i.test(word)) return success(word);
    if (distribution !== undefined && sameName(distributionIn(word), distribution)) {
      return toLinux(word, { distribution: distributionIn(word)!, drives: [] });
    }
    const relative = path.win32.relative(folder, word);
    if (distributionIn(word) === undefined && !path.win32.isAbsolute(relative)) {
      return success(relative === "" ? "." : dotted(relative.replaceAll("\\", "/")));
    }
    return failure({
      family: "command-line",
      place: word,
      thing: "lies elsewhere than the project, which is built in WSL",
      next: "Write its path as WSL has it, such as /mnt/c/...",
    });
  };
}

/** Words of WSL for Windows: paths on drives, and others that are there; `/x` may be a regular expression. */
export function carryToWindows(facts: PathFacts, exists: (file: string) => boolean): CarryWord {
  return (word) => {
    if (!word.startsWith("/")) return success(word);
    const converted = toWindows(word, facts);
    const onDrive = converted.ok && distributionIn(converted.value) === undefined;
    return onDrive || exists(word) ? converted : success(word);
  };
}

/** go takes `cmd/x` for an import path. */
function dotted(relative: string): string {
  return relative.startsWith("../") || relative === ".." ? relative : `./${relative}`;
}

function sameName(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
