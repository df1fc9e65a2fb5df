/** Which of some steps a step needs, and how much of the plan is gone through for it. */
import { describe, expect, it } from "vitest";
import { allNeeds, neededAmong, stepsByTask } from "../../../lib/graph/needed-steps.ts";
import type { Step } from "../../../lib/model/plan.ts";

function steps(needs: Record<string, string[]>): Map<string, Step> {
  return new Map(
    Object.entries(needs).map(([id, own]) => [id, { id, task: id.split(" ")[0]!, needs: own } as Step]),
  );
}

const plan = steps({
  gen: [],
  "build linux": ["gen"],
  "build darwin": ["gen"],
  pack: ["build linux", "build darwin"],
  sign: ["pack", "lost"],
  alone: [],
});

describe("of the steps of a task, a step needs", () => {
  it.each<[step: string, task: string, needed: string[]]>([
    ["pack", "build", ["build linux", "build darwin"]],
    ["sign", "build", ["build linux", "build darwin"]],
    ["sign", "gen", ["gen"]],
    ["build linux", "build", []],
    ["alone", "gen", []],
    ["gen", "sign", []],
    ["sign", "nothing", []],
  ])("%s: %s", (id, task, needed) => {
    const wanted = stepsByTask([...plan.values()]).get(task) ?? [];
    expect(neededAmong(plan, plan.get(id)!, wanted).map((step) => step.id)).toEqual(needed);
    const slow = allNeeds(plan, plan.get(id)!).filter((step) => step.task === task);
    expect(new Set(needed)).toEqual(new Set(slow.map((step) => step.id)));
  });
});

it("a step that is needed directly is found without a look at those behind it", () => {
  const chain = steps(
    Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`t${index}`, index === 0 ? [] : [`t${index - 1}`]]),
    ),
  );
  let asked = 0;
  const counted = { get: (id: string) => (asked++, chain.get(id)) } as Map<string, Step>;
  expect(neededAmong(counted, chain.get("t999")!, [chain.get("t998")!])).toHaveLength(1);
  expect(asked).toBe(1);
});
