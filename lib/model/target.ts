/**
 * A target: GOOS, GOARCH and level as one record, with one parser and one formatter.
 * Knows the form of targets, not which of them a Go supports: lib/go/ports.ts does.
 */

export interface Target {
  goos: string;
  goarch: string;
  /** Value of the level variable of the GOARCH: `v3` for GOAMD64, `7` for GOARM. Absent: Go's default. */
  level?: string;
}

/** The level variable of each GOARCH that has one (go help environment, "Architecture-specific"). */
export const levelVariables: Readonly<Record<string, string>> = {
  "386": "GO386",
  amd64: "GOAMD64",
  arm: "GOARM",
  arm64: "GOARM64",
  mips: "GOMIPS",
  mipsle: "GOMIPS",
  mips64: "GOMIPS64",
  mips64le: "GOMIPS64",
  ppc64: "GOPPC64",
  ppc64le: "GOPPC64",
  riscv64: "GORISCV64",
  wasm: "GOWASM",
};

/** Variables that choose a target. A step that runs on the host must not see them. */
export const targetVariables: readonly string[] = [
  "GOOS",
  "GOARCH",
  ...new Set(Object.values(levelVariables)),
];

/** What the level variables accept (internal/buildcfg/cfg.go of Go 1.26). */
const levelForms: Readonly<Record<string, RegExp>> = {
  GO386: /^(sse2|softfloat)$/,
  GOAMD64: /^v[1-4]$/,
  GOARM: /^[567](,(softfloat|hardfloat))?$/,
  GOARM64: /^v(8\.[0-9]|9\.[0-5])(,(lse|crypto))*$/,
  GOMIPS: /^(hardfloat|softfloat)$/,
  GOMIPS64: /^(hardfloat|softfloat)$/,
  GOPPC64: /^power(8|9|10)$/,
  GORISCV64: /^rva(20|22|23)u64$/,
  GOWASM: /^(satconv|signext)(,(satconv|signext))*$/,
};

/** `linux/arm/7`: the name of a target in arguments, configs and output. */
export function formatTarget({ goos, goarch, level }: Target): string {
  return level === undefined ? `${goos}/${goarch}` : `${goos}/${goarch}/${level}`;
}

/** `linux_arm_7`: the name of the target's folder below dist/. */
export function targetFolder(target: Target): string {
  return formatTarget(target).replaceAll("/", "_");
}

/** GOOS, GOARCH and the level variable, as the environment of `go`. */
export function targetEnvironment({ goos, goarch, level }: Target): Record<string, string> {
  const variable = levelVariables[goarch];
  return {
    GOOS: goos,
    GOARCH: goarch,
    ...(level !== undefined && variable !== undefined ? { [variable]: level } : {}),
  };
}

/**
 * Reads `goos/goarch[/level]`. `*` is allowed for goos and goarch, for patterns.
 * @returns the target, or the reason why it is none.
 */
export function parseTarget(text: string): Target | { reason: string } {
  const [goos, goarch, level, ...rest] = text.split("/");
  if (!goos || !goarch || rest.length > 0 || level === "") {
    return { reason: `"${text}" is not of the form goos/goarch or goos/goarch/level` };
  }
  if (level === undefined) return { goos, goarch };
  const variable = Object.hasOwn(levelVariables, goarch) ? levelVariables[goarch] : undefined;
  if (variable === undefined) return { reason: `"${text}" has a level, but ${goarch} has none` };
  if (!levelForms[variable]!.test(level)) {
    return { reason: `"${level}" is not a value of ${variable}` };
  }
  return { goos, goarch, level };
}

/** Does a pattern (`windows/*`, `linux/arm`, `linux/arm/7`) cover the target? A pattern without level covers all levels. */
export function coversTarget(pattern: Target, target: Target): boolean {
  return (
    (pattern.goos === "*" || pattern.goos === target.goos) &&
    (pattern.goarch === "*" || pattern.goarch === target.goarch) &&
    (pattern.level === undefined || pattern.level === target.level)
  );
}
