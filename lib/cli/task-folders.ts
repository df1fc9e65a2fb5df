/** The folders that the tasks of a run work in, and the modules there. Knows nothing of what is done in them. */
import path from "node:path";
import { readModuleFile } from "../go/module-files.ts";
import { hasOpen } from "../graph/instance-values.ts";
import { hostFolders } from "../graph/host-step.ts";
import { scopeOf } from "../graph/names.ts";
import { isDirectory, readText } from "../host/files.ts";
import { failure, success, type Failure } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import { modulePlace, noModule, type Project } from "./project.ts";
import type { TaskRequest } from "./resolve-targets.ts";

/** Folders that a task works in: the built-in cross and install build what other tasks declare. */
export function foldersOf(project: Project, request: TaskRequest, name: string): string[] {
  const { tasks } = request;
  const declared = declaredNames(project, request);
  const { kind, dir = "." } = tasks[name]!;
  if (declared.includes(name)) return [dir];
  if (kind === "go-cross" || kind === "go-install") {
    const { scopes } = project.loaded;
    const scope = scopeOf(name, scopes);
    return Object.entries(tasks).flatMap(([source, each]) =>
      each.kind === "go-build" && scopeOf(source, scopes) === scope ? [each.dir ?? "."] : [],
    );
  }
  const everyPackage = hasModule(project, dir) ? { [dir]: [] } : {};
  return hostFolders({ tasks, declared, everyPackage }, name);
}

/** The tasks that the config declares itself, by the names under which they are run. */
export function declaredNames(project: Project, { tasks, instances }: TaskRequest): string[] {
  const declared = project.loaded.config.tasks ?? {};
  return Object.keys(tasks).filter((name) => Object.hasOwn(declared, instances.get(name)?.source ?? name));
}

/** Is there a module or workspace for a folder? What is wrong with it is told when it is read. */
function hasModule({ machine, root }: Project, folder: string): boolean {
  const absolute = path.resolve(root, folder);
  const { goMod, goWork, problem } = modulePlace(machine, absolute);
  if (problem !== undefined) return false;
  return goMod !== undefined || (goWork !== undefined && path.dirname(goWork) === absolute);
}

/** The module or workspace of a task's folder: the patterns that name all its packages. */
export function readFolder(project: Project, folder: string) {
  const absolute = path.resolve(project.root, folder);
  const place = modulePlace(project.machine, absolute);
  if (place.problem !== undefined) return failure(place.problem);
  const { goWork, goMod } = place;
  if (goMod === undefined && goWork === undefined) return failure(noModule(absolute));
  if (goWork !== undefined && path.dirname(goWork) === absolute) {
    const work = readModuleFile(readText(goWork) ?? "", goWork);
    if (!work.ok) return work;
    const used = work.value.use.map((each) => path.resolve(absolute, each));
    return success({
      folder,
      patterns: used.map((each) => `${dotted(path.relative(absolute, each))}/...`),
      moduleFolders: used,
    });
  }
  if (goMod === undefined) return failure(noModule(absolute));
  return success({ folder, patterns: ["./..."], moduleFolders: [path.dirname(goMod)] });
}

function dotted(relative: string): string {
  const slashes = relative.replaceAll("\\", "/");
  return slashes === "" ? "." : leadsOut(slashes) ? slashes : `./${slashes}`;
}

/** `dir` of a task that is no folder: a command started there would look as if it were missing itself. */
export function missingFolders(
  project: Project,
  request: TaskRequest,
  selected: readonly string[],
): Failure[] {
  const failures: Failure[] = [];
  for (const name of selected) {
    const dir = request.tasks[name]!.dir;
    if (dir === undefined || hasOpen(request.instances.get(name)?.values)) continue;
    if (isDirectory(path.resolve(project.root, dir))) continue;
    failures.push({
      family: "config",
      place: `${project.configName}: tasks.${name}.dir`,
      thing: `there is no folder "${dir}" in ${project.root}`,
      next: "Correct the path; it is relative to the config.",
    });
  }
  return failures;
}
