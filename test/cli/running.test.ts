/** Retries, times, terminals and what cleans up, with real processes. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { configured, described, MarkedRun, until } from "./marked-run.ts";
import { repository } from "./rig.ts";

/** Counts its runs in a file, and fails in all but the last of so many. */
const fails = (times: number) => `"echo x >> tries; test $(wc -l < tries) -gt ${times}"`;

described("a task that fails", () => {
  it("is begun again as often as it says; a success says at which attempt it came", async () => {
    const checkout = configured(
      `flaky: sh(${fails(2)}, { retries: 2 }), after: sh("true", { needs: ["flaky"] })`,
    );
    const { code, stderr } = await checkout.run(["after"]);
    expect(code).toBe(0);
    expect(stderr.match(/^flaky: attempt \d of 3: .*$/gm)).toEqual([
      "flaky: attempt 1 of 3: `echo x >> tries; test $(wc -l < tries) -gt 2` ended with exit code 1; it is begun again",
      "flaky: attempt 2 of 3: `echo x >> tries; test $(wc -l < tries) -gt 2` ended with exit code 1; it is begun again",
    ]);
    expect(stderr).not.toContain("error:");
    checkout.remove("tries");
    expect(await checkout.reasons(["after"])).toMatchObject({
      flaky: "ran: declares no inputs and outputs; attempt 3 of 3",
      after: expect.stringMatching(/^ran/),
    });
  });

  it("has failed when the last attempt fails, and is told once", async () => {
    const checkout = configured(`flaky: sh(${fails(9)}, { retries: 1 })`);
    const { code, stderr } = await checkout.run(["flaky"]);
    expect({ code, errors: stderr.match(/^error:/gm) }).toEqual({ code: 1, errors: ["error:"] });
    expect(checkout.read("tries")).toBe("x\nx\n");
  });
});

described("a task that takes too long", () => {
  it("is ended with its whole tree, also where that does not care, and has failed with that reason", async () => {
    const deaf = `trap '' TERM; sleep 300 & sleep 301`;
    const checkout = configured(
      `slow: sh(${JSON.stringify(deaf)}, { timeout: "300ms", finally: ["down"] }), down: sh("touch down")`,
    );
    const run = new MarkedRun(checkout, ["slow"]);
    const { code, stderr } = await run.end();
    expect(await run.left()).toEqual([]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "error: slow: did not end within 0.3 s, and was ended. Give it more time with `timeout`, or find out what it waits for.",
    );
    expect(checkout.exists("down")).toBe(true);
  });
});

described("what cleans up", () => {
  const tasks = `
    waits: sh("echo > up; sleep 300", { finally: ["down"] }),
    down: sh("echo > cleaning; until [ -e go-on ]; do sleep 0.05; done; echo > cleaned")`;

  it("runs after Ctrl-C, and the exit code stays 130", async () => {
    const checkout = configured(tasks);
    checkout.write("go-on", "");
    const run = new MarkedRun(checkout, ["waits"]);
    await until(() => checkout.exists("up"), run.child);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.end();
    expect({ code, cleaned: checkout.exists("cleaned") }).toEqual({ code: 130, cleaned: true });
    expect(stderr).toContain("interrupted; unfinished: waits\n");
  });

  it("is ended by a second Ctrl-C", async () => {
    const checkout = configured(tasks);
    const run = new MarkedRun(checkout, ["waits"]);
    await until(() => checkout.exists("up"), run.child);
    run.child.kill("SIGINT");
    await until(() => checkout.exists("cleaning"), run.child);
    run.child.kill("SIGINT");
    expect((await run.end()).code).toBe(130);
    expect(await run.left()).toEqual([]);
    expect(checkout.exists("cleaned")).toBe(false);
  });
});

described("a task that has the terminal", () => {
  it("reads from it and writes to it; with --json there is none", async () => {
    const asks = `"test -t 0 && test -t 1 && read -r answer && echo \\"got $answer\\" > answer"`;
    const checkout = configured(`asks: sh(${asks}, { interactive: true })`);
    const command = [process.execPath, path.join(repository, "out/gowsl.cjs"), "asks"].join(" ");
    // script(1) of util-linux is a terminal.
    execFileSync("script", ["-qec", command, "/dev/null"], {
      cwd: checkout.folder,
      env: checkout.environment(),
      input: "forty-two\n",
    });
    expect(checkout.read("answer")).toBe("got forty-two\n");
    expect(await checkout.outcomes(["asks"])).toEqual({ asks: "failed" });
  });
});

