/**
 * Configs that a config includes: each is loaded and checked by itself, and its tasks then stand below its
 * name (`api:build`), with their folders and needs. Knows nothing of what the tasks do.
 */
import path from "node:path";
import { isDirectory, isFile } from "../host/files.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { renameNeeds } from "../model/needs.ts";
import type { Config, Task } from "../model/task.ts";
import { below, isRecord } from "./checks.ts";
import { configIn } from "./find.ts";
import type { LoadedConfig } from "./load.ts";

/** A config that another one includes. */
export interface Included {
  /** How the tasks of the including config name it: `api`. */
  name: string;
  file: string;
  loaded: LoadedConfig;
}

/** A config on the way to the one that is loaded. */
export interface Including {
  file: string;
  /** How failures call it. */
  place: string;
}

/** The files that a config includes, by name; or what is wrong with them. */
export function includedFiles(value: unknown, way: readonly Including[]): Result<Record<string, string>> {
  const { file, place } = way.at(-1)!;
  const declared = isRecord(value) ? value["include"] : undefined;
  // What has another form is told by the check of the config.
  const entries = isRecord(declared) ? Object.entries(declared) : [];
  const files: Record<string, string> = {};
  const failures: Failure[] = [];
  for (const [name, target] of entries) {
    if (typeof target !== "string" || target.trim() === "") continue;
    const at = `${place}: ${below("include", name)}`;
    const wanted = path.resolve(path.dirname(file), target);
    const found = isDirectory(wanted) ? configIn(wanted) : isFile(wanted) ? wanted : undefined;
    if (found === undefined) {
      const thing = isDirectory(wanted)
        ? `there is no gowsl.config.ts in ${target}`
        : `there is no ${target}`;
      const next = "Name a config, or the folder that holds it, relative to this config.";
      failures.push({ family: "config", place: at, thing, next });
    } else if (way.some((each) => each.file === found)) {
      const start = way.findIndex((each) => each.file === found);
      const circle = [...way.slice(start), way[start]!].map((each) => each.place).join(" -> ");
      const thing = `these configs include each other: ${circle}`;
      failures.push({ family: "config", place: at, thing, next: "Remove one of these includes." });
    } else files[name] = found;
  }
  return failures.length > 0 ? failure(...failures) : success(files);
}

/** The tasks of an included config as the including one sees them. */
export function tasksBelow({ name, loaded }: Included, root: string): Record<string, Task> {
  const folder = path.relative(root, loaded.root!).replaceAll("\\", "/") || ".";
  return Object.fromEntries(
    Object.entries(loaded.tasks).map(([own, task]) => [
      `${name}:${own}`,
      movedTask(task, name, folder, loaded.config),
    ]),
  );
}

/** With its paths from the new root, and its names below that of the include. */
function movedTask(task: Task, name: string, folder: string, config: Config): Task {
  const rename = (own: string) => `${name}:${own}`;
  const file = (own: string) => path.posix.join(folder, own);
  const isBuild = task.kind === "go-build" || task.kind === "go-cross" || task.kind === "go-install";
  const targets = isBuild
    ? (task.targets ?? (task.kind === "go-cross" ? config.targets : undefined))
    : undefined;
  const spread = targets !== undefined || task.kind === "go-cross";
  return {
    ...task,
    dir: file(task.dir ?? "."),
    group: task.group ?? name,
    ...(task.needs === undefined ? {} : { needs: renameNeeds(task.needs, rename) }),
    ...(task.finally === undefined ? {} : { finally: task.finally.map(rename) }),
    ...(task.alias === undefined ? {} : { alias: task.alias.map(rename) }),
    ...(isBuild ? { out: file(task.out ?? (spread ? "dist" : "bin")) } : {}),
    ...(targets === undefined ? {} : { targets }),
    ...movedCondition(task, file),
    ...movedInputs(task, rename),
    ...("dotenv" in task && task.dotenv !== undefined ? { dotenv: task.dotenv.map(file) } : {}),
  } as Task;
}

/** Their paths are those from the task's folder, and stay; names of tasks do not. */
function movedInputs(task: Task, rename: (own: string) => string): object {
  if (!("inputs" in task) || task.inputs === undefined) return {};
  const inputs = task.inputs.map((input) =>
    typeof input === "object" && "outputsOf" in input ? { outputsOf: rename(input.outputsOf) } : input,
  );
  return { inputs };
}

