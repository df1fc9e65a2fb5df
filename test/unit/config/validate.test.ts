import { describe, expect, it } from "vitest";
import { validateConfig } from "../../../lib/config/validate.ts";
import { defineConfig, go, http, line, port, serial, service, sh, task, text } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

const reserved = {
  commands: ["build", "cross", "test", "list", "clean", "which", "run"],
  replaceable: ["build", "cross", "test"],
};

/** The mistakes as they are printed, without the file before them. */
function mistakes(config: unknown): string[] {
  const result = validateConfig(config, "gowsl.config.ts", reserved);
  return result.ok
    ? []
    : result.failures.map((failure) => sentence(failure).replace("gowsl.config.ts: ", ""));
}

const one = (declared: unknown) => ({ tasks: { one: declared } });

describe("a good config", () => {
  it("has nothing to say against every setting", () => {
    const config = defineConfig({
      go: { version: "1.26.x", goroot: "/opt/go", side: "wsl" },
      targets: ["linux/amd64", "linux/arm/7", "windows/*", "all", "!windows/arm64", "!*/386"],
      store: { limit: "1.5GiB" },
      pools: { db: 1 },
      tasks: {
        server: service({
          command: "serve",
          ready: line(/listening on \d+/i),
          timeout: "30s",
          needs: ["build"],
        }),
        migrate: sh("migrate up", {
          pool: "db",
          weight: 2,
          memory: "2GB",
          retries: 2,
          timeout: "90s",
          interactive: true,
          finally: ["generate"],
        }),
        generate: sh("go generate ./...", { inputs: ["api/*.yaml"], outputs: ["api/*.go"], env: { A: "" } }),
        build: go.build({
          description: "The server",
          packages: ["./cmd/..."],
          needs: ["generate", "test"],
          dir: "./server",
          define: {
            "main.version": "v{git.version}",
            "example.com/a/version.Commit": "{git.commit} {git.date}",
          },
          names: { "./cmd/a": "b" },
          overrides: {
            "windows/*": { tags: ["gui"], cgo: false, flags: ["-x"] },
            "*/arm": { env: { GOARM: "5" } },
          },
          out: "out/../bin",
          buildmode: "pie",
          trimpath: true,
          before: ["go generate", () => {}],
          after: [() => {}],
        }),
        test: go.test({ cover: true, count: 1, timeout: "1m30s", run: "^Test" }),
        "test:cover": go.test({ cover: "cover.out" }),
        tidy2: go.tidy({ check: true }),
        fmt2: go.fmt({ check: true }),
        vet2: go.vet({ tags: ["a"] }),
        ci: task({ needs: ["test", "cross"] }),
        lint: task({ run: () => {}, inputs: ["**/*.go"] }),
      },
    });
    expect(mistakes(config)).toEqual([]);
    expect(validateConfig(config, "gowsl.config.ts", reserved)).toEqual({ ok: true, value: config });
  });

  it.each(["1.26.8", "1.26.x", "1.26", ">=1.25", ">=1.25.3", ">= 1.25", "1.27rc1", "1.27beta1"])(
    "Go %s",
    (version) => {
      expect(mistakes({ go: { version } })).toEqual([]);
    },
  );

  it("may leave a setting undefined", () => {
    expect(mistakes({ targets: undefined, tasks: { a: { ...sh("x"), dir: undefined } } })).toEqual([]);
  });
});

