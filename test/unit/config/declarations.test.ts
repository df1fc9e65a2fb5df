import { describe, expect, it } from "vitest";
import { validateConfig } from "../../../lib/config/validate.ts";
import { command, env, ignored, outputsOf, sh } from "../../../lib/index.ts";
import { sentence } from "../../../lib/model/failure.ts";

function mistakes(declared: object): string[] {
  const config = { tasks: { a: { ...sh("x"), ...declared } } };
  const result = validateConfig(config, "c", { commands: [], replaceable: [] });
  return result.ok ? [] : result.failures.map((each) => sentence(each).replace("c: tasks.a.", ""));
}

describe("inputs and outputs", () => {
  it("may be all that there is", () => {
    const inputs = [
      "a",
      "./b/*.go",
      "!c",
      "../d/**",
      env("A"),
      outputsOf("b:c"),
      command("x --version"),
      ignored("e/*"),
    ];
    expect(mistakes({ inputs, outputs: ["gen/", "!gen/x", "a[*]"], incremental: true })).toEqual([]);
  });

  it.each<[input: unknown, mistake: string]>([
    ["", "inputs[0]: is empty. Give it a value, or leave it out."],
    ["!", "inputs[0]: is empty. Give it a value, or leave it out."],
    ["!!a", 'inputs[0]: "!!a" begins with two "!". Write one.'],
    [
      "api\\*.yaml",
      'inputs[0]: "api\\*.yaml" has a backslash in it. Write "/" between folders, and [*] for a character that would be a wildcard.',
    ],
    ["/etc/x", 'inputs[0]: "/etc/x" is an absolute path. Write it from the folder of the task.'],
    ["C:/x", 'inputs[0]: "C:/x" is an absolute path. Write it from the folder of the task.'],
    [
      7,
      'inputs[0]: must be an input, not a number. Write a path or a glob, or env("NAME"), outputsOf("task"), command("tool --version").',
    ],
    [{ env: "A=b" }, 'inputs[0].env: "A=b" is not the name of a variable. Write it like env("MODE").'],
    [{ env: 7 }, 'inputs[0].env: must be a string, not a number. Put it in quotes: "7".'],
    [{ outputOf: "x" }, 'inputs[0]: "outputOf" is no kind of input. Did you mean "outputsOf"?'],
    [{}, 'inputs[0]: "" is no kind of input. There are env, outputsOf, command, ignored.'],
    [{ env: "A", command: "x" }, "inputs[0]: says two things at once. Make two inputs of it."],
    [{ command: " " }, "inputs[0].command: is empty. Give it a value, or leave it out."],
    [{ ignored: "!x" }, 'inputs[0].ignored: "!x" begins with "!". Write it as a text: "!...".'],
  ])("an input %j is wrong", (input, mistake) => expect(mistakes({ inputs: [input] })).toEqual([mistake]));

  it.each<[output: unknown, mistake: string]>([
    [".", 'outputs[0]: "." is the whole folder of the task. Name what it writes, like "gen/*.go".'],
    ["./", 'outputs[0]: "./" is the whole folder of the task. Name what it writes, like "gen/*.go".'],
    ["/tmp/x", 'outputs[0]: "/tmp/x" is an absolute path. Write it from the folder of the task.'],
    [{ env: "A" }, "outputs[0]: must be a string, not an object"],
  ])("an output %j is wrong", (output, mistake) =>
    expect(mistakes({ outputs: [output] })).toEqual([mistake]),
  );
});
