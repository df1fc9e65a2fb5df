import { expect, it } from "vitest";
import { withLines } from "../../../lib/config/lines.ts";

const config = `import { defineConfig, go, sh } from "gowsl";
// verison and biuld
export default defineConfig({
  go: { verison: "1.26.x" },
  targets: "linux/amd64",
  tasks: {
    gen: sh("true", { needs: ["biuld", "twice"] }),
    other: sh("true", { needs: ["twice"], inputs: 1 }),
    more: sh("false", { inputs: 2 }),
  },
});
`;

it.each<[name: string, place: string, thing: string, expected: string]>([
  ["an unknown setting", "c.ts: go", '"verison" is not a setting of go', "c.ts:4: go"],
  [
    "a wrong name in a list",
    "c.ts: tasks.gen.needs[0]",
    '"biuld" is not a task',
    "c.ts:7: tasks.gen.needs[0]",
  ],
  ["a value of a wrong kind", "c.ts: targets", "must be a list, not a string", "c.ts:5: targets"],
  ["an item of a wrong kind", "c.ts: targets[0]", "must be a string", "c.ts:5: targets[0]"],
  [
    "a word that stands there twice",
    "c.ts: tasks.gen.needs[1]",
    '"twice" is not a task',
    "c.ts: tasks.gen.needs[1]",
  ],
  [
    "a setting that stands there twice",
    "c.ts: tasks.other.inputs",
    "must be a list, not a number",
    "c.ts: tasks.other.inputs",
  ],
  ["what is computed", "c.ts: tasks", '"built" has a space in it', "c.ts:6: tasks"],
  ["what is nowhere", "c.ts: pools", "must be an object", "c.ts: pools"],
  ["the config as a whole", "c.ts", "must export an object, not a string", "c.ts"],
  ["another place", "api/c.ts: go", '"verison" is not a setting of go', "api/c.ts: go"],
])("%s", (_, place, thing, expected) => {
  const [found] = withLines([{ family: "config", place, thing }], "c.ts", config);
  expect(found).toEqual({ family: "config", place: expected, thing });
});
