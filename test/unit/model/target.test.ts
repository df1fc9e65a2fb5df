import { describe, expect, it } from "vitest";
import {
  coversTarget,
  formatTarget,
  levelVariables,
  parseTarget,
  targetEnvironment,
  targetFolder,
  type Target,
} from "../../../lib/model/target.ts";

function target(text: string): Target {
  const parsed = parseTarget(text);
  if ("reason" in parsed) throw new Error(parsed.reason);
  return parsed;
}

describe("a target", () => {
  it.each<[text: string, folder: string, environment: string]>([
    ["linux/amd64", "linux_amd64", "GOOS=linux GOARCH=amd64"],
    ["linux/amd64/v3", "linux_amd64_v3", "GOOS=linux GOARCH=amd64 GOAMD64=v3"],
    ["linux/386/softfloat", "linux_386_softfloat", "GOOS=linux GOARCH=386 GO386=softfloat"],
    ["linux/arm/7", "linux_arm_7", "GOOS=linux GOARCH=arm GOARM=7"],
    ["linux/arm/6,hardfloat", "linux_arm_6,hardfloat", "GOOS=linux GOARCH=arm GOARM=6,hardfloat"],
    ["darwin/arm64/v8.1", "darwin_arm64_v8.1", "GOOS=darwin GOARCH=arm64 GOARM64=v8.1"],
    [
      "linux/arm64/v9.5,lse,crypto",
      "linux_arm64_v9.5,lse,crypto",
      "GOOS=linux GOARCH=arm64 GOARM64=v9.5,lse,crypto",
    ],
    ["linux/mips/softfloat", "linux_mips_softfloat", "GOOS=linux GOARCH=mips GOMIPS=softfloat"],
    ["linux/mipsle/hardfloat", "linux_mipsle_hardfloat", "GOOS=linux GOARCH=mipsle GOMIPS=hardfloat"],
    ["linux/mips64le/softfloat", "linux_mips64le_softfloat", "GOOS=linux GOARCH=mips64le GOMIPS64=softfloat"],
    ["linux/ppc64le/power10", "linux_ppc64le_power10", "GOOS=linux GOARCH=ppc64le GOPPC64=power10"],
    ["linux/riscv64/rva23u64", "linux_riscv64_rva23u64", "GOOS=linux GOARCH=riscv64 GORISCV64=rva23u64"],
    ["js/wasm/satconv,signext", "js_wasm_satconv,signext", "GOOS=js GOARCH=wasm GOWASM=satconv,signext"],
    ["plan9/386", "plan9_386", "GOOS=plan9 GOARCH=386"],
    // Its form is right; that no Go has it is for lib/go/ports.ts to say.
    ["beos/z80", "beos_z80", "GOOS=beos GOARCH=z80"],
  ])("%s", (text, folder, environment) => {
    const parsed = target(text);
    expect(formatTarget(parsed)).toBe(text);
    expect(targetFolder(parsed)).toBe(folder);
    const variables = Object.entries(targetEnvironment(parsed)).map(([name, value]) => `${name}=${value}`);
    expect(variables.join(" ")).toBe(environment);
  });

  it.each<[text: string, reason: string]>([
    ["", '"" is not of the form goos/goarch or goos/goarch/level'],
    ["linux", '"linux" is not of the form goos/goarch or goos/goarch/level'],
    ["linux/", '"linux/" is not of the form goos/goarch or goos/goarch/level'],
    ["/amd64", '"/amd64" is not of the form goos/goarch or goos/goarch/level'],
    ["linux/amd64/", '"linux/amd64/" is not of the form goos/goarch or goos/goarch/level'],
    ["linux/amd64/v3/x", '"linux/amd64/v3/x" is not of the form goos/goarch or goos/goarch/level'],
    ["linux/amd64/v5", '"v5" is not a value of GOAMD64'],
    ["linux/amd64/V3", '"V3" is not a value of GOAMD64'],
    ["linux/amd64/3", '"3" is not a value of GOAMD64'],
    ["linux/arm/v7", '"v7" is not a value of GOARM'],
    ["linux/arm/7,fast", '"7,fast" is not a value of GOARM'],
    ["linux/arm64/v8", '"v8" is not a value of GOARM64'],
    ["linux/arm64/v9.6", '"v9.6" is not a value of GOARM64'],
    ["js/wasm/x", '"x" is not a value of GOWASM'],
    ["linux/loong64/v1", '"linux/loong64/v1" has a level, but loong64 has none'],
    ["linux/*/v3", '"linux/*/v3" has a level, but * has none'],
    ["linux/constructor/x", '"linux/constructor/x" has a level, but constructor has none'],
    ["linux/__proto__/x", '"linux/__proto__/x" has a level, but __proto__ has none'],
  ])("%j is none", (text, reason) => {
    expect(parseTarget(text)).toEqual({ reason });
  });

  it("checks the level of every GOARCH that has one", () => {
    for (const [goarch, variable] of Object.entries(levelVariables)) {
      expect(parseTarget(`linux/${goarch}/nonsense`)).toEqual({
        reason: `"nonsense" is not a value of ${variable}`,
      });
    }
  });
});

describe("coversTarget", () => {
  it.each<[pattern: string, target: string, covers: boolean]>([
    ["linux/amd64", "linux/amd64", true],
    ["linux/amd64", "linux/amd64/v3", true],
    ["linux/amd64/v3", "linux/amd64/v3", true],
    ["linux/amd64/v3", "linux/amd64/v2", false],
    ["linux/amd64/v3", "linux/amd64", false],
    ["linux/*", "linux/arm/7", true],
    ["linux/*", "windows/amd64", false],
    ["*/arm64", "darwin/arm64", true],
    ["*/arm64", "darwin/amd64", false],
    ["*/*", "js/wasm", true],
    ["*/arm/7", "linux/arm/7", true],
    ["*/arm/7", "linux/arm/6", false],
  ])("%s and %s: %s", (pattern, text, covers) => {
    expect(coversTarget(target(pattern), target(text))).toBe(covers);
  });
});
