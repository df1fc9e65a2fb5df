/**
 * Results of tests are kept a package, with what the tests opened and read: what is affected runs, the
 * rest is replayed. Each test notes in a file outside of its module that it ran.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Checkout, ended, type RunOptions } from "./rig.ts";

/** A test file whose tests note their names; `body` is that of `TestIt`. */
function testFile(name: string, body = "", imports: string[] = []): string {
  const lines = ["os", "testing", ...imports].map((each) => `\t"${each}"\n`).join("");
  return `package ${name}

import (
${lines})

func note(name string) {
	file, err := os.OpenFile("RUNS", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	file.WriteString(name + "\\n")
}

func TestIt(t *testing.T) {
	note("${name}")
${body}
}
`;
}

/** Three packages: high imports low, alone imports nothing. */
function project(bodies: Record<string, string> = {}, imports: Record<string, string[]> = {}): Checkout {
  const checkout = Checkout.of(undefined);
  checkout.write("go.mod", "module example.com/m\n\ngo 1.21\n");
  checkout.write("low/low.go", "package low\n\nfunc Low() int { return 1 }\n");
  checkout.write("high/high.go", `package high\n\nimport "example.com/m/low"\n\nvar High = low.Low()\n`);
  checkout.write("alone/alone.go", "package alone\n");
  checkout.write("none/none.go", "package none\n");
  for (const name of ["low", "high", "alone"]) {
    writeTest(checkout, name, bodies[name], imports[name]);
  }
  return checkout;
}

function writeTest(checkout: Checkout, name: string, body?: string, imports?: string[]): void {
  const runs = checkout.path("..", "runs");
  checkout.write(`${name}/${name}_test.go`, testFile(name, body, imports).replace("RUNS", runs));
}

/** The names of the tests that ran since it was asked last. */
function ran(checkout: Checkout): string[] {
  const file = checkout.path("..", "runs");
  if (!existsSync(file)) return [];
  const names = readFileSync(file, "utf8").trim().split("\n");
  rmSync(file);
  return names.toSorted();
}

/** Runs the tests, and returns what ran, with what gowsl said of it. */
async function run(checkout: Checkout, argv: string[] = [], options: RunOptions = {}) {
  const { code, results, events, stderr } = await checkout.events(["test", ...argv], options);
  const text = (type: string) =>
    events
      .filter((event) => event["type"] === type)
      .map((event) => event["text"] as string)
      .join("");
  const [result] = results;
  const said = result && `${result.outcome}: ${result.reason}`;
  return {
    code,
    ran: ran(checkout),
    said,
    stdout: text("output"),
    notes: text("note"),
    started: text("step-started"),
    stderr,
  };
}

const all = ["alone", "high", "low"];
const upToDate = { code: 0, ran: [], said: "up-to-date: no package changed" };

