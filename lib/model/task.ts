/**
 * What the user declares: tasks as plain tagged data, never classes, so that two copies of the
 * library can meet in one config. Knows nothing of how a task becomes steps.
 */
import type { Host } from "./host.ts";
import type { Ready } from "./ready.ts";
import type { Matrix } from "./matrix.ts";
import type { Needs } from "./needs.ts";
import type { Arguments, ValuesOf } from "./task-arguments.ts";
import type { Toolchain } from "./toolchain.ts";

export interface TaskBase {
  /** One line for `gowsl list`. */
  description?: string;
  /** Tasks that must be done before this one: side by side, or one after the other with `serial`. */
  needs?: Needs;
  /** Folder to work in, relative to the config. For Go tasks: the folder of the module. */
  dir?: string;
  /** Environment variables to set. */
  env?: Record<string, string>;
  /** A pool of the config: only so many tasks of it run at once. */
  pool?: string;
  /** How many cores it takes. Default: one for a command, and for Go what is free. */
  weight?: number;
  /** How much memory it takes at most: `2GB`. Default: what it was seen to take (on Linux). */
  memory?: string;
  /** How often it is begun again after a failure. */
  retries?: number;
  /** Names of tasks that run after this one, however it ends: also after a failure and Ctrl-C. */
  finally?: string[];
  /** Run it only if this holds when the run is planned; else it is skipped, with what only it needs. */
  if?: Condition | ((context: ConditionContext) => boolean);
  /** Where it can run, as GOOS or GOOS/GOARCH: `["linux", "darwin/arm64"]`. Elsewhere it is skipped. */
  platforms?: readonly string[];
  /** Variables that must be set, or what each is for: all that are missing are told before anything runs. */
  requires?: readonly string[] | Readonly<Record<string, string>>;
  /** A question that must be answered with yes before anything of the run begins: "Deploy to {args.env}?". */
  confirm?: string;
  /** Other names by which it is run and needed. */
  alias?: readonly string[];
  /** Its heading in `gowsl list`. */
  group?: string;
  /** Only for those that need it: not listed, and not run by name. So is one whose name begins with `_`. */
  private?: boolean;
}

/** Settings of tasks that run commands of the user. */
export interface CommandBase extends TaskBase {
  /** When the task with all that it has started is ended, as a failure: `90s`. */
  timeout?: string;
  /** It has the terminal, for questions and passwords, and runs alone. */
  interactive?: boolean;
}

/** All of what is named must hold. */
export interface Condition {
  /** Variables that are set, if only to nothing. */
  env?: string | readonly string[];
  /** Files and folders that are there, relative to the config. */
  exists?: string | readonly string[];
}

/** What a condition that is a function may look at. */
export interface ConditionContext {
  /** Variables, with those of dotenv files and of the task. */
  env: Readonly<Record<string, string | undefined>>;
  host: Host;
  args: Readonly<Record<string, string | number | boolean>>;
  matrix: Readonly<Record<string, string>>;
}

/** Tasks that run with values: those of arguments, and once for each cell of a matrix. */
export interface ValueOptions {
  /** What it is told on the command line: `{ env: choice("dev", "prod") }`; `{args.env}` in strings, GOWSL_ARG_ENV. */
  args?: Arguments;
  /** `{ db: ["pg", "mysql"] }`: a step for each; `{matrix.db}` in strings, GOWSL_MATRIX_DB, `matrix.db` in functions. */
  matrix?: Matrix;
}

/** What a hook or a function task is given. `Values` are those of the arguments that the task declares. */
export interface TaskContext<Values = string[]> {
  /** zx's `$`, bound to the task's folder and environment, with the chosen `go` first on PATH. */
  $: Shell;
  host: Host;
  /** The chosen Go. */
  go: Pick<Toolchain, "goroot" | "go" | "version">;
  /** `linux/amd64` for steps that have a target. */
  target?: string;
  /** The values of the task's arguments; of a task that declares none, what stands after `--`. */
  args: Values;
  /** Arguments after `--`. */
  rest: string[];
  /** The cell of the matrix, for tasks that have one. */
  matrix: Readonly<Record<string, string>>;
  /** Prints one line as output of the task. */
  log(line: string): void;
  /** In a hook after a build: absolute path of the artifact, which the hook may change. */
  artifact?: string;
}

/** The part of zx's `$` that tasks are typed with: a template tag that runs a command. */
export interface Shell {
  (
    pieces: TemplateStringsArray,
    ...values: unknown[]
  ): Promise<{
    stdout: string;
    stderr: string;
    exitCode: number | null;
  }>;
}

/** A command line, or a function. In lines, `{artifact}` and `{target}` are replaced. */
export type Hook = string | ((context: TaskContext) => unknown);

/** Flags of `go build` that a task or one of its targets may set. */
export interface GoBuildSettings {
  tags?: string[];
  ldflags?: string;
  gcflags?: string;
  asmflags?: string;
  /** `-X` values: `{ "main.version": "{git.version}" }`. */
  define?: Record<string, string>;
  /** CGO_ENABLED. Absent: as Go decides. */
  cgo?: boolean;
  env?: Record<string, string>;
  /** Further flags of `go build`, as they are. */
  flags?: string[];
}

