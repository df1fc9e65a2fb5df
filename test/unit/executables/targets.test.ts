import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bunFile, executableFile, executableTargets, targetOfHost } from "../../../executables/targets.ts";

const repository = path.resolve(import.meta.dirname, "../../..");

describe("the executable of a machine", () => {
  it.each([
    ["linux", "x64", false, "gowsl-linux-x64"],
    ["linux", "x64", true, "gowsl-linux-x64-musl"],
    ["linux", "arm64", true, "gowsl-linux-arm64-musl"],
    ["darwin", "arm64", false, "gowsl-darwin-arm64"],
    ["win32", "x64", false, "gowsl-windows-x64.exe"],
    ["win32", "arm64", false, undefined],
    ["freebsd", "x64", false, undefined],
  ])("of %s %s, musl: %s", (platform, arch, musl, file) => {
    const target = targetOfHost(platform, arch, musl);
    expect(target && executableFile(target)).toBe(file);
  });

  it("is made of the Bun that has its program where it is looked for", () => {
    const windows = executableTargets.find(({ name }) => name === "windows-x64")!;
    expect(bunFile(windows)).toBe("bin/bun.exe");
  });
});

describe("package-lock.json", () => {
  const lock = JSON.parse(readFileSync(path.join(repository, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string; integrity?: string; optional?: boolean; dev?: boolean }>;
  };

  it("has one version of Bun, with its digest for each target, and for development only", () => {
    const entries = executableTargets.map((target) => lock.packages[`node_modules/${target.package}`]);
    expect(new Set(entries.map((entry) => entry?.version)).size).toBe(1);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        integrity: expect.stringMatching(/^sha512-/),
        optional: true,
        dev: true,
      });
    }
  });
});
