/**
 * From the tasks of a config to the ones that a command line runs: a task with its arguments' values, or
 * with a cell of its matrix, becomes a task of its own with a name of its own, and `serial` an edge. Pure;
 * knows nothing of targets or of steps.
 */
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { cellsOf, chooseCells, type Cell } from "../model/matrix.ts";
import { chainsOf, plainNames, type TaskNeed } from "../model/needs.ts";
import { fillTask, fillText, type Values } from "../model/placeholders.ts";
import type { Arguments } from "../model/task-arguments.ts";
import type { Task } from "../model/task.ts";
import { argumentsOf, cellText, instanceName, readValues, valueFailure } from "./instance-values.ts";
import { sourceOf } from "./names.ts";

/** What a name of an expanded task stands for. */
export interface Instance {
  /** The task as the config names it. */
  source: string;
  values: Values;
  /** Of the needs that its task was given, those that `serial` of other tasks orders only. */
  follows?: string[];
  /** Why it is not run. */
  skip?: string;
  /** It is not run, and what it wrote in an earlier run may be there. */
  isOld?: true;
}

export interface Expansion {
  /** The tasks of the config, and those that they were made into. Their needs are names. */
  tasks: Readonly<Record<string, Task>>;
  requested: string[];
  /** Of the tasks that are run. */
  instances: ReadonlyMap<string, Instance>;
}

export interface ExpandRequest {
  tasks: Readonly<Record<string, Task>>;
  requested: readonly TaskNeed[];
  configName: string;
  /** Why a task is not run here; undefined where it is. */
  skipReason?: (name: string, task: Task, values: Values) => Result<string | undefined>;
  /** Go builds that are made from each task of this kind (`cross`), by name. */
  sourcesOf?: (name: string) => readonly string[];
  /** Nothing is run: values that must be given and are not are left open. */
  open?: true;
}

/** The tasks that are run, or what is wrong with the values that they are given. */
export function expandTasks(request: ExpandRequest): Result<Expansion> {
  return new Expander(request).run();
}

class Expander {
  readonly #request: ExpandRequest;
  #tasks: Readonly<Record<string, Task>>;
  #ownsTasks = false;
  readonly #instances = new Map<string, Instance>();
  /** What instances need, where that is not what their tasks say: of thousands of tasks most say names. */
  readonly #needs = new Map<string, Set<string>>();
  readonly #waiting: string[] = [];
  readonly #failures: Failure[] = [];
  /** Names that end before names that then start. */
  readonly #stages: [before: string[], after: string[]][] = [];

  constructor(request: ExpandRequest) {
    this.#request = request;
    this.#tasks = request.tasks;
  }

