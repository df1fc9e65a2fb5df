import { describe, expect, it } from "vitest";
import { optionsOf } from "../../../lib/cli/arguments.ts";
import { commands } from "../../../lib/cli/commands.ts";
import { readTaskWords } from "../../../lib/cli/task-words.ts";
import { choice, flag, number, sh, text, go, type Task } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

const tasks: Record<string, Task> = {
  deploy: sh("x", {
    alias: ["d"],
    args: {
      env: choice("dev", "prod"),
      port: number({ default: 80 }),
      dry: flag(),
      name: text({ optional: true }),
    },
  }),
  greet: sh("x", {
    args: { who: text({ positional: true }), times: number({ positional: true, default: 1 }) },
  }),
  lint: sh("x"),
  test: go.test({ matrix: { db: ["pg", "mysql"] } }),
};

function read(tokens: string[], command = ""): unknown {
  const result = readTaskWords(tasks, tokens, [], command);
  if (!result.ok) return result.failures.map(sentence);
  return result.value;
}

/** The tasks that are named, with what each is given. */
function requests(tokens: string[]): unknown {
  const result = read(tokens) as { requests: { task: string; args: object; matrix: object }[] };
  return Array.isArray(result)
    ? result
    : result.requests.map((each) => [each.task, { ...each.args, ...each.matrix }]);
}

it("a watch repeats its runs, and takes no option that tells of one", () => {
  const told = readTaskWords(tasks, ["lint", "--trace"], optionsOf(commands["watch"]), "", "watch");
  expect(told.ok ? [] : told.failures.map(sentence)).toEqual([
    "gowsl watch: there is no option --trace. `gowsl help watch` shows the options.",
  ]);
});

describe("values", () => {
  it.each<[tokens: string[], expected: [task: string, values: object][]]>([
    [["lint"], [["lint", {}]]],
    [["deploy", "--env", "prod"], [["deploy", { env: "prod" }]]],
    [["deploy", "--env=prod", "--port=1"], [["deploy", { env: "prod", port: "1" }]]],
    [["deploy", "-env", "prod"], [["deploy", { env: "prod" }]]],
    [["d", "--dry"], [["deploy", { dry: true }]]],
    [["deploy", "--no-dry"], [["deploy", { dry: false }]]],
    [["deploy", "--dry=false"], [["deploy", { dry: false }]]],
    [["deploy", "--name", "--dry"], [["deploy", { name: "--dry" }]]],
    [["deploy", "--name="], [["deploy", { name: "" }]]],
    [["deploy", "--name=a=b"], [["deploy", { name: "a=b" }]]],
    [["deploy", "--env", "dev", "--env", "prod"], [["deploy", { env: "prod" }]]],
    // They belong to the task before them.
    [
      ["deploy", "--env", "dev", "lint", "deploy", "--env", "prod"],
      [
        ["deploy", { env: "dev" }],
        ["lint", {}],
        ["deploy", { env: "prod" }],
      ],
    ],
    [["greet", "you"], [["greet", { who: "you" }]]],
    [
      ["greet", "you", "2", "lint"],
      [
        ["greet", { who: "you", times: "2" }],
        ["lint", {}],
      ],
    ],
    [["greet", "--who", "you", "3"], [["greet", { who: "you", times: "3" }]]],
    [["test", "--db", "pg"], [["test", { db: ["pg"] }]]],
    [["test", "--db=pg,mysql"], [["test", { db: ["pg", "mysql"] }]]],
    [["nothing"], [["nothing", {}]]],
  ])("%j", (tokens, expected) => expect(requests(tokens)).toEqual(expected));

  it("stand beside packages where the words are those", () => {
    expect(read(["--db", "pg", "./cmd"], "test")).toEqual({
      requests: [{ task: "test", args: {}, matrix: { db: ["pg"] } }],
      words: ["./cmd"],
    });
  });
});

describe("mistakes", () => {
  const usage = "gowsl deploy --env <dev|prod> [--port <number>] [--dry] [--name <text>]";
  it.each<[tokens: string[], expected: string[]]>([
    [["deploy", "--evn", "prod"], ['gowsl deploy: there is no option --evn. Did you mean "--env"?']],
    [["deploy", "--jsno"], ['gowsl deploy: there is no option --jsno. Did you mean "--json"?']],
    [
      ["lint", "--frobnicate"],
      ["gowsl lint: there is no option --frobnicate. `gowsl help lint` shows the options."],
    ],
    [["deploy", "--env"], [`gowsl deploy: --env needs a value. Write it so: ${usage}`]],
    [["test", "--db"], ["gowsl test: --db needs a value. There are pg, mysql."]],
    [["deploy", "--dry=yes"], ["gowsl deploy: --dry takes no value. Write `--dry` or `--no-dry`."]],
    [
      ["deploy", "prod"],
      [`gowsl deploy: it takes no words, and there is no task "prod". It is run so: ${usage}`],
    ],
    [
      ["greet", "a", "2", "c"],
      ['gowsl greet: it takes 2 words, and there is no task "c". It is run so: gowsl greet <who> [times]'],
    ],
    [
      ["lint", "prod"],
      ['gowsl lint: there is no task "prod". Arguments of a task go behind --: gowsl lint -- prod'],
    ],
  ])("%j", (tokens, expected) => expect(read(tokens)).toEqual(expected));
});
