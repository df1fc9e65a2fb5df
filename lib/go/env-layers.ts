/**
 * The layers of a variable of Go: what gowsl sets for its children, the environment, the go env file, the toolchain's
 * go.env, and what is built in; which of them counts, and what the others say. As cmd/go/internal/cfg (Getenv,
 * EnvOrAndChanged), cmd/go/internal/envcmd and cmd/go/internal/toolchain have it. Starts nothing.
 */
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { GoEnvFile, Setting } from "./go-env-file.ts";
import { splitQuoted } from "./goflags.ts";

export type LayerName = "gowsl" | "environment" | "go env file" | "go.env" | "built in";

export interface Layer {
  name: LayerName;
  value: string;
  /** File and line. */
  place?: string;
  /** Why it counts for nothing here, whatever the others say. */
  ignored?: string;
}

export interface ExplainedVariable {
  name: string;
  value: string;
  /** The layer that counts. */
  from: LayerName;
  /**
   * Is it another value than without anything set? As `go env -changed` says, but for GOPATH: there go compares that
   * of the environment with itself.
   */
  changed: boolean;
  /** Those that say something, in their order; the built-in value comes last. */
  layers: Layer[];
  /** What is special about this variable, as a sentence. */
  rule?: string;
}

export interface LayerFacts {
  platform: NodeJS.Platform;
  environment: Environment;
  /** What gowsl sets for whatever it runs. Empty for the go of a shell. */
  own: Readonly<Record<string, string>>;
  file: GoEnvFile;
  toolchainFile: { place: string; settings: ReadonlyMap<string, Setting> };
  /** Values without any layer above, by name; for computed variables their value. */
  builtIn: ReadonlyMap<string, string>;
}

/** Variables that go computes; none of them can be set (checkEnvWrite of envcmd/env.go). */
export const computed: readonly string[] = [
  "GOEXE",
  "GOGCCFLAGS",
  "GOHOSTARCH",
  "GOHOSTOS",
  "GOMOD",
  "GOTOOLDIR",
  "GOVERSION",
  "GOTELEMETRY",
  "GOTELEMETRYDIR",
];

/** Read with os.Getenv, past the files. */
const environmentOnly: readonly string[] = ["GOENV", "GODEBUG"];

const rules: Readonly<Record<string, string>> = {
  GOENV: "Only the environment can set it; `go env -w` refuses.",
  GODEBUG: "Only the environment can set it, besides go.mod and //go:debug lines; `go env -w` refuses.",
  GOWORK: "`go env -w` refuses it; off means no workspace, auto the nearest go.work.",
  GOFLAGS: "The layers are not joined: the first that is not empty counts.",
  GOTOOLCHAIN:
    "gowsl chooses the Go itself, from GOTOOLCHAIN of the environment or the go env file among others, and lets it fetch none.",
  GOROOT: "gowsl sets it to the Go that it chose. Without it go finds its own from where its program lies.",
  GONOPROXY: "Where nothing is set it has the value of GOPRIVATE.",
  GONOSUMDB: "Where nothing is set it has the value of GOPRIVATE.",
  GOPRIVATE: "GONOPROXY and GONOSUMDB take its value where they have none.",
  GOMODCACHE: "Its default lies in the first folder of GOPATH.",
};

/** Layers and value of one variable. */
export function explainVariable(name: string, facts: LayerFacts): ExplainedVariable {
  const layers = layersOf(name, facts);
  const built = builtInValue(name, facts);
  const winner = layers.find(({ ignored, value }) => ignored === undefined && value !== "");
  // Such a value still hides those below it.
  const meaningless = winner === undefined ? undefined : withoutMeaning(name, winner.value);
  if (winner !== undefined && meaningless !== undefined) winner.ignored = meaningless;
  const counting = winner === undefined || meaningless !== undefined ? undefined : winner;
  const { name: from, value } = counting ?? { name: "built in" as const, value: built };
  const rule = computed.includes(name) ? "Go computes it; it can't be set." : rules[name];
  return {
    name,
    value: normal(name, value),
    from,
    changed: isChanged(name, value, from, built, facts),
    layers: [...layers, { name: "built in", value: built }],
    ...(rule === undefined ? {} : { rule }),
  };
}

function layersOf(name: string, facts: LayerFacts): Layer[] {
  const { platform, environment, own, file, toolchainFile } = facts;
  const fixed = computed.includes(name) ? "go computes it" : undefined;
  const unread = environmentOnly.includes(name) ? "go reads it from the environment only" : undefined;
  const layers: Layer[] = [];
  const add = (layer: Layer, why: string | undefined) => {
    const ignored = fixed ?? why;
    layers.push(ignored === undefined ? layer : { ...layer, ignored });
  };
  const owned = own[name];
  if (owned !== undefined) add({ name: "gowsl", value: owned }, undefined);
  const value = variable(environment, platform, name);
  if (value !== undefined) add({ name: "environment", value }, undefined);
  const written = file.settings.get(name);
  if (written !== undefined) {
    add({ name: "go env file", value: written.value, place: `${file.place}:${written.line}` }, unread);
  }
  const shipped = toolchainFile.settings.get(name);
  if (shipped !== undefined) {
    // An empty line of the go env file hides that of go.env: readEnvFile looks whether the name is known.
    const hidden = written?.value === "" ? "an empty line of the go env file hides it" : undefined;
    const itself = name === "GOROOT" ? "go does not look for itself there" : undefined;
    const place = `${toolchainFile.place}:${shipped.line}`;
    add({ name: "go.env", value: shipped.value, place }, unread ?? itself ?? hidden);
  }
  return layers;
}

/** Values that are there, and mean what is built in. */
function withoutMeaning(name: string, value: string): string | undefined {
  if (name === "CGO_ENABLED" && value !== "" && value !== "0" && value !== "1") {
    return "only 0 and 1 mean something";
  }
  if (name === "GOWORK" && value === "auto") return "auto means: look for a go.work";
  return undefined;
}

/** GONOPROXY and GONOSUMDB have the default that GOPRIVATE has as value. */
function builtInValue(name: string, facts: LayerFacts): string {
  if (name === "GONOPROXY" || name === "GONOSUMDB") return explainVariable("GOPRIVATE", facts).value;
  return facts.builtIn.get(name) ?? "";
}

/** As go shows a value: words joined by one blank where it splits them, of PKG_CONFIG the program (work.envList). */
function normal(name: string, value: string): string {
  if (name === "GOENV" && value === "off") return "";
  if (name === "PKG_CONFIG") return splitQuoted(value)?.[0] ?? value;
  if (!/^CGO_(C|CPP|CXX|F|LD)FLAGS$/.test(name) || /['"]/.test(value)) return value;
  return splitQuoted(value)?.join(" ") ?? value;
}

/** EnvOrAndChanged of cfg.go, and the exceptions of MkEnv in envcmd/env.go. */
function isChanged(
  name: string,
  value: string,
  from: LayerName,
  built: string,
  { toolchainFile }: LayerFacts,
): boolean {
  if (computed.includes(name) || name === "GOROOT" || name === "GOWORK") return false;
  if (name === "GO111MODULE") return value !== "" && value !== "on";
  if (name === "GOENV") return from === "environment" && value !== "off";
  if (name === "CC" || name === "CXX") return from !== "built in";
  if (from === "built in") return false;
  return value !== (toolchainFile.settings.get(name)?.value ?? built);
}