describe("results of tests", () => {
  it("are replayed while nothing changes, in go's own words", async () => {
    const checkout = project();
    const first = await run(checkout);
    expect(first).toMatchObject({ code: 0, ran: all, said: "ran: 4 of 4 packages run", notes: "" });
    expect(first.stdout).toMatch(/^ok {2}\texample\.com\/m\/low\t[\d.]+s$/m);
    const second = await run(checkout);
    expect(second).toMatchObject(upToDate);
    expect(second.stdout).toBe(
      [
        "ok  \texample.com/m/alone\t(cached)",
        "ok  \texample.com/m/high\t(cached)",
        "ok  \texample.com/m/low\t(cached)",
        "?   \texample.com/m/none\t[no test files]\n",
      ].join("\n"),
    );
    // From another folder, and without the answer to this very command line.
    expect(await run(checkout, ["--jobs", "1"], { cwd: "low" })).toMatchObject(upToDate);
    expect(await run(checkout, ["./low"])).toMatchObject({
      ...upToDate,
      stdout: "ok  \texample.com/m/low\t(cached)\n",
    });
  });

  it("run again for those who import what changed", async () => {
    const checkout = project();
    await run(checkout);
    checkout.append("low/low.go", "\nfunc More() {}\n");
    const changed = await run(checkout);
    expect(changed).toMatchObject({ code: 0, ran: ["high", "low"], said: "ran: 2 of 4 packages run" });
    expect(changed.started).toBe(
      "2 of 4 packages to run; high: low/low.go changed (high.test -> high -> low)",
    );
    expect(changed.stdout).toMatch(
      /^ok {2}\texample\.com\/m\/alone\t\(cached\)\n\?.*\nok {2}\texample\.com\/m\/high\t[\d.]+s$/m,
    );
    ran(checkout);
    checkout.append("high/high_test.go", '\nfunc TestMore(t *testing.T) { note("more") }\n');
    expect(await run(checkout)).toMatchObject({ ran: ["high", "more"] });
    checkout.write(
      "alone/new_test.go",
      'package alone\n\nimport "testing"\n\nfunc TestNew(t *testing.T) { note("new") }\n',
    );
    expect(await run(checkout)).toMatchObject({ ran: ["alone", "new"] });
    checkout.write(
      "none/none_test.go",
      'package none\n\nimport "testing"\n\nfunc TestNone(t *testing.T) {}\n',
    );
    expect(await run(checkout)).toMatchObject({ ran: [], said: "ran: 1 of 4 packages run" });
    expect(await run(checkout)).toMatchObject(upToDate);
  });

  it("depend on the files, folders and variables that a test opens and reads", async () => {
    const checkout = project({
      alone: `	os.ReadFile("testdata/one.txt")
	os.Getenv("COLOUR")`,
      low: `	os.ReadDir("testdata")`,
      high: `	os.Chdir("..")
	os.ReadFile("shared.txt")
	os.Stat("present")`,
    });
    checkout.write("alone/testdata/one.txt", "1");
    checkout.write("low/testdata/a/b.txt", "1");
    await run(checkout);
    expect(await run(checkout)).toMatchObject(upToDate);
    checkout.write("alone/testdata/one.txt", "2");
    expect(await run(checkout)).toMatchObject({
      ran: ["alone"],
      started: "1 of 4 packages to run; alone: alone/testdata/one.txt, which the test opened, changed",
    });
    checkout.write("alone/testdata/other.txt", "nobody opens it");
    expect(await run(checkout)).toMatchObject(upToDate);
    const red = { env: { COLOUR: "red" } };
    expect(await run(checkout, [], red)).toMatchObject({
      ran: ["alone"],
      started: "1 of 4 packages to run; alone: the environment variable COLOUR, which the test read, changed",
    });
    expect(await run(checkout, [], red)).toMatchObject(upToDate);
    expect(await run(checkout)).toMatchObject(upToDate);
    checkout.write("low/testdata/c.txt", "");
    expect(await run(checkout)).toMatchObject({ ran: ["low"] });
    checkout.write("shared.txt", "it was not there");
    expect(await run(checkout)).toMatchObject({ ran: ["high"] });
    checkout.write("present", "");
    expect(await run(checkout)).toMatchObject({ ran: ["high"] });
    // The values of variables may be secret.
    const kept = checkout.tool("find", [".gowsl/tests", ".gowsl/answers", "-type", "f"]).trim().split("\n");
    expect(kept.length).toBeGreaterThan(4);
    for (const file of kept) expect(checkout.read(file)).not.toMatch(/"red"/);
  });

  it("depend on the variables of dotenv files that a test reads, and on the environment before them", async () => {
    const checkout = project({
      alone: `	if os.Getenv("MODE") != "fast" {
		t.Fatal(os.Getenv("MODE"))
	}
	os.Getenv("TOKEN")`,
    });
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";

export default defineConfig({ tasks: { test: go.test({ dotenv: [".env", ".env.local"] }) } });
`,
    );
    checkout.write(".env", "MODE=slow\nTOKEN=hush-1\nOTHER=1\n");
    checkout.write(".env.local", "MODE=fast\n");
    expect(await run(checkout)).toMatchObject({ code: 0, ran: ["alone", "high", "low"] });
    expect(await run(checkout)).toMatchObject(upToDate);
    // Once more by its stats alone.
    expect(await run(checkout)).toMatchObject(upToDate);
    checkout.write(".env", "MODE=slow\nTOKEN=hush-1\nOTHER=2\n");
    expect(await run(checkout), "nobody reads it").toMatchObject(upToDate);
    checkout.write(".env", "MODE=slow\nTOKEN=hush-2\nOTHER=2\n");
    expect(await run(checkout)).toMatchObject({
      ran: ["alone"],
      started: "1 of 4 packages to run; alone: the environment variable TOKEN, which the test read, changed",
    });
    expect(await run(checkout)).toMatchObject(upToDate);
    const before = { env: { TOKEN: "" } };
    expect(await run(checkout, [], before), "one that is set to nothing").toMatchObject({ ran: ["alone"] });
    checkout.write(".env.local", "");
    const failed = await run(checkout);
    expect(failed).toMatchObject({ code: 1, ran: ["alone"] });
    expect(failed.stdout).toContain("slow");
    checkout.write(".env.local", "MODE=fast\n");
    expect(await run(checkout)).toMatchObject(upToDate);
    const { stdout } = spawnSync("grep", ["-rlE", "hush-[12]", ".gowsl"], {
      cwd: checkout.folder,
      encoding: "utf8",
    });
    expect(stdout, "values of files stand nowhere").toBe("");
    const plan = await checkout.run(["test", "--dry-run", "--json"]);
    expect(plan.stdout).toContain('"dotenv"');
    expect(plan.stdout).not.toContain("hush");
    expect((await checkout.run(["test", "--verbose", "--force"])).stderr).not.toContain("hush");
  });

  it("rest on no settings of go in dotenv files: these are left out, and it is said", async () => {
    const checkout = project();
    checkout.write("low/tagged_test.go", "//go:build slow\n\npackage low\n\nvar _ = undefined\n");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";

export default defineConfig({ tasks: { test: go.test({ dotenv: [".env"] }) } });
`,
    );
    expect(await run(checkout)).toMatchObject({ code: 0 });
    checkout.write(".env", "GOFLAGS=-tags=slow\nGOOGLE_TOKEN=hush-3\nCGO_CFLAGS=-Dhush-4\n");
    expect(await run(checkout)).toMatchObject(upToDate);
    expect(await run(checkout, ["--force"])).toMatchObject({
      code: 0,
      notes: "CGO_CFLAGS, GOFLAGS of a dotenv file are left out: what Go itself reads is written in env",
    });
    checkout.write(".env", "GOFLAGS=-tags=other\n");
    expect(await run(checkout)).toMatchObject(upToDate);
    const { stdout } = spawnSync("grep", ["-rlE", "hush-[34]", ".gowsl"], {
      cwd: checkout.folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });

  it("depend on what a test may ask of a file that it has opened, and on what is written in a link", async () => {
    const checkout = project({
      alone: `	file, _ := os.Open("testdata/key")
	file.Stat()
	os.Lstat("testdata/link")`,
    });
    checkout.write("alone/testdata/key", "secret");
    symlinkSync("key", checkout.path("alone/testdata/link"));
    await run(checkout);
    expect(await run(checkout)).toMatchObject(upToDate);
    chmodSync(checkout.path("alone/testdata/key"), 0o600);
    expect(await run(checkout)).toMatchObject({ ran: ["alone"] });
    expect(await run(checkout)).toMatchObject(upToDate);
    rmSync(checkout.path("alone/testdata/link"));
    symlinkSync("./key", checkout.path("alone/testdata/link"));
    expect(await run(checkout)).toMatchObject({ ran: ["alone"] });
  });

  it("of several states are remembered: a branch there and back", async () => {
    const checkout = project({ alone: `	os.ReadFile("testdata/one.txt")` });
    const text = checkout.read("low/low.go");
    checkout.write("alone/testdata/one.txt", "1");
    await run(checkout);
    checkout.write("low/low.go", `${text}// another branch\n`);
    expect(await run(checkout)).toMatchObject({ ran: ["high", "low"] });
    checkout.write("low/low.go", text);
    expect(await run(checkout)).toMatchObject(upToDate);
    // As for Go, a file that was written anew has another time, which the test may have asked.
    checkout.write("alone/testdata/one.txt", "1");
    expect(await run(checkout)).toMatchObject({ ran: ["alone"] });
  });

  it("are those of the flags: -run, -v, -short, -cover", async () => {
    const checkout = project();
    await run(checkout);
    expect(await run(checkout, ["-run", "TestNothing"])).toMatchObject({
      ran: [],
      said: "ran: 4 of 4 packages run",
    });
    const nothing = await run(checkout, ["-run", "TestNothing"]);
    expect(nothing).toMatchObject(upToDate);
    expect(nothing.stdout).toContain("ok  \texample.com/m/low\t(cached) [no tests to run]\n");
    expect(await run(checkout)).toMatchObject(upToDate);
    expect(await run(checkout, ["--short"])).toMatchObject({ ran: all });
    const verbose = await run(checkout, ["-v"]);
    expect(verbose).toMatchObject({ ran: all });
    const again = await run(checkout, ["-v"]);
    expect(again).toMatchObject(upToDate);
    // go prints packages as they end up in its own order.
    const sorted = (text: string) =>
      text
        .replace(/\t[\d.]+s$/gm, "\t(cached)")
        .split("\n")
        .toSorted();
    const untimed = (text: string) => sorted(text.replace(/\([\d.]+s\)/g, ""));
    expect(untimed(again.stdout)).toEqual(untimed(verbose.stdout));
    expect(again.stdout).toContain("=== RUN   TestIt");
    checkout.append("low/low.go", "\nvar _ = 1\n");
    const changed = "2 of 4 packages to run; high: low/low.go changed (high.test -> high -> low)";
    expect(await run(checkout)).toMatchObject({ ran: ["high", "low"], started: changed });
    expect(await run(checkout, ["--cover"])).toMatchObject({ ran: all });
    const covered = await run(checkout, ["--cover"]);
    expect(covered).toMatchObject(upToDate);
    expect(covered.stdout).toMatch(
      /^ok {2}\texample\.com\/m\/low\t\(cached\)\tcoverage: 0\.0% of statements$/m,
    );
  });

  it("are not kept with flags that go keeps none for", async () => {
    const checkout = project();
    await run(checkout);
    for (const argv of [
      ["--count", "1"],
      ["--bench", "."],
      ["--coverprofile", "cover.out"],
      ["--", "-args", "x"],
    ]) {
      const { stderr } = await checkout.run(["test", ...argv]);
      expect({ argv, ran: ran(checkout) }).toEqual({ argv, ran: all });
      expect(stderr).toMatch(/^test: results are not kept, since -\w+ is given$/m);
    }
    const flags = { env: { GOFLAGS: "-count=1" } };
    for (const _ of [1, 2]) {
      expect(await run(checkout, [], flags)).toMatchObject({
        ran: all,
        said: "ran: 4 of 4 packages run; go decides each time: GOFLAGS: -count is given",
      });
    }
  });

  it("are made anew with --force, and forgotten with go clean -testcache", async () => {
    const checkout = project();
    // A cache of its own, with what others have compiled.
    const env = { GOCACHE: checkout.path("../go-build") };
    const shared = checkout.environment()["GOCACHE"]!;
    mkdirSync(env.GOCACHE);
    for (const name of readdirSync(shared).filter((each) => /^[0-9a-f]{2}$/.test(each))) {
      symlinkSync(path.join(shared, name), path.join(env.GOCACHE, name));
    }
    await run(checkout, [], { env });
    expect(await run(checkout, ["--force"], { env })).toMatchObject({ code: 0, ran: all });
    expect(await run(checkout, [], { env })).toMatchObject(upToDate);
    checkout.tool("go", ["clean", "-testcache"], env);
    expect(await run(checkout, [], { env })).toMatchObject({ ran: all });
    expect(await run(checkout, [], { env })).toMatchObject(upToDate);
  });

  it("are good for two modules of a workspace", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write("go.work", "go 1.21\n\nuse (\n\t./one\n\t./two\n)\n");
    checkout.write("one/go.mod", "module example.com/one\n\ngo 1.21\n");
    checkout.write("two/go.mod", "module example.com/two\n\ngo 1.21\n");
    checkout.write("one/one.go", "package one\n\nfunc One() {}\n");
    checkout.write("two/two.go", 'package two\n\nimport "example.com/one"\n\nvar _ = one.One\n');
    for (const name of ["one", "two"]) writeTest(checkout, name);
    expect(await run(checkout)).toMatchObject({ code: 0, ran: ["one", "two"] });
    expect(await run(checkout)).toMatchObject(upToDate);
    checkout.append("two/two.go", "\nvar _ = 1\n");
    expect(await run(checkout)).toMatchObject({ ran: ["two"] });
    checkout.append("one/one.go", "\nvar _ = 1\n");
    expect(await run(checkout)).toMatchObject({ ran: ["one", "two"] });
  });

  it("of a package in a folder with blanks and quotes in its path are kept, too", async () => {
    const checkout = Checkout.of(undefined, "it's a folder");
    checkout.write("go.mod", "module example.com/m\n\ngo 1.21\n");
    checkout.write("low/low.go", "package low\n");
    writeTest(checkout, "low", `	os.ReadFile("testdata/two words.txt")`);
    const env = { "a.b": "dots", GODEBUG: "" };
    expect(await run(checkout, [], { env })).toMatchObject({ code: 0, ran: ["low"], notes: "" });
    expect(await run(checkout, [], { env })).toMatchObject(upToDate);
    checkout.write("low/testdata/two words.txt", "");
    expect(await run(checkout, [], { env })).toMatchObject({ ran: ["low"] });
  });
});

