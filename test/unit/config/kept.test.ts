/** What makes a kept config void: one line for each thing on which it rests. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { findKept, keepConfig, type Keeping } from "../../../lib/config/kept.ts";
import type { Config } from "../../../lib/model/task.ts";

let root: string;
let keeping: Keeping;

/** Long before: what is written while a config is evaluated is not kept. */
const old = new Date("2020-01-01T00:00:00Z");

function write(name: string, text: string): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, old, old);
  return file;
}

const config = () => path.join(root, "gowsl.config.ts");
const value = { tasks: { a: { kind: "shell", command: "x" } } };
const text = `import { a } from "./tasks/a.ts";
import { words } from "./words";
import path from "node:path";
export default { tasks: { a }, env: process.env.MODE };`;

function sources(): string[] {
  return [config(), path.join(root, "tasks/a.ts"), path.join(root, "words/index.js")];
}

const none = () => Promise.reject(new Error("not to be evaluated"));
const find = (by: Partial<Keeping> = {}) => findKept({ ...keeping, ...by }, config(), none);
const keep = (
  what: unknown = value,
  { before = readFileSync(config(), "utf8"), startedMs = Date.now() + 60_000, all = sources() } = {},
) => {
  const files = all.map((file) => path.resolve(root, file));
  return keepConfig(keeping, config(), { config: what as Config, sources: files }, { before, startedMs });
};
const keptFiles = () => readdirSync(keeping.folder).map((name) => path.join(keeping.folder, name));

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-kept-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  keeping = {
    folder: path.join(root, ".cache/configs"),
    owner: "gowsl 1.0.0 on linux",
    platform: "linux",
    environment: { MODE: "dev", OTHER: "1" },
    cwd: root,
  };
  write("gowsl.config.ts", text);
  write("tasks/a.ts", `export const a = {};`);
  write("words/index.js", `export const words = [];`);
  write("package.json", `{ "type": "module" }`);
});

describe("a kept config", () => {
  it("holds while nothing changes, and is for nobody else to read", async () => {
    expect(find()).toBeUndefined();
    await keep();
    expect(find()).toEqual({ config: value, sources: sources(), variables: ["MODE"] });
    expect(find({ environment: { MODE: "dev", OTHER: "2" } })).toBeDefined();
    expect(keptFiles().map((file) => statSync(file).mode & 0o077)).toEqual([0]);
  });

  it.each<[what: string, change: () => void]>([
    ["its text", () => write("gowsl.config.ts", `${text}\n`)],
    ["a file that it imports", () => write("tasks/a.ts", "export const a = 1;")],
    ["a file that is imported without an ending", () => write("words/index.js", "export const words = 1;")],
    ["a file that it imports, which is no more", () => rmSync(path.join(root, "tasks/a.ts"))],
    ["a file that would be taken for an import", () => write("words.ts", "")],
    ["a file beside an import that would be taken", () => write("words/index.ts", "")],
    ["a file in the place of an import's ending", () => write("tasks/a.ts.js", "")],
    ["what an imported folder says of itself", () => write("words/package.json", `{ "main": "x.js" }`)],
    ["what its .js files are written in", () => write("package.json", `{ "type": "commonjs" }`)],
  ])("is void by another %s", async (_, change) => {
    await keep();
    change();
    expect(find()).toBeUndefined();
  });

  it.each<[what: string, by: Partial<Keeping>]>([
    ["value of a variable that it reads", { environment: { MODE: "prod" } }],
    ["value: none", { environment: {} }],
    ["value: an empty one", { environment: { MODE: "" } }],
    ["gowsl, runtime or system", { owner: "gowsl 1.0.1 on linux" }],
    ["folder, which its paths may be relative to", { cwd: "/" }],
  ])("is void by another %s", async (_, by) => {
    await keep();
    expect(find(by)).toBeUndefined();
  });

  it("is void when a link on the way to an import leads elsewhere", async () => {
    for (const name of ["one", "two"]) write(`${name}/a.ts`, "export const a = {};");
    rmSync(path.join(root, "tasks"), { recursive: true });
    symlinkSync("one", path.join(root, "tasks"));
    await keep(value, { all: [config(), path.join(root, "one/a.ts"), path.join(root, "words/index.js")] });
    expect(find()).toBeDefined();
    rmSync(path.join(root, "tasks"));
    symlinkSync("two", path.join(root, "tasks"));
    expect(find()).toBeUndefined();
  });

  it("does not mind the folder where it can't be seen, nor files beside it", async () => {
    write("gowsl.config.ts", `import { sh } from "gowsl"; export default {};`);
    await keep(value, { all: [config()] });
    write("other.ts", "");
    write("package.json", "{}");
    expect(find({ cwd: "/" })).toBeDefined();
  });

  it.each<[what: string, spoil: (file: string) => void]>([
    ["cut", (file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, -20))],
    ["changed", (file) => writeFileSync(file, readFileSync(file, "utf8").replace(`"x"`, `"y"`))],
    ["empty", (file) => writeFileSync(file, "")],
    ["no text", (file) => writeFileSync(file, Buffer.from([0xff, 0, 0xfe]))],
  ])("is none when its file is %s", async (_, spoil) => {
    await keep();
    for (const file of keptFiles()) spoil(file);
    expect(find()).toBeUndefined();
  });

  it("is that of its branch, of which eight are known", async () => {
    for (let branch = 0; branch < 10; branch++) {
      write("tasks/a.ts", `export const a = ${branch};`);
      const before = branch === 0 ? [] : keptFiles();
      await keep({ branch });
      // Which is the oldest must not rest on how fast this goes.
      for (const file of keptFiles()) if (!before.includes(file)) utimesSync(file, old, branch);
      expect(find()?.config).toEqual({ branch });
    }
    expect(keptFiles()).toHaveLength(8);
    write("tasks/a.ts", `export const a = 8;`);
    expect(find()?.config).toEqual({ branch: 8 });
    write("tasks/a.ts", `export const a = 0;`);
    expect(find()).toBeUndefined();
  });
});

