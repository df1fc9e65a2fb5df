/** The variables of an environment: reading, laying over, and which of them decide what is built. Pure. */
import type { Environment } from "./host.ts";

/**
 * Those of the Go command and of C compilers as cmd/go reads them (`go help environment`), those by
 * which programs and configuration are found, those by which the other side of WSL is, and those of gowsl and of
 * the runtime that loads a config.
 */
const relevant =
  /^(GO\w*|CGO_\w+|CC|CXX|FC|AR|GCCGO\w*|PKG_CONFIG\w*|PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|XDG_(CONFIG|CACHE)_HOME|APPDATA|LOCALAPPDATA|ProgramFiles.*|GOWSL_\w+|NODE_OPTIONS|NODE_PATH|BUN_\w+|TSX_\w+|GIT_\w+|WSL_\w+|WSLENV|SystemRoot)$/i;

/** The variables that matter, sorted by name. */
export function relevantVariables(environment: Environment): [name: string, value: string][] {
  // Only what matters is asked for: each value of the process's own environment is a call into the system.
  return Object.keys(environment)
    .filter((name) => relevant.test(name) && environment[name] !== undefined)
    .toSorted()
    .map((name) => [name, environment[name]!]);
}

/** The value of a variable; an empty one counts as unset, as Go has it. */
export function variable(
  environment: Environment,
  platform: NodeJS.Platform,
  name: string,
): string | undefined {
  return givenValue(environment, platform, name) || undefined;
}

/** The same where one that is set to nothing is set. */
export function givenValue(
  environment: Environment,
  platform: NodeJS.Platform,
  name: string,
): string | undefined {
  if (platform !== "win32") return environment[name];
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name.toUpperCase())?.[1];
}

/** `extra` laid over `base`. On Windows `Path` and `PATH` are one variable, and a child must see it once. */
export function mergeEnvironment(
  base: Environment,
  extra: Environment,
  platform: NodeJS.Platform,
): Environment {
  if (platform !== "win32") return { ...base, ...extra };
  const merged: Record<string, string | undefined> = { ...base };
  for (const [name, value] of Object.entries(extra)) {
    for (const key of Object.keys(merged)) {
      if (key.toUpperCase() === name.toUpperCase()) delete merged[key];
    }
    merged[name] = value;
  }
  return merged;
}
