import { describe, expect, it } from "vitest";
import { affectedBy, affectedLines, withoutUnaffected, type Affected } from "../../../lib/cli/affected.ts";
import type { Plan, Step } from "../../../lib/model/plan.ts";

function step(id: string, needs: string[] = [], rest: Partial<Step> = {}): Step {
  const base = { id, task: id, needs, cwd: "/x", env: {}, requested: true };
  return { kind: "command", commands: [], budget: "none", why: "", ...base, ...rest } as Step;
}

function planOf(...steps: Step[]): Plan {
  return { schema: 1, root: "/x", host: { kind: "linux", goos: "linux", goarch: "amd64", cores: 1 }, steps };
}

/** The steps that are left, and those that are skipped in brackets. */
function left(plan: Plan, affected: Affected[]): string[] {
  return withoutUnaffected(plan, affected, "main").steps.map((each) =>
    each.kind === "group" && each.skip !== undefined ? `(${each.id})` : each.id,
  );
}

describe("what files affect", () => {
  type Arguments = Parameters<typeof affectedBy>;
  const reads = (file: string, outputs: string[] = []) => ({
    declared: {
      inputs: [{ pattern: file, place: "" }],
      variables: [],
      tools: [],
      from: [],
      outputs: outputs.map((pattern) => ({ pattern, place: "" })),
    },
  });
  const lines = async (plan: Plan) => {
    const project = { root: "/x", loaded: { sources: [] } } as unknown as Arguments[0];
    const found = await affectedBy(project, { plan } as Arguments[1], {} as Arguments[2], ["/x/x.txt"]);
    return found.ok ? affectedLines(found.value, undefined, false) : found;
  };
  const planWith = (outputs: string[]) =>
    planOf(
      step("x", [], reads("x.txt", outputs)),
      step("y", ["x"], { ...reads("y.txt"), follows: ["x"] }),
      step("db", ["x", "y"], { kind: "group" }),
      step("group", ["y"], { kind: "group" }),
      step("down", [], { ...reads("down.txt"), behind: ["x"], last: true }),
    );

  it("is not what only comes after, or cleans up behind, what writes nothing", async () => {
    expect(await lines(planWith([]))).toEqual(["x: x.txt changed", "db: needs x"]);
  });

  it("is what comes after something that writes, as it may read that", async () => {
    expect(await lines(planWith(["z.txt"]))).toEqual([
      "x: x.txt changed",
      "y: comes after x",
      "db: needs x",
      "group: needs y",
    ]);
  });
});

describe("a plan of what is affected", () => {
  const plan = planOf(step("a"), step("b", ["a"]), step("c"), step("all", ["b", "c"], { kind: "group" }));

  it.each<[string, Affected[], string[]]>([
    ["nothing", [{ step: "a" }, { step: "b" }, { step: "c" }, { step: "all" }], ["(a)", "(b)", "(c)", "all"]],
    // What it needs must be there, changed or not.
    [
      "one with what it needs",
      [{ step: "a" }, { step: "b", reason: "x" }, { step: "all", reason: "needs b" }],
      ["a", "b", "(c)", "all"],
    ],
    [
      "not those beside it in a group",
      [
        { step: "c", reason: "x" },
        { step: "all", reason: "needs c" },
      ],
      ["(a)", "(b)", "c", "all"],
    ],
  ])("has %s", (_, affected, expected) => expect(left(plan, affected)).toEqual(expected));

  it("goes through groups to what is needed", () => {
    const through = planOf(step("a"), step("group", ["a"], { kind: "group" }), step("b", ["group"]));
    expect(left(through, [{ step: "b", reason: "x" }])).toEqual(["a", "group", "b"]);
  });

  it("cleans up only behind what is run", () => {
    const cleaning = planOf(step("a"), step("b"), step("clean", [], { behind: ["a"], last: true }));
    expect(left(cleaning, [{ step: "a", reason: "x" }])).toEqual(["a", "(b)", "clean"]);
    expect(left(cleaning, [{ step: "b", reason: "x" }])).toEqual(["(a)", "b", "(clean)"]);
  });

  it("leaves of tests the packages that are affected", () => {
    const run = { cwd: "/x", argv: ["go", "test"], packages: ["./..."] };
    const affected = [
      { step: "test", part: "e/a", reason: "x" },
      { step: "test", part: "e/b" },
    ];
    const tests = (runs: object[]) => planOf({ ...step("test"), kind: "go-test", runs } as unknown as Step);
    expect(withoutUnaffected(tests([run]), affected, "main").steps).toMatchObject([
      { runs: [{ packages: ["e/a"] }] },
    ]);
    // Of several modules nobody says here which one a package is in.
    expect(withoutUnaffected(tests([run, run]), affected, "main").steps).toMatchObject([
      { runs: [run, run] },
    ]);
  });
});

it("is told in lines", () => {
  const affected = [
    { step: "build linux/amd64", part: "app", reason: "a.go changed" },
    { step: "test", part: "e/b" },
  ];
  expect(affectedLines(affected, "e", false)).toEqual(["build linux/amd64 app: a.go changed"]);
  expect(affectedLines(affected, "e", true)).toEqual([
    "build linux/amd64 app: a.go changed",
    "test b: is not affected",
  ]);
});