  run(): Result<Expansion> {
    const requested = this.#request.requested.flatMap((need) =>
      this.#instancesOf(need, `gowsl ${need.task}`),
    );
    // By index: a task that is needed joins the end of the list.
    for (let index = 0; index < this.#waiting.length; index++) this.#followNeeds(this.#waiting[index]!);
    if (this.#failures.length > 0) return failure(...uniqueFailures(this.#failures));
    for (const [before, after] of this.#stages) this.#order(before, after);
    for (const { source } of this.#instances.values()) {
      // `cross` builds every go.build task that there is: one with a matrix by its cells only.
      if (!this.#instances.has(source)) delete this.#own()[source];
    }
    for (const [name, needs] of this.#needs) this.#own()[name] = { ...this.#tasks[name]!, needs: [...needs] };
    return success({ tasks: this.#tasks, requested: [...new Set(requested)], instances: this.#instances });
  }

  /** The tasks as they may be changed: most configs of thousands of tasks change none. */
  #own(): Record<string, Task> {
    if (!this.#ownsTasks) this.#tasks = { ...this.#tasks };
    this.#ownsTasks = true;
    return this.#tasks;
  }

  /** The names of a task's instances, which are made where they are not there yet. */
  #instancesOf({ task: name, args = {}, matrix = {} }: TaskNeed, place: string): string[] {
    const source = sourceOf(this.#request.tasks, name);
    // selectTasks says that there is no such task.
    if (!Object.hasOwn(this.#request.tasks, source)) return [source];
    const task = this.#request.tasks[source]!;
    const declared = argumentsOf(task);
    if (Object.keys(args).length === 0 && Object.keys(matrix).length === 0) {
      const plain = this.#plainInstance(source);
      if (plain !== undefined) return [plain];
    }
    const values = readValues(source, declared, args, place, this.#request.open);
    const cells = this.#cells(source, task, matrix, place);
    if (!values.ok) this.#failures.push(...values.failures);
    if (!values.ok || cells === undefined) return [];
    return cells.map((cell) => this.#instance(source, task, declared, { args: values.value, matrix: cell }));
  }

  /** Of a task without arguments and matrix, as most of thousands are; undefined for another one. */
  #plainInstance(name: string): string | undefined {
    const { tasks } = this.#request;
    const task = Object.hasOwn(tasks, name) ? tasks[name]! : undefined;
    return task !== undefined && isPlain(task)
      ? this.#instance(name, task, noArguments, noValues)
      : undefined;
  }

  #cells(source: string, task: Task, chosen: TaskNeed["matrix"], place: string): Cell[] | undefined {
    const matrix = "matrix" in task ? task.matrix : undefined;
    if (matrix === undefined) return [{}];
    const wanted = Object.entries(chosen ?? {}).map(([axis, value]) => [
      axis,
      typeof value === "string" ? [value] : value,
    ]);
    const all = cellsOf(matrix);
    const cells = chooseCells(all, Object.fromEntries(wanted) as Record<string, string[]>);
    if (cells.length > 0) return cells;
    const asked = wanted
      .map(([axis, values]) => `${String(axis)}=${(values as string[]).join(",")}`)
      .join(" ");
    const thing = `"${source}" has no cell ${asked}`;
    const there = all.map((cell) => cellText(cell)).join(", ");
    this.#failures.push(
      valueFailure(place, thing, there === "" ? "Its matrix is empty." : `There are ${there}.`),
    );
    return undefined;
  }

  #instance(source: string, task: Task, declared: Arguments, values: Values): string {
    const name = values === noValues ? source : instanceName(source, declared, values);
    if (this.#instances.has(name)) return name;
    const filled = values === noValues ? task : fillTask(task, values);
    const decided = this.#request.skipReason?.(source, filled, values);
    if (decided?.ok === false) this.#failures.push(...decided.failures);
    const skip = decided?.ok ? decided.value : undefined;
    const instance: Instance = { source, values };
    if (skip !== undefined) instance.skip = skip;
    if (skip !== undefined && mayWrite(task)) instance.isOld = true;
    this.#instances.set(name, instance);
    // Nothing is planned of what is not run, and nothing that only it needs.
    if (skip !== undefined) this.#own()[name] = { kind: "function", ...described(task) };
    else if (filled !== task) this.#own()[name] = filled;
    this.#waiting.push(name);
    return name;
  }

  #followNeeds(name: string): void {
    const { source, values, skip } = this.#instances.get(name)!;
    if (skip !== undefined) return;
    const task = this.#request.tasks[source]!;
    const place = `${this.#request.configName}: tasks.${source}.needs`;
    const written = plainNames(task.needs);
    if (written === undefined) this.#needs.set(name, this.#followChains(task, values, place));
    else if (written.length > 0) {
      const own: string[] = [];
      for (const need of written) {
        const plain = this.#plainInstance(need);
        if (plain !== undefined) own.push(plain);
        else own.push(...this.#instancesOf({ task: need }, place));
      }
      if (!isSameList(written, own)) this.#needs.set(name, new Set(own));
    }
    if (task.finally !== undefined) {
      const cleaners = task.finally.flatMap((cleaner) => this.#instancesOf({ task: cleaner }, place));
      this.#own()[name] = { ...this.#tasks[name]!, finally: [...new Set(cleaners)] };
    }
    for (const need of this.#request.sourcesOf?.(source) ?? []) this.#instancesOf({ task: need }, place);
  }

  /** What the chains of a task's needs come down to, with the stages that they are ordered by. */
  #followChains(task: Task, values: Values, place: string): Set<string> {
    const own = new Set<string>();
    for (const chain of chainsOf(task.needs)) {
      let before: string[] = [];
      for (const stage of chain) {
        const after = stage.flatMap((need) => this.#instancesOf(filledNeed(need, values), place));
        for (const each of after) own.add(each);
        if (before.length > 0 && after.length > 0) this.#stages.push([before, after]);
        before = after.length > 0 ? after : before;
      }
    }
    return own;
  }

  /** `after` starts when all of `before` have ended: a group is not begun before its members. */
  #order(before: readonly string[], after: readonly string[]): void {
    const earlier = this.#reach(before, () => true);
    const isGroup = (name: string) => {
      const task = this.#tasks[name];
      return task?.kind === "function" && task.run === undefined;
    };
    for (const name of after) {
      for (const member of this.#reach([name], isGroup)) {
        // What is needed for both came before; but a stage itself that did is a cycle, and is told as one.
        if (member !== name && earlier.has(member)) continue;
        for (const each of before) this.#addOrder(member, each);
      }
    }
  }

  /** The task comes after the other for a third one only: it has nothing of it. */
  #addOrder(name: string, before: string): void {
    const instance = this.#instances.get(name);
    const needs = new Set(this.#needsOf(name));
    if (instance === undefined || needs.has(before)) return;
    this.#needs.set(name, needs.add(before));
    (instance.follows ??= []).push(before);
  }

  /** The names and what they need, as far as `enter` lets go on. */
  #reach(names: readonly string[], enter: (name: string) => boolean): Set<string> {
    const found = new Set(names);
    for (const name of found) {
      if (enter(name)) for (const need of this.#needsOf(name)) found.add(need);
    }
    return found;
  }

  #needsOf(name: string): Iterable<string> {
    return this.#needs.get(name) ?? plainNames(this.#tasks[name]?.needs) ?? [];
  }
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** Does a task leave files that others read? What only looks says so. */
function mayWrite(task: Task): boolean {
  if (task.kind === "shell" || task.kind === "function") return task.outputs?.length !== 0;
  return task.kind === "go-build" || task.kind === "go-cross";
}

const noArguments: Arguments = {};
const noValues: Values = { args: {}, matrix: {} };

function isPlain(task: Task): boolean {
  return !("args" in task && task.args !== undefined) && !("matrix" in task && task.matrix !== undefined);
}

function filledNeed({ task, args = {}, matrix = {} }: TaskNeed, values: Values): TaskNeed {
  const fill = <Value>(value: Value) =>
    typeof value === "string" ? (fillText(value, values) as Value) : value;
  return {
    task,
    args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, fill(value)])),
    matrix: Object.fromEntries(
      Object.entries(matrix).map(([name, value]) => [
        name,
        typeof value === "string" ? fill(value) : value.map(fill),
      ]),
    ),
  };
}

function described({ description }: Task): { description?: string } {
  return description === undefined ? {} : { description };
}

/** A value that is wrong in one place may be met on several ways. */
function uniqueFailures(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((each) => [`${each.place} ${each.thing}`, each])).values()];
}
