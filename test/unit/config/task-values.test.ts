import { describe, expect, it } from "vitest";
import { validateConfig } from "../../../lib/config/validate.ts";
import { choice, flag, number, serial, sh, task, text, type Task } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

/** The mistakes of a config with these tasks, as they are printed. */
function mistakes(tasks: Record<string, unknown>): string[] {
  const reserved = {
    commands: ["test", "list"],
    replaceable: ["test"],
    options: () => ["json", "jobs", "j"],
  };
  const result = validateConfig({ tasks }, "config", reserved);
  return result.ok ? [] : result.failures.map((each) => sentence(each).replace("config: tasks.", ""));
}

const deploy = sh("deploy {args.env}", {
  args: { env: choice("dev", "prod"), port: number({ default: 80 }) },
});
const matrix = (value: unknown): Record<string, unknown> => ({ a: { ...sh("x"), matrix: value } });
const args = (value: unknown): Record<string, unknown> => ({ a: { ...sh("x"), args: value } });
const needs = (value: unknown): Record<string, Task> => ({
  deploy,
  a: { kind: "function", needs: value } as Task,
});

it("has nothing to say against every form", () => {
  expect(
    mistakes({
      deploy,
      all: task({
        args: {
          env: choice(["dev", "prod"], { default: "dev" }),
          dry: flag({ description: "x" }),
          n: number({ min: 1, whole: true }),
        },
        alias: ["a"],
        group: "Release",
        private: true,
        needs: [
          "test",
          { task: "deploy", args: { env: "{args.env}", port: 1 } },
          serial("m", [{ task: "m", matrix: { db: "pg" } }, "test"]),
        ],
      }),
      m: sh("{matrix.db}", {
        matrix: { db: ["pg"], go: ["1"], exclude: [{ go: "1", db: "pg" }], include: [{ db: "x", go: "2" }] },
      }),
      other: task({ needs: serial("free2", "test") }),
      free2: sh("x", { args: { what: text({ optional: true }) }, alias: ["f"] }),
      free: sh("x", { args: { what: text({ positional: true }) } }),
    }),
  ).toEqual([]);
});

describe("mistakes in arguments", () => {
  it.each<[unknown, string]>([
    [
      { env: "dev" },
      'a.args.env: was not made by choice, number, text or flag. Write text({ default: "dev" }).',
    ],
    [
      { env: ["dev", "prod"] },
      'a.args.env: was not made by choice, number, text or flag. Write choice("dev", "prod").',
    ],
    [
      { port: 80 },
      "a.args.port: was not made by choice, number, text or flag. Write number({ default: 80 }).",
    ],
    [{ dry: flag }, "a.args.dry: was not made by choice, number, text or flag. Call it."],
    [
      { e: { type: "chioce" } },
      "a.args.e: was not made by choice, number, text or flag. Did you mean choice(...)?",
    ],
    [{ e: choice([] as string[]) }, 'a.args.e: has no values to choose from. Write choice("dev", "prod").'],
    [
      { e: { type: "choice", values: ["dev"], default: "dve" } },
      'a.args.e.default: "dve" is none of its values. Did you mean "dev"?',
    ],
    [
      { e: { type: "number", defalt: 1 } },
      'a.args.e: "defalt" is not a setting of number. Did you mean "default"?',
    ],
    [
      { e: number({ default: 9, max: 8 }) },
      "a.args.e.default: 9 is out of range. Change it, or min and max.",
    ],
    [{ e: number({ min: 9, max: 8 }) }, "a.args.e.min: 9 is more than max, 8. Swap them."],
    [{ e: { type: "number", default: "1" } }, "a.args.e.default: must be a number, not a string."],
    [
      { "a b": flag() },
      'a.args["a b"]: "a b" can\'t be the name of an argument. Write it like "port" or "dry-run".',
    ],
    [{ jobs: number({ default: 1 }) }, "a.args.jobs: --jobs is an option of gowsl itself. Rename it."],
    [
      { dryRun: flag(), dryrun: flag() },
      'a.args.dryrun: "dryRun" and "dryrun" both become GOWSL_ARG_DRYRUN. Rename one.',
    ],
    ["env", "a.args: must be an object, not a string."],
  ])("%j", (value, expected) => expect(mistakes(args(value)).map(closed)).toEqual([expected]));
});