function movedCondition(task: Task, file: (own: string) => string): Pick<Task, "if"> {
  if (typeof task.if !== "object" || task.if.exists === undefined) return {};
  return { if: { ...task.if, exists: [task.if.exists].flat().map(file) } };
}

/** Two tasks of one name: one that is included, and one that the config declares itself. */
export function nameClashes(
  config: Config,
  included: readonly Included[],
  place: string,
  configs: (file: string) => string,
): Failure[] {
  return included.flatMap(({ name, file, loaded }) =>
    Object.keys(loaded.config.tasks ?? {})
      .filter((own) => Object.hasOwn(config.tasks ?? {}, `${name}:${own}`))
      .map((own) => ({
        family: "config" as const,
        place: `${place}: ${below("tasks", `${name}:${own}`)}`,
        thing: `${configs(file)}, included as ${name}, has a task of this name`,
        next: "Rename one of them, or the include.",
      })),
  );
}

/** The including config with all that is included: what it declares itself goes before. */
export function withIncluded(
  own: LoadedConfig,
  included: readonly Included[],
  shown: (file: string) => string,
): LoadedConfig {
  if (included.length === 0) return own;
  const root = own.root!;
  const tasks: Record<string, Task> = { ...own.tasks };
  const declared: Record<string, Task> = { ...own.config.tasks };
  const origins = new Map<string, string | undefined>();
  const scopes: string[] = [];
  const parts: LoadedConfig["parts"] = [];
  const notes = [...own.notes];
  let pools = own.config.pools;
  for (const each of included) {
    const { name, loaded } = each;
    const moved = tasksBelow(each, root);
    for (const [full, task] of Object.entries(moved)) {
      tasks[full] ??= task;
      const inner = full.slice(name.length + 1);
      // Built-in tasks of a module, too: they work in its folder. Its cross builds what it declares.
      const derived = task.kind === "go-cross" || task.kind === "go-install";
      if (Object.hasOwn(loaded.config.tasks ?? {}, inner) || !derived) declared[full] ??= tasks[full];
      origins.set(full, loaded.originOf(inner));
    }
    notes.push(...loaded.notes, ...withoutSay(own, each, shown));
    scopes.push(name, ...loaded.scopes.map((scope) => `${name}:${scope}`));
    parts.push({ root: loaded.root!, config: loaded.config }, ...loaded.parts);
    if (loaded.config.pools !== undefined) pools = { ...loaded.config.pools, ...pools };
  }
  const config = { ...own.config, tasks: declared, ...(pools === undefined ? {} : { pools }) };
  const originOf = (task: string) => own.originOf(task) ?? origins.get(task);
  return { ...own, config, tasks, originOf, scopes, parts, notes };
}

/** Settings of an included config that hold for a whole run, and so are those of the including one. */
function withoutSay(
  own: LoadedConfig,
  { file, loaded }: Included,
  shown: (file: string) => string,
): string[] {
  const { goroot, side, toolchain, mirrors } = loaded.config.go ?? {};
  const settings = {
    "go.goroot": [goroot, own.config.go?.goroot],
    "go.side": [side, own.config.go?.side],
    "go.toolchain": [toolchain, own.config.go?.toolchain],
    "go.mirrors": [mirrors, own.config.go?.mirrors],
    "store.limit": [loaded.config.store?.limit, own.config.store?.limit],
  };
  return Object.entries(settings).flatMap(([name, [value, decided]]) =>
    value === undefined || JSON.stringify(value) === JSON.stringify(decided)
      ? []
      : [
          `${shown(file)}: ${name} has no effect: ${shown(own.file!)} includes it, and decides this for the whole run`,
        ],
  );
}

/** Names of the tasks that an included config can be needed by, with what they declare. */
export function neededFrom(included: readonly Included[]): Map<string, Task> {
  const known = new Map<string, Task>();
  for (const { name, loaded } of included) {
    for (const [own, task] of Object.entries(loaded.tasks)) {
      known.set(`${name}:${own}`, task);
      for (const alias of task.alias ?? []) known.set(`${name}:${alias}`, task);
    }
  }
  return known;
}
