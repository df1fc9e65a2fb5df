/**
 * Finds, loads and checks the config, and lays its tasks over the built-in ones. Knows nothing of how
 * a module is loaded, or of how tasks become steps.
 */
import path from "node:path";
import { failure, success, type Result } from "../model/failure.ts";
import type { Config, Task } from "../model/task.ts";
import { readText } from "../host/files.ts";
import { findConfig } from "./find.ts";
import { isRepeatable, type Repeatable } from "./repeatable.ts";
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
  /** Would it come out the same next time? */
  repeatable: Repeatable;
}

export interface LoadOptions {
  cwd: string;
  /** The tasks that always exist; a config may replace them. */
  builtIn: Readonly<Record<string, Task>>;
  /** Names of gowsl's commands, which tasks may not take. */
  commands: readonly string[];
  /** Names of the options behind a task of this name, which its arguments may not take. */
  options?: (task: string) => readonly string[];
}

/** Without a config file: an empty config, and the built-in tasks. */
export async function loadConfig({
  cwd,
  builtIn,
  commands,
  options = () => [],
}: LoadOptions): Promise<Result<LoadedConfig>> {
  const file = findConfig(cwd);
  if (file === undefined)
    return success({ config: {}, tasks: { ...builtIn }, sources: [], repeatable: isRepeatable({}) });
  const place = path.basename(file);
  // On demand: without a config nothing of what loads one is needed.
  const { importConfig } = await import("../host/config-module.ts");
  const imported = await importConfig(file);
  if (!imported.ok) {
    const { message: thing, frames, next } = imported;
    const detail = frames.length === 0 ? {} : { detail: frames.join("\n") };
    return failure({ family: "config", place, thing, ...(next === undefined ? {} : { next }), ...detail });
  }
  const checked = validateConfig(imported.value, place, {
    commands,
    options,
    replaceable: Object.keys(builtIn),
  });
  if (!checked.ok) return checked;
  const config = checked.value;
  const tasks = layTasks(builtIn, config.tasks ?? {});
  const root = path.dirname(file);
  const texts = imported.sources.map((source) => [path.relative(root, source), readText(source) ?? ""]);
  const repeatable = isRepeatable(Object.fromEntries(texts));
  return success({ root, file, config, tasks, sources: imported.sources, repeatable });
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
