/**
 * What bad input gets: a sentence that names the place, the thing and the next move, the exit code of its
 * family, nothing on stdout (with --json: the same as an event), no stack of gowsl, and nothing lost of
 * what was built before: once the input is corrected, it is up to date.
 */
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout, machineGoroot, type RunOptions } from "./rig.ts";

interface Row {
  name: string;
  argv: string[];
  /** Makes the input bad. */
  spoil?: (checkout: Checkout) => void;
  env?: (checkout: Checkout) => NonNullable<RunOptions["env"]>;
  /** All lines on stderr; <root>, <goroot> and <version> stand for what differs between machines. */
  says: (string | RegExp)[];
  /** Only some of the lines: gowsl also tells how the step went. */
  among?: true;
}

/** A config whose tasks and settings are these lines. */
function config(...lines: string[]): (checkout: Checkout) => void {
  const text = `import { defineConfig, go, sh, task } from "gowsl";\nexport default defineConfig({\n${lines.join("\n")}\n});\n`;
  return (checkout) => checkout.write("gowsl.config.ts", text);
}

/** A GOROOT whose go command is the first bytes of the real one, and then these. */
function brokenGoroot(checkout: Checkout, realBytes: number, rest: Buffer): string {
  const start = Buffer.alloc(realBytes);
  const file = openSync(path.join(machineGoroot(), "bin", "go"), "r");
  readSync(file, start, 0, realBytes, 0);
  closeSync(file);
  checkout.write("../broken-go/VERSION", "go1.99.1\n");
  checkout.write("../broken-go/bin/go", "");
  const goroot = path.resolve(checkout.path("../broken-go"));
  writeFileSync(path.join(goroot, "bin", "go"), Buffer.concat([start, rest]));
  chmodSync(path.join(goroot, "bin", "go"), 0o755);
  symlinkSync(path.join(machineGoroot(), "pkg"), path.join(goroot, "pkg"));
  return goroot;
}

