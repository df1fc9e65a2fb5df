/**
 * From a command line to a plan: selects tasks, gathers the facts that go and git know, and plans.
 * Runs nothing of the user's.
 */
import path from "node:path";
import { listGoFiles, readGoEnvironment } from "../go/listing.ts";
import { Replies } from "../go/replies.ts";
import { ownFlags } from "../graph/build-step.ts";
import { selectTasks } from "../graph/graph.ts";
import { outlineTask, type PlanSetting } from "../graph/outline.ts";
import type { PlanFacts } from "../graph/facts.ts";
import { hostFolders } from "../graph/host-step.ts";
import { makePlan } from "../graph/plan.ts";
import { elapsed, now } from "../host/clock.ts";
import { withoutLooks } from "../host/looks.ts";
import { lookAtRefs, readRepository } from "../host/repository.ts";
import { collect, failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import type { Task } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { definitionNotes } from "./definition-notes.ts";
import { GoFacts } from "./go-facts.ts";
import { settingFailures } from "./go-settings.ts";
import { uniqueFailures } from "./main-packages.ts";
import { resolveTargets, type TaskRequest } from "./resolve-targets.ts";
import { declaredNames, foldersOf, missingFolders, readFolder } from "./task-folders.ts";
import type { MissingGo } from "./missing-go.ts";
import { routedEnvironment, routeGo, type Project } from "./project.ts";

export interface Planned {
  plan: Plan;
  toolchain: Toolchain | undefined;
  facts: GoFacts | undefined;
  /** Does anything hold what git says? */
  stamped: boolean;
  /** Is all that is stamped among the noted looks? */
  stampKnown: boolean;
  /** What stands in the config and has no effect. */
  notes: string[];
}

/**
 * Plans the requested tasks.
 * @param readOnly change nothing, not even what gowsl remembers of this checkout
 * @param missing what to do when no installed Go will do; by default that is a failure
 */
export async function planTasks(
  project: Project,
  request: TaskRequest,
  readOnly: boolean,
  missing?: MissingGo,
): Promise<Result<Planned>> {
  const selected = selectTasks(request.tasks, request.requested, project.configName);
  if (!selected.ok) return selected;
  const lost = missingFolders(project, request, selected.value);
  if (lost.length > 0) return failure(...lost);
  const goTasks = selected.value.filter((name) => request.tasks[name]!.kind.startsWith("go-"));
  const folders = new Set(goTasks.flatMap((name) => foldersOf(project, request, name)));
  const modules = collect([...folders].map((folder) => readFolder(project, folder)));
  if (!modules.ok) return modules;
  const everyPackage = Object.fromEntries(modules.value.map((each) => [each.folder, each.patterns]));
  const moduleFolders = Object.fromEntries(modules.value.map((each) => [each.folder, each.moduleFolders]));

  const needsGo = goTasks.length > 0 || selected.value.some((name) => namesGo(request.tasks[name]!));
  const routed = await routeFor(project, [...folders], needsGo ? missing : undefined);
  if (!routed.ok && goTasks.length > 0) return routed;
  const toolchain = routed.ok ? routed.value : undefined;
  const refused = toolchain === undefined ? [] : refusedSettings(project, request, goTasks, toolchain);
  if (refused.length > 0) return failure(...refused);
  const targets = resolveTargets(project, request, goTasks, toolchain);
  if (!targets.ok) return targets;
  const setting: PlanSetting = {
    root: project.root,
    configName: project.configName,
    tasks: request.tasks,
    instances: request.instances,
    scopes: project.loaded.scopes,
    declared: declaredNames(project, request),
    selected: selected.value,
    requested: request.requested,
    extra: request.extra,
    ...(project.loaded.config.pools === undefined ? {} : { pools: project.loaded.config.pools }),
    ...(request.only === undefined ? {} : { only: request.only }),
    host: {
      ...project.host,
      cores: request.cores,
      ...(toolchain ? { goos: toolchain.os, goarch: toolchain.arch } : {}),
    },
    ...targets.value,
    everyPackage,
    matcher: await matcherFor(request, selected.value),
    join: path.join,
  };
  if (toolchain === undefined) {
    const planned = makePlan(setting, { builds: new Map(), goFiles: {}, moduleFolders });
    if (!planned.ok) return planned;
    return success({
      plan: planned.value,
      toolchain,
      facts: undefined,
      stamped: false,
      stampKnown: true,
      notes: [],
    });
  }
  return planWithGo(project, request, setting, goTasks, toolchain, moduleFolders, readOnly);
}

async function planWithGo(
  project: Project,
  request: TaskRequest,
  plain: PlanSetting,
  goTasks: readonly string[],
  toolchain: Toolchain,
  moduleFolders: PlanFacts["moduleFolders"],
  readOnly: boolean,
): Promise<Result<Planned>> {
  const environment = routedEnvironment(project, toolchain);
  const { children, machine } = project;
  const call = { go: toolchain.go, cwd: project.root, environment, children };
  let setting = plain;
  if (goTasks.some((name) => request.tasks[name]!.kind === "go-install")) {
    const variables = await readGoEnvironment(call);
    if (!variables.ok) return variables;
    const { GOBIN, GOPATH = "" } = variables.value;
    setting = { ...plain, installFolder: GOBIN || path.join(GOPATH.split(path.delimiter)[0]!, "bin") };
  }
  const outlines = goTasks.flatMap((name) => outlineTask(setting, name));
  // Before go list sees them and says something else.
  const own = outlines.flatMap(ownFlags);
  if (own.length > 0) return failure(...own);
  const stamped = outlines.some((outline) => outline.flags.some((flag) => flag.includes("{git.")));
  const facts = new GoFacts({
    root: project.root,
    cwd: project.cwd,
    toolchain,
    environment,
    platform: machine.platform,
    children,
    cores: machine.cores,
    states: project.states,
    replies: new Replies(project.root, project.states, { now, elapsed }, readOnly),
    presuming: !readOnly,
    ...(stamped ? { readRepository: () => readRepository(children, environment, project.root) } : {}),
  });
  const builds = await facts.gather(outlines);
  if (!builds.ok) return builds;
  const goFiles: Record<string, string[]> = {};
  for (const name of goTasks) {
    const task = request.tasks[name]!;
    if (task.kind !== "go-format" || !task.check) continue;
    const named = (goFiles[name] = [] as string[]);
    for (const folder of hostFolders(setting, name)) {
      const patterns = task.packages ?? setting.everyPackage[folder] ?? ["./..."];
      const files = await listGoFiles({ ...call, cwd: path.resolve(project.root, folder) }, [...patterns]);
      if (!files.ok) return files;
      named.push(...files.value);
    }
  }
  const planned = makePlan(setting, { toolchain, builds: builds.value, goFiles, moduleFolders });
  if (!planned.ok) return planned;
  const stampKnown = !stamped || (await lookAtRefs(project.root, machine.home));
  const notes = withoutLooks(() => definitionNotes(setting, outlines, (id) => facts.listingOf(id)));
  return success({
    plan: planned.value,
    toolchain,
    facts,
    stamped,
    stampKnown,
    notes: notes.map((text) => `${project.configName}: ${text}`),
  });
}

/** What matches wildcards, loaded only where a task declares files. */
async function matcherFor(
  { tasks }: TaskRequest,
  selected: readonly string[],
): Promise<PlanSetting["matcher"]> {
  if (!selected.some((name) => "outputs" in tasks[name]!)) return () => () => false;
  return (await import("../host/globs.ts")).globMatcher;
}

/** The commands of go that tasks come down to. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  "go-build": ["build"],
  "go-cross": ["build"],
  "go-install": ["install"],
  "go-test": ["test"],
  "go-vet": ["vet"],
  "go-tidy": ["mod"],
  "go-format": ["list"],
};

/** Settings that go would fail on, before anything is asked of it. Each once, though several tasks meet it. */
function refusedSettings(
  project: Project,
  { tasks }: TaskRequest,
  names: readonly string[],
  toolchain: Toolchain,
): Failure[] {
  const failures = names.flatMap((name) => {
    const { kind, env } = tasks[name]!;
    return settingFailures(project, toolchain, verbs[kind] ?? [], env);
  });
  return uniqueFailures(failures);
}

/** Does a shell line begin a command with go? It is given the routed one. */
function namesGo(task: Task): boolean {
  return task.kind === "shell" && /(^|[;&|(]\s*)go(fmt)?\s/.test(task.command);
}

/** The Go for all folders of a plan: one that suits each of them. */
async function routeFor(
  project: Project,
  folders: string[],
  missing: MissingGo | undefined,
): Promise<Result<Toolchain>> {
  const routed = collect(
    await Promise.all(
      (folders.length === 0 ? ["."] : folders).map((folder) =>
        routeGo(project, path.resolve(project.root, folder), missing),
      ),
    ),
  );
  if (!routed.ok) return routed;
  const [first] = routed.value;
  const other = routed.value.find((toolchain) => toolchain.goroot !== first!.goroot);
  if (other === undefined) return success(first!);
  return failure({
    family: "toolchain",
    place: project.configName,
    thing: `the modules of this run ask for different Gos: ${first!.why}; ${other.why}`,
    next: "Run their tasks one by one, or set go.version in the config.",
  });
}
