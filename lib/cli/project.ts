/**
 * What a command works on: the folder, the config, the module around it, and the Go that is routed.
 * Knows nothing of single commands.
 */
import path from "node:path";
import { keepingOf } from "../config/kept.ts";
import { loadConfig, type LoadedConfig, type LoadOptions } from "../config/load.ts";
import { candidates, type Candidate, type CandidateSetting } from "../go/candidates.ts";
import { readGoEnvFile } from "../go/go-env-file.ts";
import { findModule, readModuleFile, type ModulePlace } from "../go/module-files.ts";
import { routedVariables } from "../go/routed-variables.ts";
import { chooseToolchain } from "../go/route.ts";
import { toolchainSetting } from "../go/toolchain-setting.ts";
import { goWish, settledWish, type VersionLines, type Wish } from "../go/wish.ts";
import { Children } from "../host/children.ts";
import { detectHost } from "../host/detect.ts";
import { now } from "../host/clock.ts";
import { FileStates } from "../host/file-states.ts";
import { exists, filesBelow, isDirectory, readText, realPath } from "../host/files.ts";
import { readMachine, type Machine } from "../host/machine.ts";
import { mergeEnvironment, variable } from "../model/environment.ts";
import { repositoryRoot } from "../host/repository.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Environment, Host } from "../model/host.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import type { Config, Task } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { pinConflict } from "../toolchain/installed-pin.ts";
import { optionNamesOf, type Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { ownToolchains } from "./install-go.ts";
import { sayMissing, type MissingGo } from "./missing-go.ts";

export interface Project {
  terminal: Terminal;
  machine: Machine;
  host: Host;
  children: Children;
  /** Where the user stands, after -C. */
  cwd: string;
  loaded: LoadedConfig;
  configName: string;
  /** Folder of bin/, dist/ and .gowsl/: that of the config, else of go.work, else of go.mod, else cwd. */
  root: string;
  /** go.mod and go.work of the folder where the user stands. */
  place: ModulePlace;
  /** Digests of this run and of earlier ones. */
  states: FileStates;
  /** No Go may be fetched. */
  offline: boolean;
}

/** Reads config and surroundings. */
export async function openProject(
  { directory, verify, offline, dryRun }: Pick<Arguments, "directory" | "verify" | "offline" | "dryRun">,
  terminal: Terminal,
  builtIn: Readonly<Record<string, Task>>,
): Promise<Result<Project>> {
  const machine = readMachine();
  const standing = standingFolder(machine, directory);
  if (!standing.ok) return standing;
  const cwd = standing.value;
  const children = new Children(machine.platform);
  const [loaded, host] = await Promise.all([
    readConfig(machine, cwd, builtIn, { keeps: !dryRun }),
    detectHost(machine),
  ]);
  if (!loaded.ok) return loaded;
  const place = modulePlace(machine, cwd);
  const root = loaded.value.root ?? moduleRoot(cwd, place) ?? cwd;
  const configName = loaded.value.file === undefined ? "gowsl.config.ts" : path.basename(loaded.value.file);
  const states = new FileStates({
    platform: machine.platform,
    now,
    // What --verify finds is found by reading, not by remembering.
    ...(verify ? {} : { file: path.join(stateFolder(root), "files.json") }),
  });
  return success({
    terminal,
    machine,
    host,
    children,
    cwd,
    loaded: loaded.value,
    configName,
    root,
    place,
    states,
    offline,
  });
}

/**
 * The config of a folder, checked by all that gowsl's command line knows.
 * @param keeps whether it may be kept for the next time: `--dry-run` writes nothing at all
 */
export function readConfig(
  machine: Machine,
  cwd: string,
  builtIn: LoadOptions["builtIn"],
  { keeps }: { keeps: boolean },
): Promise<Result<LoadedConfig>> {
  const check = { builtIn, commands: Object.keys(commands), options: optionNamesOf };
  const keeping = keepingOf(machine, check);
  return loadConfig({ cwd, ...check, keeping: keeping && { ...keeping, readOnly: !keeps } });
}

/** Where the user stands, after -C, with links resolved. */
export function standingFolder(machine: Machine, directory: string | undefined): Result<string> {
  const cwd = realPath(path.resolve(machine.cwd, directory ?? "."));
  if (isDirectory(cwd)) return success(cwd);
  return failure({
    family: "command-line",
    place: directory === undefined ? cwd : `-C ${directory}`,
    thing: "there is no such folder",
    next:
      directory === undefined ? "It was removed; go to another one." : "Name the folder of your Go project.",
  });
}

/** go.mod and go.work of a folder; what lies above the repository's root is not this project's. */
export function modulePlace({ platform, environment }: Machine, folder: string): ModulePlace {
  const place = findModule(folder, variable(environment, platform, "GOWORK"));
  const top = repositoryRoot(folder);
  if (top === undefined || place.goMod === undefined || isWithin(place.goMod, top)) return place;
  const { goMod: _, ...rest } = place;
  return rest;
}

function isWithin(file: string, folder: string): boolean {
  return !leadsOut(path.relative(folder, file));
}

/**
 * The folder of go.work, else of go.mod. A go.work above the repository, or that GOWORK names elsewhere,
 * is obeyed by go, but artifacts don't go there.
 */
export function moduleRoot(cwd: string, { goWork, goMod }: ModulePlace): string | undefined {
  const top = repositoryRoot(cwd);
  for (const file of [goWork, goMod]) {
    if (file === undefined || !exists(file) || !isWithin(cwd, path.dirname(file))) continue;
    if (top === undefined || isWithin(file, top)) return path.dirname(file);
  }
  return undefined;
}

/**
 * Chooses the Go for this project, for the module of `folder`.
 * @param missing takes over when no installed Go will do; by default that is said and nothing is installed
 */
export async function routeGo(
  project: Project,
  folder = project.cwd,
  missing: MissingGo = sayMissing(project),
): Promise<Result<Toolchain>> {
  const goEnvFile = readGoEnvFile(project.machine.platform, project.machine.environment);
  const wish = readWish(project, folder, goEnvFile);
  if (!wish.ok) return wish;
  const found = findCandidates(project, { wish: wish.value, goEnvFile });
  const chosen = chooseToolchain(found, wish.value, project.host);
  if (!chosen.ok) return missing(wish.value, chosen.failures);
  await ownToolchains(project).noteUse(chosen.value.goroot);
  return chosen;
}

/** The Go that is wished for, by the module of `folder` or whoever comes before it. */
export function readWish(
  { machine, loaded, root, cwd, place: own }: Project,
  folder = cwd,
  goEnvFile = readGoEnvFile(machine.platform, machine.environment),
): Result<Wish> {
  const named = { configVersion: goOf(loaded, folder)?.version, ...toolchainSetting(machine, goEnvFile) };
  const place = folder === cwd ? own : modulePlace(machine, folder);
  if (place.problem !== undefined) return failure(place.problem);
  const settled = settledWish(named);
  if (settled !== undefined) return settled;
  const work = versionLines(place.goWork);
  if (!work.ok) return work;
  const mod = versionLines(place.goMod);
  if (!mod.ok) return mod;
  const versionFile = path.join(root, ".go-version");
  return goWish({
    ...named,
    // Mostly there is none, and an exception takes longer than this question.
    goVersionFile: exists(versionFile) ? readText(versionFile) : undefined,
    goWork: work.value,
    goMod: mod.value,
  });
}

/** What the config says of Go for a folder: an included one for its own. */
function goOf({ config, parts }: LoadedConfig, folder: string): Config["go"] {
  if (parts.length === 0) return config.go;
  const own = parts
    .filter((part) => part.config.go?.version !== undefined && isWithin(folder, part.root))
    .toSorted((left, right) => right.root.length - left.root.length)[0];
  return own?.config.go ?? config.go;
}

/** Every place that may hold a Go, in the order of preference, each looked at when it is asked for. */
export function findCandidates(
  { machine, host, loaded, root }: Project,
  known: Pick<CandidateSetting, "wish" | "goEnvFile"> = {},
): Iterable<Candidate> {
  const configGoroot = loaded.config.go?.goroot;
  const own = ownToolchains({ machine });
  return candidates({
    machine,
    host,
    ...known,
    configGoroot: configGoroot === undefined ? undefined : path.resolve(root, configGoroot),
    // However it came on PATH: what gowsl has fetched for another project need not be what this one pins.
    objection: (goroot) => (own.holds(goroot) ? pinConflict(root, goroot) : undefined),
  });
}

function versionLines(file: string | undefined): Result<VersionLines | undefined> {
  const text = file === undefined ? undefined : readText(file);
  return text === undefined ? success(undefined) : readModuleFile(text, file!);
}

/** The environment of children: the routed go first on PATH, and no other Go by surprise. */
export function routedEnvironment({ machine }: Project, toolchain: Toolchain | undefined): Environment {
  if (toolchain === undefined) return machine.environment;
  const { platform, environment } = machine;
  const separator = platform === "win32" ? ";" : ":";
  const folders = [path.dirname(toolchain.go), variable(environment, platform, "PATH")];
  return mergeEnvironment(
    environment,
    {
      PATH: folders.filter((folder) => folder !== undefined).join(separator),
      ...routedVariables(toolchain, platform, environment),
    },
    platform,
  );
}

/** No go.mod where a Go step needs one. */
export function noModule(folder: string): Failure {
  const top = repositoryRoot(folder);
  const below = filesBelow(folder, "go.mod", 3).map((file) => path.relative(folder, path.dirname(file)));
  if (below.length > 0) {
    const some = below.slice(0, 5).join(", ") + (below.length > 5 ? ", ..." : "");
    const workspace =
      below.length > 5
        ? "`go work init && go work use -r .`"
        : `\`go work init ${below.map((each) => `./${each}`).join(" ")}\``;
    // Checkouts of several repositories are no one's workspace.
    const isOne = below.every((each) => repositoryRoot(path.join(folder, each)) === top);
    return {
      family: "module",
      place: folder,
      thing: `there is no go.mod here or above, but there are modules below: ${some}`,
      next: "Go into one of them, name its folder with -C, or set `dir` of the tasks in the config.",
      ...(isOne ? { hint: `${workspace} makes one workspace of them.` } : {}),
    };
  }
  return {
    family: "module",
    place: folder,
    thing: `there is no go.mod here or above${top === undefined ? "" : ` up to the repository's root ${top}`}`,
    next: "Run gowsl in a Go module, name its folder with -C, or set `dir` in the config.",
    hint: "`go mod init example.com/name` makes a module of this folder.",
  };
}
