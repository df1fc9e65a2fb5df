import { describe, expect, it } from "vitest";
import { alternate, type Contender, type Run } from "../../../bench/measure.ts";

function contender(name: string, more: Partial<Contender> = {}): Contender {
  return { name, argv: [name], cwd: ".", env: {}, ...more };
}

function run(milliseconds: number, more: Partial<Run> = {}): Run {
  return { milliseconds, code: 0, stdout: "", stderr: "", ...more };
}

describe("alternate", () => {
  it("turns the order round with each round, and prepares before each run", async () => {
    const story: string[] = [];
    const [one, two] = ["one", "two"].map((name) =>
      contender(name, { prepare: () => void story.push(`prepare ${name}`) }),
    );
    const beforeRound = () => void story.push("round");
    await alternate([one!, two!], { rounds: 2, warmUps: 0, beforeRound }, ({ name }) => {
      story.push(name);
      return run(1);
    });
    expect(story.join(", ")).toBe(
      "round, prepare one, one, prepare two, two, round, prepare two, two, prepare one, one",
    );
  });

  it("keeps no times of warm-up rounds", async () => {
    let time = 0;
    const [result] = await alternate([contender("one")], { rounds: 2, warmUps: 3 }, () => run(++time));
    expect(result).toEqual({ name: "one", samples: [4, 5], did: "" });
  });

  it("puts out a contender that was wrong once, and goes on with the others", async () => {
    let runs = 0;
    const wrong = contender("wrong", { check: () => (++runs === 2 ? "its artifact is another" : undefined) });
    const results = await alternate([wrong, contender("right")], { rounds: 4, warmUps: 0 }, () => run(5));
    expect(results).toEqual([
      { name: "wrong", samples: [], did: "", problem: "its artifact is another" },
      { name: "right", samples: [5, 5, 5, 5], did: "" },
    ]);
    expect(runs).toBe(2);
  });

  it("puts out what ends in a failure, before anybody checks it", async () => {
    const failing = contender("failing", { check: () => "was checked" });
    const [result] = await alternate([failing], { rounds: 1, warmUps: 0 }, () => run(5, { code: 2 }));
    expect(result?.problem).toBe("ended with 2");
  });

  it("remembers what the last run said that it did", async () => {
    const telling = contender("telling", { did: ({ stderr }) => stderr.toUpperCase() });
    const [result] = await alternate([telling], { rounds: 1, warmUps: 1 }, () => run(5, { stderr: "built" }));
    expect(result?.did).toBe("BUILT");
  });
});
