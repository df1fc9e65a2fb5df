import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layTasks, type LoadedConfig } from "../../../lib/config/load.ts";
import { go, sh, task } from "../../../lib/index.ts";
import type { Result } from "../../../lib/model/failure.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const builtIn = { build: go.build({ description: "all" }), test: go.test() };

describe("tasks of the config over the built-in ones", () => {
  it.each([
    ["none", {}, builtIn],
    ["another", { lint: sh("x") }, { ...builtIn, lint: sh("x") }],
    ["a replacement", { build: go.build({ out: "x" }) }, { ...builtIn, build: go.build({ out: "x" }) }],
    [
      "builds under other names: build becomes their group",
      { server: go.build(), client: go.build() },
      {
        ...builtIn,
        build: task({ description: "Build server, client", needs: ["server", "client"] }),
        server: go.build(),
        client: go.build(),
      },
    ],
    [
      "a build of its own beside them",
      { server: go.build(), build: sh("make") },
      { ...builtIn, server: go.build(), build: sh("make") },
    ],
  ])("%s", (_, declared, tasks) => {
    expect(layTasks(builtIn, declared)).toEqual(tasks);
  });
});

/** In a process of its own, because vitest loads modules its own way. */
describe("loading", () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "gowsl-load-")));
    // Among packages, because a caller that is neither gowsl nor a package would count as the user's.
    script = path.join(folder, "node_modules/caller/load.mts");
    await mkdir(path.dirname(script), { recursive: true });
    await writeFile(
      script,
      `import { loadConfig } from ${JSON.stringify(pathToFileURL(path.join(root, "lib/config/load.ts")).href)};
       const options = { cwd: process.argv[2]!, builtIn: ${JSON.stringify(builtIn)}, commands: ["build", "list"] };
       console.log(JSON.stringify(await loadConfig(options)));`,
    );
    const configs = {
      good: `import { sh } from "gowsl"; import "./more.ts"; export default { targets: ["all"], tasks: { lint: sh("x") } };`,
      throws: `\nthrow new Error("no luck");`,
      wrong: `export default { tasks: { list: { kind: "shell", command: "x", needs: ["biuld"] } } };`,
      silent: `export const config = {};`,
      variable: `import { targets } from "./targets.ts"; export default { targets };`,
      clock: `import "./build/time.ts"; export default {};`,
    };
    for (const [name, text] of Object.entries(configs)) {
      await mkdir(path.join(folder, name, ".git"), { recursive: true });
      await mkdir(path.join(folder, name, "below"), { recursive: true });
      await writeFile(path.join(folder, name, "gowsl.config.ts"), text);
    }
    await writeFile(path.join(folder, "good/more.ts"), "");
    await writeFile(
      path.join(folder, "variable/targets.ts"),
      `export const targets = [process.env.GOWSL_NONE ?? "linux/amd64"];`,
    );
    await mkdir(path.join(folder, "clock/build"));
    await writeFile(path.join(folder, "clock/build/time.ts"), "export const time = Date.now();");
    await writeFile(path.join(folder, "variable/gowsl.config.js"), "export default {};");
    await mkdir(path.join(folder, "bare/.git"), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function load(cwd: string): Promise<Result<LoadedConfig>> {
    const tsx = path.join(root, "node_modules/tsx/dist/cli.mjs");
    const command = [tsx, script, path.join(folder, cwd)];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
    return JSON.parse(stdout) as Result<LoadedConfig>;
  }

  it("a config, from a folder below", async () => {
    const file = path.join(folder, "good/gowsl.config.ts");
    expect(await load("good/below")).toEqual({
      ok: true,
      value: {
        root: path.join(folder, "good"),
        file,
        config: { targets: ["all"], tasks: { lint: sh("x") } },
        tasks: { ...builtIn, lint: sh("x") },
        sources: [file, path.join(folder, "good/more.ts")],
        imports: [[path.join(folder, "good/more.ts"), `${path.join(folder, "good")}\n-more.ts`]],
        repeatable: { ok: true, variables: [] },
        scopes: [],
        parts: [],
        notes: [],
      },
    });
  });

  it("no config", async () => {
    expect(await load("bare")).toEqual({
      ok: true,
      value: {
        config: {},
        tasks: builtIn,
        sources: [],
        imports: [],
        repeatable: { ok: true, variables: [] },
        scopes: [],
        parts: [],
        notes: [],
      },
    });
  });

  it("a config that reads the environment by name, in a file that it imports", async () => {
    expect(await load("variable")).toMatchObject({
      value: {
        config: { targets: ["linux/amd64"] },
        repeatable: { ok: true, variables: ["GOWSL_NONE"] },
        // Somebody may be changing that one.
        notes: ["gowsl.config.js is not read: gowsl.config.ts beside it comes first"],
      },
    });
  });

  it("a config that reads the clock, in a file that it imports", async () => {
    expect(await load("clock")).toMatchObject({
      value: { config: {}, repeatable: { ok: false, reason: `${path.join("build", "time.ts")} uses Date` } },
    });
  });

  it("a config that throws", async () => {
    expect(await load("throws")).toEqual({
      ok: false,
      failures: [
        { family: "config", place: "gowsl.config.ts", thing: "no luck", detail: "gowsl.config.ts:2:7" },
      ],
    });
  });

  it("mistakes", async () => {
    const command = '"list" is the name of a command of gowsl';
    const rename = "Rename the task; only build, test may be replaced.";
    expect(await load("wrong")).toEqual({
      ok: false,
      failures: [
        { family: "config", place: "gowsl.config.ts:1: tasks.list", thing: command, next: rename },
        {
          family: "config",
          place: "gowsl.config.ts:1: tasks.list.needs[0]",
          thing: '"biuld" is not a task',
          next: 'Did you mean "build"?',
        },
      ],
    });
  });

  it("no default export", async () => {
    const next = 'Write "export default defineConfig({ ... })".';
    expect(await load("silent")).toEqual({
      ok: false,
      failures: [{ family: "config", place: "gowsl.config.ts", thing: "has no default export", next }],
    });
  });
});
