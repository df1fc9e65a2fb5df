import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyOptions, splitTargets } from "../../../lib/cli/apply-options.ts";
import { parseArguments, type Arguments } from "../../../lib/cli/arguments.ts";
import { taskOptions } from "../../../lib/cli/commands.ts";
import { go, sh, task, type Task } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

describe("splitTargets", () => {
  it.each<[words: string[], targets: string[], packages: string[]]>([
    [[], [], []],
    [["linux/amd64"], ["linux/amd64"], []],
    [["linux/amd64,windows/arm64", "darwin/arm64"], ["linux/amd64", "windows/arm64", "darwin/arm64"], []],
    [["linux/amd64, windows/arm64"], ["linux/amd64", "windows/arm64"], []],
    [["all", "!linux/386", "linux/*"], ["all", "!linux/386", "linux/*"], []],
    [["linux/arm/7"], ["linux/arm/7"], []],
    [["linux/arm64/v8.1"], ["linux/arm64/v8.1"], []],
    [["linux/arm64/v8.1,linux/amd64/v3", "./cmd/age"], ["linux/arm64/v8.1", "linux/amd64/v3"], ["./cmd/age"]],
    [["linux/amd64", "./cmd/age", "./cmd/keygen"], ["linux/amd64"], ["./cmd/age", "./cmd/keygen"]],
    [["linux/amd64", "example.com/app/cmd/age"], ["linux/amd64"], ["example.com/app/cmd/age"]],
    [["linux/amd64", "."], ["linux/amd64"], ["."]],
    [["linux/amd64", "../other"], ["linux/amd64"], ["../other"]],
    [["linux/amd64", "/src/app/cmd"], ["linux/amd64"], ["/src/app/cmd"]],
    [["./..."], [], ["./..."]],
    // What comes behind a package is one.
    [["./cmd/age", "linux/amd64"], [], ["./cmd/age", "linux/amd64"]],
    // A misspelt target is no package: its message names the targets.
    [["linux"], ["linux"], []],
    [["linux-amd64"], ["linux-amd64"], []],
  ])("%j", (words, targets, packages) => {
    expect(splitTargets(words)).toEqual({ targets, packages });
  });
});

const folders = { root: path.resolve("/src/app"), cwd: path.resolve("/src/app") };

function given(...argv: string[]): Arguments {
  const parsed = parseArguments(argv);
  if (!parsed.ok) throw new Error(parsed.failures.map(sentence).join("\n"));
  return parsed.value;
}

function applied(kind: Task, packages: string[], options: Arguments, where = folders): unknown {
  const result = applyOptions("name", kind, packages, options, where);
  return result.ok ? result.value : result.failures.map((each) => `${each.family}: ${sentence(each)}`);
}