described("output that is no text", () => {
  /** Every byte there is, among them a zero and what is no UTF-8. */
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  it("reaches stdout byte for byte, of a step alone and of one among others; JSON has the bytes, too", async () => {
    const checkout = configured(
      `binary: sh("cat bytes"), also: sh("true"), both: task({ needs: ["binary", "also"] })`,
    );
    writeFileSync(checkout.path("bytes"), all);
    for (const task of ["binary", "both"]) {
      const child = checkout.start([task]);
      const chunks: Buffer[] = [];
      child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
      await once(child, "close");
      expect(Buffer.concat(chunks).equals(all), task).toBe(true);
    }
    const { events } = await checkout.events(["binary"]);
    const output = events.filter(({ type }) => type === "output").map(({ base64 }) => base64 as string);
    expect(Buffer.concat(output.map((each) => Buffer.from(each, "base64"))).equals(all)).toBe(true);
  });
});

described("a command that opens its output by name", () => {
  const line = "echo one; echo two > /dev/stderr; echo three | tee /dev/stdout";
  const tasks = {
    "a line, behind another": `first: sh("true"), opens: sh("${line}", { needs: ["first"] })`,
    "a line of a function": `opens: task({ run: async ({ $, log }) => {
      const told = await $\`${line}\`;
      if (told.stdout !== "one\\nthree\\nthree\\n" || told.stderr !== "two\\n") throw new Error(JSON.stringify(told));
    } })`,
  };
  it.each(Object.entries(tasks))("finds a pipe there: %s", async (_, written) => {
    const { code, stdout, stderr } = await configured(written).run(["opens"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "one\nthree\nthree\n" });
    expect(stderr).toMatch(/^two$/m);
  });

  it("and leaves what a file has that both streams lead to", async () => {
    const checkout = configured(
      'says: sh("echo one; echo two > /dev/stderr; echo three > /dev/stdout; printf four; exit 3")',
    );
    const into = checkout.path("log");
    const within = (command: string[]) => ["sh", "-c", `"$@" >> ${into} 2>&1`, "sh", ...command];
    writeFileSync(into, "before\n");
    expect((await checkout.run(["says"], { within })).code).toBe(1);
    const text = readFileSync(into, "utf8");
    expect(text).toMatch(/^before\n/);
    for (const word of ["one", "two", "three", "four"]) expect(text).toContain(word);
  });
});

described("a terminal that disappears", () => {
  it("interrupts the run, which cleans up and does not crash", async () => {
    const checkout = configured(
      `waits: sh("echo > up; while :; do echo more; sleep 0.05; done", { finally: ["down"] }), down: sh("echo cleaning; touch cleaned")`,
    );
    const run = new MarkedRun(checkout, ["waits"], {}, (command) => [
      "script",
      "-qec",
      command.join(" "),
      "/dev/null",
    ]);
    await until(() => checkout.exists("up"), run.child);
    // The terminal's other end: what writes to it now gets EIO, and its session a SIGHUP.
    run.child.kill("SIGKILL");
    await run.end();
    while (!checkout.exists("cleaned")) await delay(20);
    expect(await run.left()).toEqual([]);
  });
});

described("a .gowsl that goes away while steps run", () => {
  it("costs what would have been remembered, never the run", async () => {
    const declared = (command: string, output: string) =>
      `sh(${JSON.stringify(`${command}; cp input ${output}`)}, { inputs: ["input"], outputs: [${JSON.stringify(output)}] })`;
    const checkout = configured(
      `gone: ${declared("rm -rf .gowsl", "one")}, blocked: ${declared("rm -rf .gowsl; touch .gowsl", "two")}`,
    );
    checkout.write("input", "text");
    expect(await checkout.outcomes(["gone"])).toEqual({ gone: "ran" });
    const { code, stderr } = await checkout.run(["blocked"]);
    expect({ code, two: checkout.read("two") }).toEqual({ code: 0, two: "text" });
    // As on a read-only file system: nothing can be written there.
    expect(stderr).toContain(
      "blocked: its result was not recorded: a file stands where a folder is needed\n",
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    checkout.remove(".gowsl");
    expect(await checkout.outcomes(["blocked"])).not.toEqual({ blocked: "up-to-date" });
  });
});
