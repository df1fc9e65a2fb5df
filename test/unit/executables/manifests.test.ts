import { describe, expect, it } from "vitest";
import {
  homebrewFormula,
  readChecksums,
  scoopManifest,
  type Release,
} from "../../../executables/manifests.ts";
import { executableFile, executableTargets } from "../../../executables/targets.ts";

const sums = executableTargets
  .map((target, index) => `${String(index).repeat(64)}  ${executableFile(target)}\n`)
  .join("");

const release: Release = {
  version: "1.2.3",
  description: 'Builds "Go" for #{every} system.',
  license: "MIT",
  homepage: "https://example.com/gowsl",
  base: "https://example.com/gowsl/v1.2.3/",
  digests: readChecksums(sums),
};

const digestOf = (name: string) => release.digests.get(executableFile({ name }));

describe("checksums", () => {
  it("are read as sha256sum writes them, also in binary mode and with the line ends of Windows", () => {
    const [a, b] = ["a".repeat(64), "b".repeat(64)];
    expect([...readChecksums(`${a}  x\r\n${b} *y z\nnothing\n`)]).toEqual([
      ["x", a],
      ["y z", b],
    ]);
  });
});

describe("the manifest of Scoop", () => {
  it("is JSON with the executable of Windows, its checksum and a name that is typed", () => {
    expect(JSON.parse(scoopManifest(release))).toEqual({
      version: "1.2.3",
      description: release.description,
      homepage: "https://example.com/gowsl",
      license: "MIT",
      architecture: {
        "64bit": {
          url: "https://example.com/gowsl/v1.2.3/gowsl-windows-x64.exe#/gowsl.exe",
          hash: digestOf("windows-x64"),
        },
      },
      bin: "gowsl.exe",
    });
  });
});

describe("the formula of Homebrew", () => {
  const formula = homebrewFormula(release);

  it.each([
    ["on_macos", "on_arm", "darwin-arm64"],
    ["on_macos", "on_intel", "darwin-x64"],
    ["on_linux", "on_arm", "linux-arm64"],
    ["on_linux", "on_intel", "linux-x64"],
  ])("has for %s, %s the executable with its checksum", (system, machine, name) => {
    const ofSystem = formula.slice(formula.indexOf(system));
    const ofMachine = ofSystem.slice(ofSystem.indexOf(`${machine} do`)).split("\n", 3);
    expect(ofMachine).toEqual([
      `${machine} do`,
      `      url "https://example.com/gowsl/v1.2.3/gowsl-${name}"`,
      `      sha256 "${digestOf(name)}"`,
    ]);
  });

  it("opens as many blocks as it ends, and puts nothing into its texts", () => {
    const lines = formula.split("\n").map((line) => line.trim());
    const opened = lines.filter((line) => /^(class|def)\b|\bdo$/.test(line));
    expect(lines.filter((line) => line === "end")).toHaveLength(opened.length);
    expect(formula).toContain(String.raw`desc "Builds \"Go\" for \#{every} system"`);
  });

  it("is not written where a checksum is missing", () => {
    const digests = new Map([...release.digests].slice(1));
    expect(() => homebrewFormula({ ...release, digests })).toThrow("no line for gowsl-linux-x64");
  });
});
