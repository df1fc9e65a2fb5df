/**
 * Settings of Go that it would fail on, told before go is started; and the rest of what is odd with them, as notes.
 * The rules are in lib/go/setting-problems.ts.
 */
import path from "node:path";
import { readGoEnvFile } from "../go/go-env-file.ts";
import { isStopped, type SettingFacts, type SettingProblem } from "../go/setting-facts.ts";
import { settingProblems } from "../go/setting-problems.ts";
import { exists, readText } from "../host/files.ts";
import { mergeEnvironment } from "../model/environment.ts";
import { sentence, type Failure } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import type { Toolchain } from "../model/toolchain.ts";
import type { Project } from "./project.ts";

/**
 * What stops these commands of go.
 * @param extra variables of a task
 */
export function settingFailures(
  project: Project,
  toolchain: Toolchain,
  verbs: readonly string[],
  extra: Environment = {},
): Failure[] {
  const needed = needsModules(project);
  return problemsOf(project, toolchain, extra)
    .filter(({ stops }) => verbs.some((verb) => isStopped(stops, verb, needed)))
    .map(({ place, thing, next, hint }) => ({
      family: "toolchain",
      place,
      thing,
      next,
      ...(hint === undefined ? {} : { hint }),
    }));
}

/** Everything that is odd, as sentences. That GOROOT of the environment is no good is among the rejected places. */
export function settingNotes(project: Project, toolchain: Toolchain): string[] {
  return problemsOf(project, toolchain)
    .filter(({ place }) => place !== "GOROOT")
    .map(noteOf);
}

export function noteOf({ hint, ...problem }: SettingProblem): string {
  const text = sentence({ family: "toolchain", ...problem });
  return hint === undefined ? text : `${text} ${hint}`;
}

export function problemsOf(
  project: Project,
  toolchain: Toolchain,
  extra: Environment = {},
): SettingProblem[] {
  return settingProblems(factsOf(project, toolchain, extra));
}

function factsOf({ machine, host }: Project, { goroot, go }: Toolchain, extra: Environment): SettingFacts {
  const { platform } = machine;
  const environment = mergeEnvironment(machine.environment, extra, platform);
  return { platform, kind: host.kind, environment, file: readGoEnvFile(platform, environment), goroot, go };
}

/** Does go need its module cache here? Vendored modules lie in the repository. */
function needsModules({ place: { goMod, goWork } }: Project): boolean {
  if (goWork !== undefined) return exists(path.join(path.dirname(goWork), "go.work.sum")) || requires(goMod);
  return requires(goMod);
}

function requires(goMod: string | undefined): boolean {
  if (goMod === undefined || !/^\s*require\b/m.test(readText(goMod) ?? "")) return false;
  return !exists(path.join(path.dirname(goMod), "vendor", "modules.txt"));
}
