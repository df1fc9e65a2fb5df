/**
 * What one program depends on, as a manifest: from a listing, the resolved Go environment and the
 * flags. Pure but for the existence of a few files that go list does not name. The list of inputs is
 * that of cmd/go's buildActionID and linkActionID (work/exec.go); where it is not exact, it says so.
 */
import path from "node:path";
import { digestText, exists } from "../host/files.ts";
import type { Environment } from "../model/host.ts";
import { shortName, type Fact, type FilePart, type Guard, type Manifest } from "../model/manifest.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { levelVariables } from "../model/target.ts";
import { codeOf } from "./comments.ts";
import { effectiveFlags, inexactReason, splitFlags } from "./inexact.ts";
import type { ListedPackage, Listing } from "./listing.ts";
import { immutableModule, moduleFacts, placeFacts, readChecksums } from "./module-facts.ts";

export interface InputsRequest {
  listing: Listing;
  /** Import path of the main package. */
  main: string;
  /** Flags of go build, resolved. */
  flags: string[];
  toolchain: Pick<Toolchain, "version">;
  /** Variables of the process, for those that are not part of go env. */
  processEnvironment: Environment;
  /** First line of the C compiler's version, if cgo is on and there is one. */
  compiler: string | undefined;
  /** Under which the listing holds. */
  guards: readonly Guard[];
  /** Do comments count? For programs they don't; go test has vet read them. */
  comments: boolean;
}

/** Of a Go file: what is compiled. A change of its rules is another name. */
const goCode: FilePart = { name: "code-1", of: (source) => digestText(codeOf(source)) };

const fileLists = [
  "GoFiles",
  "CgoFiles",
  "CFiles",
  "CXXFiles",
  "MFiles",
  "HFiles",
  "FFiles",
  "SFiles",
  "SwigFiles",
  "SwigCXXFiles",
  "SysoFiles",
  "EmbedFiles",
] as const;

/** Read by the go command with os.Getenv, not through go env (work/exec.go, buildActionID). */
const magicVariables = ["GOCLOBBERDEADHASH", "GOSSAFUNC", "GOSSADIR", "GOCOMPILEDEBUG", "GO_EXTLINK_ENABLED"];

const cgoVariables = [
  "CC",
  "CXX",
  "FC",
  "CGO_CFLAGS",
  "CGO_CPPFLAGS",
  "CGO_CXXFLAGS",
  "CGO_FFLAGS",
  "CGO_LDFLAGS",
];

/** The manifest of one program, or the reason why there is none: the package can't be loaded. */
export function buildManifest(request: InputsRequest): Manifest {
  const { listing, main, flags, guards } = request;
  const byPath = new Map(listing.packages.map((listed) => [listed.ImportPath, listed]));
  const mainPackage = byPath.get(main);
  if (mainPackage === undefined) return { facts: [], guards, inexact: `go list does not know ${main}` };
  const packages = [mainPackage, ...(mainPackage.Deps ?? []).flatMap((name) => byPath.get(name) ?? [])];
  const cgo = listing.environment["CGO_ENABLED"] === "1";
  const moduleCache = listing.environment["GOMODCACHE"];
  const allFlags = [...splitFlags(listing.environment["GOFLAGS"] ?? ""), ...flags];
  const checksums = readChecksums(listing);
  const module = mainPackage.Module?.Path;
  const chains = importChains(mainPackage, byPath, module);
  const stdCgo = cgo && packages.some((listed) => listed.Standard && listed.CgoFiles?.length);
  const facts = [
    ...settingFacts(request, allFlags, mainPackage, stdCgo),
    ...(isTrimmed(allFlags) ? [] : placeFacts(listing, packages)),
    ...moduleFacts(packages, checksums),
    ...packages
      .filter((listed) => !listed.Standard)
      .flatMap((listed) =>
        packageFacts(listed, mainPackage, {
          moduleCache,
          checksums,
          why: chains.get(listed.ImportPath) ?? "",
          // The build ID in a program has the digests of its main package's files.
          comments: request.comments || listed === mainPackage || instruments(allFlags),
        }),
      ),
  ];
  // Of a released Go the version says all; of another one go hashes the tools (work/buildid.go toolID).
  const released = /^\d/.test(request.toolchain.version);
  const inexact = released
    ? inexactReason(listing, packages, flags)
    : `${request.toolchain.version} is no released Go, and its compiler is not tracked`;
  return {
    facts: uniqueFacts(facts),
    guards,
    ...(module === undefined ? {} : { module }),
    ...(inexact === undefined ? {} : { inexact }),
  };
}

/** By which imports the main package comes to each package, the shortest way: `cmd/age -> age -> internal/stream`. */
function importChains(
  main: ListedPackage,
  byPath: ReadonlyMap<string, ListedPackage>,
  module: string | undefined,
): Map<string, string> {
  const chains = new Map([[main.ImportPath, shortName(main.ImportPath, module)]]);
  for (const [importPath, chain] of chains) {
    // The loop goes on over what it adds.
    for (const name of byPath.get(importPath)?.Imports ?? []) {
      const imported = byPath.get(name);
      if (imported === undefined || imported.Standard || chains.has(name)) continue;
      chains.set(name, `${chain} -> ${shortName(sourcePath(imported), module)}`);
    }
  }
  return chains;
}

