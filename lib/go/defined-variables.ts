/**
 * Variables that `-X` is to set and that no program has: the linker passes over them without a word (cmd/link, "-X
 * importpath.name=value"), and the program says the default. Told by the sources, as texts; what is in doubt is taken as there.
 */
import path from "node:path";
import { didYouMean } from "../model/closest.ts";
import type { ListedPackage } from "./listing.ts";

export interface DefinedVariables {
  /** Import paths of the main packages. */
  mains: readonly string[];
  packages: readonly ListedPackage[];
  readText(file: string): string | undefined;
}

/** What is wrong with a name, in a sentence with the next move; undefined where nothing is, or nothing is sure. */
export function definitionFault(
  name: string,
  { mains, packages, readText }: DefinedVariables,
): string | undefined {
  const cut = name.lastIndexOf(".");
  const importPath = name.slice(0, cut);
  const variable = name.slice(cut + 1);
  const owners = packages.filter(({ ImportPath }) =>
    importPath === "main" ? mains.includes(ImportPath) : ImportPath === importPath,
  );
  if (!/^\w+$/.test(variable) || owners.some(({ Standard }) => Standard)) return undefined;
  if (owners.length === 0) {
    const known = packages.flatMap(({ ImportPath, Standard }) => (Standard ? [] : [ImportPath]));
    const next = didYouMean(importPath, ["main", ...known], "Write its import path, or main.");
    return `no program has a package ${importPath}, and go does not tell. ${next}`;
  }
  const texts = owners.flatMap(({ Dir = "", GoFiles = [], CgoFiles = [] }) =>
    [...GoFiles, ...CgoFiles].map((file) => readText(path.join(Dir, file)) ?? ""),
  );
  if (texts.some((text) => new RegExp(`^const ${variable}\\b`, "m").test(text)))
    return `${variable} is a constant, and -X sets variables only. Declare it with var.`;
  if (texts.some((text) => new RegExp(`\\b${variable}\\b`).test(text))) return undefined;
  const known = texts.flatMap(variablesIn).map((each) => `${importPath}.${each}`);
  const next = didYouMean(name, known, `Declare it: var ${variable} = "".`);
  return `no program has this variable, and go does not tell. ${next}`;
}

/** Variables that a file declares by itself or in a block, outside of functions as gofmt writes it. */
function variablesIn(text: string): string[] {
  const alone = [...text.matchAll(/^var (\w+)/gm)].map(([, name]) => name!);
  const blocks = [...text.matchAll(/^var \(\n([\s\S]*?)^\)/gm)].flatMap(([, block]) =>
    [...block!.matchAll(/^\t(\w+)\b/gm)].map(([, name]) => name!),
  );
  return [...alone, ...blocks];
}
