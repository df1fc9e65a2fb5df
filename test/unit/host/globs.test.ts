import { describe, expect, it } from "vitest";
import { globMatcher } from "../../../lib/host/globs.ts";

describe("globMatcher", () => {
  it.each<[pattern: string, yes: string[], no: string[]]>([
    ["*.go", ["a.go", ".go", ".a.go"], ["a/b.go", "a.GO", "a.go.txt"]],
    ["**/*.go", ["a.go", "a/b.go", "a/.b/c.go"], ["a.gox"]],
    ["**", ["a", "a/b", ".a/b"], []],
    ["a/**", ["a/b", "a/b/c"], ["ab/c"]],
    ["**/x/*", ["x/a", "a/x/b"], ["x/a/b", "xx/a"]],
    ["{a,b}/*.y", ["a/x.y", "b/x.y"], ["c/x.y"]],
    ["*.{js,ts}", ["a.js", "a.ts"], ["a.jsx"]],
    ["[ab]*", ["ax", "b"], ["cx"]],
    ["[!ab]*", ["cx"], ["ax"]],
    ["?.go", ["a.go"], [".go", "ab.go", "/.go"]],
    ["[*]", ["*"], ["a"]],
    ["a/(group)/*.ts", ["a/(group)/x.ts"], ["a/group/x.ts"]],
    ["+(a)|b*", ["+(a)|bc"], ["a", "b", "aa"]],
    ["@(a)*", ["@(a)", "@(a)b"], ["a"]],
    ["#*", ["#a"], ["a"]],
    ["ä*", ["äx"], ["a"]],
    ["a b/*", ["a b/c"], ["ab/c"]],
    ["$x/*.^", ["$x/a.^"], ["x/a."]],
  ])("%s", (pattern, yes, no) => {
    const matches = globMatcher(pattern);
    expect([...yes, ...no].filter(matches)).toEqual(yes);
  });
});
