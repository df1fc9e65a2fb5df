/** Keys and entries of manifests: equal for the same facts, and different for any other. */
import { appendFileSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestManifest, keyOf, writtenSince } from "../../../lib/cache/manifest.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import type { Fact, Guard, Manifest } from "../../../lib/model/manifest.ts";

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

/** Everything is read anew: the files are young. */
const fileStates = () => new FileStates({ platform: "linux", now: Date.now });

function digest(manifest: Partial<Manifest>, states = fileStates()) {
  return digestManifest({ facts: [], guards: [], ...manifest }, states);
}

function key(...facts: Fact[]): string {
  return digest({ facts }).key;
}

const toolchain = setting("toolchain", "1.26.8");

describe("digestManifest", () => {
  it("gives the same key for the same facts", () => {
    expect(key(toolchain, file("a.go", "a"))).toBe(key(toolchain, file("a.go", "a")));
  });

  it("does not look at where a file lies or why a fact is there", () => {
    const elsewhere = { ...file("b.go", "a"), name: "a.go", why: "another reason" };
    expect(key(toolchain, elsewhere)).toBe(key(toolchain, file("a.go", "a")));
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
  ])("gives another key for %s", (_, other) => {
    expect(key(...other())).not.toBe(key(toolchain, file("a.go", "a")));
  });

  it("keeps names and values apart", () => {
    const keys = [
      key(setting("ab", "c")),
      key(setting("a", "bc")),
      key(setting("a", "b"), setting("c", "d")),
      key(setting("a", 'b"],["setting","c","d')),
      key(setting('a","b', "")),
      key(setting("a", 'b","')),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("does not look at guards or at the name of the module", () => {
    const facts = [toolchain, file("a.go", "a")];
    const guards: Guard[] = [{ kind: "content", path: path.join(folder, "a.go") }];
    expect(digest({ facts, guards, module: "example.com/app" }).key).toBe(key(...facts));
  });

  it("looks at each file once until it looks again", () => {
    const states = fileStates();
    const facts = [file("a.go", "a")];
    const before = digest({ facts }, states);
    appendFileSync(path.join(folder, "a.go"), "b");
    expect(digest({ facts }, states)).toEqual(before);
    states.lookAgain();
    expect(digest({ facts }, states).key).toBe(key(file("a.go", "ab")));
  });

  it("remembers entries without places and reasons, and they make the key", () => {
    const facts = [toolchain, file("a.go", "")];
    const { entries, inexact, key: made, manifest } = digest({ facts });
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(entries).toEqual([
      { kind: "setting", name: "toolchain", value: "1.26.8" },
      { kind: "file", name: "a.go", value: empty },
    ]);
    expect(made).toBe(keyOf(entries));
    expect(manifest.facts).toBe(facts);
    expect(inexact).toBeUndefined();
  });

  it("is inexact where a file can't be read", () => {
    expect(digest({ facts: [toolchain, file("gone.go"), file("lost.go")] }).inexact).toBe(
      "gone.go can't be read",
    );
  });

  it("passes on why a manifest is inexact", () => {
    expect(digest({ facts: [file("gone.go")], inexact: "uses cgo" }).inexact).toBe("uses cgo");
  });
});

describe("writtenSince", () => {
  /** When a.go was written, as its file system says. */
  const writtenMs = (name: string) => {
    const { mtimeMs, ctimeMs } = statSync(path.join(folder, name));
    return Math.max(mtimeMs, ctimeMs);
  };
  const since = (facts: Fact[], timeMs: number) =>
    writtenSince({ facts, guards: [] }, fileStates(), timeMs)?.name;

  it("is a file that was written at that time or later", () => {
    const facts = [toolchain, file("a.go", "a")];
    expect(since(facts, writtenMs("a.go") + 1)).toBeUndefined();
    expect(since(facts, writtenMs("a.go"))).toBe("a.go");
    expect(since(facts, writtenMs("a.go") - 1)).toBe("a.go");
  });

  it("is the first of several", () => {
    const facts = [file("b.go", "b"), file("a.go", "a")];
    expect(since(facts, writtenMs("b.go"))).toBe("b.go");
  });

  it("is also one that got its old time back", () => {
    const facts = [file("a.go", "a")];
    const timeMs = writtenMs("a.go");
    utimesSync(path.join(folder, "a.go"), 1_000_000_000, 1_000_000_000);
    expect(since(facts, timeMs)).toBe("a.go");
  });

  it("is one that is gone", () => {
    expect(since([file("gone.go")], 0)).toBe("gone.go");
  });

  it("is no setting and no module", () => {
    expect(since([toolchain, { ...toolchain, kind: "module" } as Fact], 0)).toBeUndefined();
  });
});
