/**
 * Every option of gowsl, once: how it is written, what it does, and what is read from it. Which command takes
 * which is in commands.ts. Knows nothing of command lines.
 */

export interface OptionInfo {
  /** As cac wants it: `--tags <list>`. */
  form: string;
  text: string;
}

/** `switch` has three states: what the command does where nothing is said is its own matter. */
type Reads = "flag" | "switch" | "text" | "number" | "text or flag";

interface OptionRow<Kind extends Reads> extends OptionInfo {
  reads: Kind;
}

function row<Kind extends Reads>(reads: Kind, form: string, text: string): OptionRow<Kind> {
  return { form, text, reads };
}

export const options = {
  directory: row("text", "-C, --directory <dir>", "Work as if started in this folder"),
  json: row("flag", "--json", "Machine-readable output on stdout"),
  verbose: row("flag", "--verbose", "Show each command as it is run"),
  quiet: row("flag", "--quiet", "Show failures and the output of steps only"),
  offline: row("flag", "--offline", "Fetch no Go, even if no installed one will do"),
  help: row("flag", "-h, --help", "Show help"),
  version: row("flag", "-V, --version", "Show the version of gowsl"),

  dryRun: row("flag", "--dry-run", "Print what would be done; with --json the plan"),
  force: row("flag", "-B, --force", "Run even what is up to date"),
  yes: row("flag", "-y, --yes", "Answer yes to what tasks ask before they run"),
  keepGoing: row("switch", "-k, --keep-going", "Go on with what does not need a failed step"),
  affected: row("flag", "--affected", "Skip what is not affected by the files that changed since HEAD"),
  since: row("text", "--since <ref>", "The same since this commit, or since the branch left this one"),
  jobs: row("number", "-j, --jobs <cores>", "Cores to use (default: all)"),
  trace: row("text", "--trace <file>", "Write the run in the trace format of Chrome and Perfetto"),
  output: row("text", "--output <mode>", "Output of steps: grouped, prefixed, interleaved, failed or none"),
  interrupt: row("flag", "--interrupt", "End what runs when files change, and begin again"),

  tags: row("text", "--tags <list>", "Build tags, with commas between them"),
  race: row("flag", "--race", "Enable the race detector"),
  ldflags: row("text", "--ldflags <flags>", "Flags of the linker, such as '-s -w'"),
  trimpath: row("flag", "--trimpath", "Leave real paths out of the programs"),
  verify: row(
    "flag",
    "--verify",
    "Check modules against go.sum, Go against its first use, and read all inputs",
  ),

  run: row("text", "--run <regexp>", "Run only the tests whose names match: TestRead, or TestRead/empty"),
  bench: row("text", "--bench <regexp>", "Run the benchmarks whose names match; . is all of them"),
  cover: row("flag", "--cover", "Measure how much of each package its tests run"),
  coverprofile: row("text", "--coverprofile <file>", "Write that line by line, for `go tool cover`"),
  count: row("number", "--count <n>", "Run each test this often, also where nothing changed"),
  short: row("flag", "--short", "Tell the tests to be short (testing.Short)"),
  timeout: row(
    "text",
    "--timeout <duration>",
    "End the tests of a package after this time: 90s, 5m (default of Go: 10m)",
  ),
  testVerbose: row("flag", "-v", "Print the name and the output of every test"),

  check: row("flag", "--check", "Report instead of write"),
  toWindows: row("flag", "-w", "As Windows writes them: C:\\Users"),
  toLinux: row("flag", "-u", "As Linux writes them: /mnt/c/Users"),
  toMixed: row("flag", "-m", "As Windows writes them, with slashes: C:/Users"),
  shell: row("text", "--shell <name>", "bash, zsh, fish, powershell or cmd (default: yours)"),
  ci: row("text or flag", "--ci", "Hand them to the next steps of a CI job instead"),
  explain: row("flag", "--explain", "Show where each variable of Go has its value from"),
  days: row("number", "--days <n>", "prune: keep what was used in so many days (default: 30)"),
  all: row("flag", "--all", "prune: also what was used lately"),
  diff: row("flag", "--diff", "Say in what two results differ, by the first digits of their keys"),
  dot: row("flag", "--dot", "For Graphviz"),
  mermaid: row("flag", "--mermaid", "For Markdown"),
  open: row("flag", "--open", "As a page, in the browser"),
  out: row("text", "--out <file>", "Write the page to this file"),
  store: row("flag", "--store", "Empty the artifact store, too"),
  profile: row("flag", "--profile", "With install: put them on PATH in the profile of the shell"),
  to: row("text", "--to <where>", "An executable, or a folder with executables: a path or a URL"),
} as const;

type Table = typeof options;
type NamesOf<Kind extends Reads> = {
  [Name in keyof Table]: Table[Name]["reads"] extends Kind ? Name : never;
}[keyof Table];

/** What was given, by the names of the table. */
export type OptionValues = { [Name in NamesOf<"flag">]: boolean } & {
  [Name in NamesOf<"switch">]?: boolean;
} & {
  [Name in NamesOf<"text">]?: string;
} & { [Name in NamesOf<"number">]?: number } & { [Name in NamesOf<"text or flag">]: string | boolean };

/** The option as one command has it. */
export function as(option: OptionInfo, text: string, form = option.form): OptionInfo {
  return { form, text };
}

interface OptionNames {
  names: readonly string[];
  takesValue: boolean;
}

/** By form. Each word of a command line is held against all options: that took 8 ms of every command. */
const knownNames = new Map<string, OptionNames>();

/** Names and whether a value follows, of an option's form. */
export function optionNames({ form }: OptionInfo): OptionNames {
  let known = knownNames.get(form);
  if (known === undefined) {
    const names = form.split(/[\s,]+/).flatMap((word) => /^--?([\w-]+)$/.exec(word)?.[1] ?? []);
    known = { names, takesValue: form.includes("<") };
    knownNames.set(form, known);
  }
  return known;
}
