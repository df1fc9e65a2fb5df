/** Real files, loaded by real processes: vitest loads modules its own way, which is not the one tested here. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { $ } from "zx";
import { bunFor } from "../../../executables/bun.ts";
import { form } from "../../../executables/compile.ts";
import { hostTarget } from "../../../executables/host.ts";
import type { ImportedConfig } from "../../../lib/host/config-module.ts";
import { apiFile } from "../../../lib/host/config-node.ts";
import { packageRoot } from "../../../lib/host/package.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** A config that uses each way to bring something in. */
const everything = {
  "gowsl.config.ts": `
    import path from "node:path";
    import { defineConfig, go, sh, task } from "gowsl";
    import data from "./data.json";
    import attributed from "./data.json" with { type: "json" };
    import legacy from "./legacy.cjs";
    import { plain } from "./plain.js";
    import folder from "./tasks/folder";
    import { without } from "./tasks/without";
    import { shared } from "./tasks/shared.ts";
    import { typed } from "./typed.cts";
    enum Color { Red = "red" }
    const later = await import("./tasks/later.ts");
    const parts: string[] = [Color.Red, shared, without, folder, legacy, plain, typed, later.default, data.x, attributed.x];
    export default defineConfig({
      tasks: {
        a: task({ run: () => 1, description: parts.join(" ") }),
        b: sh("x", { dir: path.relative(process.argv[2]!, import.meta.dirname) }),
      },
    });`,
  "data.json": `{ "x": "json" }`,
  "legacy.cjs": `module.exports = require("gowsl").go.vet().kind + "+" + require("./tasks/without.ts").without;`,
  "plain.js": `import { go } from "gowsl"; export const plain = go.tidy().kind;`,
  "typed.cts": `import { go } from "gowsl"; export const typed: string = go.fmt().kind;`,
  "tasks/shared.ts": `import { go } from "gowsl"; export const shared: string = go.test().kind;`,
  "tasks/without.ts": `export const without: string = "without";`,
  "tasks/later.ts": `export default await Promise.resolve("later" as string);`,
  "tasks/folder/index.ts": `import { shared } from "../shared"; export default "folder+" + shared;`,
};

const asFiles = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

const files: Record<string, string> = {
  ...asFiles("none", everything),
  ...asFiles("unnamed", { ...everything, "package.json": "{}" }),
  ...asFiles("commonjs", { ...everything, "package.json": `{ "type": "commonjs" }` }),
  ...asFiles("module", { ...everything, "package.json": `{ "type": "module" }` }),
  "packages/gowsl.config.ts": `
    import { go } from "gowsl"; import plugin from "plugin"; import { old } from "old"; import sub from "plugin/sub";
    export default { kinds: [go.test().kind, plugin, old, sub] };`,
  "packages/node_modules/gowsl/package.json": `{ "name": "gowsl", "main": "index.js" }`,
  "packages/node_modules/gowsl/index.js": `exports.go = { test: () => ({ kind: "another gowsl" }) };`,
  "packages/node_modules/plugin/package.json": `{ "name": "plugin", "type": "module", "exports": { ".": "./a.js", "./sub": "./b.js" } }`,
  "packages/node_modules/plugin/a.js": `import { go } from "gowsl"; export default go.vet().kind;`,
  "packages/node_modules/plugin/b.js": `export default "sub";`,
  "packages/node_modules/old/package.json": `{ "name": "old", "main": "old.js" }`,
  "packages/node_modules/old/old.js": `exports.old = require("gowsl").go.fmt().kind;`,
  "script/gowsl.config.js": `import { sh } from "gowsl"; export default await sh("x");`,
  "tsconfig/tsconfig.json": `{ "extends": "nowhere/tsconfig", "compilerOptions": { "paths": { "gowsl": ["./other.ts"] } } }`,
  "tsconfig/gowsl.config.ts": `import { sh } from "gowsl"; export default sh("x");`,
  "empty/gowsl.config.ts": `export const config = {};`,
  "late/gowsl.config.ts": `export default { run: async () => (await import("./later")).default };`,
  "late/later.ts": `import { sh } from "gowsl"; export default sh("later").command as string;`,

  // Before the others: after several mistakes, which one process of gowsl never has, Bun tells late of a promise.
  "bad/stray.ts": `Promise.reject(new Error("nobody waits")); await new Promise((done) => setTimeout(done, 20)); export default {};`,
  "bad/throws.ts": `import { fail } from "./tasks/fail";

interface Removed {
  when: "compiled";
}

export default { a: fail({ path: "x" }) };
`,
  "bad/tasks/fail.ts": `type Options = {
  path: string;
};

export function fail({ path }: Options): never {
  throw new TypeError(\`no \${path}\`);
}
`,
  "bad/async.ts": `const load = async () => {
  await null;
  throw new Error("later");
};
export default await load();
`,
  "bad/text.ts": `throw "a text";`,
  "bad/legacy.ts": `import legacy from "./legacy.cjs"; export default legacy;`,
  "bad/legacy.cjs": `\nthrow new Error("old");`,
  "bad/require.ts": `import legacy from "./require.cjs"; export default legacy;`,
  "bad/require.cjs": `require("left-pad");`,
  "bad/syntax.ts": `import { go } from "gowsl";\nexport default {\n  a: = 3,\n};`,
  "bad/imports-syntax.ts": `import "./syntax"; export default {};`,
  "bad/json.ts": `import data from "./data.json"; export default data;`,
  "bad/data.json": `{ "a" }`,
  "bad/missing-file.ts": `import x from "./nope"; export default x;`,
  "bad/missing-elsewhere.ts": `import "./tasks/missing"; export default {};`,
  "bad/tasks/missing.ts": `import x from "../../nope.ts"; export default x;`,
  "bad/missing-package.ts": `import x from "@scope/left-pad"; export default x;`,
  "bad/missing-gowsl.ts": `import { sh } from "gowls"; export default sh("x");`,
  "bad/missing-index.ts": `import x from "./tasks"; export default x;`,
  "bad/missing-export.ts": `\n\nimport { sh, nope } from "gowsl"; export default nope(sh);`,
  // The last: when nothing is left to do Bun takes itself for ended, and tells no listener any more.
  "bad/never.ts": `await new Promise(() => {}); export default {};`,
};

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "gowsl-config-")));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Loads all configs in one process, and calls `run` of a default export that has one. */
const program = (source: string) => `
  import { importConfig } from ${JSON.stringify(source)};
  const [folder, ...names] = process.argv.slice(2);
  for (const name of names) {
    const loaded = await importConfig(folder + "/" + name);
    const called = loaded.ok && loaded.value?.run ? await loaded.value.run() : undefined;
    process.stdout.write(JSON.stringify({ name, loaded, called }) + "\\n");
  }`;

