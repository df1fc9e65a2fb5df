import { describe, expect, it } from "vitest";
import { goWish, type Wish } from "../../../lib/go/wish.ts";
import type { Lock } from "../../../lib/toolchain/lock.ts";
import { chooseVersion, lockedVersion, namedVersion } from "../../../lib/toolchain/versions.ts";
import { fakeH1 } from "./test-database.ts";

const known = {
  from: "https://go.dev/dl",
  releases: [
    "1.20",
    "1.20.14",
    "1.21.0",
    "1.21.13",
    "1.22.0",
    "1.22.12",
    "1.26.2",
    "1.26.11",
    "1.27rc2",
    "1.27rc1",
  ].map((version) => ({ version, os: "linux", arch: "amd64" })),
};

function wishOf(text: string): Wish {
  const facts = /^go |^toolchain /.test(text)
    ? { goMod: { [text.split(" ")[0]!]: text.split(" ")[1] } }
    : { configVersion: text };
  const wish = goWish(facts);
  if (!wish.ok) throw new Error(wish.failures[0]?.thing);
  return wish.value;
}

describe("chooseVersion", () => {
  it.each<[wish: string, version: string, note: string | undefined]>([
    [
      "1.26.x",
      "1.26.11",
      "go.version asks for 1.26.x: go1.26.11 is the newest of 1.26 that https://go.dev/dl has",
    ],
    [
      "1.22",
      "1.22.12",
      "go.version asks for 1.22.x: go1.22.12 is the newest of 1.22 that https://go.dev/dl has",
    ],
    [
      "1.20",
      "1.20.14",
      "go.version asks for 1.20.x: go1.20.14 is the newest of 1.20 that https://go.dev/dl has",
    ],
    ["1.26.2", "1.26.2", undefined],
    ["go1.27rc1", "1.27rc1", undefined],
    [
      "go 1.21",
      "1.21.13",
      "go.mod asks for 1.21 or newer: go1.21.13 is the newest of 1.21 that https://go.dev/dl has",
    ],
    ["go 1.22.0", "1.22.0", undefined],
    // There is a release of that name.
    ["go 1.20", "1.20", undefined],
    ["toolchain go1.26.2", "1.26.2", undefined],
  ])("%s is %s", (wish, version, note) => {
    const chosen = note === undefined ? { version } : { version, note };
    expect(chooseVersion(wishOf(wish), known)).toEqual({ ok: true, value: chosen });
  });

  it("is the newest release where nothing is asked for", () => {
    const any: Wish = { kind: "any", source: "nothing", why: "nothing asks for a version" };
    expect(chooseVersion(any, known)).toMatchObject({ ok: true, value: { version: "1.26.11" } });
  });

  it.each<[wish: string, sentence: string, hint?: string]>([
    [
      "1.26.99",
      "go.version: go1.26.99 is newer than anything that https://go.dev/dl has: the newest is go1.26.11",
    ],
    ["go 1.99", "go.mod: go1.99 is newer than anything that https://go.dev/dl has: the newest is go1.26.11"],
    [
      "1.22.13",
      "go.version: https://go.dev/dl does not have go1.22.13: the newest is go1.26.11, the newest of 1.22 is go1.22.12",
    ],
    ["1.5.x", "go.version: https://go.dev/dl does not have go1.5: the newest is go1.26.11"],
    [
      "1.27.x",
      "go.version: go1.27 is newer than anything that https://go.dev/dl has: the newest is go1.26.11",
      "Of 1.27 there is only go1.27rc2, which is not a release yet: name it to have it.",
    ],
  ])("%s is told what there is", (wish, sentence, hint) => {
    const chosen = chooseVersion(wishOf(wish), known);
    if (chosen.ok) throw new Error("it was chosen");
    const [only] = chosen.failures;
    expect([`${only?.place}: ${only?.thing}`, only?.hint]).toEqual([sentence, hint]);
  });

  it("says so where nothing is known", () => {
    expect(chooseVersion(wishOf("1.26.x"), { from: "https://go.dev/dl", releases: [] })).toMatchObject({
      ok: false,
      failures: [{ place: "https://go.dev/dl", thing: "knows no release of Go" }],
    });
  });
});

describe("namedVersion", () => {
  it.each([
    ["1.26.3", "1.26.3"],
    ["go 1.26.3", "1.26.3"],
    ["go1.27rc1", "1.27rc1"],
    ["1.26.x", undefined],
    ["go 1.26", undefined],
  ])("%s", (wish, expected) => {
    expect(namedVersion(wishOf(wish))).toBe(expected);
  });
});

describe("lockedVersion", () => {
  const lock: Lock = {
    version: "1.26.2",
    hosts: { "linux/amd64": { h1: fakeH1("x") } },
    gaps: ["linux/arm64"],
  };
  const here = { os: "linux", arch: "amd64" };

  it.each([
    ["1.26.x", "1.26.2"],
    ["1.26.2", "1.26.2"],
    ["go 1.22", "1.26.2"],
    ["1.26.3", undefined],
    ["go 1.27", undefined],
    ["1.25.x", undefined],
  ])("%s", (wish, expected) => {
    expect(lockedVersion(wishOf(wish), lock, here)).toBe(expected);
  });

  it("is none for a host that is a gap, and without a lock", () => {
    expect(lockedVersion(wishOf("1.26.x"), lock, { os: "linux", arch: "arm64" })).toBeUndefined();
    expect(lockedVersion(wishOf("1.26.x"), undefined, here)).toBeUndefined();
  });
});
