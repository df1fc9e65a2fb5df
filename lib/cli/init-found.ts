/** What `gowsl init` finds in a project: where a config belongs, the modules, what is there already. Changes nothing. */
import path from "node:path";
import { configIn, findConfig } from "../config/find.ts";
import { mainFolders } from "../go/main-folders.ts";
import { readModuleFile } from "../go/module-files.ts";
import { filesBelow, isDirectory, isFile, namesIn, readText } from "../host/files.ts";
import type { Machine } from "../host/machine.ts";
import { repositoryRoot } from "../host/repository.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Found, FoundModule } from "./init-texts.ts";
import { modulePlace, moduleRoot } from "./project.ts";

export interface Surroundings extends Found {
  /** The folder of the config that is there or will be. */
  root: string;
  /** The config that is there, or the one that will be. */
  config: string;
  /** The folder with `.git`; that of the config where there is none. */
  top: string;
  /** go.work or go.mod. */
  goFile: string;
  /** Is gowsl installed in a node_modules, where editors find it by themselves? */
  installed: boolean;
  makefile?: string;
  /** A workflow that speaks of gowsl, relative to the repository. */
  workflow?: string;
}

/** @param cwd where the user stands */
export function lookAround(machine: Machine, cwd: string): Result<Surroundings> {
  const place = modulePlace(machine, cwd);
  if (place.problem !== undefined) return failure(place.problem);
  const base = moduleRoot(cwd, place);
  if (base === undefined) return noModule(cwd);
  const existing = findConfig(cwd);
  const root = existing === undefined ? base : path.dirname(existing);
  const goFile = [path.join(base, "go.work"), path.join(base, "go.mod")].find(
    (file) => (file === place.goWork || file === place.goMod) && isFile(file),
  )!;
  const file = readModuleFile(readText(goFile) ?? "", goFile);
  if (!file.ok) return file;
  const folders = path.basename(goFile) === "go.work" ? file.value.use : ["."];
  const modules = folders
    .map((folder) => path.resolve(base, folder))
    .filter((folder) => isFile(path.join(folder, "go.mod")))
    .map((folder): FoundModule => ({ dir: slashed(root, folder), mains: mainFolders(folder) }));
  if (modules.length === 0) {
    const next = "Name a module in it: `go work use ./api`, for example.";
    return failure({ family: "module", place: goFile, thing: "no module that it uses is there", next });
  }
  const top = repositoryRoot(root) ?? root;
  const makefile = namesIn(root).find((name) => /^(GNU)?makefile$/i.test(name));
  const workflow = ownWorkflow(top);
  const asks = [file.value.go, file.value.toolchain].filter((each) => each !== undefined).join(", ");
  return success({
    root,
    config: configIn(root) ?? path.join(root, "gowsl.config.ts"),
    top,
    goFile,
    modules,
    ...(asks === "" ? {} : { goLine: `${path.basename(goFile)} asks for ${asks}` }),
    installed: isInstalled(root),
    ...(makefile === undefined ? {} : { makefile }),
    ...(workflow === undefined ? {} : { workflow }),
  });
}

function noModule(cwd: string): Result<Surroundings> {
  const below = filesBelow(cwd, "go.mod", 2).map((file) => slashed(cwd, path.dirname(file)));
  const next =
    below.length === 0
      ? "Make a module first: `go mod init example.com/name`."
      : `Go there (${below.slice(0, 3).join(", ")}), or make a workspace: \`go work init ${below
          .slice(0, 3)
          .map((each) => `./${each}`)
          .join(" ")}\`.`;
  return failure({ family: "module", place: cwd, thing: "there is no go.mod here or above", next });
}

/** The path from one folder to another one, with slashes; `.` is itself. */
export function slashed(from: string, to: string): string {
  return path.relative(from, to).replaceAll("\\", "/") || ".";
}

function isInstalled(folder: string): boolean {
  if (isFile(path.join(folder, "node_modules", "gowsl", "package.json"))) return true;
  return path.dirname(folder) !== folder && isInstalled(path.dirname(folder));
}

/** Who has a workflow that runs gowsl, whatever its name, needs no other one. */
function ownWorkflow(top: string): string | undefined {
  const folder = path.join(top, ".github", "workflows");
  if (!isDirectory(folder)) return undefined;
  const names = namesIn(folder).filter((name) => /\.ya?ml$/.test(name));
  const found = names.toSorted().find((name) => /\bgowsl\b/.test(readText(path.join(folder, name)) ?? ""));
  return found === undefined ? undefined : `.github/workflows/${found}`;
}
