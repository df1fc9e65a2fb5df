/**
 * Which Go is wished for, and by whom: the config, GOTOOLCHAIN, .go-version, go.work or go.mod.
 * Knows nothing of what is installed, and reads no file.
 */
import type { Failure, Result } from "../model/failure.ts";
import { failure, success } from "../model/failure.ts";
import type { GoVersion } from "./version.ts";
import { compareVersions, isLanguage, languageOf, parseVersion } from "./version.ts";

/** `source` asked, and `why` says so: `go.mod asks for 1.23 or newer`. */
export type Wish = { why: string; source: string } & (
  | { kind: "exact"; version: string }
  /** Any release of a language version: `1.26` of `1.26.x`. */
  | { kind: "series"; series: string }
  | { kind: "minimum"; version: string }
  | { kind: "any" }
);

/** The two lines of go.work or go.mod that ask for a Go. */
export interface VersionLines {
  go?: string | undefined;
  toolchain?: string | undefined;
}

/** Everything that may ask for a Go. */
export interface WishFacts {
  /** `go.version` of the config: `1.26.3`, `1.26.x` or `1.26`. */
  configVersion?: string | undefined;
  /** The value of GOTOOLCHAIN. */
  environmentToolchain?: string | undefined;
  /** Where it stands, if it is no variable of the environment: `GOTOOLCHAIN (/home/ada/.config/go/env:3)`. */
  toolchainPlace?: string | undefined;
  /** Text of the file .go-version. */
  goVersionFile?: string | undefined;
  goWork?: VersionLines | undefined;
  goMod?: VersionLines | undefined;
}

const formHint = "Write a version such as 1.26.3, or 1.26.x for the newest of a series.";

