import { describe, expect, it } from "vitest";
import { readComments } from "../../../lib/config/make-comments.ts";
import { buildLine, isSameBuild } from "../../../lib/config/make-build.ts";
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
  [["go test ./..."], { word: "go.test", settings: {} }],
  [["go test -race -cover ./..."], { word: "go.test", settings: { race: true, cover: true } }],
  [["go vet ./..."], { word: "go.vet", settings: {} }],
  [["go test -run X ./..."], undefined],
  [["go test ./...", "echo"], undefined],
  [["CGO_ENABLED=0 go test ./..."], undefined],
])("%j is %j", (lines, task) => expect(recognised(lines, folders)).toEqual(task));

const folders = {
  isMain: (folder: string) => [".", "./cmd/a", "cmd/a"].includes(folder),
  isFolder: (name: string) => name === "build",
};
const stamped = { flags: ["-buildvcs=auto"] };

it.each<[string, object]>([
  ["go build", { packages: ["."], out: ".", ...stamped }],
  ["go build -o bin/x ./cmd/a", { packages: ["./cmd/a"], out: "bin", names: { "./cmd/a": "x" }, ...stamped }],
  ["go build -o ./bin/ ./cmd/...", { packages: ["./cmd/..."], out: "./bin", ...stamped }],
  [
    `CGO_ENABLED=0 go build -trimpath -buildvcs=false -race -tags "a b" -ldflags '-s -w -X "main.v=1 2"' -mod=vendor -v -o x .`,
    {
      packages: ["."],
      out: ".",
      names: { ".": "x" },
      race: true,
      trimpath: true,
      tags: ["a", "b"],
      ldflags: '-s -w -X "main.v=1 2"',
      cgo: false,
      flags: ["-mod=vendor", "-v"],
    },
  ],
  [
    "go build -buildvcs=true -buildmode pie",
    { packages: ["."], out: ".", buildmode: "pie", flags: ["-buildvcs=true"] },
  ],
])("%s is a task that runs the same", (line, settings) => {
  expect(recognised([line], folders)).toEqual({ word: "go.build", settings });
  expect(isSameBuild(line, buildLine(settings, { goos: "linux", goarch: "amd64" }))).toBe(true);
});

it.each([
  // Compiled for nothing, or nobody knows what comes of it.
  "go build ./...",
  "go build ./internal/words",
  "go build -o build ./cmd/a",
  "go build -o bin/x ./cmd/a ./cmd/b",
  "go build -o bin/x.exe ./cmd/a",
  "go build -o /usr/bin/x ./cmd/a",
  "go build -o ../x ./cmd/a",
  "go build main.go",
  // For gowsl to set, not known, or for a shell.
  "go build -n ./cmd/a",
  "go build -p 2 ./cmd/a",
  "go build -overlay x ./cmd/a",
  "go build ./cmd/a -v",
  "GOOS=linux go build ./cmd/a",
  "go build ./cmd/a && echo done",
  'go build -ldflags "-X main.v=$V" ./cmd/a',
  "go build -race=false ./cmd/a",
])("%s stays a line", (line) => expect(recognised([line], folders)).toBe(undefined));

it("tells builds of other programs from each other", () => {
  const line = "go build -trimpath -ldflags=-s -o bin/x ./cmd/a";
  expect(isSameBuild(line, "go build -ldflags -s -trimpath -o ./bin/x ./cmd/a")).toBe(true);
  for (const other of [
    "go build -trimpath -ldflags=-w -o bin/x ./cmd/a",
    "go build -trimpath -ldflags=-s -o bin/y ./cmd/a",
    "go build -trimpath -ldflags=-s -o bin/x ./cmd/b",
    "go build -trimpath -ldflags=-s -buildvcs=false -o bin/x ./cmd/a",
    "CGO_ENABLED=0 go build -trimpath -ldflags=-s -o bin/x ./cmd/a",
    "echo",
  ])
    expect(isSameBuild(line, other), other).toBe(false);
});

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
