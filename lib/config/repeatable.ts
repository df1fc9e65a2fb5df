/**
 * Does a config come out the same whenever it is evaluated? It does if it imports nothing but local
 * files, gowsl and pure builtins, and reads nothing of the machine but named variables. Told from its
 * text, and carefully: what is not understood is taken for a no. Pure.
 */

export type Repeatable =
  /** `variables`: those of the environment that it reads. */
  | { ok: true; variables: string[] }
  /** `reason` says what it may read. */
  | { ok: false; reason: string };

/** Modules that are the same everywhere and at any time. */
const pureModules = ["gowsl", "node:path", "node:url", "path", "url"];

/** What may stand between two words. */
const gap = String.raw`(?:\s|/\*[^]*?\*/|//[^\n]*\n)*`;

/**
 * What a module reads without an import: clocks (events and files have a time, too), chance, the user's language, other
 * threads, made code. `process` is looked at more closely.
 */
const impure =
  /\b(Date|[Pp]erformance\w*|Math\s*\.\s*random|Math(?!\s*\.\s*\w)|crypto|fetch|require|createRequire|globalThis|global|self|eval|Function|constructor|Intl|toLocale\w*|localeCompare|navigator|setTimeout|setInterval|setImmediate|AbortSignal|XMLHttpRequest|WebSocket|Atomics|SharedArrayBuffer|Bun|Deno|Temporal(?=\s*[.[;,)])|localStorage|sessionStorage|\w*Event|EventSource|File|Blob|createObjectURL|BroadcastChannel|MessageChannel|new\s+Worker|WeakRef|FinalizationRegistry)\b/;

/** By an import that is no declaration; and what an escape spells, that is not looked for. */
const unseen = new RegExp(String.raw`\bimport\b${gap}[(.]|(?<!\\)(?:\\\\)*\\[ux]`);

const variable =
  /\bprocess\s*\.\s*env\s*(?:\.\s*([$\u200c\u200d\p{ID_Continue}]+)|\[\s*(["'])(\w+)\2\s*\])/gu;

/** Before and behind a variable that is set or removed: other modules and configs of this process would see that. */
const removed = new RegExp(String.raw`(?:\bdelete|\+\+|--)(?:[\s(]|/\*[^]*?\*/|//[^\n]*\n)*$`);
const set = new RegExp(
  [
    // `!` and `as` are TypeScript's.
    String.raw`^(?:[\s)\]}]|/\*[^]*?\*/|//[^\n]*\n|!(?!=)|\b(?:as|satisfies)\s+[\w.]+)*(?:\+\+|--|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=(?![=>])|\b(?:of|in)\b)`,
    // As a part of a pattern.
    String.raw`^[^;]*[\]}]\s*\)?\s*=(?![=>])`,
  ].join("|"),
);

/** @param sources texts of the config and of the local files that it imports, by name */
export function isRepeatable(sources: Readonly<Record<string, string>>): Repeatable {
  const variables = new Set<string>();
  for (const [name, text] of Object.entries(sources)) {
    if (name.endsWith(".json")) continue;
    const code = withoutComments(text);
    for (const module of importedModules(code)) {
      if (!isLocal(module) && !pureModules.includes(module)) {
        return { ok: false, reason: `${name} imports ${module}` };
      }
    }
    for (const match of code.matchAll(variable)) {
      const read = match[1] ?? match[3]!;
      if (!isOnlyRead(read, code, match)) return { ok: false, reason: `${name} uses process.env.${read}` };
      variables.add(read);
    }
    const rest = code.replace(variable, " ").replace(/\bprocess\s*\.\s*(platform|arch)\b/g, " ");
    const found = (impure.exec(rest) ?? unseen.exec(rest) ?? /\bprocess\b/.exec(rest))?.[0];
    if (found !== undefined) return { ok: false, reason: `${name} uses ${found.replace(/\s+/g, "")}` };
  }
  return { ok: true, variables: [...variables].toSorted() };
}

/** A file of the project by a plain path: nobody tells which files of a package are imported. */
function isLocal(module: string): boolean {
  return /^\.{1,2}\/[^\\%?#]*$/.test(module) && !/\/node_modules(\/|$)/i.test(module);
}

/** Is it a variable at all, which is neither called nor changed? Methods of objects are no variables. */
function isOnlyRead(name: string, code: string, match: RegExpExecArray): boolean {
  const after = code.slice(match.index + match[0].length);
  return (
    !(name in Object.prototype) &&
    !/^\s*(\?\.\s*)?[(`]/.test(after) &&
    !removed.test(code.slice(0, match.index)) &&
    !set.test(after)
  );
}

/**
 * Comments are the usual place of words that mean nothing. Only those are left out that begin a line, end
 * with it and hold no sign of a template: anything else might be a part of a string or of a regular
 * expression, or of a comment that ends in it.
 */
function withoutComments(text: string): string {
  return text
    .replace(/^[ \t]*\/\*(?:(?!\*\/)[^`$])*\*\/[ \t]*$/gm, " ")
    .replace(/^[ \t]*\/\/(?:(?!\*\/)[^`$\n])*$/gm, " ");
}

/** The modules that a file imports, as it names them. JSON imports nothing. */
export function importsOf(file: string, text: string): string[] {
  return file.endsWith(".json") ? [] : importedModules(withoutComments(text));
}

/** What stands behind `from` and `import`; a word of a text that looks so is taken for one, too. */
function importedModules(code: string): string[] {
  const found = code.matchAll(new RegExp(String.raw`\b(?:from|import)\b${gap}(["'])([^"'\n]+)\1`, "g"));
  return [...found].map((match) => match[2]!);
}
