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
import { findKept, keepConfig, ownerOf, type Keeping } from "../../../lib/config/kept.ts";
import { lookAt } from "../../../lib/host/stat.ts";
import type { Machine } from "../../../lib/host/machine.ts";
import { go } from "../../../lib/index.ts";
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

const find = (by: Partial<Keeping> = {}) => {
  const found = findKept({ ...keeping, ...by }, config());
  return found && { ...found, config: found.configs.get(config())! };
};
const keep = (
  what: unknown = value,
  {
    before = readFileSync(config(), "utf8"),
    stat = lookAt(config()).stat,
    startedMs = Date.now() + 60_000,
    all = sources(),
  } = {},
) => {
  const files = all.map((file) => path.resolve(root, file));
  const came = { configs: new Map([[config(), what as Config]]), sources: files };
  return keepConfig(keeping, config(), came, { text: before, stat, startedMs });
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
    expect(find()).toMatchObject({ config: value, sources: sources(), variables: ["MODE"] });
    expect(find()?.imports.map(([imported]) => path.relative(root, imported))).toEqual([
      "tasks/a.ts",
      "words",
    ]);
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

  it("holds with those that it includes or not at all", async () => {
    write("api/gowsl.config.ts", "export default {};");
    const file = path.join(root, "api/gowsl.config.ts");
    const configs = new Map<string, Config>([
      [config(), { include: { api: "api" } }],
      [file, { tasks: { a: { kind: "function", run: () => 1 } } }],
    ]);
    const all = [...sources(), file];
    const before = { text, stat: lookAt(config()).stat, startedMs: Date.now() + 60_000 };
    await keepConfig(keeping, config(), { configs, sources: all }, before);
    expect(find()?.configs.get(config())).toEqual(configs.get(config()));
    expect(find()?.configs.get(file)).toMatchObject({ tasks: { a: { kind: "function" } } });
    write("api/gowsl.config.ts", "export default {} ;");
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
    ["calls a method of the environment", `export default { ci: process.env.hasOwnProperty("CI") };`],
  ])("that %s", async (_, source) => {
    write("gowsl.config.ts", source);
    await keep(value, { all: [config()] });
    expect(find()).toBeUndefined();
  });

  it("that imports from a package by a link, whose other files are not told", async () => {
    write("node_modules/words/index.js", `export * from "./more.js";`);
    symlinkSync("node_modules/words", path.join(root, "linked"));
    write("gowsl.config.ts", `import { words } from "./linked/index.js"; export default { words };`);
    await keep(value, { all: [config()] });
    expect(find()).toBeUndefined();
  });

  it("that was another one while it was evaluated, and is what it was again", async () => {
    const { stat } = lookAt(config());
    write("gowsl.config.ts", "export default {};");
    write("gowsl.config.ts", text);
    utimesSync(config(), new Date(), new Date());
    await keep(value, { stat });
    expect(find()).toBeUndefined();
    await keep();
    expect(find()).toBeDefined();
  });

  it("and nothing fails, where that can't be done", async () => {
    write(".cache", "no folder");
    await keep();
    const getPrototypeOf = () => {
      throw new Error("no luck");
    };
    await keep(new Proxy({}, { getPrototypeOf }));
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

  it.each<[what: string, name: string, secret: string, text: string]>([
    ["a password of an address", "DATABASE", "postgres://me:hunter22@host", "hunter22"],
    ["a part of a value in a text", "MODE", "hunter22-and-more", "login --with hunter22"],
    ["what is made of a token", "API_TOKEN", "hunter22", "aHVudGVyMjI="],
    ["what is made of a short password", "PGPASSWORD", "abc", "YWJj"],
  ])("that holds %s", async (_, name, secret, made) => {
    write("gowsl.config.ts", `export default { made: make(process.env.${name}) };`);
    keeping.environment = { [name]: secret };
    await keep({ made }, { all: [config()] });
    expect(find()).toBeUndefined();
    // Where there is no secret, there is none to be told.
    keeping.environment = {};
    await keep({ made }, { all: [config()] });
    expect(find()).toBeDefined();
  });
});

it("a function of a kept config is a stand-in, and says so", async () => {
  await keep({ tasks: { a: { kind: "function", run: () => "ran" } } });
  const { run } = find()!.config.tasks!["a"] as unknown as { run: () => unknown };
  expect(run).toThrow("tasks.a.run was called, and the config was not evaluated");
});

it("is found only by who checks a config by the same", () => {
  const machine = { platform: "linux", arch: "x64", environment: {}, cwd: "/" } as Machine;
  const check = { builtIn: { build: go.build() }, commands: ["list"], options: () => ["json"] };
  const { options: _, ...few } = check;
  const owners = [check, few, { ...check, commands: [] }, { ...check, builtIn: {} }].map((each) =>
    ownerOf(machine, "gowsl", each),
  );
  expect(new Set(owners).size).toBe(4);
});
