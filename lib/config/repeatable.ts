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

/** What a module reads without an import. `process` is looked at more closely. */
const impure =
  /\b(Date|performance|Math\s*\.\s*random|Math(?!\s*\.\s*\w)|crypto|fetch|require|createRequire|globalThis|global|eval|Function|constructor|Intl|navigator|setTimeout|setInterval|XMLHttpRequest|WebSocket|Atomics|SharedArrayBuffer|Bun|Deno|Temporal(?=\s*[.[;,)])|localStorage|sessionStorage|EventSource|new\s+Worker|WeakRef|FinalizationRegistry)\b|\bimport\s*(\(|\.)/;

const variable = /\bprocess\s*\.\s*env\s*(?:\.\s*(\w+)|\[\s*(["'])(\w+)\2\s*\])/g;

/** @param sources texts of the config and of the local files that it imports, by name */
export function isRepeatable(sources: Readonly<Record<string, string>>): Repeatable {
  const variables = new Set<string>();
  for (const [name, text] of Object.entries(sources)) {
    if (name.endsWith(".json")) continue;
    const code = withoutComments(text);
    for (const module of importedModules(code)) {
      if (!/^\.{1,2}\//.test(module) && !pureModules.includes(module)) {
        return { ok: false, reason: `${name} imports ${module}` };
      }
    }
    for (const match of code.matchAll(variable)) variables.add(match[1] ?? match[3]!);
    const rest = code.replace(variable, " ").replace(/\bprocess\s*\.\s*(platform|arch)\b/g, " ");
    const found = impure.exec(rest)?.[0] ?? /\bprocess\b/.exec(rest)?.[0];
    if (found !== undefined) return { ok: false, reason: `${name} uses ${found.replace(/\s+/g, "")}` };
  }
  return { ok: true, variables: [...variables].toSorted() };
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
  const found = code.matchAll(/\b(?:from|import)\b(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(["'])([^"'\n]+)\1/g);
  return [...found].map((match) => match[2]!);
}
