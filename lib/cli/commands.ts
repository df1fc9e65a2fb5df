/**
 * The commands and their options, in one table: parsing, help and the check for reserved names all
 * read it. Knows nothing of what the commands do.
 */

export interface OptionInfo {
  /** As cac wants it: `--tags <list>`. */
  form: string;
  text: string;
}

export interface CommandInfo {
  /** Words after the command in the usage line. */
  usage: string;
  text: string;
  options: readonly OptionInfo[];
  /** Everything behind it belongs to another program. */
  passesOn?: boolean;
  /** What stands behind it may be for a task, which may declare options of its own. */
  takesTask?: boolean;
}

export const globalOptions: readonly OptionInfo[] = [
  { form: "-C, --directory <dir>", text: "Work as if started in this folder" },
  { form: "--json", text: "Machine-readable output on stdout" },
  { form: "--verbose", text: "Show each command as it is run" },
  { form: "--quiet", text: "Show failures and the output of steps only" },
  { form: "--offline", text: "Fetch no Go, even if no installed one will do" },
  { form: "-h, --help", text: "Show help" },
  { form: "-V, --version", text: "Show the version of gowsl" },
];

const runOptions: readonly OptionInfo[] = [
  { form: "--dry-run", text: "Print what would be done; with --json the plan" },
  { form: "-B, --force", text: "Run even what is up to date" },
  { form: "-y, --yes", text: "Answer yes to what tasks ask before they run" },
  { form: "-k, --keep-going", text: "Go on with what does not need a failed step" },
  { form: "--affected", text: "Skip what is not affected by the files that changed" },
  { form: "--since <ref>", text: "With --affected: since this commit or branch (default: HEAD)" },
  { form: "-j, --jobs <cores>", text: "Cores to use (default: all)" },
  { form: "--trace <file>", text: "Write the run in the trace format of Chrome and Perfetto" },
  { form: "--output <mode>", text: "Output of steps: grouped, prefixed, interleaved, failed or none" },
];

const tags: OptionInfo = { form: "--tags <list>", text: "Build tags, with commas between them" };
const race: OptionInfo = { form: "--race", text: "Enable the race detector" };
const check: OptionInfo = { form: "--check", text: "Report instead of write" };

const compileOptions: readonly OptionInfo[] = [
  tags,
  race,
  { form: "--ldflags <flags>", text: "Flags of the linker" },
  { form: "--trimpath", text: "Leave real paths out of the programs" },
];

const buildOptions: readonly OptionInfo[] = [
  ...compileOptions,
  { form: "--verify", text: "Check modules against go.sum, Go against its first use, and read all inputs" },
  ...runOptions,
];

