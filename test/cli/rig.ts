/**
 * The rig of the CLI tests: a checkout of a real Go project in a temporary folder with a HOME and a
 * gowsl cache of its own, and the real binary run in it. Network is off (GOPROXY=off) once set up.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { hostTarget } from "../../executables/host.ts";
import { executableFile } from "../../executables/targets.ts";

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const cacheFolder = path.join(repository, "node_modules", ".cache", "gowsl-tests");

/** Do these tests run the one-file executable? Else the npm package's bundle, on this Node. */
export const onExecutable = process.env["GOWSL_TEST_RUNTIME"] === "executable";

/** Marks a test that `npm test` runs on both. */
export const both = { tags: ["both-runtimes"] };

/** One more of a kind that another test has shown: runs in `npm run test:cli`, not in `npm test`. */
export const long = { tags: ["long"] };

/** What starts gowsl. */
export const gowslCommand: readonly string[] = onExecutable
  ? [path.join(repository, "dist", executableFile(hostTarget()!))]
  : [process.execPath, path.join(repository, "out/gowsl.cjs")];

/** Real modules, by the name that tests use. `replace` is a dependency that is copied into the project. */
export const projects: Record<string, { module: string; replace?: string }> = {
  age: { module: "filippo.io/age@v1.2.1" },
  fzf: { module: "github.com/junegunn/fzf@v0.65.2" },
  /** Several mains, embedded files, and a replace to a local directory. */
  tools: { module: "golang.org/x/tools@v0.40.0", replace: "golang.org/x/mod@v0.31.0" },
};

/** A real release of Go for this machine, among the smallest ones; its zip is fetched once. */
export const realRelease = "1.25.11";
export const realModule = `v0.0.1-go${realRelease}.linux-amd64`;
/** Older than Go 1.23, whose module cache and standard library are others, and in the list of every proxy. */
export const oldRelease = "1.21.0";
/** A module cache of its own: routing looks for toolchains in the one of the tests. */
export const realToolchains = path.join(cacheFolder, "toolchain-modules");

/** Settings of Go for the whole run: one GOCACHE, one GOMODCACHE, nothing of the machine's own files. */
export function goEnvironment(): Record<string, string> {
  return {
    ...kept(process.env),
    HOME: cacheFolder,
    GOENV: "off",
    GOCACHE: path.join(cacheFolder, "go-build"),
    GOMODCACHE: path.join(cacheFolder, "go-mod"),
    GOTOOLCHAIN: "local",
  };
}

/** What a test may see of the machine: where programs are, and how the network is reached. */
function kept(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names =
    /^(PATH|TMPDIR|LANG|GOPROXY|GOSUMDB|GONOSUMDB|GOINSECURE|SSL_CERT_\w+|https?_proxy|no_proxy)$/i;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      names.test(name) && value ? [[name, value]] : [],
    ),
  );
}

/** The GOROOT of the go on PATH. */
export function machineGoroot(): string {
  return execFileSync("go", ["env", "GOROOT"], { encoding: "utf8", env: goEnvironment() }).trim();
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Variables to set; undefined takes one out. */
  env?: Record<string, string | undefined>;
  /** Folder below the checkout to stand in. */
  cwd?: string;
  /** What runs the command line of gowsl, where it is not run itself. */
  within?: (command: string[]) => string[];
}

export class Checkout {
  /** Real path of the checkout. */
  readonly folder: string;
  readonly #base: string;

  private constructor(base: string, name: string) {
    this.#base = base;
    this.folder = path.join(base, name);
    mkdirSync(path.join(base, "home"), { recursive: true });
  }

  /** A copy of one of the `projects`, of the shipped example, or an empty folder. Removed after the test. */
  static of(project: string | undefined, name = "checkout", cache?: Checkout): Checkout {
    const base =
      cache !== undefined ? cache.#base : realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-test-")));
    const checkout = new Checkout(base, name);
    if (project === undefined) mkdirSync(checkout.folder, { recursive: true });
    else cpSync(sourceOf(project), checkout.folder, { recursive: true, filter: isSource });
    if (cache === undefined) onTestFinished(() => removeFolder(base));
    return checkout;
  }