describe("the config itself", () => {
  it.each<[string, unknown, string]>([
    ["nothing", undefined, 'has no default export. Write "export default defineConfig({ ... })".'],
    ["a text", "x", 'must export an object, not a string. Write "export default defineConfig({ ... })".'],
    ["a list", [], 'must export an object, not a list. Write "export default defineConfig({ ... })".'],
    ["null", null, 'must export an object, not null. Write "export default defineConfig({ ... })".'],
    ["a function", () => ({}), "must export an object, not a function. Call it."],
    ["a promise", Promise.resolve({}), 'exports a promise. Write "await" before it.'],
    [
      "an unknown setting",
      { target: [] },
      '"target" is not a setting of the config. Did you mean "targets"?',
    ],
    [
      "an unknown setting far from any",
      { plugins: [] },
      '"plugins" is not a setting of the config. Remove it; there are go, targets, include, tasks, pools, store.',
    ],
    ["no tasks but a list", { tasks: [] }, "tasks: must be an object, not a list"],
    ["go as a text", { go: "1.26" }, "go: must be an object, not a string"],
    [
      "a setting of go",
      { go: { versoin: "1" } },
      'go: "versoin" is not a setting of go. Did you mean "version"?',
    ],
    [
      "a number as version",
      { go: { version: 1.26 } },
      'go.version: must be a string, not a number. Put it in quotes: "1.26".',
    ],
    [
      "a version with go",
      { go: { version: "go1.26.8" } },
      'go.version: "go1.26.8" is not a version of Go. Did you mean "1.26.8"?',
    ],
    [
      "a version",
      { go: { version: ">=1.26.x" } },
      'go.version: ">=1.26.x" is not a version of Go. Write it like "1.26.8", "1.26.x" or ">=1.25".',
    ],
    [
      "a side that there is not",
      { go: { side: "wls" } },
      'go.side: "wls" is not a side of a Windows machine. Did you mean "wsl"?',
    ],
    [
      "a side of another machine",
      { go: { side: "linux" } },
      'go.side: "linux" is not a side of a Windows machine. Write "wsl", "windows" or "auto".',
    ],
    ["an empty goroot", { go: { goroot: "" } }, "go.goroot: is empty. Give it a value, or leave it out."],
    [
      "a limit",
      { store: { limit: "5G" } },
      'store.limit: "5G" is not a size. Write it like "5GB" or "500MB".',
    ],
    [
      "a limit as number",
      { store: { limit: 5 } },
      'store.limit: must be a string, not a number. Put it in quotes: "5".',
    ],
    [
      "no targets",
      { targets: [] },
      'targets: is empty. Name a target, like "linux/amd64", or leave the list out.',
    ],
    [
      "one target",
      { targets: "linux/amd64" },
      'targets: must be a list of targets. Write it like ["linux/amd64", "windows/amd64"].',
    ],
    [
      "a target without GOARCH",
      { targets: ["all", "!linux"] },
      'targets[1]: "linux" is not of the form goos/goarch or goos/goarch/level. Write it like "linux/amd64", "linux/arm/7" or "windows/*".',
    ],
    [
      "a level",
      { targets: ["linux/arm/9"] },
      'targets[0]: "9" is not a value of GOARM. Write it like "linux/amd64", "linux/arm/7" or "windows/*".',
    ],
    [
      "an unknown GOOS",
      { targets: ["linus/amd64"] },
      'targets[0]: "linus/amd64" has an unknown GOOS "linus". Did you mean "linux/amd64"?',
    ],
    [
      "an unknown target to leave out",
      { targets: ["all", "!macos/aarch64"] },
      'targets[1]: "macos/aarch64" has an unknown GOOS "macos". Did you mean "darwin/arm64"?',
    ],
    [
      "an unknown GOARCH with a level",
      { targets: ["linux/x86_64/v3"] },
      'targets[0]: "linux/x86_64/v3" has an unknown GOARCH "x86_64". Did you mean "linux/amd64/v3"?',
    ],
    [
      "a target that is near nothing",
      { targets: ["linux/toaster"] },
      'targets[0]: "linux/toaster" has an unknown GOARCH "toaster". Go knows 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x, wasm.',
    ],
    [
      "part of a pattern",
      { targets: ["lin*/amd64"] },
      'targets[0]: "lin*/amd64" is not of the form goos/goarch or goos/goarch/level. Write it like "linux/amd64", "linux/arm/7" or "windows/*".',
    ],
    [
      "a target that is none",
      { targets: [1] },
      'targets[0]: must be a string, not a number. Put it in quotes: "1".',
    ],
  ])("%s", (_, config, expected) => {
    expect(mistakes(config)).toEqual([expected]);
  });
});

