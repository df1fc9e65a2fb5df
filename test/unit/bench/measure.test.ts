import process from "node:process";
import { describe, expect, it, vi } from "vitest";
import { alternate, type Contender, type Run } from "../../../bench/measure.ts";

function contender(name: string, more: Partial<Contender> = {}): Contender {
  return { name, argv: [name], cwd: ".", env: {}, ...more };
}

function run(milliseconds: number, more: Partial<Run> = {}): Run {
  return { milliseconds, code: 0, stdout: "", stderr: "", ...more };
}

/** So many rounds without warm-up, whatever they take. */
function pace(rounds: number) {
  return { rounds, least: 1, seconds: 3600, warmUps: 0 };
}

describe("alternate", () => {
  it("turns the order round with each round, and prepares before each run", async () => {
    const story: string[] = [];
    const [one, two] = ["one", "two"].map((name) =>
      contender(name, { prepare: () => void story.push(`prepare ${name}`) }),
    );
    const beforeRound = () => void story.push("round");
    await alternate([one!, two!], { ...pace(2), beforeRound }, ({ name }) => {
      story.push(name);
      return run(1);
    });
    expect(story.join(", ")).toBe(
      "round, prepare one, one, prepare two, two, round, prepare two, two, prepare one, one",
    );
  });

  it("keeps no times of warm-up rounds", async () => {
    let time = 0;
    const [result] = await alternate([contender("one")], { ...pace(2), warmUps: 3 }, () => run(++time));
    expect(result).toEqual({ name: "one", samples: [4, 5], did: "" });
  });

  it("puts out a contender that was wrong once, and goes on with the others", async () => {
    let runs = 0;
    const wrong = contender("wrong", { check: () => (++runs === 2 ? "its artifact is another" : undefined) });
    const results = await alternate([wrong, contender("right")], pace(4), () => run(5));
    expect(results).toEqual([
      { name: "wrong", samples: [], did: "", problem: "its artifact is another" },
      { name: "right", samples: [5, 5, 5, 5], did: "" },
    ]);
    expect(runs).toBe(2);
  });

  it("puts out what ends in a failure, before anybody checks it", async () => {
    const failing = contender("failing", { check: () => "was checked" });
    const [result] = await alternate([failing], pace(1), () => run(5, { code: 2 }));
    expect(result?.problem).toBe("ended with 2");
  });

  it("remembers what the last run said that it did", async () => {
    const telling = contender("telling", { did: ({ stderr }) => stderr.toUpperCase() });
    const [result] = await alternate([telling], { ...pace(1), warmUps: 1 }, () =>
      run(5, { stderr: "built" }),
    );
    expect(result?.did).toBe("BUILT");
  });

  it("puts out what cannot be prepared or run, without its text", async () => {
    const shown = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const stuck = contender("stuck", { prepare: () => Promise.reject(new Error("in /some/folder")) });
    const results = await alternate([stuck, contender("right")], pace(2), () => run(5));
    expect(results).toEqual([
      {
        name: "stuck",
        samples: [],
        did: "",
        problem: "it could not be run, and the terminal said why",
      },
      { name: "right", samples: [5, 5], did: "" },
    ]);
    expect(shown).toHaveBeenCalledWith(expect.stringContaining("in /some/folder"));
    shown.mockRestore();
  });

  it("tells what goes before a round who is still in", async () => {
    const seen: number[] = [];
    const rounds = { ...pace(2), beforeRound: (left: readonly Contender[]) => void seen.push(left.length) };
    const wrong = contender("wrong", { check: () => "wrong" });
    await alternate([wrong, contender("right")], rounds, () => run(5));
    expect(seen).toEqual([2, 1]);
  });

  it.each([
    ["ends when its time is over", { seconds: 25, least: 2 }, 3],
    ["has its least rounds whatever they take", { seconds: 1, least: 4 }, 4],
    ["has no more rounds than it may", { seconds: 3600, least: 2 }, 6],
  ])("%s", async (_, limits, rounds) => {
    let clock = 0;
    const [result] = await alternate(
      [contender("one")],
      { ...pace(6), ...limits },
      () => {
        clock += 10_000;
        return run(5);
      },
      () => clock,
    );
    expect(result?.samples).toHaveLength(rounds);
  });
});
