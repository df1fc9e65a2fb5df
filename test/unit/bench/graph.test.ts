import { describe, expect, it } from "vitest";
import { peerRunners } from "../../../bench/graph-runners.ts";
import { graphTasks, inputTexts } from "../../../bench/graph.ts";

describe("graphTasks", () => {
  it.each([1, 10, 11, 111, 1000])("%d tasks, all of them needed by the first", (count) => {
    const tasks = graphTasks(count);
    const needed = new Set(["t0000", ...tasks.flatMap(({ needs }) => needs)]);
    expect(needed).toEqual(new Set(tasks.map(({ name }) => name)));
    expect(tasks.reduce((sum, { needs }) => sum + needs.length, 0)).toBe(count - 1);
  });

  it("have ten inputs of their own each", () => {
    const tasks = graphTasks(30);
    expect(Object.keys(inputTexts(tasks))).toHaveLength(300);
    expect(tasks[12]!.inputs).toHaveLength(10);
    expect(tasks[12]!.inputs.every((file) => file.startsWith("t/t0012/"))).toBe(true);
  });
});

describe("the graph as each runner is told it", () => {
  const tasks = graphTasks(25);

  it.each(peerRunners.map((runner) => [runner.name, runner] as const))(
    "%s: all tasks and needs",
    (_, runner) => {
      const text = Object.entries(runner.files(tasks))
        .map(([name, content]) => `${name}\n${content}`)
        .join("\n");
      for (const { name, needs } of tasks) {
        expect(text).toContain(name);
        for (const need of needs) expect(text).toContain(need);
      }
      const commands = text.match(/cat (?:t\/t\d+\/)?\*\.in > /g);
      expect(commands).toHaveLength(tasks.length);
    },
  );

  it.each(peerRunners.map((runner) => [runner.name, runner] as const))(
    "%s: outputs of its own",
    (_, runner) => {
      const others = peerRunners.filter((other) => other !== runner);
      const own = runner.output(tasks[3]!);
      expect(others.map((other) => other.output(tasks[3]!))).not.toContain(own);
    },
  );
});
