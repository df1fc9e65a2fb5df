/**
 * The plan: every step with its resolved argv, environment, folder, inputs, outputs and edges, as
 * plain JSON. `--dry-run` prints it; the runner executes it. Functions stay in the config: a step
 * that calls one names it.
 */
import type { Host } from "./host.ts";
import type { Ready } from "./ready.ts";
import type { ArgumentValues } from "./task-arguments.ts";
import { targetVariables } from "./target.ts";
import type { Toolchain } from "./toolchain.ts";

/** A hook or a command, resolved: argv for cross-spawn, a line for bash, or a function of the config. */
export type Command =
  | { kind: "argv"; argv: string[]; cwd?: string }
  | { kind: "bash"; line: string }
  /** `place` says where in the config the function stands, `tasks.build.after[0]`. */
  | { kind: "function"; place: string };

/** Which settings of Go's own parallelism the runner adds to a command. */
export type Budget =
  /** `-p`, GOMAXPROCS, GOGC and GOMEMLIMIT: nothing but the compiler runs. */
  | "build"
  /** `-p` only: programs of the user run as well. */
  | "flag"
  | "none";

interface StepBase {
  /** `cross linux/amd64`: the task's name and the target. Unique in the plan. */
  id: string;
  task: string;
  /** `linux/amd64`; absent for steps of the host. */
  target?: string;
  /** Ids of the steps that must be done before. */
  needs: string[];
  /** Those of `needs` that only come first, by the `serial` of another task: it has nothing of them. */
  follows?: string[];
  /** Absolute folder. */
  cwd: string;
  /** Variables set on top of the environment of gowsl. */
  env: Record<string, string>;
  /** Variables taken out: steps of the host never see GOOS and GOARCH of the user's environment. */
  unset?: readonly string[];
  /** The task was named on the command line (or is the default). */
  requested: boolean;
  /** Ids of the steps that it cleans up behind: it runs once they have ended, however they end. */
  behind?: string[];
  /** It is here only for what runs after others, and so also once nothing new is begun. */
  last?: true;
  /** How many cores it takes; absent: as many as its kind can use. */
  weight?: number;
  /** How much memory it takes at most; absent: as much as it was seen to take. */
  memoryBytes?: number;
  /** Where it needs a place while it runs. */
  pool?: string;
  /** How often it is begun again after a failure. */
  retries?: number;
  /** When its whole tree is ended, as a failure. */
  timeoutMs?: number;
  /** It has the terminal, and runs alone. */
  interactive?: true;
}

/** One artifact: one main package for one target. */
export interface BuildUnit {
  /** Import path of the main package. */
  package: string;
  /** Name of the artifact without suffix. */
  name: string;
  /** What `go build -o DIR/` calls the file. */
  goName: string;
  /** Path of the artifact, relative to the root of the plan; absolute when it lies elsewhere (GOBIN). */
  output: string;
  /** A C header that is written beside the artifact (c-shared, c-archive). */
  header?: string;
  /** Set when this target has no such program, with the reason. */
  skip?: string;
}

export interface BuildStep extends StepBase {
  kind: "go-build";
  /** `go build` with its flags, without -p, -o and packages: those depend on what needs building. */
  argv: string[];
  units: BuildUnit[];
  /** Local files that the artifacts depend on, relative to the root where they lie below it. */
  inputs: string[];
  before: Command[];
  after: Command[];
  /** The cell of the matrix that hooks are given. */
  matrix?: Readonly<Record<string, string>>;
  /** Why this step can't be known to be up to date; it is then left to go each time. */
  inexact?: string;
  /** Where the target came from when nobody named it: `GOOS and GOARCH of the environment`. */
  targetWhy?: string;
}

/** Variables that a hook gets on top: those of the task, but not those that choose the target. */
export function hookEnvironment({ env, target = "" }: BuildStep): Record<string, string> {
  const own = Object.entries(env).filter(
    ([name]) => !targetVariables.includes(name) && name !== "CGO_ENABLED",
  );
  return { ...Object.fromEntries(own), GOWSL_TARGET: target };
}

