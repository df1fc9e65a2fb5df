/** The words of a config: each returns plain tagged data. Knows nothing of files or of running. */
import type { SerialNeed } from "../model/needs.ts";
import type { Ready } from "../model/ready.ts";
import type { Arguments, ArgumentSettings, NumberSettings } from "../model/task-arguments.ts";
import type {
  Config,
  FunctionOptions,
  GoBuildOptions,
  GoCheckOptions,
  GoFormatOptions,
  GoTestOptions,
  GoTidyOptions,
  ServiceOptions,
  ShellOptions,
  Task,
} from "../model/task.ts";

/** Returns the config as it is; it is here for the types. */
export function defineConfig(config: Config): Config {
  return config;
}

/** Typed Go tasks: their inputs, outputs and environment are known without a glob. */
export const go = {
  /** Builds main packages, for the host or for `targets`. */
  build: (options: GoBuildOptions = {}): Task => ({ kind: "go-build", ...options }),
  /** Builds main packages for the targets of the config, in place of the built-in `cross`. */
  cross: (options: GoBuildOptions = {}): Task => ({ kind: "go-cross", ...options }),
  /** Builds main packages for the host into GOBIN. */
  install: (options: GoBuildOptions = {}): Task => ({ kind: "go-install", ...options }),
  test: (options: GoTestOptions = {}): Task => ({ kind: "go-test", ...options }),
  vet: (options: GoCheckOptions = {}): Task => ({ kind: "go-vet", ...options }),
  fmt: (options: GoFormatOptions = {}): Task => ({ kind: "go-format", ...options }),
  tidy: (options: GoTidyOptions = {}): Task => ({ kind: "go-tidy", ...options }),
};

/**
 * A command line. Without shell characters it is started directly on every OS; with them bash runs it.
 */
export function sh(command: string, options: ShellOptions = {}): Task {
  return { kind: "shell", command, ...options };
}

/** A command that goes on after it is ready: a server, a database. Tasks that need it find it ready. */
export function service({ command, ready, ...options }: ServiceOptions): Task {
  return { kind: "shell", command, service: ready === undefined ? {} : { ready }, ...options };
}

/** Ready when something listens on this port of this machine. */
export function port(on: number): Ready {
  return { kind: "port", port: on };
}

/** Ready when a line of its output matches. */
export function line(pattern: RegExp): Ready {
  return { kind: "line", pattern: pattern.source, flags: pattern.flags };
}

/** Ready when this address answers, with a status below 400. */
export function http(url: string): Ready {
  return { kind: "http", url };
}

/** A function, or a group of other tasks when it has only `needs`. */
export function task<const Declared extends Arguments | undefined = undefined>(
  options: FunctionOptions<Declared>,
): Task {
  return { kind: "function", ...options } as Task;
}

/** Needs of which each starts when the one before it has ended; those of a list run side by side. */
export function serial(...stages: SerialNeed["serial"]): SerialNeed {
  return { serial: stages };
}

/** An argument that is one of some words: `choice("dev", "prod")`, `choice(["dev", "prod"], { default: "dev" })`. */
export function choice<const Value extends string>(
  ...values: [Value, ...Value[]]
): { type: "choice"; values: readonly Value[] };
export function choice<const Value extends string, const Settings extends ArgumentSettings<Value>>(
  values: readonly Value[],
  settings?: Settings,
): { type: "choice"; values: readonly Value[] } & Settings;
export function choice(...words: (string | readonly string[] | ArgumentSettings<string>)[]): unknown {
  const [first, settings] = words;
  if (typeof first === "string") return { type: "choice", values: words };
  return { type: "choice", values: first, ...(settings as ArgumentSettings<string> | undefined) };
}

/** An argument that is a number. */
export function number<const Settings extends NumberSettings = NoSettings>(
  settings?: Settings,
): { type: "number" } & Settings {
  return { type: "number", ...(settings as Settings) };
}

/** An argument that is any text. */
export function text<const Settings extends ArgumentSettings<string> = NoSettings>(
  settings?: Settings,
): { type: "text" } & Settings {
  return { type: "text", ...(settings as Settings) };
}

/** An argument that is given or not: `--dry`, `--no-dry`. */
export function flag(settings?: { description?: string; default?: boolean }): {
  type: "flag";
  description?: string;
  default?: boolean;
} {
  return { type: "flag", ...settings };
}

type NoSettings = Record<never, never>;