describe("a task", () => {
  const build = (settings: unknown) => one({ kind: "go-build", ...(settings as object) });

  it.each<[string, unknown, string]>([
    ["a text", one("go vet"), 'tasks.one: must be a task, not a string. Write sh("go vet").'],
    [
      "a function",
      one(() => {}),
      "tasks.one: must be a task, not a function. Call it, or write task({ run: ... }).",
    ],
    ["a list", one(["a"]), "tasks.one: must be a task, not a list. Write task({ needs: [...] })."],
    [
      "made by hand",
      one({ needs: ["test"] }),
      "tasks.one: was not made by go.*, sh or task. Make it with go.build(...), sh(...) or task(...).",
    ],
    [
      "of an unknown kind",
      one({ kind: "go-tets" }),
      'tasks.one: "go-tets" is not a kind of task. Did you mean go.test(...)?',
    ],
    [
      "of a kind of Object.prototype",
      one({ kind: "constructor" }),
      'tasks.one: "constructor" is not a kind of task. Make it with go.build(...), sh(...) or task(...).',
    ],
    [
      "a setting",
      build({ tagz: [] }),
      'tasks.one: "tagz" is not a setting of go.build. Did you mean "tags"?',
    ],
    [
      "a setting of another kind",
      one({ kind: "go-tidy", packages: [] }),
      'tasks.one: "packages" is not a setting of go.tidy. Remove it; there are description, needs, dir, env, pool, weight, memory, retries, finally, if, platforms, requires, confirm, alias, group, private, args, matrix, check.',
    ],
    [
      "a service that is ready by a text",
      one({ kind: "shell", command: "serve", service: { ready: "8080" } }),
      'tasks.one.service.ready: must be made by port, line or http, not a string. Write port(8080), line(/listening/) or http("http://localhost:8080/health").',
    ],
    [
      "a port that is none",
      one(service({ command: "serve", ready: port(80_800) })),
      "tasks.one.service.ready: 80800 is not a port. Write a number from 1 to 65535.",
    ],
    [
      "an address that is none",
      one(service({ command: "serve", ready: http("localhost:8080") })),
      'tasks.one.service.ready: "localhost:8080" is not an address. Write it like "http://localhost:8080/health".',
    ],
    [
      "a pool that is not declared",
      { pools: { db: 1 }, tasks: { one: sh("true", { pool: "bd" }) } },
      'tasks.one.pool: "bd" is not a pool of the config. Did you mean "db"?',
    ],
    [
      "a pool where there is none",
      { tasks: { one: sh("true", { pool: "db" }) } },
      'tasks.one.pool: "db" is not a pool of the config. Declare it: pools: { "db": 1 }.',
    ],
    ["a pool without places", { pools: { db: 0 }, tasks: {} }, "pools.db: must be at least 1, not 0"],
    ["a weight of nothing", build({ weight: 0 }), "tasks.one.weight: must be at least 1, not 0"],
    [
      "a size without a unit",
      build({ memory: "2" }),
      'tasks.one.memory: "2" is not a size. Write it like "5GB" or "500MB".',
    ],
    [
      "a task to clean up that is none",
      one(sh("true", { finally: ["oen"] })),
      'tasks.one.finally[0]: "oen" is not a task. Did you mean "one"?',
    ],
    ["a text for a list", build({ tags: "a" }), 'tasks.one.tags: must be a list, not a string. Write ["a"].'],
    ["a hole in a list", build({ tags: Array(1) }), "tasks.one.tags[0]: must be a string, not undefined"],
    [
      "a file among packages",
      build({ packages: ["./cmd/app/main.go"] }),
      'tasks.one.packages[0]: "./cmd/app/main.go" is a file, and gowsl builds packages. Name its folder: "./cmd/app".',
    ],
    [
      "a file of the config's own folder",
      build({ packages: ["main.go"] }),
      'tasks.one.packages[0]: "main.go" is a file, and gowsl builds packages. Name its folder: ".".',
    ],
    ["a flag", build({ race: "yes" }), "tasks.one.race: must be true or false, not a string"],
    [
      "an environment",
      build({ env: { PORT: 80 } }),
      'tasks.one.env.PORT: must be a string, not a number. Put it in quotes: "80".',
    ],
    [
      "a hook",
      build({ after: [1] }),
      "tasks.one.after[0]: must be a command line or a function, not a number",
    ],
    [
      "a setting of an override",
      build({ overrides: { "windows/*": { targets: [] } } }),
      'tasks.one.overrides["windows/*"]: "targets" is not a setting of an override. Remove it; there are tags, ldflags, gcflags, asmflags, define, cgo, env, flags.',
    ],
    [
      "the pattern of an override",
      build({ overrides: { windows: {} } }),
      'tasks.one.overrides.windows: "windows" is not of the form goos/goarch or goos/goarch/level. Write it like "linux/amd64", "linux/arm/7" or "windows/*".',
    ],
    [
      "no targets",
      build({ targets: [] }),
      'tasks.one.targets: is empty. Name a target, like "linux/amd64", or leave the list out.',
    ],
    [
      "a folder outside",
      build({ out: "bin/../../x" }),
      'tasks.one.out: "bin/../../x" lies outside of the config\'s folder. Name a folder inside of the config\'s own, like "tools".',
    ],
    [
      "a folder outside, as Windows writes it",
      build({ dir: "..\\x" }),
      'tasks.one.dir: "..\\x" lies outside of the config\'s folder. Name a folder inside of the config\'s own, like "tools".',
    ],
    [
      "an absolute folder",
      build({ dir: "C:\\x" }),
      'tasks.one.dir: "C:\\x" is an absolute path. Name a folder inside of the config\'s own, like "tools".',
    ],
    [
      "the name of an artifact",
      build({ names: { "./cmd/a": "x/a" } }),
      'tasks.one.names["./cmd/a"]: "x/a" is not a file name. Write a name without folders; `out` sets the folder.',
    ],
    [
      "a build mode",
      build({ buildmode: "cshared" }),
      'tasks.one.buildmode: "cshared" is not a build mode. Did you mean "c-shared"?',
    ],
    [
      "a placeholder",
      build({ define: { "main.env": "{args.env}" } }),
      'tasks.one.define["main.env"]: "{args.env}" is not a placeholder. Declare it in args or matrix of the task.',
    ],
    [
      "a placeholder that is misspelt",
      build({ define: { "main.version": "{git.versoin}" } }),
      'tasks.one.define["main.version"]: "{git.versoin}" is not a placeholder. Did you mean "{git.version}"?',
    ],
    [
      "a placeholder among other flags of the linker",
      build({ ldflags: "-X main.version={git.verson} -X main.set={a}" }),
      'tasks.one.ldflags: "{git.verson}" is not a placeholder. Did you mean "{git.version}"?',
    ],
    [
      "a placeholder far from any",
      build({ define: { "main.user": "{env.USER}" } }),
      'tasks.one.define["main.user"]: "{env.USER}" is not a placeholder. There are {git.version}, {git.commit}, {git.date}.',
    ],
    [
      "a variable without package",
      build({ define: { version: "1" } }),
      'tasks.one.define.version: "version" is not a variable with its package. Write it like "main.version".',
    ],
    ["a count", one({ kind: "go-test", count: 1.5 }), "tasks.one.count: must be a whole number, not 1.5"],
    [
      "a cover",
      one({ kind: "go-test", cover: 1 }),
      "tasks.one.cover: must be true, false or a string, not a number",
    ],
    [
      "a duration",
      one({ kind: "go-test", timeout: "90" }),
      'tasks.one.timeout: "90" is not a duration. Write it like "90s" or "10m".',
    ],
    ["no command", one({ kind: "shell" }), 'tasks.one: has no command. Write sh("go generate ./...").'],
    ["an empty command", one(sh(" ")), "tasks.one.command: is empty. Give it a value, or leave it out."],
    [
      "no function",
      one({ kind: "function", run: "go vet" }),
      "tasks.one.run: must be a function, not a string",
    ],
    [
      "nothing to do",
      one(task({ needs: [] })),
      "tasks.one: has neither run nor needs. Give it a function to run, or the names of tasks to group.",
    ],
    [
      "a need",
      one(task({ needs: ["test", "biuld"] })),
      'tasks.one.needs[1]: "biuld" is not a task. Did you mean "build"?',
    ],
    [
      "a need far from any",
      one(task({ needs: ["constructor"] })),
      'tasks.one.needs[0]: "constructor" is not a task. There are one, build, cross, test.',
    ],
  ])("%s", (_, config, expected) => {
    expect(mistakes(config)).toEqual([expected]);
  });
});

