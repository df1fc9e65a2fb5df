/**
 * Which side of a Windows machine with WSL works on this project, and the way there: a command that was given
 * on the wrong side runs as the same command on the right one. Knows nothing of what the commands do.
 */
import path from "node:path";
import { chooseSide, type SideChoice, type SideWish } from "../go/side.ts";
import { toWindows } from "../host/convert-path.ts";
import { detectHost } from "../host/detect.ts";
import { fileSystemOf } from "../host/file-system.ts";
import { exists, isFile, namesIn, realPath } from "../host/files.ts";
import { distributionPath, findWslExe, groundOf } from "../host/ground.ts";
import {
  crossingCodes,
  crossToWindows,
  crossToWsl,
  findWindowsGowsl,
  lostVariables,
  type Crossing,
} from "../host/other-side.ts";
import { readMachine, type Machine } from "../host/machine.ts";
import { readPathFacts } from "../host/path-facts.ts";
import { Children } from "../host/children.ts";
import { variable } from "../model/environment.ts";
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Arguments } from "./arguments.ts";
import { carriedArguments, carryToWindows, carryToWsl } from "./carried-arguments.ts";
import { runInFront } from "./pass-on.ts";
import type { Project } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { isShimmed } from "./shim-route.ts";

/** The commands that answer from what this side knows. All others work on the project, on its side. */
const staying = ["help", "list", "which", "host", "path", "env", "toolchain", "shim"];

/** Does this command line work on the project? */
export function worksOnProject({ command, help, version }: Arguments): boolean {
  return !help && !version && !staying.includes(command);
}

/** gopls and dlv talk with an editor of this side; only they are run by a shim with their whole path. */
export function isToolOfThisSide({ command, extra }: Arguments, machine: Machine): boolean {
  return command === "exec" && isShimmed(machine) && path.isAbsolute(extra[0] ?? "");
}

/** The side for an opened project. */
export function projectSide(project: Project): Result<SideChoice> {
  const { machine, host, loaded, configName, place, root } = project;
  const folder = path.dirname(place.goMod ?? path.join(root, "go.mod"));
  return sideFor({
    machine,
    host,
    folder,
    wish: loaded.config.go?.side ?? "auto",
    wishedBy: `${configName}: go.side`,
  });
}

/** The side for the module in a folder. */
export function sideFor(request: {
  machine: Pick<Machine, "platform" | "environment">;
  host: Pick<Host, "kind" | "goos" | "interop">;
  folder: string;
  wish: SideWish;
  wishedBy: string;
}): Result<SideChoice> {
  const { machine, host, folder, wish, wishedBy } = request;
  const { environment, platform } = machine;
  return chooseSide({
    host: host.kind,
    ground: groundOf(folder, host.kind, () => fileSystemOf(folder, host)),
    wish,
    wishedBy,
    ...(host.interop === undefined ? {} : { interop: host.interop }),
    wslExe: host.kind === "windows" && findWslExe(environment) !== undefined,
    asked: variable(environment, platform, "GOWSL_SIDE"),
  });
}

/**
 * On Windows, before the config is looked for: a project within a distribution is worked on there in any case,
 * and its config may need what is installed there only. Undefined where the usual way is to be taken.
 */
export async function crossEarly(
  given: Arguments,
  argv: readonly string[],
  emit: Emit,
): Promise<number | undefined> {
  // Only Windows has it, and everybody else should not wait for the question.
  if (path.sep !== "\\" || !worksOnProject(given)) return undefined;
  const machine = readMachine();
  if (isToolOfThisSide(given, machine)) return undefined;
  const named = path.resolve(machine.cwd, given.directory ?? ".");
  // A drive that is mapped to a distribution is resolved to it; what is named so needs no resolving.
  const cwd = distributionPath(named) === undefined ? realPath(named) : named;
  if (distributionPath(cwd) === undefined) return undefined;
  const wishedBy = "gowsl.config.ts: go.side";
  const choice = sideFor({
    machine,
    host: { kind: "windows", goos: "windows" },
    folder: cwd,
    wish: "auto",
    wishedBy,
  });
  if (!choice.ok) return reportFailures(choice.failures, emit);
  const children = new Children(machine.platform);
  return crossOver(
    { machine, host: await detectHost(machine), children, cwd },
    choice.value,
    { ...given, argv },
    emit,
  );
}

