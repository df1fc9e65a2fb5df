/**
 * Targets of a Makefile as tasks: which of them, under which names, with which needs, inputs and lines. What the
 * lines are once make has expanded them is told by make, target by target. Pure.
 */
import { logicalLines, type MakeDatabase, type MakeTarget } from "./make-database.ts";
import { buildOptions, type FolderFacts } from "./make-build.ts";
import { variablesIn, type MakeComments } from "./make-comments.ts";

export interface ImportedTask {
  target: string;
  /** Differs from the target where gowsl has a command of that name. */
  name: string;
  description?: string;
  needs: string[];
  inputs: string[];
  /** As make runs them, `-` before those that may fail. */
  lines: string[];
  /** It is a task of Go for certain: `go.test` with `{ race: true }`. */
  goTask?: GoTask;
  /** The file that it makes. */
  makes?: string;
  /** Its recipe prints with $(info), which is no command. */
  says: boolean;
  comments: string[];
}

/** A task of Go by its word and its settings. */
export interface GoTask {
  word: "go.test" | "go.vet" | "go.build";
  settings: object;
}

export interface Chosen {
  targets: MakeTarget[];
  leftOut: { name: string; reason: string }[];
}

/** Phony targets, what looks like one, and the files that they need. */
export function chooseTargets({ targets, leftOut, defaultGoal }: MakeDatabase): Chosen {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const wanted = new Set<string>();
  const want = (name: string) => {
    const target = byName.get(name);
    if (target === undefined || wanted.has(name)) return;
    wanted.add(name);
    target.prerequisites.forEach(want);
  };
  for (const { name, isPhony } of targets) {
    if (isPhony || name === defaultGoal || !/[./]/.test(name)) want(name);
  }
  const all = [...leftOut];
  const kept = targets.filter((target) => {
    if (!wanted.has(target.name))
      all.push({ name: target.name, reason: "a file that no phony target needs" });
    else if (target.recipe.length === 0 && !target.prerequisites.some((name) => byName.has(name)))
      all.push({ name: target.name, reason: "it runs nothing and needs nothing that does" });
    else return true;
    return false;
  });
  return { targets: kept, leftOut: all };
}

