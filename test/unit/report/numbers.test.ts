import { describe, expect, it } from "vitest";
import { formatDuration, formatSize } from "../../../lib/report/numbers.ts";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [-3, "0 ms"],
    [12.4, "12 ms"],
    [999, "999 ms"],
    [999.6, "1.0 s"],
    [1400, "1.4 s"],
    [59_949, "59.9 s"],
    [59_950, "1 m 00 s"],
    [125_000, "2 m 05 s"],
    [3_599_600, "1 h 00 m 00 s"],
    [3_725_000, "1 h 02 m 05 s"],
  ])("%d: %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe("formatSize", () => {
  it.each([
    [0, "0 B"],
    [812, "812 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [4200, "4.2 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [3_100_000, "3.1 MB"],
    [2_500_000_000, "2.5 GB"],
    [4_000_000_000_000_000, "4000.0 TB"],
  ])("%d: %s", (bytes, text) => expect(formatSize(bytes)).toBe(text));
});
