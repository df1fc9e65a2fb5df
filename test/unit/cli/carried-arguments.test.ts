import { describe, expect, it } from "vitest";
import { carriedArguments, carryToWindows, carryToWsl } from "../../../lib/cli/carried-arguments.ts";
import { success } from "../../../lib/model/failure.ts";

describe("carriedArguments", () => {
  it.each([
    ["-C build", ["-C", "x", "build"], ["build"]],
    ["behind the command", ["build", "--directory", "x", "./cmd"], ["build", "./cmd"]],
    ["in one word", ["--directory=x", "--json", "build"], ["--json", "build"]],
    ["that of go is its own", ["-C", "x", "go", "-C", "y", "list"], ["go", "-C", "y", "list"]],
    [
      "a value that looks like it",
      ["test", "--run", "-C", "--", "-C", "z"],
      ["test", "--run", "-C", "--", "-C", "z"],
    ],
    ["empty words are words", ["exec", "--", "printf", ""], ["exec", "--", "printf", ""]],
    ["no command", [], []],
  ])("%s", (_, argv, expected) => {
    expect(carriedArguments(argv, success)).toEqual(success(expected));
  });
});

describe("from Windows to WSL", () => {
  const share = "\\\\wsl.localhost\\Ubuntu\\home\\me\\p";
  it.each([
    [share, ".\\cmd\\x", "./cmd/x"],
    [share, "..\\y", "../y"],
    [share, "./...", "./..."],
    [share, "-run=^Test\\d+$", "-run=^Test\\d+$"],
    [share, "\\\\d+", "\\\\d+"],
    [share, "\\\\wsl$\\ubuntu\\tmp\\c.out", "/tmp/c.out"],
    [share, "--coverprofile=\\\\wsl.localhost\\Ubuntu\\tmp\\c.out", "--coverprofile=/tmp/c.out"],
    ["C:\\src\\p", "C:\\src\\p\\cmd\\x", "./cmd/x"],
    ["C:\\src\\p", "c:/src/q", "../q"],
    ["C:\\src\\p", "C:\\src\\p", "."],
  ])("in %s, %s", (folder, word, expected) => {
    expect(carriedArguments(["go", word], carryToWsl(folder))).toEqual(success(["go", expected]));
  });

  it.each([
    [share, "C:\\x"],
    [share, "\\\\wsl$\\Debian\\x"],
    ["C:\\src\\p", "D:\\x"],
    ["C:\\src\\p", "\\\\wsl$\\Debian\\x"],
  ])("in %s, %s can't be named", (folder, word) => {
    const carried = carriedArguments(["go", word], carryToWsl(folder));
    expect(carried.ok ? [] : carried.failures.map(({ place }) => place)).toEqual([word]);
  });
});

describe("from WSL to Windows", () => {
  const facts = { distribution: "Ubuntu", drives: [{ windows: "C:\\", folder: "/mnt/c" }] };
  const carry = carryToWindows(facts, (file) => file === "/home/me/there");
  it.each([
    ["/mnt/c/src/new.out", "C:\\src\\new.out"],
    ["-o=/mnt/c/x", "-o=C:\\x"],
    ["/home/me/there", "\\\\wsl.localhost\\Ubuntu\\home\\me\\there"],
    ["-run=/subtest", "-run=/subtest"],
    ["./cmd/x", "./cmd/x"],
  ])("%s", (word, expected) => {
    expect(carriedArguments(["go", word], carry)).toEqual(success(["go", expected]));
  });
});
