import { describe, expect, it } from "vitest";
import type { Wish, WishFacts } from "../../../lib/go/wish.ts";
import { fulfils, goWish, settledWish } from "../../../lib/go/wish.ts";

/** Kind, what is asked for, and why, as one text. */
function brief(facts: WishFacts): string {
  const result = goWish(facts);
  if (!result.ok)
    return result.failures.map(({ family, place, thing }) => `${family}: ${place}: ${thing}`).join("\n");
  const wish = result.value;
  const asked = wish.kind === "series" ? wish.series : wish.kind === "any" ? "" : wish.version;
  return `${wish.kind} ${asked}: ${wish.why}`;
}

const goMod = { go: "1.23" };

describe("goWish", () => {
  it.each<[string, WishFacts, string]>([
    ["nothing", {}, "any : nothing asks for a version"],
    ["config, exact", { configVersion: "1.26.3", goMod }, "exact 1.26.3: go.version asks for exactly 1.26.3"],
    ["config, with go", { configVersion: "go1.26.3" }, "exact 1.26.3: go.version asks for exactly 1.26.3"],
    [
      "config, prerelease",
      { configVersion: "1.27rc1" },
      "exact 1.27rc1: go.version asks for exactly 1.27rc1",
    ],
    ["config, series", { configVersion: "1.26.x" }, "series 1.26: go.version asks for 1.26.x"],
    ["config, short series", { configVersion: "1.26" }, "series 1.26: go.version asks for 1.26.x"],
    [
      "config comes before all",
      { configVersion: "1.26.x", environmentToolchain: "go1.20.1", goVersionFile: "1.19.1" },
      "series 1.26: go.version asks for 1.26.x",
    ],
    ["config, wrong", { configVersion: "latest" }, 'config: go.version: "latest" is not a Go version'],
    ["config, too short", { configVersion: "1" }, 'config: go.version: "1" is not a Go version'],
    [
      "GOTOOLCHAIN",
      { environmentToolchain: "go1.22.1", goMod },
      "exact 1.22.1: GOTOOLCHAIN asks for exactly 1.22.1",
    ],
    [
      "GOTOOLCHAIN, packager's",
      { environmentToolchain: "go1.22.1-bigcorp" },
      "exact 1.22.1-bigcorp: GOTOOLCHAIN asks for exactly 1.22.1-bigcorp",
    ],
    [
      "GOTOOLCHAIN+auto above go.mod",
      { environmentToolchain: "go1.24.2+auto", goMod },
      "minimum 1.24.2: GOTOOLCHAIN asks for 1.24.2 or newer",
    ],
    [
      "GOTOOLCHAIN+path below go.mod",
      { environmentToolchain: "go1.22.0+path", goMod },
      "minimum 1.23: go.mod asks for 1.23 or newer",
    ],
    [
      "GOTOOLCHAIN=local",
      { environmentToolchain: "local", goMod },
      "minimum 1.23: go.mod asks for 1.23 or newer",
    ],
    ["GOTOOLCHAIN=local+auto", { environmentToolchain: "local+auto" }, "any : nothing asks for a version"],
    ["GOTOOLCHAIN=auto", { environmentToolchain: "auto" }, "any : nothing asks for a version"],
    ["GOTOOLCHAIN=path", { environmentToolchain: "path" }, "any : nothing asks for a version"],
    ["GOTOOLCHAIN empty", { environmentToolchain: "" }, "any : nothing asks for a version"],
    [
      "GOTOOLCHAIN=bash",
      { environmentToolchain: "bash" },
      'toolchain: GOTOOLCHAIN: "bash" is not a toolchain',
    ],
    [
      "GOTOOLCHAIN=1.22.1",
      { environmentToolchain: "1.22.1" },
      'toolchain: GOTOOLCHAIN: "1.22.1" is not a toolchain',
    ],
    [
      "GOTOOLCHAIN with another mode",
      { environmentToolchain: "go1.22.1+fast" },
      'toolchain: GOTOOLCHAIN: "go1.22.1+fast" is not a toolchain',
    ],
    [
      "GOTOOLCHAIN, a language",
      { environmentToolchain: "go1.22" },
      'toolchain: GOTOOLCHAIN: "go1.22" is a language version, not a release',
    ],
    [
      ".go-version",
      { goVersionFile: "1.22.1\n", goMod },
      "exact 1.22.1: .go-version asks for exactly 1.22.1",
    ],
    [
      ".go-version, CRLF",
      { goVersionFile: "go1.22.1\r\n" },
      "exact 1.22.1: .go-version asks for exactly 1.22.1",
    ],
    [
      ".go-version, comment",
      { goVersionFile: "\n# ours\n1.22\n" },
      "series 1.22: .go-version asks for 1.22.x",
    ],
    [".go-version, empty", { goVersionFile: "\n", goMod }, "minimum 1.23: go.mod asks for 1.23 or newer"],
    [
      ".go-version, wrong",
      { goVersionFile: "system" },
      'toolchain: .go-version: "system" is not a Go version',
    ],
    ["go line", { goMod }, "minimum 1.23: go.mod asks for 1.23 or newer"],
    [
      "toolchain line above go line",
      { goMod: { go: "1.23", toolchain: "go1.23.4" } },
      "minimum 1.23.4: the toolchain line of go.mod asks for 1.23.4 or newer",
    ],
    [
      "toolchain line below go line",
      { goMod: { go: "1.23.4", toolchain: "go1.22.0" } },
      "minimum 1.23.4: go.mod asks for 1.23.4 or newer",
    ],
    [
      "toolchain default",
      { goMod: { go: "1.23", toolchain: "default" } },
      "minimum 1.23: go.mod asks for 1.23 or newer",
    ],
    [
      "go.work wins, also where it asks for less",
      { goWork: { go: "1.22" }, goMod: { go: "1.24" } },
      "minimum 1.22: go.work asks for 1.22 or newer",
    ],
    ["go.work that asks for nothing", { goWork: {}, goMod }, "any : nothing asks for a version"],
    [
      "wrong toolchain line",
      { goMod: { toolchain: "go1.x" } },
      'module: go.mod: the line "toolchain go1.x" names no Go version',
    ],
  ])("%s", (_name, facts, expected) => {
    expect(brief(facts)).toBe(expected);
  });
});

