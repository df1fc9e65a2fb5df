/**
 * The command lines of Go steps: typed options in, argv out. Pure. Knows nothing of files, and leaves
 * -p, -o and packages of `go build` to the runner, which knows what needs building.
 */
import { coversTarget, parseTarget, type Target } from "../model/target.ts";
import type { GoBuildOptions, GoBuildSettings, GoCheckOptions, GoTestOptions } from "../model/task.ts";

export interface ResolvedBuild {
  /** Flags of `go build`; placeholders such as `{git.version}` are still in them. */
  flags: string[];
  /** Variables on top of those of the target. */
  environment: Record<string, string>;
}

/** Applies the overrides that cover the target: env and define are merged by name, anything else is replaced. */
export function settingsForTarget(options: GoBuildOptions, target: Target): GoBuildSettings {
  let settings: GoBuildSettings = options;
  for (const [text, override] of Object.entries(options.overrides ?? {})) {
    const pattern = parseTarget(text);
    if ("reason" in pattern || !coversTarget(pattern, target)) continue;
    settings = {
      ...settings,
      ...override,
      define: { ...settings.define, ...override.define },
      env: { ...settings.env, ...override.env },
    };
  }
  return settings;
}

/**
 * Flags and environment of `go build` for a task and a target.
 * @param trimpathByDefault true for artifacts that checkouts and hosts share.
 */
export function buildArguments(
  options: GoBuildOptions,
  target: Target,
  trimpathByDefault: boolean,
  extra: readonly string[],
): ResolvedBuild {
  const settings = settingsForTarget(options, target);
  const flags = [`-buildvcs=${options.buildvcs ?? false}`];
  if (options.trimpath ?? trimpathByDefault) flags.push("-trimpath");
  if (options.race) flags.push("-race");
  if (options.buildmode !== undefined) flags.push(`-buildmode=${options.buildmode}`);
  if (settings.tags?.length) flags.push(`-tags=${settings.tags.join(",")}`);
  if (settings.gcflags !== undefined) flags.push(`-gcflags=${settings.gcflags}`);
  if (settings.asmflags !== undefined) flags.push(`-asmflags=${settings.asmflags}`);
  const linker = [settings.ldflags, ...defineFlags(settings.define)].filter((text) => text !== undefined);
  if (linker.length > 0) flags.push(`-ldflags=${linker.join(" ")}`);
  flags.push(...(settings.flags ?? []), ...extra);
  const cgo: Record<string, string> =
    settings.cgo === undefined ? {} : { CGO_ENABLED: settings.cgo ? "1" : "0" };
  return { flags, environment: { ...cgo, ...settings.env } };
}

/** `-X` flags in a stable order. The value is quoted as cmd/internal/quoted splits -ldflags. */
function defineFlags(define: Record<string, string> | undefined): string[] {
  return Object.entries(define ?? {})
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => {
      const setting = `${name}=${value}`;
      if (!/[\s'"]/.test(setting)) return `-X ${setting}`;
      return setting.includes("'") ? `-X "${setting}"` : `-X '${setting}'`;
    });
}

/** Can a value be passed through -ldflags? Both kinds of quotes in one value can't (cmd/internal/quoted has no escapes). */
export function canDefine(value: string): boolean {
  return !(value.includes("'") && value.includes('"'));
}

/** `go test` with the options of a task; extra arguments come last, as `go test` wants those of the test binary. */
export function testArguments(options: GoTestOptions, packages: readonly string[], extra: readonly string[]) {
  return ["test", ...testFlags(options), ...packages, ...extra];
}

/** The flags of `go test` for the options of a task. */
export function testFlags(options: GoTestOptions): string[] {
  const flags: string[] = [];
  if (options.race) flags.push("-race");
  if (options.short) flags.push("-short");
  if (options.verbose) flags.push("-v");
  if (options.tags?.length) flags.push(`-tags=${options.tags.join(",")}`);
  if (options.run !== undefined) flags.push(`-run=${options.run}`);
  if (options.bench !== undefined) flags.push(`-bench=${options.bench}`);
  if (options.cover === true) flags.push("-cover");
  if (typeof options.cover === "string") flags.push(`-coverprofile=${options.cover}`);
  if (options.count !== undefined) flags.push(`-count=${options.count}`);
  if (options.timeout !== undefined) flags.push(`-timeout=${options.timeout}`);
  return [...flags, ...(options.flags ?? [])];
}

/** What of the flags of a check decides which files there are. */
export function vetTags({ tags }: GoCheckOptions): string[] {
  return tags?.length ? [`-tags=${tags.join(",")}`] : [];
}

export function vetArguments(options: GoCheckOptions, packages: readonly string[], extra: readonly string[]) {
  return ["vet", ...vetTags(options), ...(options.flags ?? []), ...extra, ...packages];
}

/**
 * The name `go build` gives a program: the last element of its import path, or the one before a major
 * version such as v2 (cmd/go/internal/load/pkg.go, exeFromImportPath and isVersionElement).
 */
export function programName(importPath: string): string {
  const elements = importPath.split("/");
  const last = elements.at(-1)!;
  const isVersion = /^v([2-9]|[1-9][0-9]+)$/.test(last);
  return isVersion && elements.length > 1 ? elements.at(-2)! : last;
}

/** What `go build -o DIR/` appends to a program's name (cfg.ExeSuffix). */
export function goSuffix(goos: string): string {
  return goos === "windows" ? ".exe" : "";
}

/** The suffix that users of a platform expect, by build mode. */
export function artifactSuffix({ goos, goarch }: Target, buildmode: string | undefined): string {
  switch (buildmode) {
    case "c-shared":
      if (goarch === "wasm") return ".wasm";
      return goos === "windows" ? ".dll" : goos === "darwin" || goos === "ios" ? ".dylib" : ".so";
    case "plugin":
      return ".so";
    case "c-archive":
      return goos === "windows" ? ".lib" : ".a";
    default:
      return goarch === "wasm" ? ".wasm" : goSuffix(goos);
  }
}

/** Build modes that write a C header beside the library. */
export function writesHeader({ goarch }: Target, buildmode: string | undefined): boolean {
  return (buildmode === "c-shared" && goarch !== "wasm") || buildmode === "c-archive";
}
