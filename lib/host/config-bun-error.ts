/**
 * What Bun says of a config that it can't load, in the words of Node, esbuild and tsx: a mistake reads the
 * same whatever gowsl runs on. What an engine says itself ("undefined is not an object") stays as it is.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Bun's parser is a port of esbuild's: it counts columns from 1, and goes on where esbuild stops. */
interface BuildMessage {
  message: string;
  position?: { file: string; line: number; column: number } | null;
}

/** Finds the file that an import means. */
type Find = (specifier: string, importer: string) => string | undefined;

/** @param files the local files that were imported */
export function inNodesWords(error: unknown, files: readonly string[], find: Find): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { name, message, errors } = error as { name?: string; message?: string; errors?: BuildMessage[] };
  const text = String(message);
  if (name === "BuildMessage") return syntaxErrors([error as BuildMessage]);
  if (name === "AggregateError" && errors?.[0]?.position != null) return syntaxErrors(errors);
  if (name === "ResolveMessage") return unresolved(error as BuildMessage, text);
  if (name === "SyntaxError") return missingExport(text, files, find) ?? badJson(files) ?? error;
  return error;
}

/** Up to the first that esbuild would not have gone on from. */
function syntaxErrors(mistakes: readonly BuildMessage[]): Error {
  const last = mistakes.findIndex(({ message }) =>
    /^(Unexpected|Expected|Unterminated|Syntax)/.test(message),
  );
  const told = last === -1 ? mistakes : mistakes.slice(0, last + 1);
  const lines = told.map(({ message, position }) => {
    const text = message.replace(/^Unexpected ([^\w"\s]+)$/, 'Unexpected "$1"');
    return `${position?.file}:${position?.line}:${(position?.column ?? 1) - 1}: ERROR: ${text}`;
  });
  return new Error(lines.join("\n"));
}

/** `Cannot find module './x' imported from /a.ts` is Node's sentence already, but for a folder and for builtins. */
function unresolved(error: BuildMessage, text: string): unknown {
  const [, specifier, importer] = /^Cannot find module '(.+?)' imported from (.+)$/.exec(text) ?? [];
  if (specifier !== undefined && importer !== undefined) {
    const folder = path.resolve(path.dirname(importer), specifier);
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder
      ? new Error(`Directory import '${folder}' is not supported imported from ${importer}`)
      : error;
  }
  const [, builtin] = /^Could not resolve: "(node:.+?)"/.exec(text) ?? [];
  return builtin === undefined ? error : new Error(`No such built-in module: ${builtin}`);
}

/** Node names the module as the import does, and tells the line of the import. */
function missingExport(text: string, files: readonly string[], find: Find): Error | undefined {
  const [, name, module] = /^Export named '(.+?)' not found in module '(.+)'\.$/.exec(text) ?? [];
  if (name === undefined || module === undefined) return undefined;
  for (const importer of files) {
    for (const [specifier, line] of importsOf(textOf(importer), name)) {
      if (specifier !== module && find(specifier, importer) !== module) continue;
      const thing = new SyntaxError(
        `The requested module '${specifier}' does not provide an export named '${name}'`,
      );
      thing.stack = `${importer}:${line}\n${thing.message}`;
      return thing;
    }
  }
  return new SyntaxError(`The requested module '${module}' does not provide an export named '${name}'`);
}

/** The modules from which a text imports a name, and in which lines. */
function importsOf(source: string, name: string): [specifier: string, line: number][] {
  const found = source.matchAll(/^\s*(?:import|export)\b([^;"']*?)\bfrom\s*(["'])(.+?)\2/gm);
  return [...found].flatMap((match): [string, number][] => {
    const [whole, names = "", , specifier = ""] = match;
    const isThere =
      name === "default" ? /^\s*\w+\s*(,|$)/.test(names) : names.split(/[^\w$]+/).includes(name);
    const before = source.slice(0, match.index + whole.length - whole.trimStart().length);
    return isThere ? [[specifier, before.split("\n").length]] : [];
  });
}

/** JSON is read by the engine, which tells neither file nor place; read as a part of a program, it has both. */
function badJson(files: readonly string[]): Error | undefined {
  const { Bun: bun } = globalThis as unknown as {
    Bun: { Transpiler: new (options: { loader: string }) => { transformSync(text: string): string } };
  };
  for (const file of files) {
    if (!file.endsWith(".json")) continue;
    const text = textOf(file);
    try {
      JSON.parse(text);
    } catch (error) {
      const lead = "export default ";
      try {
        new bun.Transpiler({ loader: "js" }).transformSync(lead + text);
      } catch (mistakes) {
        const [first] = (mistakes as { errors?: BuildMessage[] }).errors ?? [mistakes as BuildMessage];
        const { line = 1, column = 1 } = first?.position ?? {};
        const what = String(first?.message).replace(/^(Expected .+?) but found/, "$1 in JSON but found");
        const shift = line === 1 ? lead.length : 0;
        return syntaxErrors([{ message: what, position: { file, line, column: column - shift } }]);
      }
      return new Error(`${file}:1:0: ERROR: ${(error as Error).message}`);
    }
  }
  return undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
