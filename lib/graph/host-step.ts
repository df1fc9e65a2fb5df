/** Steps that run once, for the host: tests, checks, commands, functions, groups. Pure. */
import { testArguments, testFlags, vetArguments, vetTags } from "../go/argv.ts";
import { whyNotKept } from "../go/test-flags.ts";
import { whyVetRuns } from "../go/vet-flags.ts";
import { cellsOf } from "../model/matrix.ts";
import { fillText, placeholdersIn } from "../model/placeholders.ts";
import type { Command, CommandStep, Declared, Step, TestRun } from "../model/plan.ts";
import type { GoCheckOptions, Task } from "../model/task.ts";
import { argv } from "./command.ts";
import type { PlanFacts } from "./facts.ts";
import { taskFolder, type PlanSetting } from "./outline.ts";
import { environmentFiles, planUserStep, type StepBase } from "./user-step.ts";

/** How many files one gofmt gets: Windows allows 32,767 characters in a command line. */
const filesPerCommand = 150;

/** A step that runs once, for the host. */
export function planHostStep(
  setting: PlanSetting,
  facts: PlanFacts,
  name: string,
  task: Task,
  needs: string[],
): Step {
  const base: StepBase = {
    id: name,
    task: name,
    needs,
    cwd: taskFolder(setting, task),
    env: task.env === undefined ? {} : { ...(task.env as Record<string, string>) },
    requested: setting.requested.includes(name),
  };
  const extra = base.requested ? setting.extra : [];
  if (task.kind === "shell" || task.kind === "function")
    return planUserStep(setting, base, task, setting.instances?.get(name), extra);
  return planCheck(setting, facts, base, task, extra);
}

/** A task that works on Go packages. */
function planCheck(
  setting: PlanSetting,
  facts: PlanFacts,
  base: StepBase,
  task: Task,
  extra: readonly string[],
): Step {
  const { task: name } = base;
  const go = facts.toolchain?.go ?? "go";
  /** One command a module: the built-in tasks are for all modules of the config. */
  const everywhere = (words: (packages: readonly string[]) => string[]): Command[] =>
    hostFolders(setting, name).map((folder) =>
      argv([go, ...words(packagesIn(folder))], inFolder(setting, base.cwd, folder)),
    );
  const packagesIn = (folder: string) => [
    ...((task as GoCheckOptions).packages ?? setting.everyPackage[folder] ?? ["./..."]),
  ];
  const runsOf = (words: string[]): TestRun[] =>
    hostFolders(setting, name).map((folder) => ({
      cwd: inFolder(setting, base.cwd, folder) ?? base.cwd,
      argv: [go, ...words],
      packages: packagesIn(folder),
    }));
  const command = (
    commands: Command[],
    rest: Pick<CommandStep, "budget" | "why" | "check" | "declared"> & Partial<CommandStep>,
  ): CommandStep => ({ kind: "command", ...base, commands, ...rest });
  switch (task.kind) {
    case "go-test": {
      const flags = [...testFlags(task), ...extra];
      const why = setting.host.kind === "windows" ? noTestLog : whyNotKept(flags);
      if (why !== undefined) {
        const commands = everywhere((packages) => testArguments(task, packages, extra));
        const rest = { budget: "flag", why: `results are not kept, since ${why}` } as const;
        return command(commands, { ...rest, ...environmentFiles(setting, task) });
      }
      return {
        kind: "go-test",
        ...base,
        ...environmentFiles(setting, task),
        runs: runsOf(["test", ...flags]),
      };
    }
    case "go-vet":
      return command(
        everywhere((packages) => vetArguments(task, packages, extra)),
        {
          budget: "build",
          ...keptCheck([...(task.flags ?? []), ...extra], () => runsOf(["vet", ...vetTags(task)])),
        },
      );
    case "go-format":
      if (task.check)
        return command(gofmtCommands(facts, name, extra), {
          ...checkFormat,
          ...(extra.length > 0
            ? {}
            : { declared: { ...looksOnly, goFiles: [...(facts.goFiles[name] ?? [])] } }),
        });
      return command(
        everywhere((packages) => ["fmt", ...extra, ...packages]),
        {
          budget: "none",
          why: "formats what needs it",
        },
      );
    case "go-tidy": {
      const check = task.check ? ["-diff"] : [];
      const folders = hostFolders(setting, name).flatMap((folder) => facts.moduleFolders[folder] ?? []);
      const commands = folders.map((cwd) => argv([go, "mod", "tidy", ...check, ...extra], cwd));
      return command(commands, {
        budget: "none",
        why: "reads what every package imports on any system, and may fetch modules for that",
        ...(task.check
          ? {
              check: {
                thing: "go.mod or go.sum do not match the code",
                next: "`gowsl tidy` writes them.",
                good: "go.mod and go.sum match the code",
              },
            }
          : {}),
      });
    }
    default:
      throw new Error(`${task.kind} is planned by target`);
  }
}

/**
 * Folders in which a task of the host works. A built-in task in a config without a module of its own
 * works in every module that the config's Go tasks name.
 */
export function hostFolders({ tasks, declared, everyPackage }: FolderSetting, name: string): string[] {
  const own = tasks[name]?.dir ?? ".";
  if (declared.includes(name) || Object.hasOwn(everyPackage, own)) return [own];
  const named = declared.flatMap((each) => {
    const task = tasks[each]!;
    return task.kind.startsWith("go-") ? foldersOf(task) : [];
  });
  return named.length === 0 ? [own] : [...new Set(named)];
}

/** The folders that a task names: one for each cell of its matrix. Those of arguments nobody knows here. */
function foldersOf(task: Task): string[] {
  const { dir } = task;
  if (dir === undefined) return [];
  const placeholders = placeholdersIn(dir);
  if (placeholders.length === 0) return [dir];
  const isOfMatrix = placeholders.every(({ from }) => from === "matrix");
  if (!isOfMatrix || !("matrix" in task) || task.matrix === undefined) return [];
  return cellsOf(task.matrix).map((matrix) => fillText(dir, { args: {}, matrix }));
}

export type FolderSetting = Pick<PlanSetting, "tasks" | "declared" | "everyPackage">;

function inFolder(setting: PlanSetting, cwd: string, folder: string): string | undefined {
  const own = folder === "." ? setting.root : setting.join(setting.root, folder);
  return own === cwd ? undefined : own;
}

const noTestLog = "nothing on Windows tells what a test opens";

/** It writes nothing, and reads what is said beside it. */
const looksOnly: Declared = { inputs: [], variables: [], tools: [], from: [], outputs: [] };

function keptCheck(
  flags: readonly string[],
  runs: () => TestRun[],
): Pick<CommandStep, "why"> & { declared?: Declared } {
  const why = whyVetRuns(flags);
  if (why !== undefined) return { why: `results are not kept, since ${why}` };
  return { why: "its packages say what it reads", declared: { ...looksOnly, packages: runs() } };
}

const checkFormat = {
  budget: "none",
  check: {
    thing: "files are not formatted as gofmt wants them",
    next: "`gowsl fmt` formats them.",
    good: "every file is formatted",
  },
  why: "reads every file",
} as const;

function gofmtCommands(facts: PlanFacts, name: string, extra: readonly string[]): Command[] {
  const gofmt = (facts.toolchain?.go ?? "go").replace(/go(\.exe)?$/, "gofmt$1");
  const files = facts.goFiles[name] ?? [];
  const commands: Command[] = [];
  for (let index = 0; index < files.length; index += filesPerCommand) {
    commands.push(argv([gofmt, "-d", ...extra, ...files.slice(index, index + filesPerCommand)]));
  }
  return commands;
}
