import { describe, expect, it } from "vitest";
import { continued, isMeasured, partName, withCase } from "../../../bench/kept.ts";
import { machine, measured, report, result } from "./rig.ts";

const branch = result("branch", { gowsl: [1] });
const tasks = result("tasks", { gowsl: [2] }, { project: "1,000 tasks" });

describe("continued", () => {
  const fresh = report([], { absent: [{ name: "gox", why: "no" }] });

  it.each([
    ["without an earlier one", undefined, []],
    ["of another mode", report([branch], { mode: "quick" }), []],
    ["of another machine", report([branch], { machine: { ...machine, cores: 64 } }), []],
    ["of another Node", report([branch], { machine: { ...machine, versions: [["Node", "v24"]] } }), []],
    ["of this one with another kernel", report([branch], { machine: { ...machine, system: "B" } }), [branch]],
    ["of this one", report([branch], { absent: [{ name: "mage", why: "then" }] }), [branch]],
  ])("%s", (_, kept, cases) => {
    expect(continued(kept, fresh)).toMatchObject({ cases, absent: fresh.absent });
  });

  it("is of this machine, too, where a peer was absent then", () => {
    const versions = machine.versions.filter(([name]) => name !== "make");
    expect(continued(report([branch], { machine: { ...machine, versions } }), fresh).cases).toEqual([branch]);
  });
});

describe("withCase", () => {
  const names = ["tasks, 1,000 tasks", "branch, fzf"];

  it("puts a part to its place, whenever it was measured", () => {
    expect(withCase(report([branch]), tasks, names).cases.map(partName)).toEqual(names);
  });

  it("replaces what was measured before", () => {
    const again = result("branch", { gowsl: [7] });
    expect(withCase(report([tasks, branch]), again, names).cases).toEqual([tasks, again]);
  });
});

it("a part counts as measured only with the same programs", () => {
  const one = report([branch]);
  expect(isMeasured(one, "branch, fzf", measured.programs)).toBe(true);
  expect(isMeasured(one, "branch, fzf", "others")).toBe(false);
  expect(isMeasured(one, "branch, gh", measured.programs)).toBe(false);
});
