/**
 * What GNU make prints of itself (`make -p`), read: targets, what they need, recipes as they stand, variables. What
 * a line of a Makefile means is left to make. Pure.
 */

export interface MakeTarget {
  name: string;
  isPhony: boolean;
  /** Prerequisites in order, those behind `|` last. */
  prerequisites: string[];
  /** Lines of the recipe before expansion; one with a backslash at its end has the next one in it. */
  recipe: string[];
  /** Where its recipe begins in the Makefile. */
  line?: number;
}

export interface MakeDatabase {
  targets: MakeTarget[];
  /** Rules of the Makefile that are no target: with the reason why they can't become tasks. */
  leftOut: { name: string; reason: string }[];
  /** What make makes when it is asked for nothing. */
  defaultGoal?: string;
  /** What runs the lines. */
  shell: string;
  shellFlags: string;
  /** .ONESHELL: all lines of a recipe are one script. */
  isOneShell: boolean;
  /** Variables that recipes find in their environment beyond that of make. */
  exported: Record<string, string>;
}

/** The target that gowsl adds so that make has something to make; its recipe prints the environment. */
export const askingTarget = ".gowsl-import";

const header = /^((?:[^\s:=#]|\\ )[^:=]*?)\s*(::?)(?:\s+(.*))?$/;

/**
 * @param text stdout of make
 * @param own the environment that make was given
 */
export function readDatabase(text: string, own: Readonly<Record<string, string | undefined>>): MakeDatabase {
  const [before = "", files = ""] = text.split(/^# Files$/m);
  const implicit = /^# Implicit Rules$/m.exec(before)?.index ?? before.length;
  const variables = before.slice(0, implicit);
  const valueOf = (name: string) =>
    new RegExp(`^${name.replace(".", "\\.")} :?:?= ?(.*)$`, "m").exec(variables)?.[1];
  const targets: MakeTarget[] = [];
  const leftOut = patternRules(before.slice(implicit));
  let isOneShell = false;
  for (const block of files.split(/\n\n+/)) {
    const lines = block.split("\n").filter((line) => line !== "");
    if (lines[0] === "# Not a target:") {
      if (lines[1] === ".ONESHELL:") isOneShell = true;
      continue;
    }
    const at = lines.findIndex((line) => header.test(line));
    const [, name = "", colons, needed = ""] = header.exec(lines[at] ?? "") ?? [];
    if (name === "" || name === askingTarget) continue;
    if (name === ".ONESHELL") isOneShell = true;
    if (/^\.[A-Z_]+$/.test(name)) continue;
    const reason = noTask(name, colons);
    if (reason !== undefined) {
      leftOut.push({ name, reason });
      continue;
    }
    const start = lines.findIndex((line) => /^# {2}recipe to execute/.test(line));
    targets.push({
      name,
      isPhony: lines.some((line) => line.startsWith("#  Phony target")),
      prerequisites: [...new Set(needed.split(/\s+/).filter((word) => word !== "" && word !== "|"))],
      ...lineOf(lines[start]),
      recipe: start < 0 ? [] : logicalLines(lines.slice(start + 1).map((line) => line.replace(/^\t/, ""))),
    });
  }
  const defaultGoal = valueOf(".DEFAULT_GOAL");
  return {
    targets,
    leftOut,
    ...(defaultGoal ? { defaultGoal } : {}),
    shell: valueOf("SHELL") ?? "/bin/sh",
    shellFlags: valueOf(".SHELLFLAGS") ?? "-c",
    isOneShell,
    exported: exportedIn(text, own),
  };
}

function lineOf(told: string | undefined): { line?: number } {
  const line = /, line (\d+)\)/.exec(told ?? "")?.[1];
  return line === undefined ? {} : { line: Number(line) };
}

function noTask(name: string, colons: string | undefined): string | undefined {
  if (colons === "::") return "a rule with two colons may have several recipes";
  if (/^\.\w+(\.\w+)?$/.test(name)) return "a suffix rule says how files are made, not which";
  if (/[\s%\\]/.test(name)) return "a task can't have this name";
  if (/^[-!]/.test(name)) return `the name of a task can't begin with "${name[0]}"`;
  return undefined;
}

/** `%.o: %.c` with a recipe from a file; those that make has built in are nobody's. */
function patternRules(text: string): { name: string; reason: string }[] {
  return text
    .split(/\n\n+/)
    .filter((block) => /^# {2}recipe to execute \(from /m.test(block))
    .map((block) => header.exec(block.split("\n").find((line) => header.test(line)) ?? "")?.[1] ?? "")
    .filter((name) => name !== "")
    .map((name) => ({ name, reason: "a pattern rule says how files are made, not which" }));
}

/** Lines with those joined that end with a backslash. */
export function logicalLines(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let goesOn = false;
  for (const line of lines) {
    if (goesOn) joined[joined.length - 1] += `\n${line}`;
    else joined.push(line);
    goesOn = /(^|[^\\])(\\\\)*\\$/.test(line);
  }
  return joined.filter((line) => line.trim() !== "");
}

/** The asking target has printed its environment: what differs from make's own was exported. */
function exportedIn(text: string, own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const printed = /^gowsl-environment-begins$\n(.*?)^gowsl-environment-ends$/ms.exec(text)?.[1] ?? "";
  const pairs = printed.split("\n").map((line) => /^([A-Za-z_]\w*)=(.*)$/.exec(line));
  return Object.fromEntries(
    pairs.flatMap((match) => {
      const [, name = "", value = ""] = match ?? [];
      const isOfMake = name === "" || /^(MAKE|MFLAGS$|GNUMAKEFLAGS$|SHLVL$|_$|PWD$|OLDPWD$)/.test(name);
      return isOfMake || own[name] === value ? [] : [[name, value] as const];
    }),
  );
}
