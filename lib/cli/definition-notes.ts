/** What is said of names in `define` that no program has. Knows nothing of how sources tell that. */
import { settingsForTarget } from "../go/argv.ts";
import { definitionFault } from "../go/defined-variables.ts";
import type { Listing } from "../go/listing.ts";
import type { BuildOutline } from "../graph/outline.ts";
import { readText } from "../host/files.ts";
import { mainsOf } from "./main-packages.ts";

/** A line for each name that no target of its task has. */
export function definitionNotes(
  outlines: readonly BuildOutline[],
  listingOf: (id: string) => Listing | undefined,
): string[] {
  const faults = new Map<string, string | undefined>();
  for (const { id, source, options, target } of outlines) {
    const { packages = [] } = listingOf(id) ?? {};
    const mains = mainsOf(packages).map(({ importPath }) => importPath);
    for (const name of Object.keys(settingsForTarget(options, target).define ?? {})) {
      const place = `tasks.${source}.define["${name}"]`;
      const isThere = faults.has(place) && faults.get(place) === undefined;
      if (!isThere) faults.set(place, definitionFault(name, { mains, packages, readText }));
    }
  }
  return [...faults].flatMap(([place, fault]) => (fault === undefined ? [] : [`${place}: ${fault}`]));
}
