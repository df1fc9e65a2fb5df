import { describe, expect, it } from "vitest";
import { expandTasks, type Expansion } from "../../../lib/graph/expand.ts";
import { selectTasks } from "../../../lib/graph/graph.ts";
import {
  choice,
  flag,
  go,
  number,
  serial,
  sh,
  task,
  text,
  type Task,
  type TaskNeed,
} from "../../../lib/index.ts";
import { sentence, success } from "../../../lib/model/failure.ts";
import { needNames } from "../../../lib/model/needs.ts";

const deploy = sh("deploy {args.env}", {
  args: { env: choice("dev", "prod"), port: number({ default: 80, min: 1, max: 65535 }), dry: flag() },
});

function expand(tasks: Record<string, Task>, ...requested: (string | TaskNeed)[]): Expansion | string[] {
  const result = expandTasks({
    tasks,
    requested: requested.map((need) => (typeof need === "string" ? { task: need } : need)),
    configName: "gowsl.config.ts",
  });
  return result.ok ? result.value : result.failures.map((each) => `${each.family}: ${sentence(each)}`);
}

/** Each task that is run with its needs, in an order in which they can run; or what is wrong. */
function order(tasks: Record<string, Task>, ...requested: (string | TaskNeed)[]): string[] {
  const expanded = expand(tasks, ...requested);
  if (Array.isArray(expanded)) return expanded;
  const selected = selectTasks(expanded.tasks, expanded.requested, "gowsl.config.ts");
  if (!selected.ok) return selected.failures.map((each) => `${each.family}: ${sentence(each)}`);
  return selected.value.map((name) => [name, ...needNames(expanded.tasks[name]!.needs)].join(" < "));
}

