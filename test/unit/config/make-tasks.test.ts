import { describe, expect, it } from "vitest";
import { readComments } from "../../../lib/config/make-comments.ts";
import { logicalLines } from "../../../lib/config/make-database.ts";
import { expandedLines, leavePath, recognised } from "../../../lib/config/make-tasks.ts";

describe("lines of a recipe", () => {
  it.each<[string, string[], string, unknown]>([
    ["as they are", ["@echo a", "b"], "echo a\nb\n", { ok: true, lines: ["echo a", "b"] }],
    ["that may fail", ["@-a", "b"], "a\nb\n", { ok: true, lines: ["-a", "b"] }],
    ["that go on", ["a \\\n b"], "a \\\n b\n", { ok: true, lines: ["a \\\n b"] }],
    ["without comments", ["# why", "b"], "# why\nb\n", { ok: true, lines: ["b"] }],
    ["without what $(info) says", ["$(info hi)", "b"], "hi\nb\n", { ok: true, lines: ["b"] }],
    ["without what make says itself", ["a"], "a\nmake: 'x' is up to date.\n", { ok: true, lines: ["a"] }],
    [
      "that can't be told apart",
      ["-$(BOTH)", "c"],
      "a\nb\nc\n",
      { ok: false, reason: "it can't be told which of its lines may fail" },
    ],
  ])("%s", (_, recipe, printed, expected) => expect(expandedLines(recipe, printed)).toEqual(expected));

  it("end where no backslash does, and two are none", () =>
    expect(logicalLines(["a \\", "b \\\\", "c"])).toEqual(["a \\\nb \\\\", "c"]));
});

it.each([
  [["go test ./..."], "go.test()"],
  [["go test -race -cover ./..."], "go.test({ race: true, cover: true })"],
  [["go vet ./..."], "go.vet()"],
  [["go test -run X ./..."], undefined],
  [["go test ./...", "echo"], undefined],
  [["CGO_ENABLED=0 go test ./..."], undefined],
])("%j is %s", (lines, task) => expect(recognised(lines)).toBe(task));

it("leaves PATH to the shell where that is sure", () => {
  const own = "/usr/bin:/opt/x";
  expect(leavePath(`PATH=${own}:b x`, own)).toBe("PATH=$PATH:b x");
  expect(leavePath(`echo '${own}'`, own)).toBe(`echo '${own}'`);
});

it("reads descriptions and where values come from", () => {
  const text = "V := $(shell git)\nF = -X $(V)\nGO ?= go\nP = 1\nall: a \\\n  b ## All\n## Above\na:\n\tx\n";
  const { descriptions, sources, rules } = readComments(text);
  expect(descriptions).toEqual({ all: "All", a: "Above" });
  expect(sources).toEqual({
    V: "a command",
    F: "a command",
    GO: "the environment, or else the Makefile",
  });
  expect(rules).toEqual({ all: 6, a: 8 });
});
