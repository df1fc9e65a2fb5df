/**
 * argv in, typed arguments out. cac lives here only: it is asked to parse and never to run or print.
 */
import { cac } from "cac";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import {
  commands,
  globalOptions,
  optionNames,
  taskOptions,
  type CommandInfo,
  type OptionInfo,
} from "./commands.ts";
import { isOption } from "./task-words.ts";
import { flagNames, missingValues, unknownOptions, unwantedValues, valueWords } from "./option-checks.ts";

export interface Arguments {
  /** A command of the table; "" for a task or nothing. */
  command: string;
  /** Words that are no options: packages, targets, names of tasks. */
  words: string[];
  /** The words, and options that only the task may know, in order: task-words.ts reads them. */
  own: string[];
  /** Arguments after `--`. */
  extra: string[];
  directory?: string;
  help: boolean;
  version: boolean;
  json: boolean;
  verbose: boolean;
  quiet: boolean;
  dryRun: boolean;
  force: boolean;
  yes: boolean;
  affected: boolean;
  since?: string;
  /** Undefined: the command's own default. */
  keepGoing?: boolean;
  interrupt: boolean;
  jobs?: number;
  output?: string;
  out?: string;
  to?: string;
  trace?: string;
  dot: boolean;
  mermaid: boolean;
  open: boolean;
  check: boolean;
  diff: boolean;
  ci: boolean | string;
  explain: boolean;
  shell?: string;
  store: boolean;
  profile: boolean;
  offline: boolean;
  all: boolean;
  days?: number;
  race: boolean;
  trimpath: boolean;
  verify: boolean;
  tags?: string;
  ldflags?: string;
  run?: string;
  bench?: string;
  cover: boolean;
  coverprofile?: string;
  count?: number;
  short: boolean;
  timeout?: string;
  testVerbose: boolean;
  /** -w, -u and -m of `gowsl path`. */
  toWindows: boolean;
  toLinux: boolean;
  toMixed: boolean;
}

/** Reads the arguments of gowsl. */
export function parseArguments(argv: readonly string[]): Result<Arguments> {
  const { before, command, after } = splitAtCommand(argv);
  const info = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (info?.passesOn) {
    const parsed = parseOptions(before, [], [], command);
    if (!parsed.ok) return parsed;
    // `gowsl exec -- CMD` and `gowsl exec CMD` are the same; what belongs to go is not touched.
    const extra = command === "exec" && after[0] === "--" ? after.slice(1) : after;
    return success({ ...parsed.value, command, words: [], extra });
  }
  const options = info?.options ?? taskOptions;
  const words = info === undefined && command !== "" ? [command] : [];
  const parsed = parseOptions(before, after, options, command);
  if (!parsed.ok) return parsed;
  return success({
    ...parsed.value,
    command: info === undefined ? "" : command,
    words: [...words, ...parsed.value.words],
    own: [...words, ...parsed.value.own],
  });
}

/** The first word that is neither an option nor the value of one is the command or task. */
export function splitAtCommand(argv: readonly string[]): {
  before: string[];
  command: string;
  after: string[];
} {
  const valued = new Set(
    [...globalOptions, ...taskOptions].flatMap((option) => {
      const { names, takesValue } = optionNames(option);
      return takesValue ? names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)) : [];
    }),
  );
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === "--") break;
    if (valued.has(word)) index++;
    else if (!word.startsWith("-")) {
      return { before: argv.slice(0, index), command: word, after: argv.slice(index + 1) };
    }
  }
  return { before: [...argv], command: "", after: [] };
}

function parseOptions(
  before: readonly string[],
  after: readonly string[],
  own: readonly OptionInfo[],
  command: string,
): Result<Arguments> {
  const known = [...globalOptions, ...own];
  const forTask =
    command === "" || !Object.hasOwn(commands, command) || commands[command]!.takesTask === true;
  const { argv, tokens } = forTask
    ? setAside(before, after, known)
    : { argv: [...before, ...after], tokens: [] };
  const parser = cac("gowsl");
  // `--no-keep-going` comes with `--keep-going`; cac would make its default true.
  for (const { form, text } of known) if (!form.startsWith("--no-")) parser.option(form, text);
  const normal = longForms(argv, known);
  const failures = [
    ...unknownOptions(normal, known, command),
    ...missingValues(normal, known),
    ...unwantedValues(normal, known),
  ];
  if (failures.length > 0) return failure(...failures);
  const { args, options } = parser.parse(["node", "gowsl", ...markValues(normal, known)], { run: false });
  const read = readOptions(args, options);
  if (!read.ok || !forTask) return read;
  return success({ ...read.value, words: tokens.filter((token) => !isOption(token)), own: tokens });
}

