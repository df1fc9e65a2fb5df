/**
 * Under which guards a listing holds: the files and folders that go list reads, and those that it
 * would read if they were there. After cmd/go/internal/{modload,load} and go/build. Knows nothing of
 * what is done with them.
 */
import path from "node:path";
import { lookAt, listFolder } from "../host/stat.ts";
import type { Environment } from "../model/host.ts";
import type { Guard } from "../model/manifest.ts";
import { embedFolders } from "./embed-folders.ts";
import type { ListedPackage, Listing } from "./listing.ts";
import { immutableModule, localModules, moduleFiles, moduleFolders } from "./module-facts.ts";

/** What was asked of go list. */
export interface Question {
  cwd: string;
  patterns: readonly string[];
  /** The whole environment of the call. */
  environment: Environment;
  goroot: string;
  platform: NodeJS.Platform;
}

/** The guards of a listing, each once. */
export function listingGuards(listing: Listing, question: Question): Guard[] {
  const { environment, packages } = listing;
  const local = packages.filter(
    (listed) => !listed.Standard && listed.Dir !== undefined && !isCached(listed, environment),
  );
  const trees = treeRoots(listing, question);
  const guards: Guard[] = [
    ...trees.map((root): Guard => ({ kind: "tree", path: root })),
    ...local.map(({ Dir }): Guard => ({ kind: "package", path: Dir! })),
    ...local.flatMap(({ Dir, EmbedPatterns = [] }) =>
      // As Go does, links are followed where they are named and not where they are found.
      embedFolders(Dir!, EmbedPatterns, (folder) =>
        listFolder(folder).map(({ name, kind }) => ({ name, isDirectory: kind === "/" })),
      ).map((folder): Guard => ({ kind: "names", path: folder })),
    ),
    // Packages may be named by their files.
    ...question.patterns
      .filter((pattern) => pattern.endsWith(".go"))
      .map((file): Guard => ({ kind: "content", path: path.resolve(question.cwd, file) })),
    ...moduleFiles(listing).map((file): Guard => ({ kind: "content", path: file })),
    ...rivals(listing).map((folder): Guard => ({ kind: "package", path: folder })),
    ...nestedModules(local).map((file): Guard => ({ kind: "type", path: file })),
    ...modulesAbove(question).map((file): Guard => ({ kind: "type", path: file })),
    ...cachedModules(packages).map((folder): Guard => ({ kind: "stat", path: folder })),
    ...toolchainGuards(environment, question.goroot),
    ...compilerGuards(environment["CC"] ?? "", question),
  ];
  return [...new Map(guards.map((guard) => [`${guard.kind} ${guard.path}`, guard])).values()];
}

/** A package of a module in the module cache can't change; one of a vendor folder can. */
function isCached(
  { Module: listed, Dir }: ListedPackage,
  { GOMODCACHE: cache }: Record<string, string>,
): boolean {
  if (listed === undefined || immutableModule(listed) === undefined || !cache) return false;
  return Dir?.startsWith(cache + path.sep) === true;
}

/**
 * Folders that would make an import ambiguous if they held a package: go looks for it in every module
 * whose path it begins with (modload/import.go importFromFiles).
 */
