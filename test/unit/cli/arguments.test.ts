import { describe, expect, it } from "vitest";
import { optionsOf, parseArguments } from "../../../lib/cli/arguments.ts";
import { commands } from "../../../lib/cli/commands.ts";
import { optionNames } from "../../../lib/cli/options.ts";
import { isOption, readTaskWords } from "../../../lib/cli/task-words.ts";
import { sentence, type Failure } from "../../../lib/model/failure.ts";
import { builtInTasks } from "../../../tasks/index.ts";

/** What was given, without what was not. */
function given(argv: readonly string[]): Record<string, unknown> {
  const parsed = parseArguments(argv);
  const told = (failures: readonly Failure[]) => ({
    failures: failures.map((each) => `${each.family}: ${sentence(each)}`),
  });
  if (!parsed.ok) return told(parsed.failures);
  const { command, own } = parsed.value;
  const isTask = Object.hasOwn(builtInTasks, command);
  // Options that gowsl does not know are left to the tasks; these declare none.
  if (isTask || command === "") {
    const read = readTaskWords(builtInTasks, own, optionsOf(commands[command]), command);
    if (!read.ok && own.some(isOption)) return told(read.failures);
  }
  return Object.fromEntries(
    Object.entries(parsed.value).filter(
      ([name, value]) =>
        name !== "own" &&
        (name === "keepGoing" ||
          !(value === false || value === "" || (Array.isArray(value) && value.length === 0))),
    ),
  );
}

type Row = [argv: string[], given: Record<string, unknown>];

describe("commands and words", () => {
  it.each<Row>([
    [[], {}],
    [["build"], { command: "build" }],
    [["build", "./cmd/age", "./cmd/..."], { command: "build", words: ["./cmd/age", "./cmd/..."] }],
    [["cross", "linux/amd64,windows/amd64"], { command: "cross", words: ["linux/amd64,windows/amd64"] }],
    [["cross", "!linux/386", "all"], { command: "cross", words: ["!linux/386", "all"] }],
    [["which", "go"], { command: "which", words: ["go"] }],
    [["help", "build"], { command: "help", words: ["build"] }],
    [["run", "build", "lint"], { command: "run", words: ["build", "lint"] }],
    // No command: a task of the config.
    [["lint"], { words: ["lint"] }],
    [["lint", "ci"], { words: ["lint", "ci"] }],
    [["constructor"], { words: ["constructor"] }],
    [["__proto__"], { words: ["__proto__"] }],
    [["构建"], { words: ["构建"] }],
    [["test", "-v", "1.10"], { command: "test", testVerbose: true, words: ["1.10"] }],
    [["test", "-race", "007"], { command: "test", race: true, words: ["007"] }],
    [["test", "-race", "false"], { command: "test", race: true, words: ["false"] }],
  ])("%j", (argv, expected) => expect(given(argv)).toEqual(expected));
});

