/** Every command does what its help says, for people on stderr and for scripts on stdout. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { both, Checkout, gowslCommand, machineGoroot, repository, script, type RunOptions } from "./rig.ts";

/** The shipped example, without what a run in it has left. */
function example(): Checkout {
  const checkout = Checkout.of("greeting");
  for (const name of [".gowsl", "bin", "dist"]) if (checkout.exists(name)) checkout.remove(name);
  return checkout;
}

function configText(...lines: string[]): string {
  return `import { defineConfig, go, sh, task } from "gowsl";\nexport default defineConfig({\n${lines.join("\n")}\n});\n`;
}

/** An empty folder with a config of these tasks. */
function withTasks(...lines: string[]): Checkout {
  const checkout = Checkout.of(undefined);
  checkout.write("gowsl.config.ts", configText("tasks: {", ...lines, "},"));
  return checkout;
}

/** Runs gowsl with something on stdin. */
function runWithInput(checkout: Checkout, argv: string[], input: string) {
  const [program = "", ...before] = gowslCommand;
  const { status, stdout, stderr } = spawnSync(program, [...before, ...argv], {
    cwd: checkout.folder,
    env: checkout.environment(),
    input,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** Every file below the checkout with its content's place in time. */
function listing(checkout: Checkout): string[] {
  return readdirSync(checkout.folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${name} ${statSync(checkout.path(name)).mtimeMs} ${statSync(checkout.path(name)).size}`)
    .toSorted();
}

/** Without what gowsl remembers of its runs. */
function sources(checkout: Checkout): string[] {
  return listing(checkout).filter((line) => !line.startsWith(".gowsl"));
}

function goFiles(checkout: Checkout, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) checkout.write(name, text);
}

describe("gowsl which go", () => {
  it("prints the path on stdout, and why on stderr", async () => {
    const checkout = example();
    const { code, stdout, stderr } = await checkout.run(["which", "go"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${path.join(machineGoroot(), "bin", "go")}\n` });
    expect(stderr).toMatch(/^go\.mod asks for 1\.21 or newer; PATH has 1\.\S+ \(.+\)$/m);
    expect(await checkout.run(["which", "go", "--quiet"])).toMatchObject({ code: 0, stdout, stderr: "" });
  });

  it("rejects a Windows go.exe, a shim and a Go that is too old, each with its reason", async () => {
    const checkout = example();
    const windows = Buffer.alloc(256);
    windows.write("MZ");
    windows.writeUInt32LE(0x80, 0x3c);
    windows.write("PE\0\0", 0x80);
    windows.writeUInt16LE(0x8664, 0x84);
    checkout.write("../windows/go.exe", "");
    writeFileSync(checkout.path("../windows/go.exe"), windows);
    script(checkout, "../shims/go", '#!/bin/sh\nexec no-such-manager go "$@"\n');
    const goroot = path.resolve(checkout.path("../go1.16"));
    checkout.write("../go1.16/VERSION", "go1.16");
    checkout.write("../go1.16/bin/go", "");
    copyFileSync(path.join(machineGoroot(), "bin", "go"), path.join(goroot, "bin", "go"));
    chmodSync(path.join(goroot, "bin", "go"), 0o755);
    symlinkSync(path.join(machineGoroot(), "pkg"), path.join(goroot, "pkg"));
    const folders = ["../windows", "../shims"].map((folder) => path.resolve(checkout.path(folder)));
    const env = { GOROOT: goroot, PATH: [...folders, process.env["PATH"]].join(":") };

    const { code, stdout, stderr } = await checkout.run(["which", "go"], { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${path.join(machineGoroot(), "bin", "go")}\n` });
    const rejections = stderr.split("\n").filter((line) => line.startsWith("rejected: "));
    expect(rejections).toEqual([
      `rejected: ${goroot} (GOROOT): go1.16 is older than 1.21, which go.mod asks for`,
      expect.stringMatching(/^rejected: .*\/windows\/go\.exe \(PATH\): .*is a Windows program; this is \w+/),
      expect.stringMatching(
        /^rejected: .*\/shims\/go \(PATH\): a shim script, not a Go installation; set GOROOT/,
      ),
    ]);

    const json = await checkout.run(["which", "go", "--json"], { env });
    expect(json.stderr).toBe("");
    expect(JSON.parse(json.stdout)).toMatchObject({
      go: stdout.trim(),
      goroot: machineGoroot(),
      version: expect.stringMatching(/^1\./),
      why: expect.stringContaining("go.mod asks for 1.21 or newer"),
      rejected: [{ source: "GOROOT" }, { source: "PATH" }, { source: "PATH" }],
    });
    // The rejected shim comes first on PATH, and still nobody meets it.
    expect((await checkout.run(["exec", "--", "go", "version"], { env })).stdout).toMatch(
      /^go version go1\./,
    );
  });
});

describe("gowsl go and gowsl exec", () => {
  it("pass arguments on as they are", async () => {
    const checkout = example();
    expect((await checkout.run(["go", "version"])).stdout).toMatch(/^go version go1\./);
    const { code, stdout } = await checkout.run([
      "go",
      "run",
      "./cmd/greet",
      "x",
      "--",
      "--help",
      "-x",
      "-C",
      "$HOME",
    ]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("x -- --help -x -C $HOME"),
    });
    const help = await checkout.run(["go", "version", "--help"]);
    expect(help.stderr).toContain("usage: go version");
    const printed = await checkout.run(["exec", "--", "printf", "%s|", "--help", "", "a b", "--"]);
    expect(printed.stdout).toBe("--help||a b|--|");
    // What comes before the command is gowsl's own.
    const elsewhere = await checkout.run(["-C", "cmd", "exec", "pwd"]);
    expect(elsewhere.stdout).toBe(`${checkout.path("cmd")}\n`);
  });

  it("pass stdin and exit codes on", async () => {
    const checkout = example();
    checkout.write(
      "cmd/copies/main.go",
      'package main\n\nimport (\n\t"io"\n\t"os"\n)\n\nfunc main() {\n\tio.Copy(os.Stdout, os.Stdin)\n\tos.Exit(7)\n}\n',
    );
    expect(runWithInput(checkout, ["go", "run", "./cmd/copies"], "to go\n")).toMatchObject({
      code: 1,
      stdout: "to go\n",
      stderr: expect.stringContaining("exit status 7"),
    });
    expect(runWithInput(checkout, ["exec", "--", "sh", "-c", "cat; exit 9"], "to exec\n")).toEqual({
      code: 9,
      stdout: "to exec\n",
      stderr: "",
    });
    for (const [signal, code] of [
      ["KILL", 137],
      ["SEGV", 139],
    ] as const) {
      expect(await checkout.run(["exec", "--", "sh", "-c", `kill -${signal} $$`])).toMatchObject({ code });
    }
  });

  it("exec puts the routed go first on PATH", async () => {
    const checkout = example();
    const line = 'command -v go; echo "$GOROOT"; go env GOROOT; echo "$GOTOOLCHAIN"';
    script(checkout, "../shims/go", "#!/bin/sh\nexit 1\n");
    const { stdout } = await checkout.run(["exec", "--", "sh", "-c", line], {
      env: { PATH: `${path.resolve(checkout.path("../shims"))}:${process.env["PATH"]}` },
    });
    const goroot = machineGoroot();
    expect(stdout.split("\n")).toEqual([path.join(goroot, "bin", "go"), goroot, goroot, "local", ""]);
  });
});

describe("the compiler settings of gowsl", () => {
  const names = ["GOMAXPROCS", "GOGC", "GOMEMLIMIT"];
  const print = `sh -c 'env | grep -E "^(${names.join("|")})=" || echo none'`;

  it("are set for go build, and not where the user has set them", async () => {
    const checkout = example();
    const command = async (options: RunOptions = {}) => {
      const { events } = await checkout.events(["build", "--force", "--verbose"], options);
      return events.find(({ type }) => type === "command")!;
    };
    const { env, argv } = await command();
    expect(Object.keys(env)).toEqual(expect.arrayContaining(names));
    expect(argv).toContain(`-p=${env["GOMAXPROCS"]}`);
    const own = (await command({ env: { GOGC: "50" } }))["env"] as Record<string, string>;
    expect(Object.keys(own)).toEqual(expect.arrayContaining(["GOMAXPROCS", "GOMEMLIMIT"]));
    expect(own).not.toHaveProperty("GOGC");
  });

  it("do not reach tests, programs that are run, tasks or hooks", async () => {
    const checkout = example();
    const lookup = `for _, name := range []string{"${names.join('", "')}"} {\n\t\tif value, found := os.LookupEnv(name); found {\n`;
    goFiles(checkout, {
      "internal/words/env_test.go": `package words_test\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestEnvironment(t *testing.T) {\n\t${lookup}\t\t\tt.Errorf("%s=%s", name, value)\n\t\t}\n\t}\n}\n`,
      "cmd/greet/main.go": `package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\t${lookup}\t\t\tfmt.Println(name, value)\n\t\t}\n\t}\n}\n`,
      "gowsl.config.ts": configText(
        `tasks: {`,
        `  build: go.build({ packages: ["./cmd/..."], before: [${JSON.stringify(print)}], after: [${JSON.stringify(print)}, ({ $ }) => $\`${print.replaceAll("\\", "\\\\")}\`] }),`,
        `  line: sh(${JSON.stringify(print)}),`,
        `  function: task({ run: ({ $ }) => $\`${print}\` }),`,
        `},`,
      ),
    });
    const test = await checkout.events(["test", "--count", "1"]);
    expect(
      test.events
        .filter(({ type }) => type === "output")
        .map(({ text }) => text)
        .join(""),
    ).toContain("ok  ");
    expect(test.code).toBe(0);
    const [command] = test.events.filter(({ type }) => type === "command");
    expect(command).toMatchObject({
      env: {},
      argv: expect.arrayContaining([expect.stringMatching(/^-p=\d+$/)]),
    });
    expect(await checkout.run(["go", "run", "./cmd/greet"])).toMatchObject({ code: 0, stdout: "" });
    expect((await checkout.run(["exec", "--", "sh", "-c", "env"])).stdout).not.toMatch(
      /^(GOMAXPROCS|GOGC|GOMEMLIMIT)=/m,
    );
    for (const task of ["line", "function"]) {
      expect(await checkout.run([task])).toMatchObject({ code: 0, stdout: "none\n" });
    }
    expect(await checkout.run(["build"])).toMatchObject({ code: 0, stdout: "none\nnone\nnone\n" });
  });
});

