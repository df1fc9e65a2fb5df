/**
 * `gowsl env`: GOROOT, GOPATH, GOBIN and PATH of the routed toolchain, as lines for a shell, for the next steps of a CI
 * job, or as one document. `--explain` is in env-explain.ts.
 */
import path from "node:path";
import { simpleDefaults } from "../go/env-defaults.ts";
import { explainVariable } from "../go/env-layers.ts";
import { listOfPaths } from "../go/go-paths.ts";
import { didYouMean } from "../model/closest.ts";
import { variable } from "../model/environment.ts";
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Toolchain } from "../model/toolchain.ts";
import type { Arguments } from "./arguments.ts";
import { handToJob } from "./ci-environment.ts";
import { explain, layerFacts } from "./env-explain.ts";
import { settingFailures } from "./go-settings.ts";
import { tellingOf } from "./install-go.ts";
import { installMissing } from "./missing-go.ts";
import { routeGo, type Project } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { exportLines, shells, usualShell, type Shell, type Variable } from "./shell-export.ts";

export async function environment(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const clash = clashOf(given);
  if (clash !== undefined) return reportFailures([clash], emit);
  // Who sets up a shell or a job with it will run it. --explain only tells.
  const missing = given.explain ? undefined : installMissing(project, tellingOf(project, given));
  const routed = await routeGo(project, project.cwd, missing);
  if (!routed.ok) return reportFailures(routed.failures, emit);
  if (given.explain) return explain(project, routed.value, given, emit);
  const refused = settingFailures(project, routed.value, ["env"]);
  if (refused.length > 0) return reportFailures(refused, emit);
  const variables = variablesOf(project, routed.value);
  const { terminal } = project;
  if (given.ci) {
    const handed = await handToJob(project, variables);
    if (!handed.ok) return reportFailures(handed.failures, emit);
    const { lines, note } = handed.value;
    if (given.json) terminal.stdout(`${JSON.stringify(documentOf(project, variables), null, 2)}\n`);
    else for (const line of lines) terminal.stdout(`${line}\n`);
    if (note !== undefined && !given.quiet) terminal.stderr(`${note}\n`);
    return 0;
  }
  if (given.json) {
    terminal.stdout(`${JSON.stringify(documentOf(project, variables), null, 2)}\n`);
    return 0;
  }
  const shell = shellOf(project, given);
  if (!shell.ok) return reportFailures(shell.failures, emit);
  const lines = exportLines(variables, shell.value, project.machine.platform);
  if (!lines.ok) return reportFailures(lines.failures, emit);
  for (const line of lines.value) terminal.stdout(`${line}\n`);
  if (!given.quiet && terminal.stdoutIsTerminal) terminal.stderr(`\n${usageOf[shell.value]}\n`);
  return 0;
}

/** How the lines get into the shell: to be seen where they went to a terminal instead. */
const usageOf: Readonly<Record<Shell, string>> = {
  bash: 'eval "$(gowsl env)" sets them in this shell.',
  zsh: 'eval "$(gowsl env)" sets them in this shell.',
  fish: "gowsl env | source sets them in this shell.",
  powershell: "gowsl env | Out-String | Invoke-Expression sets them in this PowerShell.",
  cmd: "gowsl env --shell cmd > go-env.cmd, then `call go-env.cmd`, sets them in this window.",
};

/** GOPATH and GOBIN only where they have a value: an empty one would be another setting than none. */
function variablesOf(project: Project, toolchain: Toolchain): Variable[] {
  const { platform, environment: variables } = project.machine;
  const facts = layerFacts(project, toolchain);
  const known = { ...facts, builtIn: simpleDefaults(facts) };
  const effective = (name: string) => explainVariable(name, known).value;
  const [gopath, gobin] = [effective("GOPATH"), effective("GOBIN")];
  const [first = ""] = listOfPaths(gopath, platform);
  const programs = gobin !== "" ? gobin : first === "" ? undefined : path.join(first, "bin");
  const folders = pathWith(
    path.dirname(toolchain.go),
    programs,
    variable(variables, platform, "PATH") ?? "",
    platform,
  );
  return [
    { name: "GOROOT", value: toolchain.goroot },
    ...(gopath === "" ? [] : [{ name: "GOPATH", value: gopath }]),
    ...(gobin === "" ? [] : [{ name: "GOBIN", value: gobin }]),
    { name: "PATH", folders },
  ];
}

/**
 * PATH with the toolchain first and, as Go's documents have it (go.dev/doc/code), installed programs last. Where
 * either of them stood already it stands no longer, or stays: twice the same is once.
 */
export function pathWith(
  toolchain: string,
  programs: string | undefined,
  current: string,
  platform: NodeJS.Platform,
): string[] {
  const folders = current === "" ? [] : current.split(platform === "win32" ? ";" : ":");
  const same = (left: string, right: string) => {
    const trim = (folder: string) => folder.replace(/(?<=[^\\/:])[\\/]+$/, "");
    const [one, other] = [trim(left), trim(right)];
    return platform === "win32" ? one.toLowerCase() === other.toLowerCase() : one === other;
  };
  const rest = folders.filter((folder) => !same(folder, toolchain));
  const isThere = programs === undefined || [toolchain, ...rest].some((folder) => same(folder, programs));
  return [toolchain, ...rest, ...(isThere ? [] : [programs])];
}

function documentOf({ machine }: Project, variables: readonly Variable[]): Record<string, string> {
  const separator = machine.platform === "win32" ? ";" : ":";
  return Object.fromEntries(
    variables.map((each) => [each.name, "folders" in each ? each.folders.join(separator) : each.value]),
  );
}

function shellOf({ machine }: Project, given: Arguments): Result<Shell> {
  const known = `Name one of ${shells.join(", ")}.`;
  if (given.shell !== undefined) {
    const named = shells.find((shell) => shell === given.shell);
    if (named !== undefined) return success(named);
    return failure({
      family: "command-line",
      place: "--shell",
      thing: `"${given.shell}" is no shell that gowsl knows`,
      next: didYouMean(given.shell, [...shells], known),
    });
  }
  const shellVariable = variable(machine.environment, machine.platform, "SHELL");
  const usual = usualShell(shellVariable, machine.platform);
  if (usual !== undefined) return success(usual);
  return failure({
    family: "command-line",
    place: "SHELL",
    thing: `gowsl writes no lines for ${shellVariable}`,
    next: `Name another one with --shell: ${shells.join(", ")}.`,
  });
}

/** Options that would be passed over. */
function clashOf({ explain: explains, ci, shell, json, words, extra }: Arguments): Failure | undefined {
  const given = [
    ...(explains ? ["--explain"] : []),
    ...(ci ? ["--ci"] : []),
    ...(shell === undefined ? [] : ["--shell"]),
  ];
  const [first, second] = shell !== undefined && json && given.length === 1 ? ["--shell", "--json"] : given;
  if (first !== undefined && second !== undefined) {
    return {
      family: "command-line",
      place: "gowsl env",
      thing: `${first} and ${second} ask for two answers`,
      next: "Leave one of them out.",
    };
  }
  const surplus = explains ? extra : [...words, ...extra];
  if (surplus.length === 0) return undefined;
  return {
    family: "command-line",
    place: "gowsl env",
    thing: `"${surplus.join(" ")}" is not expected here`,
    next: explains
      ? "Leave it out."
      : `\`gowsl env --explain ${surplus.join(" ")}\` shows where variables come from.`,
  };
}
