/** What changed, in words: between the entries of a record and those of now. */
import { describe, expect, it } from "vitest";
import { changesBetween, changeText, explainChange, type Now } from "../../../lib/cache/explain.ts";
import type { Entry } from "../../../lib/cache/manifest.ts";
import type { Fact } from "../../../lib/model/manifest.ts";

const source = (name: string, value = "1"): Entry => ({ kind: "file", name, value });
const flag = (name: string, value: string): Entry => ({ kind: "setting", name, value });
const module = (...words: string[]): Entry => ({
  kind: "module",
  name: "example.com/x",
  value: JSON.stringify(words),
});
const long = "x".repeat(60);

describe("explainChange", () => {
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
    ["a new setting", [], [flag("GOFLAGS", '["-race"]')], "GOFLAGS is new"],
    ["a long setting", [flag("flags", long)], [flag("flags", "")], "flags changed"],
    [
      "a list",
      [flag("flags", '["-race","-tags=a"]')],
      [flag("flags", '["-race","-tags=b"]')],
      "flags changed: with -tags=b, without -tags=a",
    ],
    [
      "a list with a long word",
      [flag("flags", "[]")],
      [flag("flags", JSON.stringify([`-ldflags=${long}${long}`]))],
      `flags changed: with ${`-ldflags=${long}${long}`.slice(0, 69)}…`,
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
    [
      "a list of something else",
      [flag("numbers", "[1]")],
      [flag("numbers", "[2]")],
      "numbers changed from [1] to [2]",
    ],
    [
      "the version of a module",
      [module("v1.0.0", "1.20", "", "", "h1:a")],
      [module("v1.1.0", "1.20", "", "", "h1:b")],
      "module example.com/x: version changed from v1.0.0 to v1.1.0",
    ],
    [
      "the go line of a module, and what follows from it",
      [module("", "1.21"), flag("DefaultGODEBUG", "x".repeat(60))],
      [module("", "1.22"), flag("DefaultGODEBUG", "y".repeat(60))],
      "module example.com/x: go line changed from 1.21 to 1.22, the default GODEBUG of the go line changed",
    ],
    [
      "the content of a module behind the same version",
      [module("v1.0.0", "1.20", "", "", "h1:a")],
      [module("v1.0.0", "1.20", "", "", "h1:b")],
      "module example.com/x: checksum changed from h1:a to h1:b",
    ],
    ["a setting that was set", [flag("GOFLAGS", "-v")], [], "GOFLAGS no longer counts"],
    ["a new module", [], [module("v1.0.0")], "module example.com/x is new"],
    ["a module that is gone", [module("v1.0.0")], [], "module example.com/x is gone"],
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
  ])("%s", (_, before, entries, text) => {
    expect(explainChange(before, { entries })).toBe(text);
  });
});

it("a module that is no longer replaced is told without empty words", () => {
  const before = [module("v1.0.0", "1.20", "example.com/fork", "v1.1.0", "h1:a")];
  const entries = [module("v1.0.0", "1.20", "", "", "h1:b")];
  expect(explainChange(before, { entries })).toBe(
    "module example.com/x: without the replacement example.com/fork",
  );
});

/** The state of now with its facts, each of which has the reason why it is there. */
function now(...files: [name: string, value: string, why: string][]): Now {
  const entries = files.map(([name, value]) => source(name, value));
  const facts = files.map(([name, , why]): Fact => ({ kind: "file", name, path: "", why }));
  return { entries, manifest: { facts, module: "example.com/age" } };
}

describe("with the manifest of now", () => {
  const chain = "cmd/age -> age -> internal/stream";

  it.each<[what: string, before: Entry[], state: Now, text: string]>([
    [
      "a file is told with the imports by which the program comes to it",
      [source("example.com/age/internal/stream/stream.go")],
      now(["example.com/age/internal/stream/stream.go", "2", chain]),
      `internal/stream/stream.go changed (${chain})`,
    ],
    [
      "a new file, too",
      [],
      now(["example.com/age/internal/stream/new.go", "1", chain]),
      `internal/stream/new.go is new (${chain})`,
    ],
    [
      "each has its own chain",
      [source("example.com/age/b/b.go"), source("example.com/age/a/a.go")],
      now(
        ["example.com/age/a/a.go", "2", "cmd/age -> a"],
        ["example.com/age/b/b.go", "2", "cmd/age -> b"],
        ["example.com/age/c/c.go", "2", "cmd/age -> c"],
      ),
      "a/a.go changed (cmd/age -> a), b/b.go changed (cmd/age -> b), c/c.go is new (cmd/age -> c)",
    ],
    [
      "a file of the program itself has none",
      [source("example.com/age/cmd/age/main.go")],
      now(["example.com/age/cmd/age/main.go", "2", "cmd/age"]),
      "cmd/age/main.go changed",
    ],
    [
      "the name of another module stays whole",
      [source("example.com/agent/x.go")],
      now(["example.com/agent/x.go", "2", ""]),
      "example.com/agent/x.go changed",
    ],
    [
      "of a file that is gone nobody knows a chain, but its short name",
      [source("example.com/age/old.go")],
      now(["example.com/age/new.go", "1", "cmd/age -> age"]),
      "new.go is new (cmd/age -> age), old.go is gone",
    ],
  ])("%s", (_, before, state, text) => {
    expect(explainChange(before, state)).toBe(text);
  });

  it("each change keeps the name that it has in the key", () => {
    const name = "example.com/age/age.go";
    const changes = changesBetween([source(name)], now([name, "2", "cmd/age -> age"]));
    expect(changes).toEqual([{ kind: "file", name, text: "age.go changed", chain: "cmd/age -> age" }]);
    expect(changes.map(changeText)).toEqual(["age.go changed (cmd/age -> age)"]);
  });
});
