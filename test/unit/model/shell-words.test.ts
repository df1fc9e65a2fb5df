import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  fillWithVariables,
  needsShell,
  quoteWord,
  quoteWords,
  splitWords,
} from "../../../lib/model/shell-words.ts";

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

  it.each([
    ". ./env.sh",
    "cd web",
    "  cd web",
    "exit 3",
    "exit",
    "export A",
    "source env.sh",
    "set -e",
    "unset A",
    "eval date",
    "ulimit -n 4096",
    "umask 022",
    "trap true EXIT",
    "type go",
    "if true",
    "while true",
    ":",
    "exec ./server",
    "command -v go",
    "time go version",
    "wait",
  ])("%j, which only a shell knows: yes", (line) => expect(needsShell(line)).toBe(true));

  it.each([
    "./cd web",
    "cdk deploy",
    "exiftool a.jpg",
    "exit-code 3",
    "setup.exe",
    "reader x",
    "typescript",
    "timeout 5 go version",
    "commander",
    "echo exit 3",
    "go test ./...",
    "true",
  ])("%j, which begins or goes on like such a word: no", (line) => expect(needsShell(line)).toBe(false));
});

describe("fillWithVariables", () => {
  const variables = { artifact: "GOWSL_ARTIFACT", target: "GOWSL_TARGET" };
  const artifact = '"${GOWSL_ARTIFACT}"';

  it.each<[line: string, filled: string]>([
    ["sign {artifact}", `sign ${artifact}`],
    ['sign "{artifact}"', 'sign "${GOWSL_ARTIFACT}"'],
    ["sign '{artifact}'", `sign ''${artifact}''`],
    ['sign "a {artifact} b"', 'sign "a ${GOWSL_ARTIFACT} b"'],
    ["sign --out={artifact}.sig", `sign --out=${artifact}.sig`],
    ["{target} {artifact}", `"\${GOWSL_TARGET}" ${artifact}`],
    [`"it's" {artifact}`, `"it's" ${artifact}`],
    [`'say "' {artifact}`, `'say "' ${artifact}`],
    [`it\\'s {artifact}`, `it\\'s ${artifact}`],
    [`"a \\" {artifact}"`, `"a \\" \${GOWSL_ARTIFACT}"`],
    ["\\{artifact}", "\\{artifact}"],
    ["echo {other} ${HOME} {a,b}", "echo {other} ${HOME} {a,b}"],
    ["no placeholder", "no placeholder"],
    ["", ""],
  ])("%j", (line, filled) => {
    expect(fillWithVariables(line, variables)).toBe(filled);
  });

  it("leaves a placeholder without a value", () => {
    expect(fillWithVariables("a {artifact} {target}", { target: "T" })).toBe('a {artifact} "${T}"');
  });

  // Whatever the quotes around it, bash sees the value as it is, and never runs it.
  const value = 'h $(echo run) `echo run` it\'s "a"  \\ *';
  it.skipIf(process.platform === "win32").each<[line: string, printed: string]>([
    ["{artifact}", `<${value}>`],
    ['"{artifact}"', `<${value}>`],
    ["'{artifact}'", `<${value}>`],
    ['"a {artifact} b"', `<a ${value} b>`],
    ["'a {artifact} b'", `<a ${value} b>`],
    ["x={artifact}", `<x=${value}>`],
    ["it\\'s {artifact}", `<it's><${value}>`],
    [`"it's" '"{artifact}"'`, `<it's><"${value}">`],
    [`'a\\' {artifact} 'b'`, `<a\\><${value}><b>`],
    [`"$(printf %s {artifact})"`, `<${value}>`],
    [`"$(printf %s "{artifact}")"`, `<${value}>`],
    [`"$(printf %s '{artifact}')" {artifact}`, `<${value}><${value}>`],
  ])("keeps the value whole for bash in %s", (words, printed) => {
    const line = fillWithVariables(`printf '<%s>' ${words}`, variables);
    const env = { PATH: process.env["PATH"], GOWSL_ARTIFACT: value };
    expect(execFileSync("bash", ["-c", line], { encoding: "utf8", env, stdio: "pipe" })).toBe(printed);
  });
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
