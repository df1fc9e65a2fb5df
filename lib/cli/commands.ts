/**
 * The commands with the options that they take, in one table: parsing, help and the check for reserved names all
 * read it. Knows nothing of what the commands do.
 */
import { as, options, type OptionInfo } from "./options.ts";

export interface CommandInfo {
  /** Words after the command in the usage line. */
  usage: string;
  text: string;
  options: readonly OptionInfo[];
  /** Command lines behind `gowsl`, each with what it does. */
  examples?: readonly (readonly [line: string, does: string])[];
  /** Everything behind it belongs to another program. */
  passesOn?: boolean;
  /** What stands behind it may be for a task, which may declare options of its own. */
  takesTask?: boolean;
}

const { directory, json, verbose, quiet, offline, help, version } = options;
export const globalOptions: readonly OptionInfo[] = [directory, json, verbose, quiet, offline, help, version];

const { dryRun, force, yes, keepGoing, affected, since, jobs, trace, output } = options;
const runOptions: readonly OptionInfo[] = [
  dryRun,
  force,
  yes,
  keepGoing,
  affected,
  since,
  jobs,
  trace,
  output,
];

/** A watch repeats its runs: what tells of one run has no meaning there. */
const watchOptions = [options.interrupt, force, yes, keepGoing, jobs, output];

const { tags, race, ldflags, trimpath, check } = options;
const compileOptions: readonly OptionInfo[] = [tags, race, ldflags, trimpath];
const buildOptions: readonly OptionInfo[] = [...compileOptions, options.verify, ...runOptions];