export const commands: Readonly<Record<string, CommandInfo>> = {
  build: {
    takesTask: true,
    usage: "[packages...] [-- flags of go build]",
    text: "Build main packages for this host (or GOOS and GOARCH of the environment)",
    options: buildOptions,
  },
  cross: {
    takesTask: true,
    usage: "[targets] [packages...] [-- flags of go build]",
    text: "Build main packages for several targets: linux/amd64,windows/arm64, all, linux/*, !linux/386",
    options: [...buildOptions, { form: "--no-keep-going", text: "End at the first failure" }],
  },
  test: {
    takesTask: true,
    usage: "[packages...] [-- flags of the tests]",
    text: "Run tests",
    options: [
      race,
      tags,
      { form: "--run <regexp>", text: "Run only the tests that match" },
      { form: "--bench <regexp>", text: "Run the benchmarks that match" },
      { form: "--cover", text: "Measure coverage" },
      { form: "--coverprofile <file>", text: "Write a coverage profile" },
      { form: "--count <n>", text: "Run each test this often" },
      { form: "--short", text: "Tell the tests to be short" },
      { form: "--timeout <duration>", text: "End a test binary after this time" },
      { form: "-v", text: "Print every test" },
      ...runOptions,
    ],
  },
  vet: {
    takesTask: true,
    usage: "[packages...] [-- flags of go vet]",
    text: "Report likely mistakes",
    options: [tags, ...runOptions],
  },
  fmt: { usage: "[packages...]", text: "Format Go files", options: [check, ...runOptions], takesTask: true },
  tidy: {
    usage: "",
    text: "Make go.mod and go.sum match the code",
    options: [check, ...runOptions],
    takesTask: true,
  },
  install: {
    takesTask: true,
    usage: "[packages...]",
    text: "Build main packages for this host into GOBIN",
    options: buildOptions,
  },
  run: {
    takesTask: true,
    usage: "<task>... [-- arguments]",
    text: "Run tasks of the config; a task may have any name here",
    options: runOptions,
  },
  watch: {
    takesTask: true,
    usage: "<task>... [-- arguments]",
    text: "Run tasks, and again what a change of files concerns; services go on meanwhile",
    options: [
      { form: "--interrupt", text: "End what runs when files change, and begin again" },
      ...runOptions.filter(({ form }) => form !== "--dry-run"),
    ],
  },
  go: { usage: "<arguments of go>", text: "Run the routed go", options: [], passesOn: true },
  exec: {
    usage: "-- <command>",
    text: "Run any command with the routed go first on PATH",
    options: [],
    passesOn: true,
  },
  which: { usage: "go", text: "Print the routed go, and on stderr why it was chosen", options: [] },
  host: {
    usage: "",
    text: "Say what this machine is, what tells so, what the module lies on, and which side works on it",
    options: [],
  },
  path: {
    usage: "[-w | -u | -m] <path>...",
    text: "Convert paths between Windows and WSL; without an option to the form of the other side",
    options: [
      { form: "-w", text: "As Windows writes them: C:\\Users" },
      { form: "-u", text: "As Linux writes them: /mnt/c/Users" },
      { form: "-m", text: "As Windows writes them, with slashes: C:/Users" },
    ],
  },
  env: {
    usage: "[--shell <name>] | --ci | --explain [variables...]",
    text: "Print GOROOT, GOPATH, GOBIN and PATH of the routed Go, as lines for a shell",
    options: [
      { form: "--shell <name>", text: "bash, zsh, fish, powershell or cmd (default: yours)" },
      { form: "--ci", text: "Hand them to the next steps of a CI job instead" },
      { form: "--explain", text: "Show where each variable of Go has its value from" },
    ],
  },
  toolchain: {
    usage: "install [version] | list | use <version> | prune",
    text: "Install Go, list what is there, choose one for the project, remove what is not used",
    options: [
      { form: "--days <n>", text: "prune: keep what was used in so many days (default: 30)" },
      { form: "--all", text: "prune: also what was used lately" },
      { form: "--dry-run", text: "prune: print what would be removed" },
    ],
  },
  why: {
    takesTask: true,
    usage: "<task> [targets] | --diff <key> <key>",
    text: "Say why a task would build, restore or do nothing; changes nothing",
    options: [
      ...compileOptions,
      { form: "--diff", text: "Say in what two results differ, by the first digits of their keys" },
    ],
  },
  graph: {
    usage: "[task...] [--dot | --mermaid | --open | --out <file>]",
    text: "Show which step needs which: as a tree, for Graphviz or Markdown, or as a page",
    options: [
      { form: "--dot", text: "For Graphviz" },
      { form: "--mermaid", text: "For Markdown" },
      { form: "--open", text: "As a page, in the browser" },
      { form: "--out <file>", text: "Write the page to this file" },
    ],
  },
  report: {
    usage: "[--out <file>]",
    text: "Show the last run as a page: over time, critical path, reasons, artifacts",
    options: [{ form: "--out <file>", text: "Write the page to this file" }],
  },
  list: { usage: "", text: "List the tasks", options: [] },
  clean: {
    usage: "",
    text: "Remove the artifacts that gowsl has built here, and nothing else",
    options: [
      { form: "--dry-run", text: "Print what would be removed" },
      { form: "--store", text: "Empty the artifact store, too" },
    ],
  },
  shim: {
    usage: "install | uninstall | status",
    text: "Put go, gofmt and their like where a shell or an editor finds them: they run the routed go",
    options: [{ form: "--profile", text: "With install: put them on PATH in the profile of the shell" }],
  },
  query: {
    usage: "affected <file>... | affected --since <ref> | needs <task>",
    text: "Say what files affect, or which tasks need a task",
    options: [
      { form: "--since <ref>", text: "affected: the files that changed since this commit or branch" },
    ],
  },
  import: {
    usage: "Makefile [--out <file>] [--dry-run] [--force]",
    text: "Write a config with the targets of a Makefile as tasks, and show the commands of both",
    options: [
      { form: "--out <file>", text: "Name of the config (default: gowsl.config.ts)" },
      { form: "--dry-run", text: "Print the config, and write nothing" },
      { form: "--force", text: "Replace a config that is there" },
    ],
  },
  completions: {
    usage: "bash | zsh | fish | powershell",
    text: "Print the script by which Tab completes tasks, options and targets",
    options: [],
  },
  init: {
    usage: "[--dry-run] [--force] [--ci <where>]",
    text: "Write a first config, types for editors, and what git and CI want; keeps what is there",
    options: [
      { form: "--dry-run", text: "Print what would be written" },
      { form: "--force", text: "Replace the config that is there" },
      { form: "--ci <where>", text: "A workflow: github or none (default: github where there is .github/)" },
    ],
  },
  upgrade: {
    usage: "[--check] [--to <where>]",
    text: "Put another executable of gowsl in the place of this one, if its checksum is right",
    options: [
      { form: "--check", text: "Say whether another one is there, and change nothing" },
      { form: "--to <where>", text: "An executable, or a folder with executables: a path or a URL" },
    ],
  },
  help: { usage: "[command or task]", text: "Show help", options: [] },
};

/** `gowsl TASK` takes the options of `gowsl run`. */
export const taskOptions = runOptions;

/** Names and whether a value follows, of an option's form. */
export function optionNames({ form }: OptionInfo): { names: string[]; takesValue: boolean } {
  return {
    names: [...form.matchAll(/(?<![\w<-])--?([\w-]+)/g)].map((match) => match[1]!),
    takesValue: form.includes("<"),
  };
}