export interface GoBuildOptions extends Omit<TaskBase, "env">, GoBuildSettings, ValueOptions {
  /** Package patterns, relative to `dir`. Default: every main package. */
  packages?: string[];
  /** Names of artifacts by package: `{ "./cmd/age": "age-cli" }`. Default: as `go build` names them. */
  names?: Record<string, string>;
  /** Targets to build for. Default: the host, or GOOS and GOARCH of the environment. */
  targets?: string[];
  /** Settings for the targets that a pattern covers: `{ "windows/*": { tags: ["gui"] } }`. */
  overrides?: Record<string, GoBuildSettings>;
  /** Folder of the artifacts, relative to the config. Default: `bin`, and `dist/<target>` when there are several targets. */
  out?: string;
  buildmode?: string;
  race?: boolean;
  trimpath?: boolean;
  /** Go's own VCS stamp. Default: false. */
  buildvcs?: boolean;
  /** Commands to run before `go build`, once a target. */
  before?: Hook[];
  /** Commands to run after it, once an artifact. */
  after?: Hook[];
}

export interface GoTestOptions extends TaskBase, ValueOptions {
  packages?: string[];
  tags?: string[];
  race?: boolean;
  /** A regular expression, as in `go test -run`. */
  run?: string;
  /** A regular expression, as in `go test -bench`. */
  bench?: string;
  /** `true`, or the path of a coverage profile. */
  cover?: boolean | string;
  short?: boolean;
  verbose?: boolean;
  count?: number;
  /** As in `go test -timeout`: `90s`. */
  timeout?: string;
  flags?: string[];
  /** Files with variables for the tests, as those of a command. */
  dotenv?: readonly string[];
}

export interface GoCheckOptions extends TaskBase, ValueOptions {
  packages?: string[];
  tags?: string[];
  flags?: string[];
}

export interface GoFormatOptions extends TaskBase, ValueOptions {
  packages?: string[];
  /** Report instead of write. */
  check?: boolean;
}

export interface GoTidyOptions extends TaskBase, ValueOptions {
  /** Report instead of write. */
  check?: boolean;
}

/** What a task reads beside its command. */
export type TaskInput =
  /** A file, a folder or a glob, from the folder of the task; with `!` before it, files that do not count. */
  | string
  /** A variable of the environment. */
  | { env: string }
  /** What another task writes that this one needs, also by way of others. */
  | { outputsOf: string }
  /** A tool: the first line that this command prints, as of `protoc --version`. */
  | { command: string }
  /** As a text, but also files that git ignores. */
  | { ignored: string };

export interface ShellOptions extends CommandBase, ValueOptions {
  /** Files with variables, relative to the config: a later one wins, and the environment over them all. Their values are shown nowhere. */
  dotenv?: readonly string[];
  /** What it reads. With `outputs` its result is kept. */
  inputs?: TaskInput[];
  /** Files, folders and globs of what it writes; an empty list: it only looks. */
  outputs?: string[];
  /** The tool goes on from what it wrote before. Default: what an earlier run wrote is put away first. */
  incremental?: boolean;
  /** It is a service: `service({ command, ready })` writes this. */
  service?: ServiceSettings;
}

export interface ServiceSettings {
  /** How it tells that it is ready: `port(8080)`, `line(/listening/)`, `http("http://localhost:8080/health")`. Default: at once. */
  ready?: Ready;
}

/** A command that goes on: it is started, awaited, and ended when no task needs it any more. */
export interface ServiceOptions
  extends Omit<ShellOptions, "outputs" | "interactive" | "service">, ServiceSettings {
  command: string;
  /** In what time it must be ready. Default: `60s`. */
  timeout?: string;
}

/** `Declared` is what `args` declares: the types of the values follow from it. */
export interface FunctionOptions<Declared extends Arguments | undefined = undefined> extends Omit<
  ShellOptions,
  "args"
> {
  args?: Declared;
  run?: (context: TaskContext<Declared extends Arguments ? ValuesOf<Declared> : string[]>) => unknown;
}

/** A function as it is kept: whatever values its task declares. */
export type TaskFunction = (context: TaskContext<never>) => unknown;

export type Task =
  | ({ kind: "go-build" } & GoBuildOptions)
  | ({ kind: "go-cross" } & GoBuildOptions)
  | ({ kind: "go-install" } & GoBuildOptions)
  | ({ kind: "go-test" } & GoTestOptions)
  | ({ kind: "go-vet" } & GoCheckOptions)
  | ({ kind: "go-format" } & GoFormatOptions)
  | ({ kind: "go-tidy" } & GoTidyOptions)
  | ({ kind: "shell"; command: string } & ShellOptions)
  | ({ kind: "function"; run?: TaskFunction } & ShellOptions);

export type GoBuildTask = Extract<Task, { kind: "go-build" | "go-cross" | "go-install" }>;

export interface GoWish {
  /** `1.26.8`, `1.26.x`, or `>=1.25`. Default: what go.mod asks for. */
  version?: string;
  /** A GOROOT to look at first. */
  goroot?: string;
  /**
   * Which side of a Windows machine with WSL runs the tasks; of no meaning on any other machine. `auto`, the
   * default: the one where gowsl was started, unless Go can't work there.
   */
  side?: "wsl" | "windows" | "auto";
  /** `local`: only what is installed is used. Default `auto`: what is missing is fetched. */
  toolchain?: "auto" | "local";
  /** Where Go is fetched, in order: mirrors of the download page, or `goproxy` for the list in GOPROXY. */
  mirrors?: string[];
}

/** What `gowsl.config.ts` exports. */
export interface Config {
  go?: GoWish;
  /** Targets of `gowsl cross`: `linux/arm/7`, `!windows/arm64`, `linux/*`, `all`. */
  targets?: string[];
  /** Other configs, or the folders that hold them, by name: `{ api: "services/api" }` gives `api:build`. */
  include?: Record<string, string>;
  tasks?: Record<string, Task>;
  /** How many tasks of each pool may run at once: `{ db: 1 }`. */
  pools?: Record<string, number>;
  store?: {
    /** Size limit of the artifact store: `5GB`, `500MB`. */
    limit?: string;
  };
}
