/**
 * What Go's variables are where nothing is set: worked out here where that is simple, else told by `go env` in an
 * environment without any of them.
 */
import path from "node:path";
import { variable } from "../model/environment.ts";
import { success, type Result } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { computed, explainVariable, type LayerFacts } from "./env-layers.ts";
import { runGo, type GoCall } from "./go-command.ts";
import { goEnvFilePlace, userFolder } from "./go-env-file.ts";
import { listOfPaths } from "./go-paths.ts";
import { empty, goVariables } from "./variable-names.ts";

export type DefaultFacts = Omit<LayerFacts, "builtIn" | "toolchainFile"> & {
  toolchainFile: LayerFacts["toolchainFile"];
  toolchain: Pick<Toolchain, "goroot" | "version" | "os" | "arch">;
};

/** The defaults that are simple. */
export function simpleDefaults(facts: DefaultFacts): Map<string, string> {
  const { platform, environment, toolchain } = facts;
  const { join } = platform === "win32" ? path.win32 : path.posix;
  const defaults = new Map(empty.map((name) => [name, ""]));
  const effective = (name: string) => explainVariable(name, { ...facts, builtIn: defaults }).value;
  defaults.set("GOROOT", toolchain.goroot);
  defaults.set(
    "GOVERSION",
    toolchain.version.startsWith("devel ") ? toolchain.version : `go${toolchain.version}`,
  );
  for (const name of ["GOOS", "GOHOSTOS"]) defaults.set(name, toolchain.os);
  for (const name of ["GOARCH", "GOHOSTARCH"]) defaults.set(name, toolchain.arch);
  const home = variable(environment, platform, platform === "win32" ? "USERPROFILE" : "HOME");
  // Where Go itself lies in ~/go there is no default: go/build/build.go, defaultGOPATH.
  const gopath = home === undefined ? "" : join(home, "go");
  defaults.set("GOPATH", gopath === effective("GOROOT") ? "" : gopath);
  const [first = ""] = listOfPaths(effective("GOPATH"), platform);
  defaults.set("GOMODCACHE", first === "" ? "" : join(first, "pkg", "mod"));
  const cache = userFolder(platform, environment, {
    windows: "LOCALAPPDATA",
    darwin: "Library/Caches",
    unix: "XDG_CACHE_HOME",
    unixDefault: ".cache",
  });
  defaults.set("GOCACHE", "place" in cache ? join(cache.place, "go-build") : "off");
  const { GOENV: _, ...unnamed } = upperNames(environment, platform);
  defaults.set("GOENV", goEnvFilePlace(platform, unnamed).place ?? "off");
  return defaults;
}

/**
 * The defaults of these variables, simple or not; computed variables as they are in the environment of children.
 * @param call go, with that environment
 */
export async function askDefaults(
  names: readonly string[],
  facts: DefaultFacts,
  call: GoCall,
): Promise<Result<Map<string, string>>> {
  const defaults = simpleDefaults(facts);
  const unknown = names.filter((name) => !defaults.has(name));
  const fixed = unknown.filter((name) => computed.includes(name));
  const settable = unknown.filter((name) => !computed.includes(name));
  const effective = (name: string) => explainVariable(name, { ...facts, builtIn: defaults }).value;
  const bare = bareEnvironment(facts, { GOOS: effective("GOOS"), GOARCH: effective("GOARCH") });
  const told = await ask(call, settable, bare);
  if (!told.ok) return told;
  // Without a C compiler cgo is off, but not where the environment names one (defaultContext of cfg.go).
  const compiler = variable(facts.environment, facts.platform, "CC");
  if (compiler !== undefined && settable.includes("CGO_ENABLED")) {
    const named = await ask(call, ["CGO_ENABLED"], { ...bare, CC: compiler });
    if (!named.ok) return named;
    told.value.set("CGO_ENABLED", named.value.get("CGO_ENABLED") ?? "");
  }
  // Settings that stop go stop nobody from asking what is computed without them.
  const real = await ask(call, fixed, call.environment);
  const replies = real.ok ? real : await ask(call, fixed, bare);
  if (!replies.ok) return replies;
  return success(new Map([...defaults, ...told.value, ...replies.value]));
}

async function ask(
  call: GoCall,
  names: readonly string[],
  environment: Environment,
): Promise<Result<Map<string, string>>> {
  if (names.length === 0) return success(new Map());
  const printed = await runGo({ ...call, environment }, ["env", "-json", ...names]);
  if (!printed.ok) return printed;
  return success(new Map(Object.entries(JSON.parse(printed.value) as Record<string, string>)));
}

/** The environment without any variable of Go, but with what decides other defaults. */
function bareEnvironment(
  { platform, environment, own }: DefaultFacts,
  target: Record<string, string>,
): Environment {
  const kept = Object.entries(upperNames(environment, platform)).filter(
    ([name]) => !goVariables.includes(name),
  );
  const set = Object.entries({ ...target, ...own }).filter(([, value]) => value !== "");
  return { ...Object.fromEntries([...kept, ...set]), GOENV: "off" };
}

/** On Windows the case of a name says nothing. */
function upperNames(environment: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== "win32") return environment;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name.toUpperCase(), value]));
}
