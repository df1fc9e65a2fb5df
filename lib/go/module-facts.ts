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
  const folders = new Map<string, string>();
  for (const { Module: listed } of packages) {
    const local = listed && localModule(listed);
    if (local?.Dir !== undefined) folders.set(`folder of ${listed!.Path}`, local.Dir);
  }
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
  for (const { Module: listed } of packages) {
    const local = listed && localModule(listed);
    if (local?.GoMod === undefined) continue;
    const folder = path.dirname(local.GoMod);
    files.push(
      [`${listed!.Path}/go.mod`, local.GoMod],
      [`${listed!.Path}/go.sum`, path.join(folder, "go.sum")],
    );
    files.push([`${listed!.Path}/vendor/modules.txt`, path.join(folder, "vendor", "modules.txt")]);
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

function localModule(listed: ListedModule): ListedModule | undefined {
  return immutableModule(listed) === undefined ? (listed.Replace ?? listed) : undefined;
}

/** The h1 lines of go.work.sum and of the go.sum of every local module. */
export function readChecksums(listing: Listing): Map<string, string> {
  const work = listing.environment["GOWORK"];
  const files = new Set(work && work !== "off" ? [`${work}.sum`] : []);
  for (const { Module: listed } of listing.packages) {
    const goMod = listed && localModule(listed)?.GoMod;
    if (goMod !== undefined) files.add(path.join(path.dirname(goMod), "go.sum"));
  }
  const lines = [...files].flatMap((file) => (readText(file) ?? "").split("\n"));
  return new Map(
    lines.map((line): [string, string] => {
      const [name = "", version = "", sum = ""] = line.trim().split(/\s+/);
      return [`${name} ${version}`, sum];
    }),
  );
}
