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
  const fold = (name: string) => (platform === "win32" ? name.toUpperCase() : name);
  const known = new Set(Object.keys(environment).map(fold));
  const unset = Object.entries(variables).filter(([name]) => !known.has(fold(name)));
  return unset.length === 0
    ? environment
    : mergeEnvironment(environment, Object.fromEntries(unset), platform);
}

export interface TestVariables {
  variables: Record<string, string>;
  /** Names of those that are left out. */
  ofGo: string[];
}

/** What decides which variables a test step has. */
export interface TestVariablesSetting {
  environment: Environment;
  platform: NodeJS.Platform;
  /** Names of the variables that go itself reads. */
  goVariables: readonly string[];
}

/**
 * What go and the tests of a step see.
 * @param variables of its files; by default as they are now
 */
export function testEnvironment(
  setting: TestVariablesSetting,
  { dotenv, env }: Pick<TestStep, "dotenv" | "env">,
  { variables }: Pick<TestVariables, "variables"> = testVariables(setting, dotenv),
): Environment {
  const { environment, platform } = setting;
  return mergeEnvironment(withFileVariables(environment, variables, platform), env, platform);
}

/**
 * The variables of these files for tests. What go itself reads is left out: it is part of keys and of what is said, where
 * a value of such a file must not stand.
 */
export function testVariables(
  { goVariables }: Pick<TestVariablesSetting, "goVariables">,
  files: readonly string[] = [],
): TestVariables {
  const all = Object.entries(readEnvFiles(files));
  const isOfGo = (name: string) => goVariables.includes(name.toUpperCase());
  return {
    variables: Object.fromEntries(all.filter(([name]) => !isOfGo(name))),
    ofGo: all
      .map(([name]) => name)
      .filter(isOfGo)
      .toSorted(),
  };
}
