/** A chain of needs may be longer than the call stack is deep: generated configs have such chains. */
import { describe, expect, it } from "vitest";
import { selectTasks } from "../../../lib/graph/graph.ts";
import type { Task } from "../../../lib/model/task.ts";
import { Rig, type Shape } from "./rig.ts";

const length = 20_000;
const names = Array.from({ length }, (_, index) => `t${index}`);
const last = names.at(-1)!;

describe("runSteps with a chain of 20,000 steps", () => {
  it("whose first fails skips all the others, each for the one before it", async () => {
    const shapes: [string, Shape][] = names.map((name, index) => [
      name,
      { needs: index === 0 ? [] : [names[index - 1]!] },
    ]);
    const rig = new Rig(Object.fromEntries(shapes), { keepGoing: true });
    await rig.end("failed", "t0");
    const { results, failures } = await rig.summary();
    expect(failures).toHaveLength(1);
    expect(results).toHaveLength(length);
    expect(results.slice(0, 3).map(({ step, outcome, reason }) => `${step} ${outcome}: ${reason}`)).toEqual([
      "t0 failed: failed",
      "t1 skipped: needs t0, which failed",
      "t2 skipped: needs t1, which was skipped",
    ]);
    expect(results.slice(1).filter(({ outcome }) => outcome !== "skipped")).toEqual([]);
    expect(rig.log.filter((line) => line.startsWith("start "))).toEqual(["start t0 4"]);
  });
});

describe("selectTasks with a chain of 20,000 tasks", () => {
  it("gives each after the one that it needs", () => {
    expect(selectTasks(chain(), [last], "gowsl.config.ts")).toEqual({ ok: true, value: names });
  });

  it("reports a cycle at its end, without those that lead there", () => {
    const result = selectTasks(chain({ t0: ["t2"] }), [last], "gowsl.config.ts");
    expect(result).toMatchObject({
      ok: false,
      failures: [
        {
          family: "config",
          place: "gowsl.config.ts: tasks.t2.needs",
          thing: "these tasks need each other: t2 -> t1 -> t0 -> t2",
        },
      ],
    });
  });
});

/** Each task needs the one before it; `needs` says what some need instead. */
function chain(needs: Record<string, string[]> = {}): Record<string, Task> {
  return Object.fromEntries(
    names.map((name, index): [string, Task] => [
      name,
      { kind: "function", needs: needs[name] ?? (index === 0 ? [] : [names[index - 1]!]) },
    ]),
  );
}