describe("the name of a task", () => {
  it.each([
    ["", 'tasks[""]: the name of a task is empty. Give it one.'],
    ["my task", 'tasks["my task"]: "my task" has a space in it. Write "my-task".'],
    ["-x", 'tasks["-x"]: "-x" begins with "-". Begin it with a letter.'],
    ["!x", 'tasks["!x"]: "!x" begins with "!". Begin it with a letter.'],
    [
      "list",
      'tasks.list: "list" is the name of a command of gowsl. Rename the task; only build, cross, test may be replaced.',
    ],
    ["__proto__", 'tasks.__proto__: "__proto__" can\'t be the name of a task. Rename it.'],
  ])("%j", (name, expected) => {
    expect(mistakes({ tasks: Object.fromEntries([[name, sh("x")]]) })).toEqual([expected]);
  });

  it.each(["build", "test:unit", "api/client", "constructor"])("%j is one", (name) => {
    expect(mistakes({ tasks: { [name]: sh("x") } })).toEqual([]);
  });
});

it("reports all mistakes at once, in the order of the file", () => {
  expect(
    mistakes({ go: { version: "x" }, tasks: { list: sh(""), a: { kind: "go-vet", needs: ["b"], x: 1 } } }),
  ).toEqual([
    'go.version: "x" is not a version of Go. Write it like "1.26.8", "1.26.x" or ">=1.25".',
    'tasks.list: "list" is the name of a command of gowsl. Rename the task; only build, cross, test may be replaced.',
    "tasks.list.command: is empty. Give it a value, or leave it out.",
    'tasks.a: "x" is not a setting of go.vet. Remove it; there are description, needs, dir, env, pool, weight, memory, retries, finally, if, platforms, requires, confirm, alias, group, private, args, matrix, packages, tags, flags.',
    'tasks.a.needs[0]: "b" is not a task. Did you mean "a"?',
  ]);
});

