import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { gatherCandidates } from "../../../lib/go/candidates.ts";
import { codeOf, commentsOf } from "../../../lib/go/comments.ts";
import { readMachine } from "../../../lib/host/machine.ts";

describe("the code of a Go file", () => {
  const code = "package a\n\nvar b = 1";

  it.each<[what: string, source: string]>([
    ["a comment at the end of a line", "package a // words\n\nvar b = 1 // other words\n"],
    ["an empty comment", "package a //\n\nvar b = 1\n"],
    ["a comment on a line of its own", "package a\n// words\nvar b = 1\n"],
    ["comments at the end of the file", "package a\n\nvar b = 1\n\n// words\n// words\n"],
    ["a comment without an end of line", "package a\n\nvar b = 1 // words"],
    ["a comment with a tab and quotes", "package a\n\nvar b = 1 //\t\"words` '\n"],
    ["a comment before CRLF", "package a // words\r\n\nvar b = 1\n"],
  ])("has no place for %s", (_, source) => {
    expect(codeOf(source)).toBe(code);
  });

  it.each<[what: string, source: string]>([
    ["a directive", "//go:noinline\nfunc a() {}"],
    ["a line directive", "//line b.go:1\nfunc a() {}"],
    ["an export", "//export a\nfunc a() {}"],
    ["a block comment", "func a() { /* words */ b() }"],
    ["a comment with bytes that may be an error", "func a() {} // \x80"],
    ["a comment with a NUL", "func a() {} // \0"],
    ["what looks like a comment in a string", 'var a = "// words"'],
    ["what looks like a comment behind an escape", 'var a = "\\" // words"'],
    ["what looks like a comment in a raw string", "var a = `\n// words\n`"],
    ["what looks like a comment in a block comment", "/*\n// words\n*/ var a = 1"],
    ["blanks in a raw string", "var a = `x  \n  `"],
    ["a string that does not end", 'var a = "x // words'],
  ])("keeps %s", (_, source) => {
    expect(codeOf(source)).toBe(source);
  });

  it("is another where a line moves", () => {
    expect(codeOf("package a\n// words\n\nvar b = 1\n")).not.toBe(code);
  });

  it("has quotes of runes for what they are", () => {
    expect(codeOf("var a, b = '\"', '/' // words\nvar c = '\\'' // words\n")).toBe(
      "var a, b = '\"', '/'\nvar c = '\\''",
    );
  });
});

describe("real files of std", async () => {
  const [installed] = (await gatherCandidates({ machine: readMachine() })).filter(({ version }) => version);
  const folder = path.join(installed?.goroot ?? "", "src", "net", "http");
  const files = installed === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".go"));

  it.skipIf(files.length === 0)("have code that is its own code, without comments of words", () => {
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const code = codeOf(readFileSync(path.join(folder, file), "latin1"));
      expect(codeOf(code), file).toBe(code);
      const left = commentsOf(code).map(([start, end]) => code.slice(start, end));
      expect(
        left.filter((text) => /^\/\/ [ -~]*$/.test(text)),
        file,
      ).toEqual([]);
    }
  });
});
