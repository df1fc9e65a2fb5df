/**
 * Ctrl-C, SIGTERM and failures while others run: the whole tree ends, nothing half is left, and the next
 * run goes on.
 */
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { configured, described, MarkedRun, until } from "./marked-run.ts";
import { both, Checkout, script } from "./rig.ts";

function filesBelow(checkout: Checkout, folder: string): string[] {
  if (!checkout.exists(folder)) return [];
  const entries = readdirSync(checkout.path(folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

const stubborn = `trap "" TERM; echo > up; while :; do sleep 0.1; done`;
const matrix = "linux/amd64,linux/arm64,windows/amd64,darwin/arm64";

described("Ctrl-C while compilers and a task with a grandchild run", () => {
  it("ends the whole tree with 130, names what was unfinished, and leaves nothing half", async () => {
    const checkout = configured(
      `build: go.build({ packages: ["./cmd/..."], needs: ["wait"] }),
       wait: sh("true"),
       sleep: sh("sh -c 'sleep 300 & sleep 300'")`,
      "greeting",
    );
    checkout.write(
      "gowsl.config.ts",
      checkout
        .read("gowsl.config.ts")
        .replace("tasks:", `targets: ${JSON.stringify(matrix.split(","))}, tasks:`),
    );
    const run = new MarkedRun(checkout, ["run", "sleep", "cross", "--jobs", "8"], {
      GOCACHE: checkout.path("../empty-go-build"),
    });
    await run.running(/^sleep 300$/, 2);
    await run.running(/\/compile /);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.end();
    expect(await run.left()).toEqual([]);
    expect(code).toBe(130);
    const [unfinished = ""] = /^interrupted; unfinished: .*$/m.exec(stderr) ?? [];
    for (const step of ["sleep", ...matrix.split(",").map((target) => `cross ${target}`)]) {
      expect(unfinished).toContain(step);
    }
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain("error:");
    expect(filesBelow(checkout, "dist")).toEqual([]);
    expect(filesBelow(checkout, ".gowsl/tmp")).toEqual([]);
    expect(readdirSync(checkout.path(".gowsl/tmp"))).toEqual([]);

    const again = await checkout.outcomes(["cross", "linux/amd64"]);
    expect(again).toMatchObject({ "cross linux/amd64 greet": "built" });
    expect(checkout.tool(checkout.path("dist/linux_amd64/greet"), ["you"])).toContain("you");
  });

  it("a gowsl that was killed leaves nothing that disturbs the next run", async () => {
    const checkout = configured(`build: go.build({ packages: ["./cmd/..."] })`, "greeting");
    const run = new MarkedRun(checkout, ["build"], { GOCACHE: checkout.path("../empty-go-build") });
    await run.running(/\/compile /);
    expect(readdirSync(checkout.path(".gowsl/tmp"))).toEqual([expect.stringContaining(`-${run.child.pid}-`)]);
    run.child.kill("SIGKILL");
    await run.end();
    expect(await run.left()).toEqual([]);
    expect(filesBelow(checkout, "bin")).toEqual([]);
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(readdirSync(checkout.path(".gowsl/tmp"))).toEqual([]);
  });
});

described("kill -9", () => {
  it("of gowsl ends children and grandchildren, also those that ignore SIGTERM; a session of its own is out of reach", async () => {
    const deaf = `trap '' TERM; sleep 301 & setsid sleep 302 & echo > up; sleep 303`;
    const checkout = configured(
      `deaf: sh(${JSON.stringify(deaf)}), argv: sh("sleep 304"), both: task({ needs: ["deaf", "argv", "asks"] }),
       asks: task({ run: async ({ $ }) => { await $\`sleep 305 & sleep 306\`; } })`,
    );
    const run = new MarkedRun(checkout, ["both", "--jobs", "4"]);
    await run.running(/^sleep 30\d$/, 6);
    run.child.kill("SIGKILL");
    await run.end();
    while (run.tree().length > 1) await delay(20);
    expect(run.tree().map(({ command }) => command)).toEqual(["sleep 302"]);
  });
});

described("signals", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends a running task with 130", async (signal) => {
    const checkout = configured(`wait: sh("sleep 300"), later: sh("true", { needs: ["wait"] })`);
    const run = new MarkedRun(checkout, ["later", "--json"]);
    await run.running(/^sleep 300$/);
    run.child.kill(signal);
    const { code, stdout } = await run.end();
    expect(await run.left()).toEqual([]);
    expect(code).toBe(130);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.at(-1)).toMatchObject({
      type: "run-finished",
      exitCode: 130,
      unfinished: ["wait", "later"],
      results: [
        { step: "wait", outcome: "cancelled" },
        { step: "later", outcome: "cancelled" },
      ],
    });
  });

  it("a task that ignores SIGTERM is killed", async () => {
    const checkout = configured(`stubborn: sh(${JSON.stringify(stubborn)})`);
    const run = new MarkedRun(checkout, ["stubborn"]);
    await until(() => checkout.exists("up"), run.child);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.end();
    expect(await run.left()).toEqual([]);
    expect({ code, stderr }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("interrupted; unfinished: stubborn"),
    });
  });

  it("a child gets time to clean up after the first Ctrl-C, and none after the second", async () => {
    const polite = (seconds: number) =>
      `trap "echo > asked; sleep ${seconds}; echo > cleaned; exit" TERM; echo > up; while :; do sleep 0.1; done`;
    for (const [seconds, signals, cleaned] of [
      [0.2, 1, true],
      [1.2, 2, false],
    ] as const) {
      const checkout = configured(`polite: sh(${JSON.stringify(polite(seconds))})`);
      const run = new MarkedRun(checkout, ["polite"]);
      await until(() => checkout.exists("up"), run.child);
      run.child.kill("SIGINT");
      await until(() => checkout.exists("asked"), run.child);
      if (signals === 2) run.child.kill("SIGINT");
      expect((await run.end()).code).toBe(130);
      expect(await run.left()).toEqual([]);
      expect(checkout.exists("cleaned")).toBe(cleaned);
    }
  });

  it("a function of the config that only waits does not hold gowsl", both, async () => {
    const checkout = configured(
      `wait: task({ run: async ({ log }) => { log("waiting"); await new Promise((done) => setTimeout(done, 300_000)); } })`,
    );
    const run = new MarkedRun(checkout, ["wait"]);
    let shown = "";
    run.child.stdout!.on("data", (text: string) => (shown += text));
    await until(() => shown.includes("waiting"), run.child);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.end();
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted; unfinished: wait");
  });

  it("a command of a function is ended, and the function does not go on", async () => {
    const checkout = configured(
      `wait: task({ run: async ({ $ }) => { try { await $\`sleep 300\`; } finally { await $\`touch went-on\`; } } })`,
    );
    const run = new MarkedRun(checkout, ["wait"]);
    await run.running(/^sleep 300$/);
    run.child.kill("SIGINT");
    expect((await run.end()).code).toBe(130);
    expect(await run.left()).toEqual([]);
    expect(checkout.exists("went-on")).toBe(false);
  });

  it("a Ctrl-C before the first step ends what go asks meanwhile", async () => {
    const checkout = Checkout.of("greeting");
    script(checkout, "slow-cc", "#!/bin/sh\nsleep 300\n");
    const run = new MarkedRun(checkout, ["build"], { CC: checkout.path("slow-cc"), CGO_ENABLED: "1" });
    await run.running(/^sleep 300$/);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.end();
    expect(await run.left()).toEqual([]);
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ["SIGINT of the terminal, which it gets itself", "SIGINT", 42],
    ["SIGTERM, which is handed on", "SIGTERM", 43],
  ] as const)(
    "the program of `gowsl exec` has its own way and exit code with %s",
    async (_, signal, code) => {
      const checkout = Checkout.of(undefined);
      script(
        checkout,
        "waits",
        `#!/bin/sh\ntrap "sleep 0.3; exit 42" INT\ntrap "exit 43" TERM\necho > up\nwhile :; do sleep 0.1; done\n`,
      );
      const run = new MarkedRun(checkout, ["exec", "--", "./waits"]);
      await until(() => checkout.exists("up"), run.child);
      // A terminal sends Ctrl-C to all that are in front.
      run.child.kill(signal);
      if (signal === "SIGINT") run.signalTree(signal);
      expect((await run.end()).code).toBe(code);
      expect(await run.left()).toEqual([]);
    },
  );
});

