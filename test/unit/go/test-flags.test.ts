/** For which flags of `go test` results are kept, and which of them the program is made of. */
import { describe, expect, it } from "vitest";
import { flagsForListing, flagsOfBuild, flagsOfRun, whyNotKept } from "../../../lib/go/test-flags.ts";

describe("whyNotKept", () => {
  it.each([
    [],
    ["-v", "-short", "-race", "-cover", "-failfast", "-trimpath"],
    ["-run", "TestX|-bench", "-timeout=90s", "--tags", "a,b", "-test.cpu=1,2"],
    ["-ldflags", "-X main.x=-count", "-vet=off", "-p", "2", "-buildvcs=false"],
  ])("has nothing against %j", (...flags) => {
    expect(whyNotKept(flags)).toBeUndefined();
  });

  it.each([
    [["-count=1"], "-count is given"],
    [["-bench", "."], "-bench is given"],
    [["-v", "-coverprofile=c.out"], "-coverprofile is given"],
    [["-coverpkg=./..."], "-coverpkg is given"],
    [["-test.cpuprofile", "cpu.out"], "-cpuprofile is given"],
    [["-exec", "sudo"], "-exec is given"],
    [["-json"], "-json is given"],
    [["-v=test2json"], "-v=test2json is given"],
    [["-c"], "-c is given"],
    [["-o", "x"], "-o is given"],
    [["-shuffle=on"], "-shuffle is given"],
    [["-fuzz=Fuzz"], "-fuzz is given"],
    [["-overlay=o.json"], "-overlay is given"],
    [["-run", "X", "-args", "-v"], "-args is given"],
    [["-update"], "-update is given"],
    [["-short", "true"], '"true" is passed to the tests'],
    [["./..."], '"./..." is passed to the tests'],
    [["-"], '"-" is passed to the tests'],
  ])("is told of %j", (flags, why) => {
    expect(whyNotKept(flags)).toBe(why);
  });
});

it("parts the flags of the run from those of the build, each as one word", () => {
  const flags = ["-v", "-run", "X Y", "-tags", "a,b", "--race", "-test.timeout=1s", "-ldflags=-s -w"];
  expect(flagsOfRun(flags)).toEqual(["-v", "-run=X Y", "-timeout=1s"]);
  expect(flagsOfBuild(flags)).toEqual(["-tags=a,b", "-race", "-ldflags=-s -w"]);
  expect(flagsForListing(flags)).toEqual(["-tags=a,b", "-race"]);
});
