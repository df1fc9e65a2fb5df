/**
 * The live view on a real terminal, whose screen is read back: it fills in, follows the size of the window, and is gone
 * when the run ends, however it ends. Children wait for files, so that the screen stands still while it is looked at.
 */
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";
import { hasTmux, Terminal } from "./terminal.ts";

const waits = (name: string) => `echo > ${name}.up; until [ -e ${name}.go ]; do sleep 0.05; done`;

function configured(tasks: Record<string, string>): Checkout {
  const checkout = Checkout.of(undefined);
  const lines = Object.entries(tasks).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, sh, task } from "gowsl";\nexport default defineConfig({ tasks: { ${lines.join(", ")} } });\n`,
  );
  return checkout;
}

const sh = (line: string, ...needs: string[]) =>
  `sh(${JSON.stringify(line)}, { needs: ${JSON.stringify(needs)} })`;
const bar = /^\[[=> ]+\] \d+ of \d+ {2}/;

describe.skipIf(!hasTmux)("a live view (needs tmux)", () => {
  it("shows what runs, follows the window, and leaves only lines behind", async () => {
    const checkout = configured({
      quick: sh("echo quick-output"),
      one: sh(waits("one"), "quick"),
      测试: sh("bash fails.sh", "quick"),
      last: sh("echo last-output", "one"),
      all: `task({ needs: ["last", "测试"] })`,
    });
    checkout.write("fails.sh", `${waits("two")}; echo why it failed; exit 3`);
    const terminal = new Terminal(checkout, 20, 12);
    terminal.gowsl("run all last -k -j 4");
    await terminal.shows(/^ {2}one +\d\.\d s$/);
    await terminal.shows(/^ {2}测试 +\d\.\d s$/);
    await terminal.shows(/^1 of 4 {2}|^1\/4 /);
    terminal.resize(90, 20);
    const shown = await terminal.shows(bar);
    expect(shown.slice(0, -1)).toEqual([
      expect.stringMatching(/^quick ran in /),
      expect.stringMatching(/^ {2}(one |测试) +\d\.\d s {2}declares no inputs and outputs$/),
      expect.stringMatching(/^ {2}(one |测试) +\d\.\d s {2}declares no inputs and outputs$/),
    ]);
    // Nothing of the narrow view is left, also not above the screen.
    expect(terminal.all().filter((line) => / of 4 |\d\/4 /.test(line))).toHaveLength(1);

    checkout.write("two.go", "");
    await terminal.shows(/^测试 failed in /);
    await terminal.shows(/1 failed$/);
    checkout.write("one.go", "");
    await terminal.shows(/^ended with 1$/);
    const left = terminal.all().filter((line) => line !== "" && !/^[$#]/.test(line));
    expect(left.map((line) => line.replace(/\d+ ms|\d\.\d s/g, "T").replace(/ {2,}/g, "  "))).toEqual([
      "quick ran in T",
      "测试 failed in T",
      "one ran in T",
      // It was asked for by name; the others keep theirs to themselves.
      "last",
      "last-output",
      "last ran in T",
      "测试",
      "why it failed",
      "error: 测试: `bash fails.sh` ended with exit code 3",
      "step  outcome  time  reason",
      "quick  ran  T",
      "one  ran  T",
      "last  ran  T",
      "测试  failed  T  `bash fails.sh` ended with exit code 3",
      "all  skipped  needs 测试, which failed",
      "quick, one, last: declares no inputs and outputs",
      "3 ran, 1 failed, 1 skipped in T",
      "ended with 1",
    ]);
  });

  it("is gone after Ctrl-C, and leaves the cursor seen even when gowsl is killed", async () => {
    const checkout = configured({ one: sh(waits("one")), two: sh(waits("two")) });
    const terminal = new Terminal(checkout, 60, 15);
    terminal.gowsl("run one two -j 4");
    await terminal.shows(bar);
    terminal.keys("C-c");
    const screen = await terminal.shows(/^ended with 130$/);
    expect(screen.filter((line) => bar.test(line))).toEqual([]);
    expect(screen).toContainEqual(expect.stringMatching(/^interrupted; unfinished: /));

    terminal.gowsl("run one two -j 4");
    await terminal.shows(bar);
    // The view becomes as narrow as the window; what the terminal has moved out of reach meanwhile stays.
    terminal.resize(20, 15);
    await terminal.shows(/^0 of 2 {2}\S+ s$/);
    terminal.kill();
    await terminal.shows(/^ended with 137$/);
    expect(terminal.cursor()).toBe("1");
  });

  it("gives way where nobody looks, and to the modes of --output", async () => {
    const checkout = configured({
      one: sh("echo one 1; echo one 2", "two"),
      two: sh("printf two"),
      waits: sh(`${waits("up")}; echo heard`),
    });
    const dumb = new Terminal(checkout, 60, 15);
    dumb.gowsl("one --output=prefixed", "TERM=dumb");
    const screen = await dumb.shows(/^ended with 0$/);
    expect(screen.slice(0, 7).map((line) => line.replace(/\d+ ms/, "T"))).toEqual([
      "two: declares no inputs and outputs",
      "two | two",
      "two ran in T",
      "one: runs",
      "one | one 1",
      "one | one 2",
      "one ran in T",
    ]);

    // A step alone streams below its own view, and stdout that leads elsewhere has its bytes only.
    const terminal = new Terminal(checkout, 60, 15);
    terminal.gowsl("waits > heard");
    await terminal.shows(/^\[.*\] 0 of 1 /);
    checkout.write("up.go", "");
    await terminal.shows(/^ended with 0$/);
    expect(checkout.read("heard")).toBe("heard\n");
    // Not above the screen either, where it stood at the very top.
    expect(terminal.all().filter((line) => bar.test(line))).toEqual([]);

    for (const [argv, stdout] of [
      [["one", "--output", "none"], ""],
      [["one", "--output=failed"], ""],
      [["one"], "two\none 1\none 2\n"],
    ] as const) {
      expect((await checkout.run([...argv])).stdout).toBe(stdout);
    }
    const refused = await checkout.run(["one"], { env: { GOWSL_OUTPUT: "prefix" } });
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 2,
      stderr: 'error: GOWSL_OUTPUT: there is no mode "prefix". Did you mean "prefixed"?\n',
    });
  });
});
