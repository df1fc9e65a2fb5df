/**
 * Variables that `-X` is to set and that no program has: the linker passes over them without a word (cmd/link, "-X
 * importpath.name=value"), and the program says its default. Told by the sources, as texts; what is in doubt is taken
 * as there. Knows nothing of what is built.
 */
import { didYouMean } from "../model/closest.ts";
import type { ListedPackage } from "./listing.ts";

export interface Definitions {
  packages: readonly Pick<ListedPackage, "ImportPath" | "Name" | "Dir" | "Standard">[];
  /** Folders of all main packages that the task could build. */
  mainFolders(): readonly string[];
  /** The texts of all Go files of a folder, for whatever target; undefined where one can't be read. */
  sourcesIn(folder: string): readonly string[] | undefined;
}

/**
 * What is wrong with a name, in a sentence with the next move; undefined where nothing is, or nothing is sure.
 * @param name as in `define`: `main.version`, `example.com/app/build.Date`
 */
export function definitionFault(name: string, definitions: Definitions): string | undefined {
  const cut = name.lastIndexOf(".");
  const importPath = name.slice(0, cut);
  const variable = name.slice(cut + 1);
  if (!/^\w+$/.test(variable)) return undefined;
  let folders: readonly string[] = [];
  const isDeclared = new RegExp(`^(var )?\\s*${variable}\\b`, "m");
  if (importPath === "main") {
    // Mostly it is there: then nobody goes through the whole module.
    const listed = definitions.packages.flatMap(({ Name, Dir }) => (Name === "main" && Dir ? [Dir] : []));
    if (listed.some((folder) => definitions.sourcesIn(folder)?.some((text) => isDeclared.test(text))))
      return undefined;
    folders = definitions.mainFolders();
  } else {
    const owner = definitions.packages.find(({ ImportPath }) => ImportPath === importPath);
    // One that is not there may be of another target, or not be written yet.
    if (owner === undefined || owner.Standard || owner.Dir === undefined) return undefined;
    if (owner.Name === "main")
      return `the linker knows a main package as main only, and go does not tell. Write main.${variable}.`;
    folders = [owner.Dir];
  }
  const texts: string[] = [];
  for (const folder of folders) {
    const sources = definitions.sourcesIn(folder);
    if (sources === undefined) return undefined;
    texts.push(...sources);
  }
  if (texts.length === 0) return undefined;
  const isNamed = new RegExp(`\\b${variable}\\b`);
  if (!texts.some((text) => isNamed.test(text))) {
    const known = texts.flatMap(variablesIn).map((each) => `${importPath}.${each}`);
    const next = didYouMean(name, known, `Declare it: var ${variable} = "".`);
    return `no program has this variable, and go does not tell. ${next}`;
  }
  const isConstant = new RegExp(`^const ${variable}\\b`, "m");
  if (!texts.some((text) => isConstant.test(text)) || texts.some((text) => isDeclared.test(text)))
    return undefined;
  return `${variable} is a constant, and -X sets variables only. Declare it with var.`;
}

/** Variables that a file declares by itself or in a block, outside of functions as gofmt writes it. */
function variablesIn(text: string): string[] {
  const alone = [...text.matchAll(/^var (\w+)/gm)].map(([, name]) => name!);
  const blocks = [...text.matchAll(/^var \(\n([\s\S]*?)^\)/gm)].flatMap(([, block]) =>
    [...block!.matchAll(/^\t(\w+)\b/gm)].map(([, name]) => name!),
  );
  return [...alone, ...blocks];
}
