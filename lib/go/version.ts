/**
 * Go's version numbers: their form and their order, as in internal/gover of Go 1.26 (gover.go: Parse, Compare;
 * cmd/go/internal/gover/toolchain.go: FromToolchain). Knows nothing of installations.
 */

/** `major[.minor[.patch]][kind[pre]]`; numbers stay decimal text, as in gover, so that none overflows. */
export interface GoVersion {
  major: string;
  minor: string;
  patch: string;
  /** "", `alpha`, `beta` or `rc`. */
  kind: string;
  pre: string;
  /** What a packager added after `-`, a space or a tab: `bigcorp` of `1.22.1-bigcorp`. */
  suffix: string;
  /** Built from a development tree; it counts as the language version that it names. */
  devel: boolean;
}

/**
 * Reads a version with or without `go`, with a packager's suffix, or of a development tree
 * (`devel go1.21-abc ...` until Go 1.24, `go1.27-devel_abc ...` since). Without regular expressions: to compile one
 * takes longer than all else here, and each choice of a Go begins with it.
 * @returns undefined where Go would call it malformed.
 */
export function parseVersion(text: string): GoVersion | undefined {
  const fromTree = text.startsWith("devel ");
  const named = fromTree ? 6 : 0;
  let at = text.startsWith("go", named) ? named + 2 : named;
  // A suffix may not hold a separator of paths: Go looks the whole name up on PATH.
  if (text.includes("/", at) || text.includes("\\", at)) return undefined;
  const major = numberAt(text, at);
  if (major === "") return undefined;
  at += major.length;
  let minor: string | undefined;
  let patch: string | undefined;
  let kind = "";
  let pre = "";
  if (text[at] === ".") {
    minor = numberAt(text, at + 1);
    if (minor === "") return undefined;
    at += 1 + minor.length;
    if (text[at] === ".") {
      patch = numberAt(text, at + 1);
      if (patch === "") return undefined;
      at += 1 + patch.length;
    } else {
      kind = lettersAt(text, at);
      pre = kind === "" ? "" : numberAt(text, at + kind.length);
      at += kind.length + pre.length;
    }
  }
  const next = text[at] ?? "";
  if (next !== "" && next !== "-" && next !== " " && next !== "\t") return undefined;
  const suffix = text.slice(at + 1);
  const devel = fromTree || suffix.startsWith("devel");
  // Until Go 1.20 the first release had no patch number; since 1.21 `1.21` is the language, older than `1.21.0`.
  patch ??= minor === undefined || (kind === "" && Number(minor) < 21) ? "0" : "";
  return { major, minor: minor ?? "0", patch, kind, pre, suffix, devel };
}

/** The decimal number that begins there; "" where there is none, or one with a zero too many. */
function numberAt(text: string, start: number): string {
  let end = start;
  while (text[end]! >= "0" && text[end]! <= "9") end++;
  return text[start] === "0" && end > start + 1 ? "" : text.slice(start, end);
}

function lettersAt(text: string, start: number): string {
  let end = start;
  while (text[end]! >= "a" && text[end]! <= "z") end++;
  return text.slice(start, end);
}

/**
 * -1, 0 or 1 as `left` is older than, the same as or newer than `right`: 1.21 < 1.21rc1 < 1.21.0.
 * A malformed version is older than every other; suffixes do not count.
 */
export function compareVersions(left: string, right: string): -1 | 0 | 1 {
  return compareParsed(parseVersion(left), parseVersion(right));
}

/** The same of versions that were read before. */
export function compareParsed(one: GoVersion | undefined, other: GoVersion | undefined): -1 | 0 | 1 {
  return (
    compareNumbers(one?.major ?? "", other?.major ?? "") ||
    compareNumbers(one?.minor ?? "", other?.minor ?? "") ||
    compareNumbers(one?.patch ?? "", other?.patch ?? "") ||
    compareTexts(one?.kind ?? "", other?.kind ?? "") ||
    compareNumbers(one?.pre ?? "", other?.pre ?? "")
  );
}

/** `1.21` of `1.21.3`: the language that a version speaks. */
export function languageOf(version: GoVersion): string {
  return `${version.major}.${version.minor}`;
}

/** Is it a language (`1.21`) and no release? There is a release named `1.20`, but none named `1.21`. */
export function isLanguage(version: GoVersion): boolean {
  return version.patch === "" && version.kind === "" && version.pre === "";
}

/** What the VERSION file of an installation says. */
export interface VersionFile {
  /** Without `go`: `1.26.8`, `1.27rc1`, `1.27-devel_abc ...`, `devel go1.21-abc ...`. */
  version: string;
  /** The GOEXPERIMENT that the installation was built with, where its version names one (`X:boringcrypto`). */
  experiments?: string[];
}

/**
 * Reads a VERSION file: the version on the first line, since Go 1.21 the time of release below it
 * (cmd/dist/build.go, findgoversion).
 * @returns undefined if no version stands there.
 */
export function parseVersionFile(text: string): VersionFile | undefined {
  const end = text.indexOf("\n");
  const line = (end < 0 ? text : text.slice(0, end)).trim();
  const cut = line.indexOf(" X:");
  const whole = cut < 0 ? line : line.slice(0, cut);
  const isRelease = whole.startsWith("go") && whole[2]! >= "0" && whole[2]! <= "9";
  if (!isRelease && !whole.startsWith("devel ")) return undefined;
  const version = isRelease ? whole.slice(2) : whole;
  return cut < 0 ? { version } : { version, experiments: line.slice(cut + 3).split(",") };
}

/** gover.CmpInt: decimal texts without leading zeros; an absent number is the smallest. */
function compareNumbers(left: string, right: string): -1 | 0 | 1 {
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return compareTexts(left, right);
}

/** By code units, never by locale. */
function compareTexts(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
