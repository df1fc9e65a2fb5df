/**
 * Says what went wrong while a config was loaded, in words for its author: the user's own files and
 * lines, never gowsl's or tsx's. Knows nothing of how it was loaded.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { closest } from "../model/closest.ts";
import { leadsOut } from "../model/paths.ts";
import { carried } from "./executable.ts";
import { readText } from "./files.ts";
import { ownFolders } from "./package.ts";

export interface LoadError {
  message: string;
  /** Where in the config itself: `3:22`. */
  at?: string;
  /** Lines of the stack that lie in the user's own files. */
  frames: string[];
  /** What to do about it, where that is known. */
  next?: string;
}

interface Places {
  /** The config. */
  file: string;
  /** Folders of gowsl's own code. */
  own: readonly string[];
}

/** @param error is whatever was thrown: not always an Error. */
export function describeLoadError(error: unknown, places: Places): LoadError {
  if (typeof error !== "object" || error === null) return { message: `threw ${String(error)}`, frames: [] };
  const { message, stack } = error as { message?: unknown; stack?: unknown };
  const text = typeof message === "string" && message !== "" ? message : "threw an error without a message";
  return (
    syntaxError(text, places) ??
    missingImport(text, places) ?? { message: text, frames: ownFrames(String(stack ?? ""), places) }
  );
}

/** esbuild: a heading, then `/path/gowsl.config.ts:3:5: ERROR: Unexpected "="`, with columns from 0. */
function syntaxError(text: string, places: Places): LoadError | undefined {
  const found = text.matchAll(/^(.+?)(?:\?[^?:]*)?:(\d+):(\d+): ERROR: (.*)$/gm);
  const mistakes = Array.from(found, ([, file = "", line, column, what = ""]) => {
    return { file: shown(file, places), at: `${line}:${Number(column) + 1}`, what };
  });
  const [first, ...others] = mistakes;
  if (first === undefined) return undefined;
  const isInConfig = first.file === path.basename(places.file);
  const lines = others.map(({ file, at, what }) => `syntax error at ${file}:${at}: ${what}`);
  // The config is named anyway.
  return isInConfig
    ? { message: [`syntax error: ${first.what}`, ...lines].join("\n"), at: first.at, frames: [] }
    : {
        message: [`syntax error at ${first.file}:${first.at}: ${first.what}`, ...lines].join("\n"),
        frames: [],
      };
}

/** Node's sentences for an import (`imported from FILE`) and a require (`Require stack:` and files). */
function missingImport(text: string, places: Places): LoadError | undefined {
  const [, kind, wanted, importer] =
    /^(Cannot find module|Cannot find package|Directory import) '(.+?)'.* imported from (.+)$/.exec(text) ??
    /^(Cannot find module) '(.+?)'\nRequire stack:\n- (.+)$/m.exec(text) ??
    [];
  if (kind === undefined || wanted === undefined || importer === undefined) return undefined;
  const from = filePath(importer);
  // Node has made the path absolute; the author wrote it relative.
  const specifier = path.isAbsolute(wanted) ? relativeSpecifier(path.dirname(from), wanted) : wanted;
  const message = `cannot find "${specifier}", which ${shown(from, places)} imports`;
  const line = from === places.file ? lineWith(specifier, from) : undefined;
  const error = { message, frames: [], ...(line === undefined ? {} : { at: String(line) }) };
  if (kind === "Directory import") return { ...error, next: "Its folder has no index.ts." };
  if (specifier.startsWith(".")) return { ...error, next: "Check the path." };
  if (closest(specifier, ["gowsl"]) !== undefined) return { ...error, next: 'Did you mean "gowsl"?' };
  return { ...error, next: `Install it with "npm install ${specifier}", or remove the import.` };
}

/** The only line that has the specifier in quotes. */
function lineWith(specifier: string, file: string): number | undefined {
  const lines = (readText(file) ?? "").split("\n");
  const found = lines.flatMap((line, index) =>
    [`"${specifier}"`, `'${specifier}'`].some((quoted) => line.includes(quoted)) ? [index + 1] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

function relativeSpecifier(folder: string, file: string): string {
  const relative = slashes(path.relative(folder, file));
  return relative.startsWith("../") ? relative : `./${relative}`;
}

/** The lines of a stack that lie in the user's own files. */
export function ownFrames(stack: string, places: Places): string[] {
  const lines = stack.split("\n");
  // A missing export has no frame of its own: V8 puts the place above the message.
  const [, head, headLine] = /^(.+):(\d+)$/.exec(lines[0] ?? "") ?? [];
  const frames =
    head !== undefined && isOwn(head, places) ? [`${shown(filePath(head), places)}:${headLine}`] : [];
  for (const line of lines) {
    const [, name, place, position] = /^\s+at (?:async )?(?:(.+) \()?(.+?):(\d+:\d+)\)?$/.exec(line) ?? [];
    if (place === undefined || !isOwn(place, places)) continue;
    const location = `${shown(filePath(place), places)}:${nodesPosition(filePath(place), position ?? "")}`;
    frames.push(name === undefined || name.includes("<anonymous>") ? location : `at ${name} (${location})`);
  }
  return frames;
}

/**
 * A position as Node tells it. Where something is made and thrown V8 names the place of `new`, and Bun's
 * engine that of the class behind it.
 */
function nodesPosition(file: string, position: string): string {
  if (carried() === undefined) return position;
  const [row = 0, column = 0] = position.split(":").map(Number);
  const lines = readText(file)?.split("\n") ?? [];
  const made = /\bnew\s+$/.exec(lines[row - 1]?.slice(0, column - 1) ?? "");
  return made === null ? position : `${row}:${made.index + 1}`;
}

/** A file of the user: gowsl's own, those of packages and Node's are none of theirs. */
function isOwn(place: string, { own }: Places): boolean {
  // Bun writes the places within an executable of Windows with slashes.
  const file = path.normalize(filePath(place));
  if (!path.isAbsolute(file) || own.some((folder) => file.startsWith(folder + path.sep))) return false;
  return !file.split(path.sep).includes("node_modules");
}

/** The path in a stack: plain or as a URL, perhaps with the query by which tsx knows its modules. */
function filePath(place: string): string {
  if (place.startsWith("file:")) return fileURLToPath(place.replace(/\?.*$/, ""));
  return place.replace(/\?(tsx-)?namespace=.*$/, "");
}

/** Relative to the config's folder where it lies within. */
function shown(file: string, places: Places): string {
  const relative = path.relative(path.dirname(places.file), file);
  return leadsOut(relative) ? file : slashes(relative);
}

function slashes(file: string): string {
  return file.split(path.sep).join("/");
}

/** The lines of a stack that lie in the user's own files, relative to a folder. */
export function userFrames(stack: string, folder: string): string[] {
  return ownFrames(stack, { file: path.join(folder, "any"), own: ownFolders() });
}
