/**
 * What a command line and a config choose: which tasks build a package, which flags are gowsl's own, how
 * functions and lines for bash run, and what is said when the choice is none.
 */
import { symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout, machineGoroot, type Ended } from "./rig.ts";

describe("a package of the command line", () => {
  it("is built by the task that the config has for it, and by no other", async () => {
    const checkout = twoTasks();
    expect(await checkout.outcomes(["cross", "linux/amd64", "./cmd/x"])).toEqual({
      "cross linux/amd64 (x) x": "built",
    });
    expect(checkout.printed("dist/linux_amd64/x")).toBe("x of x\n");
    expect(checkout.exists("dist/linux_amd64/y")).toBe(false);

    expect(await checkout.outcomes(["build", "./cmd/y"])).toEqual({ "y linux/amd64 y": "built" });
    expect(checkout.printed("bin/y")).toBe("y of y\n");
    expect(checkout.exists("bin/x")).toBe(false);

    const env = { GOBIN: checkout.path("programs") };
    expect(await checkout.outcomes(["install", "./cmd/x"], { env })).toEqual({
      "install linux/amd64 (x) x": "built",
    });
    expect(checkout.printed("programs/x")).toBe("x of x\n");
    expect(checkout.exists("programs/y")).toBe(false);

    // As seen from where one stands, by import path, and all below a folder.
    const upToDate = { "y linux/amd64 y": "up-to-date" };
    expect(await checkout.outcomes(["build", "."], { cwd: "cmd/y" })).toEqual(upToDate);
    expect(await checkout.outcomes(["build", "example.com/app/cmd/y"])).toEqual(upToDate);
    expect(await checkout.outcomes(["build", "./cmd/..."])).toEqual({
      ...upToDate,
      "x linux/amd64 x": "restored",
    });
  });

  it("that no task builds is an error with the next move", async () => {
    const checkout = twoTasks();
    for (const argv of [["build"], ["cross", "linux/amd64"], ["install"]]) {
      const refused = await checkout.run([...argv, "./cmd/z"]);
      expect(refused).toMatchObject({ code: 4, stdout: "" });
      expect(refused.stderr).toContain(
        `error: ${checkout.path("cmd/z")}: no go.build task of gowsl.config.ts builds a main package there. Name a package of one of them`,
      );
    }
    expect(checkout.exists("bin")).toBe(false);
  });

  it("behind the name of a task is an argument without its --", async () => {
    const refused = await twoTasks().run(["x", "./cmd/x"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toBe(
      'error: gowsl x: there is no task "./cmd/x". Arguments of a task go behind --: gowsl x -- ./cmd/x\n',
    );
  });

  it("that is a file is an error which says to name its folder", async () => {
    const refused = await printing().run(["build", "./main.go"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toBe(
      "error: gowsl build: ./main.go is a file, and gowsl works on packages. Name its folder: .\n",
    );
  });
});

describe("flags of go build that are for gowsl to set", () => {
  it.each([
    [["-n"], "-n is for gowsl to set. Use --dry-run."],
    [["-o", "x"], "-o is for gowsl to set. Use `out` and `names` of the task."],
    [["--o=x"], "-o is for gowsl to set. Use `out` and `names` of the task."],
    [["-C", "x"], "-C is for gowsl to set. Use -C of gowsl, or `dir` of the task."],
  ])("%j", async (flags, says) => {
    const checkout = printing();
    const { code, stdout, stderr } = await checkout.run(["build", "--", ...flags]);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: build linux/amd64: flags of go build: ${says}\n`,
    });
    expect(checkout.exists("bin")).toBe(false);
    expect(checkout.exists("x")).toBe(false);
  });
});

describe("nothing to build", () => {
  it.each([
    ["for this host with CGO_ENABLED=0", ["build"], { CGO_ENABLED: "0" }],
    ["for another system", ["cross", "windows/amd64"], {}],
  ])('since every file imports "C": it is said that cgo is off, %s', async (_, argv, env) => {
    const checkout = moduleOf({ "main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n' });
    const { code, stdout, stderr } = await checkout.run(argv, { env });
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(/^error: example\.com\/app: nothing is left to build: it uses cgo, which is off/);
    expect(stderr).not.toContain("no main package");
  });

  it("since the modules are in folders below: they are named", async () => {
    const checkout = Checkout.of(undefined);
    for (const name of ["client", "services/server"]) {
      checkout.write(`${name}/go.mod`, `module example.com/${path.basename(name)}\n\ngo 1.21\n`);
      checkout.write(`${name}/main.go`, "package main\n\nfunc main() {}\n");
    }
    checkout.tool("git", ["init", "--quiet"]);
    const { code, stdout, stderr } = await checkout.run(["build"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain(
      `error: ${checkout.folder}: there is no go.mod here or above, but there are modules below: client, services/server. Go into one of them`,
    );
    expect(stderr).toContain("`go work init ./client ./services/server`");
    for (const folder of ["client", "services/server"]) {
      expect((await checkout.run(["-C", folder, "build"])).code).toBe(0);
    }
  });

  it("for a pattern of overrides that no Go knows", async () => {
    const checkout = printing();
    configure(checkout, 'build: go.build({ overrides: { "linx/*": { tags: ["a"] } } })');
    const { code, stdout, stderr } = await checkout.run(["build"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(
      /^error: gowsl\.config\.ts:\d+: tasks\.build\.overrides\["linx\/\*"\]: "linx\/\*" has an unknown GOOS "linx"\. Did you mean "linux\/\*"\?$/m,
    );
  });
});

describe("functions of the config", () => {
  it.each([
    ["while it waits for something else", "async ({ $ }) => { $`exit 3`; await $`sleep 5`; }"],
    ["and then it ends", "({ $ }) => { $`exit 3`; }"],
  ])("with a command that nobody awaits and that fails, %s", async (_, run) => {
    const checkout = withTasks(`deploy: task({ run: ${run} })`);
    const ended = await checkout.run(["deploy"]);
    expect(ended.stderr).toContain("Write `await` before each $");
    expect(ended.stderr).not.toContain("bug in gowsl");
    expect(ended.code).toBe(1);
  });

  it("that leave a timer behind do not hold gowsl", async () => {
    const checkout = withTasks(
      "late: task({ run: () => { setTimeout(() => {}, 60_000); } })",
      "server: task({ run: async () => { const { createServer } = await import('node:http'); createServer().listen(0, '127.0.0.1'); } })",
    );
    const startedMs = Date.now();
    expect(await checkout.outcomes(["run", "late", "server"])).toEqual({ late: "ran", server: "ran" });
    expect(Date.now() - startedMs).toBeLessThan(30_000);
  });

  it("print on stderr while the config is loaded: stdout holds the answer only", async () => {
    const checkout = printing();
    const config = (body: string) =>
      `import { defineConfig, task } from "gowsl";\n${body}\nexport default defineConfig({ tasks: { hello: task({ needs: ["build"] }) } });\n`;
    checkout.write("gowsl.config.ts", config('console.log("loaded");\nconsole.info("informed");'));
    const which = await checkout.run(["which", "go"]);
    expect(which).toMatchObject({ code: 0, stdout: `${path.join(machineGoroot(), "bin", "go")}\n` });
    expect(which.stderr).toContain("loaded\ninformed\n");

    for (const argv of [["build"], ["list"], ["build", "--dry-run"]]) {
      const { code, stdout } = await checkout.run([...argv, "--json"]);
      expect(code).toBe(0);
      expect(() => jsonOf(stdout), argv.join(" ")).not.toThrow();
    }
  });

  it("print no line between the events of --json", async () => {
    const checkout = withTasks("hello: task({ run: ({ log }) => { console.log('one'); log('two'); } })");
    const { code, stdout, stderr } = await checkout.run(["hello", "--json"]);
    expect(code).toBe(0);
    expect(() => jsonOf(stdout)).not.toThrow();
    expect(stdout + stderr).toMatch(/one/);
  });
});

describe("lines for bash", () => {
  it("may end with an exit code of their own", async () => {
    const checkout = withTasks('stop: sh("exit 3")');
    const { code, results } = await checkout.events(["stop"]);
    expect(code).toBe(1);
    expect(results).toMatchObject([
      { step: "stop", outcome: "failed", reason: "`exit 3` ended with exit code 3" },
    ]);
  });

  it("see {artifact} whole between any quotes, and nothing in its path is run", async () => {
    const checkout = Checkout.of(undefined, "empty").sibling(undefined, "h $(touch pwned) it's");
    checkout.write("go.mod", "module example.com/app\n\ngo 1.21\n");
    checkout.write("main.go", 'package main\n\nfunc main() { println("hello") }\n');
    const hooks = [
      'printf signed >> "{artifact}" && echo "double <{artifact}>" > double',
      "cp '{artifact}' copy && echo 'single <{artifact}>' > single",
      "test -f {artifact} && echo plain {artifact} for {target} > plain",
    ];
    configure(checkout, `build: go.build({ after: ${JSON.stringify(hooks)} })`);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 app": "built" });
    const file = /^plain (.*) for linux\/amd64\n$/.exec(checkout.read("plain"))?.[1] ?? "";
    expect(file).toContain(`${checkout.folder}/`);
    expect(checkout.read("double")).toBe(`double <${file}>\n`);
    expect(checkout.read("single")).toBe(`single <${file}>\n`);
    expect(checkout.read("copy")).toMatch(/signed$/);
    expect(checkout.sha256("copy")).toBe(checkout.sha256("bin/app"));
    for (const place of ["pwned", "../pwned", ".gowsl/pwned"]) expect(checkout.exists(place)).toBe(false);
  });

  it("run whatever stands on PATH: a file, a name that is too long, a link to itself", async () => {
    const checkout = withTasks('hello: sh("echo hello && true")');
    checkout.write("file", "");
    symlinkSync("loop", checkout.path("loop"));
    const odd = [checkout.path("file"), `/${"x".repeat(300)}`, checkout.path("loop"), "/root/secret"];
    const env = { PATH: [...odd, process.env["PATH"]].join(":") };
    const ended: Ended = await checkout.run(["hello"], { env });
    expect(ended).toMatchObject({ code: 0, stdout: "hello\n" });
    expect(ended.stderr).not.toContain("bug in gowsl");
    expect((await checkout.run(["which", "go"], { env })).stdout).toBe(
      `${path.join(machineGoroot(), "bin", "go")}\n`,
    );
  });
});

describe("a group of tasks", () => {
  it("is no result itself", async () => {
    const checkout = withTasks(
      'one: sh("true")',
      'two: sh("true")',
      'pair: task({ needs: ["one", "two"] })',
      'all: task({ needs: ["pair"] })',
    );
    expect(await checkout.outcomes(["all"])).toEqual({ one: "ran", two: "ran" });
    const { code, stderr } = await checkout.run(["all"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^one +ran/m);
    expect(stderr).not.toMatch(/^(pair|all)\b/m);
  });
});

function jsonOf(stdout: string): unknown[] {
  if (stdout.startsWith("{\n")) return [JSON.parse(stdout)];
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as unknown]));
}

/** A module example.com/app with these files. */
function moduleOf(files: Record<string, string>): Checkout {
  const checkout = Checkout.of(undefined);
  checkout.write("go.mod", "module example.com/app\n\ngo 1.21\n");
  for (const [name, content] of Object.entries(files)) checkout.write(name, content);
  return checkout;
}

function printing(): Checkout {
  return moduleOf({ "main.go": 'package main\n\nfunc main() { println("hello") }\n' });
}

/** Three programs, of which two have a task that stamps them. */
function twoTasks(): Checkout {
  const programs = ["x", "y", "z"].map((name) => [
    `cmd/${name}/main.go`,
    `package main\n\nvar stamp = "nobody"\n\nfunc main() { println("${name} of " + stamp) }\n`,
  ]);
  const checkout = moduleOf(Object.fromEntries(programs) as Record<string, string>);
  const tasks = ["x", "y"].map(
    (name) => `${name}: go.build({ packages: ["./cmd/${name}"], define: { "main.stamp": "${name}" } })`,
  );
  configure(checkout, tasks.join(", "));
  return checkout;
}

/** An empty folder with a config of these tasks. */
function withTasks(...tasks: string[]): Checkout {
  const checkout = Checkout.of(undefined);
  configure(checkout, tasks.join(", "));
  return checkout;
}

function configure(checkout: Checkout, tasks: string): void {
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, go, sh, task } from "gowsl";\n\nexport default defineConfig({ tasks: { ${tasks} } });\n`,
  );
}

describe("a Go that somebody has named", () => {
  it("and that is not taken is spoken of, with the reason", async () => {
    const checkout = Checkout.of("greeting");
    const { code, stderr } = await checkout.run(["build"], { env: { GOROOT: "/nowhere/go" } });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^GOROOT \/nowhere\/go was not taken: .+$/m);
  });
});
