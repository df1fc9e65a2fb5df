import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestManifest, explainChange, type Entry } from "../../../lib/cache/manifest.ts";
import type { Fact } from "../../../lib/model/manifest.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-manifest-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function setting(name: string, value: string, why = "a test"): Fact {
  return { kind: "setting", name, value, why };
}

function file(name: string, text?: string): Fact {
  const place = path.join(folder, name);
  if (text !== undefined) writeFileSync(place, text);
  return { kind: "file", name, path: place, why: "a test" };
}

async function key(...facts: Fact[]): Promise<string> {
  return (await digestManifest({ facts }, new Map())).key;
}

const toolchain = setting("toolchain", "1.26.8");

describe("digestManifest", () => {
  it("gives the same key for the same facts", async () => {
    expect(await key(toolchain, file("a.go", "a"))).toBe(await key(toolchain, file("a.go", "a")));
  });

  it("does not look at where a file lies or why a fact is there", async () => {
    const elsewhere = { ...file("b.go", "a"), name: "a.go", why: "another reason" };
    expect(await key(toolchain, elsewhere)).toBe(await key(toolchain, file("a.go", "a")));
  });

  it.each<[what: string, other: () => Fact[]]>([
    ["the content of a file", () => [toolchain, file("a.go", "b")]],
    ["the name of a file", () => [toolchain, { ...file("a.go", "a"), name: "b.go" }]],
    ["the value of a setting", () => [setting("toolchain", "1.26.9"), file("a.go", "a")]],
    ["the name of a setting", () => [setting("Toolchain", "1.26.8"), file("a.go", "a")]],
    ["the kind of a fact", () => [{ ...toolchain, kind: "module" } as Fact, file("a.go", "a")]],
    ["a fact more", () => [toolchain, file("a.go", "a"), setting("x", "")]],
    ["a fact less", () => [toolchain]],
    ["no fact", () => []],
    // The order is that of the facts: who lists them sorts them.
    ["the order", () => [file("a.go", "a"), toolchain]],
  ])("gives another key for %s", async (_, other) => {
    expect(await key(...other())).not.toBe(await key(toolchain, file("a.go", "a")));
  });

  it("keeps names and values apart", async () => {
    const keys = await Promise.all([
      key(setting("ab", "c")),
      key(setting("a", "bc")),
      key(setting("a", "b"), setting("c", "d")),
      key(setting("a", 'b"],["setting","c","d')),
      key(setting('a","b', "")),
      key(setting("a", 'b","')),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("reads each file once in a run", async () => {
    const digests = new Map<string, Promise<string>>();
    const facts = [file("a.go", "a")];
    const before = await digestManifest({ facts }, digests);
    appendFileSync(path.join(folder, "a.go"), "b");
    expect(await digestManifest({ facts }, digests)).toEqual(before);
    expect((await digestManifest({ facts }, new Map())).key).not.toBe(before.key);
  });

  it("remembers entries without places and reasons", async () => {
    const { entries, inexact } = await digestManifest({ facts: [toolchain, file("a.go", "")] }, new Map());
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(entries).toEqual([
      { kind: "setting", name: "toolchain", value: "1.26.8" },
      { kind: "file", name: "a.go", value: empty },
    ]);
    expect(inexact).toBeUndefined();
  });

  it("is inexact where a file can't be read", async () => {
    const { inexact } = await digestManifest({ facts: [toolchain, file("gone.go")] }, new Map());
    expect(inexact).toBe("gone.go can't be read");
  });

  it("passes on why a manifest is inexact", async () => {
    const { inexact } = await digestManifest({ facts: [file("gone.go")], inexact: "uses cgo" }, new Map());
    expect(inexact).toBe("uses cgo");
  });
});

describe("explainChange", () => {
  const source = (name: string, value = "1"): Entry => ({ kind: "file", name, value });
  const flag = (name: string, value: string): Entry => ({ kind: "setting", name, value });
  const module = (value: string): Entry => ({ kind: "module", name: "example.com/x", value });
  const long = "x".repeat(60);

  it.each<[what: string, before: Entry[], now: Entry[], text: string]>([
    ["nothing", [source("a.go")], [source("a.go")], "nothing that is known changed"],
    [
      "another order",
      [source("a"), source("b")],
      [source("b"), source("a")],
      "nothing that is known changed",
    ],
    ["a file", [source("a.go")], [source("a.go", "2")], "a.go changed"],
    ["a new file", [], [source("a.go")], "a.go is new"],
    ["a file that is gone", [source("a.go")], [], "a.go is gone"],
    [
      "a setting",
      [flag("toolchain", "1.26.7")],
      [flag("toolchain", "1.26.8")],
      "toolchain changed from 1.26.7 to 1.26.8",
    ],
    ["a long setting", [flag("flags", long)], [flag("flags", "")], "flags changed"],
    [
      "a list",
      [flag("flags", '["-race","-tags=a"]')],
      [flag("flags", '["-race","-tags=b"]')],
      "flags changed: with -tags=b, without -tags=a",
    ],
    [
      "the order of a list",
      [flag("flags", '["a","b"]')],
      [flag("flags", '["b","a"]')],
      "flags changed: their order",
    ],
    [
      "what only looks like a list",
      [flag("folder", "[a")],
      [flag("folder", "[b")],
      "folder changed from [a to [b",
    ],
    ["a module", [module("h1:a")], [module("h1:b")], "example.com/x changed from h1:a to h1:b"],
    ["one name of two kinds", [source("x")], [flag("x", "1")], "x is new, x is gone"],
    [
      "three changes",
      [source("a"), source("b"), source("c")],
      [source("a", "2"), source("b", "2"), source("d")],
      "a changed, b changed, d is new and 1 more",
    ],
    [
      "many",
      [],
      ["a", "b", "c", "d", "e"].map((name) => source(name)),
      "a is new, b is new, c is new and 2 more",
    ],
  ])("%s", (_, before, now, text) => {
    expect(explainChange(before, now)).toBe(text);
  });
});