describe("tests that fail", () => {
  it("run each time until they pass, and nobody else does", async () => {
    const checkout = project({ low: `	t.Error("it is bad")` });
    for (const expected of [all, ["low"], ["low"]]) {
      const { code, ran: names, stdout } = await run(checkout);
      expect({ code, names }).toEqual({ code: 1, names: expected });
      expect(stdout.match(/it is bad/g)).toHaveLength(1);
    }
    writeTest(checkout, "low");
    expect(await run(checkout)).toMatchObject({ code: 0, ran: ["low"] });
    expect(await run(checkout)).toMatchObject(upToDate);
  });

  it.each([
    ["panic", `	panic("oh no")`, /^panic: oh no/m],
    ["exit with 0", `	os.Exit(0)`, /unexpected call to os\.Exit\(0\) during test/],
    ["exit", `	os.Exit(7)`, /^FAIL\texample\.com\/m\/low\t/m],
    ["do not end", `	select {}`, /^(panic: test timed out after 1s|fatal error: all goroutines are asleep)/m],
    ["do not compile", `	undefined()`, /\[build failed\]/],
    [
      "print what looks like success",
      `	os.Stdout.WriteString("ok  \\texample.com/m/low\\t0.1s\\n")\n	t.Fail()`,
      /^ok {2}\texample\.com\/m\/low\t0\.1s$/m,
    ],
  ])("because they %s", async (_, body, expected) => {
    const checkout = project({ low: body });
    for (const others of [["alone", "high"], []]) {
      const { code, ran: names, stdout, stderr } = await run(checkout, ["--timeout", "1s", "-v"]);
      expect({ code, names: names.filter((name) => name !== "low") }).toEqual({ code: 1, names: others });
      expect(stdout + stderr).toMatch(expected);
    }
  });

  it("to load run each time, as go says it", async () => {
    const checkout = project();
    checkout.append("high/high_test.go", '\nimport _ "example.com/nowhere"\n');
    for (const names of [["alone", "low"], []]) {
      const { code, ran: these, stdout } = await run(checkout);
      expect({ code, these }).toEqual({ code: 1, these: names });
      expect(stdout).toMatch(/^FAIL\texample\.com\/m\/high \[setup failed\]$/m);
    }
    expect(await run(checkout, ["./nowhere"])).toMatchObject({
      code: 1,
      said: "failed: go test ended with exit code 1",
    });
  });
});

