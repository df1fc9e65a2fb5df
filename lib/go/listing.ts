/**
 * What `go list` and `go env` say about packages for one target. Starts go; draws no conclusions.
 */
import { isAbsolute } from "node:path";
import { capture } from "../host/children.ts";
import { readText } from "../host/files.ts";
import { success, type Result } from "../model/failure.ts";
import { parseObjects, runGo, type GoCall } from "./go-command.ts";

/** The fields asked for. Never bare -json: it would ask for Stale, which computes build IDs (cmd/go list.go). */
const fields = [
  "ImportPath,Name,Dir,Standard,DepOnly,Module,Imports,Deps,DefaultGODEBUG,Error",
  "GoFiles,CgoFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles",
  "EmbedFiles,EmbedPatterns",
].join(",");

/** Further fields of packages whose tests are asked for. */
const testFields = "ForTest,TestGoFiles,XTestGoFiles,TestEmbedPatterns,XTestEmbedPatterns";

export interface ListedModule {
  Path: string;
  Version?: string;
  Dir?: string;
  GoMod?: string;
  GoVersion?: string;
  Main?: boolean;
  Replace?: ListedModule;
}

export interface ListedPackage {
  ImportPath: string;
  Name?: string;
  Dir?: string;
  Standard?: boolean;
  DepOnly?: boolean;
  Module?: ListedModule;
  Imports?: string[];
  /** Of packages that were asked for; of others nobody asks. */
  Deps?: string[];
  DefaultGODEBUG?: string;
  Error?: { Err: string; Pos?: string };
  GoFiles?: string[];
  CgoFiles?: string[];
  CFiles?: string[];
  CXXFiles?: string[];
  MFiles?: string[];
  HFiles?: string[];
  FFiles?: string[];
  SFiles?: string[];
  SwigFiles?: string[];
  SwigCXXFiles?: string[];
  SysoFiles?: string[];
  EmbedFiles?: string[];
  /** Those of tests, too, where these are asked for. */
  EmbedPatterns?: string[];
  /** The package for whose test this one is compiled. */
  ForTest?: string;
  TestGoFiles?: string[];
  XTestGoFiles?: string[];
  TestEmbedPatterns?: string[];
  XTestEmbedPatterns?: string[];
}

export interface Listing {
  packages: ListedPackage[];
  /** `go env`, resolved for the same target. */
  environment: Record<string, string>;
}

/**
 * Lists packages with everything they depend on.
 * @param flags build flags that may change the set of files: tags, race, mod.
 */
export async function listPackages(
  call: GoCall,
  flags: string[],
  patterns: string[],
): Promise<Result<Listing>> {
  return listWith(call, [`-json=${fields}`, ...flags, "--", ...patterns], (listed) => listed);
}

/** The same with test binaries (`P.test`) and what these are compiled of (`P [P.test]`). */
export async function listTests(call: GoCall, flags: string[], patterns: string[]): Promise<Result<Listing>> {
  return listWith(call, ["-test", `-json=${fields},${testFields}`, ...flags, "--", ...patterns], withTests);
}

async function listWith(
  call: GoCall,
  words: string[],
  change: (listed: ListedPackage) => ListedPackage,
): Promise<Result<Listing>> {
  const [listed, environment] = await Promise.all([
    runGo(call, ["list", "-e", "-deps", ...words]),
    readGoEnvironment(call),
  ]);
  if (!listed.ok) return listed;
  if (!environment.ok) return environment;
  const packages = parseObjects<ListedPackage>(listed.value).map(change).map(essence);
  return success({ packages, environment: environment.value });
}

/** Without the main file that go makes for a test binary; patterns of embedded files in one list. */
function withTests(listed: ListedPackage): ListedPackage {
  const { EmbedPatterns = [], TestEmbedPatterns = [], XTestEmbedPatterns = [], ...rest } = listed;
  const patterns = [...EmbedPatterns, ...TestEmbedPatterns, ...XTestEmbedPatterns];
  return {
    ...rest,
    ...(listed.GoFiles === undefined ? {} : { GoFiles: listed.GoFiles.filter((file) => !isAbsolute(file)) }),
    ...(patterns.length === 0 ? {} : { EmbedPatterns: patterns }),
  };
}