function rivals(listing: Listing): string[] {
  const modules = [...moduleFolders(listing)];
  return listing.packages.flatMap(({ ImportPath, Standard, Module: provider }) =>
    modules.flatMap(([module, folder]) =>
      !Standard && provider?.Path !== module && ImportPath.startsWith(`${module}/`)
        ? [path.join(folder, ImportPath.slice(module.length + 1).replace(/ \[.*/, ""))]
        : [],
    ),
  );
}

/** Folders below which patterns with `...` look for packages. */
function treeRoots({ packages, environment }: Listing, { cwd, patterns }: Question): string[] {
  const roots = new Set<string>();
  for (const pattern of patterns) {
    if (!pattern.includes("...") && pattern !== "all") continue;
    if (/^\.{0,2}[/\\]|^\.{1,2}$|^[A-Za-z]:/.test(pattern)) {
      const before = pattern.slice(0, pattern.indexOf("..."));
      roots.add(path.resolve(cwd, /[/\\]$/.test(before) ? before : path.dirname(before)));
    } else {
      // By import path: any local module may have it.
      for (const { Dir } of localModules(packages).values()) if (Dir !== undefined) roots.add(Dir);
      const { GOMOD: goMod } = environment;
      if (goMod && path.isAbsolute(goMod)) roots.add(path.dirname(goMod));
    }
  }
  return [...roots];
}

/** A go.mod between a module's folder and a package would make another module of it; a vendor folder takes over. */
function nestedModules(local: readonly ListedPackage[]): string[] {
  const files = new Set<string>();
  for (const { Module: listed, Dir } of local) {
    const root = (listed?.Replace ?? listed)?.Dir;
    if (root === undefined) continue;
    files.add(path.join(root, "vendor"));
    for (let folder = Dir!; folder.length > root.length; folder = path.dirname(folder)) {
      files.add(path.join(folder, "go.mod"));
    }
  }
  return [...files];
}

/** Where go looks for go.mod and go.work, from the folder upwards (modload/init.go findModuleRoot, FindGoWork). */
function modulesAbove({ cwd }: Question): string[] {
  const files: string[] = [];
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    files.push(path.join(folder, "go.mod"), path.join(folder, "go.work"));
    if (path.dirname(folder) === folder) return files;
  }
}

/** The folders of modules in the module cache: one that is gone or was put there anew must be seen. */
function cachedModules(packages: readonly ListedPackage[]): string[] {
  const folders = packages.flatMap(({ Module: listed }) => {
    const dir = listed && immutableModule(listed)?.Dir;
    return dir === undefined ? [] : [dir];
  });
  return [...new Set(folders)];
}

/** The Go that listed, and its settings. */
function toolchainGuards(environment: Record<string, string>, goroot: string): Guard[] {
  const suffix = environment["GOHOSTOS"] === "windows" ? ".exe" : "";
  const tools = path.join(goroot, "pkg", "tool", `${environment["GOHOSTOS"]}_${environment["GOHOSTARCH"]}`);
  const { GOENV: goEnv } = environment;
  const files = ["compile", "link", "asm", "cgo"].map((name) => path.join(tools, name + suffix));
  return [
    { kind: "content", path: path.join(goroot, "VERSION") },
    { kind: "content", path: path.join(goroot, "go.env") },
    { kind: "stat", path: path.join(goroot, "bin", `go${suffix}`) },
    { kind: "stat", path: path.join(goroot, "src") },
    ...files.map((file): Guard => ({ kind: "stat", path: file })),
    ...(goEnv && goEnv !== "off" ? [{ kind: "content", path: goEnv } as const] : []),
  ];
}

/**
 * Whether there is a C compiler decides CGO_ENABLED of a native build (cfg.go defaultContext), and
 * which one is part of what std's cgo packages are made of.
 */
export function compilerGuards(compiler: string, { environment, platform, cwd }: Question): Guard[] {
  const [command = ""] = compiler.split(" ").filter((word) => word !== "");
  if (command === "") return [];
  if (/[/\\]/.test(command)) return [{ kind: "stat", path: path.resolve(cwd, command) }];
  const windows = platform === "win32";
  const searched = Object.entries(environment).find(
    ([name]) => (windows ? name.toUpperCase() : name) === "PATH",
  );
  const guards: Guard[] = [];
  for (const folder of (searched?.[1] ?? "").split(windows ? ";" : ":")) {
    if (folder === "") continue;
    const file = path.join(path.resolve(cwd, folder), windows ? `${command}.exe` : command);
    const found = lookAt(file).type === "file";
    guards.push({ kind: found ? "stat" : "type", path: file });
    if (found) break;
  }
  return guards;
}