describe("arguments", () => {
  it("make a task of each set of values", () => {
    const all = task({
      needs: [
        { task: "deploy", args: { env: "dev" } },
        { task: "deploy", args: { env: "prod", port: 81, dry: true } },
        { task: "deploy", args: { env: "dev", port: 80, dry: false } },
      ],
    });
    expect(order({ deploy, all }, "all")).toEqual([
      "deploy env=dev",
      "deploy env=prod port=81 dry=true",
      "all < deploy env=dev < deploy env=prod port=81 dry=true",
    ]);
  });

  it("that must be given are left open where nothing is run, also for what is needed with them", () => {
    const build = sh("build", { args: { mode: choice("dev", "prod"), port: number() } });
    const ship = sh("ship", {
      args: { env: choice("dev", "prod") },
      needs: [{ task: "build", args: { mode: "{args.env}", port: 80 } }],
    });
    const asked = { tasks: { build, ship }, configName: "gowsl.config.ts" };
    const expanded = expandTasks({ ...asked, requested: [{ task: "ship" }], open: true });
    expect(expanded.ok && [...expanded.value.instances.keys()]).toEqual([
      "ship env=<env>",
      "build mode=<env> port=80",
    ]);
    const wrong = expandTasks({ ...asked, requested: [{ task: "ship", args: { env: "pro" } }], open: true });
    expect(wrong).toMatchObject({ ok: false, failures: [{ place: "gowsl ship --env" }] });
  });

  it("are handed on by placeholders, and only where they are named", () => {
    const build = sh("build", { args: { mode: text({ default: "fast" }) } });
    const ship = sh("ship", {
      args: { env: choice("dev", "prod") },
      needs: [{ task: "build", args: { mode: "{args.env}" } }, "build"],
    });
    expect(order({ build, ship }, { task: "ship", args: { env: "prod" } })).toEqual([
      "build mode=prod",
      "build",
      "ship env=prod < build mode=prod < build",
    ]);
  });

  it("fill strings, and are variables of the commands", () => {
    const task1 = sh("x {args.what}", {
      args: { what: text() },
      dir: "a/{args.what}",
      env: { A: "<{args.what}>" },
      outputs: ["{args.what}.txt"],
    });
    const expanded = expand({ task1 }, { task: "task1", args: { what: "b" } }) as Expansion;
    expect(expanded.tasks["task1 what=b"]).toMatchObject({
      command: "x {args.what}",
      dir: "a/b",
      env: { A: "<b>", GOWSL_ARG_WHAT: "b" },
      outputs: ["b.txt"],
    });
  });

  it("never give two sets of values one name", () => {
    const two = sh("x", { args: { a: text({ optional: true }), b: text({ optional: true }) } });
    const names = [{ a: "1 b=2" }, { a: "1", b: "2" }, { a: '"1" b="2"' }, { b: "2" }, { a: "" }].flatMap(
      (args) => [...(expand({ two }, { task: "two", args }) as Expansion).instances.keys()],
    );
    expect(names).toEqual([
      'two a="1 b=2"',
      "two a=1 b=2",
      'two a="\\"1\\" b=\\"2\\""',
      "two b=2",
      'two a=""',
    ]);
  });

  it.each<[string, TaskNeed, string[]]>([
    [
      "missing",
      { task: "deploy" },
      [
        'command-line: gowsl deploy: "deploy" needs a value for env. Write it so: gowsl deploy --env <dev|prod> [--port <number>] [--dry]',
      ],
    ],
    [
      "wrong, all of them",
      { task: "deploy", args: { env: "prd", port: "x" } },
      [
        'command-line: gowsl deploy --env: "prd" is none of its values. Did you mean "prod"?',
        'command-line: gowsl deploy --port: "x" is not a number. Write it like 8080.',
      ],
    ],
    [
      "out of range",
      { task: "deploy", args: { env: "dev", port: "0" } },
      ["command-line: gowsl deploy --port: 0 is out of range. It takes at least 1 and at most 65535."],
    ],
    [
      "an empty text",
      { task: "deploy", args: { env: "dev", port: "" } },
      ['command-line: gowsl deploy --port: "" is not a number. Write it like 8080.'],
    ],
  ])("%s", (_, need, expected) => expect(expand({ deploy }, need)).toEqual(expected));

  it("are wrong in the config where a value comes from there", () => {
    const all = sh("x", { args: { e: text() }, needs: [{ task: "deploy", args: { env: "{args.e}" } }] });
    expect(expand({ deploy, all }, { task: "all", args: { e: "pro" } })).toEqual([
      'config: gowsl.config.ts: tasks.all.needs: env of "deploy": "pro" is none of its values. Did you mean "prod"?',
    ]);
  });
});

describe("a matrix", () => {
  const test = sh("test {matrix.db}", {
    matrix: {
      db: ["pg", "mysql"],
      go: ["1.25", "1.26"],
      exclude: [{ db: "mysql", go: "1.25" }],
      include: [{ db: "lite", go: "1.26" }],
    },
  });

  it("runs the task for each cell, and for those that need it all of them count", () => {
    expect(order({ test, ci: task({ needs: ["test"] }) }, "ci")).toEqual([
      "test db=pg go=1.25",
      "test db=pg go=1.26",
      "test db=mysql go=1.26",
      "test db=lite go=1.26",
      "ci < test db=pg go=1.25 < test db=pg go=1.26 < test db=mysql go=1.26 < test db=lite go=1.26",
    ]);
  });

  it.each<[string, TaskNeed["matrix"] & object, string[]]>([
    ["one axis", { db: "pg" }, ["test db=pg go=1.25", "test db=pg go=1.26"]],
    ["several values", { db: ["mysql", "lite"] }, ["test db=mysql go=1.26", "test db=lite go=1.26"]],
    ["one cell", { db: "pg", go: "1.26" }, ["test db=pg go=1.26"]],
  ])("is chosen from by %s", (_, matrix, expected) => {
    expect(order({ test }, { task: "test", matrix })).toEqual(expected);
  });

  it("says which cells there are", () => {
    expect(expand({ test }, { task: "test", matrix: { db: "mysql", go: "1.25" } })).toEqual([
      'command-line: gowsl test: "test" has no cell db=mysql go=1.25. There are db=pg go=1.25, db=pg go=1.26, db=mysql go=1.26, db=lite go=1.26.',
    ]);
  });

  it("meets the same cell in what it needs", () => {
    const start = sh("start", { matrix: { db: ["pg", "mysql"] } });
    const use = sh("use", {
      matrix: { db: ["pg", "mysql"] },
      needs: [{ task: "start", matrix: { db: "{matrix.db}" } }],
    });
    expect(order({ start, use }, "use")).toEqual([
      "start db=pg",
      "use db=pg < start db=pg",
      "start db=mysql",
      "use db=mysql < start db=mysql",
    ]);
  });
});