/** A package without what nobody asks of it: std is known by the toolchain, imports by `Imports`. */
function essence(listed: ListedPackage): ListedPackage {
  if (listed.DepOnly && listed.Standard) {
    const { ImportPath, Dir, CgoFiles, Error: problem } = listed;
    return {
      ImportPath,
      Standard: true,
      DepOnly: true,
      ...(CgoFiles === undefined ? {} : { CgoFiles }),
      ...(problem === undefined ? {} : { Dir: Dir ?? "", Error: problem }),
    };
  }
  if (!listed.DepOnly) return listed;
  const { Deps: _, ...rest } = listed;
  return rest;
}

/** All variables of `go env`. */
export async function readGoEnvironment(call: GoCall): Promise<Result<Record<string, string>>> {
  const output = await runGo(call, ["env", "-json"]);
  if (!output.ok) return output;
  const variables = Object.entries(JSON.parse(output.value) as Record<string, string>);
  return success(Object.fromEntries(variables.filter(([name]) => !unneeded.test(name))));
}

/** Names of hosts and passwords, which nobody here asks for and which must not be kept; GOGCCFLAGS is another each time. */
const unneeded = /PROXY|SUMDB|PRIVATE|INSECURE|AUTH|VCS|GOGCCFLAGS/;

/** Why go leaves packages out for a target: their errors, by import path. */
export async function explainMissing(
  call: GoCall,
  flags: string[],
  importPaths: string[],
): Promise<Map<string, string>> {
  if (importPaths.length === 0) return new Map();
  const output = await runGo(call, [
    "list",
    "-e",
    "-find",
    "-json=ImportPath,Dir,IgnoredGoFiles,Error",
    ...flags,
    "--",
    ...importPaths,
  ]);
  if (!output.ok) return new Map();
  return new Map(
    parseObjects<ListedPackage & { IgnoredGoFiles?: string[] }>(output.value).map((listed) => {
      const files = (listed.IgnoredGoFiles ?? []).map((file) => `${listed.Dir}/${file}`);
      const cgo = files.length > 0 && files.every((file) => /^import "C"$/m.test(readText(file) ?? ""));
      return [listed.ImportPath, cgo ? cgoOff : (listed.Error?.Err ?? "")];
    }),
  );
}

const cgoOff = "it uses cgo, which is off for it: set cgo: true and CC in env, or leave this target out";

/** The packages that match, without what they depend on; empty if go can't list them. */
export async function listMains(call: GoCall, flags: string[], patterns: string[]): Promise<ListedPackage[]> {
  const output = await runGo(call, [
    "list",
    "-e",
    "-find",
    "-json=ImportPath,Name,Dir",
    ...flags,
    "--",
    ...patterns,
  ]);
  return output.ok ? parseObjects<ListedPackage>(output.value) : [];
}

/** Absolute paths of the Go files of packages as `go fmt` sees them (cmd/go fmt.go: ignored files and tests too). */
export async function listGoFiles(call: GoCall, patterns: string[]): Promise<Result<string[]>> {
  const names = [
    "GoFiles",
    "CgoFiles",
    "IgnoredGoFiles",
    "TestGoFiles",
    "XTestGoFiles",
    "InvalidGoFiles",
  ] as const;
  const json = `-json=Dir,${names.join(",")}`;
  const output = await runGo(call, ["list", "-e", "-find", json, "--", ...patterns]);
  if (!output.ok) return output;
  type Files = { Dir?: string } & Partial<Record<(typeof names)[number], string[]>>;
  const files = parseObjects<Files>(output.value).flatMap((listed) =>
    names.flatMap((name) => (listed[name] ?? []).map((file) => `${listed.Dir}/${file}`)),
  );
  return success([...new Set(files)].toSorted());
}

/** First line of `$CC --version`, or undefined where there is no such compiler. */
export async function compilerVersion(call: GoCall, compiler: string): Promise<string | undefined> {
  const argv = [...compiler.split(" ").filter((word) => word !== ""), "--version"];
  const { end, stdout } = await capture(call.children, { ...call, argv });
  return end.kind === "exited" && end.code === 0 ? stdout.split("\n")[0] : undefined;
}