describe("what is not known", () => {
  it.skipIf(spawnSync("cc", ["--version"]).status !== 0)(
    "a package with cgo is left to go, which keeps its result itself (needs a C compiler)",
    async () => {
      const checkout = project();
      checkout.write("low/c.go", 'package low\n\nimport "C"\n');
      const env = { CGO_ENABLED: "1" };
      const why =
        "go decides each time: example.com/m/low uses cgo, and what the C compiler reads is not tracked";
      const said = (count: number) => `ran: ${count} of 4 packages run; ${why}`;
      expect(await run(checkout, [], { env })).toMatchObject({ ran: all, said: said(4) });
      const again = await run(checkout, [], { env });
      expect(again).toMatchObject({ ran: [], said: said(2) });
      expect(again.stdout.match(/^ok {2}\t\S+\t\(cached\)$/gm)).toHaveLength(3);
    },
  );

  it("an edit while the tests run is not taken for what was tested", async () => {
    const checkout = project({
      low: `	for {\n		if _, err := os.Stat("/proc/self/nothing"); err == nil {\n			break\n		}\n		if _, err := os.Stat(os.Getenv("GO_ON")); err == nil {\n			break\n		}\n	}`,
    });
    const env = { GO_ON: checkout.path("../go-on") };
    const child = checkout.start(["test", "./low", "--json"], { env });
    const end = ended(child);
    while (!existsSync(checkout.path("../runs"))) await delay(20);
    const text = checkout.read("low/low.go");
    checkout.write("low/low.go", `${text}// edited\n`);
    checkout.write("../go-on", "");
    expect((await end).stdout).toContain(
      "the result of low is not kept: low/low.go changed (low.test -> low) while it ran",
    );
    ran(checkout);
    expect(await run(checkout, ["./low"], { env })).toMatchObject({ ran: ["low"] });
    expect(await run(checkout, ["./low"], { env })).toMatchObject(upToDate);
  });

  it("a file that the test itself writes and opens keeps its result from being kept", async () => {
    const checkout = project({ low: `	os.WriteFile("out.txt", nil, 0o644)` });
    for (const _ of [1, 2]) {
      const { ran: names, notes } = await run(checkout, ["./low"]);
      expect({ names, notes }).toEqual({
        names: ["low"],
        notes: "the result of low is not kept: low/out.txt was written while it ran",
      });
    }
  });

  it("a result that was changed by somebody else, or is half there, is none", async () => {
    const checkout = project();
    await run(checkout, ["./low"]);
    const files = checkout.tool("find", [".gowsl/tests", "-name", "*.json"]).trim().split("\n");
    for (const text of ["", "{}", '{"schema":1}', "null"]) {
      for (const file of files) checkout.write(file, text);
      rmSync(checkout.path(".gowsl/answers"), { recursive: true, force: true });
      expect(await run(checkout, ["./low"])).toMatchObject({ code: 0, ran: ["low"] });
    }
  });

  it("without bash, and in a folder that can't be written, the tests run as go runs them", async () => {
    const checkout = project();
    const goroot = checkout.tool("go", ["env", "GOROOT"]).trim();
    const env = { PATH: `${goroot}/bin` };
    expect(await run(checkout, ["./low"], { env })).toMatchObject({
      code: 0,
      ran: ["low"],
      notes: "results are not kept: what tests open is logged with the help of bash, which is not on PATH",
    });
    chmodSync(checkout.path(), 0o555);
    expect(await run(checkout, ["./alone"])).toMatchObject({ code: 0, ran: ["alone"] });
    chmodSync(checkout.path(), 0o755);
  });

  it("Ctrl-C ends the tests and keeps nothing", async () => {
    const checkout = project({ low: `	if os.Getenv("HOLD") != "" {\n		select {}\n	}`, alone: "" });
    // A second goroutine keeps the runtime from calling it a deadlock.
    writeTest(checkout, "low", `	if os.Getenv("HOLD") != "" {\n		time.Sleep(time.Hour)\n	}`, ["time"]);
    const child = checkout.start(["test"], { env: { HOLD: "1" } });
    const end = ended(child);
    while (
      !existsSync(checkout.path("../runs")) ||
      !readFileSync(checkout.path("../runs"), "utf8").includes("low")
    ) {
      await delay(20);
    }
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    ran(checkout);
    expect(checkout.exists(".gowsl/tests")).toBe(false);
    expect(await run(checkout)).toMatchObject({ code: 0, ran: all });
  });
});