/** Among packages, because a caller that is neither gowsl nor a package would count as the user's. */
const callerFile = (within: string) => path.join(within, "node_modules/caller/load.mts");

const ways = {
  "from source": async () => {
    const script = callerFile(folder);
    await mkdir(path.dirname(script), { recursive: true });
    await writeFile(script, program(pathToFileURL(path.join(root, "lib/host/config-module.ts")).href));
    return [process.execPath, path.join(root, "node_modules/tsx/dist/cli.mjs"), script];
  },
  bundled: async () => {
    const home = path.join(folder, "gowsl");
    await mkdir(path.join(home, "node_modules"), { recursive: true });
    await symlink(path.join(root, "node_modules/tsx"), path.join(home, "node_modules/tsx"), "junction");
    await writeFile(path.join(home, "package.json"), `{ "name": "gowsl", "type": "module" }`);
    const options = {
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      minify: true,
    } as const;
    const contents = program(path.join(root, "lib/host/config-module.ts").replaceAll("\\", "/"));
    const stdin = { contents, resolveDir: root, loader: "ts" } as const;
    await build({ ...options, stdin, outfile: path.join(home, "out/cli/main.js") });
    await build({
      ...options,
      entryPoints: [path.join(root, "lib/index.ts")],
      outfile: path.join(home, "out/index.js"),
    });
    await writeFile(path.join(home, "out/gowsl.cjs"), `import("./cli/main.js");`);
    return [process.execPath, path.join(home, "out/gowsl.cjs")];
  },
  "in the executable": async () => {
    const target = hostTarget()!;
    const bun = await bunFor(target, root, { $, log: () => {} });
    const script = path.join(folder, "executable/load.ts");
    await mkdir(path.dirname(script), { recursive: true });
    // No await at the top: Bun waits for that for ever, and lib/main.ts has none.
    await writeFile(
      script,
      `void (async () => {${program(path.join(root, "lib/host/config-module.ts")).replace(/^\s*import (.*) from (.*);$/m, "const $1 = await import($2);")}\n})();`,
    );
    const outfile = path.join(folder, "executable/load");
    await run(
      bun,
      ["build", ...form, '--define=gowslCarries={"name":"gowsl","texts":{}}', `--outfile=${outfile}`, script],
      {
        cwd: root,
      },
    );
    return [outfile];
  },
};

interface Answer {
  loaded: ImportedConfig;
  called?: unknown;
}

