/** What the runner is given: the project, the plan's toolchain, and the options of the command line. */
import path from "node:path";
import { goVariables } from "../go/variable-names.ts";
import { parseSize } from "../model/size.ts";
import { History } from "../cache/history.ts";
import { Records } from "../cache/records.ts";
import { Store } from "../cache/store.ts";
import { TaskRecords } from "../cache/task-records.ts";
import { elapsed, now } from "../host/clock.ts";
import { digestText, readText } from "../host/files.ts";
import { cacheDirectory } from "../host/machine.ts";
import { isAlive, newRunName } from "../host/run-name.ts";
import { givenValue } from "../model/environment.ts";
import type { BuildStep, CommandStep, TestRun, TestStep } from "../model/plan.ts";
import type { Hook, Task, TaskFunction } from "../model/task.ts";
import { HeldTasks } from "../run/held-tasks.ts";
import { TestResults } from "../run/test-results.ts";
import { Turns } from "../run/turns.ts";
import type { Arguments } from "./arguments.ts";
import type { Planned } from "./plan-tasks.ts";
import { routedEnvironment, type Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { isNew } from "./seen.ts";

const defaultStoreLimit = 5e9;

export function storeFolder({ machine }: Project): string {
  return path.join(cacheDirectory(machine), "store");
}

/** The artifact store of this user. */
export function openStore(project: Project): Store {
  return new Store(storeFolder(project), now);
}

/** Everything but the events and the interruption. */
export function runSetting(
  project: Project,
  { toolchain, facts }: Planned,
  given: Arguments,
  request: TaskRequest,
) {
  const { machine, loaded, children, host, root } = project;
  const store = openStore(project);
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
    testResults: new TestResults(root, now),
    taskRecords: new TaskRecords(root),
    heldTasks: new HeldTasks(project.states),
    states: project.states,
    configDigest: digestText(JSON.stringify(originOf(project))),
    toolchainVersion: toolchain?.version ?? "",
    machine: { cores: request.cores, memoryBytes: machine.memoryBytes },
    goVariables,
    force: given.force,
    now,
    elapsed,
    history: new History(root, now),
    inspect: (step: BuildStep, fresh: boolean) => facts!.inspect(step, fresh),
    inspectCheck: (step: CommandStep, run: TestRun) => facts!.inspectCheck(step, run),
    inspectTests: (step: TestStep, run: TestRun, fresh: boolean) => facts!.inspectTests(step, run, fresh),
    keepGoing: given.keepGoing ?? request.requested.some((name) => request.tasks[name]!.kind === "go-cross"),
    extra: request.extra,
    runName: newRunName(),
    isAlive,
    storeLimitBytes: parseSize(loaded.config.store?.limit ?? "") ?? defaultStoreLimit,
  };
}

/** All that functions of the config are made of: texts, and variables that these read. */
function originOf({ loaded, machine }: Project): unknown[] {
  const { sources, repeatable } = loaded;
  const { environment, platform } = machine;
  const variables = repeatable.ok ? repeatable.variables : [];
  return [
    sources.map((file) => readText(file) ?? ""),
    variables.map((name) => givenValue(environment, platform, name) ?? null),
    // They may be those of the text before, and what they make then is of no config that comes again.
    sources.some(isNew) ? now() : 0,
  ];
}

/** Functions of the config by the place that plans name them with. */
export function functionsOf(tasks: Readonly<Record<string, Task>>): Map<string, TaskFunction> {
  const functions = new Map<string, TaskFunction>();
  const add = (place: string, hook: Hook | TaskFunction) => {
    if (typeof hook === "function") functions.set(place, hook);
  };
  for (const name of Object.keys(tasks)) {
    const task = tasks[name]!;
    if (task.kind === "function" && task.run !== undefined) add(`tasks.${name}.run`, task.run);
    if (task.kind === "go-build" || task.kind === "go-cross" || task.kind === "go-install") {
      for (const when of ["before", "after"] as const) {
        (task[when] ?? []).forEach((hook, index) => add(`tasks.${name}.${when}[${index}]`, hook));
      }
    }
  }
  return functions;
}
