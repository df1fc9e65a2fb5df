/** The words of a config: each returns plain tagged data. Knows nothing of files or of running. */
import type {
  Config,
  FunctionOptions,
  GoBuildOptions,
  GoCheckOptions,
  GoFormatOptions,
  GoTestOptions,
  GoTidyOptions,
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

/** A function, or a group of other tasks when it has only `needs`. */
export function task(options: FunctionOptions): Task {
  return { kind: "function", ...options };
}