describe("gowsl list, help and --version", () => {
  it("list names every task: those of the config first", async () => {
    const checkout = example();
    const { code, stdout, stderr } = await checkout.run(["list"]);
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "build",
      "cross",
      "test",
      "vet",
      "fmt",
      "tidy",
      "install",
      "",
    ]);
    expect(stdout).toContain("Build greet, stamped with the version of the repository");
    expect(stderr).toContain(checkout.path("gowsl.config.ts"));
    const json = await checkout.run(["list", "--json"]);
    expect(json.stderr).toBe("");
    const { config, tasks } = JSON.parse(json.stdout) as { config: string; tasks: unknown[] };
    expect(config).toBe(checkout.path("gowsl.config.ts"));
    expect(tasks[0]).toMatchObject({ name: "build", builtIn: false, needs: [] });
    expect(tasks).toHaveLength(7);
  });

  it("list writes all of a document that is larger than a pipe", both, async () => {
    const checkout = Checkout.of(undefined);
    const count = 3000;
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, sh } from "gowsl";
const names = Array.from({ length: ${count} }, (_, index) => \`task\${index}\`);
export default defineConfig({ tasks: Object.fromEntries(names.map((name) => [name, sh("true")])) });\n`,
    );
    const { code, stdout } = await checkout.run(["list", "--json"]);
    const { tasks } = JSON.parse(stdout) as { tasks: { name: string }[] };
    expect({ code, last: tasks[count - 1]?.name }).toEqual({ code: 0, last: `task${count - 1}` });
  });

  it("help shows the commands, one command, or one task", async () => {
    const checkout = withTasks(
      `sign: sh("true", { description: "Sign what was built", needs: ["lint"] }),`,
      `lint: sh("true"),`,
    );
    const overview = await checkout.run(["help"]);
    for (const word of ["cross", "exec", "--keep-going", "Exit codes: 1 a step failed"]) {
      if (word !== "--keep-going") expect(overview.stdout).toContain(word);
    }
    expect(overview).toMatchObject({ code: 0, stderr: "" });
    for (const argv of [["--help"], ["-h"]]) expect(await checkout.run(argv)).toEqual(overview);
    const build = await checkout.run(["help", "build"]);
    expect(build.stdout).toMatch(/^gowsl build \[packages\.\.\.\]/);
    expect(build.stdout).toContain("--ldflags <flags>");
    expect(await checkout.run(["build", "--help"])).toEqual(build);
    const task = await checkout.run(["help", "sign"]);
    expect(task.stdout).toMatch(/^gowsl sign .*\n\nSign what was built\n\nNeeds: lint\n/);
    expect(await checkout.run(["sign", "--help"])).toEqual(task);
  });

  it("--version prints the version only", both, async () => {
    const { version } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
      version: string;
    };
    const checkout = Checkout.of(undefined);
    for (const option of ["--version", "-V"]) {
      expect(await checkout.run([option])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
    }
  });

  it("gowsl alone runs the task named default, else lists the tasks", async () => {
    const withDefault = withTasks(`default: sh("echo by default"),`);
    expect(await withDefault.run([])).toMatchObject({ code: 0, stdout: "by default\n" });
    const without = withTasks(`other: sh("echo never"),`);
    expect(await without.run([])).toEqual(await without.run(["list"]));
  });
});