const info = /\$[({]info\s/g;

/** Lines of make for one target, or why there are none. */
export type Expanded = { ok: true; lines: string[] } | { ok: false; reason: string };

/**
 * What `make -n` prints, with the `-` of the recipe before the lines that may fail. Where it can't be told which
 * printed line comes from which line of the recipe, it is told so.
 */
export function expandedLines(recipe: readonly string[], printed: string, isOneShell = false): Expanded {
  let lines = logicalLines(printed.split("\n").filter((line) => !/^g?make(\.exe)?(\[\d+\])?: /.test(line)));
  // make prints what $(info) says before all lines of the recipe.
  const told = recipe.join("\n").match(info)?.length ?? 0;
  lines = lines.slice(told);
  const running = recipe.filter((line) => !/^\s*[@+-]*\s*\$[({](info|warning|eval)\s.*[)}]\s*$/s.test(line));
  if (isOneShell && lines.length > 0) return { ok: true, lines: [printed.trimEnd()] };
  const mayFail = running.map((line) => /^\s*[@+]*-/.test(line));
  if (lines.length !== running.length) {
    if (told > 0 || mayFail.includes(true))
      return { ok: false, reason: "it can't be told which of its lines may fail" };
    return { ok: true, lines: lines.filter(isCommand) };
  }
  return {
    ok: true,
    lines: lines.map((line, index) => (mayFail[index] ? `-${line}` : line)).filter(isCommand),
  };
}

/** Not a comment that make would hand to the shell. */
function isCommand(line: string): boolean {
  return !/^\s*#[^\n]*$/.test(line);
}

export interface Naming {
  /** Names of gowsl's commands. */
  commands: readonly string[];
  recognise: (lines: readonly string[]) => GoTask | undefined;
}

/** The PATH of this machine is left to the shell of the one where the line runs. */
export function leavePath(line: string, ownPath: string): string {
  const isSure = ownPath.includes("/") && ownPath.length > 8 && !line.includes("'");
  return isSure ? line.replaceAll(ownPath, "$PATH") : line;
}

/** Each target's task has its name, or `make-<name>`. */
export function taskNames(
  targets: readonly MakeTarget[],
  lines: ReadonlyMap<string, string[]>,
  { commands, recognise }: Naming,
): Map<string, string> {
  const taken = new Set(targets.map(({ name }) => name));
  return new Map(
    targets.map(({ name }) => {
      const isKind = recognise(lines.get(name) ?? [])?.word === `go.${name}`;
      if (!commands.includes(name) || isKind) return [name, name];
      let other = `make-${name}`;
      while (taken.has(other)) other = `make-${other}`;
      return [name, other];
    }),
  );
}

/** `go test` and `go vet` of all packages, and a plain `go build`, with flags that gowsl has settings for; else a line. */
export function recognised(lines: readonly string[], facts: FolderFacts): GoTask | undefined {
  const [line = ""] = lines;
  if (lines.length !== 1) return undefined;
  const build = buildOptions(line, facts);
  if (build !== undefined) return { word: "go.build", settings: build };
  const match = /^go (test|vet)((?: -(?:race|cover|short|v))*) \.\/\.\.\.$/.exec(line);
  if (match === null) return undefined;
  const [, kind, flags = ""] = match;
  if (kind === "vet") return flags === "" ? { word: "go.vet", settings: {} } : undefined;
  const settings = flags
    .split(" -")
    .slice(1)
    .map((flag) => [flag === "v" ? "verbose" : flag, true]);
  return { word: "go.test", settings: Object.fromEntries(settings) as object };
}

/** The task of one target. */
export function importedTask(
  target: MakeTarget,
  lines: string[],
  {
    names,
    isFile,
    comments,
    recognise,
  }: {
    names: ReadonlyMap<string, string>;
    isFile: (name: string) => boolean;
    comments: MakeComments;
    recognise: Naming["recognise"];
  },
): ImportedTask {
  const name = names.get(target.name)!;
  const needs = target.prerequisites.flatMap((each) => names.get(each) ?? []);
  const files = target.prerequisites.filter((each) => !names.has(each) && isFile(each));
  const goTask = recognise(lines);
  const description = comments.descriptions[target.name];
  const told: string[] = [];
  if (name !== target.name) told.push(`The target "${target.name}": gowsl has a command of that name.`);
  if (goTask !== undefined) told.push(`Recognised: ${lines[0]}`);
  const isStamped = goTask !== undefined && JSON.stringify(goTask.settings).includes('"-buildvcs=');
  if (isStamped)
    told.push("Go stamps the repository into it, so go decides each time; without -buildvcs it is known.");
  const today = variablesIn(target.recipe.join("\n")).filter((each) => comments.sources[each] !== undefined);
  for (const each of today)
    told.push(`$(${each}) has its value of today; it comes from ${comments.sources[each]}.`);
  if (/\$[({]shell\s/.test(target.recipe.join("\n")))
    told.push("What $(shell ...) printed is that of today.");
  if (lines.some((line) => /(^|[\s;&|])g?make\s/.test(line))) told.push("It still runs make.");
  const says = target.recipe.join("\n").match(info) !== null;
  if (says) told.push("What $(info ...) prints is not printed.");
  const makes =
    goTask !== undefined || target.isPhony || lines.length === 0 || !/[./]/.test(target.name)
      ? undefined
      : target.name;
  if (makes !== undefined)
    told.push(
      `Its result is kept once inputs names all that it reads and outputs is ${JSON.stringify([makes])}.`,
    );
  return {
    target: target.name,
    name,
    ...(description === undefined ? {} : { description }),
    needs,
    inputs: goTask === undefined && lines.length > 0 ? fewPatterns(files) : [],
    lines,
    ...(goTask === undefined ? {} : { goTask }),
    ...(makes === undefined ? {} : { makes }),
    says,
    comments: told,
  };
}

/** Many files of one folder and ending become a pattern: it covers more, never less. */
function fewPatterns(files: readonly string[]): string[] {
  if (files.length <= 6) return [...files];
  const patterns = files.map((file) => /^(.*\/)?[^/]*?(\.\w+)?$/.exec(file)!);
  const asPattern = patterns.map((match) =>
    match[2] === undefined ? match[0] : `${match[1] ?? ""}*${match[2]}`,
  );
  return [
    ...new Set(
      asPattern.map((pattern, index) => {
        const alone = asPattern.filter((each) => each === pattern).length === 1;
        return alone ? files[index]! : pattern;
      }),
    ),
  ];
}
