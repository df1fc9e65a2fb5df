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

  it("gives its rounds less than forty minutes, and those of the quick mode less than three", () => {
    const seconds = (mode: "full" | "quick") =>
      allParts(mode)
        .filter((part) => isUsual(mode, part))
        .reduce((sum, { pace }) => sum + pace.seconds, 0);
    expect(seconds("full")).toBeLessThan(32 * 60);
    expect(seconds("quick")).toBeLessThan(105);
  });
});
