/** What is said of names in `define` that no program has. Knows nothing of how sources tell that. */
import path from "node:path";
import { definitionFault, type Definitions } from "../go/defined-variables.ts";
import type { Listing } from "../go/listing.ts";
import { mainFolders } from "../go/main-folders.ts";
import type { BuildOutline, PlanSetting } from "../graph/outline.ts";
import { namesIn, readText } from "../host/files.ts";
import type { GoBuildTask } from "../model/task.ts";

/** A line for each name that no program of its task's folder has, whichever of them are built now. */
export function definitionNotes(
  { instances }: Pick<PlanSetting, "instances">,
  outlines: readonly BuildOutline[],
  listingOf: (id: string) => Listing | undefined,
): string[] {
  const notes = new Set<string>();
  const foldersOf = remembered((cwd: string) => mainFolders(cwd).map((folder) => path.join(cwd, folder)));
  const sourcesOf = remembered(sourcesIn);
  for (const { id, source, options, needs, flags, cwd } of outlines) {
    const { packages = [], environment } = listingOf(id) ?? {};
    // What it needs may write sources, and an overlay has others.
    const hasOthers = [...flags, environment?.["GOFLAGS"] ?? ""].some((flag) => flag.includes("-overlay"));
    if (needs.length > 0 || hasOthers) continue;
    const definitions: Definitions = {
      packages,
      mainFolders: () => foldersOf(cwd),
      sourcesIn: sourcesOf,
    };
    const task = instances?.get(source)?.source ?? source;
    for (const [place, name] of definedNames(options)) {
      const fault = definitionFault(name, definitions);
      if (fault !== undefined) notes.add(`tasks.${task}.${place}["${name}"]: ${fault}`);
    }
  }
  return [...notes];
}

function definedNames({ define = {}, overrides = {} }: GoBuildTask): [place: string, name: string][] {
  const ofTargets = Object.entries(overrides).flatMap(([pattern, override]) =>
    Object.keys(override.define ?? {}).map((name): [string, string] => [
      `overrides["${pattern}"].define`,
      name,
    ]),
  );
  return [...Object.keys(define).map((name): [string, string] => ["define", name]), ...ofTargets];
}

/** Each target of a task asks the same. */
function remembered<Value>(ask: (folder: string) => Value): (folder: string) => Value {
  const known = new Map<string, Value>();
  return (folder) => {
    if (!known.has(folder)) known.set(folder, ask(folder));
    return known.get(folder)!;
  };
}

function sourcesIn(folder: string): string[] | undefined {
  const texts = namesIn(folder)
    .filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"))
    .map((name) => readText(path.join(folder, name)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
