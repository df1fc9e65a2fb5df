import { describe, expect, it } from "vitest";
import { growthExponent, median, pairedRatios, spread } from "../../../bench/statistics.ts";

describe("median", () => {
  it.each<[number[], number]>([
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
    [[100, 20, 3], 20],
  ])("of %j is %d", (values, middle) => expect(median(values)).toBe(middle));

  it("of nothing is not a number", () => expect(median([])).toBeNaN());

  it("leaves the samples in their order", () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

it("spread has the extremes", () => expect(spread([4, 2, 9])).toEqual({ median: 4, min: 2, max: 9 }));

describe("pairedRatios", () => {
  it("holds each sample against that of its round", () => {
    expect(pairedRatios([20, 60, 30], [10, 30, 10])).toEqual([2, 2, 3]);
  });

  it("is not the ratio of medians: a slow round hits both", () => {
    const [samples, base] = [
      [10, 12, 120],
      [10, 100, 100],
    ];
    expect(median(pairedRatios(samples, base))).toBe(1);
    expect(median(samples) / median(base)).toBeCloseTo(0.12);
  });

  it("ends with the shorter one", () => expect(pairedRatios([1, 2], [1])).toEqual([1]));
});

describe("growthExponent", () => {
  const points = (cost: (size: number) => number) =>
    [20_000, 100, 5000, 1000].map((size) => ({ size, cost: cost(size) }));

  it.each<[string, (size: number) => number, number]>([
    ["linear, whatever the fixed cost", (size) => 300 + size / 100, 1],
    ["quadratic", (size) => 40 + ((size - 100) / 100) ** 2, 2],
    ["a root", (size) => 5 + Math.sqrt(size - 100), 0.5],
  ])("%s", (_, cost, exponent) => expect(growthExponent(points(cost))).toBeCloseTo(exponent));

  it("is not known from two points", () => expect(growthExponent(points(Number).slice(0, 2))).toBeNaN());
});
