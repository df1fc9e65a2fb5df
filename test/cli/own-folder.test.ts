/**
 * gowsl's own folder is deleted, or can't be written any more, while a command runs: as root permissions say nothing, so
 * root runs gowsl as somebody else. What is damaged there, or in the store, is as good as not there.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout, type RunOptions } from "./rig.ts";

const isRoot = process.getuid?.() === 0;
const nobody = 65534;
/** Of util-linux. */
const canStepDown = spawnSync("setpriv", ["--version"]).status === 0;

/** A checkout with a task that does this to `.gowsl`, of somebody who may not overrule permissions. */
function ruining(line: string): { checkout: Checkout; options: RunOptions } {
  const checkout = Checkout.of(undefined);
  checkout.write("in", "1");
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, sh } from "gowsl";
export default defineConfig({ tasks: {
  made: sh("${line} && cp in out", { inputs: ["in"], outputs: ["out"] }),
} });
`,
  );
  if (!isRoot) return { checkout, options: {} };
  const base = path.dirname(checkout.folder);
  for (const name of ["", ...readdirSync(base, { recursive: true, encoding: "utf8" })]) {
    chownSync(path.join(base, name), nobody, nobody);
  }
  chmodSync(base, 0o755);
  const words = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  return { checkout, options: { within: (command) => [...words, ...command] } };
}

describe.skipIf(process.platform === "win32" || (isRoot && !canStepDown))("gowsl's own folder", () => {
  it("that is deleted while a command runs is made anew", async () => {
    const { checkout, options } = ruining("rm -r .gowsl");
    expect(await checkout.outcomes(["made"], options)).toEqual({ made: "ran" });
    expect(checkout.read("out")).toBe("1");
    expect(await checkout.outcomes(["made"], options)).toEqual({ made: "up-to-date" });
  });

  it("that can't be written any more costs the record, and then nothing is up to date", async () => {
    const { checkout, options } = ruining("chmod -R a-w .gowsl");
    const { code, stderr } = await checkout.run(["made"], options);
    expect({ code, out: checkout.read("out") }).toEqual({ code: 0, out: "1" });
    expect(stderr).toContain("made: its result was not recorded: permission denied\n");
    // What is there can't be put away, so the command can't begin: in one sentence, and out is as it was.
    const again = await checkout.run(["made"], options);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toMatch(/^error: .*permission denied/m);
    expect(checkout.read("out")).toBe("1");
    checkout.tool("chmod", ["-R", "u+w", ".gowsl"]);
    expect(await checkout.outcomes(["made"], options)).toEqual({ made: "ran" });
  });
});

describe("what gowsl has kept", () => {
  /** Right JSON stays right JSON. */
  const damages: ((text: string) => string)[] = [
    (text) => text.replace(/(?<=":)"[^"]*"/g, "[[]]"),
    (text) => text.replace(/(?<=":)\[[^\]]+\]/g, "[]"),
    (text) => text.replace(/(?<=[:,[])\d+(?=[,\]}])/g, '"7"'),
    () => "null",
  ];

  it("is as good as not there where it is damaged, in whatever form that is", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("in", "1");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, sh, task } from "gowsl";
export default defineConfig({ tasks: {
  both: task({ needs: ["build", "made"] }),
  made: sh("cat in > out", { inputs: ["in"], outputs: ["out"] }),
} });
`,
    );
    const first = { "build linux/amd64 greet": "built", made: "ran" };
    expect(await checkout.outcomes(["both"])).toEqual(first);
    for (const turn of [0, 2]) {
      for (const folder of [".gowsl", "../cache/store"]) {
        const names = readdirSync(checkout.path(folder), { recursive: true, encoding: "utf8" });
        // Blobs are no JSON.
        for (const [index, name] of names.filter((each) => /\.(json|answer)$/.test(each)).entries()) {
          const file = checkout.path(folder, name);
          const damage = damages[(turn + index) % damages.length]!;
          writeFileSync(file, damage(readFileSync(file, "latin1")), "latin1");
        }
      }
      expect(await checkout.outcomes(["both"])).toEqual(first);
    }
    const run = checkout.read(".gowsl/last-run.ndjson");
    checkout.write(".gowsl/last-run.ndjson", damages[0]!(run));
    expect((await checkout.run(["report"])).stderr).toContain("there is no run to tell of");
  });
});
