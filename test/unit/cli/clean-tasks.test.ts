/** `gowsl clean` after runs of declared commands: what it forgets, and what the next run still has to know. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cleanTasks } from "../../../lib/cli/clean-tasks.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import { TaskRig, type Shape } from "../run/task-rig.ts";

let rig: TaskRig;

beforeEach(() => {
  rig = new TaskRig();
});
afterEach(() => rig.remove());

/** Writes its file if there is none. */
const task: Shape = {
  outputs: ["out"],
  run: () => {
    if (rig.read("out/file") === undefined) rig.write("out/file", "whole");
  },
};

function clean(tracked: string[] = []) {
  const states = new FileStates({ platform: "linux", now: Date.now });
  return cleanTasks({ root: rig.root, states }, new Set(tracked), false);
}

describe("clean", () => {
  it("removes what a run has left that failed, and forgets the run", async () => {
    const fails = () => {
      rig.write("out/file", "half");
      throw new Error("no");
    };
    await rig.run({ ...task, run: fails });
    expect(await clean()).toEqual({ removed: ["out/file"], kept: [], failures: [], unfinished: [] });
    expect([rig.read("out/file"), await rig.records().all()]).toEqual([undefined, []]);
  });

  it("leaves what git has: that belongs to the sources", async () => {
    await rig.run(task);
    const kept = [{ path: "out/file", reason: "it is in git" }];
    expect(await clean(["out/file"])).toEqual({ removed: [], kept, failures: [], unfinished: [] });
    expect(rig.read("out/file")).toBe("whole");
    expect(await clean()).toMatchObject({ removed: ["out/file"] });
  });

  it("does not forget a run that was killed: the next one gets what that left out of the way", async () => {
    await rig.killed({ ...task, run: () => rig.write("out/file", "half") });
    expect(await clean()).toEqual({ removed: [], kept: [], failures: [], unfinished: ["made"] });
    const [, note] = await rig.run(task);
    expect(note).toContain("an earlier run was killed; what it left of out/file is now in .gowsl/replaced/");
    expect(rig.read("out/file")).toBe("whole");
    expect(await clean()).toMatchObject({ removed: ["out/file"], unfinished: [] });
  });
});