/** Files that a task declares, by their path or by wildcards. */
export interface FilePattern {
  /** From the root, with `/`. */
  pattern: string;
  /** Where it stands: `inputs[0]`. */
  place: string;
  /** Files that do not count, whatever else is declared. */
  exclude?: true;
  /** Files that git ignores count as well. */
  ignored?: true;
}

/** All that a step reads and writes: its result is kept. */
export interface Declared {
  inputs: FilePattern[];
  /** Variables of the environment. */
  variables: string[];
  /** Commands whose first line says which tool is there. */
  tools: { line: string; command: Command }[];
  /** Steps whose outputs are inputs, and the artifacts of builds among them. */
  from: { step: string; artifacts?: string[] }[];
  outputs: FilePattern[];
  /** What an earlier run wrote stays in place for the command. */
  incremental?: true;
  /** Go packages with their tests, as `go vet` reads them. */
  packages?: TestRun[];
  /** Files of Go packages, absolute, as go has just named them. */
  goFiles?: string[];
}

export interface CommandStep extends StepBase {
  kind: "command";
  commands: Command[];
  /** Values of the arguments that a function is given; absent where its task declares none. */
  args?: ArgumentValues;
  /** Files with variables that it is given, absolute. Their values are in no plan and in no event. */
  dotenv?: string[];
  /** The cell of the matrix that a function is given. */
  matrix?: Readonly<Record<string, string>>;
  /** Absent: it runs every time. */
  declared?: Declared;
  budget: Budget;
  /** It goes on after it is ready, until nobody needs it. Without `ready` it is so at once. */
  service?: { ready?: Ready; readyMs: number };
  /** The commands only look (gofmt -d, go mod tidy -diff): what they print on stdout is a failure, this one; `good` says that there is none. */
  check?: { thing: string; next: string; good: string };
  /** Why it runs every time. */
  why: string;
}

/** `go test` in one module or workspace. */
export interface TestRun {
  /** Absolute folder. */
  cwd: string;
  /** `go test` with its flags, without -p and packages: those depend on whose results still hold. */
  argv: string[];
  /** Patterns. */
  packages: string[];
}

/** Tests whose results are kept: a package is run again only when something that it depends on has changed. */
export interface TestStep extends StepBase {
  kind: "go-test";
  /** As those of a command. */
  dotenv?: string[];
  runs: TestRun[];
}

/** A task that only has needs. */
export interface GroupStep extends StepBase {
  kind: "group";
  /** Set for a task that is not run: why. Nothing that only it needs is in the plan. */
  skip?: string;
}

export type Step = BuildStep | TestStep | CommandStep | GroupStep;

export interface Plan {
  schema: 1;
  /** Absolute folder of bin/, dist/ and .gowsl/. */
  root: string;
  host: Pick<Host, "kind" | "goos" | "goarch" | "cores">;
  toolchain?: Pick<Toolchain, "goroot" | "go" | "version" | "why">;
  /** How many steps may be in each pool at once. */
  pools?: Record<string, number>;
  steps: Step[];
}

/** A step as a picture of the plan needs it. */
export type StepOutline = Pick<Step, "id" | "task" | "target" | "kind" | "needs" | "follows" | "behind">;

/** The plan without what is run. */
export function outlineOf({ steps }: Pick<Plan, "steps">): StepOutline[] {
  return steps.map(({ id, task, target, kind, needs, follows, behind }) => ({
    id,
    task,
    ...(target === undefined ? {} : { target }),
    kind,
    needs,
    ...(follows === undefined ? {} : { follows }),
    ...(behind === undefined ? {} : { behind }),
  }));
}

/** The steps of the tasks that were named. */
export function requestedSteps({ steps }: Pick<Plan, "steps">): string[] {
  return steps.filter(({ requested }) => requested).map(({ id }) => id);
}