describe("gowsl clean", () => {
  it("removes what gowsl has built and is as it was; the rest stays and is named", async () => {
    const checkout = example();
    await checkout.run(["build"]);
    await checkout.run(["cross", "linux/amd64,windows/amd64"]);
    checkout.append("dist/windows_amd64/greet.exe", "edited");
    checkout.write("dist/notes.txt", "mine\n");
    checkout.write("dist/linux_amd64/greet.sig", "mine\n");
    const before = listing(checkout);
    const dry = await checkout.run(["clean", "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, stdout: "" });
    expect(listing(checkout)).toEqual(before);
    expect(dry.stderr).toContain("would remove bin/greet\n");

    const { code, stdout, stderr } = await checkout.run(["clean"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr.split("\n").toSorted()).toEqual([
      "",
      "kept dist/linux_amd64/greet.sig: gowsl has not built it",
      "kept dist/notes.txt: gowsl has not built it",
      "kept dist/windows_amd64/greet.exe: it was changed by somebody else",
      "removed bin/greet",
      "removed dist/linux_amd64/greet",
    ]);
    expect(dry.stderr.replaceAll("would remove", "removed")).toBe(stderr);
    expect(checkout.exists("bin")).toBe(false);
    expect(readdirSync(checkout.path("dist")).toSorted()).toEqual([
      "linux_amd64",
      "notes.txt",
      "windows_amd64",
    ]);
    expect(readdirSync(checkout.path("dist/linux_amd64"))).toEqual(["greet.sig"]);
    expect(checkout.exists("cmd/greet/main.go")).toBe(true);

    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "restored" });
    const json = await checkout.run(["clean", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ removed: ["bin/greet"] });
  });

  it("--store also empties the store: the next build builds", async () => {
    const checkout = example();
    await checkout.run(["build"]);
    await checkout.run(["clean", "--store"]);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
  });

  it("touches nothing where gowsl has built nothing", async () => {
    const checkout = example();
    checkout.write("dist/artifacts.json", "of another tool\n");
    const before = listing(checkout);
    const { code, stderr } = await checkout.run(["clean"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "nothing to remove: nothing that gowsl has built is here\n",
    });
    expect(listing(checkout)).toEqual(before);
  });
});

describe("gowsl test", () => {
  const hasCompiler = spawnSync("cc", ["--version"]).status === 0;

  function tested(): Checkout {
    const checkout = example();
    checkout.write(
      "internal/words/more_test.go",
      `package words_test

import (
	"flag"
	"testing"
)

var name = flag.String("name", "nobody", "")

func TestName(t *testing.T) { t.Log("called", *name) }

func TestRace(t *testing.T) {
	count := 0
	done := make(chan bool)
	go func() { count++; done <- true }()
	count++
	<-done
}

func BenchmarkNothing(b *testing.B) {
	for i := 0; i < b.N; i++ {
	}
}
`,
    );
    return checkout;
  }

  it("passes on -run, -v, -count, -bench and what comes after --", async () => {
    const checkout = tested();
    const named = await checkout.run([
      "test",
      "./internal/words",
      "-run",
      "TestName",
      "-v",
      "-count=1",
      "--",
      "-args",
      "-name",
      "1.10",
    ]);
    expect(named).toMatchObject({ code: 0, stdout: expect.stringContaining("called 1.10") });
    expect(named.stdout).not.toContain("TestRace");
    const bench = await checkout.run(["test", "-run", "^$", "-bench", "Nothing", "--", "-benchtime=1x"]);
    expect(bench).toMatchObject({ code: 0, stdout: expect.stringMatching(/^BenchmarkNothing/m) });
  });

  it("measures coverage", async () => {
    const checkout = tested();
    expect((await checkout.run(["test", "-cover"])).stdout).toMatch(/coverage: [\d.]+% of statements/);
    expect(await checkout.run(["test", "-coverprofile", "cover.out"])).toMatchObject({ code: 0 });
    expect(checkout.read("cover.out")).toMatch(/^mode: set\n/);
  });

  it.skipIf(!hasCompiler)("finds data races with -race (needs a C compiler)", async () => {
    const checkout = tested();
    const quiet = await checkout.run(["test", "-run", "TestRace", "./internal/words"]);
    expect(quiet.code).toBe(0);
    const { code, stdout } = await checkout.run(["test", "-race", "-run", "TestRace", "./internal/words"]);
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("WARNING: DATA RACE"),
    });
  });

  it("ends with 1 when a test fails, and shows its output once", async () => {
    const checkout = example();
    checkout.write(
      "internal/words/bad_test.go",
      'package words_test\n\nimport "testing"\n\nfunc TestBad(t *testing.T) { t.Error("it is bad") }\n',
    );
    const { code, stdout, stderr } = await checkout.run(["test"]);
    expect(code).toBe(1);
    expect((stdout + stderr).match(/it is bad/g)).toHaveLength(1);
    expect(stderr).toMatch(/^error: test: go test ended with exit code 1/m);
  });
});

