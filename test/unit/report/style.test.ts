import { describe, expect, it } from "vitest";
import { isColorEnabled, styles } from "../../../lib/report/style.ts";

describe("isColorEnabled", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "1", TERM: "dumb" }, false, true],
    [{ FORCE_COLOR: "0" }, true, true],
    [{ FORCE_COLOR: "0" }, false, false],
    [{ FORCE_COLOR: "" }, false, false],
    [{ TERM: "dumb" }, true, false],
    [{ TERM: "xterm" }, true, true],
  ])("%j, terminal %s: %s", (environment, isTerminal, expected) => {
    expect(isColorEnabled(environment, isTerminal)).toBe(expected);
  });
});

describe("styles", () => {
  it("wraps text in escape codes", () => {
    expect(styles(true).red("no")).toBe("\u001b[31mno\u001b[39m");
    expect(styles(true).bold(styles(true).dim("x"))).toBe("\u001b[1m\u001b[2mx\u001b[22m\u001b[22m");
  });
  it("leaves text alone when off or empty", () => {
    expect(styles(false).green("yes")).toBe("yes");
    expect(styles(true).green("")).toBe("");
  });
});
