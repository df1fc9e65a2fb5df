/**
 * What one program depends on, as a manifest: from a listing, the resolved Go environment and the
 * flags. Pure but for the existence of a few files that go list does not name. The list of inputs is
 * that of cmd/go's buildActionID and linkActionID (work/exec.go); where it is not exact, it says so.
 */
import path from "node:path";
import { exists } from "../host/files.ts";
import type { Environment } from "../model/host.ts";
import type { Fact, Manifest } from "../model/manifest.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { levelVariables } from "../model/target.ts";
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
}

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

/** Flags whose effect lies in files that the manifest does not know. */
const untrackedFlags = [
  "overlay",
  "toolexec",
  "pgo",
  "linkshared",
  "pkgdir",
  "modfile",
  "C",
  "compiler",
  "gccgoflags",
];

/** The manifest of one program, or the reason why there is none: the package can't be loaded. */
export function buildManifest(request: InputsRequest): Manifest {
  const { listing, main, flags } = request;
  const byPath = new Map(listing.packages.map((listed) => [listed.ImportPath, listed]));
  const mainPackage = byPath.get(main);
  if (mainPackage === undefined) return { facts: [], inexact: `go list does not know ${main}` };
  const packages = [mainPackage, ...(mainPackage.Deps ?? []).flatMap((name) => byPath.get(name) ?? [])];
  const broken = packages.find((listed) => listed.Error !== undefined);
  const cgo = listing.environment["CGO_ENABLED"] === "1";
  const moduleCache = listing.environment["GOMODCACHE"];
  const checksums = readChecksums(listing);
  const facts = [
    ...settingFacts(request, cgo && packages.some((listed) => listed.Standard && listed.CgoFiles?.length)),
    ...(flags.includes("-trimpath") ? [] : placeFacts(listing, packages)),
    ...moduleFacts(listing, packages),
    ...packages
      .filter((listed) => !listed.Standard)
      .flatMap((listed) => packageFacts(listed, mainPackage, moduleCache, checksums)),
  ];
  const inexact =
    (broken && `${broken.ImportPath} can't be loaded`) ??
    foreignCode(packages, cgo) ??
    untrackedFlag(cgo, [...flags, ...(listing.environment["GOFLAGS"] ?? "").split(/\s+/)]);
  return { facts: uniqueFacts(facts), ...(inexact === undefined ? {} : { inexact }) };
}

function settingFacts(
  { listing, main, flags, toolchain, ...request }: InputsRequest,
  stdCgo: unknown,
): Fact[] {
  const { environment } = listing;
  const names = [
    "GOOS",
    "GOARCH",
    levelVariables[environment["GOARCH"] ?? ""],
    "GOEXPERIMENT",
    "GOFIPS140",
    "GOFLAGS",
  ];
  const setting = (name: string, value: string | undefined, why: string): Fact[] =>
    value === undefined || value === "" ? [] : [{ kind: "setting", name, value, why }];
  return [
    ...setting("toolchain", toolchain.version, "the Go that builds"),
    ...setting("package", main, "the main package"),
    ...setting("flags", JSON.stringify(flags), "flags of go build"),
    ...names.flatMap((name) => (name === undefined ? [] : setting(name, environment[name], "go env"))),
    ...setting("CGO_ENABLED", environment["CGO_ENABLED"], "go env"),
    ...magicVariables.flatMap((name) => setting(name, request.processEnvironment[name], "the environment")),
    ...setting("GODEBUG", request.processEnvironment["GODEBUG"], "the environment"),
    ...(stdCgo
      ? [
          ...setting("C compiler", request.compiler ?? "none", "std packages use cgo"),
          ...cgoVariables.flatMap((name) => setting(name, environment[name], "std packages use cgo")),
        ]
      : []),
  ];
}

function packageFacts(
  listed: ListedPackage,
  main: ListedPackage,
  moduleCache: string | undefined,
  checksums: Map<string, string>,
): Fact[] {
  const why = listed.ImportPath === main.ImportPath ? "the main package" : `imported by ${main.ImportPath}`;
  const module = listed.Module && immutableModule(listed.Module);
  if (module !== undefined && isBelow(listed.Dir, moduleCache)) {
    const sum = checksums.get(`${module.Path} ${module.Version}`);
    if (sum !== undefined) {
      return [
        {
          kind: "module",
          name: `${listed.Module!.Path} => ${module.Path}@${module.Version}`,
          value: sum,
          why,
        },
      ];
    }
  }
  const names = fileLists.flatMap((list) => listed[list] ?? []);
  if (listed.ImportPath === main.ImportPath && exists(path.join(listed.Dir ?? "", "default.pgo"))) {
    names.push("default.pgo");
  }
  return names.map((name) => ({
    kind: "file",
    // Where a main has a default.pgo, go lists what it imports as `path [main]`.
    name: `${listed.ImportPath.replace(/ \[.*/, "")}/${name}`,
    path: path.join(listed.Dir ?? "", name),
    why,
  }));
}

/** cgo outside std reads headers and libraries that Go does not track (golang/go#24355). */
function foreignCode(packages: ListedPackage[], cgo: boolean): string | undefined {
  const foreign = packages.find(
    (listed) =>
      !listed.Standard &&
      ((cgo && listed.CgoFiles?.length) || listed.SwigFiles?.length || listed.SwigCXXFiles?.length),
  );
  return foreign && `${foreign.ImportPath} uses cgo, and what the C compiler reads is not tracked`;
}

function untrackedFlag(cgo: boolean, flags: string[]): string | undefined {
  for (const flag of flags) {
    const name = /^--?([A-Za-z]+)/.exec(flag)?.[1];
    if (name === "buildvcs" && !/=(false|0|f)$/i.test(flag))
      return "-buildvcs stamps facts of the repository";
    if (name !== undefined && untrackedFlags.includes(name) && !/=(off|auto|gc|false)$/.test(flag)) {
      return `what -${name} reads is not tracked`;
    }
    if (linksExternally(cgo, name, flag)) return "what the external linker reads is not tracked";
  }
  return undefined;
}

/** Go's own link key does not hold the external linker and its libraries (printLinkerConfig of work/exec.go). */
function linksExternally(cgo: boolean, name: string | undefined, flag: string): boolean {
  if (name === "ldflags" && /-linkmode|-extld\b/.test(flag)) return true;
  if (!cgo) return false;
  if (name === "ldflags") return flag.includes("-extldflags");
  if (name === "msan" || name === "asan") return true;
  return name === "buildmode" && /=(c-shared|c-archive|plugin|shared)$/.test(flag);
}

function isBelow(file: string | undefined, folder: string | undefined): boolean {
  return file !== undefined && folder !== undefined && file.startsWith(folder + path.sep);
}

function uniqueFacts(facts: Fact[]): Fact[] {
  const byName = new Map(facts.map((fact) => [`${fact.kind} ${fact.name}`, fact]));
  return [...byName.keys()].toSorted().map((name) => byName.get(name)!);
}