describe("options", () => {
  it.each<Row>([
    [["--version"], { version: true }],
    [["-V"], { version: true }],
    [["--help"], { help: true }],
    [["build", "-h"], { command: "build", help: true }],
    [
      ["build", "--force", "--dry-run", "--json"],
      { command: "build", force: true, dryRun: true, json: true },
    ],
    [["--verbose", "build", "--quiet"], { command: "build", verbose: true, quiet: true }],
    [["build", "-B"], { command: "build", force: true }],
    [["build", "-Bk"], { command: "build", force: true, keepGoing: true }],
    [["cross", "--keep-going"], { command: "cross", keepGoing: true }],
    [["cross", "--no-keep-going"], { command: "cross", keepGoing: false }],
    [["lint", "-k"], { words: ["lint"], keepGoing: true }],
    // A commit alone says what is meant.
    [["build", "--since", "main"], { command: "build", since: "main", affected: true }],
    [["fmt", "--check"], { command: "fmt", check: true }],
    [["tidy", "--check"], { command: "tidy", check: true }],
    [["clean", "--store", "--dry-run"], { command: "clean", store: true, dryRun: true }],
    [["test", "--cover", "--short"], { command: "test", cover: true, short: true }],
    [["path", "-w", "/x"], { command: "path", toWindows: true, words: ["/x"] }],
    [["path", "-u", "C:\\x", "D:x"], { command: "path", toLinux: true, words: ["C:\\x", "D:x"] }],
    [["path", "-m", "--", "-x"], { command: "path", toMixed: true, extra: ["-x"] }],
    [["host", "--json"], { command: "host", json: true }],
  ])("%j", (argv, expected) => expect(given(argv)).toEqual(expected));

  it.each<Row>([
    [["build", "-race"], { command: "build", race: true }],
    [["build", "-trimpath"], { command: "build", trimpath: true }],
    [["test", "-run", "^TestA$"], { command: "test", run: "^TestA$" }],
    [["test", "-run=^TestA$", "-v"], { command: "test", run: "^TestA$", testVerbose: true }],
    [["test", "-bench", "."], { command: "test", bench: "." }],
    [["test", "-coverprofile=c.out"], { command: "test", coverprofile: "c.out" }],
    [["test", "-count=1", "-timeout", "90s"], { command: "test", count: 1, timeout: "90s" }],
    [["build", "-tags", "a,b"], { command: "build", tags: "a,b" }],
    [["build", "-ldflags", "-s -w"], { command: "build", ldflags: "-s -w" }],
  ])("as go has them: %j", (argv, expected) => expect(given(argv)).toEqual(expected));

  it.each<Row>([
    [["-C", "dir", "build"], { command: "build", directory: "dir" }],
    [["--directory", "dir", "build"], { command: "build", directory: "dir" }],
    [["build", "-C", "two words"], { command: "build", directory: "two words" }],
    [["build", "--directory=dir"], { command: "build", directory: "dir" }],
    [["-C", "build", "build"], { command: "build", directory: "build" }],
    [["build", "--ldflags=-s -w"], { command: "build", ldflags: "-s -w" }],
    [["build", "--ldflags", "-s"], { command: "build", ldflags: "-s" }],
    [["build", "--ldflags=-X=main.v=1"], { command: "build", ldflags: "-X=main.v=1" }],
    [["build", "--tags", "a", "--tags", "b"], { command: "build", tags: "b" }],
    [["test", "--run", "-race"], { command: "test", run: "-race" }],
    [["test", "--run=", "./..."], { command: "test", words: ["./..."] }],
    [["test", "--run", "", "./..."], { command: "test", words: ["./..."] }],
    // Values that look like numbers are text.
    [["-C", "007", "build"], { command: "build", directory: "007" }],
    [["test", "--run", "1.10"], { command: "test", run: "1.10" }],
    [["test", "--run=1e3"], { command: "test", run: "1e3" }],
    [["build", "--tags", "0x10"], { command: "build", tags: "0x10" }],
    [["test", "--run", "true"], { command: "test", run: "true" }],
  ])("with values: %j", (argv, expected) => expect(given(argv)).toEqual(expected));

  it.each<Row>([
    [["build", "--dry-run", "./cmd"], { command: "build", dryRun: true, words: ["./cmd"] }],
    [["build", "--json", "./cmd"], { command: "build", json: true, words: ["./cmd"] }],
    [["lint", "-k", "ci"], { words: ["lint", "ci"], keepGoing: true }],
    [["cross", "--no-keep-going", "all"], { command: "cross", keepGoing: false, words: ["all"] }],
    [["build", "--race=true", "--json=false"], { command: "build", race: true }],
    [["build", "-race=false"], { command: "build" }],
  ])("without values: %j", (argv, expected) => expect(given(argv)).toEqual(expected));

  it("gives an empty value as such", () => {
    expect(parseArguments(["test", "--run="])).toMatchObject({ ok: true, value: { run: "" } });
    expect(parseArguments(["test", "--run", ""])).toMatchObject({ ok: true, value: { run: "" } });
  });

  it.each<Row>([
    [["build", "-j", "4"], { command: "build", jobs: 4 }],
    [["build", "-j4"], { command: "build", jobs: 4 }],
    [["-j4", "build"], { command: "build", jobs: 4 }],
    [["-j", "4", "build"], { command: "build", jobs: 4 }],
    [["build", "-j16"], { command: "build", jobs: 16 }],
    [["build", "--jobs=4", "--jobs", "8"], { command: "build", jobs: 8 }],
  ])("with numbers: %j", (argv, expected) => expect(given(argv)).toEqual(expected));

  it("leaves keepGoing to the command where nothing is said", () => {
    for (const argv of [["build"], ["cross"], ["lint"]]) expect(given(argv)).not.toHaveProperty("keepGoing");
  });

  it("takes every option of every command", () => {
    for (const [command, { options, passesOn }] of Object.entries(commands)) {
      for (const option of passesOn ? [] : options) {
        const { names, takesValue } = optionNames(option);
        for (const name of names) {
          const argv = [command, name.length === 1 ? `-${name}` : `--${name}`, ...(takesValue ? ["1"] : [])];
          expect(parseArguments(argv), argv.join(" ")).toMatchObject({ ok: true });
        }
      }
    }
  });
});

describe("arguments for others", () => {
  it.each<Row>([
    [["test", "--", "-v", "-race"], { command: "test", extra: ["-v", "-race"] }],
    [["lint", "--", "a", "--", "1.10"], { words: ["lint"], extra: ["a", "--", "1.10"] }],
    [["build", "./cmd/age", "--", "-x"], { command: "build", words: ["./cmd/age"], extra: ["-x"] }],
    [["--", "build"], { extra: ["build"] }],
    [
      ["go", "build", "-x", "--bogus", "./..."],
      { command: "go", extra: ["build", "-x", "--bogus", "./..."] },
    ],
    [["go", "run", ".", "--", "-h"], { command: "go", extra: ["run", ".", "--", "-h"] }],
    [["go", "-C", "dir", "env"], { command: "go", extra: ["-C", "dir", "env"] }],
    [["go", "--help"], { command: "go", extra: ["--help"] }],
    [["go"], { command: "go" }],
    [["-C", "dir", "go", "env"], { command: "go", directory: "dir", extra: ["env"] }],
    [["--verbose", "go", "version"], { command: "go", verbose: true, extra: ["version"] }],
    [["exec", "--", "ls", "-la"], { command: "exec", extra: ["ls", "-la"] }],
    [["exec", "ls", "-la", "--", "x"], { command: "exec", extra: ["ls", "-la", "--", "x"] }],
    [["exec", "--", "--", "x"], { command: "exec", extra: ["--", "x"] }],
    [["exec", "1.10", "007"], { command: "exec", extra: ["1.10", "007"] }],
  ])("%j", (argv, expected) => expect(given(argv)).toEqual(expected));
});