describe("gowsl vet, fmt and tidy", () => {
  it("vet tells a problem once and ends with 1", async () => {
    const checkout = example();
    expect((await checkout.run(["vet"])).code).toBe(0);
    checkout.append("internal/words/words.go", '\nfunc bad() { fmt.Printf("%d", "text") }\n');
    const { code, stdout, stderr } = await checkout.run(["vet"]);
    expect(code).toBe(1);
    expect((stdout + stderr).match(/fmt\.Printf format %d has arg "text" of wrong type/g)).toHaveLength(1);
  });

  it("fmt --check names files and changes nothing; fmt formats them", async () => {
    const checkout = example();
    checkout.write("internal/words/loose.go", "package words\nfunc   loose( ) { }\n");
    checkout.write("internal/words/loose_windows.go", "package words\nvar   windows =1\n");
    const before = sources(checkout);
    const check = await checkout.run(["fmt", "--check"]);
    expect(check.code).toBe(1);
    for (const name of ["loose.go", "loose_windows.go"]) {
      expect(check.stdout).toContain(`internal/words/${name}`);
    }
    expect(check.stdout).not.toContain("main.go");
    expect(check.stderr).toMatch(
      /^error: fmt: files are not formatted as gofmt wants them\. `gowsl fmt` formats them\.$/m,
    );
    expect(sources(checkout)).toEqual(before);
    expect(await checkout.run(["fmt"])).toMatchObject({ code: 0 });
    expect(checkout.read("internal/words/loose.go")).toBe("package words\n\nfunc loose() {}\n");
    expect(await checkout.run(["fmt", "--check"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("tidy and fmt work in each module that a matrix names", async () => {
    const checkout = Checkout.of(undefined);
    for (const name of ["api", "tools"]) {
      checkout.write(`${name}/go.mod`, `module example.com/${name}\n\ngo 1.21\n`);
      checkout.write(`${name}/${name}.go`, `package ${name}\n`);
    }
    checkout.write("tools/tools.go", "package tools\n\nvar  X  =  1\n");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";

const each = { dir: "{matrix.module}", matrix: { module: ["api", "tools"] } };

export default defineConfig({
  tasks: { tidied: go.tidy({ check: true, ...each }), formatted: go.fmt({ check: true, ...each }) },
});
`,
    );
    expect(await checkout.outcomes(["tidied"])).toEqual({
      "tidied module=api": "ran",
      "tidied module=tools": "ran",
    });
    expect(await checkout.outcomes(["formatted", "--keep-going"])).toEqual({
      "formatted module=api": "ran",
      "formatted module=tools": "failed",
    });
    expect(await checkout.outcomes(["formatted", "--module", "api"])).toEqual({
      "formatted module=api": "up-to-date",
    });
    // The built-in ones work in the modules that the config names.
    const { code, stderr } = await checkout.run(["fmt", "--check"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("not formatted") });
  });

  it("tidy --check shows what would change and ends with 1; tidy changes it", async () => {
    const checkout = example();
    const tidy = checkout.read("go.mod");
    checkout.write("unused/go.mod", "module example.com/unused\n");
    checkout.append(
      "go.mod",
      "\nrequire example.com/unused v1.0.0\n\nreplace example.com/unused => ./unused\n",
    );
    const before = sources(checkout);
    const check = await checkout.run(["tidy", "--check"]);
    expect(check.code).toBe(1);
    expect(check.stdout).toContain("-require example.com/unused v1.0.0");
    expect(check.stderr).toMatch(/^error: tidy: /m);
    expect(sources(checkout)).toEqual(before);
    expect(await checkout.run(["tidy"])).toMatchObject({ code: 0 });
    expect(checkout.read("go.mod")).toBe(`${tidy}\nreplace example.com/unused => ./unused\n`);
    expect(await checkout.run(["tidy", "--check"])).toMatchObject({ code: 0, stdout: "" });
  });
});

describe("--dry-run", () => {
  it.each([
    ["build"],
    ["cross", "linux/amd64,windows/amd64"],
    ["install"],
    ["test"],
    ["vet"],
    ["fmt"],
    ["tidy"],
    ["ship"],
  ])("%s: prints the plan and touches nothing", async (...argv) => {
    const checkout = example();
    checkout.write(
      "gowsl.config.ts",
      configText(
        `tasks: { ship: sh("touch shipped", { needs: ["pack"] }), pack: task({ run: ({ $ }) => $\`touch packed\` }) },`,
      ),
    );
    checkout.append("cmd/greet/main.go", "\nvar   loose =1\n");
    const before = listing(checkout);
    const text = await checkout.run([...argv, "--dry-run"]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: "" });
    const json = await checkout.run([...argv, "--dry-run", "--json"]);
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 0, stderr: "" });
    const plan = JSON.parse(json.stdout) as {
      schema: number;
      root: string;
      steps: { id: string; task: string }[];
    };
    expect(plan).toMatchObject({ schema: 1, root: checkout.folder });
    expect(plan.steps.at(-1)!.task).toBe(argv[0]);
    for (const { id } of plan.steps) expect(text.stdout).toMatch(new RegExp(`^${id}$`, "m"));
    expect(listing(checkout)).toEqual(before);
    expect(checkout.exists("../cache")).toBe(false);
  });
});

describe("--dry-run says what would be done as things are now", () => {
  it("and whose it is where several tasks are asked of", async () => {
    const checkout = example();
    checkout.write(
      "gowsl.config.ts",
      configText(
        "tasks: {",
        `build: go.build({}),`,
        `release: go.build({ targets: ["linux/amd64"], out: "release" }),`,
        `ship: task({ needs: ["build", "release"] }),`,
        "},",
      ),
    );
    const forecast = async (argv: string[]) => {
      const { code, stdout } = await checkout.run([...argv, "--dry-run"]);
      return { code, lines: stdout.split("\nas things are now\n")[1]?.trimEnd().split("\n") };
    };
    expect((await checkout.run(["build"])).code).toBe(0);
    const before = listing(checkout);
    expect(await forecast(["ship"])).toEqual({
      code: 0,
      lines: [
        "  build: cmd/greet: linux/amd64 is up to date: no input changed",
        "  release: cmd/greet: linux/amd64 would be built: first time here",
      ],
    });
    const forced = await forecast(["build", "--force"]);
    expect(forced.lines).toEqual(["  cmd/greet: linux/amd64 would be built: --force"]);
    expect(listing(checkout)).toEqual(before);
    checkout.remove("bin/greet");
    const { stdout } = await checkout.run(["build", "--dry-run", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      now: [{ step: "build linux/amd64", units: [{ verdict: "restore", reason: "bin/greet is gone" }] }],
    });
    expect(checkout.exists("bin/greet")).toBe(false);
  });
});

describe("what gowsl says itself", () => {
  const tasks = [`loud: sh("echo out; echo err >&2"),`, `fails: sh("echo why >&2; exit 3"),`];

  it("goes to stderr; the output of steps keeps its streams", async () => {
    const { code, stdout, stderr } = await withTasks(...tasks).run(["loud"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "out\n" });
    expect(stderr.split("\n")).toEqual([
      "loud: declares no inputs and outputs",
      "err",
      expect.stringMatching(/^loud ran in .* \(declares no inputs and outputs\)$/),
      expect.stringMatching(/^1 ran in /),
      "",
    ]);
  });

  it("--quiet leaves failures and the output of steps; --verbose adds each command", async () => {
    const checkout = withTasks(...tasks);
    expect(await checkout.run(["loud", "--quiet"])).toMatchObject({
      code: 0,
      stdout: "out\n",
      stderr: "err\n",
    });
    const failed = await checkout.run(["fails", "--quiet"]);
    expect(failed.stderr).toMatch(/^why\nerror: fails: `echo why >&2; exit 3` ended with exit code 3\n/);
    const { stderr } = await checkout.run(["loud", "--verbose"]);
    expect(stderr).toContain(`$ cd ${checkout.folder} && bash -c 'echo out; echo err >&2'\n`);
  });

  it("is coloured only where that is wished for", async () => {
    const checkout = withTasks(...tasks);
    const colour = "\u001b[";
    const stderr = async (env: RunOptions["env"]) => (await checkout.run(["fails"], { env: env! })).stderr;
    expect(await stderr({})).not.toContain(colour);
    expect(await stderr({ FORCE_COLOR: "1" })).toContain(`${colour}1m${colour}31merror:`);
    expect(await stderr({ FORCE_COLOR: "1", NO_COLOR: "1" })).not.toContain(colour);
  });

  it("groups and annotates for GitHub Actions", async () => {
    const checkout = example();
    checkout.append("cmd/greet/main.go", "\nfunc lost() { nowhere() }\n");
    const line = checkout.read("cmd/greet/main.go").split("\n").length - 1;
    const env = { GITHUB_ACTIONS: "true" };
    const { code, stderr } = await checkout.run(["cross", "linux/amd64,windows/amd64"], { env });
    expect(code).toBe(1);
    const annotation = `::error file=${checkout.path("cmd/greet/main.go")},line=${line},col=15::undefined: nowhere`;
    expect(stderr.split("\n").filter((each) => each.startsWith("::error"))).toEqual([annotation]);
    const grouped = await withTasks(...tasks).run(["run", "loud"], { env });
    expect(grouped.stderr).toMatch(/^::group::loud\nerr\n::endgroup::$/m);
  });
});

describe("tasks of a config", () => {
  it("sh takes a line with and without shell characters, and arguments after --", both, async () => {
    const checkout = withTasks(
      `words: sh("printf '%s|' 'a b' \\"c d\\""),`,
      `shell: sh("echo one && echo two | tr a-z A-Z"),`,
      `all: sh("for word in \\"$@\\"; do :; done; printf '%s|'"),`,
      `fails: sh("false | true"),`,
    );
    expect(await checkout.run(["words"])).toMatchObject({ code: 0, stdout: "a b|c d|" });
    expect(await checkout.run(["words", "--", "--help", "$x", "e f", "*"])).toMatchObject({
      code: 0,
      stdout: "a b|c d|--help|$x|e f|*|",
    });
    expect(await checkout.run(["shell"])).toMatchObject({ code: 0, stdout: "one\nTWO\n" });
    expect(await checkout.run(["all", "--", "it's", "$x", "e f"])).toMatchObject({
      code: 0,
      stdout: "it's|$x|e f|",
    });
    expect((await checkout.run(["fails"])).code).toBe(1);
  });

  it("a function gets $, args, host, go and log; a throw shows its own lines", both, async () => {
    const checkout = example();
    checkout.write(
      "gowsl.config.ts",
      configText(
        `tasks: {`,
        `  does: task({`,
        `    run: async ({ $, args, host, go, log }) => {`,
        "      log(`${host.goos} ${go.version} ${args.join('+')}`);",
        "      await $`printf '%s|' ${args}`;",
        "      await $`go env GOROOT`;",
        `    },`,
        `  }),`,
        `  throws: task({ run: () => { throw new Error("boom"); } }),`,
        "  fails: task({ run: async ({ $ }) => { await $`true`; await $`exit 4`; } }),",
        `},`,
      ),
    );
    const { code, stdout } = await checkout.run(["does", "--", "a b", "$c"]);
    const version = checkout.tool("go", ["env", "GOVERSION"]).trim().slice(2);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `linux ${version} a b+$c\na b|$c|${machineGoroot()}\n`,
    });
    const thrown = await checkout.run(["throws"]);
    expect(thrown.code).toBe(1);
    expect(thrown.stderr).toMatch(/^error: throws: the function threw: boom$/m);
    const frames = thrown.stderr.split("\n").filter((line) => /:\d+:\d+\)?$/.test(line));
    expect(frames).toEqual([expect.stringMatching(/gowsl\.config\.ts:11:\d+\)?$/)]);
    expect(await checkout.run(["fails"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: fails: `exit 4` ended with exit code 4$/m),
    });
  });

  it("run after what they need, each once, several at a time", async () => {
    const checkout = withTasks(
      `first: sh("echo first >> order"),`,
      `second: sh("echo second >> order", { needs: ["first"] }),`,
      `third: sh("echo third >> order", { needs: ["second", "first"] }),`,
      `other: sh("echo other > other"),`,
    );
    const outcomes = await checkout.outcomes(["run", "third", "other", "first"]);
    expect(outcomes).toEqual({ first: "ran", second: "ran", third: "ran", other: "ran" });
    expect(checkout.read("order")).toBe("first\nsecond\nthird\n");
    expect(checkout.exists("other")).toBe(true);
  });

  it("that builds need run before the built-in cross and install, too", async () => {
    const checkout = example();
    checkout.write(
      "gowsl.config.ts",
      configText(
        `tasks: {`,
        `  generate: sh("cp words.txt ../words/generated.txt", { dir: "internal/words" }),`,
        `  build: go.build({ packages: ["./cmd/..."], needs: ["generate"] }),`,
        `},`,
      ),
    );
    for (const argv of [["cross", "linux/amd64"], ["install"]]) {
      const outcomes = await checkout.outcomes(argv, { env: { GOBIN: checkout.path("gobin") } });
      expect(outcomes).toEqual({
        generate: "ran",
        [`${argv[0]} linux/amd64 greet`]: "built",
      });
    }
    expect(checkout.exists("gobin/greet")).toBe(true);
  });

  it("have their own folder and variables, and never a target's", async () => {
    const checkout = withTasks(
      `where: sh("pwd", { dir: "sub folder" }),`,
      `hello: sh("printenv HELLO", { env: { HELLO: "你好" } }),`,
      `line: sh("echo \${GOOS-none} \${GOARCH-none} \${GOARM-none} \${GOMIPS-none}"),`,
      "function: task({ run: ({ $ }) => $`echo ${'$'}{GOOS-none}`.nothrow() }),".replace(
        "${'$'}{GOOS-none}",
        "$GOOS.",
      ),
      `own: sh("printenv GOOS", { env: { GOOS: "js" } }),`,
    );
    checkout.write("sub folder/file", "");
    expect((await checkout.run(["where"])).stdout).toBe(`${checkout.path("sub folder")}\n`);
    expect((await checkout.run(["hello"])).stdout).toBe("你好\n");
    const env = { GOOS: "windows", GOARCH: "arm", GOARM: "5", GOMIPS: "softfloat" };
    expect((await checkout.run(["line"], { env })).stdout).toBe("none none none none\n");
    expect((await checkout.run(["own"], { env })).stdout).toBe("js\n");
    expect((await checkout.run(["function"], { env })).stdout).not.toContain("windows");
  });

  it("need no go.mod and no Go as long as none of them is a Go step", async () => {
    const checkout = withTasks(`hello: sh("echo hello"),`, `both: task({ needs: ["hello", "test"] }),`);
    const env = { PATH: "/usr/bin:/bin", GOROOT: undefined };
    expect(await checkout.run(["hello"], { env })).toMatchObject({ code: 0, stdout: "hello\n" });
    expect(await checkout.run(["both"], { env })).toMatchObject({ code: 4, stdout: "" });
  });
});

