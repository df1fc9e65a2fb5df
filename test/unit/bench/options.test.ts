import { describe, expect, it } from "vitest";
import { readOptions } from "../../../bench/options.ts";
import { caseNames } from "../../../bench/result.ts";

describe("readOptions", () => {
  it("is full without arguments", () => {
    expect(readOptions([])).toEqual({
      mode: "full",
      pace: "full",
      cases: caseNames,
      projects: ["fzf", "fzf-configured", "gh"],
      save: false,
    });
  });

  it("is quick on fzf only, without generated modules", () => {
    expect(readOptions(["--quick", "--save"])).toEqual({
      mode: "quick",
      pace: "quick",
      cases: caseNames.filter((name) => name !== "growth" && name !== "memory"),
      projects: ["fzf"],
      save: true,
    });
  });

  it("takes some cases, projects and another number of rounds", () => {
    const options = readOptions(["--only", "branch,growth", "--project", "gh", "--rounds", "2"]);
    expect(options).toEqual({
      mode: "partial",
      pace: "full",
      cases: ["branch", "growth"],
      projects: ["gh"],
      rounds: 2,
      save: false,
    });
  });

  it.each([
    [["--only", "branches"], 'there is no case "branches"'],
    [["--project", "vim"], 'there is no project "vim"'],
    [["--rounds", "0"], "--rounds needs a number from 1"],
    [["--rounds", "many"], "--rounds needs a number from 1"],
    [["--save", "--only", "branch"], "--save needs all cases: leave --only and --project out"],
  ])("%j", (argv, wrong) => expect(readOptions(argv)).toBe(wrong));

  it("names an option that does not exist", () => {
    expect(readOptions(["--fast"])).toContain("--fast");
  });
});
