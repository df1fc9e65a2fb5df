/** What is offered for a package that there is not. */
import { expect, it } from "vitest";
import { meantFolder, unloadable } from "../../../lib/cli/main-packages.ts";

const mains = [".", "cmd/server", "cmd/tool", "tools/tool", "server"];

it.each([
  ["cmd/server", "./cmd/server"],
  ["cmd/server/", "./cmd/server"],
  // The nearer one.
  ["server", "./server"],
  // One of two.
  ["tool", undefined],
  ["erver", "./server"],
  ["./cmd/sever", "./cmd/server"],
  ["./cmd/server", undefined],
  ["./cmd/nope", undefined],
  ["server/cmd", undefined],
  [".", undefined],
])("%s: %s", (word, meant) => {
  expect(meantFolder(word, mains)).toBe(meant);
});

it("is the last element of one folder", () => {
  expect(meantFolder("server", ["cmd/server", "cmd/observer"])).toBe("./cmd/server");
});

it("takes the place of go's own words where it is sure", () => {
  const packages = ["server", "./nope", "linux/arm/7"].map((ImportPath) => ({
    ImportPath,
    Error: { Pos: "", Err: "gone" },
  }));
  const outline = { patterns: packages.map(({ ImportPath }) => ImportPath), cwd: "/repo" };
  const meant = (word: string) => meantFolder(word, ["cmd/server"]);
  expect(unloadable(outline, { packages }, meant).map(({ next }) => next)).toEqual([
    'Did you mean "./cmd/server"?',
    "go list says so for server ./nope linux/arm/7 in /repo.",
    "It is a target: `gowsl cross linux/arm/7` builds for it.",
  ]);
});
