import { describe, expect, it } from "vitest";
import { cutToWidth, displayWidth } from "../../../lib/report/width.ts";

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["main.go", 7],
    ["é", 1],
    ["e\u0301", 1],
    ["構建", 4],
    ["빌드", 4],
    ["ｶﾅ", 2],
    ["（）", 4],
    ["𠮷", 2],
    ["🚀", 2],
    ["a\u200bb", 2],
    ["…", 1],
  ])("%j: %d", (text, width) => expect(displayWidth(text)).toBe(width));
});

describe("cutToWidth", () => {
  it.each([
    ["main.go changed", 15, "main.go changed"],
    ["main.go changed", 10, "main.go c…"],
    ["main.go changed", 9, "main.go…"],
    ["構建構建", 8, "構建構建"],
    ["構建構建", 7, "構建構…"],
    ["構建構建", 6, "構建…"],
  ])("%j in %d: %j", (text, columns, cut) => expect(cutToWidth(text, columns)).toBe(cut));
});
