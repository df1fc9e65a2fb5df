/** The main job on a real project: filippo.io/age, two mains. Each test is a story of several runs. */
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";

const matrix = "linux/amd64,linux/arm64,windows/amd64,darwin/arm64";

describe("gowsl build in a module without a config", () => {
  it("builds every main package for this host, and the programs run", async () => {
    const checkout = Checkout.of("age");
    expect(await checkout.outcomes(["build"])).toEqual({
      "build linux/amd64 age": "built",
      "build linux/amd64 age-keygen": "built",
    });
    expect(checkout.tool(checkout.path("bin/age-keygen"), [])).toMatch(/AGE-SECRET-KEY-1/);
    expect(await checkout.outcomes(["build"])).toEqual({
      "build linux/amd64 age": "up-to-date",
      "build linux/amd64 age-keygen": "up-to-date",
    });
  });
});

describe("gowsl cross", () => {
  it("builds artifacts of the right format, restores one that was deleted, and rebuilds what changed", async () => {
    const checkout = Checkout.of("age");
    const first = await checkout.events(["cross", matrix]);
    expect(first.code).toBe(0);
    expect(first.results.map((result) => result.outcome)).toEqual(Array(8).fill("built"));
    for (const [target, format] of [
      ["linux_amd64", /^\x7fELF/],
      ["windows_amd64", /^MZ/],
    ] as const) {
      const suffix = target.startsWith("windows") ? ".exe" : "";
      expect(checkout.read(`dist/${target}/age${suffix}`)).toMatch(format);
      const info = checkout.tool("go", ["version", "-m", `dist/${target}/age${suffix}`]);
      expect(info).toContain(`GOOS=${target.split("_")[0]}`);
    }

    checkout.remove("dist/windows_amd64/age.exe");
    const second = await checkout.outcomes(["cross", matrix]);
    expect(Object.entries(second).filter(([, outcome]) => outcome !== "up-to-date")).toEqual([
      ["cross windows/amd64 age", "restored"],
    ]);
  });
});
