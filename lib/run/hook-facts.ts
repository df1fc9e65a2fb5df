/** What hooks add to the key of an artifact. Knows nothing of how hooks are run. */
import path from "node:path";
import { isFile } from "../host/files.ts";
import type { Fact } from "../model/manifest.ts";
import { hookEnvironment, type BuildStep, type BuildUnit, type Command } from "../model/plan.ts";
import type { BuildSetting } from "./setting.ts";

/** Hooks are part of the key: what they are, and what they are told. */
export function hookFacts(
  { configDigest }: Pick<BuildSetting, "configDigest">,
  step: BuildStep,
  unit: BuildUnit,
): Fact[] {
  const hooks: [string, Command[]][] = [
    ["before", step.before],
    ["after", step.after],
  ];
  const used = hooks.filter(([, commands]) => commands.length > 0);
  if (used.length === 0) return [];
  const why = "hooks are part of the step";
  const facts: Fact[] = used.map(([name, commands]) => ({
    kind: "setting",
    name: `hooks ${name}`,
    value: JSON.stringify(commands),
    why,
  }));
  facts.push({ kind: "setting", name: "artifact", value: unit.output, why });
  facts.push({ kind: "setting", name: "hooks' env", value: JSON.stringify(hookEnvironment(step)), why });
  for (const [, commands] of used)
    facts.push(...commands.flatMap((command) => scriptFacts(step.cwd, command)));
  if (used.some(([, commands]) => commands.some((command) => command.kind === "function"))) {
    facts.push({ kind: "setting", name: "config", value: configDigest, why: "a hook is a function of it" });
  }
  return [...new Map(facts.map((fact) => [fact.name, fact])).values()];
}

/** Files that a hook's line names: the script that it runs, the settings that it passes. */
function scriptFacts(cwd: string, command: Command): Fact[] {
  if (command.kind === "function") return [];
  const words =
    command.kind === "argv"
      ? command.argv.flatMap((word) => [word, ...word.split("=")])
      : readByLine(command.line);
  return words
    .filter((word) => word !== "" && isFile(path.resolve(cwd, word)))
    .map((word) => ({
      kind: "file",
      name: `hook's file ${word}`,
      path: path.resolve(cwd, word),
      why: "a hook names it",
    }));
}

/** Words of a line for bash, without the files that it writes to: a log that grows would never be up to date. */
function readByLine(line: string): string[] {
  return line.replace(/>+\|?\s*[^\s;|&<>()]+/g, " ").split(/[\s'"=;|&<>()]+/);
}
