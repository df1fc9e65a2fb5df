/**
 * What only the text of a Makefile tells: descriptions (`target: ## text`), and which variables have their values from
 * commands or the environment. It serves comments alone; nothing that runs rests on it. Pure.
 */

export interface MakeComments {
  descriptions: Record<string, string>;
  /** The line of a target's first rule, where its name is written out. */
  rules: Record<string, number>;
  /** Of variables whose value is that of today: where it comes from. */
  sources: Record<string, string>;
}

export function readComments(text: string): MakeComments {
  const descriptions: Record<string, string> = {};
  const rules: Record<string, number> = {};
  const definitions: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  // Lines that go on are joined into the last of them, so that each keeps its number.
  for (const [index, line] of lines.entries()) {
    if (!line.endsWith("\\") || index + 1 === lines.length) continue;
    lines[index + 1] = `${line.slice(0, -1)} ${lines[index + 1]}`;
    lines[index] = "";
  }
  for (const [index, line] of lines.entries()) {
    const [, names = "", told] = /^([\w./ -]+?)\s*::?(?!=)[^#]*(?:##\s*(.*))?$/.exec(line) ?? [];
    const above = /^##+\s+(.*)$/.exec(lines[index - 1] ?? "")?.[1];
    const description = (told ?? above)?.trim();
    for (const name of names.split(/\s+/).filter((each) => each !== "")) rules[name] ??= index + 1;
    for (const name of names.split(/\s+/)) if (name !== "" && description) descriptions[name] ??= description;
    const [, variable, value = ""] =
      /^ *(?:export\s+|override\s+)*([\w.-]+)\s*(?::{0,3}|\?|\+|!)=(.*)$/.exec(line) ?? [];
    if (variable !== undefined) {
      const isFromEnvironment = /^\s*(?:export\s+)?[\w.-]+\s*\?=/.test(line);
      definitions[variable] = `${definitions[variable] ?? ""}${isFromEnvironment ? "?=" : ""}${value}`;
    }
  }
  const sources: Record<string, string> = {};
  for (const name of Object.keys(definitions)) {
    const source = sourceOf(name, definitions, new Set());
    if (source !== undefined) sources[name] = source;
  }
  return { descriptions, rules, sources };
}

function sourceOf(
  name: string,
  definitions: Readonly<Record<string, string>>,
  seen: Set<string>,
): string | undefined {
  if (seen.has(name)) return undefined;
  seen.add(name);
  const text = definitions[name];
  if (text === undefined) return undefined;
  if (text.includes("$(shell ")) return "a command";
  for (const used of variablesIn(text)) {
    const source = sourceOf(used, definitions, seen);
    if (source !== undefined) return source;
  }
  return text.includes("?=") ? "the environment, or else the Makefile" : undefined;
}

/** Names of the variables that a text uses. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\$[({]([\w.-]+)(?=[):}])/g)].map((match) => match[1]!))];
}