const commandLine: Row[] = [
  {
    name: "cross without targets anywhere",
    argv: ["cross"],
    spoil: config(""),
    says: [
      "error: gowsl cross: the target list is empty. Name at least one target, such as linux/amd64, here or as `targets` of gowsl.config.ts; `all` is every first-class port.",
    ],
  },
  {
    name: "an unknown target",
    argv: ["cross", "linux/amd65"],
    says: ['error: gowsl cross: "linux/amd65" has an unknown GOARCH "amd65". Did you mean "linux/amd64"?'],
  },
  {
    name: "an unknown target in the environment",
    argv: ["build"],
    env: () => ({ GOOS: "linx" }),
    says: [/^error: GOOS and GOARCH: "linx\/\w+" has an unknown GOOS "linx"\. Did you mean "linux\/\w+"\?$/],
  },
  {
    name: "a target list with everything excluded",
    argv: ["cross", "linux/amd64,!linux/amd64"],
    says: [
      "error: gowsl cross: the target list is empty: everything is excluded. Name at least one target, such as linux/amd64, here or as `targets` of gowsl.config.ts; `all` is every first-class port.",
    ],
  },
  {
    name: "an unknown option",
    argv: ["build", "--trimpaht"],
    says: ['error: gowsl build: there is no option --trimpaht. Did you mean "--trimpath"?'],
  },
  {
    name: "an option of another command",
    argv: ["list", "--race"],
    says: ["error: gowsl list: there is no option --race. `gowsl help list` shows the options."],
  },
  {
    name: "an unknown task or command",
    argv: ["biuld"],
    says: ['error: gowsl: there is no task or command "biuld". Did you mean "build"?'],
  },
  {
    name: "a misspelt command, with the words behind it",
    argv: ["tolchain", "install", "1.26.8"],
    says: ['error: gowsl: there is no task or command "tolchain". Did you mean "toolchain"?'],
  },
  {
    name: "a misspelt part of a command",
    argv: ["toolchain", "instal"],
    says: ['error: gowsl toolchain: there is no "instal". Did you mean "install"?'],
  },
  {
    name: "two unknown tasks, one of them like none",
    argv: ["run", "tset", "deploy"],
    says: [
      'error: gowsl: there is no task or command "tset". Did you mean "test"?',
      'error: gowsl: there is no task or command "deploy". `gowsl list` shows the tasks, `gowsl help` the commands.',
    ],
  },
  {
    name: "run without a task",
    argv: ["run"],
    says: ["error: gowsl run: no task is named. `gowsl list` shows the tasks."],
  },
  {
    name: "watch without a task",
    argv: ["watch"],
    says: ["error: gowsl watch: no task is named. `gowsl list` shows the tasks."],
  },
  {
    name: "watch of an unknown task, which ends",
    argv: ["watch", "biuld"],
    says: ['error: gowsl: there is no task or command "biuld". Did you mean "build"?'],
  },
  {
    name: "help for nothing that there is",
    argv: ["help", "biuld"],
    says: ['error: gowsl help: there is no command or task "biuld". Did you mean "build"?'],
  },
  {
    name: "-C to nowhere",
    argv: ["-C", "1.10", "build"],
    says: ["error: -C 1.10: there is no such folder. Name the folder of your Go project."],
  },
  {
    name: "an option without its value",
    argv: ["build", "-C"],
    says: ["error: gowsl: -C needs a value. Write it as `-C VALUE`."],
  },
  ...["0", "-1", "x", "1.5"].map((cores) => ({
    name: `-j ${cores}`,
    argv: ["build", "-j", cores],
    says: [`error: --jobs: "${cores}" is not a positive whole number. Write \`--jobs 4\`, for example.`],
  })),
  {
    name: "a word for tidy",
    argv: ["tidy", "now"],
    says: [
      'error: gowsl tidy: "now" is not expected here. Arguments for the task\'s commands go behind --: gowsl tidy -- now',
    ],
  },
  {
    name: "another word for which",
    argv: ["which", "make"],
    says: ['error: gowsl which: "make" is nothing that gowsl chooses. Ask `gowsl which go`.'],
  },
  {
    name: "two words for which",
    argv: ["which", "go", "now"],
    says: ['error: gowsl which: "now" is not expected here. `gowsl help which` shows what it takes.'],
  },
  {
    name: "a word for clean, which would not do as told",
    argv: ["clean", "dist"],
    says: ['error: gowsl clean: "dist" is not expected here. `gowsl help clean` shows what it takes.'],
  },
  {
    name: "a word for list",
    argv: ["list", "build"],
    says: ['error: gowsl list: "build" is not expected here. `gowsl help list` shows what it takes.'],
  },
  {
    name: "exec without a command",
    argv: ["exec", "--"],
    says: ["error: gowsl exec: no command is named. Write it behind --: gowsl exec -- CMD"],
  },
  {
    name: "exec of a program that is not there",
    argv: ["exec", "--", "no-such-program"],
    says: ["error: gowsl exec: no-such-program was not found. Install it, or correct its name."],
  },
];