/** The wish: of the first that asks, in the order config, GOTOOLCHAIN, .go-version, go.work or else go.mod. */
export function goWish(facts: WishFacts): Result<Wish> {
  const settled = settledWish(facts);
  if (settled !== undefined) return settled;
  const named = namedToolchain(facts);
  if (named?.ok) {
    const lines = linesWish(facts);
    if (!lines.ok) return lines;
    const { version, source } = named.value;
    const asksMore = lines.value.kind === "minimum" && compareVersions(lines.value.version, version) > 0;
    return asksMore ? lines : success(minimum(version, source));
  }
  const line = facts.goVersionFile
    ?.split("\n")
    .map((each) => each.replace(/#.*/, "").trim())
    .find((each) => each !== "");
  if (line !== undefined)
    return namedWish(line, ".go-version", { family: "toolchain", place: ".go-version" });
  return linesWish(facts);
}

/** The wish of the config, or of a GOTOOLCHAIN that leaves no choice; undefined where the files are to be asked. */
export function settledWish(
  facts: Omit<WishFacts, "goVersionFile" | "goWork" | "goMod">,
): Result<Wish> | undefined {
  if (facts.configVersion !== undefined)
    return namedWish(facts.configVersion, "go.version", { family: "config", place: "go.version" });
  const named = namedToolchain(facts);
  if (named === undefined || !named.ok) return named;
  const { version, source, isFloor } = named.value;
  if (isFloor) return undefined;
  return success({ kind: "exact", version, source, why: `${source} asks for exactly ${version}` });
}

/** Does a Go of this version fulfil the wish? If not, the reason, as the rest of a sentence. */
export function fulfils(wish: Wish, version: string): true | string {
  if (wish.kind === "any") return true;
  const found = parseVersion(version);
  if (found === undefined) return `its version "${version}" can't be compared; ${wish.why}`;
  const name = version.startsWith("devel ") ? version : `go${version}`;
  switch (wish.kind) {
    case "minimum":
      return (
        compareVersions(version, wish.version) >= 0 ||
        `${name} is older than ${wish.version}, which ${wish.source} asks for`
      );
    case "exact":
      return (
        isExactly(wish.version, version) || `${name} is not ${wish.version}, which ${wish.source} asks for`
      );
    case "series":
      return (
        isOfSeries(found, wish.series) ||
        `${name} is no release of ${wish.series}.x, which ${wish.source} asks for`
      );
  }
}

/** A packager's 1.22.1-bigcorp is a 1.22.1 for those who ask for 1.22.1, but not the other way round. */
function isExactly(wished: string, version: string): boolean {
  return parseVersion(wished)?.suffix === "" ? compareVersions(version, wished) === 0 : version === wished;
}

/** Only releases: neither 1.27rc1 nor a development tree is one of 1.27.x. */
function isOfSeries(version: GoVersion, series: string): boolean {
  return languageOf(version) === series && version.patch !== "" && !version.devel;
}

/** A version that a person wrote: `1.26.3`, `go1.26.3`, `1.26.x`, `1.26`. */
export function namedWish(
  text: string,
  source: string,
  where: Pick<Failure, "family" | "place">,
): Result<Wish> {
  const floor = /^>=\s*(?:go)?(.*)$/.exec(text.trim())?.[1];
  if (floor !== undefined && parseVersion(floor) !== undefined) {
    return success({
      kind: "minimum",
      version: floor,
      source,
      why: `${source} asks for ${floor} or newer`,
    });
  }
  const version = text.trim().replace(/^go/, "");
  const series = /^([0-9]+\.[0-9]+)(\.x)?$/.exec(version)?.[1];
  if (series !== undefined) {
    return success({ kind: "series", series, source, why: `${source} asks for ${series}.x` });
  }
  if (parseVersion(version) === undefined || !version.includes(".")) {
    return failure({ ...where, thing: `"${text}" is not a Go version`, next: formHint });
  }
  return success({ kind: "exact", version, source, why: `${source} asks for exactly ${version}` });
}

/**
 * What GOTOOLCHAIN asks for, if it names a version (cmd/go/internal/toolchain/select.go). `goX` is that version
 * and no other; with `goX+auto` and `goX+path` go.work or go.mod may ask for more. There Go itself would fetch
 * the very X; gowsl takes what is installed and new enough, and fetches last.
 */
function namedToolchain({
  environmentToolchain: value,
  toolchainPlace: source = "GOTOOLCHAIN",
}: Pick<WishFacts, "environmentToolchain" | "toolchainPlace">):
  Result<{ version: string; source: string; isFloor: boolean }> | undefined {
  if (value === undefined || value === "" || value === "auto" || value === "path") return undefined;
  const cut = value.indexOf("+");
  const name = cut < 0 ? value : value.slice(0, cut);
  const mode = cut < 0 ? undefined : value.slice(cut + 1);
  const invalid = (thing: string, next: string) =>
    failure({ family: "toolchain", place: source, thing, next });
  if (mode !== undefined && mode !== "auto" && mode !== "path") {
    return invalid(`"${value}" is not a toolchain`, "After the name only +auto and +path are allowed.");
  }
  if (name === "local") return undefined;
  const version = parseToolchain(name);
  if (version === undefined) {
    return invalid(
      `"${value}" is not a toolchain`,
      "Set it to local, to auto or to a version such as go1.26.3.",
    );
  }
  if (mode === undefined && isLanguage(version)) {
    return invalid(`"${value}" is a language version, not a release`, `Name a release, such as ${name}.0.`);
  }
  return success({ version: name.slice(2), source, isFloor: mode !== undefined });
}

/**
 * The greater of the two lines of go.work, or of go.mod where there is no go.work (select.go, modGoToolchain).
 * `toolchain default` asks for nothing; the go line stands all the same, as no older Go would build the module.
 */
function linesWish({ goWork, goMod }: WishFacts): Result<Wish> {
  const lines = goWork ?? goMod ?? {};
  const file = goWork === undefined ? "go.mod" : "go.work";
  let wish: Wish = { kind: "any", source: "nothing", why: "nothing asks for a version" };
  if (lines.go !== undefined) {
    if (parseVersion(lines.go) === undefined) return invalidLine(file, `go ${lines.go}`);
    wish = minimum(lines.go, file);
  }
  if (lines.toolchain !== undefined && lines.toolchain !== "default") {
    if (parseToolchain(lines.toolchain) === undefined)
      return invalidLine(file, `toolchain ${lines.toolchain}`);
    const version = lines.toolchain.slice(2);
    if (wish.kind !== "minimum" || compareVersions(version, wish.version) > 0) {
      wish = minimum(version, `the toolchain line of ${file}`);
    }
  }
  return success(wish);
}

function minimum(version: string, source: string): Wish {
  return { kind: "minimum", version, source, why: `${source} asks for ${version} or newer` };
}

function invalidLine(file: string, line: string): Result<Wish> {
  return failure({ family: "module", place: file, thing: `the line "${line}" names no Go version` });
}

/** The version of a toolchain's name (FromToolchain): it must begin with `go`. */
function parseToolchain(name: string): GoVersion | undefined {
  return name.startsWith("go") ? parseVersion(name) : undefined;
}