/**
 * Where a main has a default.pgo, go lists what it imports as `path [main]`, and what is compiled anew
 * for a test as `path [path.test]`. The package `path_test` lies in the folder of `path`.
 */
function sourcePath({ ImportPath, ForTest }: ListedPackage): string {
  const plain = ImportPath.replace(/ \[.*/, "");
  return ForTest !== undefined && plain === `${ForTest}_test` ? ForTest : plain;
}

function settingFacts(
  { listing, main, toolchain, ...request }: InputsRequest,
  allFlags: readonly string[],
  { DefaultGODEBUG }: ListedPackage,
  stdCgo: unknown,
): Fact[] {
  const { environment } = listing;
  const names = ["GOOS", "GOARCH", levelVariables[environment["GOARCH"] ?? ""], "GOEXPERIMENT", "GOFIPS140"];
  const setting = (name: string, value: string | undefined, why: string): Fact[] =>
    value === undefined || value === "" ? [] : [{ kind: "setting", name, value, why }];
  return [
    ...setting("toolchain", toolchain.version, "the Go that builds"),
    ...setting("package", main, "the main package"),
    ...setting("flags", JSON.stringify(effectiveFlags(allFlags)), "flags of go build and GOFLAGS"),
    ...setting("DefaultGODEBUG", DefaultGODEBUG, "go and godebug lines, //go:debug"),
    ...names.flatMap((name) => (name === undefined ? [] : setting(name, environment[name], "go env"))),
    ...setting("CGO_ENABLED", environment["CGO_ENABLED"], "go env"),
    ...magicVariables.flatMap((name) => setting(name, request.processEnvironment[name], "the environment")),
    ...setting("GODEBUG", request.processEnvironment["GODEBUG"], "the environment"),
    ...(stdCgo ? setting("C compiler", request.compiler ?? "none", "std packages use cgo") : []),
    // Build info names them also where nothing uses cgo, but not with -trimpath (load/pkg.go, setBuildInfo).
    ...(stdCgo || (environment["CGO_ENABLED"] === "1" && !isTrimmed(allFlags))
      ? cgoVariables.flatMap((name) => setting(name, environment[name], "go env"))
      : []),
  ];
}

/** The last -trimpath decides. */
function isTrimmed(flags: readonly string[]): boolean {
  const last = flags.findLast((flag) => /^--?trimpath(=|$)/.test(flag));
  return last !== undefined && !/=(0|f|false)$/i.test(last);
}

function packageFacts(
  listed: ListedPackage,
  main: ListedPackage,
  {
    moduleCache,
    checksums,
    why,
    comments,
  }: { moduleCache: string | undefined; checksums: Map<string, string>; why: string; comments: boolean },
): Fact[] {
  const module = listed.Module && immutableModule(listed.Module);
  if (module !== undefined && isBelow(listed.Dir, moduleCache)) {
    // Its files can't change: moduleFacts names the module with its checksum.
    if (checksums.has(`${module.Path} ${module.Version}`)) return [];
  }
  const names = fileLists.flatMap((list) => listed[list] ?? []);
  if (listed.ImportPath === main.ImportPath && exists(path.join(listed.Dir ?? "", "default.pgo"))) {
    names.push("default.pgo");
  }
  // What is embedded, too, is read as it is.
  const embedded = new Set(listed.EmbedFiles);
  const compiled = new Set(comments ? [] : listed.GoFiles?.filter((name) => !embedded.has(name)));
  return names.map((name) => ({
    kind: "file",
    name: `${sourcePath(listed)}/${name}`,
    path: path.join(listed.Dir ?? "", name),
    why,
    ...(compiled.has(name) ? { part: goCode } : {}),
  }));
}

/** `go build -cover` writes the sources anew before they are compiled. */
function instruments(flags: readonly string[]): boolean {
  return flags.some((flag) => /^--?cover/.test(flag));
}

function isBelow(file: string | undefined, folder: string | undefined): boolean {
  return file !== undefined && folder !== undefined && file.startsWith(folder + path.sep);
}

/**
 * Each fact once, in an order of its own. A file that one package compiles and another one embeds counts whole; and two
 * files may have one name, where a replaced module lies in the place of a folder of another one.
 */
function uniqueFacts(facts: Fact[]): Fact[] {
  const byPlace = new Map<string, Fact>();
  for (const fact of facts) {
    const place = JSON.stringify([fact.kind, fact.name, fact.kind === "file" ? fact.path : ""]);
    const known = byPlace.get(place);
    if (known?.kind === "file" && known.part === undefined) continue;
    byPlace.set(place, fact);
  }
  return [...byPlace.keys()].toSorted().map((place) => byPlace.get(place)!);
}
