/** Main packages by their package clauses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isMainText, mainFolders } from "../../../lib/go/main-folders.ts";

describe("a file of a main package", () => {
  it.each([
    ["package main\n", true],
    ["\uFEFF// A licence.\n\n/* package other */\npackage main // import\n", true],
    ["//go:build linux && !cgo\n\npackage main\r\n", true],
    ["//go:build ignore\n\npackage main\n", false],
    ["// +build ignore\n\npackage main\n", false],
    ["// Package main is what this is not.\npackage words\n", false],
    ["package mainly\n", false],
    ["/* no end\npackage main\n", false],
    ["", false],
  ])("%j: %j", (text, expected) => {
    expect(isMainText(text)).toBe(expected);
  });
});

it("looks where Go would, and not into other modules", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-mains-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = [
    "main.go",
    "cmd/b/b.go",
    "cmd/a/a.go",
    "cmd/only/only_test.go",
    "cmd/_old/old.go",
    ".hidden/x.go",
    "testdata/x/x.go",
    "vendor/x/x.go",
    "node_modules/x/x.go",
    "other/cmd/x/x.go",
  ];
  for (const file of files) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), "package main\n");
  }
  writeFileSync(path.join(folder, "go.mod"), "module x\n");
  writeFileSync(path.join(folder, "other", "go.mod"), "module y\n");
  expect(mainFolders(folder)).toEqual([".", "cmd/a", "cmd/b"]);
});
