import { describe, expect, it } from "vitest";
import { fromRoot, hasWildcard, isWithin, splitPattern } from "../../../lib/model/pattern.ts";

describe("splitPattern", () => {
  it.each<[pattern: string, base: string, rest: string | undefined]>([
    ["api/a.yaml", "api/a.yaml", undefined],
    ["", "", undefined],
    ["*.go", "", "*.go"],
    ["a/b/**/*.go", "a/b", "**/*.go"],
    ["a/{b,c}/d", "a", "{b,c}/d"],
    ["a/[x]/d", "a", "[x]/d"],
    ["a/?/d", "a", "?/d"],
    ["../a/*.go", "../a", "*.go"],
    ["app/(group)/x!", "app/(group)/x!", undefined],
  ])("%s", (pattern, base, rest) => {
    expect(splitPattern(pattern)).toEqual(rest === undefined ? { base } : { base, rest });
    expect(hasWildcard(pattern)).toBe(rest !== undefined);
  });
});

describe("fromRoot", () => {
  it.each([
    ["", "a", "a"],
    ["", "./a//b/", "a/b"],
    [".", "*.go", "*.go"],
    ["web", "src/**", "web/src/**"],
    ["web", "../a", "a"],
    ["web", "../../a", "../a"],
    ["web\\app", "a", "web/app/a"],
    ["web", ".", "web"],
    ["", "a/../b", "b"],
    ["", "../../x", "../../x"],
    ["web", "..", ""],
    ["", ".../..x", ".../..x"],
  ])("from %j: %j is %j", (folder, pattern, expected) => expect(fromRoot(folder, pattern)).toBe(expected));
});

describe("isWithin", () => {
  it.each([
    ["a", "a", true],
    ["a", "a/b", true],
    ["a", "ab", false],
    ["", "a/b", true],
    ["", "../a", false],
    ["a/b", "a", false],
  ])("of %j: %j is %j", (folder, path, expected) => expect(isWithin(folder, path)).toBe(expected));
});