describe("serial needs", () => {
  const [a, b, c] = [sh("a"), sh("b"), sh("c")];

  it("start each after the one before, which these know nothing of", () => {
    expect(order({ a, b, c, all: task({ needs: serial("c", ["a", "b"]) }) }, "all")).toEqual([
      "c",
      "a < c",
      "b < c",
      "all < c < a < b",
    ]);
    expect(order({ a, b, c, all: task({ needs: serial("c", ["a", "b"]) }) }, "a")).toEqual(["a"]);
  });

  it("stand beside others", () => {
    expect(order({ a, b, c, all: task({ needs: ["c", serial("b", "a")] }) }, "all")).toEqual([
      "c",
      "b",
      "a < b",
      "all < c < b < a",
    ]);
  });

  it("begin a group with its first member, and leave out what came before", () => {
    const group = task({ needs: ["b", "c"] });
    expect(
      order({ a: sh("a", { needs: ["c"] }), b, c, group, all: task({ needs: serial("a", "group") }) }, "all"),
    ).toEqual(["c", "a < c", "b < a", "group < b < c < a", "all < a < group"]);
  });

  it.each<[string, Record<string, Task>, string]>([
    [
      "against a need",
      { a: sh("a", { needs: ["b"] }), b, all: task({ needs: serial("a", "b") }) },
      "a -> b -> a",
    ],
    [
      "against another chain",
      { a, b, all: task({ needs: [serial("a", "b"), serial("b", "a")] }) },
      "a -> b -> a",
    ],
    ["with itself", { a, all: task({ needs: serial("a", "a") }) }, "a -> a"],
  ])("are a cycle %s", (_, tasks, cycle) => {
    expect(order(tasks, "all").join()).toContain(`these tasks need each other: ${cycle}. `);
  });
});

it("knows tasks by their other names", () => {
  const build = sh("build", { alias: ["b"] });
  expect(order({ build, all: task({ needs: ["b"] }) }, "all")).toEqual(["build", "all < build"]);
});

// The last two are names of what every object has.
it.each(["a", "constructor", "toString"])(
  "leaves out what is skipped, and what only it needs: %s",
  (left) => {
    const result = expandTasks({
      tasks: { [left]: sh("a", { needs: ["b"] }), b: sh("b"), all: task({ needs: [left] }) },
      requested: [{ task: "all" }],
      configName: "gowsl.config.ts",
      skipReason: (name) => success(name === left ? "only for windows" : undefined),
    });
    expect(result.ok && [...result.value.instances].map(([name, { skip }]) => [name, skip])).toEqual([
      ["all", undefined],
      [left, "only for windows"],
    ]);
  },
);

it("knows which of those that are skipped may have left files behind", () => {
  const tasks = { looks: sh("a", { inputs: [], outputs: [] }), writes: sh("b"), test: go.test() };
  const result = expandTasks({
    tasks,
    requested: Object.keys(tasks).map((name) => ({ task: name })),
    configName: "gowsl.config.ts",
    skipReason: () => success("not here"),
  });
  const old = [...(result.ok ? result.value.instances : [])].flatMap(([name, { isOld }]) =>
    isOld ? [name] : [],
  );
  expect(old).toEqual(["writes"]);
});
