/** Writes a plan for people, `--dry-run`. Knows nothing of how it was made or of what is up to date. */
import { unreachable } from "../model/failure.ts";
import {
  hookEnvironment,
  type BuildStep,
  type BuildUnit,
  type Command,
  type Declared,
  type FilePattern,
  type Plan,
  type Step,
} from "../model/plan.ts";
import { quoteCommand } from "./quote.ts";
import type { Style } from "./style.ts";

/**
 * Every step with the commands that it would run, as lines for a POSIX shell.
 * @param isSet is a variable set where the plan is to run?
 * @returns the lines without a final line break.
 */
export function formatPlan(
  plan: Plan,
  style: Style,
  isSet: (variable: string) => boolean = () => true,
): string {
  const { toolchain } = plan;
  const header =
    toolchain === undefined ? [] : [`go ${toolchain.version}: ${toolchain.go} (${toolchain.why})`];
  if (plan.steps.length === 0) return [...header, "nothing to do"].join("\n");
  return [...header, ...plan.steps.map((step) => formatStep(step, plan.root, style, isSet))].join("\n\n");
}

function formatStep(step: Step, root: string, style: Style, isSet: (variable: string) => boolean): string {
  const needs = step.needs.length === 0 ? [] : [`needs ${step.needs.join(", ")}`];
  // What is not set is not taken out either.
  const unset = step.kind === "group" ? [] : (step.unset ?? []).filter(isSet);
  const without = unset.length === 0 ? [] : [`without ${unset.join(", ")} of the environment`];
  const lines = [...needs, ...without, ...stepLines(step, root)].map((line) => `  ${line}`);
  return [style.bold(step.id), ...lines].join("\n");
}

function stepLines(step: Step, root: string): string[] {
  switch (step.kind) {
    case "go-build":
      return buildLines(step, root);
    case "command":
      return [
        ...step.commands.map((command) => commandLine(command, step)),
        ...(step.check === undefined ? [] : [`fails on output: ${step.check.thing}`]),
        ...(step.declared === undefined ? [`runs every time: ${step.why}`] : declaredLines(step.declared)),
      ];
    case "go-test":
      return step.runs.map(({ cwd, argv, packages }) =>
        commandLine({ kind: "argv", argv: [...argv, ...packages], cwd }, step),
      );
    case "group":
      return step.skip === undefined ? [] : [`skipped: ${step.skip}`];
    default:
      return unreachable(step);
  }
}

/** What it reads and writes, for people: patterns as they are from the root. */
function declaredLines({ inputs, variables, tools, from, outputs, ...go }: Declared): string[] {
  const written = ({ pattern, exclude }: FilePattern) => `${exclude ? "!" : ""}${pattern || "."}`;
  const read = [
    ...inputs.map(written),
    ...variables.map((name) => `$${name}`),
    ...tools.map(({ line }) => `\`${line}\``),
    ...from.map(({ step }) => `outputs of ${step}`),
    ...(go.packages ?? []).map(({ packages }) => `packages ${packages.join(" ")}`),
    ...(go.goFiles === undefined ? [] : [`${go.goFiles.length} Go files`]),
  ];
  return [`reads ${read.join(", ") || "nothing"}`, `writes ${outputs.map(written).join(", ") || "nothing"}`];
}

function buildLines(step: BuildStep, root: string): string[] {
  const units = step.units.filter(({ skip }) => skip === undefined);
  const folders = new Set(units.map(({ output }) => absoluteFolder(output, root)));
  const builds = [...folders].map((folder) => {
    const inFolder = units.filter(({ output }) => absoluteFolder(output, root) === folder);
    return {
      kind: "argv" as const,
      argv: [...step.argv, "-o", outputOf(inFolder, folder), ...inFolder.map((unit) => unit.package)],
    };
  });
  const hooks = (name: string, commands: readonly Command[]): string[] =>
    units.length === 0
      ? []
      : commands.map(
          (command) => `${name} ${commandLine(command, { cwd: step.cwd, env: hookEnvironment(step) })}`,
        );
  return [
    ...(step.targetWhy === undefined || step.target === undefined
      ? []
      : [`target ${step.target}: ${step.targetWhy}`]),
    ...hooks("before", step.before),
    ...builds.map((build) => commandLine(build, step)),
    ...hooks("after", step.after),
    ...step.units.flatMap(({ package: packagePath, output, header, skip }) =>
      skip === undefined
        ? [output, ...(header === undefined ? [] : [header])].map((path) => `artifact ${path}`)
        : [`skipped ${packagePath}: ${skip}`],
    ),
    ...(step.inexact === undefined ? [] : [`runs every time: ${step.inexact}`]),
  ];
}

function commandLine(command: Command, { cwd, env }: Pick<Step, "cwd" | "env">): string {
  switch (command.kind) {
    case "argv":
      return `$ ${quoteCommand({ cwd: command.cwd ?? cwd, env, argv: command.argv })}`;
    case "bash":
      return `$ ${quoteCommand({ cwd, env, argv: ["bash", "-c", command.line] })}`;
    case "function":
      return `function ${command.place}`;
    default:
      return unreachable(command);
  }
}

/** One program is built under its own name, several get those of go and are renamed. */
function outputOf(units: readonly BuildUnit[], folder: string): string {
  const [unit, ...others] = units;
  return others.length > 0 ? folder : folder + unit!.output.replace(/^.*[/\\]/, "");
}

/** The folder of an output as `go build -o` wants it: with a final slash, so that it is taken for a folder. */
function absoluteFolder(output: string, root: string): string {
  const separator = Math.max(output.lastIndexOf("/"), output.lastIndexOf("\\"));
  const folder = output.slice(0, separator + 1);
  if (/^([/\\]|[A-Za-z]:[/\\])/.test(output)) return folder;
  return `${root.replace(/[/\\]$/, "")}/${folder}`;
}
