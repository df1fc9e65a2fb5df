import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { includedFiles, nameClashes, withIncluded } from "../../../lib/config/include.ts";
import type { LoadedConfig } from "../../../lib/config/load.ts";
import { go, outputsOf, serial, sh, task, type Config } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-include-")));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(path.join(root, "api"));
mkdirSync(path.join(root, "empty"));
for (const file of ["gowsl.config.ts", "api/gowsl.config.mts", "other.ts"])
  writeFileSync(path.join(root, file), "");
const here = { file: path.join(root, "gowsl.config.ts"), place: "gowsl.config.ts" };
const api = { file: path.join(root, "api/gowsl.config.mts"), place: "api/gowsl.config.mts" };

function files(include: unknown, way = [here]): unknown {
  const found = includedFiles({ include }, way);
  return found.ok ? found.value : found.failures.map(sentence);
}

describe("the files that are included", () => {
  it("are named, or are in the folders that are named", () => {
    expect(files({ api: "api", other: "./other.ts" })).toEqual({
      api: api.file,
      other: path.join(root, "other.ts"),
    });
    expect(files(undefined)).toEqual({});
  });

  it.each<[unknown, string[]]>([
    [
      { x: "nowhere" },
      [
        "gowsl.config.ts: include.x: there is no nowhere. Name a config, or the folder that holds it, relative to this config.",
      ],
    ],
    [
      { x: "empty" },
      [
        "gowsl.config.ts: include.x: there is no gowsl.config.ts in empty. Name a config, or the folder that holds it, relative to this config.",
      ],
    ],
    [
      { x: "." },
      [
        "gowsl.config.ts: include.x: these configs include each other: gowsl.config.ts -> gowsl.config.ts. Remove one of these includes.",
      ],
    ],
  ])("%j", (include, expected) => expect(files(include)).toEqual(expected));

  it("form no circle", () => {
    expect(files({ up: ".." }, [here, api])).toEqual([
      "api/gowsl.config.mts: include.up: these configs include each other: gowsl.config.ts -> api/gowsl.config.mts -> gowsl.config.ts. Remove one of these includes.",
    ]);
  });
});

function loaded(folder: string, config: Config, scopes: string[] = []): LoadedConfig {
  const file = path.join(root, folder, "gowsl.config.ts");
  const tasks = { build: go.build(), cross: go.cross(), ...config.tasks };
  const originOf = (name: string) => (Object.hasOwn(config.tasks ?? {}, name) ? file : undefined);
  const rest = {
    sources: [file],
    imports: [],
    repeatable: { ok: true, variables: [] as string[] } as const,
    scopes,
    parts: [],
    notes: [],
  };
  return { root: path.join(root, folder), file, config, tasks, originOf, ...rest };
}

const shown = (file: string) => path.relative(root, file).replaceAll("\\", "/");

it("what an included config says of the whole run is named, as it has no effect", () => {
  const inner = loaded("api", {
    go: { version: "1.26.8", goroot: "/opt/go", side: "wsl", mirrors: ["goproxy"], toolchain: "local" },
    store: { limit: "1GB" },
  });
  const outer = loaded(".", { go: { side: "wsl" } });
  outer.notes = ["gowsl.config.mts is not read"];
  const decides = "has no effect: gowsl.config.ts includes it, and decides this for the whole run";
  expect(withIncluded(outer, [{ name: "api", file: inner.file!, loaded: inner }], shown).notes).toEqual([
    "gowsl.config.mts is not read",
    // The version holds for its own folder, and of the side both say the same.
    `api/gowsl.config.ts: go.goroot ${decides}`,
    `api/gowsl.config.ts: go.toolchain ${decides}`,
    `api/gowsl.config.ts: go.mirrors ${decides}`,
    `api/gowsl.config.ts: store.limit ${decides}`,
  ]);
});

describe("tasks of an included config", () => {
  const inner = loaded(
    "services/api",
    {
      targets: ["linux/arm64"],
      pools: { db: 1 },
      tasks: {
        gen: sh("x", {
          dir: "tools",
          alias: ["g"],
          dotenv: [".env"],
          if: { exists: "a" },
          finally: ["tidy2"],
        }),
        tidy2: sh("y", { inputs: ["a", outputsOf("gen")], outputs: [] }),
        ship: go.build({
          needs: [serial("gen", { task: "tidy2" })],
          out: "release",
          targets: ["linux/amd64"],
        }),
        "db:start": task({ needs: ["gen"], group: "Data" }),
      },
    },
    ["db"],
  );
  const whole = withIncluded(
    loaded(".", { pools: { db: 2 }, tasks: { all: task({ needs: ["api:ship"] }) } }),
    [{ name: "api", file: inner.file!, loaded: inner }],
    shown,
  );

  it("stand below its name, with their paths from the outer folder", () => {
    expect(whole.tasks).toMatchObject({
      "api:gen": {
        dir: "services/api/tools",
        alias: ["api:g"],
        dotenv: ["services/api/.env"],
        if: { exists: ["services/api/a"] },
        finally: ["api:tidy2"],
        group: "api",
      },
      "api:tidy2": { inputs: ["a", { outputsOf: "api:gen" }] },
      "api:ship": {
        dir: "services/api",
        out: "services/api/release",
        needs: [{ serial: ["api:gen", { task: "api:tidy2" }] }],
      },
      "api:build": { dir: "services/api", out: "services/api/bin" },
      "api:cross": { out: "services/api/dist", targets: ["linux/arm64"] },
      "api:db:start": { group: "Data" },
    });
  });

  it("count as declared, but for a cross that builds what others declare", () => {
    expect(Object.keys(whole.config.tasks!)).toEqual([
      "all",
      "api:build",
      "api:gen",
      "api:tidy2",
      "api:ship",
      "api:db:start",
    ]);
    expect(whole.scopes).toEqual(["api", "api:db"]);
    expect(whole.originOf("api:gen")).toBe(inner.file);
    expect(whole.config.pools).toEqual({ db: 2 });
  });

  it("leave their names alone", () => {
    const config: Config = { tasks: { "api:gen": sh("mine") } };
    const clashes = nameClashes(
      config,
      [{ name: "api", file: inner.file!, loaded: inner }],
      "gowsl.config.ts",
      () => "api/gowsl.config.ts",
    );
    expect(clashes.map(sentence)).toEqual([
      'gowsl.config.ts: tasks["api:gen"]: api/gowsl.config.ts, included as api, has a task of this name. Rename one of them, or the include.',
    ]);
  });
});
