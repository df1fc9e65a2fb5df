/**
 * Checks what a config exports, and reports all mistakes at once. Knows how tasks refer to each other;
 * what each of their settings may be is in fields.ts.
 */
import { closest, didYouMean } from "../model/closest.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Config, Task } from "../model/task.ts";
import { below, isRecord, nameOf, settings, type Entries, type Report } from "./checks.ts";
import { checkCycles } from "./cycles.ts";
import { configFields, kinds } from "./fields.ts";
import { checkNeeds, type KnownTasks } from "./needs.ts";
import { checkPlaceholders } from "./task-values.ts";

export interface Reserved {
  /** Names of gowsl's commands. */
  commands: readonly string[];
  /** Names of the built-in tasks: a task of the config may replace these, and need them. */
  replaceable: readonly string[];
  /** Tasks of included configs, by their names from here. */
  included?: ReadonlyMap<string, Task>;
  /** Names of the options that gowsl itself takes behind a task of this name. */
  options?: (task: string) => readonly string[];
}

/** @param file is how failures call the config. */
export function validateConfig(value: unknown, file: string, reserved: Reserved): Result<Config> {
  if (!isRecord(value) || typeof value["then"] === "function") return notAConfig(value, file);
  const failures: Failure[] = [];
  const report: Report = (at, thing, next) => {
    const place = at === "" ? file : `${file}: ${at}`;
    failures.push({ family: "config", place, thing, ...(next === undefined ? {} : { next }) });
  };
  // Own settings only, so that nothing is taken from a prototype that was not looked at.
  const config = { ...value };
  settings("the config", configFields)(config, "", report);
  if (isRecord(config["tasks"])) {
    config["tasks"] = checkTasks(config["tasks"], reserved, report);
    checkCycles(config["tasks"] as Entries, report);
    checkPools(config["tasks"] as Entries, config["pools"], report);
  }
  return failures.length > 0 ? failure(...failures) : success(config as Config);
}

function notAConfig(value: unknown, file: string): { ok: false; failures: Failure[] } {
  const next = 'Write "export default defineConfig({ ... })".';
  const thing = `must export an object, not ${nameOf(value)}`;
  if (value === undefined)
    return failure({ family: "config", place: file, thing: "has no default export", next });
  if (typeof value === "function") return failure({ family: "config", place: file, thing, next: "Call it." });
  if (!isRecord(value)) return failure({ family: "config", place: file, thing, next });
  return failure({
    family: "config",
    place: file,
    thing: "exports a promise",
    next: 'Write "await" before it.',
  });
}

function checkTasks(declared: Entries, reserved: Reserved, report: Report): Entries {
  const tasks = Object.entries(declared).filter(([, task]) => task !== undefined);
  const known = knownTasks(tasks, reserved, report);
  return Object.fromEntries(
    tasks.map(([name, declaredTask]) => {
      const at = below("tasks", name);
      checkName(name, at, reserved, report);
      if (!isRecord(declaredTask)) {
        report(at, `must be a task, not ${nameOf(declaredTask)}`, wayToTask(declaredTask));
        return [name, declaredTask];
      }
      const task = { ...declaredTask };
      checkTask(task, at, report);
      checkOptions(name, task, at, reserved, report);
      checkPlaceholders(task, at, report);
      checkNeeds(task["needs"], `${at}.needs`, known, report);
      checkNeeds(task["finally"], `${at}.finally`, known, report);
      return [name, task];
    }),
  );
}

function checkName(name: string, at: string, { commands, replaceable }: Reserved, report: Report): void {
  if (name === "") report(at, "the name of a task is empty", "Give it one.");
  else if (/\s/.test(name))
    report(at, `"${name}" has a space in it`, `Write "${name.trim().replace(/\s+/g, "-")}".`);
  else if (/^[-!]/.test(name)) report(at, `"${name}" begins with "${name[0]}"`, "Begin it with a letter.");
  // Reading it from an object gives the prototype, never a task.
  else if (name === "__proto__") report(at, `"${name}" can't be the name of a task`, "Rename it.");
  else if (commands.includes(name) && !replaceable.includes(name)) {
    const next =
      replaceable.length === 0
        ? "Take another one."
        : `Rename the task; only ${replaceable.join(", ")} may be replaced.`;
    report(at, `"${name}" is the name of a command of gowsl`, next);
  }
}

