/**
 * Finds, loads and checks the config, and lays its tasks over the built-in ones. Knows nothing of how
 * a module is loaded, or of how tasks become steps.
 */
import path from "node:path";
import { collect, failure, success, type Result } from "../model/failure.ts";
import type { Config, Task } from "../model/task.ts";
import { now } from "../host/clock.ts";
import type { ImportedConfig } from "../host/config-module.ts";
import { readText } from "../host/files.ts";
import { lookAt } from "../host/stat.ts";
import { findConfig, passedOver } from "./find.ts";
import {
  includedFiles,
  nameClashes,
  neededFrom,
  withIncluded,
  type Included,
  type Including,
} from "./include.ts";
import { areRepeatable, importsFrom, type Imports } from "./imported.ts";
import { findKept, keepConfig, type Keeping } from "./kept.ts";
import { isRepeatable, type Repeatable } from "./repeatable.ts";
import { withLines } from "./lines.ts";
import { validateConfig } from "./validate.ts";

export interface LoadedConfig {
  /** The folder of the config. */
  root?: string;
  /** The config itself. */
  file?: string;
  config: Config;
  /** The built-in tasks, with those of the config laid over. */
  tasks: Record<string, Task>;
  /** The config and the local files that it imported. */
  sources: string[];
  /** What the imports led to when it was loaded. */
  imports: Imports;
  /** Would it come out the same next time? */
  repeatable: Repeatable;
  /** The config that declares a task; undefined for one that is built in. */
  originOf: (task: string) => string | undefined;
  /** Names of the included configs: `api`, `api:tools`. */
  scopes: string[];
  /** The included configs with their folders; their wishes hold there. */
  parts: { root: string; config: Config }[];
  /** What stands in configs, or beside them, and has no effect. */
  notes: string[];
  /** Of one that was kept, whose functions nobody may call: the same evaluated. */
  evaluated?: () => Promise<Result<LoadedConfig>>;
}

export interface LoadOptions {
  cwd: string;
  /** The tasks that always exist; a config may replace them. */
  builtIn: Readonly<Record<string, Task>>;
  /** Names of gowsl's commands, which tasks may not take. */
  commands: readonly string[];
  /** Names of the options behind a task of this name, which its arguments may not take. */
  options?: (task: string) => readonly string[];
  /** Where evaluated configs are kept; absent: nowhere. */
  keeping?: Keeping | undefined;
}

/** Without a config file: an empty config, and the built-in tasks. */
export async function loadConfig(options: LoadOptions): Promise<Result<LoadedConfig>> {
  const file = findConfig(options.cwd);
  if (file !== undefined) return (await loadKept(options, file)) ?? loadNew(options, file);
  const tasks = { ...options.builtIn };
  return success({
    config: {},
    tasks,
    sources: [],
    imports: [],
    repeatable: isRepeatable({}),
    ...nothingIncluded,
  });
}

const nothingIncluded = { originOf: () => undefined, scopes: [], parts: [], notes: [] };

/** A config with all that it includes, while it is loaded. */
interface Loading extends LoadOptions {
  /** Values that were found to be right before: nothing is evaluated. */
  kept?: ReadonlyMap<string, Config>;
  /** Those that are found to be right now. */
  configs: Map<string, Config>;
  /** Has one of them printed anything? */
  printed: boolean;
}

/** The config as it came out before; undefined where that is not known, or where it includes another file by now. */
async function loadKept(options: LoadOptions, file: string): Promise<Result<LoadedConfig> | undefined> {
  const kept = options.keeping && findKept(options.keeping, file);
  if (kept === undefined) return undefined;
  const loading = { ...options, kept: kept.configs, configs: new Map(), printed: false };
  const loaded = await loadFile(loading, [{ file, place: path.basename(file) }]);
  if (!loaded.ok) return undefined;
  const { sources, imports, variables } = kept;
  const evaluated = () => loadNew({ ...options, keeping: undefined }, file);
  const repeatable: Repeatable = { ok: true, variables };
  return success({ ...loaded.value, sources, imports, repeatable, evaluated });
}

async function loadNew(options: LoadOptions, file: string): Promise<Result<LoadedConfig>> {
  const { keeping } = options;
  const before = { text: readText(file) ?? "", stat: lookAt(file).stat, startedMs: now() };
  const loading: Loading = { ...options, configs: new Map(), printed: false };
  const loaded = await loadFile(loading, [{ file, place: path.basename(file) }]);
  if (!loaded.ok) return loaded;
  const { sources, root } = loaded.value;
  const texts = new Map(sources.map((source) => [source, readText(source) ?? ""]));
  const imports = importsFrom(texts);
  const repeatable = areRepeatable(texts, imports, (source) => path.relative(root!, source));
  if (keeping !== undefined && !keeping.readOnly && !loading.printed) {
    await keepConfig(keeping, file, { configs: loading.configs, sources }, before);
  }
  return success({ ...loaded.value, imports, repeatable });
}