describe.each(Object.entries(ways))("%s", (way, prepare) => {
  const answers = new Map<string, Answer>();
  let errors = "";

  beforeAll(async () => {
    const names = Object.keys(files).filter((name) => /^bad\/[\w-]+\.ts$|gowsl\.config\.\w+$/.test(name));
    const cwd = path.join(folder, "tsconfig");
    const [runtime, ...rest] = await prepare();
    const { stdout, stderr } = await run(runtime!, [...rest, folder, ...names], { cwd });
    errors = stderr;
    for (const line of stdout.trim().split("\n")) {
      const { name, ...answer } = JSON.parse(line) as Answer & { name: string };
      answers.set(name, answer);
    }
  }, 120_000);

  const loaded = (name: string) => answers.get(name)?.loaded;
  const value = (name: string) => {
    const answer = loaded(name);
    return answer?.ok === true ? answer.value : answer;
  };

  it.each(["none", "unnamed", "commonjs", "module"])("every kind of import, package: %s", (name) => {
    const config = `${name}/gowsl.config.ts`;
    expect(value(config)).toEqual({
      tasks: {
        a: {
          kind: "function",
          description: "red go-test without folder+go-test go-vet+without go-tidy go-format later json json",
        },
        b: { kind: "shell", command: "x", dir: name },
      },
    });
    const sources = Object.keys(everything).map((file) => path.join(folder, name, file));
    expect(loaded(config)).toMatchObject({ sources: sources.toSorted() });
  });

  it("packages of the repository; gowsl is the running one for them too", () => {
    expect(value("packages/gowsl.config.ts")).toEqual({ kinds: ["go-test", "go-vet", "go-format", "sub"] });
    expect(loaded("packages/gowsl.config.ts")).toMatchObject({
      sources: [path.join(folder, "packages/gowsl.config.ts")],
    });
  });

  it("a config in JavaScript is a module as well", () => {
    expect(value("script/gowsl.config.js")).toEqual({ kind: "shell", command: "x" });
  });

  it("a tsconfig changes nothing", () => {
    expect(value("tsconfig/gowsl.config.ts")).toEqual({ kind: "shell", command: "x" });
  });

  it("no default export is not its affair", () => {
    expect(value("empty/gowsl.config.ts")).toBe(undefined);
  });

  it("a function may import when it is called", () => {
    expect(answers.get("late/gowsl.config.ts")?.called).toBe("later");
  });

  it("prints nothing itself", () => {
    expect(errors).toBe("");
  });

  it.each<[string, string, string[], next?: string | undefined, at?: string]>([
    ["throws", "no x", ["at fail (tasks/fail.ts:6:9)", "throws.ts:7:21"]],
    ["async", "later", ["at load (async.ts:3:9)", "async.ts:5:16"]],
    ["text", "threw a text", []],
    ["legacy", "old", ["legacy.cjs:2:7"]],
    [
      "require",
      'cannot find "left-pad", which require.cjs imports',
      [],
      'Install it with "npm install left-pad", or remove the import.',
    ],
    ["syntax", 'syntax error: Unexpected "="', [], undefined, "3:6"],
    ["imports-syntax", 'syntax error at syntax.ts:3:6: Unexpected "="', []],
    ["json", 'syntax error at data.json:1:7: Expected ":" in JSON but found "}"', []],
    ["missing-file", 'cannot find "./nope", which missing-file.ts imports', [], "Check the path.", "1"],
    [
      "missing-elsewhere",
      'cannot find "../../nope.ts", which tasks/missing.ts imports',
      [],
      "Check the path.",
    ],
    [
      "missing-package",
      'cannot find "@scope/left-pad", which missing-package.ts imports',
      [],
      'Install it with "npm install @scope/left-pad", or remove the import.',
      "1",
    ],
    [
      "missing-gowsl",
      'cannot find "gowls", which missing-gowsl.ts imports',
      [],
      'Did you mean "gowsl"?',
      "1",
    ],
    [
      "missing-index",
      'cannot find "./tasks", which missing-index.ts imports',
      [],
      "Its folder has no index.ts.",
      "1",
    ],
    [
      "missing-export",
      "The requested module 'gowsl' does not provide an export named 'nope'",
      ["missing-export.ts:3"],
    ],
    ["never", "a top-level await waits for something that never comes", []],
    ["stray", "nobody waits", ["stray.ts:1:16"]],
  ])("a mistake: %s", (name, message, frames, next, at) => {
    expect(loaded(`bad/${name}.ts`)).toEqual({
      ok: false,
      message,
      // Bun's engine keeps the place of a throw, and no callers behind an await.
      frames: name === "async" && way === "in the executable" ? ["async.ts:3:9"] : frames,
      ...(next === undefined ? {} : { next }),
      ...(at === undefined ? {} : { at }),
    });
  });
});

describe("the place of gowsl", () => {
  it("is the folder of its package.json, from source and from the bundle's folders", () => {
    expect(packageRoot(path.join(root, "lib/host"))).toBe(root);
    expect(packageRoot(path.join(root, "out/chunks"))).toBe(root);
  });

  it("has the API in lib or out", () => {
    expect(apiFile("/gowsl", true)).toBe(path.join("/gowsl", "lib/index.ts"));
    expect(apiFile("/gowsl", false)).toBe(path.join("/gowsl", "out/index.js"));
  });
});
