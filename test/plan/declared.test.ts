/** What tasks declare to read and write, as the plan has it: which results are kept, why others are not, and what is refused. */
import { describe, expect, it } from "vitest";
import { command, env, go, ignored, outputsOf, sh, task, type Task } from "../../lib/index.ts";
import { sentence } from "../../lib/model/failure.ts";
import type { CommandStep } from "../../lib/model/plan.ts";
import { machines, planOn, type Request } from "./machines.ts";

function request(tasks: Record<string, Task>): Request {
  return { tasks: Object.keys(tasks), mains: [{ folder: "cmd/age" }], config: { tasks } };
}

function steps(tasks: Record<string, Task>, skipped: string[] = []): Record<string, CommandStep> {
  const planned = planOn(machines.linux, { ...request(tasks), skipped });
  if (!planned.ok) throw new Error(planned.failures.map(sentence).join("\n"));
  return Object.fromEntries(planned.value.steps.map((step) => [step.id, step as CommandStep]));
}

function refusals(tasks: Record<string, Task>): string[] {
  const planned = planOn(machines.linux, request(tasks));
  return planned.ok ? [] : planned.failures.map((each) => `${each.family}: ${sentence(each)}`);
}

const known = { inputs: ["a.txt"], outputs: ["b.txt"] };

describe("a declared command", () => {
  it("has its patterns from the root, and what it needs as inputs", () => {
    const { made } = steps({
      generate: sh("gen", { inputs: [], outputs: ["gen/*.go"] }),
      build: go.build({ needs: ["generate"] }),
      all: task({ needs: ["build", "generate"] }),
      made: sh("make", {
        dir: "web",
        needs: ["all"],
        inputs: [
          "./src/**",
          "!src/old/",
          "../a.json",
          "!../b",
          env("MODE"),
          command("make --version"),
          ignored("x/*"),
        ],
        outputs: ["out/", "!out/*.map"],
      }),
    });
    expect(made!.declared).toEqual({
      inputs: [
        { pattern: "web/src/**", place: "inputs[0]" },
        { pattern: "web/src/old", place: "inputs[1]", exclude: true },
        { pattern: "a.json", place: "inputs[2]" },
        { pattern: "b", place: "inputs[3]", exclude: true },
        { pattern: "web/x/*", place: "inputs[6]", ignored: true },
      ],
      variables: ["MODE"],
      tools: [{ line: "make --version", command: { kind: "argv", argv: ["make", "--version"] } }],
      from: [{ step: "build linux/amd64", artifacts: ["bin/age"] }, { step: "generate" }],
      outputs: [
        { pattern: "web/out", place: "outputs[0]" },
        { pattern: "web/out/*.map", place: "outputs[1]", exclude: true },
      ],
    });
  });

  it("reads what a task writes that it needs by way of others, if it says so", () => {
    const tasks = {
      first: sh("1", { inputs: [], outputs: ["first"] }),
      second: sh("2", { needs: ["first"], inputs: [], outputs: [] }),
    };
    const third = (inputs: Parameters<typeof sh>[1]) =>
      steps({ ...tasks, third: sh("3", { needs: ["second"], outputs: [], ...inputs }) })["third"]!.declared
        ?.from;
    expect(third({ inputs: [] })).toEqual([]);
    expect(third({ inputs: [outputsOf("first")] })).toEqual([{ step: "first" }]);
  });

  it.each<[what: string, tasks: Record<string, Task>, why: string]>([
    ["nothing", { a: sh("x") }, "declares no inputs and outputs"],
    ["no outputs", { a: sh("x", { inputs: [] }) }, "declares no outputs (`outputs: []`: it writes nothing)"],
    ["no inputs", { a: task({ run: () => {}, outputs: [] }) }, "declares no inputs"],
    [
      "the terminal",
      { a: sh("x", { ...known, interactive: true }) },
      "has the terminal, where nobody sees what it prints",
    ],
    [
      "a need that is silent",
      { b: sh("y"), a: sh("x", { ...known, needs: ["b"] }) },
      "needs b, which declares no outputs",
    ],
    [
      "one far away, which is the one that is named",
      {
        c: sh("z"),
        b: sh("y", { inputs: [], outputs: [], needs: ["c"] }),
        group: task({ needs: ["b"] }),
        a: sh("x", { ...known, needs: ["group"] }),
      },
      "needs c, which declares no outputs",
    ],
    [
      "a build with hooks",
      { b: go.build({ after: ["upx {artifact}"] }), a: sh("x", { ...known, needs: ["b"] }) },
      "needs b linux/amd64, whose hooks declare no outputs",
    ],
  ])("runs every time with %s", (_, tasks, why) => {
    const { a } = steps(tasks);
    expect(a).toMatchObject({ why });
    expect(a).not.toHaveProperty("declared");
  });

  it("runs every time while a need is left out whose files may be of another time", () => {
    const tasks = {
      b: sh("y", known),
      c: sh("z", { needs: ["b"], inputs: [], outputs: [] }),
      a: sh("x", { needs: ["c"], inputs: [outputsOf("b")], outputs: [] }),
    };
    const why = "needs b, which is left out: what it has written before may be of other sources";
    expect(steps(tasks)["a"]).toHaveProperty("declared");
    expect(steps(tasks, ["b"])["a"]).toMatchObject({ why });
    expect(steps(tasks, ["c"])["a"]).toMatchObject({ why: "needs b, which is left out with what needs it" });
  });

  it.each<[what: string, tasks: Record<string, Task>]>([
    ["needs that only read", { b: sh("y", { outputs: [] }), a: sh("x", { ...known, needs: ["b"] }) }],
    ["checks of Go", { b: go.vet(), c: go.test(), a: sh("x", { ...known, needs: ["b", "c"] }) }],
  ])("is kept with %s", (_, tasks) => {
    expect(steps(tasks)["a"]).toHaveProperty("declared");
  });
});

