import { describe, expect, it } from "vitest";
import { completeWords, type CompletionFacts, type TaskNote } from "../../../lib/cli/complete-words.ts";

function note(name: string, rest: Partial<TaskNote> = {}): TaskNote {
  return { name, text: `does ${name}`, aliases: [], options: [], values: {}, positional: [], ...rest };
}

const facts: CompletionFacts = {
  tasks: [
    note("build"),
    note("deploy", {
      aliases: ["d"],
      options: [
        { form: "--env <dev|prod>", text: "" },
        { form: "--port <number>", text: "" },
        { form: "--dry", text: "only look" },
      ],
      values: { env: ["dev", "prod"] },
    }),
    note("greet", { positional: [["you", "me"], []] }),
    note("test:quick"),
    note("mat", { options: [{ form: "--db <pg|mysql>", text: "" }], values: { db: ["pg", "mysql"] } }),
  ],
  targets: ["linux/arm/7", "!windows/386", "windows/*"],
};

/** What is offered for a line; the last word is the one at the cursor. */
function offered(line: string): string[] {
  const words = line.split(" ");
  return completeWords(facts, words.slice(0, -1), words.at(-1)!).map(({ word }) => word);
}

describe("what may stand at the cursor", () => {
  it.each<[line: string, words: string[]]>([
    ["dep", ["deploy"]],
    ["d", ["deploy", "d"]],
    ["bui", ["build"]],
    ["test:", ["test:quick"]],
    ["completions z", ["zsh"]],
    ["toolchain ", ["install", "list", "use", "prune"]],
    ["help gr", ["greet", "graph"]],
    ["help deploy ", []],
    ["why dep", ["deploy"]],
    ["why build linux/arm", ["linux/arm/7"]],
    ["--verb", ["--verbose"]],
    ["deploy --en", ["--env"]],
    ["deploy --env ", ["dev", "prod"]],
    ["deploy --env p", ["prod"]],
    ["deploy --env=p", ["--env=prod"]],
    ["d --dr", ["--dry-run", "--dry"]],
    ["deploy --port ", []],
    ["run deploy --env dev greet ", ["you", "me"]],
    ["greet y", ["you"]],
    ["greet you ", []],
    ["greet you me dep", ["deploy"]],
    ["mat --db pg,m", ["pg,mysql"]],
    ["deploy --output pre", ["prefixed"]],
    ["-C folder dep", ["deploy"]],
    ["-C ", []],
    ["cross linux/arm", ["linux/arm/7", "linux/arm", "linux/arm64"]],
    ["cross linux/amd64,windows/a", ["linux/amd64,windows/amd64"]],
    // Files are the shell's.
    ["build ./c", []],
    ["go tes", []],
    ["exec ", []],
    ["deploy -- --e", []],
  ])("%s", (line, words) => expect(offered(line)).toEqual(words));

  it("has the descriptions", () => {
    expect(completeWords(facts, [], "deploy")).toEqual([{ word: "deploy", text: "does deploy" }]);
    expect(completeWords(facts, ["deploy"], "--dry")).toContainEqual({ word: "--dry", text: "only look" });
  });
});
