/** Which targets a command line means, checked against the ports of the routed Go. */
import path from "node:path";
import { knownSystems } from "../go/file-names.ts";
import { expandTargets, readPorts, type Port } from "../go/ports.ts";
import type { Instance } from "../graph/expand.ts";
import type { PlanSetting } from "../graph/outline.ts";
import { isDirectory } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import { failure, success, type Failure, type Family, type Result } from "../model/failure.ts";
import { levelVariables, type Target } from "../model/target.ts";
import type { GoBuildTask, Task } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";
import type { Conditions } from "./conditions.ts";
import type { Project } from "./project.ts";

export interface TaskRequest {
  /** Names of the tasks to run. */
  requested: readonly string[];
  tasks: Readonly<Record<string, Task>>;
  /** What the names of tasks that are run stand for. */
  instances: ReadonlyMap<string, Instance>;
  /** What was decided of them, and what that rests on. */
  conditions: Conditions;
  /** Targets of `cross` from the command line; empty: those of the config. */
  targets: readonly string[];
  /** As in PlanSetting. */
  only?: readonly string[];
  extra: readonly string[];
  cores: number;
}

type Targets = Pick<PlanSetting, "crossTargets" | "taskTargets" | "environmentTarget">;

/** Targets of `cross`, of tasks that name some, and of the environment, all checked against the Go's ports. */
export function resolveTargets(
  project: Project,
  request: TaskRequest,
  goTasks: readonly string[],
  toolchain: Toolchain | undefined,
): Result<Targets> {
  const ports = toolchain === undefined ? undefined : readPorts(toolchain.goroot);
  const version = toolchain?.version ?? "";
  const expand = (texts: readonly string[], at: (index?: number) => string, family: Family) => {
    return expandTargets([...texts], ports ?? knownPorts(texts), at, { family, version });
  };
  const failures = [];
  let crossTargets: readonly Target[] = [];
  const crosses = goTasks.map((name) => request.tasks[name]!).filter(({ kind }) => kind === "go-cross");
  // One of an included config has the targets of that.
  if (crosses.some((task) => request.targets.length > 0 || (task as GoBuildTask).targets === undefined)) {
    const configured = project.loaded.config.targets ?? [];
    const given = request.targets.length > 0;
    const isFolder = (word: string) => isDirectory(path.resolve(project.cwd, word));
    const dotless = packageWithoutDot(request.targets, isFolder);
    if (dotless !== undefined) return failure(dotless);
    // What the config has wrong is not the command line's fault.
    const added = given && onlyTakesAway(request.targets) && configured.length > 0;
    const own = added
      ? expand(configured, (index) => configPlace(project.configName, configured, index), "config")
      : success([]);
    if (!own.ok) return own;
    const expanded = given
      ? expand(withConfigured(request.targets, configured), () => "gowsl cross", "command-line")
      : expand(
          configured,
          (index) => configPlace(project.configName, configured, index),
          configured.length === 0 ? "command-line" : "config",
        );
    if (expanded.ok) crossTargets = expanded.value;
    else failures.push(...expanded.failures);
  }
  const taskTargets: Record<string, readonly Target[]> = {};
  for (const name of goTasks) {
    const { targets, overrides } = request.tasks[name] as GoBuildTask;
    for (const pattern of overrides === undefined ? [] : Object.keys(overrides)) {
      const place = `${project.configName}: tasks.${name}.overrides["${pattern}"]`;
      const expanded = expand([pattern], () => place, "config");
      if (!expanded.ok) failures.push(...expanded.failures);
    }
    if (targets === undefined) continue;
    const place = `${project.configName}: tasks.${name}.targets`;
    const expanded = expand(
      targets,
      (index) => (index === undefined ? place : `${place}[${index}]`),
      "config",
    );
    if (expanded.ok) taskTargets[name] = expanded.value;
    else failures.push(...expanded.failures);
  }
  const wanted = environmentTarget(project, toolchain);
  // Only what builds for it minds what it is: other tasks never see it.
  const builds = goTasks.some((name) => request.tasks[name]!.kind === "go-build" && !taskTargets[name]);
  if (wanted !== undefined && toolchain !== undefined && builds) {
    const checked = expand([`${wanted.goos}/${wanted.goarch}`], () => "GOOS and GOARCH", "command-line");
    if (!checked.ok) failures.push(...checked.failures);
  }
  if (failures.length > 0) return failure(...failures);
  return success({
    crossTargets,
    taskTargets,
    ...(wanted === undefined ? {} : { environmentTarget: wanted }),
  });
}

/** Where the command line only takes away, it does so from those of the config: they are the default. */
export function withConfigured(given: readonly string[], configured: readonly string[]): readonly string[] {
  return onlyTakesAway(given) ? [...configured, ...given] : given;
}

function onlyTakesAway(given: readonly string[]): boolean {
  return given.every((text) => text.startsWith("!"));
}

/** A package behind the targets, written without the dot by which it would be known. */
export function packageWithoutDot(
  given: readonly string[],
  isFolder: (word: string) => boolean,
): Failure | undefined {
  const word = given.find((each) => {
    const [goos = ""] = each.replace(/^!/, "").split("/");
    return !["", "*", "all"].includes(goos) && !knownSystems.has(goos) && isFolder(each);
  });
  if (word === undefined) return undefined;
  return {
    family: "command-line",
    place: "gowsl cross",
    thing: `"${word}" is a folder, and not a target`,
    next: `A package begins with a dot: ./${word}`,
  };
}

function configPlace(configName: string, configured: readonly string[], index?: number): string {
  if (index !== undefined) return `${configName}: targets[${index}]`;
  return configured.length === 0 ? "gowsl cross" : `${configName}: targets`;
}

/** Without a list of ports every well-formed target is taken; go itself then says what it can't build. */
function knownPorts(texts: readonly string[]): Port[] {
  return texts.flatMap((text) => {
    const [goos = "", goarch = ""] = text.replace(/^!/, "").split("/");
    return goos === "*" || goarch === "" ? [] : [{ goos, goarch, firstClass: true, cgo: false }];
  });
}

/** GOOS and GOARCH of the user's environment, if either is set. Levels come through the environment itself. */
function environmentTarget({ machine }: Project, toolchain: Toolchain | undefined): Target | undefined {
  const read = (name: string) => variable(machine.environment, machine.platform, name);
  const goos = read("GOOS");
  const goarch = read("GOARCH");
  if ((goos === undefined && goarch === undefined) || toolchain === undefined) return undefined;
  const target: Target = { goos: goos ?? toolchain.os, goarch: goarch ?? toolchain.arch };
  const level = read(levelVariables[target.goarch] ?? "");
  return level === undefined ? target : { ...target, level };
}
