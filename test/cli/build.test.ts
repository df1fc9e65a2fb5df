/**
 * Builds for this host and all that a config can say about them: packages, names, hooks, values of
 * git, overrides, build modes, workspaces. Each test is a story of several runs.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkout, machineGoroot } from "./rig.ts";

const pair = "linux/amd64,windows/amd64";
const main = "example.com/greeting/cmd/greet";
const upToDate = "up-to-date: no input changed";
const hello = "Hello, world, from linux/amd64!\n";

describe("packages and targets of gowsl build", () => {
  it("honours GOOS and GOARCH of the environment, and names them", async () => {
    const checkout = Checkout.of("greeting");
    const env = { GOOS: "windows", GOARCH: "amd64" };
    const first = await checkout.run(["build"], { env });
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toContain("build windows/amd64: building greet");
    expect(first.stderr).toContain("GOOS and GOARCH of the environment");
    expect(checkout.buildInfo("bin/greet.exe")).toMatchObject({ GOOS: "windows", GOARCH: "amd64" });
    expect(checkout.exists("bin/greet")).toBe(false);

    // One of the two is enough; both targets live side by side.
    expect(await checkout.reasons(["build"], { env: { GOOS: "windows" } })).toEqual({
      "build windows/amd64 greet": `${upToDate} (target from GOOS and GOARCH of the environment)`,
    });
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "built: first time here",
    });
    expect(checkout.printed("bin/greet")).toBe(hello);
    const last = await checkout.run(["build"], { env });
    expect(last.stderr).toContain("build windows/amd64");
  });

  it("builds all mains of a target with one go build, and finds packages as the user's folder sees them", async () => {
    const checkout = Checkout.of("tools");
    const { code, events, results } = await checkout.events(["build", "./cmd/stringer", "./cmd/goyacc"]);
    expect(code).toBe(0);
    expect(results.map(({ unit, outcome }) => `${unit}: ${outcome}`).toSorted()).toEqual([
      "goyacc: built",
      "stringer: built",
    ]);
    const commands = events.filter((event) => event["type"] === "command");
    expect(commands).toHaveLength(1);
    const argv = commands[0]!["argv"] as string[];
    expect(argv.slice(0, 2)).toEqual([`${machineGoroot()}/bin/go`, "build"]);
    expect(argv.slice(-2).toSorted()).toEqual([
      "golang.org/x/tools/cmd/goyacc",
      "golang.org/x/tools/cmd/stringer",
    ]);

    const same = { "build linux/amd64 stringer": upToDate };
    expect(await checkout.reasons(["build", "./stringer"], { cwd: "cmd" })).toEqual(same);
    expect(await checkout.reasons(["-C", "cmd", "build", "./stringer"])).toEqual(same);
    expect(await checkout.reasons(["build", "../cmd/stringer/"], { cwd: "go" })).toEqual(same);
    expect(await checkout.reasons(["build", checkout.path("cmd/stringer")])).toEqual(same);
    expect(await checkout.reasons(["build", "golang.org/x/tools/cmd/stringer"])).toEqual(same);

    checkout.append("cmd/stringer/stringer.go", '\nfunc init() { println("changed") }\n');
    expect(await checkout.reasons(["build", "./stringer"], { cwd: "cmd" })).toEqual({
      "build linux/amd64 stringer": "built: cmd/stringer/stringer.go changed",
    });
    expect(checkout.printed("bin/stringer")).toMatch(/^changed\n/);
    expect(checkout.exists("cmd/bin")).toBe(false);
  });

  it("refuses two mains of one name, and builds both once the config names them", async () => {
    const checkout = Checkout.of("greeting");
    checkout.remove("gowsl.config.ts");
    checkout.write("tools/greet/main.go", 'package main\n\nfunc main() { println("the tool") }\n');
    const refused = await checkout.run(["build"]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(main);
    expect(refused.stderr).toContain("example.com/greeting/tools/greet");
    expect(refused.stderr).toContain("bin/greet");
    expect(checkout.exists("bin")).toBe(false);

    configure(checkout, 'build: go.build({ names: { "./tools/greet": "greet-tool" } })');
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "built: first time here",
      "build linux/amd64 greet-tool": "built: first time here",
    });
    expect(checkout.printed("bin/greet")).toBe(hello);
    expect(checkout.printed("bin/greet-tool")).toBe("the tool\n");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": upToDate,
      "build linux/amd64 greet-tool": upToDate,
    });
  });

  it("builds anew in another checkout, since the paths of its sources are in the program", async () => {
    const first = Checkout.of("greeting", "first");
    await first.run(["build"]);
    const second = first.sibling("greeting", "second");
    expect(await second.reasons(["build"])).toEqual({ "build linux/amd64 greet": "built: first time here" });
    for (const checkout of [first, second]) {
      expect(checkout.read("bin/greet")).toContain(checkout.path("cmd/greet/main.go"));
    }
  });

  it("installs into GOBIN, else into the bin folder of GOPATH", async () => {
    const checkout = Checkout.of("greeting");
    const env = { GOBIN: checkout.path("my programs") };
    expect(await checkout.reasons(["install"], { env })).toEqual({
      "install linux/amd64 greet": "built: first time here",
    });
    expect(checkout.printed("my programs/greet")).toBe(hello);
    expect(await checkout.reasons(["install"], { env })).toEqual({ "install linux/amd64 greet": upToDate });

    checkout.remove("my programs/greet");
    expect(await checkout.reasons(["install"], { env })).toEqual({
      "install linux/amd64 greet": `restored: ${checkout.path("my programs/greet")} is gone`,
    });
    expect(checkout.printed("my programs/greet")).toBe(hello);

    await checkout.run(["install"], { env: { GOPATH: checkout.path("go"), GOBIN: undefined } });
    expect(checkout.printed("go/bin/greet")).toBe(hello);
    expect(checkout.exists("bin")).toBe(false);
  });
});

describe("hooks", () => {
  it("after the build may change the artifact, which is stored and restored with the change", async () => {
    const checkout = Checkout.of("greeting");
    const hook = (text: string) =>
      configure(
        checkout,
        `build: go.build({ after: ["printf ${text} >> {artifact} && echo {target} >> hook.log"] })`,
      );
    hook("signed");
    const { results } = await checkout.events(["build"]);
    expect(results[0]).toMatchObject({
      outcome: "built",
      artifact: { sha256: checkout.sha256("bin/greet") },
    });
    expect(ending(checkout, "bin/greet")).toBe("signed");
    expect(checkout.printed("bin/greet")).toBe(hello);

    // Neither "up to date" nor "restored" runs the hook again.
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });
    checkout.remove("bin/greet");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "restored: bin/greet is gone",
    });
    expect(ending(checkout, "bin/greet")).toBe("signed");
    expect(checkout.read("hook.log")).toBe("linux/amd64\n");

    hook("sealed");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "built: hooks after changed",
    });
    expect(ending(checkout, "bin/greet")).toBe("sealed");
    expect(checkout.read("hook.log")).toBe("linux/amd64\nlinux/amd64\n");

    hook("signed");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "restored: built before; hooks after changed",
    });
    expect(ending(checkout, "bin/greet")).toBe("signed");
  });

  it("may be functions, and then the config is part of the key", async () => {
    const checkout = Checkout.of("greeting");
    const hook = (text: string) =>
      checkout.write(
        "gowsl.config.ts",
        `import { appendFileSync } from "node:fs";
import { defineConfig, go } from "gowsl";

export default defineConfig({
  tasks: {
    build: go.build({
      after: [({ artifact, target, log }) => {
        appendFileSync(artifact!, "${text}");
        log("${text} for " + target);
      }],
    }),
  },
});
`,
      );
    hook("signed");
    const first = await checkout.run(["build"]);
    expect(first).toMatchObject({ code: 0, stdout: "signed for linux/amd64\n" });
    expect(ending(checkout, "bin/greet")).toBe("signed");
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });

    hook("sealed");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(ending(checkout, "bin/greet")).toBe("sealed");
  });

  it("that fails fails its step, and leaves no artifact that it has not seen", async () => {
    const checkout = Checkout.of("greeting");
    configure(checkout, 'build: go.build({ after: ["false"] })');
    const { code, stderr } = await checkout.run(["build"]);
    expect(code).toBe(1);
    expect(stderr).toContain("build linux/amd64: after[0]: `false` ended with exit code 1");
    expect(checkout.exists("bin/greet")).toBe(false);

    configure(checkout, 'build: go.build({ after: ["true"] })');
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(checkout.printed("bin/greet")).toBe(hello);
  });

  it("before the build may write a source file, and run only when something is built", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("generated.txt", 'package main\n\nfunc init() { println("generated") }\n');
    configure(
      checkout,
      'build: go.build({ before: ["echo ran >> hook.log && cp generated.txt cmd/greet/generated.go"] })',
    );
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": "built: first time here",
    });
    expect(checkout.printed("bin/greet")).toBe(`generated\n${hello}`);
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });
    expect(checkout.read("hook.log")).toBe("ran\n");

    checkout.remove("cmd/greet/generated.go");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 greet": expect.stringContaining(`built: cmd/greet/generated.go is gone`),
    });
    expect(checkout.printed("bin/greet")).toBe(`generated\n${hello}`);
    expect(checkout.read("hook.log")).toBe("ran\nran\n");
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });
  });
});

describe("a task that a build needs", () => {
  it("runs before it, in cross as well, and the source that it writes is built", async () => {
    const checkout = Checkout.of("greeting");
    configure(
      checkout,
      `generate: sh("cp words.draft internal/words/words.txt"),
       build: go.build({ packages: ["./cmd/..."], needs: ["generate"] })`,
    );
    const generated = { generate: "ran: declares no inputs and outputs" };
    checkout.write("words.draft", "Ahoy\n");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      ...generated,
      "cross linux/amd64 greet": "built: first time here",
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Ahoy, world, from linux/amd64!\n");

    // It runs each time; what it writes is the same.
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      ...generated,
      "cross linux/amd64 greet": upToDate,
    });
    checkout.write("words.draft", "Moin\n");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      ...generated,
      "cross linux/amd64 greet": `built: internal/words/words.txt changed (cmd/greet -> internal/words)`,
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Moin, world, from linux/amd64!\n");
  });

  it("and that fails keeps it from being built", async () => {
    const checkout = Checkout.of("greeting");
    configure(checkout, 'generate: sh("false"), build: go.build({ needs: ["generate"] })');
    const { code, results } = await checkout.events(["build"]);
    expect(code).toBe(1);
    expect(results.map(({ step, outcome, reason }) => `${step}: ${outcome}, ${reason}`)).toEqual([
      "generate: failed, `false` ended with exit code 1",
      "build linux/amd64: skipped, needs generate, which failed",
    ]);
    expect(checkout.exists("bin")).toBe(false);
  });
});

describe("{git.version}, {git.commit} and {git.date}", () => {
  it("follow the repository; only a changed input makes them dirty", async () => {
    const checkout = Checkout.of("greeting");
    const stamp = '"main.version": "{git.version} {git.commit} {git.date}"';
    configure(checkout, `build: go.build({ packages: ["./cmd/..."], define: { ${stamp} } })`);
    checkout.write(".gitignore", "bin/\ndist/\n");
    checkout.write("README.md", "Greets.\n");
    checkout.write("internal/words/unused.go", "package words\n\nconst unused = 1\n");
    git(checkout, "init", "--quiet", "--initial-branch=main");
    const commit = commitAll(checkout);
    git(checkout, "tag", "v1.2.3");
    const version = () => checkout.printed("bin/greet", ["--version"]).trim().split(" ");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(version()).toEqual(["v1.2.3", commit, "2024-05-06T05:08:09Z"]);

    // Neither a changed nor a new file that is no input.
    checkout.append("README.md", "Politely.\n");
    checkout.write("notes.txt", "to do\n");
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });

    checkout.write("internal/words/words.txt", "Ahoy\n");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(version()).toEqual(["v1.2.3-dirty", commit, "2024-05-06T05:08:09Z"]);
    git(checkout, "checkout", "--quiet", "internal");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "restored" });
    expect(version()[0]).toBe("v1.2.3");

    // So does an input that was deleted: go no longer lists it.
    const other = checkout.read("internal/words/unused.go");
    checkout.remove("internal/words/unused.go");
    await checkout.run(["build"]);
    expect(version()[0]).toBe("v1.2.3-dirty");
    checkout.write("internal/words/unused.go", other);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "restored" });

    // A file that git does not know is an input as well.
    checkout.write("cmd/greet/new.go", "package main\n\nvar _ = 1\n");
    await checkout.run(["build"]);
    expect(version()[0]).toBe("v1.2.3-dirty");
    const second = commitAll(checkout);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(version().slice(0, 2)).toEqual([`v1.2.3-1-g${second.slice(0, 7)}`, second]);

    // In a worktree .git is a file, and HEAD is its own.
    const worktree = checkout.sibling(undefined, "worktree");
    git(checkout, "worktree", "add", "--quiet", "--detach", worktree.folder, "v1.2.3");
    expect(worktree.read(".git")).toMatch(/^gitdir: /);
    expect(await worktree.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(worktree.printed("bin/greet", ["--version"])).toMatch(`v1.2.3 ${commit} `);
  });
});

describe("settings of a build", () => {
  it("are overridden by target, and its build info shows them", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("cmd/greet/gui.go", '//go:build gui\n\npackage main\n\nfunc init() { println("gui") }\n');
    configure(
      checkout,
      `build: go.build({
        packages: ["./cmd/..."],
        define: { "main.version": "common" },
        overrides: {
          "windows/*": { tags: ["gui"], define: { "main.version": "for windows" } },
          "linux/amd64": { cgo: false, env: { GOAMD64: "v3" } },
        },
      })`,
    );
    expect(await checkout.outcomes(["cross", pair])).toEqual({
      "cross linux/amd64 greet": "built",
      "cross windows/amd64 greet": "built",
    });
    const linux = checkout.buildInfo("dist/linux_amd64/greet");
    expect(linux).toMatchObject({ CGO_ENABLED: "0", GOAMD64: "v3" });
    expect(linux).not.toHaveProperty("-tags");
    const windows = checkout.buildInfo("dist/windows_amd64/greet.exe");
    expect(windows).toMatchObject({ "-tags": "gui", GOAMD64: "v1" });
    expect(checkout.printed("dist/linux_amd64/greet", ["--version"])).toBe("common\n");
    expect(checkout.read("dist/windows_amd64/greet.exe")).toContain("for windows");

    // A change of an override is a change of its target only.
    const text = checkout.read("gowsl.config.ts");
    checkout.write("gowsl.config.ts", text.replace('tags: ["gui"]', 'tags: ["gui", "next"]'));
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": "built: flags changed: with -tags=gui,next, without -tags=gui",
    });
    expect(checkout.buildInfo("dist/windows_amd64/greet.exe")).toMatchObject({ "-tags": "gui,next" });

    // ldflags are in the build info of programs that are not trimmed.
    configure(checkout, 'build: go.build({ packages: ["./cmd/..."], ldflags: "-s -w" })');
    await checkout.run(["build"]);
    expect(checkout.buildInfo("bin/greet")["-ldflags"]).toBe('"-s -w"');
  });

  it("buildmode c-shared gives a library and its header, which C can use", async ({ skip }) => {
    skip(!hasCompiler(), "there is no C compiler on this machine");
    const checkout = Checkout.of(undefined);
    checkout.write("go.mod", "module example.com/adder\n\ngo 1.21\n");
    checkout.write(
      "main.go",
      'package main\n\nimport "C"\n\n//export Add\nfunc Add(a, b C.int) C.int { return a + b }\n\nfunc main() {}\n',
    );
    checkout.write(
      "use/use.c",
      '#include <stdio.h>\n#include "adder.h"\n\nint main() { printf("%d\\n", Add(2, 3)); }\n',
    );
    configure(checkout, 'build: go.build({ buildmode: "c-shared" })');
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 adder": "built" });
    expect(checkout.exists("bin/adder")).toBe(false);
    checkout.tool("cc", [
      "-Ibin",
      "-o",
      "use/use",
      "use/use.c",
      "bin/adder.so",
      `-Wl,-rpath,${checkout.path("bin")}`,
    ]);
    expect(checkout.printed("use/use")).toBe("5\n");

    // What the C compiler reads is not known to Go: it is asked each time, and the reason says so.
    checkout.remove("bin/adder.h");
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 adder":
        "built: go decides each time: example.com/adder uses cgo, and what the C compiler reads is not tracked",
    });
    expect(checkout.read("bin/adder.h")).toContain("extern int Add(int a, int b);");

    // Where nothing is exported go writes no header.
    checkout.write("main.go", "package main\n\nfunc main() {}\n");
    checkout.remove("bin");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 adder": "built" });
    expect(checkout.exists("bin/adder.so")).toBe(true);
    expect(checkout.exists("bin/adder.h")).toBe(false);
  });

  it("a WebAssembly target gives a .wasm file that runs", async () => {
    const checkout = Checkout.of("greeting");
    expect(await checkout.outcomes(["cross", "wasip1/wasm"])).toEqual({ "cross wasip1/wasm greet": "built" });
    checkout.write(
      "run.mjs",
      `import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", args: ["greet", "team"] });
const module = await WebAssembly.compile(await readFile("dist/wasip1_wasm/greet.wasm"));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
`,
    );
    const printed = checkout.tool(process.execPath, ["--no-warnings", "run.mjs"]);
    expect(printed).toBe("Hello, team, from wasip1/wasm!\n");
  });

  it("a default.pgo beside a main package rebuilds it, and no other", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("cmd/plain/main.go", "package main\n\nfunc main() {}\n");
    await checkout.run(["cross", "linux/amd64"]);
    expect(checkout.buildInfo("dist/linux_amd64/greet")).not.toHaveProperty("-pgo");

    checkout.write("cmd/greet/default.pgo", "");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet": `built: cmd/greet/default.pgo is new`,
      "cross linux/amd64 plain": upToDate,
    });
    expect(checkout.buildInfo("dist/linux_amd64/greet")).toMatchObject({ "-pgo": "default.pgo" });
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross linux/amd64 plain": upToDate,
    });

    checkout.remove("cmd/greet/default.pgo");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet": `restored: built before; cmd/greet/default.pgo is gone`,
      "cross linux/amd64 plain": upToDate,
    });
    expect(checkout.buildInfo("dist/linux_amd64/greet")).not.toHaveProperty("-pgo");
  });
});

describe("several modules", () => {
  it("of a go.work are built together, and GOWORK=off leaves each alone", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write("go.work", "go 1.21\n\nuse (\n\t./app\n\t./library\n)\n");
    checkout.write("app/go.mod", "module example.com/app\n\ngo 1.21\n\nrequire example.com/library v0.0.0\n");
    checkout.write(
      "app/main.go",
      'package main\n\nimport "example.com/library"\n\nfunc main() { println(library.Text) }\n',
    );
    checkout.write("library/go.mod", "module example.com/library\n\ngo 1.21\n");
    checkout.write("library/text.go", 'package library\n\nconst Text = "one"\n');
    checkout.write("library/cmd/tool/main.go", 'package main\n\nfunc main() { println("tool") }\n');
    checkout.write("other/go.mod", "module example.com/other\n\ngo 1.21\n");
    checkout.write("other/main.go", 'package main\n\nfunc main() { println("other") }\n');
    expect(await checkout.outcomes(["build"])).toEqual({
      "build linux/amd64 app": "built",
      "build linux/amd64 tool": "built",
    });
    expect(checkout.printed("bin/app")).toBe("one\n");

    checkout.write("library/text.go", 'package library\n\nconst Text = "two"\n');
    expect(await checkout.reasons(["build"])).toEqual({
      "build linux/amd64 app": "built: example.com/library/text.go changed (app -> example.com/library)",
      "build linux/amd64 tool": upToDate,
    });
    expect(checkout.printed("bin/app")).toBe("two\n");
    expect(await checkout.reasons(["build", "."], { cwd: "app" })).toEqual({
      "build linux/amd64 app": upToDate,
    });
    expect(checkout.exists("app/bin")).toBe(false);

    // The module that the workspace does not use, and one that it does: each is a project of its own.
    const env = { GOWORK: "off" };
    expect(await checkout.outcomes(["build"], { cwd: "other", env })).toEqual({
      "build linux/amd64 other": "built",
    });
    expect(checkout.printed("other/bin/other")).toBe("other\n");
    // It uses no other module: go makes the same program of it with and without the workspace.
    expect(await checkout.outcomes(["-C", "library/cmd", "build"], { env })).toEqual({
      "build linux/amd64 tool": "restored",
    });
    expect(checkout.printed("library/bin/tool")).toBe("tool\n");
  });

  it("of one repository are built by tasks with their folders", async () => {
    const checkout = Checkout.of(undefined);
    for (const name of ["server", "client"]) {
      checkout.write(`${name}/go.mod`, `module example.com/${name}\n\ngo 1.21\n`);
      checkout.write(`${name}/main.go`, `package main\n\nfunc main() { println("${name}") }\n`);
    }
    configure(
      checkout,
      `server: go.build({ dir: "server" }),
       client: go.build({ dir: "client", names: { ".": "my-client" } }),
       all: task({ needs: ["server", "client"] })`,
    );
    const built = await checkout.outcomes(["all"]);
    expect(built).toMatchObject({
      "server linux/amd64 server": "built",
      "client linux/amd64 my-client": "built",
    });
    expect(checkout.printed("bin/server")).toBe("server\n");
    expect(checkout.printed("bin/my-client")).toBe("client\n");

    checkout.append("client/main.go", '\nfunc init() { println("new") }\n');
    const second = await checkout.reasons(["run", "server", "client"], { cwd: "server" });
    expect(second).toEqual({
      "server linux/amd64 server": upToDate,
      "client linux/amd64 my-client": "built: main.go changed",
    });
    expect(await checkout.outcomes(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 (server) server": "built",
      "cross linux/amd64 (client) my-client": "built",
    });
    expect(checkout.printed("dist/linux_amd64/my-client")).toBe("new\nclient\n");
  });

  it("of a vendor folder need no module cache, and a change there is a change", async () => {
    const checkout = Checkout.of("age");
    checkout.tool("go", ["mod", "vendor"], { GOFLAGS: "-mod=mod" });
    const env = { GOMODCACHE: checkout.path("no-modules") };
    const cross = ["cross", "linux/amd64", "./cmd/age-keygen"];
    const unit = "cross linux/amd64 age-keygen";
    expect(await checkout.reasons(cross, { env })).toEqual({ [unit]: "built: first time here" });
    expect(checkout.printed("dist/linux_amd64/age-keygen")).toMatch(/AGE-SECRET-KEY-1/);
    expect(await checkout.reasons(cross, { env })).toEqual({ [unit]: upToDate });

    checkout.append("vendor/golang.org/x/term/term.go", '\nfunc init() { println("vendored") }\n');
    expect(await checkout.reasons(cross, { env })).toEqual({
      [unit]: "built: golang.org/x/term/term.go changed (cmd/age-keygen -> golang.org/x/term)",
    });
    expect(checkout.printed("dist/linux_amd64/age-keygen")).toMatch(/^vendored\n/);
    expect(checkout.exists("no-modules/golang.org")).toBe(false);
  });
});

describe("hard conditions", () => {
  it("a path with spaces, quotes and Chinese characters works", async () => {
    const name = `it's a "项目" 100% #1`;
    const checkout = Checkout.of(undefined, "empty").sibling("greeting", name);
    const outcomes = (outcome: string) => ({
      "cross linux/amd64 greet": outcome,
      "cross windows/amd64 greet": outcome,
    });
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(checkout.printed("bin/greet")).toBe(hello);
    expect(await checkout.reasons(["build"])).toEqual({ "build linux/amd64 greet": upToDate });
    expect(await checkout.outcomes(["cross", pair])).toEqual(outcomes("built"));

    checkout.remove("dist");
    expect(await checkout.outcomes(["cross", pair])).toEqual(outcomes("restored"));
    expect(checkout.printed("dist/linux_amd64/greet")).toBe(hello);
    const after = 'build: go.build({ after: ["echo signed >> {artifact}", "cp {artifact} copy"] })';
    configure(checkout, after);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(checkout.printed("copy")).toBe(hello);
    expect(ending(checkout, "copy")).toBe("igned\n");
  });

  it("two gowsl at once in one checkout both succeed, with right artifacts", async () => {
    const checkout = Checkout.of("greeting");
    for (const options of [[], ["--force"]]) {
      const runs = await Promise.all([
        checkout.events(["cross", pair, ...options]),
        checkout.events(["cross", pair, ...options]),
        checkout.events(["build", ...options]),
      ]);
      expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
      for (const { results } of runs) {
        for (const { artifact } of results) {
          expect([artifact!.path, checkout.sha256(artifact!.path)]).toEqual([
            artifact!.path,
            artifact!.sha256,
          ]);
        }
      }
    }
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": upToDate,
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe(hello);
    const listed = JSON.parse(checkout.read("dist/artifacts.json")) as { path: string; sha256: string }[];
    expect(listed.map(({ path, sha256 }) => [path, sha256])).toEqual(
      ["bin/greet", "dist/linux_amd64/greet", "dist/windows_amd64/greet.exe"].map((path) => [
        path,
        checkout.sha256(path),
      ]),
    );
  });
});

/** Writes a config with these tasks. */
function configure(checkout: Checkout, tasks: string): void {
  const text = `import { defineConfig, go, sh, task } from "gowsl";\n\nexport default defineConfig({ tasks: { ${tasks} } });\n`;
  checkout.write("gowsl.config.ts", text);
}

