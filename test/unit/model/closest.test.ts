import { describe, expect, it } from "vitest";
import { closest, didYouMean } from "../../../lib/model/closest.ts";

const commands = ["build", "cross", "test", "vet", "fmt", "tidy", "install", "list"];

describe("closest", () => {
  it.each<[word: string, meant: string | undefined]>([
    ["biuld", "build"],
    ["buidl", "build"],
    ["Build", "build"],
    ["buil", "build"],
    ["bulid", "build"],
    ["croos", "cross"],
    ["instal", "install"],
    ["tets", "test"],
    ["fm", "fmt"],
    ["vett", "vet"],
    ["lisst", "list"],
    ["deploy", undefined],
    ["x", undefined],
    ["", undefined],
    ["constructor", undefined],
  ])("%j: %s", (word, meant) => {
    expect(closest(word, commands)).toBe(meant);
  });

  it("takes the first of equals", () => {
    expect(closest("linux/amd65", ["linux/amd64", "linux/amd66"])).toBe("linux/amd64");
  });

  it("takes the nearest, not the first", () => {
    expect(closest("linux/amd46", ["linux/arm64", "linux/amd64"])).toBe("linux/amd64");
  });

  it("knows nothing where nothing is known", () => expect(closest("build", [])).toBeUndefined());
});

describe("didYouMean", () => {
  it("asks", () => expect(didYouMean("biuld", commands, "else")).toBe('Did you mean "build"?'));
  it("falls back", () => expect(didYouMean("deploy", commands, "See the list.")).toBe("See the list."));
});