const configs: Row[] = [
  {
    name: "a cycle",
    argv: ["a"],
    spoil: config(
      `tasks: { a: task({ needs: ["b"] }), b: task({ needs: ["c"] }), c: sh("touch ran", { needs: ["a"] }) },`,
    ),
    says: [
      "error: gowsl.config.ts: tasks.a.needs: these tasks need each other: a -> b -> c -> a. Remove one of these needs.",
    ],
  },
  {
    name: "a cycle through the built-in cross",
    argv: ["cross"],
    spoil: config(
      `targets: ["linux/amd64"], tasks: { build: go.build({ needs: ["sign"] }), sign: sh("true", { needs: ["cross"] }) },`,
    ),
    says: [
      "error: gowsl.config.ts: tasks.cross.needs: these tasks need each other: cross -> sign -> cross. Remove one of these needs.",
    ],
  },
  {
    name: "a need that is no task",
    argv: ["ci"],
    spoil: config(`tasks: { ci: task({ needs: ["test", "biuld"] }) },`),
    says: ['error: gowsl.config.ts:3: tasks.ci.needs[1]: "biuld" is not a task. Did you mean "build"?'],
  },
  {
    name: "several mistakes, all at once",
    argv: ["build"],
    spoil: config(
      `targets: ["linux"],`,
      `taks: {},`,
      `tasks: {`,
      `  build: go.build({ racee: true, tags: "netgo" }),`,
      `  which: sh("true"),`,
      `  empty: task({}),`,
      `},`,
    ),
    says: [
      'error: gowsl.config.ts:3: targets[0]: "linux" is not of the form goos/goarch or goos/goarch/level. Write it like "linux/amd64", "linux/arm/7" or "windows/*".',
      'error: gowsl.config.ts:4: "taks" is not a setting of the config. Did you mean "tasks"?',
      'error: gowsl.config.ts:6: tasks.build: "racee" is not a setting of go.build. Did you mean "race"?',
      'error: gowsl.config.ts:6: tasks.build.tags: must be a list, not a string. Write ["netgo"].',
      'error: gowsl.config.ts:7: tasks.which: "which" is the name of a command of gowsl. Rename the task; only build, cross, test, vet, fmt, tidy, install may be replaced.',
      "error: gowsl.config.ts:8: tasks.empty: has neither run nor needs. Give it a function to run, or the names of tasks to group.",
    ],
  },
  {
    name: "a config that throws: its own lines of the stack only",
    argv: ["build"],
    spoil: (checkout) => {
      checkout.write(
        "scripts/token.ts",
        'export function token(): string {\n  throw new Error("TOKEN is not set");\n}\n',
      );
      checkout.write(
        "gowsl.config.ts",
        'import { token } from "./scripts/token.ts";\n\nexport default { tasks: { [token()]: {} } };\n',
      );
    },
    says: [
      "error: gowsl.config.ts: TOKEN is not set",
      "at token (scripts/token.ts:2:9)",
      /^gowsl\.config\.ts:3:\d+$/,
    ],
  },
  {
    name: "a config with a syntax error",
    argv: ["build"],
    spoil: (checkout) => checkout.write("gowsl.config.ts", "export default {\n  tasks: = 3,\n};\n"),
    says: ['error: gowsl.config.ts:2:10: syntax error: Unexpected "="'],
  },
  {
    name: "a config that imports what is not there",
    argv: ["build"],
    spoil: (checkout) =>
      checkout.write("gowsl.config.ts", 'import "./scripts/lost.ts";\nexport default {};\n'),
    says: [
      'error: gowsl.config.ts:1: cannot find "./scripts/lost.ts", which gowsl.config.ts imports. Check the path.',
    ],
  },
  {
    name: "a config that exports nothing",
    argv: ["build"],
    spoil: (checkout) => checkout.write("gowsl.config.ts", "export const tasks = {};\n"),
    says: ['error: gowsl.config.ts: has no default export. Write "export default defineConfig({ ... })".'],
  },
  {
    name: "an empty list of targets",
    argv: ["cross"],
    spoil: config("targets: [],"),
    says: [
      'error: gowsl.config.ts:3: targets: is empty. Name a target, like "linux/amd64", or leave the list out.',
    ],
  },
  {
    name: "a list of targets that excludes all of itself",
    argv: ["cross"],
    spoil: config(`targets: ["linux/amd64", "!linux/*"],`),
    says: [
      "error: gowsl.config.ts: targets: the target list is empty: everything is excluded. Name at least one target, such as linux/amd64, here or as `targets` of gowsl.config.ts; `all` is every first-class port.",
    ],
  },
  {
    name: "two programs of one path",
    argv: ["cross", "linux/amd64"],
    spoil: (checkout) => {
      config("")(checkout);
      checkout.write("tools/greet/main.go", "package main\n\nfunc main() {}\n");
    },
    says: [
      'error: dist/linux_amd64/greet: both example.com/greeting/cmd/greet (cross linux/amd64) and example.com/greeting/tools/greet (cross linux/amd64) would be written there. Give one of them another name: names: { "example.com/greeting/tools/greet": "..." } in gowsl.config.ts.',
    ],
  },
  {
    name: "a folder of a task that is not there",
    argv: ["where"],
    spoil: config(`tasks: { where: sh("true", { dir: "nowhere" }) },`),
    says: [
      'error: gowsl.config.ts: tasks.where.dir: there is no folder "nowhere" in <root>. Correct the path; it is relative to the config.',
    ],
  },
];