  /** A second checkout of the same user: same HOME, same gowsl cache. */
  sibling(project: string | undefined, name: string): Checkout {
    return Checkout.of(project, name, this);
  }

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  append(file: string, text: string): void {
    this.write(file, this.read(file) + text);
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true });
  }

  exists(file: string): boolean {
    return existsSync(this.path(file));
  }

  environment(extra: RunOptions["env"] = {}): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = {
      ...goEnvironment(),
      HOME: path.join(this.#base, "home"),
      GOWSL_CACHE_DIR: path.join(this.#base, "cache"),
      GOPROXY: "off",
    };
    delete environment["GOTOOLCHAIN"];
    for (const [name, value] of Object.entries(extra)) {
      if (value === undefined) delete environment[name];
      else environment[name] = value;
    }
    return environment;
  }

  /** Starts gowsl and returns the running process, for signals and for output as it comes. */
  start(argv: string[], { env, cwd = ".", within = (command) => command }: RunOptions = {}): ChildProcess {
    const [program = "", ...rest] = within([...gowslCommand, ...argv]);
    return spawn(program, rest, {
      cwd: this.path(cwd),
      env: this.environment(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Runs gowsl to its end. */
  run(argv: string[], options: RunOptions = {}): Promise<Ended> {
    return ended(this.start(argv, options));
  }

  /** Runs gowsl with --json and returns its events and the results of `run-finished`. */
  async events(argv: string[], options: RunOptions = {}) {
    const { code, stdout, stderr } = await this.run([...argv, "--json"], options);
    const events = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, any>);
    const results: Result[] = events.find((event) => event["type"] === "run-finished")?.["results"] ?? [];
    return { code, stderr, events, results };
  }

  /** Outcomes of a run by step and artifact: `{ "cross linux/amd64 age": "built" }`. */
  async outcomes(argv: string[], options: RunOptions = {}): Promise<Record<string, string>> {
    const { results } = await this.events(argv, options);
    return Object.fromEntries(
      results.map(({ step, unit, outcome }) => [unit === undefined ? step : `${step} ${unit}`, outcome]),
    );
  }

  /** Like `outcomes`, each with its reason: `{ "cross linux/amd64 age": "built: first time here" }`. */
  async reasons(argv: string[], options: RunOptions = {}): Promise<Record<string, string>> {
    const { results } = await this.events(argv, options);
    return Object.fromEntries(
      results.map(({ step, unit, outcome, reason }) => [
        unit === undefined ? step : `${step} ${unit}`,
        `${outcome}: ${reason}`,
      ]),
    );
  }

  /** The settings in a program's build info: the `build` lines of `go version -m`. */
  buildInfo(file: string): Record<string, string> {
    const lines = this.tool("go", ["version", "-m", file]).split("\n");
    return Object.fromEntries(
      lines.flatMap((line) => {
        const setting = /^\tbuild\t([^=]+)=(.*)$/.exec(line);
        return setting === null ? [] : [[setting[1]!, setting[2]!]];
      }),
    );
  }

  /** What a built program prints on stderr and then on stdout, whatever its exit code. */
  printed(program: string, argv: string[] = []): string {
    const options = { cwd: this.folder, encoding: "utf8", env: this.environment() } as const;
    const { error, stdout, stderr } = spawnSync(this.path(program), argv, options);
    if (error !== undefined) throw error;
    return stderr + stdout;
  }

  /** SHA-256 of a file's content in hex. */
  sha256(file: string): string {
    return createHash("sha256")
      .update(readFileSync(this.path(file)))
      .digest("hex");
  }

  /** Runs any other program in the checkout with the same environment and returns its stdout. */
  tool(command: string, argv: string[], env?: RunOptions["env"]): string {
    return execFileSync(command, argv, { cwd: this.folder, encoding: "utf8", env: this.environment(env) });
  }
}

export interface Result {
  step: string;
  unit?: string;
  outcome: string;
  reason: string;
  artifact?: { name: string; path: string; target: string; sizeBytes: number; sha256: string; key: string };
}

function sourceOf(project: string): string {
  return project === "greeting"
    ? path.join(repository, "examples", "greeting")
    : path.join(cacheFolder, "projects", project);
}

/** What a user of the shipped example may have built in it is no part of a checkout. */
function isSource(file: string): boolean {
  const example = sourceOf("greeting");
  return ![".gowsl", "bin", "dist"].some((name) => file === path.join(example, name));
}

export function ended(child: ChildProcess): Promise<Ended> {
  const pieces = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => (pieces[stream] += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...pieces }));
  });
}

function removeFolder(folder: string): void {
  // Tests make folders read-only on purpose.
  execFileSync("chmod", ["-R", "u+w", folder]);
  rmSync(folder, { recursive: true, force: true });
}

/** Makes an executable script in the checkout. */
export function script(checkout: Checkout, file: string, text: string): void {
  checkout.write(file, text);
  chmodSync(checkout.path(file), 0o755);
}
