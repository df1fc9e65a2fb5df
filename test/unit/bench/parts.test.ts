import { describe, expect, it } from "vitest";
import { partName } from "../../../bench/kept.ts";
import { allParts, isUsual } from "../../../bench/parts.ts";
import { caseNames } from "../../../bench/result.ts";

describe("allParts", () => {
  it.each(["full", "quick"] as const)("%s: each name once", (mode) => {
    const names = allParts(mode).map(partName);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has every case in the full mode", () => {
    expect(new Set(allParts("full").map((part) => part.case))).toEqual(new Set(caseNames));
  });

  it("has first what the goals speak of, and last what none does on a large project", () => {
    const names = allParts("full").map(partName);
    const inOrder = [
      "start-up, none",
      "cold-six, fzf",
      "nothing-one, gh",
      "growth, generated, 20000 files",
      "touched, fzf",
      "changed-six, gh",
      "leaf, gh",
    ];
    expect(names.filter((name) => inOrder.includes(name))).toEqual(inOrder);
  });

  it("gives its rounds less than forty minutes, and those of the quick mode less than three", () => {
    const seconds = (mode: "full" | "quick") =>
      allParts(mode)
        .filter((part) => isUsual(mode, part))
        .reduce((sum, { pace }) => sum + pace.seconds, 0);
    // What comes before the rounds takes as long as they do.
    expect(seconds("full")).toBeLessThan(20 * 60);
    expect(seconds("quick")).toBeLessThan(105);
  });
});
