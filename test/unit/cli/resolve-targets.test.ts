import { expect, it } from "vitest";
import { packageWithoutDot, withConfigured } from "../../../lib/cli/resolve-targets.ts";

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

it.each<[given: string[], next: string | undefined]>([
  [["linux/amd64", "cmd/greet"], "A package begins with a dot: ./cmd/greet"],
  [["cmd"], "A package begins with a dot: ./cmd"],
  // A folder may have the name of a target, and a misspelt target is no folder.
  [["linux/amd64"], undefined],
  [["linus/amd64"], undefined],
  [["all", "*/arm64", "!linux/*"], undefined],
])("a package without its dot among %j is told", (given, next) => {
  const folders = ["cmd", "cmd/greet", "linux/amd64", "all"];
  expect(packageWithoutDot(given, (word) => folders.includes(word))?.next).toBe(next);
});