const modules: Row[] = [
  {
    name: "a pair that Go does not support",
    argv: ["cross", "windows/riscv64"],
    says: [/^error: gowsl cross: Go <version> can't build for windows\/riscv64; windows has .*\bamd64\b/],
  },
  {
    name: "a module without a main package",
    argv: ["build"],
    spoil: (checkout) => {
      config("")(checkout);
      checkout.remove("cmd");
    },
    says: [
      "error: <root>: no main package matches ./... A library has nothing to build into a program: `gowsl vet` and `gowsl test` check it.",
    ],
  },
  {
    name: "no go.mod here or above",
    argv: ["build"],
    spoil: (checkout) => {
      checkout.remove("go.mod");
      checkout.write(".git/HEAD", "ref: refs/heads/main\n");
    },
    says: [
      "error: <root>: there is no go.mod here or above up to the repository's root <root>. Run gowsl in a Go module, name its folder with -C, or set `dir` in the config.",
      "hint: `go mod init example.com/name` makes a module of this folder.",
    ],
  },
  {
    name: "a package that is not there",
    argv: ["build", "./cmd/nope"],
    says: [
      "error: ./cmd/nope: stat <root>/cmd/nope: directory not found. go list says so for ./cmd/nope in <root>.",
    ],
  },
  {
    name: "a package clause that is none",
    argv: ["build"],
    spoil: (checkout) => checkout.write("cmd/greet/main.go", "pakage main\n"),
    says: [
      /^error: .*main\.go:1:1: expected 'package', found pakage\. go list says so for \.\/cmd\/\.\.\. in <root>\.$/,
    ],
  },
  {
    name: "a go.mod that Go can't read",
    argv: ["build"],
    spoil: (checkout) => checkout.write("go.mod", "modul example.com/greeting\n"),
    says: [
      "error: <root>: go list failed with exit code 1. Its message follows.",
      "go: errors parsing go.mod:",
      "go.mod:1: unknown directive: modul",
    ],
  },
];

/** The machine may have more Gos than the one on PATH: each has a line. */
const toolchains: Row[] = [
  {
    name: "a go.mod that asks for a newer Go than there is",
    argv: ["build"],
    spoil: (checkout) => checkout.write("go.mod", "module example.com/greeting\n\ngo 1.199\n"),
    env: () => ({ GOROOT: "/nowhere" }),
    says: [
      "error: go: no installed Go will do: go.mod asks for 1.199 or newer. It can't be fetched either: go.mod: 1.199 is no single release, and no source says which ones there are. Name a release such as 1.26.3, or see each source's reason below.",
      "GOROOT /nowhere: no such folder",
      /^PATH .*: go<version> is older than 1\.199, which go\.mod asks for$/,
      "off: GOPROXY forbids to ask anywhere else",
    ],
    among: true,
  },
  {
    name: "a config that asks for a Go that is not there",
    argv: ["which", "go"],
    spoil: config(`go: { version: "1.199.x" },`),
    says: [
      "error: go: no installed Go will do: go.version asks for 1.199.x. Commands that run Go install it first; `gowsl toolchain install` does it now.",
      /^PATH .*: go<version> is no release of 1\.199\.x, which go\.version asks for$/,
    ],
    among: true,
  },
  {
    name: "a go that is no program, though it begins like one",
    argv: ["build"],
    env: (checkout) => ({ GOROOT: brokenGoroot(checkout, 20, Buffer.alloc(4096)) }),
    says: [
      /^error: .*\/broken-go\/bin\/go: go cannot start: .+\. Reinstall this Go, or set GOROOT to another one\.$/,
    ],
  },
  {
    name: "a go that was copied half",
    argv: ["build"],
    env: (checkout) => ({ GOROOT: brokenGoroot(checkout, 200_000, Buffer.alloc(0)) }),
    says: [
      /^error: .*\/broken-go\/bin\/go: go cannot start: .+\. Reinstall this Go, or set GOROOT to another one\.$/,
    ],
  },
  {
    name: "GOFLAGS that go does not understand",
    argv: ["build"],
    env: () => ({ GOFLAGS: "garbage" }),
    says: [
      "error: GOFLAGS: \"garbage\" is no flag: each word is one, and a value that has blanks is quoted with its flag, as in '-ldflags=-s -w'. `unset GOFLAGS` clears it in this shell; then remove it where it is set, such as in ~/.profile.",
    ],
  },
];

const next = "Move it away, then run it again; what is finished is kept.";

const files: Row[] = [
  {
    name: "a file where the output folder is needed",
    argv: ["cross", "windows/amd64"],
    spoil: (checkout) => checkout.write("dist/windows_amd64", ""),
    says: [
      `error: cross windows/amd64: <root>/dist/windows_amd64: a file stands where a folder is needed. ${next}`,
    ],
    among: true,
  },
  {
    name: "a folder where the artifact is needed",
    argv: ["cross", "windows/amd64"],
    spoil: (checkout) => checkout.write("dist/windows_amd64/greet.exe/notes", ""),
    says: [
      `error: cross windows/amd64: <root>/dist/windows_amd64/greet.exe: a folder stands where a file is needed. ${next}`,
    ],
    among: true,
  },
];

const unwritable: Row = {
  name: "an output folder that is not writable",
  argv: ["cross", "windows/amd64"],
  spoil: (checkout) => {
    checkout.write("dist/windows_amd64/notes", "");
    chmodSync(checkout.path("dist/windows_amd64"), 0o555);
  },
  says: [`error: cross windows/amd64: <root>/dist/windows_amd64/greet.exe: permission denied. ${next}`],
  among: true,
};

const steps: Row[] = [
  {
    name: "a mistake in the code",
    argv: ["cross", "windows/amd64"],
    spoil: (checkout) => checkout.append("cmd/greet/main.go", "\nfunc lost() { nowhere() }\n"),
    says: [
      "error: cross windows/amd64: go build ended with exit code 1",
      /^cmd\/greet\/main\.go:\d+:15: undefined: nowhere$/,
    ],
    among: true,
  },
  {
    name: "a command that is not there",
    argv: ["sign"],
    spoil: config(`tasks: { sign: sh("no-such-program it") },`),
    says: ["error: sign: no-such-program was not found. Install it, or correct the command."],
    among: true,
  },
];

let store: string;
beforeAll(() => {
  // One store for all rows: what was built once is restored.
  store = mkdtempSync(path.join(os.tmpdir(), "gowsl-test-store-"));
});
afterAll(() => rmSync(store, { recursive: true, force: true }));

/** Sources and config as they were; what was built stays. */
function repair(checkout: Checkout, pristine: Checkout): void {
  for (const name of readdirSync(checkout.folder)) {
    if (![".gowsl", "dist"].includes(name)) checkout.remove(name);
  }
  cpSync(pristine.folder, checkout.folder, { recursive: true });
}

async function prove(code: number, { argv, spoil, env, says, among }: Row): Promise<void> {
  const checkout = Checkout.of("greeting");
  for (const name of [".gowsl", "bin", "dist"]) if (checkout.exists(name)) checkout.remove(name);
  const pristine = checkout.sibling(undefined, "pristine");
  cpSync(checkout.folder, pristine.folder, { recursive: true });
  const shared = { GOWSL_CACHE_DIR: store };
  const before = await checkout.run(["cross", "linux/amd64"], { env: shared });
  expect(before).toMatchObject({ code: 0, stdout: "" });
  const built = checkout.read("dist/linux_amd64/greet");

  spoil?.(checkout);
  const options = { env: { ...shared, ...env?.(checkout) } };
  const plain = await checkout.run(argv, options);
  const normal = plain.stderr
    .replaceAll(checkout.folder, "<root>")
    .replaceAll(machineGoroot(), "<goroot>")
    .replaceAll(checkout.tool("go", ["env", "GOVERSION"]).trim().slice(2), "<version>");
  const lines = normal.split("\n").slice(0, -1);
  for (const [index, line] of says.entries()) {
    const wanted = typeof line === "string" ? line : expect.stringMatching(line);
    if (among) expect(lines).toContainEqual(wanted);
    else expect(lines[index]).toEqual(wanted);
  }
  if (!among) expect(lines).toHaveLength(says.length);
  const isError = (line: string | RegExp) =>
    /^\^?error: /.test(typeof line === "string" ? line : line.source);
  expect(lines.filter((line) => line.startsWith("error:"))).toHaveLength(says.filter(isError).length);
  expect(normal).not.toMatch(/^\s+at |bug in gowsl/m);
  expect(plain).toMatchObject({ code, stdout: "" });

  const json = await checkout.run(["--json", ...argv], options);
  const events = json.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { type: string; failure: { place: string; thing: string } });
  const failures = events.filter(({ type }) => type === "failed" || type === "step-failed");
  expect(failures).toHaveLength(says.filter(isError).length);
  for (const { failure } of failures) expect(plain.stderr).toContain(`${failure.place}: ${failure.thing}`);
  expect(json).toMatchObject({ code, stderr: "" });

  expect(checkout.read("dist/linux_amd64/greet")).toBe(built);
  repair(checkout, pristine);
  const { results } = await checkout.events(["cross", "linux/amd64"], { env: shared });
  expect(results).toMatchObject([{ outcome: "up-to-date", artifact: { path: "dist/linux_amd64/greet" } }]);
}

