/**
 * The packages whose tests are asked for, each with what its result depends on besides the files and
 * variables that the tests open: those are known only after a run. Knows nothing of kept results.
 */
import path from "node:path";
import { readText } from "../host/files.ts";
import type { Fact, Manifest } from "../model/manifest.ts";
import { buildManifest, type InputsRequest } from "./inputs.ts";
import { splitFlags } from "./inexact.ts";
import type { ListedPackage, Listing } from "./listing.ts";
import { flagsOfBuild, flagsOfRun, whyNotKept } from "./test-flags.ts";

export interface TestPackage {
  importPath: string;
  /** Where its tests run. */
  folder: string;
  /** Folder of its module. Files that the tests open elsewhere don't count, as for Go. */
  module: string;
  /** go compiles a package without test files, and runs nothing. */
  hasTests: boolean;
  manifest: Manifest;
}

export interface TestsRequest extends Omit<InputsRequest, "main" | "flags" | "comments"> {
  /** All flags of go test. */
  flags: string[];
}

/** The packages in order, or the reason why they must be left to go as they were named. */
export function testPackages(request: TestsRequest): TestPackage[] | { reason: string } {
  const { listing } = request;
  const named = listing.packages.filter((listed) => !listed.DepOnly && !isMadeForTest(listed));
  if (named.length === 0) return { reason: "no package matches" };
  const strange = named.find(
    ({ Name, Dir, ImportPath }) => !Name || Dir === undefined || ImportPath === "command-line-arguments",
  );
  if (strange !== undefined) return { reason: `${strange.ImportPath} can't be loaded` };
  const everywhere = inexactSetting(listing);
  return named
    .toSorted((left, right) => (left.ImportPath < right.ImportPath ? -1 : 1))
    .map((listed) => testPackage(request, listed, everywhere));
}

/** When the user told go last to forget its test results, in ms (`go clean -testcache`). */
export function forgottenMs({ environment }: Listing): number {
  const text = readText(path.join(environment["GOCACHE"] ?? "", "testexpire.txt"));
  const nanoseconds = Number(text?.trim() ?? 0);
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0;
}

function testPackage(
  request: TestsRequest,
  { ImportPath, Dir = "", Module: listed, TestGoFiles = [], XTestGoFiles = [] }: ListedPackage,
  everywhere: string | undefined,
): TestPackage {
  const hasTests = TestGoFiles.length + XTestGoFiles.length > 0;
  const manifest = buildManifest({
    ...request,
    main: hasTests ? `${ImportPath}.test` : ImportPath,
    flags: flagsOfBuild(request.flags),
    comments: true,
  });
  const module = (listed?.Replace ?? listed)?.Dir;
  // Who reads it knows that the package is compiled for its test.
  const unknown = manifest.inexact?.replace(/ \[\S+\.test\]/, "");
  const inexact =
    everywhere ?? unknown ?? (module === undefined ? `${ImportPath} is in no module` : undefined);
  return {
    importPath: ImportPath,
    folder: Dir,
    module: module ?? Dir,
    hasTests,
    manifest: {
      ...manifest,
      facts: [...manifest.facts, ...testSettings(request, Dir)],
      ...(inexact === undefined ? {} : { inexact }),
    },
  };
}

/** `P.test`, `P [P.test]`, `P_test [P.test]`. */
function isMadeForTest({ ImportPath, ForTest, Name, GoFiles }: ListedPackage): boolean {
  // Of the main file of P.test nothing is left (withTests in listing.ts).
  return ForTest !== undefined || (Name === "main" && ImportPath.endsWith(".test") && !GoFiles?.length);
}

/** What of the flags and of the place concerns the test and not the program. */
function testSettings({ flags, listing }: TestsRequest, folder: string): Fact[] {
  const fromGo = splitFlags(listing.environment["GOFLAGS"] ?? "");
  const settings = [
    ["flags of the tests", JSON.stringify(flagsOfRun(flags)), "flags of go test"],
    ["GOFLAGS of the tests", JSON.stringify(flagsOfRun(fromGo)), "go env"],
    ["folder", folder, "where the tests run"],
  ] as const;
  return settings.map(([name, value, why]) => ({ kind: "setting", name, value, why }));
}

function inexactSetting({ environment }: Listing): string | undefined {
  const { GOOS, GOARCH, GOHOSTOS, GOHOSTARCH, GOFLAGS = "" } = environment;
  if (GOOS !== GOHOSTOS || GOARCH !== GOHOSTARCH) return `the tests are for ${GOOS}/${GOARCH}`;
  const why = whyNotKept(splitFlags(GOFLAGS));
  return why && `GOFLAGS: ${why}`;
}