describe("gowsl why test", () => {
  it("names what moved, a line a package", async () => {
    const checkout = project({ alone: `	os.ReadFile("testdata/one.txt")\n	os.Getenv("COLOUR")` });
    expect((await checkout.run(["why", "test"])).stdout).toBe(
      ["alone", "high", "low", "none"].map((name) => `${name}: would run: not known to pass\n`).join(""),
    );
    await run(checkout);
    checkout.append("low/low.go", "\nvar _ = 1\n");
    checkout.write("alone/testdata/one.txt", "");
    const { stdout } = await checkout.run(["why", "test"]);
    expect(stdout).toBe(
      [
        "alone: would run: alone/testdata/one.txt, which the test opened, changed",
        "high: would run: low/low.go changed (high.test -> high -> low)",
        "low: would run: low/low.go changed (low.test -> low)",
        "none: is up to date\n",
      ].join("\n"),
    );
    const json = JSON.parse((await checkout.run(["why", "test", "--json"])).stdout) as { steps: unknown[] };
    expect(json.steps).toMatchObject([
      {
        step: "test",
        units: [
          { package: "example.com/m/alone", verdict: "run" },
          { package: "example.com/m/high", verdict: "run", key: expect.stringMatching(/^[0-9a-f]{64}$/) },
          { package: "example.com/m/low", verdict: "run", reason: "low/low.go changed (low.test -> low)" },
          { package: "example.com/m/none", verdict: "up-to-date", reason: "nothing changed" },
        ],
      },
    ]);
    expect(ran(checkout)).toEqual([]);
  });
});

