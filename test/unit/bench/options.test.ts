import { describe, expect, it } from "vitest";
import { readOptions } from "../../../bench/options.ts";

describe("readOptions", () => {
  it("is full and begins anew without arguments", () => {
    expect(readOptions([])).toEqual({
      mode: "full",
      startsAnew: true,
      resume: false,
      save: false,
    });
  });

  it("goes on with what was kept when only a part is measured", () => {
    const projects = ["--project", "gh", "--project", "generated, 100 files"];
    const options = readOptions(["--quick", "--only", "branch,growth", ...projects, "--rounds", "2"]);
    expect(options).toEqual({
      mode: "quick",
      cases: ["branch", "growth"],
      projects: ["gh", "generated, 100 files"],
      rounds: 2,
      startsAnew: false,
      resume: false,
      save: false,
    });
  });

  it("can leave out what was measured, and save", () => {
    expect(readOptions(["--resume", "--save"])).toMatchObject({
      mode: "full",
      startsAnew: false,
      resume: true,
      save: true,
    });
  });

  it.each([
    [["--only", "branches"], 'there is no case "branches"'],
    [["--rounds", "0"], "--rounds needs a number from 1"],
    [["--rounds", "many"], "--rounds needs a number from 1"],
  ])("%j", (argv, wrong) => expect(readOptions(argv)).toBe(wrong));

  it("names an option that does not exist", () => {
    expect(readOptions(["--fast"])).toContain("--fast");
  });
});
