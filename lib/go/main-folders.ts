/**
 * Finds the main packages of a module by the package clauses of its files, without Go: a proposal for a config, which
 * Go then decides on. Knows nothing of build constraints but the word by which files are left out everywhere.
 */
import path from "node:path";
import { isDirectory, isFile, namesIn, readStart } from "../host/files.ts";
import { commentsOf } from "./comments.ts";

/** Folders of main packages, relative to the module, with slashes: `.`, `cmd/greet`. */
export function mainFolders(module: string): string[] {
  return mainsBelow(module, ".");
}

function mainsBelow(module: string, folder: string): string[] {
  const names = namesIn(path.join(module, folder)).toSorted();
  // Another module begins there.
  if (folder !== "." && names.includes("go.mod")) return [];
  const isMain = isMainFolder(path.join(module, folder), names);
  const below = names.filter((name) => entersFolder(name) && isDirectory(path.join(module, folder, name)));
  const found = below.flatMap((name) => mainsBelow(module, path.posix.join(folder, name)));
  return isMain ? [folder, ...found] : found;
}

/** Does a folder hold a main package? */
export function isMainFolder(folder: string, names = namesIn(folder)): boolean {
  return names.some((name) => isGoFile(name) && isMainFile(path.join(folder, name)));
}

/** As in `go help packages`: what begins with . or _ and testdata are no packages, and vendor is another's. */
function entersFolder(name: string): boolean {
  return !/^[._]|^(vendor|testdata|node_modules)$|\.go$/.test(name);
}

function isGoFile(name: string): boolean {
  return name.endsWith(".go") && !name.endsWith("_test.go") && !/^[._]/.test(name);
}

/** The clause stands behind nothing but comments; a longer licence than this is unheard of. */
const headBytes = 64 * 1024;

function isMainFile(file: string): boolean {
  if (!isFile(file)) return false;
  const start = readStart(file, headBytes);
  return start !== undefined && isMainText(Buffer.from(start).toString("utf8"));
}

/** `//go:build ignore` is how scripts that are run by `go run FILE` lie beside a package. */
export function isMainText(text: string): boolean {
  let code = text.replace(/^\uFEFF/, "");
  for (;;) {
    code = code.trimStart();
    if (!code.startsWith("/")) break;
    const [[, end = code.length] = []] = commentsOf(code, 0, 1);
    if (/^\/\/(go:build|\s*\+build)\s.*\bignore\b/.test(code.slice(0, end))) return false;
    if (end === 0) return false;
    code = code.slice(end);
  }
  return /^package\s+main\b/.test(code);
}
