import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { needsShell, quoteWord, quoteWords, splitWords } from "../../../lib/model/shell-words.ts";

describe("splitWords", () => {
  it.each<[line: string, words: string[] | undefined]>([
    ["", []],
    ["   ", []],
    ["go", ["go"]],
    ["  go  build\t./cmd/age ", ["go", "build", "./cmd/age"]],
    [`echo "two words"`, ["echo", "two words"]],
    [`echo 'two words'`, ["echo", "two words"]],
    [`echo a"b c"d'e f'`, ["echo", "ab cde f"]],
    [`echo ""`, ["echo", ""]],
    [`echo '' x`, ["echo", "", "x"]],
    [`echo "it's"`, ["echo", "it's"]],
    [`echo 'say "hi"'`, ["echo", 'say "hi"']],
    ["echo 文件 ünï", ["echo", "文件", "ünï"]],
    [`echo "open`, undefined],
    [`echo it's`, undefined],
    [`"`, undefined],
  ])("%j", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});

describe("needsShell", () => {
  it.each([
    "go build ./cmd/age",
    "go build ./...",
    `echo "two words" 'and more'`,
    "echo a=b --x=y",
    "echo 50% a@b a^b a:b a+b a,b",
    "",
  ])("%j: no", (line) => expect(needsShell(line)).toBe(false));

  it.each([
    "a | b",
    "a && b",
    "a & b",
    "a; b",
    "a > b",
    "a < b",
    "(a)",
    "echo $HOME",
    "echo `a`",
    "echo \\n",
    "cat *.go",
    "cat ?.go",
    "cat [ab].go",
    "echo # x",
    "ls ~",
    "! a",
    "echo {a,b}",
    "a\nb",
    "CGO_ENABLED=0 go build",
    "  A=1 b",
    "A= b",
    "echo it's",
    'echo "open',
    `echo "$HOME"`,
  ])("%j: yes", (line) => expect(needsShell(line)).toBe(true));
});

describe("quoteWord", () => {
  it.each<[word: string, quoted: string]>([
    ["", "''"],
    ["plain", "plain"],
    ["./a_b-c/d.go", "./a_b-c/d.go"],
    ["a@b%c+d=e:f,g", "a@b%c+d=e:f,g"],
    ["two words", "'two words'"],
    ["it's", `'it'\\''s'`],
    ["'", `''\\'''`],
    ["$HOME", "'$HOME'"],
    ["a\nb", "'a\nb'"],
    ["~", "'~'"],
    ["-x", "-x"],
    ["文件", "'文件'"],
  ])("%j", (word, quoted) => {
    expect(quoteWord(word)).toBe(quoted);
  });

  it.skipIf(process.platform === "win32")("gives words that a POSIX shell reads back", () => {
    const words = ["", "a b", "it's", '"', "$HOME", "`x`", "a\\b", "*", "~", "文件", "a\nb", "!x", "#", "&"];
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${quoteWords(words)}`], { encoding: "utf8" });
    expect(printed.split("\0").slice(0, -1)).toEqual(words);
  });

  it("and splitWords agree on plain words", () => {
    const words = ["go", "build", "two words", "", "文件"];
    expect(splitWords(quoteWords(words))).toEqual(words);
  });
});
