/**
 * What go/build tells from the name of a file alone: whether it can be part of a package, and for which targets.
 * Knows nothing of build constraints within files.
 */

/** The extensions of matchFile and fileListForExt in go/build/build.go; their case counts. */
const sourceExtensions = /\.(?:go|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx|syso)$/;

/**
 * Whether go/build looks at a file of this name in a package folder, for any target. Tests are among them; embedded
 * files and default.pgo are not.
 */
export function isSourceName(name: string): boolean {
  return !/^[_.]/.test(name) && sourceExtensions.test(name);
}

/** KnownOS of internal/syslist/syslist.go. From this list Go removes nothing. */
export const knownSystems: ReadonlySet<string> = new Set([
  "aix",
  "android",
  "darwin",
  "dragonfly",
  "freebsd",
  "hurd",
  "illumos",
  "ios",
  "js",
  "linux",
  "nacl",
  "netbsd",
  "openbsd",
  "plan9",
  "solaris",
  "wasip1",
  "windows",
  "zos",
]);

/** KnownArch of internal/syslist/syslist.go. From this list Go removes nothing. */
export const knownArchitectures: ReadonlySet<string> = new Set([
  "386",
  "amd64",
  "amd64p32",
  "arm",
  "armbe",
  "arm64",
  "arm64be",
  "loong64",
  "mips",
  "mipsle",
  "mips64",
  "mips64le",
  "mips64p32",
  "mips64p32le",
  "ppc",
  "ppc64",
  "ppc64le",
  "riscv",
  "riscv64",
  "s390",
  "s390x",
  "sparc",
  "sparc64",
  "wasm",
]);

/** Systems for which the files of another one count, too (go/build/build.go, matchTag). */
const impliedSystems: Readonly<Record<string, string>> = {
  android: "linux",
  illumos: "solaris",
  ios: "darwin",
};

/**
 * Whether the GOOS and GOARCH in a file's name let it be built for a target, after goodOSArchFile of go/build/build.go
 * and its copy in cmd/go/internal/modindex. Does not hold for files that are named on the command line: of these Go
 * uses all (load/pkg.go, GoFilesPackage).
 * @param tags those of -tags: one that is named as a system makes Go take that system's files, too
 */
export function suitsTarget(
  name: string,
  goos: string,
  goarch: string,
  tags: readonly string[] = [],
): boolean {
  const stem = name.split(".", 1)[0]!;
  // What stands before the first underscore is no constraint: linux.go is for all systems (since Go 1.4).
  const parts = stem.split("_").slice(1);
  if (parts.at(-1) === "test") parts.pop();
  const last = parts.at(-1);
  const previous = parts.at(-2);
  const holds = (tag: string) =>
    tag === goos || tag === goarch || tag === impliedSystems[goos] || tags.includes(tag);
  if (last === undefined) return true;
  if (previous !== undefined && knownSystems.has(previous) && knownArchitectures.has(last)) {
    return holds(previous) && holds(last);
  }
  return knownSystems.has(last) || knownArchitectures.has(last) ? holds(last) : true;
}
