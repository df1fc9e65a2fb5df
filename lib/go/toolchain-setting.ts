/** What GOTOOLCHAIN is set to, and where: go reads the environment and its env file. Knows nothing of what it means. */
import type { Machine } from "../host/machine.ts";
import { variable } from "../model/environment.ts";
import type { GoEnvFile } from "./go-env-file.ts";
import type { WishFacts } from "./wish.ts";

export function toolchainSetting(
  { platform, environment }: Pick<Machine, "platform" | "environment">,
  { place, settings }: GoEnvFile,
): Pick<WishFacts, "environmentToolchain" | "toolchainPlace"> {
  const environmentToolchain = variable(environment, platform, "GOTOOLCHAIN");
  const written = settings.get("GOTOOLCHAIN");
  if (environmentToolchain !== undefined || written === undefined) return { environmentToolchain };
  // What a CRLF file adds is told apart: lib/go/setting-problems.ts.
  const value = written.value.replace(/\r$/, "");
  return { environmentToolchain: value, toolchainPlace: `GOTOOLCHAIN (${place}:${written.line})` };
}