describe("tasks that need each other", () => {
  it("are told with the other mistakes, each circle once", () => {
    const tasks = {
      all: task({ needs: ["a", "biuld"] }),
      a: sh("x", { needs: [serial("build", "bee")] }),
      b: sh("x", { alias: ["bee"], needs: ["a"] }),
      c: sh("x", { needs: ["c"] }),
    };
    expect(mistakes({ tasks })).toEqual([
      'tasks.all.needs[1]: "biuld" is not a task. Did you mean "build"?',
      "tasks.a.needs: these tasks need each other: a -> b -> a. Remove one of these needs.",
      "tasks.c.needs: these tasks need each other: c -> c. Remove one of these needs.",
    ]);
  });

  it.each([
    [
      "where one is left out on some machines",
      { a: sh("x", { needs: ["b"] }), b: sh("x", { needs: ["a"], platforms: ["linux"] }) },
    ],
    [
      "where values may end it",
      { a: sh("x", { args: { n: text({ default: "1" }) }, needs: [{ task: "a", args: { n: "0" } }] }) },
    ],
  ])("are left to the plan %s", (_, tasks) => expect(mistakes({ tasks })).toEqual([]));
});

it("takes nothing from a prototype", () => {
  const inherited = Object.create({ targets: ["linux/amd64"], tasks: { list: "x" } }) as object;
  const result = validateConfig(inherited, "gowsl.config.ts", reserved);
  expect(result).toEqual({ ok: true, value: {} });
  expect(result.ok && result.value.targets).toBe(undefined);
});
