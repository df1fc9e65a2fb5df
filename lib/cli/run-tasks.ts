/** The commands that run steps: `build`, `cross`, `test` and the others, `run`, and tasks by name. */
import path from "node:path";
import { parseSize } from "../config/size.ts";
import { Records } from "../cache/records.ts";
import { Store } from "../cache/store.ts";
import { now } from "../host/clock.ts";
import { digestText, readText } from "../host/files.ts";
import { cacheDirectory } from "../host/machine.ts";
import { isAlive, newRunName } from "../host/run-name.ts";
import { onInterrupt, onStrayRejection } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import { exitCodes, failure, success, type Failure, type Result } from "../model/failure.ts";
import { isDotted } from "../model/paths.ts";
import type { BuildStep } from "../model/plan.ts";
import type { Hook, Task, TaskContext } from "../model/task.ts";
import { formatPlan } from "../report/plan.ts";
import { isColorEnabled, styles } from "../report/style.ts";
import { graceMs, runPlan } from "../run/run.ts";
import type { RunSummary } from "../run/scheduler.ts";
import { Turns } from "../run/turns.ts";
import { applyOptions, splitTargets } from "./apply-options.ts";
import type { Arguments } from "./arguments.ts";
import { planTasks, type Planned } from "./plan-tasks.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { routedEnvironment, type Project } from "./project.ts";

/** Runs what the arguments ask for and returns the exit code. */
export async function runTasks(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const requested = requestOf(project, given);
  if (!requested.ok) return reportFailures(requested.failures, emit);
  const request = requested.value;
  const interrupted = new AbortController();
  const stopListening = onInterrupt((_, earlier) => {
    if (earlier === 0) {
      interrupted.abort();
      project.children.stop(graceMs);
    } else project.children.kill();
  });
  const stray: Failure[] = [];
  const stopCollecting = onStrayRejection((error) => {
    const each: Failure = {
      family: "step",
      place: `${project.configName}: a function`,
      thing: `a promise that it does not await failed: ${(error as Error | undefined)?.message ?? String(error)}`,
      next: "Write `await` before each $ and each call of an async function.",
    };
    stray.push(each);
    emit({ type: "failed", failure: each });
    project.children.stop(graceMs);
  });
  try {
    const planned = await planTasks(project, request);
    if (!planned.ok) return reportFailures(planned.failures, emit);
    for (const { source, place, reason } of planned.value.toolchain?.rejected ?? []) {
      // Somebody has named this one; that another is taken must not go unseen.
      if (source !== "PATH" && source !== "well-known place") {
        emit({ type: "note", text: `${source} ${place} was not taken: ${reason}` });
      }
    }
    if (given.dryRun) {
      printPlan(project, planned.value, given);
      return 0;
    }
    const summary = await runPlan(planned.value.plan, {
      ...runSetting(project, planned.value, given, request),
      emit,
      interrupted: interrupted.signal,
    });
    summary.failures.push(...stray);
    return finish(summary, interrupted.signal.aborted, emit);
  } finally {
    stopListening();
    stopCollecting();
    // Nothing may outlive the run, also when the run ends by a bug.
    project.children.kill();
  }
}

/** Reports failures that came before any step. The exit code is that of the first one's family. */
export function reportFailures(failures: readonly Failure[], emit: Emit): number {
  for (const each of failures) emit({ type: "failed", failure: each });
  return exitCodes[failures[0]?.family ?? "step"];
}

/** Which tasks, with the options of the command line laid over those it names. */
function requestOf(project: Project, given: Arguments): Result<TaskRequest> {
  const { loaded, root, cwd } = project;
  const { command } = given;
  const isTask = command === "" || command === "run";
  const requested = isTask
    ? given.words
    : command === "build" && isGroup(loaded.tasks[command])
      ? sourcesOf(project, command)
      : [command];
  if (requested.length === 0) {
    return failure({
      family: "command-line",
      place: "gowsl run",
      thing: "no task is named",
      next: "`gowsl list` shows the tasks.",
    });
  }
  const [first = "", ...others] = given.words;
  const strange = others.filter((name) => !Object.hasOwn(loaded.tasks, name));
  if (command === "" && Object.hasOwn(loaded.tasks, first) && strange.length > 0) {
    return failure({
      family: "command-line",
      place: `gowsl ${first}`,
      thing: `there is no task "${strange[0]}"`,
      next: `Arguments of a task go behind --: gowsl ${first} -- ${others.join(" ")}`,
    });
  }
  const { targets, packages } =
    command === "cross" ? splitTargets(given.words) : { targets: [], packages: isTask ? [] : given.words };
  const tasks: Record<string, Task> = { ...loaded.tasks };
  const sources = isTask ? [] : sourcesOf(project, command);
  const several = sources.length > 1;
  for (const name of sources) {
    const applied = applyOptions(name, tasks[name]!, several ? [] : packages, given, { root, cwd });
    if (!applied.ok) return applied;
    tasks[name] = applied.value;
  }
  const groups = requested.filter((name) => isGroup(tasks[name]));
  if (given.extra.length > 0 && groups.length === requested.length) {
    return failure({
      family: "command-line",
      place: `gowsl ${requested.join(" ")}`,
      thing: `"${given.extra.join(" ")}" after -- has no command to go to: this is a group of tasks`,
      next: `Name one of ${groups.flatMap((name) => tasks[name]?.needs ?? []).join(", ")}.`,
    });
  }
  const cores = given.jobs ?? project.machine.cores;
  const only = several && packages.length > 0 ? { only: packages.map((each) => absolute(each, cwd)) } : {};
  return success({ requested, tasks, targets, extra: given.extra, cores, ...only });
}

