/** What all contenders build: the six targets, the flags of Go, and the places of the artifacts. Knows no peers. */

/** The six targets that are measured together. */
export const sixTargets = [
  "linux/amd64",
  "linux/arm64",
  "windows/amd64",
  "windows/arm64",
  "darwin/amd64",
  "darwin/arm64",
] as const;

/** For this machine, or for all of the six targets. */
export type Scope = "one" | "six";

/** Flags that every build for this machine gets; gowsl sets them by itself. */
export const buildFlags = ["-buildvcs=false"] as const;
/** Flags of every build for several targets; these, too, gowsl sets by itself. */
export const crossFlags = ["-buildvcs=false", "-trimpath"] as const;

/** `linux_amd64/fzf`, `windows_amd64/fzf.exe`. */
export function crossPath(target: string, program: string): string {
  return `${target.replace("/", "_")}/${program}${target.startsWith("windows/") ? ".exe" : ""}`;
}

/** One `go build` of a scope: its arguments, its variables and its artifact in a folder. */
export interface Build {
  /** `host` or `linux-amd64`: a word that every peer takes as a name. */
  id: string;
  target: string;
  env: Readonly<Record<string, string>>;
  argv: readonly string[];
  artifact: string;
}

/** The builds of a scope, as every peer without knowledge of Go is told them. */
export function buildsOf(
  scope: Scope,
  { mainPackage, program }: { mainPackage: string; program: string },
  out: string,
): Build[] {
  const build = (target: string, env: Record<string, string>, flags: readonly string[], file: string) => ({
    id: target.replace("/", "-"),
    target,
    env,
    argv: ["go", "build", ...flags, "-o", `${out}/${file}`, mainPackage],
    artifact: `${out}/${file}`,
  });
  if (scope === "one") return [build("host", {}, buildFlags, program)];
  return sixTargets.map((target) => {
    const [os = "", arch = ""] = target.split("/");
    return build(target, { GOOS: os, GOARCH: arch }, crossFlags, crossPath(target, program));
  });
}

/** A build as a line for sh. */
export function shellLine({ env, argv }: Build): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [...variables, ...argv].join(" ");
}
