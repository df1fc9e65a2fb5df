/** Which wildcards of outputs are compared: of thousands in one folder none with another one's files. */
import { expect, it } from "vitest";
import { outputProblems } from "../../../lib/graph/output-clashes.ts";
import { globMatcher } from "../../../lib/host/globs.ts";
import type { Step } from "../../../lib/model/plan.ts";

function step(id: string, ...patterns: string[]): Step {
  const outputs = patterns.map((pattern, index) => ({ pattern, place: `outputs[${index}]` }));
  const declared = { inputs: [], variables: [], tools: [], from: [], outputs };
  return { id, task: id, kind: "command", needs: [], declared } as unknown as Step;
}

function clashes(...steps: Step[]): string[] {
  return outputProblems({ configName: "gowsl.config.ts", matcher: globMatcher }, steps).map(
    ({ place, thing }) => `${place}: ${thing}`,
  );
}

it.each<[what: string, one: string, other: string, place: string | undefined]>([
  ["the same wildcard", "out/*.o", "out/*.o", "out/*.o"],
  ["other wildcards", "out/*.o", "out/*.a", undefined],
  ["a wildcard and a file that it takes", "out/*.o", "out/x.o", "out/x.o"],
  ["a wildcard and a file that it does not take", "out/*.o", "out/x.a", undefined],
  ["a wildcard and a folder below", "out/**", "out/a/b", "out/a/b"],
  ["a folder and a wildcard in it", "out", "out/a/*.o", "out/a/*.o"],
  ["one path in two cases", "out/A", "out/a", "out/A"],
  ["paths beside each other", "out/a", "out/ab", undefined],
])("%s", (_, one, other, place) => {
  const told = place === undefined ? [] : [`${place}: both a and b would write there`];
  expect(clashes(step("a", one), step("b", other))).toEqual(told);
  expect(clashes(step("a", other), step("b", one))).toHaveLength(told.length);
});

it("no wildcard is compared with those beside it", () => {
  let compared = 0;
  const matcher = () => () => {
    compared++;
    return false;
  };
  const steps = Array.from({ length: 500 }, (_, index) => step(`t${index}`, `out/t${index}-*.o`));
  expect(outputProblems({ configName: "x", matcher }, steps)).toEqual([]);
  expect(compared).toBe(0);
});
