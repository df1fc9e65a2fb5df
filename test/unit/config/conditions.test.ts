import { describe, expect, it } from "vitest";
import { validateConfig } from "../../../lib/config/validate.ts";
import { sh } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

function mistakes(settings: Record<string, unknown>): string[] {
  const tasks = { a: { ...sh("x"), ...settings } };
  const result = validateConfig({ tasks }, "config", { commands: [], replaceable: [] });
  return result.ok ? [] : result.failures.map((each) => sentence(each).replace("config: tasks.a.", ""));
}

it.each([
  {
    if: () => true,
    platforms: ["linux", "darwin/arm64", "wasip1/wasm"],
    requires: ["A_1"],
    confirm: "Go on?",
  },
  { if: { env: "CI" }, requires: { A: "from the vault" }, dotenv: [".env", "../.env"] },
  { if: { env: ["CI", "B"], exists: ["a/b", "c"] } },
])("has nothing to say against %j", (settings) => expect(mistakes(settings)).toEqual([]));

describe("mistakes", () => {
  it.each<[Record<string, unknown>, string]>([
    [{ if: true }, "if: is decided already. Write a function: () => true."],
    [{ if: "CI" }, 'if: must be a function or an object, not a string. Write { env: "CI" }, for example.'],
    [{ if: {} }, 'if: names nothing to look at. Write { env: "CI" }, for example.'],
    [{ if: { evn: "CI" } }, 'if: "evn" is not a setting of a condition. Did you mean "env"?'],
    [
      { if: { env: "CI=1" } },
      'if.env: "CI=1" is not the name of a variable. Write "CI"; what it is, a function may look at.',
    ],
    [{ if: { exists: "/etc" } }, 'if.exists: "/etc" is an absolute path. Write it relative to the config.'],
    [
      { platforms: ["macos/arm64"] },
      'platforms[0]: "macos" is not a value of GOOS. Did you mean "darwin/arm64"?',
    ],
    [{ platforms: ["linux", "linx"] }, 'platforms[1]: "linx" is not a value of GOOS. Did you mean "linux"?'],
    [{ platforms: ["linux/x64"] }, 'platforms[0]: "x64" is not a value of GOARCH. Did you mean "amd64"?'],
    [
      { platforms: ["linux/arm/7"] },
      'platforms[0]: "linux/arm/7" is not of the form goos or goos/goarch. Write it like "linux" or "darwin/arm64", as GOOS and GOARCH.',
    ],
    [{ requires: "A" }, 'requires: must be a list, not a string. Write ["A"].'],
    [{ requires: ["a b"] }, 'requires[0]: "a b" is not the name of a variable. Write it like "API_TOKEN".'],
    [{ dotenv: ["/x/.env"] }, 'dotenv[0]: "/x/.env" is an absolute path. Write it relative to the config.'],
    [{ confirm: "" }, "confirm: is empty. Give it a value, or leave it out."],
  ])("%j", (settings, expected) => expect(mistakes(settings)).toEqual([expected]));
});
