/**
 * Runs declared steps as a run does, each time as another gowsl would: with the records and the store on disk and
 * nothing in memory. Commands are functions, so that no process is started.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { Store } from "../../../lib/cache/store.ts";
import { TaskRecords } from "../../../lib/cache/task-records.ts";
import { Children } from "../../../lib/host/children.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import { Guardian } from "../../../lib/host/guardian.ts";
import { isAlive, newRunName } from "../../../lib/host/run-name.ts";
import type { Event } from "../../../lib/model/event.ts";
import { sentence } from "../../../lib/model/failure.ts";
import type { Host } from "../../../lib/model/host.ts";
import type { Declared, FilePattern } from "../../../lib/model/plan.ts";
import type { Claims } from "../../../lib/run/foreign-writes.ts";
import { HeldTasks } from "../../../lib/run/held-tasks.ts";
import { examineTask, type ExaminedTask } from "../../../lib/run/task-examine.ts";
import { type DeclaredStep } from "../../../lib/run/declared-step.ts";
import { TaskFactFinder } from "../../../lib/run/task-facts.ts";
import { runTaskStep, type TaskStepSetting } from "../../../lib/run/task-step.ts";

type Work = (context: { log(line: string): void }) => unknown;

export interface Shape extends Partial<Omit<Declared, "inputs" | "outputs">> {
  inputs?: string[];
  outputs?: string[];
  run: Work;
  env?: Record<string, string>;
  id?: string;
}

export interface Options {
  environment?: Record<string, string>;
  configDigest?: string;
  extra?: string[];
  force?: boolean;
  /** Ends the run while the command works. */
  interrupt?: boolean;
  claims?: Claims;
  goos?: string;
  platform?: NodeJS.Platform;
  /** The clock that tells whether files are old enough to be known by their stats. */
  now?: () => number;
}

export class TaskRig {
  readonly base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-task-")));
  root = path.join(this.base, "checkout");

  constructor() {
    mkdirSync(this.root);
  }

  remove(): void {
    rmSync(this.base, { recursive: true });
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
    writeFileSync(path.join(this.root, file), text);
  }

  read(file: string): string | undefined {
    try {
      return readFileSync(path.join(this.root, file), "utf8");
    } catch {
      return undefined;
    }
  }

  /** Goes on in another checkout of the same user. */
  leave(): void {
    this.root = path.join(this.base, "other");
    mkdirSync(this.root);
  }

  store(): Store {
    return new Store(path.join(this.base, "store"), Date.now);
  }

  records(): TaskRecords {
    return new TaskRecords(this.root);
  }

  /** Runs a step: how it ended, what was printed (`>` again), and notes. */
  async run(shape: Shape, options: Options = {}): Promise<string[]> {
    const events: Event[] = [];
    const children = unguarded();
    const work: Work = (context) => {
      if (options.interrupt) children.stop(0);
      return shape.run(context);
    };
    const setting = this.#setting({ ...shape, run: work }, options, children, (event) => events.push(event));
    const { results, failures } = await runTaskStep(
      setting,
      stepOf(shape, this.root),
      1,
      options.extra ?? [],
    );
    const [{ outcome, reason } = { outcome: "", reason: "" }] = results;
    return [
      `${outcome}: ${reason}`,
      ...failures.map((each) => `failure: ${sentence(each)}`),
      ...events.flatMap((event) => {
        if (event.type === "output") return `${event.replayed ? ">" : ""}${event.text.trimEnd()}`;
        return event.type === "note" ? `note: ${event.text}` : [];
      }),
    ];
  }

  /** Runs a step, and leaves the checkout as it was at an instant of the run, as if gowsl had been killed then. */
  async killed(shape: Shape): Promise<void> {
    const instant = path.join(this.base, "instant");
    const run: Work = (context) => {
      shape.run(context);
      cpSync(this.root, instant, { recursive: true, verbatimSymlinks: true });
      throw new Error("what comes behind that instant does not happen");
    };
    await this.run({ ...shape, run });
    rmSync(this.root, { recursive: true });
    renameSync(instant, this.root);
  }

  /** Runs a step, then lets something happen: is what was found of the step known to hold after that? */
  async holds(shape: Shape, change: () => void): Promise<boolean> {
    const setting = this.#setting(shape, { now: () => Date.now() + 60_000 }, unguarded(), () => {});
    await runTaskStep(setting, stepOf(shape, this.root), 1, []);
    change();
    setting.states.lookAgain();
    return setting.heldTasks.holding(shape.id ?? "made") !== undefined;
  }

  examine(shape: Shape, options: Options = {}): Promise<ExaminedTask> {
    const setting = this.#setting(shape, options, unguarded(), () => {});
    return examineTask(setting, stepOf(shape, this.root));
  }

  #setting(
    { run }: Shape,
    {
      environment = {},
      configDigest = "",
      extra = [],
      force = false,
      claims = new Map() as Claims,
      goos = "linux",
      platform = "linux",
      now = Date.now,
    }: Options,
    children: Children,
    emit: (event: Event) => void,
  ): TaskStepSetting {
    const { root } = this;
    const host: Host = { kind: "linux", evidence: [], goos, goarch: "amd64", cores: 1, memoryBytes: 1 };
    const machine = { cores: 1, memoryBytes: 1 };
    const states = new FileStates({ platform: "linux", now });
    const common = {
      root,
      children,
      emit,
      host,
      machine,
      environment,
      configDigest,
      force,
      claims,
      platform,
      toolchain: undefined,
      toolchainVersion: "",
      functions: new Map([["tasks.made.run", run as never]]),
      states,
      taskRecords: this.records(),
      heldTasks: new HeldTasks(states),
      store: this.store(),
      now: Date.now,
      elapsed: () => 0,
      isAlive,
      inspectCheck: () => Promise.reject(new Error("no step checks Go packages")),
      temporaryFolder: path.join(root, ".gowsl", "tmp", newRunName()),
    };
    return { ...common, taskFacts: new TaskFactFinder({ ...common, extra }) };
  }
}

/** Without the process that ends children when gowsl is killed: there are none. */
function unguarded(): Children {
  return new Children("linux", new Guardian("win32"));
}

export function patterns(written: readonly string[], word: string): FilePattern[] {
  return written.map((each, index) => ({
    pattern: each.replace(/^!/, ""),
    place: `${word}[${index}]`,
    ...(each.startsWith("!") ? { exclude: true } : {}),
  }));
}

function stepOf(shape: Omit<Shape, "run">, root: string): DeclaredStep {
  const { inputs = [], outputs = [], env = {}, id = "made", ...rest } = shape;
  return {
    kind: "command",
    id,
    task: "made",
    needs: [],
    cwd: root,
    env,
    requested: true,
    commands: [{ kind: "function", place: "tasks.made.run" }],
    budget: "none",
    why: "",
    declared: {
      variables: [],
      tools: [],
      from: [],
      ...rest,
      inputs: patterns(inputs, "inputs"),
      outputs: patterns(outputs, "outputs"),
    },
  };
}
