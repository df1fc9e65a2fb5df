/** One Go build step: main packages, artifact paths and placeholders resolved. Pure. */
import {
  artifactSuffix,
  canDefine,
  goSuffix,
  programName,
  settingsForTarget,
  writesHeader,
} from "../go/argv.ts";
import { didYouMean } from "../model/closest.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { BuildStep, BuildUnit } from "../model/plan.ts";
import { formatTarget } from "../model/target.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { planHook } from "./command.ts";
import type { BuildOutline, PlanSetting } from "./outline.ts";

export interface MainPackage {
  importPath: string;
  /** Absolute folder. */
  dir: string;
  /** Why there is no such program for this target. */
  skip?: string;
}

/** What must be known of a build before it can be planned. */
export interface BuildFacts {
  mains: MainPackage[];
  inputs: string[];
  inexact?: string;
  /** Values of `{git.version}`, `{git.commit}`, `{git.date}`. */
  placeholders: Readonly<Record<string, string>>;
}

export function planBuild(
  setting: PlanSetting,
  toolchain: Toolchain | undefined,
  facts: BuildFacts | undefined,
  outline: BuildOutline,
  needs: string[],
): Result<BuildStep> {
  if (facts === undefined || toolchain === undefined) throw new Error(`no facts about ${outline.id}`);
  if (facts.mains.length === 0) return failure(noMain(setting, outline));
  const misnamed = misnamedPackages(setting, outline, facts.mains);
  if (misnamed.length > 0) return failure(...misnamed);
  const undefinable = undefinableValues(setting, outline, facts);
  if (undefinable.length > 0) return failure(...undefinable);
  const { target, options } = outline;
  const place = `tasks.${outline.source}`;
  const values = setting.instances?.get(outline.source)?.values;
  return success({
    kind: "go-build",
    id: outline.id,
    task: outline.task,
    target: formatTarget(target),
    ...(outline.targetWhy === undefined ? {} : { targetWhy: outline.targetWhy }),
    needs,
    cwd: outline.cwd,
    env: outline.environment,
    requested: setting.requested.includes(outline.task),
    argv: [toolchain.go, "build", ...outline.flags.map((flag) => fillPlaceholders(flag, facts.placeholders))],
    units: facts.mains.map((main) => planUnit(setting, outline, main)),
    inputs: facts.inputs,
    before: (options.before ?? []).map((hook, index) => planHook(hook, `${place}.before[${index}]`, values)),
    after: (options.after ?? []).map((hook, index) => planHook(hook, `${place}.after[${index}]`, values)),
    ...(Object.keys(values?.matrix ?? {}).length === 0 ? {} : { matrix: values!.matrix }),
    ...(facts.inexact === undefined ? {} : { inexact: facts.inexact }),
  });
}

/** Is the package one of those named: absolute folders or import paths, with `/...` for all below? */
export function isNamed(only: readonly string[], main: MainPackage): boolean {
  const slashes = (text: string) => text.replaceAll("\\", "/");
  return only.some((pattern) => {
    const name = slashes(pattern).replace(/\/\.\.\.$/, "");
    const all = name !== slashes(pattern);
    return [main.importPath, slashes(main.dir)].some(
      (each) => each === name || (all && each.startsWith(`${name}/`)),
    );
  });
}

function planUnit(
  setting: PlanSetting,
  { target, options, cwd, out }: BuildOutline,
  main: MainPackage,
): BuildUnit {
  const named = Object.entries(options.names ?? {}).find(([key]) => names(setting, cwd, key, main));
  const name = named?.[1] ?? programName(main.importPath);
  const slashes =
    setting.join("a", "b") === "a/b" ? (file: string) => file : (file: string) => file.replaceAll("\\", "/");
  const join = (file: string) => slashes(setting.join(out, file));
  return {
    package: main.importPath,
    name,
    goName: programName(main.importPath) + goSuffix(target.goos),
    output: join(name + artifactSuffix(target, options.buildmode)),
    ...(writesHeader(target, options.buildmode) ? { header: join(`${name}.h`) } : {}),
    ...(main.skip === undefined ? {} : { skip: main.skip }),
  };
}

/** Does a key of `names` mean this package? It may be an import path or a folder. */
function names({ join }: PlanSetting, cwd: string, key: string, main: MainPackage): boolean {
  if (key === main.importPath) return true;
  return /^\.{1,2}(\/|$)/.test(key) && join(cwd, key) === join(main.dir);
}

function misnamedPackages(setting: PlanSetting, outline: BuildOutline, mains: MainPackage[]): Failure[] {
  return Object.keys(outline.options.names ?? {})
    .filter((key) => !mains.some((main) => names(setting, outline.cwd, key, main)))
    .map((key) => ({
      family: "config",
      place: `${setting.configName}: tasks.${outline.source}.names["${key}"]`,
      thing: "no such main package is built by this task",
      next: didYouMean(
        key,
        mains.flatMap((main) => [main.importPath, main.dir.replace(outline.cwd, ".").replaceAll("\\", "/")]),
        `It builds ${mains.map((main) => main.importPath).join(", ")}.`,
      ),
    }));
}

/** Flags by which gowsl itself tells go where to build, and what. */
export function ownFlags(outline: BuildOutline): Failure[] {
  return outline.flags.flatMap((flag): Failure[] => {
    const name = /^--?(o|n|C)(=|$)/.exec(flag)?.[1];
    if (name === undefined) return [];
    const next = {
      o: "Use `out` and `names` of the task.",
      n: "Use --dry-run.",
      C: "Use -C of gowsl, or `dir` of the task.",
    };
    return [
      {
        family: "command-line",
        place: `${outline.id}: flags of go build`,
        thing: `-${name} is for gowsl to set`,
        next: next[name as keyof typeof next],
      },
    ];
  });
}

function undefinableValues(setting: PlanSetting, outline: BuildOutline, facts: BuildFacts): Failure[] {
  return Object.entries(settingsForTarget(outline.options, outline.target).define ?? {})
    .filter(([, value]) => !canDefine(fillPlaceholders(value, facts.placeholders)))
    .map(([name]) => ({
      family: "config",
      place: `${setting.configName}: tasks.${outline.source}.define["${name}"]`,
      thing: "a value with both kinds of quotes can't be passed through -ldflags",
      next: "Use one kind of quotes.",
    }));
}

function noMain(setting: PlanSetting, outline: BuildOutline): Failure {
  return {
    family: "module",
    place: outline.cwd,
    thing: `no main package matches ${outline.patterns.join(" ")}`,
    next: "A library has nothing to build into a program: `gowsl vet` and `gowsl test` check it.",
    ...(setting.requested.includes(outline.task) ? {} : { hint: `this is needed by task "${outline.task}"` }),
  };
}

/** Replaces `{git.version}` and its like; unknown ones stay as they are (the config check has named them). */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(git\.\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
