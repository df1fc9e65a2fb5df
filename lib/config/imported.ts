/**
 * What the imports of a config lead to, as texts to compare: another file may come to be imported in the place of
 * one, though none of them changes. Knows nothing of what is in them.
 */
import path from "node:path";
import { digestText, realPath } from "../host/files.ts";
import { textIfThere } from "../host/quick.ts";
import { listFolder, lookAt } from "../host/stat.ts";
import { importsOf, isRepeatable, type Repeatable } from "./repeatable.ts";

/** Paths that are imported, each with what it may lead to: see candidatesText. */
export type Imports = [imported: string, candidates: string][];

/**
 * Do files come out the same each time, with what lies on the disk: links may lead to packages, of whose files nobody
 * tells which are imported (`config-hook.ts`).
 * @param shown how a reason calls a file
 */
export function areRepeatable(
  texts: ReadonlyMap<string, string>,
  imports: Imports,
  shown: (file: string) => string,
): Repeatable {
  const repeatable = isRepeatable(Object.fromEntries([...texts].map(([file, text]) => [shown(file), text])));
  if (!repeatable.ok) return repeatable;
  const ofPackage = imports.find(([, candidates]) => /[\\/]node_modules([\\/]|$)/im.test(candidates));
  return ofPackage === undefined
    ? repeatable
    : { ok: false, reason: `${shown(ofPackage[0])} is in a package` };
}

/** What the imports of local files lead to. */
export function importsFrom(texts: ReadonlyMap<string, string>): Imports {
  return importedPaths(texts).map((each) => [each, candidatesText(each)]);
}

/** The paths that the imports of local files name, without the ending that is looked for. */
function importedPaths(texts: ReadonlyMap<string, string>): string[] {
  const paths = [...texts].flatMap(([file, text]) =>
    // From where the file lies: links to it are not of its neighbours.
    importsOf(file, text).flatMap((each) =>
      each.startsWith(".") ? [path.resolve(path.dirname(realPath(file)), each)] : [],
    ),
  );
  return [...new Set(paths)].toSorted();
}

/** All that may be imported by a path: `./tasks` is tasks.ts as well as tasks/index.ts, and `./tasks.js`, too. */
export function candidatesText(imported: string): string {
  const folder = path.dirname(imported);
  const stem = path.basename(imported).replace(/\..*$/, "").toLowerCase();
  const below = path.join(folder, path.basename(imported));
  const lines = [realPath(folder)];
  for (const { name, kind } of listFolder(folder)) {
    const lower = name.toLowerCase();
    if (lower !== stem && !lower.startsWith(`${stem}.`)) continue;
    lines.push(`${kind}${name}`, ...(kind === "@" ? [realPath(path.join(folder, name))] : []));
  }
  if (lookAt(below).type !== "folder") return lines.join("\n");
  for (const { name, kind } of listFolder(below)) {
    if (/^index\./i.test(name)) lines.push(`${kind}${stem}/${name}`);
    if (kind === "@" && /^index\./i.test(name)) lines.push(realPath(path.join(below, name)));
    if (name === "package.json")
      lines.push(`${stem}/${name} ${digestText(textIfThere(path.join(below, name)) ?? "")}`);
  }
  return lines.join("\n");
}

/** Where these candidates lie, and another one may come. */
export function candidatePaths(imported: string): { path: string; watch: "names" | "content" }[] {
  return [
    { path: path.dirname(imported), watch: "names" },
    { path: imported, watch: "names" },
    { path: path.join(imported, "package.json"), watch: "content" },
  ];
}

/** The package.json that says what a .js file is written in. */
export function manifestText(file: string): string {
  for (let folder = path.dirname(realPath(file)); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    const text = textIfThere(manifest);
    if (text !== undefined) return `${manifest} ${digestText(text)}`;
    if (path.dirname(folder) === folder) return "";
  }
}