describe("mistakes", () => {
  it.each<[argv: string[], failures: string[]]>([
    [
      ["build", "--forse"],
      ['command-line: gowsl build: there is no option --forse. Did you mean "--force"?'],
    ],
    [["build", "-rcae"], ['command-line: gowsl build: there is no option -rcae. Did you mean "--race"?']],
    [
      ["build", "--dryRun"],
      ['command-line: gowsl build: there is no option --dryRun. Did you mean "--dry-run"?'],
    ],
    [
      ["build", "--frobnicate=1"],
      ["command-line: gowsl build: there is no option --frobnicate. `gowsl help build` shows the options."],
    ],
    [
      ["build", "-x"],
      ["command-line: gowsl build: there is no option -x. Flags of go go behind --: `gowsl build -- -x`."],
    ],
    [
      ["build", "-Bx"],
      ["command-line: gowsl build: there is no option -Bx. `gowsl help build` shows the options."],
    ],
    [
      ["--frobnicate"],
      ["command-line: gowsl: there is no option --frobnicate. `gowsl help` shows the options."],
    ],
    [
      ["--frobnicate", "go", "env"],
      ["command-line: gowsl go: there is no option --frobnicate. `gowsl help go` shows the options."],
    ],
    // An option of another command.
    [
      ["vet", "--race"],
      ["command-line: gowsl vet: there is no option --race. `gowsl help vet` shows the options."],
    ],
    [
      ["list", "--dry-run"],
      ["command-line: gowsl list: there is no option --dry-run. `gowsl help list` shows the options."],
    ],
    [
      ["build", "--no-keep-going"],
      ['command-line: gowsl build: there is no option --no-keep-going. Did you mean "--keep-going"?'],
    ],
    [
      ["build", "--no-race"],
      ['command-line: gowsl build: there is no option --no-race. Did you mean "--race"?'],
    ],
    [
      ["build", "--__proto__=1"],
      ["command-line: gowsl build: there is no option --__proto__. `gowsl help build` shows the options."],
    ],
    [
      ["build", "--tags.x=1"],
      ['command-line: gowsl build: there is no option --tags.x. Did you mean "--tags"?'],
    ],
    // Each of them is told.
    [
      ["build", "--forse", "--jsn"],
      [
        'command-line: gowsl build: there is no option --forse. Did you mean "--force"?',
        'command-line: gowsl build: there is no option --jsn. Did you mean "--json"?',
      ],
    ],
    [
      ["build", "-race=banana"],
      ["command-line: gowsl: --race takes no value. Write `--race`, or leave it out."],
    ],
    // A value is missing.
    [["test", "--run"], ["command-line: gowsl: --run needs a value. Write it as `--run VALUE`."]],
    [["test", "--run", "--", "x"], ["command-line: gowsl: --run needs a value. Write it as `--run VALUE`."]],
    [["build", "-C"], ["command-line: gowsl: -C needs a value. Write it as `-C VALUE`."]],
    // Numbers.
    [
      ["build", "-j", "0"],
      ['command-line: --jobs: "0" is not a positive whole number. Write `--jobs 4`, for example.'],
    ],
    [
      ["build", "-j", "-1"],
      ['command-line: --jobs: "-1" is not a positive whole number. Write `--jobs 4`, for example.'],
    ],
    [
      ["build", "--jobs=1.5"],
      ['command-line: --jobs: "1.5" is not a positive whole number. Write `--jobs 4`, for example.'],
    ],
    [
      ["test", "--count", "many"],
      ['command-line: --count: "many" is not a positive whole number. Write `--count 4`, for example.'],
    ],
    [
      ["build", "--jobs="],
      ['command-line: --jobs: "" is not a positive whole number. Write `--jobs 4`, for example.'],
    ],
  ])("%j", (argv, failures) => expect(given(argv)).toEqual({ failures }));

  it.each<[argv: string[]]>([
    [["build", "--race=banana"]],
    [["build", "--json=no"]],
    [["build", "--dry-run=yes"]],
    [["cross", "--keep-going=no"]],
  ])("%j: a value that the option does not take is not passed over", (argv) => {
    expect(parseArguments(argv)).toMatchObject({ ok: false, failures: [{ family: "command-line" }] });
  });

  it("are looked for before -- only", () => {
    expect(given(["test", "--", "--forse"])).toEqual({ command: "test", extra: ["--forse"] });
  });
});
