import { describe, expect, it } from "vitest";
import { quoteArgv, quoteCommand } from "../../../lib/report/quote.ts";

describe("quoteArgv", () => {
  it.each([
    [["go", "build", "-o", "bin/", "./cmd/..."], "go build -o bin/ ./cmd/..."],
    [["go", "build", "-ldflags", "-s -w"], "go build -ldflags '-s -w'"],
    [["go", "-ldflags=-X=main.version=v1"], "go -ldflags=-X=main.version=v1"],
    [["echo", ""], "echo ''"],
    [["echo", "it's"], `echo 'it'\\''s'`],
    [["echo", "$HOME", "*", "~", "a\nb", "é"], "echo '$HOME' '*' '~' 'a\nb' 'é'"],
    [["a=b"], "'a=b'"],
    [["a=b c"], "'a=b c'"],
    [[], ""],
    [["C:\\Go\\bin\\go.exe", "version"], "'C:\\Go\\bin\\go.exe' version"],
  ])("%j: %s", (argv, text) => expect(quoteArgv(argv)).toBe(text));
});

describe("quoteCommand", () => {
  it.each([
    [{ cwd: "/r", env: {}, argv: ["go", "vet"] }, "cd /r && go vet"],
    [
      { cwd: "/my repo", env: { GOOS: "linux", X: "a b", E: "" }, argv: ["go", "vet"] },
      "cd '/my repo' && GOOS=linux X='a b' E= go vet",
    ],
    [
      { cwd: "/r", env: { "ProgramFiles(x86)": "C:\\P", A: "1" }, argv: ["go"] },
      "cd /r && env 'ProgramFiles(x86)=C:\\P' A=1 go",
    ],
  ])("%j: %s", (command, text) => expect(quoteCommand(command)).toBe(text));
});