export const commands: Readonly<Record<string, CommandInfo>> = {
  build: {
    takesTask: true,
    usage: "[packages...] [-- flags of go build]",
    text: "Build main packages for this host (or GOOS and GOARCH of the environment)",
    options: buildOptions,
    examples: [
      ["build", "every program of the module, into bin/"],
      ["build ./cmd/server --race", "one of them, with the race detector"],
      ["build -- -gcflags=-m", "with a flag of go build"],
      ["build --dry-run", "what would be run, and what is up to date"],
    ],
  },
  cross: {
    takesTask: true,
    usage: "[targets] [packages...] [-- flags of go build]",
    text: "Build main packages for several targets: linux/amd64,windows/arm64, all, linux/*, !linux/386",
    options: [...buildOptions, as(keepGoing, "End at the first failure", "--no-keep-going")],
    examples: [
      ["cross", "for the targets of the config, into dist/"],
      ["cross linux/amd64,windows/amd64", "for these"],
      ["cross 'linux/*' ./cmd/server", "one program, for every Linux"],
    ],
  },
  test: {
    takesTask: true,
    usage: "[packages...] [-- flags of the tests]",
    text: "Run the tests that are affected by what changed",
    options: [
      options.run,
      options.bench,
      options.count,
      options.short,
      options.timeout,
      options.testVerbose,
      race,
      options.cover,
      options.coverprofile,
      tags,
      ...runOptions,
    ],
    examples: [
      ["test", "what changed since it passed; results of the rest are shown again"],
      ["test ./internal/... --run TestRead -v", "some tests of some packages, each by its name"],
      ["test --race --count 10", "each ten times, with the race detector"],
      ["test --coverprofile cover.out", "with coverage; go tool cover -html=cover.out shows it"],
      ["test -- -failfast", "with a flag of go test"],
    ],
  },
  vet: {
    takesTask: true,
    usage: "[packages...] [-- flags of go vet]",
    text: "Report likely mistakes",
    options: [tags, ...runOptions],
  },
  fmt: {
    takesTask: true,
    usage: "[packages...]",
    text: "Format Go files",
    options: [check, ...runOptions],
    examples: [
      ["fmt", "writes the files that are not formatted"],
      ["fmt --check", "fails on them, and shows what differs"],
    ],
  },
  tidy: {
    takesTask: true,
    usage: "",
    text: "Make go.mod and go.sum match the code",
    options: [check, ...runOptions],
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
    examples: [
      ["run lint test", "two tasks, side by side where nothing orders them"],
      ["run ci --since origin/main", "what this branch affects of it"],
      ["run lint -- --fix", "with a further word for its command"],
    ],
  },
  watch: {
    takesTask: true,
    usage: "<task>... [-- arguments]",
    text: "Run tasks, and again what a change of files concerns; services go on meanwhile",
    options: watchOptions,
    examples: [
      ["watch test", "the tests that a change affects, each time"],
      ["watch serve --interrupt", "ends what runs when files change"],
    ],
  },
  go: { usage: "<arguments of go>", text: "Run the chosen go", options: [], passesOn: true },
  exec: {
    usage: "-- <command>",
    text: "Run any command with the chosen go first on PATH",
    options: [],
    passesOn: true,
    examples: [["exec -- golangci-lint run", "a tool that starts go itself"]],
  },
  which: { usage: "go", text: "Print the chosen go, and on stderr why it was chosen", options: [] },
  host: {
    usage: "",
    text: "Say what this machine is, what tells so, what the module lies on, and which side works on it",
    options: [],
  },
  path: {
    usage: "[-w | -u | -m] <path>...",
    text: "Convert paths between Windows and WSL; without an option to the form of the other side",
    options: [options.toWindows, options.toLinux, options.toMixed],
    examples: [
      ["path .", "where you stand, as Windows names it"],
      ["path 'D:\\src'", "/mnt/d/src"],
    ],
  },
  env: {
    usage: "[--shell <name>] | --ci | --explain [variables...]",
    text: "Print GOROOT, GOPATH, GOBIN and PATH of the chosen Go, as lines for a shell",
    options: [options.shell, options.ci, options.explain],
    examples: [
      ["env", 'for bash and zsh: eval "$(gowsl env)"'],
      ["env --explain GOFLAGS", "which layer a variable has its value from"],
    ],
  },
  toolchain: {
    usage: "install [version] | list | use <version> | prune",
    text: "Install Go, list what is there, choose one for the project, remove what is not used",
    options: [options.days, options.all, as(dryRun, "prune: print what would be removed")],
    examples: [
      ["toolchain install 1.26", "the newest patch of 1.26"],
      ["toolchain use 1.26.8", "writes it where the project says which Go it wants"],
      ["toolchain prune --dry-run", "what is used no more"],
    ],
  },
  why: {
    takesTask: true,
    usage: "<task> [targets] | --diff <key> <key>",
    text: "Say why a task would build, restore or do nothing; changes nothing",
    options: [...compileOptions, options.diff],
    examples: [
      ["why build", "for each program"],
      ["why cross windows/amd64 --verbose", "for one target, with the keys"],
    ],
  },
  graph: {
    takesTask: true,
    usage: "[task [arguments]...] [--dot | --mermaid | --open | --out <file>]",
    text: "Show which step needs which: as a tree, for Graphviz or Markdown, or as a page",
    options: [options.dot, options.mermaid, options.open, options.out],
    examples: [
      ["graph ci", "what `gowsl ci` would run, as a tree"],
      ["graph --dot | dot -Tsvg > graph.svg", "as a picture, by Graphviz"],
    ],
  },
  report: {
    usage: "[--out <file>]",
    text: "Show the last run as a page: over time, critical path, reasons, artifacts",
    options: [options.out],
  },
  list: { usage: "", text: "List the tasks", options: [] },
  clean: {
    usage: "",
    text: "Remove artifacts and outputs of tasks that gowsl has made here; not what git has",
    options: [as(dryRun, "Print what would be removed"), options.store],
  },
  shim: {
    usage: "install | uninstall | status",
    text: "Put go, gofmt and their like where a shell or an editor finds them: they run the chosen go",
    options: [options.profile],
  },
  query: {
    usage: "affected <file>... | affected --since <ref> | needs <task>",
    text: "Say what files affect, or which tasks need a task",
    options: [as(since, "affected: the files that changed since this commit or branch")],
    examples: [
      ["query affected internal/words/words.go", "the steps that this file affects, and why"],
      ["query affected --since origin/main --json", "for a script"],
      ["query needs build", "the tasks that need it, and by which way"],
    ],
  },
  import: {
    usage: "Makefile [--out <file>] [--dry-run] [--force]",
    text: "Write a config with the targets of a Makefile as tasks, and show the commands of both",
    options: [
      as(options.out, "Name of the config (default: gowsl.config.ts)"),
      as(dryRun, "Print the config, and write nothing"),
      as(force, "Replace a config that is there", "--force"),
    ],
  },
  completions: {
    usage: "bash | zsh | fish | powershell",
    text: "Print the script by which Tab completes tasks, options and targets",
    options: [],
    examples: [["completions bash", 'in ~/.bashrc: eval "$(gowsl completions bash)"']],
  },
  init: {
    usage: "[--dry-run] [--force] [--ci <where>]",
    text: "Write a first config, types for editors, and what git and CI want; keeps what is there",
    options: [
      as(dryRun, "Print what would be written"),
      as(force, "Replace the config that is there", "--force"),
      as(options.ci, "A workflow: github or none (default: github where there is .github/)", "--ci <where>"),
    ],
  },
  upgrade: {
    usage: "[--check] [--to <where>]",
    text: "Put another executable of gowsl in the place of this one, if its checksum is right",
    options: [as(check, "Say whether another one is there, and change nothing"), options.to],
  },
  help: { usage: "[command or task]", text: "Show help", options: [] },
};

/** `gowsl TASK` takes the options of `gowsl run`. */
export const taskOptions = runOptions;