/** @param way the configs that include this one, from the outermost on, and this one */
async function loadFile(loading: Loading, way: readonly Including[]): Promise<Result<LoadedConfig>> {
  const { file, place } = way.at(-1)!;
  const imported = loading.kept === undefined ? await evaluate(file) : known(loading.kept.get(file));
  if (!imported.ok) {
    const { withMeant } = await import("./meant.ts");
    const { message: thing, at, frames, next } = withMeant(imported, path.basename(file));
    const detail = frames.length === 0 ? {} : { detail: frames.join("\n") };
    const where = at === undefined ? place : `${place}:${at}`;
    return failure({
      family: "config",
      place: where,
      thing,
      ...(next === undefined ? {} : { next }),
      ...detail,
    });
  }
  loading.printed ||= imported.printed;
  return layConfig(loading, way, imported);
}

function known(config: Config | undefined): ImportedConfig {
  return config === undefined
    ? { ok: false, message: "was not included before", frames: [] }
    : { ok: true, value: config, sources: [], printed: false };
}

/** On demand: without a config, and with one that is kept, nothing of what loads one is needed. */
async function evaluate(file: string): Promise<ImportedConfig> {
  return (await import("../host/config-module.ts")).importConfig(file);
}

/** Checks what a config came out as, and lays its tasks over the built-in ones and those that it includes. */
async function layConfig(
  loading: Loading,
  way: readonly Including[],
  { value, sources: imported }: { value: unknown; sources: string[] },
): Promise<Result<LoadedConfig>> {
  const { file, place } = way.at(-1)!;
  const { builtIn, commands, options: optionNames = () => [] } = loading;
  const included = await loadIncluded(loading, value, way);
  if (!included.ok) return included;
  const checked =
    loading.kept !== undefined
      ? success(value as Config)
      : validateConfig(value, place, {
          commands,
          options: optionNames,
          replaceable: Object.keys(builtIn),
          included: neededFrom(included.value),
        });
  if (!checked.ok) {
    // What comes from another file has no line in this one.
    const alone = imported.every((source) => source === file);
    return alone ? failure(...withLines(checked.failures, place, readText(file) ?? "")) : checked;
  }
  const config = checked.value;
  const root = path.dirname(file);
  const shown = shownFrom(way);
  const clashes = nameClashes(config, included.value, place, shown);
  if (clashes.length > 0) return failure(...clashes);
  loading.configs.set(file, config);
  const declared = config.tasks ?? {};
  const sources = new Set([...imported, ...included.value.flatMap(({ loaded }) => loaded.sources)]);
  const own: LoadedConfig = {
    root,
    file,
    config,
    tasks: layTasks(builtIn, declared),
    sources: [...sources].toSorted(),
    // Those of all are known once all are there.
    imports: [],
    repeatable: isRepeatable({}),
    ...nothingIncluded,
    originOf: (task) => (Object.hasOwn(declared, task) ? file : undefined),
    notes: passedOver(file).map(
      (name) => `${shown(path.join(root, name))} is not read: ${path.basename(file)} beside it comes first`,
    ),
  };
  return success(withIncluded(own, included.value, shown));
}

/** How files are called: from the outermost config. */
function shownFrom(way: readonly Including[]): (file: string) => string {
  return (file) => path.relative(path.dirname(way[0]!.file), file).replaceAll("\\", "/");
}

/** The configs that one includes, one after the other: what they have in common is evaluated once. */
async function loadIncluded(
  loading: Loading,
  value: unknown,
  way: readonly Including[],
): Promise<Result<Included[]>> {
  const files = includedFiles(value, way);
  if (!files.ok) return files;
  const included: Result<Included>[] = [];
  for (const [name, file] of Object.entries(files.value)) {
    const place = path.relative(path.dirname(way[0]!.file), file).replaceAll("\\", "/");
    const loaded = await loadFile(loading, [...way, { file, place }]);
    included.push(loaded.ok ? success({ name, file, loaded: loaded.value }) : loaded);
  }
  return collect(included);
}

/**
 * The config's tasks over the built-in ones. Where it names its builds itself (`server`, `client`) and
 * has no `build`, the built-in one, which would build each main package again, becomes the group of them.
 */
export function layTasks(
  builtIn: Readonly<Record<string, Task>>,
  declared: Readonly<Record<string, Task>>,
): Record<string, Task> {
  const tasks = { ...builtIn, ...declared };
  const builds = Object.keys(declared).filter((name) => declared[name]!.kind === "go-build");
  // What the built-in cross and install build is what these declare, and needs what they need.
  const needs = [...new Set(builds.flatMap((name) => [declared[name]!.needs ?? []].flat()))];
  for (const name of ["cross", "install"].filter((each) => !Object.hasOwn(declared, each))) {
    if (needs.length > 0 && tasks[name] !== undefined) tasks[name] = { ...tasks[name], needs };
  }
  if (builds.length > 0 && !Object.hasOwn(declared, "build")) {
    tasks["build"] = { kind: "function", description: `Build ${builds.join(", ")}`, needs: builds };
  }
  return tasks;
}