describe("outputs are refused", () => {
  const both = (first: Parameters<typeof sh>[1], second: Parameters<typeof sh>[1]) => ({
    a: sh("x", { inputs: [], ...first }),
    b: sh("y", { inputs: [], ...second }),
  });
  const clash = (place: string, first = "a", second = "b") =>
    `config: ${place}: both ${first} and ${second} would write there. ` +
    "Each file has one task that writes it: change the outputs of one of them in gowsl.config.ts.";

  it.each<[what: string, tasks: Record<string, Task>, expected: string[]]>([
    ["one file of two tasks", both({ outputs: ["x.txt"] }, { outputs: ["./x.txt"] }), [clash("x.txt")]],
    [
      "names that differ in case only",
      both({ outputs: ["X.txt"] }, { outputs: ["x.txt"] }),
      [clash("X.txt")],
    ],
    [
      "a file in the folder of another",
      both({ outputs: ["gen"] }, { outputs: ["gen/a/x"] }),
      [clash("gen/a/x")],
    ],
    [
      "a glob in the folder of another",
      both({ outputs: ["gen/*.go"] }, { outputs: ["gen"] }),
      [clash("gen/*.go")],
    ],
    [
      "a file that a glob covers",
      both({ outputs: ["gen/**/*.go"] }, { outputs: ["gen/a/b.go"] }),
      [clash("gen/a/b.go")],
    ],
    ["a glob from the root", both({ outputs: ["*.lock"] }, { outputs: ["a.lock"] }), [clash("a.lock")]],
    ["one glob twice", both({ outputs: ["gen/*.go"] }, { outputs: ["gen/*.go"] }), [clash("gen/*.go")]],
    [
      "the artifact of a build",
      { a: sh("x", { inputs: [], outputs: ["bin/*"] }), b: go.build() },
      [clash("bin/age", "a", "b linux/amd64")],
    ],
    ["different files", both({ outputs: ["gen/*.go"] }, { outputs: ["gen/a.txt", "gen2/a.go"] }), []],
    ["what is taken out again", both({ outputs: ["gen/*", "!gen/b"] }, { outputs: ["other/b"] }), []],
    [
      "a file that is also read",
      { a: sh("x", { inputs: ["a.txt"], outputs: ["a.txt"] }) },
      [
        'config: gowsl.config.ts: tasks.a.outputs[0]: "a.txt" is written by the task, and inputs[0] "a.txt" reads it there. ' +
          "What a task reads must lie outside of what it writes.",
      ],
    ],
    [
      "a folder above what is read",
      { a: sh("x", { inputs: ["gen/in/*.txt"], outputs: ["gen"] }) },
      [
        'config: gowsl.config.ts: tasks.a.outputs[0]: "gen" is written by the task, and inputs[0] "gen/in/*.txt" reads it there. ' +
          "What a task reads must lie outside of what it writes.",
      ],
    ],
    [
      "a glob that covers what is read",
      { a: sh("x", { inputs: ["gen/a.go"], outputs: ["gen/*.go"] }) },
      [
        'config: gowsl.config.ts: tasks.a.outputs[0]: "gen/*.go" is written by the task, and inputs[0] "gen/a.go" reads it there. ' +
          "What a task reads must lie outside of what it writes.",
      ],
    ],
    [
      "no more once it is taken out",
      { a: sh("x", { inputs: ["gen/a.go"], outputs: ["gen/*.go", "!gen/a.go"] }) },
      [],
    ],
    [
      "never below what is read with wildcards",
      { a: sh("x", { inputs: ["**/*.go"], outputs: ["gen/*.go"] }) },
      [],
    ],
    [
      "outside of the project",
      { a: sh("x", { dir: "web", inputs: [], outputs: ["../../x"] }) },
      [
        "config: gowsl.config.ts: tasks.a.outputs[0]: it leads to ../x, outside of the config's folder. Write below it.",
      ],
    ],
    [
      "the whole project",
      { a: sh("x", { dir: "web", inputs: [], outputs: ["../", "../**"] }) },
      [
        "config: gowsl.config.ts: tasks.a.outputs[0]: it is the whole folder of the config. Name what the task writes.",
        "config: gowsl.config.ts: tasks.a.outputs[1]: it is the whole folder of the config. Name what the task writes.",
      ],
    ],
    [
      "what is gowsl's or git's",
      { a: sh("x", { inputs: [], outputs: [".gowsl/x", ".git/*"] }) },
      [
        "config: gowsl.config.ts: tasks.a.outputs[0]: it leads to .gowsl/x, which is not for tasks. Write elsewhere.",
        "config: gowsl.config.ts: tasks.a.outputs[1]: it leads to .git/*, which is not for tasks. Write elsewhere.",
      ],
    ],
    [
      "by a task that another one reads and does not need",
      {
        a: sh("x", { inputs: ["gen/a.txt"], outputs: [] }),
        b: sh("y", { inputs: [], outputs: ["gen"] }),
        c: sh("z", { needs: ["d"], inputs: ["gen/a.txt"], outputs: [] }),
        d: task({ needs: ["b"] }),
      },
      [
        'config: gowsl.config.ts: tasks.a.inputs[0]: "gen/a.txt" is written by b, which this task does not need. Add it: needs: ["b"].',
      ],
    ],
    [
      "as inputs, of a task that is none, is not needed, or writes nothing",
      {
        generate: sh("g", { inputs: [], outputs: ["gen"] }),
        silent: sh("s", { inputs: [], outputs: [] }),
        a: sh("x", {
          needs: ["silent"],
          inputs: [outputsOf("generat"), outputsOf("generate"), outputsOf("silent")],
          outputs: [],
        }),
      },
      [
        'config: gowsl.config.ts: tasks.a.inputs[0]: "generat" is not a task. Did you mean "generate"?',
        'config: gowsl.config.ts: tasks.a.inputs[1]: "generate" is not needed by this task. Add it: needs: ["generate"].',
        'config: gowsl.config.ts: tasks.a.inputs[2]: "silent" declares no outputs. Declare them, or leave it to needs.',
      ],
    ],
  ])("%s", (_, tasks, expected) => expect(refusals(tasks)).toEqual(expected));

  it("are compared once each: 5,000 tasks take no time", () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `t${index}`,
        sh("x", { inputs: [`t/${index}/*`], outputs: [`out/${index}/**/*.txt`, `log/${index}`] }),
      ]),
    );
    expect(refusals(tasks)).toEqual([]);
  });
});
