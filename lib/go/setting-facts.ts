/**
 * What is asked of Go's settings and what is answered: the facts, the value that counts, a problem and the commands
 * that it stops. Finds no problem itself: lib/go/setting-problems.ts does.
 */
import { variable } from "../model/environment.ts";
import type { Environment, HostKind } from "../model/host.ts";
import type { GoEnvFile, Setting } from "./go-env-file.ts";

/**
 * Which commands of go a problem stops: all of them; all but `env`; all but those that only tell of go itself; those
 * that compile; those that need modules of others; `install`. None: go goes on, but hardly as was meant.
 */
export type Stops = "every" | "all but env" | "work" | "compile" | "modules" | "install" | "none";

export interface SettingProblem {
  name: string;
  /** `GOPATH`, or with its line in the go env file. */
  place: string;
  /** The rest of the sentence. */
  thing: string;
  /** The exact repair. */
  next: string;
  hint?: string;
  stops: Stops;
}

export interface SettingFacts {
  platform: NodeJS.Platform;
  kind: HostKind;
  environment: Environment;
  file: GoEnvFile;
  /** The Go that gowsl runs. */
  goroot: string;
  go: string;
}

/** Where an effective value comes from. */
export interface Effective {
  name: string;
  value: string;
  place: string;
  /** Undefined: the environment. */
  setting?: Setting;
}

/** What a rule has found. */
export interface Found extends Pick<SettingProblem, "thing" | "stops"> {
  next?: string;
  hint?: string | undefined;
}

/** The value that counts: of the environment if it is not empty, else of the go env file (cfg.Getenv). */
export function effectiveValue(
  { platform, environment, file }: SettingFacts,
  name: string,
): Effective | undefined {
  const value = variable(environment, platform, name);
  if (value !== undefined) return { name, value, place: name };
  const setting = file.settings.get(name);
  if (setting === undefined || setting.value === "") return undefined;
  return { name, value: setting.value, place: `${name} (${file.place}:${setting.line})`, setting };
}

/** Does a problem stop this command of go? `modules`: does what is at hand need modules of others? */
export function isStopped(stops: Stops, verb: string, needsModules: boolean): boolean {
  const compiles = ["build", "install", "run", "test", "vet", "tool", "fix"].includes(verb);
  switch (stops) {
    case "every":
      return verb !== "help";
    case "all but env":
      return !["env", "bug", "help"].includes(verb);
    case "work":
      return !["env", "bug", "help", "version", "telemetry"].includes(verb);
    case "compile":
      return compiles;
    case "modules":
      return needsModules && (compiles || ["list", "mod", "get", "generate", "work"].includes(verb));
    case "install":
      return verb === "install";
    case "none":
      return false;
  }
}
