/** The variables that gowsl sets for whatever it runs with a toolchain, so that this one is used and no other. */
import type { Environment } from "../model/host.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { variable } from "../model/environment.ts";
import { readGoEnvFile, readToolchainFile } from "./go-env-file.ts";

/**
 * GOROOT and GOTOOLCHAIN; and where the go env file names another GOROOT, what the toolchain's own go.env says: go
 * looks for that file below the GOROOT of the go env file, whatever the environment says (initEnvCache in
 * cmd/go/internal/cfg/cfg.go), and knows no GOPROXY then.
 */
export function routedVariables(
  { goroot }: Pick<Toolchain, "goroot">,
  platform: NodeJS.Platform,
  environment: Environment,
): Record<string, string> {
  const own = { GOROOT: goroot, GOTOOLCHAIN: "local" };
  const { settings } = readGoEnvFile(platform, environment);
  const named = settings.get("GOROOT")?.value;
  if (!named || named === goroot) return own;
  const shipped = [...readToolchainFile(goroot).settings.values()].filter(
    ({ name }) => !settings.has(name) && variable(environment, platform, name) === undefined,
  );
  return { ...Object.fromEntries(shipped.map(({ name, value }) => [name, value])), ...own };
}
