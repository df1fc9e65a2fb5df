import { describe, expect, it } from "vitest";
import { lossesOf } from "../../../bench/losses.ts";
import { result } from "./rig.ts";

describe("lossesOf", () => {
  it("names peers that are faster pair by pair, and neither floors nor absent ones", () => {
    const one = result("nothing-one", {
      gowsl: [50, 60, 55],
      "node -e 0": [40, 40, 40],
      "stat loop": [45, 45, 45],
      "make -rR": [10, 12, 11],
      "go build": [200, 200, 200],
      "Task, checksum": [],
    });
    const ratios = { gowsl: { median: 5, min: 5, max: 5 } };
    expect(lossesOf([one])).toEqual([{ case: "nothing-one", project: "fzf", peer: "make -rR", ratios }]);
  });

  it("tells which of the two runtimes lost", () => {
    const one = result("tasks", { gowsl: [90], "gowsl (executable)": [30], ninja: [20], make: [60] });
    expect(lossesOf([one]).map(({ peer, ratios }) => [peer, Object.keys(ratios)])).toEqual([
      ["ninja", ["gowsl", "gowsl (executable)"]],
      ["make", ["gowsl"]],
    ]);
  });
});