function wayToTask(value: unknown): string {
  if (typeof value === "string") return `Write sh(${JSON.stringify(value)}).`;
  if (typeof value === "function") return "Call it, or write task({ run: ... }).";
  if (Array.isArray(value)) return "Write task({ needs: [...] }).";
  return "Make it with go.build(...), sh(...) or task(...).";
}

function checkTask(task: Entries, at: string, report: Report): void {
  const { kind } = task;
  if (kind === undefined) return report(at, "was not made by go.*, sh or task", wayToTask(task));
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    const fallback = wayToTask(task);
    const near = typeof kind === "string" ? closest(kind, Object.keys(kinds)) : undefined;
    const next = near === undefined ? fallback : `Did you mean ${kinds[near as Task["kind"]].word}(...)?`;
    return report(at, `${typeof kind === "string" ? `"${kind}"` : nameOf(kind)} is not a kind of task`, next);
  }
  const { word, fields } = kinds[kind as Task["kind"]];
  settings(word, { ...fields, kind: () => {} })(task, at, report);
  const { command, run, needs } = task;
  if (kind === "shell" && command === undefined)
    report(at, "has no command", 'Write sh("go generate ./...").');
  if (
    kind === "function" &&
    run === undefined &&
    (needs === undefined || (Array.isArray(needs) && needs.length === 0))
  ) {
    report(at, "has neither run nor needs", "Give it a function to run, or the names of tasks to group.");
  }
}

/** Tasks by each of their names. Two tasks must not have one. */
function knownTasks(tasks: [string, unknown][], reserved: Reserved, report: Report): KnownTasks {
  const known = new Map<string, Partial<Task> | undefined>(reserved.included);
  for (const [name, task] of tasks) known.set(name, isRecord(task) ? task : undefined);
  for (const name of reserved.replaceable) if (!known.has(name)) known.set(name, undefined);
  for (const [name, task] of tasks) {
    const aliases = isRecord(task) && Array.isArray(task["alias"]) ? (task["alias"] as unknown[]) : [];
    for (const [index, alias] of aliases.entries()) {
      if (typeof alias !== "string" || alias.trim() === "") continue;
      const at = `${below("tasks", name)}.alias[${index}]`;
      if (known.has(alias)) report(at, `"${alias}" is the name of a task already`, "Take another one.");
      else checkName(alias, at, { ...reserved, replaceable: [] }, report);
      known.set(alias, isRecord(task) ? task : undefined);
    }
  }
  return known;
}

/** Arguments and axes are options of the command line, where gowsl has some itself. */
function checkOptions(name: string, task: Entries, at: string, reserved: Reserved, report: Report): void {
  for (const setting of ["args", "matrix"] as const) {
    const declared = task[setting];
    if (!isRecord(declared)) continue;
    const taken = reserved.options?.(name) ?? [];
    for (const option of Object.keys(declared)) {
      if (!taken.includes(option)) continue;
      const place = below(`${at}.${setting}`, option);
      report(place, `--${option} is an option of gowsl itself`, "Rename it.");
    }
  }
}

/** A pool that is misspelt would be one of its own, and hold nobody back. */
function checkPools(tasks: Entries, pools: unknown, report: Report): void {
  const known = isRecord(pools) ? Object.keys(pools) : [];
  for (const [name, task] of Object.entries(tasks)) {
    const pool = isRecord(task) ? task["pool"] : undefined;
    if (typeof pool !== "string" || pool.trim() === "" || known.includes(pool)) continue;
    const next = didYouMean(pool, known, `Declare it: pools: { ${JSON.stringify(pool)}: 1 }.`);
    report(`${below("tasks", name)}.pool`, `"${pool}" is not a pool of the config`, next);
  }
}