describe("mistakes in a matrix", () => {
  it.each<[unknown, string]>([
    [{}, 'a.matrix: has no axis. Write { db: ["pg", "mysql"] }.'],
    [{ db: [] }, "a.matrix.db: is empty. Give it a value, or leave it out."],
    [{ db: "pg" }, 'a.matrix.db: must be a list, not a string. Write ["pg"].'],
    [{ go: [1.3] }, 'a.matrix.go[0]: must be a string, not a number. Put it in quotes: "1.3".'],
    [{ db: ["pg"], exclude: [{ bd: "pg" }] }, 'a.matrix.exclude[0]: "bd" is not an axis. Did you mean "db"?'],
    [
      { db: ["pg"], exclude: [{ db: "gp" }] },
      'a.matrix.exclude[0].db: "gp" is not a value of this axis. Did you mean "pg"?',
    ],
    [{ db: ["pg"], exclude: [{ db: "pg" }] }, "a.matrix.exclude: leaves no cell. Leave fewer cells out."],
    [
      { db: ["pg"], go: ["1"], include: [{ db: "x" }] },
      "a.matrix.include[0]: does not say what go is. Name a value for each axis.",
    ],
    [{ json: ["pg"] }, "a.matrix.json: --json is an option of gowsl itself. Rename it."],
  ])("%j", (value, expected) => expect(mistakes(matrix(value)).map(closed)).toEqual([expected]));

  it("names an axis as an argument is named", () => {
    expect(mistakes({ a: sh("x", { matrix: { db: ["x"] }, args: { db: text() } }) })).toEqual([
      "a.args: db is an axis of the matrix, too. Rename one of them.",
    ]);
  });
});

describe("mistakes in needs", () => {
  it.each<[unknown, string[]]>([
    ["deploy", ['a.needs: must be a list, not a string. Write ["deploy"].']],
    [["deploi"], ['a.needs[0]: "deploi" is not a task. Did you mean "deploy"?']],
    [[{ task: "test", arg: {} }], ['a.needs[0]: "arg" is not a setting of a need. Did you mean "args"?']],
    [[{ args: {} }], ['a.needs[0]: names no task. Write { task: "deploy", args: { ... } }.']],
    [serial("test", ["tset"]), ['a.needs[1][0]: "tset" is not a task. Did you mean "test"?']],
    [[{ serial: "test" }], ['a.needs[0].serial: must be a list, not a string. Write ["test"].']],
    [
      ["deploy"],
      [
        'a.needs[0]: "deploy" needs a value for env. Write { task: "deploy", args: { env: ... } }. It is run so: gowsl deploy --env <dev|prod> [--port <number>]',
      ],
    ],
    [
      [{ task: "deploy", args: { env: "pord", prot: 1, port: "x" } }],
      [
        'a.needs[0].args.env: "pord" is none of its values. Did you mean "prod"?',
        'a.needs[0].args.prot: "prot" is not an argument of "deploy". Did you mean "port"?',
        'a.needs[0].args.port: "x" is not a number. Write it like 8080.',
      ],
    ],
    [
      [{ task: "test", args: { x: 1 } }],
      ['a.needs[0].args.x: "x" is not an argument of "test". It declares none.'],
    ],
    [
      [{ task: "test", matrix: { x: "1" } }],
      ['a.needs[0].matrix.x: "x" is not an axis of "test". It has no matrix.'],
    ],
    [
      [{ task: "deploy", args: { env: "{args.x}" } }],
      ['a.needs[0].args.env: "{args.x}" is not a placeholder. Declare it in args or matrix of the task.'],
    ],
  ])("%j", (value, expected) => expect(mistakes(needs(value))).toEqual(expected));
});

it.each<[string, Record<string, unknown>, string]>([
  [
    "a placeholder that nothing is known of",
    { a: sh("x {args.evn}", { args: { env: text() } }) },
    'a.command: "{args.evn}" is not a placeholder. Did you mean "{args.env}"?',
  ],
  [
    "also deep in a task",
    { a: sh("x", { env: { A: "{matrix.db}" } }) },
    'a.env.A: "{matrix.db}" is not a placeholder. Declare it in args or matrix of the task.',
  ],
  [
    "the target of a build",
    { a: sh("pack {target} ${target} {{target}}") },
    'a.command: "{target}" has no value in a command. Go builds have it, in hooks. Write matrix: { target: ["linux/amd64"] }, and {matrix.target}.',
  ],
  [
    "the artifact of a build",
    { a: sh("x", { outputs: ["{artifact}.sig"] }) },
    'a.outputs[0]: "{artifact}" has no value in a command. Go builds have it, in hooks. Name the file.',
  ],
  [
    "what git says",
    { a: sh("x", { env: { VERSION: "{git.version}" } }) },
    'a.env.VERSION: "{git.version}" has no value in a command. Go builds have it, in `define` and `ldflags`. Ask git in the line: $(git describe --tags --always).',
  ],
  [
    "an alias that is a task",
    { a: sh("x", { alias: ["b"] }), b: sh("y") },
    'a.alias[0]: "b" is the name of a task already. Take another one.',
  ],
  [
    "an alias that is another's",
    { a: sh("x", { alias: ["c"] }), b: sh("y", { alias: ["c"] }) },
    'b.alias[0]: "c" is the name of a task already. Take another one.',
  ],
  [
    "an alias that is a command",
    { a: sh("x", { alias: ["list"] }) },
    'a.alias[0]: "list" is the name of a command of gowsl. Take another one.',
  ],
])("%s", (_, tasks, expected) => expect(mistakes(tasks)).toEqual([expected]));

/** A failure without a next move ends without a stop. */
function closed(told: string): string {
  return /[.?]$/.test(told) ? told : `${told}.`;
}
