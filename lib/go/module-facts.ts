/**
 * What modules add to a manifest: their files, their folders, and the checksums of those that never
 * change. Knows nothing of packages.
 */
import path from "node:path";
import { exists, readText } from "../host/files.ts";
import type { Fact } from "../model/manifest.ts";
import type { ListedModule, ListedPackage, Listing } from "./listing.ts";

/** Without -trimpath the folders of the sources, of GOROOT and of the module cache are in the binary. */
export function placeFacts({ environment }: Listing, packages: ListedPackage[]): Fact[] {
  const why = "without -trimpath the binary holds real paths";
  const folders = [...localModules(packages)].flatMap(([name, { Dir }]): [string, string][] =>
    Dir === undefined ? [] : [[`folder of ${name}`, Dir]],
  );
  const settings = [
    ...folders,
    ["GOROOT", environment["GOROOT"] ?? ""],
    ["GOMODCACHE", environment["GOMODCACHE"] ?? ""],
  ] as const;
  return settings.map(([name, value]) => ({ kind: "setting", name, value, why }));
}

/**
 * go.mod, go.sum, go.work and vendor/modules.txt as whole files: build info names the modules, the go
 * line and godebug lines set defaults. Reading them more finely is a later step.
 */
export function moduleFacts({ environment }: Listing, packages: ListedPackage[]): Fact[] {
  const why = "module files are part of the build info";
  const files: [string, string][] = [];
  for (const [name, { GoMod }] of localModules(packages)) {
    if (GoMod === undefined) continue;
    const folder = path.dirname(GoMod);
    files.push([`${name}/go.mod`, GoMod], [`${name}/go.sum`, path.join(folder, "go.sum")]);
    files.push([`${name}/vendor/modules.txt`, path.join(folder, "vendor", "modules.txt")]);
  }
  const work = environment["GOWORK"];
  if (work && work !== "off") {
    files.push(["go.work", work], ["go.work.sum", `${work}.sum`]);
    files.push(["workspace vendor/modules.txt", path.join(path.dirname(work), "vendor", "modules.txt")]);
  }
  return files
    .filter(([, file]) => exists(file))
    .map(([name, file]) => ({ kind: "file", name, path: file, why }));
}

/** The module in the module cache that a package comes from; undefined for folders that may change. */
export function immutableModule(listed: ListedModule): ListedModule | undefined {
  const real = listed.Replace ?? listed;
  return real.Version === undefined ? undefined : real;
}

/** Modules in folders that may change, by path: each once, though each of its packages names it. */
function localModules(packages: ListedPackage[]): Map<string, ListedModule> {
  const found = new Map<string, ListedModule>();
  for (const { Module: listed } of packages) {
    if (listed !== undefined && immutableModule(listed) === undefined) {
      found.set(listed.Path, listed.Replace ?? listed);
    }
  }
  return found;
}

/** Parsed once a listing: every main package of it asks. */
const checksumsOf = new WeakMap<Listing, Map<string, string>>();

/** The h1 lines of go.work.sum and of the go.sum of every local module. */
export function readChecksums(listing: Listing): Map<string, string> {
  let checksums = checksumsOf.get(listing);
  if (checksums === undefined) {
    checksums = parseChecksums(listing);
    checksumsOf.set(listing, checksums);
  }
  return checksums;
}

function parseChecksums(listing: Listing): Map<string, string> {
  const work = listing.environment["GOWORK"];
  const files = new Set(work && work !== "off" ? [`${work}.sum`] : []);
  for (const { GoMod } of localModules(listing.packages).values()) {
    if (GoMod !== undefined) files.add(path.join(path.dirname(GoMod), "go.sum"));
  }
  const lines = [...files].flatMap((file) => (readText(file) ?? "").split("\n"));
  return new Map(
    lines.map((line): [string, string] => {
      const [name = "", version = "", sum = ""] = line.trim().split(/\s+/);
      return [`${name} ${version}`, sum];
    }),
  );
}