describe("the config is found", () => {
  it("upwards from a subfolder, where packages are named from", async () => {
    const checkout = example();
    const inside = { cwd: "cmd/greet" };
    const { code, results } = await checkout.events(["build", "."], inside);
    expect({ code, results }).toMatchObject({ code: 0, results: [{ artifact: { path: "bin/greet" } }] });
    expect(checkout.exists("bin/greet")).toBe(true);
    expect(checkout.exists("cmd/greet/bin")).toBe(false);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "up-to-date" });
  });

  it("up to the repository's root and not above", async () => {
    const checkout = withTasks(`outer: sh("echo outer"),`);
    checkout.write("plain/file", "");
    checkout.write("repository/.git/HEAD", "ref: refs/heads/main\n");
    checkout.write("worktree/.git", "gitdir: elsewhere\n");
    expect(await checkout.run(["outer"], { cwd: "plain" })).toMatchObject({ code: 0, stdout: "outer\n" });
    for (const cwd of ["repository", "worktree"]) {
      expect((await checkout.run(["outer"], { cwd })).code).toBe(2);
      expect(JSON.parse((await checkout.run(["list", "--json"], { cwd })).stdout)).toMatchObject({
        config: null,
      });
    }
  });

  it("and imports gowsl where there is no package.json and no node_modules", both, async () => {
    const checkout = Checkout.of(undefined, "中文 and 'quotes'");
    checkout.write(
      "scripts/tasks.ts",
      'import { sh } from "gowsl";\n\nexport const hello = sh("echo hello");\n',
    );
    for (const extension of ["ts", "mts", "js", "mjs"]) {
      const file = `gowsl.config.${extension}`;
      const helper = extension.endsWith("ts")
        ? 'import { hello } from "./scripts/tasks.ts"'
        : 'import { sh } from "gowsl";\nconst hello = sh("echo hello")';
      checkout.write(
        file,
        `import { defineConfig } from "gowsl";\n${helper};\n\nexport default defineConfig({ tasks: { hello } });\n`,
      );
      expect({ file, ...(await checkout.run(["hello"])) }).toMatchObject({
        file,
        code: 0,
        stdout: "hello\n",
      });
      checkout.remove(file);
    }
    expect(checkout.exists("node_modules")).toBe(false);
    expect(checkout.exists("package.json")).toBe(false);
  });
});
