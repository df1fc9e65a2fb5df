/**
 * From tasks to the Go builds that a plan needs facts about: which task, which target, which flags,
 * which packages. Pure; the facts themselves come from go list later.
 */
import { buildArguments } from "../go/argv.ts";
import type { Host } from "../model/host.ts";
import { needNames } from "../model/needs.ts";
import { formatTarget, targetEnvironment, targetFolder, type Target } from "../model/target.ts";
import type { GoBuildTask, Task } from "../model/task.ts";
import type { Instance } from "./expand.ts";
import { scopeOf } from "./names.ts";

/** Everything that planning takes from the outside, but for what go list says. */
export interface PlanSetting {
  /** Folder of bin/, dist/ and .gowsl/. */
  root: string;
  configName: string;
  tasks: Readonly<Record<string, Task>>;
  /** Names of included configs. */
  scopes?: readonly string[];
  /** What the names of tasks stand for, where they are run with arguments or in a cell of a matrix. */
  instances?: ReadonlyMap<string, Instance>;
  /** Names of the tasks that the config itself declares. */
  declared: readonly string[];
  /** Tasks in order, as selectTasks gives them. */
  selected: readonly string[];
  requested: readonly string[];
  /** Packages of the command line when several tasks build: absolute paths or import paths, with `/...` for all below. */
  only?: readonly string[];
  /** Arguments after `--`, for the requested tasks. */
  extra: readonly string[];
  /** How many steps may be in each pool. */
  pools?: Readonly<Record<string, number>>;
  host: Pick<Host, "kind" | "goos" | "goarch" | "cores">;
  /** GOOS, GOARCH and level variables of the user's environment, if set. */
  environmentTarget?: Target;
  /** Targets of `cross`. */
  crossTargets: readonly Target[];
  /** Targets of go.build tasks that name some, by task. */
  taskTargets: Readonly<Record<string, readonly Target[]>>;
  /** Where `go install` puts programs. */
  installFolder?: string;
  /** Patterns that name every package, by folder of the task (`.` without `dir`). */
  everyPackage: Readonly<Record<string, readonly string[]>>;
  /** Does a path match a pattern with wildcards? Both begin at the same folder. */
  matcher: (pattern: string) => (path: string) => boolean;
  /** Joins paths of the host that is planned for. */
  join: (...parts: string[]) => string;
}

/** One Go build step before its main packages are known. */
export interface BuildOutline {
  id: string;
  /** The task that was selected. */
  task: string;
  /** The task whose options are built: for `cross` each go.build task. */
  source: string;
  options: GoBuildTask;
  target: Target;
  targetWhy?: string;
  /** May hold placeholders. */
  flags: string[];
  environment: Record<string, string>;
  cwd: string;
  patterns: readonly string[];
  /** Folder of the artifacts, relative to the root, or absolute. */
  out: string;
  /** Names of tasks. */
  needs: readonly string[];
}

/** The folder a task works in. */
export function taskFolder(setting: Pick<PlanSetting, "root" | "join">, task: Task): string {
  return task.dir === undefined ? setting.root : setting.join(setting.root, task.dir);
}

/** The Go builds of a task; none for tasks of other kinds. */
export function outlineTask(setting: PlanSetting, name: string): BuildOutline[] {
  const task = setting.tasks[name];
  switch (task?.kind) {
    case "go-build":
      return outlineBuild(setting, name, task);
    case "go-cross":
    case "go-install":
      return sources(setting, name, task).flatMap(([source, options], _, all) =>
        outlineDerived(setting, name, task.kind, source, options, all.length > 1),
      );
    default:
      return [];
  }
}

function outlineBuild(setting: PlanSetting, name: string, options: GoBuildTask): BuildOutline[] {
  const named = setting.taskTargets[name];
  const { environmentTarget, host } = setting;
  const targets = named ?? [environmentTarget ?? { goos: host.goos, goarch: host.goarch }];
  const spread = named !== undefined;
  return targets.map((target) =>
    outline(setting, {
      task: name,
      source: name,
      options,
      target,
      ...(!spread && environmentTarget !== undefined
        ? { targetWhy: "GOOS and GOARCH of the environment" }
        : {}),
      out: spread ? setting.join(options.out ?? "dist", targetFolder(target)) : (options.out ?? "bin"),
      trimpath: spread,
      suffix: "",
    }),
  );
}

function outlineDerived(
  setting: PlanSetting,
  name: string,
  kind: "go-cross" | "go-install",
  source: string,
  options: GoBuildTask,
  several: boolean,
): BuildOutline[] {
  const cross = kind === "go-cross";
  const targets = cross
    ? (setting.taskTargets[name] ?? setting.crossTargets)
    : [{ goos: setting.host.goos, goarch: setting.host.goarch }];
  return targets.map((target) =>
    outline(setting, {
      task: name,
      source,
      options,
      target,
      out: cross
        ? setting.join((setting.tasks[name] as GoBuildTask).out ?? "dist", targetFolder(target))
        : (setting.installFolder ?? "bin"),
      trimpath: cross,
      suffix: several ? ` (${source})` : "",
    }),
  );
}

/**
 * What the built-in `cross` and `install` build: every go.build task, the built-in `build` only when
 * there is no other. One that the config declares builds its own packages.
 */
function sources(setting: PlanSetting, name: string, task: GoBuildTask): [string, GoBuildTask][] {
  if (setting.declared.includes(name)) return [[name, task]];
  const { scopes = [] } = setting;
  const scope = scopeOf(name, scopes);
  const builds = Object.entries(setting.tasks).flatMap(([source, candidate]): [string, GoBuildTask][] =>
    candidate.kind === "go-build" && scopeOf(source, scopes) === scope ? [[source, candidate]] : [],
  );
  const own = builds.filter(([source]) => setting.declared.includes(source));
  return own.length > 0 ? own : builds;
}

interface OutlineRequest extends Pick<
  BuildOutline,
  "task" | "source" | "options" | "target" | "out" | "targetWhy"
> {
  trimpath: boolean;
  suffix: string;
}

function outline(setting: PlanSetting, { trimpath, suffix, ...request }: OutlineRequest): BuildOutline {
  const { task, options, target } = request;
  const extra = setting.requested.includes(task) ? setting.extra : [];
  const { flags, environment } = buildArguments(options, target, trimpath, extra);
  return {
    ...request,
    id: `${task} ${formatTarget(target)}${suffix}`,
    flags,
    environment: { ...targetEnvironment(target), ...environment },
    cwd: taskFolder(setting, options),
    patterns: options.packages ?? setting.everyPackage[options.dir ?? "."] ?? ["./..."],
    needs: needNames(options.needs),
  };
}