/** The last six bytes of a file. */
function ending(checkout: Checkout, file: string): string {
  return readFileSync(checkout.path(file)).toString("latin1").slice(-6);
}

/** Runs git with an author, at a moment in a time zone that is not UTC. */
function git(checkout: Checkout, ...argv: string[]): string {
  const date = "2024-05-06T07:08:09+02:00";
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const author = ["-c", "user.name=Gopher", "-c", "user.email=gopher@example.com"];
  return checkout.tool("git", [...author, ...argv], env).trim();
}

/** Commits everything, and returns the commit. */
function commitAll(checkout: Checkout): string {
  git(checkout, "add", "--all");
  git(checkout, "commit", "--quiet", "--message=Greet");
  return git(checkout, "rev-parse", "HEAD");
}

function hasCompiler(): boolean {
  try {
    execFileSync("cc", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

describe("a name in define that no program has", () => {
  it("is told in a note, also by the fast answer, and not where one target has it", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write("go.mod", "module example.com/app\n\ngo 1.21\n");
    checkout.write("main.go", 'package main\n\nvar version = "dev"\n\nfunc main() { println(version) }\n');
    checkout.write("main_windows.go", 'package main\n\nvar flavour = ""\n');
    const config = (names: string) =>
      `import { defineConfig, go } from "gowsl";

export default defineConfig({
  tasks: { build: go.build({ targets: ["linux/amd64", "windows/amd64"], define: { ${names} } }) },
});
`;
    checkout.write("gowsl.config.ts", config('"main.verison": "1", "main.flavour": "x"'));
    const note =
      'gowsl.config.ts: tasks.build.define["main.verison"]: no program has this variable, and go does not tell. Did you mean "main.version"?';
    for (const times of ["built", "answered"]) {
      const { code, stderr } = await checkout.run(["build"]);
      expect({ code, notes: stderr.split("\n").filter((line) => line.includes("define")) }, times).toEqual({
        code: 0,
        notes: [note],
      });
    }
    checkout.write("gowsl.config.ts", config('"main.version": "1"'));
    expect((await checkout.run(["build"])).stderr).not.toContain("define");
  });
});
