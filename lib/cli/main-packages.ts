/** Main packages in what go list says, and what is wrong with it. Pure. */
import { knownArchitectures, knownSystems } from "../go/file-names.ts";
import type { ListedPackage, Listing } from "../go/listing.ts";
import type { BuildFacts, MainPackage } from "../graph/build-step.ts";
import type { BuildOutline } from "../graph/outline.ts";
import { closest } from "../model/closest.ts";
import type { Failure } from "../model/failure.ts";
import { formatTarget } from "../model/target.ts";

/** Flags that can't change which files are built, and may still hold placeholders. */
export function listFlags(flags: readonly string[]): string[] {
  return flags.filter((flag) => !/^--?(ldflags|gcflags|asmflags|trimpath|a|x|v|n|work)(=|$)/.test(flag));
}

export function mainsOf(packages: readonly ListedPackage[]): MainPackage[] {
  return packages.flatMap(({ DepOnly, Name, ImportPath, Dir }) =>
    !DepOnly && Name === "main" ? [{ importPath: ImportPath, dir: Dir ?? "" }] : [],
  );
}

const excluded = /build constraints exclude all Go files/;

/**
 * Packages that were asked for and that go can't even name: a missing folder, a broken package clause.
 * @param meant the pattern that a word was most likely meant as
 */
export function unloadable(
  outline: Pick<BuildOutline, "patterns" | "cwd">,
  { packages }: Pick<Listing, "packages">,
  meant: (word: string) => string | undefined = () => undefined,
): Failure[] {
  return packages.flatMap(({ DepOnly, Name, ImportPath, Error: problem }) => {
    if (DepOnly || Name || problem === undefined || excluded.test(problem.Err)) return [];
    const pattern = outline.patterns.includes(ImportPath) ? meant(ImportPath) : undefined;
    return [
      {
        family: "module",
        place: problem.Pos || ImportPath,
        thing: problem.Err,
        next: /modules listed in go\.work/.test(problem.Err)
          ? "Leave the packages out for all modules of go.work, or name those of one: ./module/..."
          : pattern !== undefined
            ? `Did you mean "${pattern}"?`
            : outline.patterns.includes(ImportPath) && isTargetName(ImportPath)
              ? `It is a target: \`gowsl cross ${ImportPath}\` builds for it.`
              : `go list says so for ${outline.patterns.join(" ")} in ${outline.cwd}.`,
      },
    ];
  });
}

function isTargetName(word: string): boolean {
  const [system = "", architecture = ""] = word.split("/");
  return knownSystems.has(system) && knownArchitectures.has(architecture);
}

/**
 * What an import path that there is not was meant as: without its dot Go takes a folder for a package of the
 * standard library, and a folder may be misspelt. Undefined where that is not sure.
 * @param mains folders of the main packages, relative to where the user stands, with slashes
 */
export function meantFolder(word: string, mains: readonly string[]): string | undefined {
  const plain = word.replace(/^\.\/|\/$/g, "");
  const ending = mains.filter(
    (folder) => folder === plain || (!plain.includes("/") && folder.endsWith(`/${plain}`)),
  );
  const exact = ending.includes(plain) ? plain : undefined;
  if (exact === undefined && ending.length > 1) return undefined;
  const meant = exact ?? ending[0] ?? closest(plain, mains);
  // What is wrong with one that is there is no misspelling.
  return meant === undefined || meant === "." || `./${meant}` === word ? undefined : `./${meant}`;
}

export function shortReason(reason: string | undefined, { target }: BuildOutline): string {
  const name = formatTarget(target);
  if (reason === undefined || reason === "") return `there is no such program for ${name}`;
  return excluded.test(reason) ? `build constraints exclude all its Go files for ${name}` : reason;
}

export function nothingForAnyTarget(
  outlines: readonly BuildOutline[],
  facts: ReadonlyMap<string, BuildFacts>,
): Failure | undefined {
  const all = outlines.map((outline) => facts.get(outline.id)!.mains);
  if (!all.some((mains) => mains.length > 0) || all.some((mains) => mains.some((main) => !main.skip))) {
    return undefined;
  }
  const [first] = all.flat();
  return {
    family: "module",
    place: first!.importPath,
    thing: `nothing is left to build: ${first!.skip}`,
    ...(first!.skip!.includes("build constraints")
      ? { next: "Name another target, or correct the build constraints." }
      : {}),
  };
}

export function uniqueFailures(failures: Failure[]): Failure[] {
  const seen = new Map(failures.map((each) => [JSON.stringify(each), each]));
  return [...seen.values()];
}