describe("fulfils", () => {
  const asked = { why: "go.mod asks for it", source: "go.mod" };
  const minimum = (version: string): Wish => ({ ...asked, kind: "minimum", version });
  const exact = (version: string): Wish => ({ ...asked, kind: "exact", version });
  const series = (name: string): Wish => ({ ...asked, kind: "series", series: name });

  it.each<[Wish, string, true | string]>([
    [{ ...asked, kind: "any" }, "devel +abc", true],
    [minimum("1.23"), "1.23.0", true],
    [minimum("1.23"), "1.23rc1", true],
    [minimum("1.23.0"), "1.23rc1", "go1.23rc1 is older than 1.23.0, which go.mod asks for"],
    [minimum("1.23"), "1.26.8", true],
    [minimum("1.23"), "1.20.1", "go1.20.1 is older than 1.23, which go.mod asks for"],
    [minimum("1.26.3"), "1.27-devel_abc", true],
    [minimum("1.23"), "devel go1.22-abc", "devel go1.22-abc is older than 1.23, which go.mod asks for"],
    [minimum("1.23"), "devel +abc", 'its version "devel +abc" can\'t be compared; go.mod asks for it'],
    [exact("1.26.3"), "1.26.3", true],
    [exact("1.26.3"), "1.26.3-bigcorp", true],
    [exact("1.26.3-bigcorp"), "1.26.3-bigcorp", true],
    [exact("1.26.3-bigcorp"), "1.26.3", "go1.26.3 is not 1.26.3-bigcorp, which go.mod asks for"],
    [exact("1.20.0"), "1.20", true],
    [exact("1.26.3"), "1.26.4", "go1.26.4 is not 1.26.3, which go.mod asks for"],
    [series("1.26"), "1.26.8", true],
    [series("1.20"), "1.20", true],
    [series("1.2"), "1.26.8", "go1.26.8 is no release of 1.2.x, which go.mod asks for"],
    [series("1.27"), "1.27rc1", "go1.27rc1 is no release of 1.27.x, which go.mod asks for"],
    [series("1.27"), "1.27-devel_abc", "go1.27-devel_abc is no release of 1.27.x, which go.mod asks for"],
  ])("%o and %s", (wish, version, expected) => {
    expect(fulfils(wish, version)).toBe(expected);
  });
});

it("no file of the module is asked where the config or GOTOOLCHAIN says which", () => {
  expect(settledWish({ configVersion: "1.26.x" })).toMatchObject({ value: { kind: "series" } });
  expect(settledWish({ environmentToolchain: "go1.26.1" })).toMatchObject({ value: { kind: "exact" } });
  expect(settledWish({ environmentToolchain: "gone" })).toMatchObject({ ok: false });
  for (const asks of ["go1.26.1+auto", "local+path", "auto", "local"])
    expect(settledWish({ environmentToolchain: asks })).toBeUndefined();
});
