/** What a run has found of a declared command is taken again at its end only if nothing has moved since. */
import { appendFileSync, chmodSync, readdirSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TaskRig, type Shape } from "./task-rig.ts";

let rig: TaskRig;

beforeEach(async () => {
  rig = new TaskRig();
  rig.write("in/a.txt", "one");
  await rig.run(step);
});
afterEach(() => rig.remove());

const step: Shape = {
  inputs: ["in/*.txt", "more/*.txt"],
  outputs: ["out"],
  run: () => rig.write("out/made", (rig.read("in/a.txt") ?? "").toUpperCase()),
};

const place = (name: string) => path.join(rig.root, name);
const record = () => place(`.gowsl/tasks/${readdirSync(place(".gowsl/tasks"))[0]}`);

describe("what was found to be up to date", () => {
  it("holds where nothing moved, or only what it does not rest on", async () => {
    expect(await rig.holds(step, () => {})).toBe(true);
    expect(await rig.holds(step, () => rig.write("other/b.txt", ""))).toBe(true);
  });

  it.each<[what: string, change: () => void]>([
    ["an input is written", () => rig.write("in/a.txt", "two")],
    ["an input is written as it was", () => rig.write("in/a.txt", "one")],
    [
      "an input is written, with its old times",
      () => {
        rig.write("in/a.txt", "two");
        utimesSync(place("in/a.txt"), 0, 0);
      },
    ],
    ["an input may be executed", () => chmodSync(place("in/a.txt"), 0o755)],
    ["an input comes", () => rig.write("in/b.txt", "")],
    ["an input comes in a folder that was not there", () => rig.write("more/b.txt", "")],
    ["an input goes", () => rmSync(place("in/a.txt"))],
    ["an output is written", () => rig.write("out/made", "one")],
    ["an output goes", () => rmSync(place("out/made"))],
    ["its record is another one", () => appendFileSync(record(), "\n")],
    ["its record goes", () => rmSync(record())],
  ])("is looked at again where %s", async (_, change) => {
    expect(await rig.holds(step, change)).toBe(false);
  });

  it("is nothing where the command has run", async () => {
    rig.write("in/a.txt", "two");
    expect(await rig.holds(step, () => {})).toBe(false);
  });
});