described("a failure beside a running step", () => {
  const failing = `fails: sh("until [ -e up ]; do sleep 0.05; done; exit 3")`;

  it("ends the other, which is reported as cancelled", async () => {
    const checkout = configured(`sleeps: sh("echo > up; sleep 300"), ${failing}`);
    const run = new MarkedRun(checkout, ["run", "sleeps", "fails", "--json"]);
    const { code, stdout } = await run.end();
    expect(await run.left()).toEqual([]);
    expect(code).toBe(1);
    const last = JSON.parse(stdout.trim().split("\n").at(-1)!) as { results: { step: string }[] };
    expect(last.results.toSorted((one, other) => (one.step < other.step ? -1 : 1))).toMatchObject([
      { step: "fails", outcome: "failed" },
      { step: "sleeps", outcome: "cancelled" },
    ]);
  });

  it("with --keep-going the other goes on, and only what needs the failed one is skipped", async () => {
    const checkout = configured(
      `goes: sh("echo > up; until [ -e seen ]; do sleep 0.05; done"),
       needing: sh("true", { needs: ["fails"] }),
       after: sh("touch seen", { needs: ["waits"] }),
       waits: sh("until [ -e up ]; do sleep 0.05; done"),
       ${failing}`,
    );
    const outcomes = await checkout.outcomes([
      "run",
      "goes",
      "needing",
      "after",
      "--keep-going",
      "--jobs",
      "4",
    ]);
    expect(outcomes).toEqual({
      goes: "ran",
      fails: "failed",
      needing: "skipped",
      waits: "ran",
      after: "ran",
    });
  });

  it("a step that somebody else kills has failed: that is no success and no Ctrl-C", async () => {
    const checkout = configured(
      `argv: sh("./dies"), bash: sh("echo; kill -KILL $$"), run: task({ run: ({ $ }) => $\`kill -KILL $$\` }),
       needing: sh("true", { needs: ["argv"] })`.replaceAll("run: task", "function: task"),
    );
    script(checkout, "dies", "#!/bin/sh\nkill -KILL $$\n");
    for (const task of ["argv", "bash", "function"]) {
      const { code, stderr } = await checkout.run([task]);
      expect({ task, code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(new RegExp(`^error: ${task}: .*SIGKILL`, "m")),
      });
    }
    expect(await checkout.outcomes(["needing"])).toEqual({ argv: "failed", needing: "skipped" });
  });
});

described("a daemon that holds the pipe of its step", () => {
  it("does not hold gowsl", async () => {
    const checkout = configured(`bash: sh("sleep 300 & echo started"), argv: sh("./daemon")`);
    script(checkout, "daemon", "#!/bin/sh\nsleep 300 &\necho started\n");
    for (const task of ["bash", "argv"]) {
      const run = new MarkedRun(checkout, [task]);
      const { code, stdout } = await run.end();
      expect({ task, code, stdout }).toEqual({ task, code: 0, stdout: "started\n" });
      expect(run.tree().map(({ command }) => command)).toEqual(["sleep 300"]);
    }
  });
});
