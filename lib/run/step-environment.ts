/** The variables that a step is given: those of the environment, of its files and of its own. Runs nothing. */
import { readEnvFiles } from "../host/env-file.ts";
import { mergeEnvironment } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { TestStep } from "../model/plan.ts";

/** The environment goes before the files: what is set for one run is meant. One that is set to nothing is set, too. */
export function withFileVariables(
  environment: Environment,
  variables: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): Environment {
  const unset = Object.entries(unsetIn(environment, variables, platform));
  return unset.length === 0
    ? environment
    : mergeEnvironment(environment, Object.fromEntries(unset), platform);
}

/** What go and the tests of a step see, as its files are now. */
export function testEnvironment(
  { environment, platform }: { environment: Environment; platform: NodeJS.Platform },
  { dotenv = [], env }: Pick<TestStep, "dotenv" | "env">,
): Environment {
  return mergeEnvironment(withFileVariables(environment, readEnvFiles(dotenv), platform), env, platform);
}

/** Those of the variables that an environment does not set. */
export function unsetIn(
  environment: Environment,
  variables: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): Record<string, string> {
  const fold = (name: string) => (platform === "win32" ? name.toUpperCase() : name);
  const known = new Set(Object.keys(environment).map(fold));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !known.has(fold(name))));
}
