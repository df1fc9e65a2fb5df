import { describe, expect, it } from "vitest";
import { parseSize } from "../../../lib/model/size.ts";

describe("sizes", () => {
  it.each([
    ["5GB", 5_000_000_000],
    ["500MB", 500_000_000],
    ["500 mb", 500_000_000],
    ["1.5GiB", 1_610_612_736],
    ["64KiB", 65_536],
    ["2TB", 2_000_000_000_000],
    ["0B", 0],
    ["100b", 100],
    ["5", undefined],
    ["5G", undefined],
    ["-5GB", undefined],
    ["GB", undefined],
    ["5iB", undefined],
    ["five GB", undefined],
    ["", undefined],
  ])("%s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});
