/**
 * Reads the lines of go.mod and go.work that gowsl needs, and finds the two files as Go does, without starting go.
 * Knows nothing of requirements and replacements: of lines that it does not need it checks nothing.
 */
import path from "node:path";
import { exists, isFile } from "../host/files.ts";
import type { Failure, Result } from "../model/failure.ts";
import { failure, success } from "../model/failure.ts";

export interface ModuleFile {
  /** Path of the module; in go.mod only. */
  module?: string;
  /** The `go` line: `1.23` or `1.23.4`. */
  go?: string;
  /** The `toolchain` line: `go1.23.4` or `default`. */
  toolchain?: string;
  /** Directories as written, relative to the file or absolute; in go.work only. */
  use: string[];
}

/** A statement: its verb and arguments. A line of a block has the verb of the block. */
interface Statement {
  line: number;
  verb: string;
  words: string[];
  inBlock: boolean;
}

/** x/mod/modfile/rule.go: GoVersionRE, ToolchainRE. */
const goForm = /^([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?$/;
const toolchainForm = /^default$|^go1($|\.)/;

/**
 * Reads a go.mod or go.work by the rules of x/mod/modfile (read.go, rule.go, work.go). Unknown lines are passed
 * over: Go too looks for the go line first, since a newer Go may know them (cmd/go/internal/gover/gomod.go).
 * @param place the file, for failures
 */
export function readModuleFile(text: string, place: string): Result<ModuleFile> {
  // Go refuses the mark itself: `unexpected input character '\ufeff'`. CRLF is fine: its lexer skips \r like a space.
  if (text.startsWith("\ufeff")) {
    return failure({
      family: "module",
      place: `${place}:1`,
      thing: "the file begins with a byte order mark, and Go does not read it",
      next: "Save it as UTF-8 without BOM.",
    });
  }
  const file: ModuleFile = { use: [] };
  const failures: Failure[] = [];
  for (const statement of statements(text)) {
    const thing = take(file, statement);
    if (thing !== undefined) failures.push({ family: "module", place: `${place}:${statement.line}`, thing });
  }
  return failures.length > 0 ? { ok: false, failures } : success(file);
}

/** Puts what a statement says into the file, or tells what is wrong with it, in the words of modfile. */
function take(file: ModuleFile, { verb, words, inBlock }: Statement): string | undefined {
  if (verb !== "go" && verb !== "toolchain" && verb !== "module" && verb !== "use") return undefined;
  if (inBlock && (verb === "go" || verb === "toolchain")) return `unknown block type: ${verb}`;
  const [word] = words;
  if (word === undefined || words.length > 1) return `${verb} expects exactly one argument`;
  if (verb === "go" || verb === "toolchain") {
    if (file[verb] !== undefined) return `repeated ${verb} statement`;
    if (verb === "go" && !goForm.test(word)) return `invalid go version "${word}": must match format 1.23.0`;
    if (verb === "toolchain" && !toolchainForm.test(word)) {
      return `invalid toolchain version "${word}": must match format go1.23.0 or default`;
    }
    file[verb] = word;
    return undefined;
  }
  const text = unquote(word);
  if (text === undefined) return `invalid quoted string: ${word}`;
  if (verb === "use") {
    file.use.push(text);
    return undefined;
  }
  if (file.module !== undefined) return "repeated module statement";
  file.module = text;
  return undefined;
}

function statements(text: string): Statement[] {
  const found: Statement[] = [];
  let block: string | undefined;
  let line = 0;
  for (const each of text.split("\n")) {
    line++;
    const words = wordsOf(each);
    const [verb] = words;
    if (verb === undefined) continue;
    if (block !== undefined) {
      if (verb === ")") block = undefined;
      else found.push({ line, verb: block, words, inBlock: true });
    } else if (words.length === 2 && words[1] === "(") block = verb;
    else if (words.length === 3 && words[1] === "(" && words[2] === ")") continue;
    else found.push({ line, verb, words: words.slice(1), inBlock: false });
  }
  return found;
}

/**
 * Words, strings and brackets of a line up to its comment (read.go, readToken). A comment may touch a word: `1.22// x`.
 * Each choice of a Go reads go.mod, and a regular expression for this takes longer than the file.
 */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let start = 0;
  while (start < line.length && !line.startsWith("//", start)) {
    const end = wordEnd(line, start);
    if (end > start) words.push(line.slice(start, end));
    start = Math.max(end, start + 1);
  }
  return words;
}

const brackets = "()[]{},";

/** Behind the word that begins there; the same place where there is a blank. */
function wordEnd(line: string, start: number): number {
  const first = line[start]!;
  if (brackets.includes(first)) return start + 1;
  const quote = first === '"' || first === "`" ? closingQuote(line, start) : -1;
  if (quote >= 0) return quote + 1;
  let end = start;
  while (line[end]! > " " && !brackets.includes(line[end]!) && !line.startsWith("//", end)) end++;
  return end;
}

/** Where the string that begins there ends; -1 if it does not. */
function closingQuote(line: string, start: number): number {
  const quote = line[start]!;
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === quote) return at;
    if (line[at] === "\\" && quote === '"') at++;
  }
  return -1;
}

/** rule.go, parseString: only double quotes are allowed. Go's rarer escapes (\x, octal) are read as no string. */
function unquote(word: string): string | undefined {
  if (!word.startsWith('"')) {
    return word.includes('"') || word.includes("'") || word.includes("`") ? undefined : word;
  }
  try {
    return JSON.parse(word) as string;
  } catch {
    return undefined;
  }
}

/** Where the module and the workspace of a folder are. */
export interface ModulePlace {
  /** The nearest go.mod in the folder or above it. */
  goMod?: string;
  /** The go.work in use: GOWORK's, or the nearest in the folder or above it, wherever go.mod is. It may not exist if GOWORK names it. */
  goWork?: string;
  /** GOWORK is set to something that go refuses. */
  problem?: Failure;
}

/**
 * Finds go.mod and go.work as cmd/go/internal/modload/init.go does (findModuleRoot, FindGoWork).
 * @param gowork the value of GOWORK: `off`, an absolute path, or empty or `auto` to look upwards
 */
export function findModule(cwd: string, gowork: string | undefined): ModulePlace {
  const goMod = findUpwards(cwd, "go.mod");
  const found: ModulePlace = goMod === undefined ? {} : { goMod };
  if (gowork === "off") return found;
  if (gowork === undefined || gowork === "" || gowork === "auto") {
    const goWork = findUpwards(cwd, "go.work");
    return goWork === undefined ? found : { ...found, goWork };
  }
  if (path.isAbsolute(gowork)) return { ...found, goWork: gowork };
  const problem: Failure = {
    family: "module",
    place: "GOWORK",
    thing: `"${gowork}" is not an absolute path`,
    next: 'Set it to the absolute path of a go.work file, to "off", or unset it.',
  };
  return { ...found, problem };
}

function findUpwards(folder: string, name: string): string | undefined {
  for (let here = path.resolve(folder); ; here = path.dirname(here)) {
    const file = path.join(here, name);
    if (exists(file) && isFile(file)) return file;
    if (here === path.dirname(here)) return undefined;
  }
}