describe("a config is not kept", () => {
  it.each<[what: string, source: string]>([
    ["reads the clock", "export default { version: Date.now() };"],
    ["asks a package", `import { glob } from "glob"; export default {};`],
  ])("that %s", async (_, source) => {
    write("gowsl.config.ts", source);
    await keep(value, { all: [config()] });
    expect(find()).toBeUndefined();
  });

  it.each<[what: string, given: Parameters<typeof keep>[1]]>([
    ["that was written while it was evaluated", { before: "export default {};" }],
    ["of which an import was written meanwhile", { startedMs: old.getTime() }],
    ["of which a file is loaded by require", { all: ["gowsl.config.ts", "a.cjs"] }],
  ])("%s", async (_, given) => {
    await keep(value, given);
    expect(find()).toBeUndefined();
  });

  it("that holds the value of a variable, but for one that is no secret", async () => {
    keeping.environment = { MODE: "hunter22" };
    await keep({ env: { TOKEN: "hunter22" } });
    expect(find()).toBeUndefined();
    write("gowsl.config.ts", "export default { at: process.env.HOME };");
    keeping.environment = { HOME: "/home/me" };
    await keep({ at: "/home/me" }, { all: [config()] });
    expect(find()?.config).toEqual({ at: "/home/me" });
  });
});

describe("a function of a kept config", () => {
  const run = (given: unknown) => `ran ${String(given)}`;
  const asked = (evaluate: () => Promise<unknown>) => {
    const { config: found } = findKept(keeping, config(), evaluate)!;
    return (found as unknown as { tasks: { a: { run: (given: unknown) => Promise<unknown> } } }).tasks.a.run;
  };
  const whole = { tasks: { a: { kind: "function", run } } };
  beforeEach(() => keep(whole));

  it("is the config's own, which is evaluated once, when the first one is called", async () => {
    let times = 0;
    const called = asked(() => {
      times++;
      return Promise.resolve(whole);
    });
    expect(times).toBe(0);
    expect([await called(1), await called(2), times]).toEqual(["ran 1", "ran 2", 1]);
  });

  it.each<[what: string, evaluate: () => Promise<unknown>, message: string]>([
    [
      "where a file has changed since",
      () => Promise.resolve(write("tasks/a.ts", "export const a = 2;")),
      "gowsl.config.ts has changed since gowsl read it; run it again",
    ],
    ["where there is none", () => Promise.resolve({ tasks: {} }), "there is no function at tasks.a.run"],
    ["where the config throws", () => Promise.reject(new Error("no luck")), "no luck"],
  ])("is not called %s", async (_, evaluate, message) => {
    await expect(asked(evaluate)(1)).rejects.toThrow(message);
  });
});
