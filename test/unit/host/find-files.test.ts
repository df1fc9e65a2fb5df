/** Which files patterns name, in real folders. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileStates } from "../../../lib/host/file-states.ts";
import { findFiles, matcherOf, type FindSetting } from "../../../lib/host/find-files.ts";
import type { FilePattern } from "../../../lib/model/plan.ts";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-find-")));
  for (const file of [
    "a.go",
    "b.txt",
    "cmd/x/main.go",
    "cmd/x/.hidden.go",
    "cmd/y.go",
    "cmd-2/z.go",
    "node_modules/m/index.go",
    ".git/hook.go",
    ".gowsl/x.go",
    "gen/a.gen.go",
    "gen/b.go",
    "gen/.a.gen.go.linux-host-12-0123abcd.tmp",
  ]) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), file);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function patterns(...written: string[]): FilePattern[] {
  return written.map((each, index) => ({
    pattern: each.replace(/^!/, ""),
    place: `inputs[${index}]`,
    ...(each.startsWith("!") ? { exclude: true } : {}),
  }));
}

function find(written: string[], more: Partial<FindSetting> = {}) {
  const states = new FileStates({ platform: "linux", now: Date.now });
  return findFiles({ root, states, ...more }, patterns(...written));
}

const relative = (places: Iterable<string>) =>
  [...places].map((each) => path.relative(root, each)).toSorted();

describe("findFiles", () => {
  it.each<[written: string[], files: string[]]>([
    [["a.go"], ["a.go"]],
    [["nothing.go", "no/thing/*.go"], []],
    [["*.go"], ["a.go"]],
    [
      ["**/*.go"],
      ["a.go", "cmd-2/z.go", "cmd/x/.hidden.go", "cmd/x/main.go", "cmd/y.go", "gen/a.gen.go", "gen/b.go"],
    ],
    [["cmd"], ["cmd/x/.hidden.go", "cmd/x/main.go", "cmd/y.go"]],
    [["cmd/*/*.go"], ["cmd/x/.hidden.go", "cmd/x/main.go"]],
    [["cmd/**", "!cmd/x"], ["cmd/y.go"]],
    [
      ["!**/.*", "cmd/**"],
      ["cmd/x/main.go", "cmd/y.go"],
    ],
    [["gen/*.go", "!gen/*.gen.go"], ["gen/b.go"]],
    [["gen"], ["gen/a.gen.go", "gen/b.go"]],
    [
      ["node_modules/**/*.go", ".git/*.go"],
      [".git/hook.go", "node_modules/m/index.go"],
    ],
    [["cmd/*/{main,other}.go"], ["cmd/x/main.go"]],
    [["{cmd/x,gen}/*.go"], ["cmd/x/.hidden.go", "cmd/x/main.go", "gen/a.gen.go", "gen/b.go"]],
  ])("%j", (written, files) => expect([...find(written).files.keys()]).toEqual(files));

  it("goes into node_modules where it begins there, or where it is in a whole folder of outputs", () => {
    for (const file of ["node_modules/m/node_modules/n/index.go", "gen/node_modules/m/x.go"]) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), file);
    }
    const nested = "node_modules/m/node_modules/n/index.go";
    expect([...find(["node_modules"]).files.keys()]).toEqual(["node_modules/m/index.go", nested]);
    expect([...find(["gen"]).files.keys()]).not.toContain("gen/node_modules/m/x.go");
    for (const whole of ["gen", "gen/**", "gen/**/*"])
      expect([...find([whole], { links: true }).files.keys()], whole).toContain("gen/node_modules/m/x.go");
    expect([...find(["**/*.go"], { links: true }).files.keys()]).not.toContain(nested);
  });

  it("says which patterns name nothing", () => {
    const { empty } = find(["a.go", "c.go", "!x", "cmd/*.txt", "cmd/**"]);
    expect(empty.map(({ place }) => place)).toEqual(["inputs[1]", "inputs[3]"]);
  });

  it("asks only for the folders that a pattern may lead to", () => {
    expect(relative(find(["cmd/*.go"]).listed)).toEqual(["cmd"]);
    expect(relative(find(["*/x/*.go"]).listed)).toEqual(["", "cmd", "cmd-2", "cmd/x", "gen"]);
    expect(relative(find(["a.go"]).listed)).toEqual([]);
    expect(relative(find(["nothing.go", "no/thing/*"]).absent)).toEqual(["no/thing", "nothing.go"]);
  });

  it("takes links to files for files, and enters no linked folder unless it is named", () => {
    symlinkSync("a.go", path.join(root, "link.go"));
    symlinkSync("gen", path.join(root, "linked"));
    symlinkSync("nothing", path.join(root, "dangling.go"));
    const found = find(["**/*.go"]);
    expect([...found.files.keys()]).toContain("link.go");
    expect([...found.files.keys()]).not.toContain("dangling.go");
    expect([...found.files.keys()].filter((file) => file.startsWith("linked"))).toEqual([]);
    expect(relative(found.absent)).toEqual(["dangling.go"]);
    expect(relative(find(["*"]).absent), "it may lead to a file some day").toContain("linked");
    expect([...find(["linked/*.go"]).files.keys()]).toEqual(["linked/a.gen.go", "linked/b.go"]);
    expect([...find(["*"], { links: true }).files.keys()]).toEqual([
      "a.go",
      "b.txt",
      "dangling.go",
      "link.go",
      "linked",
    ]);
    expect([...find(["linked"], { links: true }).files.keys()]).toEqual(["linked"]);
  });

  describe("with ignored files", () => {
    const ignores = (place: string, isFolder: boolean) => {
      const own = path.relative(root, place);
      return own === "gen" || own.startsWith("gen/") || (!isFolder && own.endsWith(".txt"));
    };

    it.each<[written: string[], files: string[], passedOver: boolean]>([
      [["*.txt"], [], true],
      [["b.txt"], ["b.txt"], false],
      [["*/*.go"], ["cmd-2/z.go", "cmd/y.go"], true],
      [["gen/*.gen.go"], ["gen/a.gen.go"], false],
      [["gen"], ["gen/a.gen.go", "gen/b.go"], false],
    ])("%j", (written, files, passedOver) => {
      const found = find(written, { ignores });
      expect([[...found.files.keys()], found.passedOver]).toEqual([files, passedOver]);
    });

    it("finds what git has nevertheless", () => {
      const tracked = ["b.txt", "gen/b.go", "gen/gone.go"].map((file) => path.join(root, file));
      expect([...find(["*", "**/b.go"], { ignores, tracked }).files.keys()]).toEqual([
        "a.go",
        "b.txt",
        "gen/b.go",
      ]);
    });

    it("finds all where that is wished", () => {
      const states = new FileStates({ platform: "linux", now: Date.now });
      const wished = patterns("**/b.*").map((each) => ({ ...each, ignored: true as const }));
      expect([...findFiles({ root, states, ignores }, wished).files.keys()]).toEqual(["b.txt", "gen/b.go"]);
    });
  });
});

describe("matcherOf", () => {
  it.each<[written: string[], file: string, expected: boolean]>([
    [["gen"], "gen/a/b", true],
    [["gen"], "gen2/a", false],
    [["gen/*.go"], "gen/a.go", true],
    [["gen/*.go"], "gen/a/b.go", false],
    [["*.lock"], "a.lock", true],
    [["*.lock"], "../a.lock", false],
    [[], "a", false],
  ])("%j: %s is %j", (written, file, expected) => {
    expect(matcherOf(patterns(...written))(file)).toBe(expected);
  });
});
