/**
 * Declared commands through the real binary: kept results, the fast answer, why, clean, and what git knows. How
 * each step of it works is told in test/unit/run/task-step.test.ts.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { newRunName } from "../../lib/host/run-name.ts";
import { sealed, unsealed } from "../../lib/host/sealed.ts";
import { Checkout, ended, type RunOptions } from "./rig.ts";

/** A folder with a config of these tasks, which says when it is evaluated. */
function withTasks(checkout: Checkout, ...lines: string[]): Checkout {
  const words = "command, defineConfig, env, go, ignored, outputsOf, serial, sh, task";
  const text = `import { ${words} } from "gowsl";\nconsole.error("evaluated");\n`;
  checkout.write(
    "gowsl.config.ts",
    `${text}export default defineConfig({ tasks: {\n${lines.join("\n")}\n} });\n`,
  );
  return checkout;
}

/** Outcomes with reasons, what was printed (`>` again), and whether the full road was taken. */
async function story(checkout: Checkout, argv: string[], options: RunOptions = {}) {
  const { code, stderr, events, results } = await checkout.events(argv, options);
  const printed = events.flatMap(({ type, text, replayed }) =>
    type === "output" ? `${replayed === true ? ">" : ""}${(text as string).trimEnd()}` : [],
  );
  return {
    code,
    results: Object.fromEntries(results.map(({ step, outcome, reason }) => [step, `${outcome}: ${reason}`])),
    printed,
    evaluated: stderr.includes("evaluated"),
  };
}