describe.each([
  { family: "the command line", code: 2, rows: commandLine },
  { family: "the config or the graph", code: 3, rows: configs },
  { family: "the module or the target", code: 4, rows: modules },
  { family: "the toolchain", code: 5, rows: toolchains },
  { family: "the file system", code: 6, rows: files },
  { family: "a step", code: 1, rows: steps },
])("a mistake of $family, exit code $code:", ({ code, rows }) => {
  for (const row of rows) it(row.name, () => prove(code, row));
});

describe("a file in the place of dist/", () => {
  it("fails cross; build succeeds in bin/, and says what it could not write", async () => {
    const checkout = Checkout.of("greeting");
    for (const name of [".gowsl", "bin", "dist"]) if (checkout.exists(name)) checkout.remove(name);
    checkout.write("dist", "mine\n");
    const obstacle = (stderr: string) =>
      /^error: (?:.*: )?<root>\/(.*): a file stands where a folder is needed\. /m.exec(
        stderr.replaceAll(checkout.folder, "<root>"),
      )?.[1];
    for (const argv of [["cross", "linux/amd64"], ["build"]]) {
      const { code, stderr } = await checkout.run(argv);
      expect({ argv, code, place: obstacle(stderr) }).toEqual({ argv, code: 6, place: "dist" });
    }
    expect(checkout.read("dist")).toBe("mine\n");
    expect(checkout.tool(checkout.path("bin/greet"), ["you"])).toContain("you");
    // The same of gowsl's own folder, and of its store, without which it goes on.
    checkout.remove(".gowsl");
    checkout.write(".gowsl", "mine\n");
    expect(obstacle((await checkout.run(["build"])).stderr)).toBe(".gowsl");
    checkout.remove(".gowsl");
    checkout.write("store", "mine\n");
    const env = { GOWSL_CACHE_DIR: checkout.path("store") };
    const { stderr } = await checkout.run(["build", "--force"], { env });
    expect(stderr).toContain(
      `the artifact was not stored: ${checkout.path("store")}: a file stands where a folder is needed`,
    );
  });
});

describe("permissions", () => {
  it.skipIf(process.getuid?.() === 0)(`${unwritable.name} (permissions do not bind root)`, () =>
    prove(6, unwritable),
  );
});
