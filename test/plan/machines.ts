/**
 * Builds what a plan is made from: a machine of any OS, and what go would say about the project there.
 * Nothing is read from the machine that runs the test.
 */
import path from "node:path";
import { expandTasks } from "../../lib/graph/expand.ts";
import { selectTasks } from "../../lib/graph/graph.ts";
import { outlineTask, type BuildOutline, type PlanSetting } from "../../lib/graph/outline.ts";
import { makePlan } from "../../lib/graph/plan.ts";
import { globMatcher } from "../../lib/host/globs.ts";
import type { Config, HostKind } from "../../lib/index.ts";
import { success, type Result } from "../../lib/model/failure.ts";
import type { TaskNeed } from "../../lib/model/needs.ts";
import type { Plan } from "../../lib/model/plan.ts";
import { formatTarget, parseTarget, type Target } from "../../lib/model/target.ts";
import type { Toolchain } from "../../lib/model/toolchain.ts";
import { builtInTasks } from "../../tasks/index.ts";

export interface Machine {
  kind: HostKind;
  root: string;
  toolchain: Toolchain;
  /** Where `go install` puts programs. */
  installFolder: string;
  join: (...parts: string[]) => string;
}

function machine(kind: HostKind, root: string, goroot: string, os: string, arch: string): Machine {
  const { join } = os === "windows" ? path.win32 : path.posix;
  const go = join(goroot, "bin", os === "windows" ? "go.exe" : "go");
  const why = "go.mod asks for 1.26 or newer; PATH has 1.26.8";
  const toolchain = { goroot, go, version: "1.26.8", os, arch, why, rejected: [] };
  return { kind, root, toolchain, installFolder: join(root, "..", "go", "bin"), join };
}

export const machines = {
  linux: machine("linux", "/home/me/app", "/usr/local/go", "linux", "amd64"),
  wsl2: machine("wsl2", "/mnt/c/src/app", "/usr/local/go", "linux", "amd64"),
  windows: machine("windows", "C:\\src\\my app", "C:\\Program Files\\Go", "windows", "amd64"),
  darwin: machine("darwin", "/Users/me/app", "/opt/homebrew/opt/go/libexec", "darwin", "arm64"),
} satisfies Record<string, Machine>;

/** A main package of the project: its folder, and the systems that have it where not all do. */
export interface Main {
  folder: string;
  only?: string;
}

export interface Request {
  config?: Config;
  /** Names of tasks, or tasks with values. */
  tasks: (string | TaskNeed)[];
  mains?: Main[];
  /** Arguments after `--`. */
  extra?: string[];
  /** GOOS and GOARCH of the user's environment. */
  environmentTarget?: string;
  /** Go files, relative to the root. */
  goFiles?: string[];
  /** Tasks that are left out here. */
  skipped?: string[];
}

/** Plans tasks as gowsl does, from made-up facts. */
export function planOn(host: Machine, request: Request): Result<Plan> {
  const { config = {}, extra = [], environmentTarget, goFiles = [], skipped = [] } = request;
  const expanded = expandTasks({
    tasks: { ...builtInTasks, ...config.tasks },
    requested: request.tasks.map((need) => (typeof need === "string" ? { task: need } : need)),
    configName: "gowsl.config.ts",
    skipReason: (name) => success(skipped.includes(name) ? "not here" : undefined),
    sourcesOf: (name) =>
      (name === "cross" || name === "install") && config.tasks?.[name] === undefined
        ? Object.keys(config.tasks ?? {}).filter((each) => config.tasks![each]!.kind === "go-build")
        : [],
  });
  if (!expanded.ok) return expanded;
  const { tasks, requested, instances } = expanded.value;
  const selected = selectTasks(tasks, requested, "gowsl.config.ts");
  if (!selected.ok) return selected;
  const taskTargets = Object.entries(tasks).flatMap(([name, task]) =>
    "targets" in task && task.targets !== undefined ? [[name, task.targets.map(target)] as const] : [],
  );
  const { kind, root, toolchain, join, installFolder } = host;
  const setting: PlanSetting = {
    root,
    configName: "gowsl.config.ts",
    tasks,
    instances,
    declared: Object.keys(tasks).filter((name) =>
      Object.hasOwn(config.tasks ?? {}, instances.get(name)?.source ?? name),
    ),
    selected: selected.value,
    requested,
    extra,
    ...(config.pools === undefined ? {} : { pools: config.pools }),
    host: { kind, goos: toolchain.os, goarch: toolchain.arch, cores: 8 },
    ...(environmentTarget === undefined ? {} : { environmentTarget: target(environmentTarget) }),
    crossTargets: (config.targets ?? []).map(target),
    taskTargets: Object.fromEntries(taskTargets),
    installFolder,
    everyPackage: { ".": ["./..."] },
    matcher: globMatcher,
    join,
  };
  const outlines = selected.value.flatMap((name) => outlineTask(setting, name));
  return makePlan(setting, {
    toolchain,
    builds: new Map(outlines.map((outline) => [outline.id, buildFacts(host, outline, request.mains ?? [])])),
    goFiles: Object.fromEntries(
      selected.value.map((name) => [name, goFiles.map((file) => join(root, file))] as const),
    ),
    moduleFolders: { ".": [root] },
  });
}

function target(text: string): Target {
  const parsed = parseTarget(text);
  if ("reason" in parsed) throw new Error(parsed.reason);
  return parsed;
}

/** What go list would say: the mains that match, those for other systems as skipped. */
function buildFacts({ root, join }: Machine, outline: BuildOutline, mains: Main[]) {
  const matching = mains.filter(({ folder }) =>
    outline.patterns.some((pattern) =>
      pattern.endsWith("/...") ? `./${folder}/`.startsWith(pattern.slice(0, -3)) : pattern === `./${folder}`,
    ),
  );
  return {
    mains: matching.map(({ folder, only }) => ({
      importPath: `example.com/app/${folder}`,
      dir: join(root, folder),
      ...(only === undefined || only === outline.target.goos
        ? {}
        : { skip: `build constraints exclude all its Go files for ${formatTarget(outline.target)}` }),
    })),
    inputs: ["go.mod", ...matching.map(({ folder }) => `${folder}/main.go`)],
    placeholders: { "git.version": "v1.4.0", "git.commit": "0123abc", "git.date": "2026-03-01T08:00:00Z" },
  };
}
