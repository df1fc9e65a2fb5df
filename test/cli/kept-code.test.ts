/** What V8 has compiled is kept, and what is kept changes nothing but how long gowsl takes: on a Node without such a cache. */
import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import module from "node:module";
import path from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { Checkout, ended, onExecutable, repository } from "./rig.ts";

/** Tells how many scripts were made, of how many the code was there, and what V8 took of that. */
const preload = `
const fs = require("node:fs");
const vm = require("node:vm");
const seen = { parts: 0, given: 0, rejected: 0 };
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    seen.parts++;
    if (options.cachedData !== undefined) seen.given++;
    if (this.cachedDataRejected) seen.rejected++;
  }
};
process.once("exit", () => fs.writeFileSync(process.env.SEEN, JSON.stringify(seen)));
`;

interface Seen {
  parts: number;
  given: number;
  rejected: number;
}

/** A gowsl whose parts a test may change, and one user of it, in a module without a config. */
class Installed {
  readonly checkout = Checkout.of(undefined);
  readonly gowsl = this.checkout.path("../gowsl");
  readonly code = this.checkout.path("../cache/code");

  constructor() {
    for (const name of ["out", "package.json"]) {
      cpSync(path.join(repository, name), path.join(this.gowsl, name), { recursive: true });
    }
    symlinkSync(path.join(repository, "node_modules"), path.join(this.gowsl, "node_modules"));
    this.checkout.write("../preload.cjs", preload);
    this.checkout.write("go.mod", "module example.com/m\n\ngo 1.21\n");
  }

  async run(
    argv: string[],
    { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> } = {},
  ) {
    const seen = this.checkout.path("../seen");
    const own = [
      "--require",
      this.checkout.path("../preload.cjs"),
      path.join(this.gowsl, "out", "gowsl.cjs"),
    ];
    const result = await ended(
      spawn(process.execPath, [...flags, ...own, ...argv], {
        cwd: this.checkout.folder,
        env: this.checkout.environment({ ...env, SEEN: seen }),
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    return { ...result, seen: JSON.parse(readFileSync(seen, "utf8")) as Seen };
  }

  /** The files of kept code. */
  files(): string[] {
    return existsSync(this.code) ? readdirSync(this.code).map((name) => path.join(this.code, name)) : [];
  }

  /** Puts a text of the same length in the place of another one, in the part that has it. */
  change(from: string, to: string): void {
    expect(to.length).toBe(from.length);
    const parts = path.join(this.gowsl, "out", "parts");
    const files = readdirSync(parts).map((name) => path.join(parts, name));
    const having = files.filter((file) => readFileSync(file, "utf8").includes(from));
    expect(having).toHaveLength(1);
    writeFileSync(having[0]!, readFileSync(having[0]!, "utf8").replace(from, to));
  }
}

/** As if nothing could be kept. */
const plainly = { env: { NODE_DISABLE_COMPILE_CACHE: "1" } };

const ofNode = "enableCompileCache" in module;

describe.skipIf(onExecutable || ofNode)("what V8 has compiled", () => {
  it("is there for the next process, and written once", async () => {
    const installed = new Installed();
    const first = await installed.run(["list"]);
    expect(first).toMatchObject({ code: 0, seen: { given: 0 } });
    const [file = "", ...others] = installed.files();
    expect(others).toEqual([]);
    const bytes = readFileSync(file);
    const second = await installed.run(["list"]);
    expect(second).toEqual({ ...first, seen: { ...first.seen, given: second.seen.parts } });
    expect(second.seen.parts).toBeGreaterThan(30);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    // Other parts are added to those that are there.
    expect(await installed.run(["help"])).toMatchObject({ code: 0, seen: { rejected: 0 } });
    const { seen } = await installed.run(["list"]);
    expect(seen).toEqual(second.seen);
    expect(await installed.run(["list"], plainly)).toEqual({
      ...first,
      seen: { parts: 0, given: 0, rejected: 0 },
    });
  });

  it("is not that of another text of the same length", async () => {
    const installed = new Installed();
    const { seen } = await installed.run(["list"]);
    installed.change("shows the commands", "names the commands");
    const changed = await installed.run(["list"]);
    expect(changed.stderr).toContain("names the commands");
    expect(changed.seen).toEqual({ ...seen, given: seen.parts - 1 });
    expect((await installed.run(["list"])).seen).toEqual({ ...seen, given: seen.parts });
  });

  it("leaves the places in a stack as they are", async () => {
    const installed = new Installed();
    installed.change("terminal.stderr(`\n${source}", "terminal.stdxxx(`\n${source}");
    const plain = await installed.run(["list"], plainly);
    expect(plain.stderr).toMatch(/stdxxx is not a function\n +at .*\.cjs:\d+:\d+\)/);
    for (const given of [0, expect.any(Number) as number]) {
      const { code, stderr, seen } = await installed.run(["list"]);
      expect({ code, stderr, given: seen.given }).toEqual({ code: 70, stderr: plain.stderr, given });
    }
  });

  it("is made anew where it is broken, open to others, or of other flags of V8", async () => {
    const installed = new Installed();
    const good = await installed.run(["list"]);
    const [file = ""] = installed.files();
    const bytes = readFileSync(file);
    const all = { ...good.seen, given: good.seen.parts };
    const renew = async (seen: Seen) => {
      expect(await installed.run(["list"])).toEqual({ ...good, seen });
      expect(readFileSync(file).length).toBeGreaterThan(bytes.length / 2);
    };
    const flipped = Buffer.from(bytes);
    flipped[bytes.indexOf("\n") + 1000]! ^= 1;
    writeFileSync(file, flipped);
    await renew({ ...all, given: all.parts - 1 });
    writeFileSync(file, bytes.subarray(0, 100));
    await renew(good.seen);
    if (process.platform !== "win32") {
      chmodSync(file, 0o666);
      await renew(good.seen);
    }
    await renew(all);
    const otherFlags = { flags: ["--no-opt"] };
    expect((await installed.run(["list"], otherFlags)).seen).toEqual(good.seen);
    const [other = ""] = installed.files().filter((each) => each !== file);
    copyFileSync(file, other);
    expect(await installed.run(["list"], otherFlags)).toEqual({
      ...good,
      seen: { ...all, rejected: all.parts },
    });
    expect(await installed.run(["list"], otherFlags)).toEqual({ ...good, seen: all });
  });

  it("is written again after a day, and only the newest eight stay", async () => {
    const installed = new Installed();
    await installed.run(["list"]);
    const [file = ""] = installed.files();
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(file, yesterday, yesterday);
    for (let index = 0; index < 9; index++) writeFileSync(path.join(installed.code, `${index}`), "");
    await installed.run(["list"]);
    expect(installed.files()).toHaveLength(8);
    expect(statSync(file).mtimeMs).toBeGreaterThan(yesterday.getTime());
  });

  it("is not written by --dry-run, and nobody misses it where nothing can be written", async () => {
    const installed = new Installed();
    expect(await installed.run(["vet", "--dry-run"])).toMatchObject({ code: 0 });
    expect(installed.files()).toEqual([]);
    const nowhere = { env: { GOWSL_CACHE_DIR: installed.checkout.path("go.mod", "cache") } };
    const first = await installed.run(["list"], nowhere);
    expect(first).toMatchObject({ code: 0, seen: { given: 0 } });
    expect(await installed.run(["list"], nowhere)).toEqual(first);
  });
});