describe("applyOptions", () => {
  it.each<[what: string, declared: Task, packages: string[], argv: string[], expected: object]>([
    ["nothing", go.build({ tags: ["a"] }), [], ["build"], go.build({ tags: ["a"] })],
    ["packages", go.build(), ["./cmd/age"], ["build"], go.build({ packages: ["./cmd/age"] })],
    [
      "packages in place of declared ones",
      go.build({ packages: ["./..."] }),
      ["./x"],
      ["build"],
      go.build({ packages: ["./x"] }),
    ],
    [
      "tags in place of declared ones",
      go.build({ tags: ["a"] }),
      [],
      ["build", "--tags", "b,c"],
      go.build({ tags: ["b", "c"] }),
    ],
    [
      "options of a build",
      go.build({ define: { "main.v": "1" } }),
      [],
      ["build", "-race", "--trimpath", "--ldflags=-s -w"],
      go.build({ define: { "main.v": "1" }, race: true, trimpath: true, ldflags: "-s -w" }),
    ],
    ["options of a cross build", go.cross(), [], ["cross", "-race"], go.cross({ race: true })],
    [
      "options of an installation",
      go.install(),
      ["./x"],
      ["install", "--tags", "a"],
      go.install({ packages: ["./x"], tags: ["a"] }),
    ],
    [
      "what is not given leaves what is declared",
      go.build({ race: true, trimpath: true }),
      [],
      ["build"],
      go.build({ race: true, trimpath: true }),
    ],
    [
      "options of a test",
      go.test({ timeout: "1m" }),
      ["./x"],
      ["test", "-race", "-run", "A", "-bench=.", "-count=2", "-short", "-v", "-timeout=5s", "-tags=a"],
      go.test({
        packages: ["./x"],
        race: true,
        run: "A",
        bench: ".",
        count: 2,
        short: true,
        verbose: true,
        timeout: "5s",
        tags: ["a"],
      }),
    ],
    ["coverage", go.test(), [], ["test", "-cover"], go.test({ cover: true })],
    ["a profile", go.test(), [], ["test", "-cover", "-coverprofile", "c.out"], go.test({ cover: "c.out" })],
    ["an empty -run", go.test({ run: "A" }), [], ["test", "-run="], go.test({ run: "" })],
    ["options of vet", go.vet(), ["./x"], ["vet", "--tags=a"], go.vet({ packages: ["./x"], tags: ["a"] })],
    [
      "a check of the format",
      go.fmt(),
      ["./x"],
      ["fmt", "--check"],
      go.fmt({ packages: ["./x"], check: true }),
    ],
    ["a check of the module", go.tidy(), [], ["tidy", "--check"], go.tidy({ check: true })],
    ["nothing for a line", sh("make"), [], ["run", "name"], sh("make")],
  ])("%s", (_, declared, packages, argv, expected) => {
    expect(applied(declared, packages, given(...argv))).toEqual(expected);
  });

  it("does not change the task", () => {
    const declared = go.build({ tags: ["a"] });
    applied(declared, ["./x"], given("build", "--tags=b", "-race"));
    expect(declared).toEqual(go.build({ tags: ["a"] }));
  });

  it.each<[cwd: string, dir: string | undefined, typed: string, seen: string]>([
    [".", undefined, "./cmd/age", "./cmd/age"],
    [".", undefined, "./...", "./..."],
    [".", undefined, ".", "./"],
    ["cmd", undefined, "./age", "./cmd/age"],
    ["cmd", undefined, ".", "./cmd"],
    ["cmd", undefined, "./...", "./cmd/..."],
    ["cmd/age", undefined, "../keygen", "./cmd/keygen"],
    ["cmd", undefined, "..", "./"],
    ["tools", "tools", "./gen", "./gen"],
    [".", "tools", "./tools/gen", "./gen"],
    [".", "tools", "./cmd/age", "../cmd/age"],
    ["cmd", undefined, "example.com/app/cmd/age", "example.com/app/cmd/age"],
    ["cmd", undefined, "fmt", "fmt"],
    ["cmd", undefined, "/src/app/cmd/age", "./cmd/age"],
    ["cmd", undefined, "..hidden/x", "..hidden/x"],
  ])("in %s, for a task with dir %s, %s is %s", (cwd, dir, typed, seen) => {
    const where = { root: folders.root, cwd: path.join(folders.root, cwd) };
    const declared = go.vet(dir === undefined ? {} : { dir });
    expect(applied(declared, [typed], given("vet"), where)).toMatchObject({ packages: [seen] });
  });

  it.each<[what: string, declared: Task, packages: string[], argv: string[], failure: string]>([
    [
      "words for tidy",
      go.tidy(),
      ["./x"],
      ["tidy"],
      'command-line: gowsl name: "./x" is not expected here. Arguments for the task\'s commands go behind --: gowsl name -- ./x',
    ],
    [
      "a timeout that is none",
      go.test(),
      [],
      ["test", "--timeout", "abc"],
      'command-line: gowsl name --timeout: "abc" is no duration. Write `--timeout 90s` or `--timeout 5m`, for example.',
    ],
    [
      "a pattern that is none",
      go.test(),
      [],
      ["test", "--run", "("],
      'command-line: gowsl name --run: "(" has a ( that is not closed. It is a regular expression of Go; a \\ before a sign takes it as it is.',
    ],
    [
      "a pattern of benchmarks that is none",
      go.test(),
      [],
      ["test", "-bench=*"],
      'command-line: gowsl name --bench: "*" has a * with nothing before it. It is a regular expression of Go; a \\ before a sign takes it as it is.',
    ],
    [
      "words for a line",
      sh("make"),
      ["a", "b"],
      ["build"],
      'command-line: gowsl name: "a b" is not expected here. Arguments for the task\'s commands go behind --: gowsl name -- a b',
    ],
    [
      "words for a group",
      task({ needs: [] }),
      ["a"],
      ["build"],
      'command-line: gowsl name: "a" is not expected here. Arguments for the task\'s commands go behind --: gowsl name -- a',
    ],
  ])("%s are refused", (_, declared, packages, argv, failure) => {
    expect(applied(declared, packages, given(...argv))).toEqual([failure]);
  });

  it.each([
    ["build", "-race"],
    ["build", "--trimpath"],
    ["build", "--tags=a"],
    ["build", "--ldflags=-s"],
    ["test", "-run=A"],
    ["test", "-bench=."],
    ["test", "-cover"],
    ["test", "-coverprofile=c.out"],
    ["test", "-count=1"],
    ["test", "-short"],
    ["test", "-timeout=5s"],
    ["test", "-v"],
    ["fmt", "--check"],
  ])("gowsl %s %s is refused where the config declares the task as a line", (command, option) => {
    expect(applied(sh("make"), [], given(command, option))).toEqual([
      "command-line: gowsl name: the config declares this task itself, and it takes no options of go. " +
        `It takes ${taskOptions.map(({ form }) => /--[\w-]+/.exec(form)![0]).join(", ")}; change the others in the config.`,
    ]);
  });
});