describe("declared commands", () => {
  const tasks = [
    `generate: sh("mkdir -p gen && cat api/*.yaml > gen/all && echo made", { inputs: ["api/*.yaml", env("MODE")], outputs: ["gen"] }),`,
    `lint: sh("grep -c a gen/all >&2", { needs: ["generate"], inputs: [outputsOf("generate")], outputs: [] }),`,
    `silent: sh("echo here"),`,
    `both: task({ needs: ["lint"] }),`,
  ];

  it("run once, are answered from stats, and come back in another checkout", async () => {
    const checkout = withTasks(Checkout.of(undefined), ...tasks);
    checkout.write("api/a.yaml", "a\n");
    const upToDate = { generate: "up-to-date: no input changed", lint: "up-to-date: no input changed" };

    expect(await story(checkout, ["both"])).toEqual({
      code: 0,
      results: { generate: "ran: first time here", lint: "ran: first time here" },
      printed: ["made", "1"],
      evaluated: true,
    });
    const again = { code: 0, results: upToDate, printed: [">1"], evaluated: false };
    expect(await story(checkout, ["both"])).toEqual(again);

    // Each is seen by the fast answer; the same content as before is the result of before.
    checkout.write("api/b.yaml", "");
    expect((await story(checkout, ["both"])).results).toEqual({
      generate: "ran: api/b.yaml is new",
      lint: "up-to-date: no input changed",
    });
    expect(await story(checkout, ["both"])).toEqual(again);
    expect((await story(checkout, ["both"], { env: { MODE: "x" } })).results).toMatchObject({
      generate: "ran: variable MODE is set now",
    });
    checkout.remove("gen/all");
    expect((await story(checkout, ["both"])).results).toEqual({
      generate: "restored: ran before; variable MODE is not set now",
      lint: "up-to-date: no input changed",
    });

    const other = withTasks(checkout.sibling(undefined, "other"), ...tasks);
    other.write("api/a.yaml", "a\n");
    const { stdout, stderr } = await other.run(["both"]);
    expect(stdout).toBe("made\n");
    expect(stderr).toContain("generate: printed by an earlier run:\n");
    expect(stderr).toMatch(/^generate +restored +.* ran before$/m);
    expect(other.read("gen/all")).toBe("a\n");
  });

  it("are explained, planned, compared and cleaned", async () => {
    const checkout = withTasks(Checkout.of(undefined), ...tasks);
    checkout.write("api/a.yaml", "a\n");
    const why = async (...words: string[]) => (await checkout.run(["why", ...words])).stdout;
    expect(await why("generate")).toBe("generate: would run: first time here\n");
    await checkout.run(["both"]);
    const keyOf = async () => /\(key (\w+)/.exec(await why("generate", "--verbose"))![1]!;
    const before = await keyOf();
    checkout.append("api/a.yaml", "b\n");
    expect(await why("both")).toBe(
      "generate: would run\ngenerate: api/a.yaml changed\n" +
        "lint: is up to date: no input changed\nlint: generate would run first, and may change what it reads\n",
    );
    expect(await why("silent")).toBe(
      "silent: runs every time: declares no inputs and outputs; add both to have it cached\n",
    );
    expect(checkout.read("gen/all")).toBe("a\n");
    await checkout.run(["both"]);
    expect(await why("--diff", before, await keyOf())).toBe("api/a.yaml changed\n");
    expect((await checkout.run(["both", "--dry-run"])).stdout).toMatch(
      /^generate\n(?: {2}.*\n)*? {2}reads api\/\*\.yaml, \$MODE\n {2}writes gen\n\nlint\n(?: {2}.*\n)*? {2}reads outputs of generate\n {2}writes nothing$/m,
    );

    checkout.write("gen/mine", "");
    expect((await checkout.run(["clean"])).stderr).toContain("removed gen/all\n");
    expect([checkout.exists("gen/all"), checkout.exists("gen/mine")]).toEqual([false, true]);
    expect((await story(checkout, ["generate"])).results).toEqual({
      generate: "restored: ran before",
    });
    // What is made and committed belongs to the sources.
    const git = (...argv: string[]) => execFileSync("git", argv, { cwd: checkout.folder });
    git("init", "-q");
    git("add", "-f", "gen/all");
    expect((await checkout.run(["clean"])).stderr).toContain("kept gen/all: it is in git\n");
    git("rm", "-q", "--cached", "gen/all");
    checkout.append("gen/all", "edited\n");
    expect((await checkout.run(["clean"])).stderr).toContain(
      "kept gen/all: it was changed by somebody else\n",
    );
    expect(checkout.exists("gen/all")).toBe(true);
  });

  it("that gowsl was killed in are not done", async () => {
    const checkout = withTasks(
      Checkout.of(undefined),
      `slow: sh("echo half > out && echo begun && if [ -e wait ]; then exec sleep 60; fi; echo whole > out", { inputs: ["in"], outputs: ["out"] }),`,
    );
    checkout.write("in", "1");
    expect((await story(checkout, ["slow"])).results).toEqual({ slow: "ran: first time here" });
    checkout.write("in", "2");
    checkout.write("wait", "");
    const child = checkout.start(["slow"]);
    await once(child.stdout!, "data");
    child.kill("SIGKILL");
    await ended(child);
    checkout.remove("wait");
    const { stderr } = await checkout.run(["clean"]);
    expect(stderr).toContain(
      "the last run of slow has not ended: what it left stays until slow runs again\n",
    );
    expect((await story(checkout, ["slow"])).results).toEqual({ slow: "ran: in changed" });
    expect(checkout.read("out")).toBe("whole\n");
  });

  it("that were being restored when gowsl was killed are not answered for", async () => {
    const checkout = withTasks(
      Checkout.of(undefined),
      `copies: sh("mkdir -p out && cp in out/first", { inputs: ["in"], outputs: ["out/*"] }),`,
    );
    checkout.write("in", "1");
    const pid = await new Promise<number>((resolve) => {
      const child = checkout.start(["copies"]);
      child.once("exit", () => resolve(child.pid!));
    });
    // What is left of bringing back another state that has one more file.
    const [name = ""] = readdirSync(checkout.path(".gowsl/tasks"));
    const record = JSON.parse(unsealed(checkout.read(`.gowsl/tasks/${name}`))!) as object;
    const begun = { run: newRunName().replace(`-${process.pid}-`, `-${pid}-`), found: [] };
    checkout.write(`.gowsl/tasks/${name}`, sealed(JSON.stringify({ ...record, state: "stale", begun })));
    checkout.write("out/second", "2");
    await checkout.run(["copies"]);
    expect(readdirSync(checkout.path("out"))).toEqual(["first"]);
  });

  it("ask a tool again behind a command that may have changed it", async () => {
    const checkout = withTasks(
      Checkout.of(undefined),
      `early: sh("true", { inputs: [command("sh tool")], outputs: [] }),`,
      `install: sh("echo 'echo new' > tool", { inputs: ["version"], outputs: ["tool"] }),`,
      `uses: sh("sh tool > out", { inputs: [command("sh tool")], outputs: ["out"] }),`,
      `itself: sh("echo 'echo newest' > tool && sh tool > own", { inputs: [command("sh tool")], outputs: ["own"] }),`,
      `all: task({ needs: serial("early", "install", "uses") }),`,
    );
    checkout.write("tool", "echo old");
    checkout.write("version", "2");
    await checkout.run(["all"]);
    checkout.write("tool", "echo old");
    expect((await story(checkout, ["uses"])).results).toEqual({
      uses: expect.stringMatching(/^ran: sh tool changed from new to old/),
    });
    expect((await story(checkout, ["itself"])).results).toEqual({
      itself: "ran: first time here; not recorded: sh tool changed from old to newest while it ran",
    });
  });

  it("ask a tool once for all steps where no command runs, and git what it has though it is ignored", async () => {
    const checkout = withTasks(
      Checkout.of(undefined),
      `one: sh("true", { inputs: ["**/*.txt", command("sh tool --version")], outputs: [] }),`,
      `two: sh("true", { inputs: [command("sh tool --version"), ignored("b.log")], outputs: [] }),`,
    );
    checkout.write("tool", "echo asked >> asked; cat version");
    checkout.write("version", "tool 1\nmore\n");
    checkout.write(".gitignore", "cache/\n*.log\n");
    for (const file of ["cache/a.txt", "cache/b.txt", "b.log"]) checkout.write(file, "1");
    checkout.tool("git", ["init", "--quiet"]);
    checkout.tool("git", ["add", "--force", "cache/a.txt"]);
    await checkout.run(["one", "two"]);
    const asked = () => checkout.read("asked").trim().split("\n").length;
    const before = asked();
    const changes = async () => (await story(checkout, ["one", "two"])).results;
    const upToDate = "up-to-date: no input changed";
    expect(await changes()).toEqual({ one: upToDate, two: upToDate });
    expect(asked() - before, "for the steps, and for an answer to be kept").toBe(2);
    checkout.write("version", "tool 1\nother\n");
    checkout.write("cache/b.txt", "2");
    expect(await changes()).toEqual({ one: upToDate, two: upToDate });
    checkout.write("cache/a.txt", "2");
    checkout.write("b.log", "2");
    expect(await changes()).toEqual({ one: "ran: cache/a.txt changed", two: "ran: b.log changed" });
    checkout.write("version", "tool 2\n");
    const reason = "ran: sh tool --version changed from tool 1 to tool 2";
    expect(await changes()).toEqual({ one: reason, two: reason });
  });
});

describe("checks of Go", () => {
  it("are kept with all that they read: tests, and files for other systems", async () => {
    const checkout = Checkout.of("greeting");
    const outcome = async (...argv: string[]) => Object.values((await story(checkout, argv)).results).join();
    expect(await outcome("vet")).toBe("ran: first time here");
    expect(await outcome("vet")).toBe("up-to-date: no input changed");
    checkout.write("cmd/greet/other_plan9.go", "package main\n");
    expect(await outcome("vet")).toMatch(/^ran: .*cmd\/greet\/other_plan9\.go is new/);
    expect(await outcome("fmt", "--check")).toBe("ran: first time here");
    expect(await outcome("fmt", "--check")).toBe("up-to-date: no input changed");
    checkout.write("cmd/greet/main_test.go", "package main\n\nfunc  ugly() {}\n");
    expect(await outcome("fmt", "--check")).toMatch(/^failed: files are not formatted/);
    checkout.write("cmd/greet/main_test.go", "package main\n");
    expect(await outcome("fmt", "--check")).toBe("ran: cmd/greet/main_test.go is new");
    expect(await outcome("vet")).toMatch(/^ran: .*cmd\/greet\/main_test\.go is new/);
    checkout.remove("cmd/greet/main_test.go");
    expect(await outcome("vet")).toMatch(/^restored: /);
  });
});

describe("checks of what is formatted", () => {
  it("read what each of them names, also where several work in one folder", async () => {
    const checkout = withTasks(
      Checkout.of("greeting"),
      `first: go.fmt({ check: true, packages: ["./internal/..."] }),`,
      `second: go.fmt({ check: true, packages: ["./cmd/..."] }),`,
      `both: task({ needs: ["first", "second"] }),`,
    );
    checkout.write("internal/words/ugly.go", "package words\n\nvar   ugly = 1\n");
    const { code, results } = await story(checkout, ["both", "--keep-going"]);
    expect(code).toBe(1);
    expect(results).toMatchObject({
      first: expect.stringMatching(/^failed: files are not formatted/),
      second: "ran: first time here",
    });
    expect((await story(checkout, ["first"])).code).toBe(1);
  });
});

describe("a Go build behind a declared command", () => {
  it("keeps its fast answer, and is not rebuilt for the same generated content", async () => {
    const checkout = withTasks(
      Checkout.of("greeting"),
      `generate: sh("mkdir -p cmd/greet && (echo package main; cat words) > cmd/greet/generated.go", { inputs: ["words", "more"], outputs: ["cmd/greet/generated.go"] }),`,
      `build: go.build({ needs: ["generate"] }),`,
    );
    checkout.write("words", "const generated = 1\n");
    checkout.write("more", "1");
    const results = async () => {
      const { results: found, evaluated } = await story(checkout, ["build"]);
      return [...Object.values(found), evaluated ? "evaluated" : "fast"];
    };
    const upToDate = "up-to-date: no input changed";
    expect(await results()).toEqual(["ran: first time here", "built: first time here", "evaluated"]);
    expect(await results()).toEqual([upToDate, upToDate, "fast"]);
    checkout.write("more", "2");
    expect(await results()).toEqual(["ran: more changed", upToDate, "evaluated"]);
    expect(await results()).toEqual([upToDate, upToDate, "fast"]);
    checkout.write("words", "const generated = 2\n");
    expect((await results())[1]).toMatch(/^built: .*cmd\/greet\/generated\.go changed/);
    checkout.write("words", "const generated = 1\n");
    expect((await results())[0]).toBe("restored: ran before; words changed");
  });
});
