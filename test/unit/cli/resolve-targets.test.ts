import { expect, it } from "vitest";
import { withConfigured } from "../../../lib/cli/resolve-targets.ts";

it.each<[given: string[], meant: string[]]>([
  [["!linux/amd64"], ["linux/*", "js/wasm", "!linux/amd64"]],
  [
    ["!linux/amd64", "!js/wasm"],
    ["linux/*", "js/wasm", "!linux/amd64", "!js/wasm"],
  ],
  [["windows/amd64"], ["windows/amd64"]],
  [
    ["!linux/arm", "linux/*"],
    ["!linux/arm", "linux/*"],
  ],
])("%j beside targets of the config is %j", (given, meant) =>
  expect(withConfigured(given, ["linux/*", "js/wasm"])).toEqual(meant),
);