/** Takes out what a task may declare itself: words, and options behind it that are not gowsl's. */
function setAside(
  before: readonly string[],
  after: readonly string[],
  known: readonly OptionInfo[],
): { argv: string[]; tokens: string[] } {
  const normal = longForms(after, known);
  const end = normal.includes("--") ? normal.indexOf("--") : normal.length;
  const values = valueWords(normal, known);
  const isOurs = (word: string, index: number) =>
    index >= end || values.has(index) || (isOption(word) && unknownOptions([word], known, "").length === 0);
  return {
    argv: [...before, ...normal.filter(isOurs)],
    tokens: normal.filter((word, index) => !isOurs(word, index)),
  };
}

/** go's flags have one dash: `-race` is `--race` wherever there is such an option. `-j4` is `-j=4`. */
function longForms(argv: readonly string[], known: readonly OptionInfo[]): string[] {
  const names = known.flatMap((option) => optionNames(option).names);
  return mapOptions(argv, known, (word) => {
    const name = /^-([a-z]{2,})(=|$)/.exec(word)?.[1];
    if (name !== undefined && names.includes(name)) return `-${word}`;
    return word.replace(/^-j(?=\d+$)/, "-j=");
  });
}

/** cac reads `1.10` as a number and `-x` as an option, also where they are values: a mark keeps them text. */
const mark = "\0";

/** Marks values, and says `=true` to flags: behind `-v` and `--dry-run` cac would look at the next word. */
function markValues(argv: readonly string[], known: readonly OptionInfo[]): string[] {
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

function readOptions(args: readonly string[], options: Record<string, unknown>): Result<Arguments> {
  // A repeated option comes as a list: the last one counts. Numbers come as numbers.
  const last = (name: string) => {
    const value = options[name];
    const single: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof single === "string" && single.startsWith(mark) ? single.slice(mark.length) : single;
  };
  const flag = (name: string) => last(name) === true || last(name) === "true";
  const text = <Name extends string>(name: Name): { [Key in Name]?: string } => {
    const value = last(name);
    return (value === undefined || typeof value === "boolean" ? {} : { [name]: String(value) }) as never;
  };
  const failures: Failure[] = [];
  const number = <Name extends string>(name: Name): { [Key in Name]?: number } => {
    const value = last(name);
    if (value === undefined) return {};
    if (Number.isInteger(Number(value)) && Number(value) > 0) return { [name]: Number(value) } as never;
    failures.push({
      family: "command-line",
      place: `--${name}`,
      thing: `"${String(value)}" is not a positive whole number`,
      next: `Write \`--${name} 4\`, for example.`,
    });
    return {};
  };
  const keepGoing = last("keepGoing") === undefined ? undefined : flag("keepGoing");
  const parsed: Arguments = {
    command: "",
    words: args.map(String),
    own: args.map(String),
    extra: ((options["--"] as string[] | undefined) ?? []).map(String),
    ...text("directory"),
    ...text("since"),
    ...text("shell"),
    ...text("output"),
    ...text("out"),
    ...text("to"),
    ...text("trace"),
    ...text("tags"),
    ...text("ldflags"),
    ...text("run"),
    ...text("bench"),
    ...text("coverprofile"),
    ...text("timeout"),
    ...number("jobs"),
    ...number("count"),
    ...number("days"),
    ...(keepGoing === undefined ? {} : { keepGoing }),
    help: flag("help"),
    version: flag("version"),
    json: flag("json"),
    verbose: flag("verbose"),
    quiet: flag("quiet"),
    dryRun: flag("dryRun"),
    force: flag("force"),
    interrupt: flag("interrupt"),
    yes: flag("yes"),
    affected: flag("affected"),
    dot: flag("dot"),
    mermaid: flag("mermaid"),
    open: flag("open"),
    check: flag("check"),
    diff: flag("diff"),
    ci: text("ci").ci ?? flag("ci"),
    explain: flag("explain"),
    store: flag("store"),
    profile: flag("profile"),
    offline: flag("offline"),
    all: flag("all"),
    race: flag("race"),
    trimpath: flag("trimpath"),
    verify: flag("verify"),
    cover: flag("cover"),
    short: flag("short"),
    testVerbose: flag("v"),
    toWindows: flag("w"),
    toLinux: flag("u"),
    toMixed: flag("m"),
  };
  return failures.length > 0 ? failure(...failures) : success(parsed);
}

/** Options of a command for its help. */
export function optionsOf(info: CommandInfo | undefined): readonly OptionInfo[] {
  return [...(info?.options ?? taskOptions), ...globalOptions];
}

/** Names of the options that may stand behind a task. */
export function optionNamesOf(task: string): string[] {
  const info = Object.hasOwn(commands, task) ? commands[task] : undefined;
  return optionsOf(info).flatMap((option) => optionNames(option).names);
}