function isGroup(task: Task | undefined): boolean {
  return task?.kind === "function" && task.run === undefined;
}

/** The tasks whose options a command sets: the built-in cross and install build what others declare. */
function sourcesOf({ loaded }: Project, command: string): string[] {
  const derived = command === "cross" || command === "install" || isGroup(loaded.tasks[command]);
  if (!derived || Object.hasOwn(loaded.config.tasks ?? {}, command)) return [command];
  return Object.keys(loaded.tasks).filter((name) => loaded.tasks[name]!.kind === "go-build");
}

/** A path from where the user stands; import paths stay. */
function absolute(pattern: string, cwd: string): string {
  return isDotted(pattern) ? path.resolve(cwd, pattern) : pattern;
}

function printPlan({ terminal, machine }: Project, { plan }: Planned, { json }: Arguments): void {
  const style = styles(isColorEnabled(machine.environment, terminal.stdoutIsTerminal));
  terminal.stdout(json ? `${JSON.stringify(plan, null, 2)}\n` : `${formatPlan(plan, style)}\n`);
}

const defaultStoreLimit = 5e9;

function runSetting(project: Project, { toolchain, facts }: Planned, given: Arguments, request: TaskRequest) {
  const { machine, loaded, children, host, root } = project;
  const store = new Store(path.join(cacheDirectory(machine), "store"), now);
  return {
    children,
    platform: machine.platform,
    environment: routedEnvironment(project, toolchain),
    host,
    toolchain,
    functions: functionsOf(request.tasks),
    root,
    sources: new Turns(),
    records: new Records(root),
    store,
    digests: new Map(),
    configDigest: digestText(JSON.stringify(loaded.sources.map((file) => readText(file) ?? ""))),
    toolchainVersion: toolchain?.version ?? "",
    machine: { cores: request.cores, memoryBytes: machine.memoryBytes },
    force: given.force,
    now,
    inspect: (step: BuildStep, fresh: boolean) => facts!.inspect(step, fresh),
    keepGoing: given.keepGoing ?? request.requested.some((name) => request.tasks[name]!.kind === "go-cross"),
    extra: request.extra,
    runName: newRunName(),
    isAlive,
    storeLimitBytes: parseSize(loaded.config.store?.limit ?? "") ?? defaultStoreLimit,
  };
}

/** Functions of the config by the place that plans name them with. */
function functionsOf(tasks: Readonly<Record<string, Task>>): Map<string, (context: TaskContext) => unknown> {
  const functions = new Map<string, (context: TaskContext) => unknown>();
  const add = (place: string, hook: Hook) => {
    if (typeof hook === "function") functions.set(place, hook);
  };
  for (const [name, task] of Object.entries(tasks)) {
    if (task.kind === "function" && task.run !== undefined) add(`tasks.${name}.run`, task.run);
    if (task.kind === "go-build" || task.kind === "go-cross" || task.kind === "go-install") {
      for (const when of ["before", "after"] as const) {
        (task[when] ?? []).forEach((hook, index) => add(`tasks.${name}.${when}[${index}]`, hook));
      }
    }
  }
  return functions;
}

function finish(
  { results, failures, unfinished, durationMs }: RunSummary,
  interrupted: boolean,
  emit: Emit,
): number {
  const exitCode = interrupted
    ? exitCodes.interrupted
    : failures.length > 0
      ? exitCodes[failures[0]!.family]
      : results.some((result) => result.outcome === "cancelled")
        ? exitCodes.step
        : 0;
  emit({ type: "run-finished", results, durationMs, exitCode, unfinished });
  return exitCode;
}
