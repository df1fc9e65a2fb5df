/** `gowsl env --explain`: where each variable of Go has its value from, and what the layers below it say. */
import { askDefaults, type DefaultFacts } from "../go/env-defaults.ts";
import { goVariables } from "../go/variable-names.ts";
import { explainVariable, type ExplainedVariable, type Layer } from "../go/env-layers.ts";
import { readGoEnvFile, readToolchainFile } from "../go/go-env-file.ts";
import { routedVariables } from "../go/routed-variables.ts";
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Toolchain } from "../model/toolchain.ts";
import type { Arguments } from "./arguments.ts";
import { noteOf, problemsOf } from "./go-settings.ts";
import { routedEnvironment, type Project } from "./project.ts";
import { reportFailures } from "./failures.ts";

/** Prints the layers on stdout, what is odd on stderr. */
export async function explain(
  project: Project,
  toolchain: Toolchain,
  { words, json, quiet }: Arguments,
  emit: Emit,
): Promise<number> {
  const facts = layerFacts(project, toolchain);
  const known = [...goVariables, ...facts.file.settings.keys(), ...facts.toolchainFile.settings.keys()];
  const strange = words.filter((name) => !known.includes(name));
  if (strange.length > 0)
    return reportFailures(
      strange.map((name) => unknown(name, known)),
      emit,
    );
  const names = words.length > 0 ? [...new Set(words)] : [...goVariables];
  const { terminal, children, cwd } = project;
  const environment = routedEnvironment(project, toolchain);
  const builtIn = await askDefaults(names, facts, { go: toolchain.go, cwd, environment, children });
  if (!builtIn.ok) return reportFailures(builtIn.failures, emit);
  const explained = names.map((name) => explainVariable(name, { ...facts, builtIn: builtIn.value }));
  const notes = problemsOf(project, toolchain).map(noteOf);
  if (json) {
    const { goroot, version } = toolchain;
    const document = {
      goroot,
      version,
      goEnvFile: facts.file.place ?? null,
      variables: explained,
      notes,
    };
    terminal.stdout(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  for (const each of explained)
    for (const line of linesOf(each, words.length > 0)) terminal.stdout(`${line}\n`);
  if (!quiet) for (const note of notes) terminal.stderr(`note: ${note}\n`);
  return 0;
}

/** The layers above what is built in, for the routed toolchain as gowsl runs it. */
export function layerFacts(project: Project, toolchain: Toolchain): DefaultFacts {
  const { platform, environment } = project.machine;
  return {
    platform,
    environment,
    own: routedVariables(toolchain, platform, environment),
    file: readGoEnvFile(platform, environment),
    toolchainFile: readToolchainFile(toolchain.goroot),
    toolchain,
  };
}

/** One line with the value; further ones where more than one layer speaks, or where somebody asked for this one. */
function linesOf({ name, value, from, layers, rule }: ExplainedVariable, asked: boolean): string[] {
  const head = `${name}=${shown(value)} (${titles[from]})`;
  if (!asked && layers.length === 1) return [head];
  const width = Math.max(...Object.values(titles).map((title) => title.length));
  let isDecided = false;
  const lines = layers.map((layer) => {
    const counts = !isDecided && layer.name === from && layer.ignored === undefined;
    if (counts) isDecided = true;
    return `  ${counts ? "*" : " "} ${titles[layer.name].padEnd(width)}  ${layerText(layer)}`;
  });
  return [head, ...lines, ...(rule !== undefined && asked ? [`    ${rule}`] : [])];
}

const titles: Readonly<Record<Layer["name"], string>> = {
  gowsl: "gowsl",
  environment: "environment",
  "go env file": "go env file",
  "go.env": "toolchain's go.env",
  "built in": "built in",
};

function layerText({ value, place, ignored }: Layer): string {
  const where = place === undefined ? "" : ` (${place})`;
  return `${value === "" ? "nothing" : shown(value)}${where}${ignored === undefined ? "" : `, ignored: ${ignored}`}`;
}

/** Characters that a terminal would not show are written out. */
function shown(value: string): string {
  return /[\p{Cc}\uFEFF]/u.test(value) ? JSON.stringify(value) : value;
}

function unknown(name: string, known: readonly string[]): Failure {
  return {
    family: "command-line",
    place: "gowsl env --explain",
    thing: `go knows no variable ${name}`,
    next: didYouMean(name, [...known], "`go help environment` describes them."),
  };
}