/** Runs the command line on the other side, with the terminal to itself, and returns its exit code. */
export async function crossOver(
  from: Pick<Project, "machine" | "host" | "children" | "cwd">,
  choice: SideChoice,
  given: Pick<Arguments, "verbose" | "quiet" | "json"> & { argv: readonly string[] },
  emit: Emit,
): Promise<number> {
  const toWsl = choice.side === "wsl";
  const name = toWsl ? "WSL" : "Windows";
  const crossing = toWsl ? wayToWsl(from, given.argv) : wayToWindows(from, given.argv);
  if (!crossing.ok) return reportFailures(crossing.failures, emit);
  const { argv, cwd } = crossing.value;
  // With --json stdout is the other side's.
  if (!given.json) {
    const lost = lostVariables(from.machine.environment);
    if (lost.length > 0) emit({ type: "note", text: `not passed on to ${name}: ${lost.join(", ")}` });
    if (given.verbose) {
      emit({ type: "note", text: `runs in ${name}: ${choice.why}` });
      emit({ type: "command", step: name, cwd, env: {}, argv });
    }
  }
  const ended = await runInFront(from.children, crossing.value);
  if (typeof ended !== "number") {
    return reportFailures([unreached(argv[0]!, ended.reason)], emit);
  }
  if (!toWsl) return ended;
  const { distribution } = distributionPath(from.cwd) ?? {};
  const failed = wslFailure(ended, from.cwd, distribution ?? "the default distribution");
  return failed === undefined ? ended : reportFailures([failed], emit);
}

function wayToWsl(
  { machine, cwd }: Pick<Project, "machine" | "cwd">,
  argv: readonly string[],
): Result<Crossing> {
  const { environment } = machine;
  const words = carriedArguments(argv, carryToWsl(cwd));
  if (!words.ok) return words;
  const wslExe = findWslExe(environment);
  if (wslExe === undefined) return failure(unreached("wsl.exe", "it is gone"));
  const distribution = distributionPath(cwd)?.distribution;
  return success(crossToWsl({ wslExe, distribution, folder: cwd, argv: words.value, environment }));
}

function wayToWindows(
  { machine, host, cwd }: Pick<Project, "machine" | "host" | "cwd">,
  argv: readonly string[],
): Result<Crossing> {
  const { environment } = machine;
  const facts = readPathFacts(host);
  const words = carriedArguments(argv, carryToWindows(facts, exists));
  if (!words.ok) return words;
  const folders = facts.drives.map(({ folder }) => folder);
  const gowsl = findWindowsGowsl(environment, folders, {
    isFile,
    names: namesIn,
    toWindows: (file) => {
      const converted = toWindows(realPath(file), facts);
      return converted.ok ? converted.value : undefined;
    },
  });
  if (gowsl === undefined) return failure(noGowsl("Windows"));
  return success(crossToWindows({ gowsl, folder: cwd, argv: words.value, environment }));
}

/** What an exit code of wsl.exe says of the way there; undefined where it is gowsl's own. */
function wslFailure(code: number, folder: string, distribution: string): Failure | undefined {
  if (code === crossingCodes.noGowsl) return noGowsl(`WSL (${distribution})`);
  if (code === crossingCodes.noFolder) {
    const next = "In WSL, `mount` shows which drives are there; `sudo mount -t drvfs D: /mnt/d` mounts one.";
    return { family: "files", place: folder, thing: `can't be entered in ${distribution}`, next };
  }
  // WslClient.cpp, WslMain: -1 tells a failure of wsl.exe from one of the program.
  if (code !== -1 && code !== 0xffff_ffff) return undefined;
  return unreached("wsl.exe", `it could not run gowsl in ${distribution}`);
}

function noGowsl(name: string): Failure {
  return {
    family: "toolchain",
    place: name,
    thing: "has to run this, and gowsl is not installed there",
    next: "Install it there, and run `gowsl shim install` there: then it is found without PATH.",
  };
}

function unreached(program: string, reason: string): Failure {
  const next = "`wsl.exe --status` on Windows says how WSL is; see docs/verify-on-windows.md.";
  return { family: "toolchain", place: program, thing: reason, next };
}
