/**
 * What modules add to a manifest: their files, their folders, and the checksums of those that never
 * change. Knows nothing of packages.
 */
import path from "node:path";
import { exists, readText } from "../host/files.ts";
import type { Fact } from "../model/manifest.ts";
import { readModuleFile } from "./module-files.ts";
import type { ListedModule, ListedPackage, Listing } from "./listing.ts";

/** Without -trimpath the folders of the sources, of GOROOT and of the module cache are in the binary. */
export function placeFacts({ environment }: Listing, packages: ListedPackage[]): Fact[] {
  const why = "without -trimpath the binary holds real paths";
  const folders = [...localModules(packages)].flatMap(([name, { Dir }]): [string, string][] =>
    Dir === undefined ? [] : [[`folder of ${name}`, Dir]],
  );
  const work = environment["GOWORK"];
  const settings = [
    ...folders,
    // Its vendor folder may hold packages.
    ...(work && work !== "off" && exists(path.join(path.dirname(work), "vendor"))
      ? [["folder of go.work", path.dirname(work)] as const]
      : []),
    ["GOROOT", environment["GOROOT"] ?? ""],
    ["GOMODCACHE", environment["GOMODCACHE"] ?? ""],
  ] as const;
  return settings.map(([name, value]) => ({ kind: "setting", name, value, why }));
}

/**
 * What build info and the compiler are told of the modules that packages come from: version,
 * replacement, checksum, and the go line (work/exec.go buildActionID, load/pkg.go setBuildInfo). Other
 * lines of go.mod and go.sum change nothing in a program.
 */
export function moduleFacts(packages: ListedPackage[], checksums: ReadonlyMap<string, string>): Fact[] {
  const modules = new Map<string, ListedModule>();
  for (const { Module: listed } of packages) if (listed !== undefined) modules.set(listed.Path, listed);
  return [...modules.values()].map(({ Path, Version = "", GoVersion = "", Replace }) => {
    const sum = checksums.get(`${Replace?.Path ?? Path} ${Replace?.Version ?? Version}`) ?? "";
    const value = [Version, GoVersion, Replace?.Path ?? "", Replace?.Version ?? "", sum];
    return { kind: "module", name: Path, value: JSON.stringify(value), why: "build info, go line" };
  });
}

/** Files in which go looks for modules and their versions; that one is not there counts, too. */
export function moduleFiles({ environment, packages }: Listing): string[] {
  const files: string[] = [];
  const add = (goMod: string) => {
    const folder = path.dirname(goMod);
    files.push(goMod, path.join(folder, "go.sum"), path.join(folder, "vendor", "modules.txt"));
    files.push(...replacedFolders(goMod).map((each) => path.join(each, "go.mod")));
  };
  for (const { GoMod } of localModules(packages).values()) if (GoMod !== undefined) add(GoMod);
  const { GOMOD: goMod, GOWORK: work } = environment;
  // Without a module it is the null device.
  if (goMod && path.basename(goMod) === "go.mod") add(goMod);
  if (work && work !== "off") {
    files.push(work, `${work}.sum`, path.join(path.dirname(work), "vendor", "modules.txt"));
    const read = readModuleFile(readText(work) ?? "", work);
    const used = read.ok ? read.value.use : [];
    for (const each of used) add(path.resolve(path.dirname(work), each, "go.mod"));
    files.push(...replacedFolders(work).map((each) => path.join(each, "go.mod")));
  }
  return files;
}

/** Folders of the modules that may change, by path: also of those from which no package comes. */
export function moduleFolders(listing: Listing): Map<string, string> {
  const folders = new Map<string, string>();
  for (const [name, { Dir }] of localModules(listing.packages)) if (Dir !== undefined) folders.set(name, Dir);
  for (const file of moduleFiles(listing)) {
    if (path.basename(file) !== "go.mod") continue;
    const read = readModuleFile(readText(file) ?? "", file);
    if (read.ok && read.value.module !== undefined && !folders.has(read.value.module)) {
      folders.set(read.value.module, path.dirname(file));
    }
  }
  return folders;
}

/** Folders that replace modules: their go.mod takes part in the choice of versions, used or not. */
function replacedFolders(file: string): string[] {
  const found = (readText(file) ?? "").matchAll(/=>\s*"?((?:\.{1,2})?[/\\][^\s"]*|[A-Za-z]:[/\\][^\s"]*)/g);
  return [...found].map(([, folder = ""]) => path.resolve(path.dirname(file), folder));
}

/** The module in the module cache that a package comes from; undefined for folders that may change. */
export function immutableModule(listed: ListedModule): ListedModule | undefined {
  const real = listed.Replace ?? listed;
  return real.Version === undefined ? undefined : real;
}

/** Modules in folders that may change, by path: each once, though each of its packages names it. */
export function localModules(packages: readonly ListedPackage[]): Map<string, ListedModule> {
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
  // Only those of main modules: Go does not read that of a replacement.
  for (const { Module: listed } of listing.packages) {
    if (listed?.Main && listed.GoMod !== undefined)
      files.add(path.join(path.dirname(listed.GoMod), "go.sum"));
  }
  const lines = [...files].flatMap((file) => (readText(file) ?? "").split("\n"));
  return new Map(
    lines.map((line): [string, string] => {
      const [name = "", version = "", sum = ""] = line.trim().split(/\s+/);
      return [`${name} ${version}`, sum];
    }),
  );
}