describe("the fast answer of gowsl test", () => {
  it("replays without go, and sees what the tests opened and read", async () => {
    const checkout = project({
      alone: `	os.ReadFile("testdata/one.txt")\n	os.Getenv("COLOUR")\n	os.ReadDir("testdata")`,
    });
    checkout.write("alone/testdata/one.txt", "1");
    await run(checkout);
    const first = await run(checkout);
    expect(first).toMatchObject(upToDate);
    // Without kept results and replies of go only the answer is left.
    const forget = () => {
      for (const folder of [".gowsl/tests", ".gowsl/replies"]) checkout.remove(folder);
    };
    forget();
    const second = await run(checkout);
    expect(second).toMatchObject(upToDate);
    expect(second.stdout).toBe(first.stdout);
    expect(await run(checkout, [], { env: { COLOUR: "red" } })).toMatchObject({ ran: all });
    for (const change of [
      () => checkout.write("alone/testdata/one.txt", "2"),
      () => checkout.write("alone/testdata/two.txt", ""),
      () => checkout.append("low/low.go", "\nvar _ = 1\n"),
      () => checkout.write("none/none_test.go", "package none\n"),
    ]) {
      await run(checkout);
      forget();
      expect(await run(checkout)).toMatchObject(upToDate);
      change();
      expect(await run(checkout)).toMatchObject({ ran: all });
    }
  });
});
