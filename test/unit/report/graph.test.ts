import { describe, expect, it } from "vitest";
import type { StepOutline } from "../../../lib/model/plan.ts";
import { formatDot, formatMermaid, formatTree, graphNodes, nodeLabel } from "../../../lib/report/graph.ts";
import { formatGraphPage } from "../../../lib/report/graph-page.ts";
import { layOut, nodeHeight } from "../../../lib/report/layers.ts";
import { styles } from "../../../lib/report/style.ts";

const step = (id: string, needs: string[] = [], more: Partial<StepOutline> = {}): StepOutline => ({
  id,
  task: id,
  kind: "command",
  needs,
  ...more,
});
const cross = (target: string) =>
  step(`cross ${target}`, ["generate"], { task: "cross", target, kind: "go-build" });
const all = ["linux/amd64", "windows/amd64"].map((target) => `cross ${target}`);

const plan = [
  step("generate"),
  cross("linux/amd64"),
  cross("windows/amd64"),
  step('say "hi" \\ #1', ["generate"]),
  step("ci", [...all, 'say "hi" \\ #1'], { kind: "group" }),
  step("clean-up", [], { behind: ["ci"] }),
];
const nodes = graphNodes(plan);

describe("graphNodes", () => {
  it("folds the targets of a task, and counts many", () => {
    expect(nodes.map(nodeLabel)).toEqual([
      "generate",
      "cross: linux/amd64, windows/amd64",
      'say "hi" \\ #1',
      "ci",
      "clean-up",
    ]);
    expect(nodes[3]!.needs).toEqual(["cross", 'say "hi" \\ #1']);
    expect(nodes[4]).toMatchObject({ needs: [], behind: ["ci"] });
    const many = graphNodes(["a", "b", "c", "d", "e"].map((name) => cross(`linux/${name}`)));
    expect(many.map(nodeLabel)).toEqual(["cross: 5 targets"]);
  });

  it("keeps apart what needs other things, and a step that has the name of the task", () => {
    const other = step("cross js/wasm", ["lint"], { task: "cross", target: "js/wasm" });
    const names = graphNodes([cross("linux/amd64"), cross("linux/arm64"), step("cross"), other]);
    expect(names.map(({ name }) => name)).toEqual(["cross linux/amd64", "cross", "cross js/wasm"]);
  });
});

describe("as text", () => {
  it("is a tree that draws nothing twice", () => {
    const deep = [...plan, step("again", ["ci", "generate"])];
    expect(formatTree(graphNodes(deep), styles(false)).split("\n")).toEqual([
      "clean-up",
      "  cleans up behind ci",
      "again",
      "  ci",
      "    cross: linux/amd64, windows/amd64",
      "      generate",
      '    say "hi" \\ #1',
      "      generate",
      "  generate",
    ]);
  });

  it("tells what only comes first from what is needed", () => {
    const ordered = graphNodes([
      step("x"),
      step("y", ["x"], { follows: ["x"] }),
      step("db", ["x", "y"], { kind: "group" }),
      step("group", ["y"], { kind: "group" }),
    ]);
    expect(formatTree(ordered, styles(false)).split("\n")).toEqual([
      "db",
      "  x",
      "  y",
      "    after x",
      "group",
      "  y (as above)",
    ]);
    expect(formatDot(ordered)).toContain('"x" -> "y" [style=dashed];\n  "x" -> "db";');
    expect(formatMermaid(ordered)).toContain("n0 -.-> n1\n  n0 --> n2");
    const html = formatGraphPage("all", ordered);
    expect(html).toContain('class="edge order" data-from="x" data-to="y"');
    expect(html).toContain('class="edge" data-from="x" data-to="db"');
    expect(html).toContain('aria-label="x; needed by db"');
    expect(html).toContain('aria-label="y; after x; needed by db, group"');
  });

  it("stands a chain of thousands", () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      step(`s${index}`, index === 0 ? [] : [`s${index - 1}`]),
    );
    expect(formatTree(graphNodes(chain), styles(false)).split("\n")).toHaveLength(5000);
    expect(formatGraphPage("chain", graphNodes(chain))).toContain("s4999");
  });

  it("is DOT with quoted names", () => {
    expect(formatDot(nodes).split("\n")).toEqual([
      "digraph gowsl {",
      "  rankdir=LR;",
      "  node [shape=box];",
      '  "generate" [label="generate"];',
      '  "cross" [label="cross: linux/amd64, windows/amd64"];',
      '  "say \\"hi\\" \\\\ #1" [label="say \\"hi\\" \\\\ #1"];',
      '  "ci" [label="ci", shape=ellipse];',
      '  "clean-up" [label="clean-up"];',
      '  "generate" -> "cross";',
      '  "generate" -> "say \\"hi\\" \\\\ #1";',
      '  "cross" -> "ci";',
      '  "say \\"hi\\" \\\\ #1" -> "ci";',
      '  "ci" -> "clean-up" [style=dashed];',
      "}",
    ]);
  });

  it("is Mermaid with names that are none of its words", () => {
    expect(formatMermaid(nodes).split("\n")).toEqual([
      "flowchart LR",
      '  n0["generate"]',
      '  n1["cross: linux/amd64, windows/amd64"]',
      '  n2["say #quot;hi#quot; \\ #35;1"]',
      '  n3(["ci"])',
      '  n4["clean-up"]',
      "  n0 --> n1",
      "  n0 --> n2",
      "  n1 --> n3",
      "  n2 --> n3",
      "  n3 -.-> n4",
    ]);
  });
});

describe("layOut", () => {
  const sized = Array.from({ length: 200 }, (_, index) => ({
    name: `s${index}`,
    needs: [index - 3, index - 17, index % 5 === 0 ? index - 90 : -1]
      .filter((need) => need >= 0)
      .map((need) => `s${need}`),
    width: 40 + (index % 7) * 10,
  }));
  const layout = layOut(sized);

  it("has each node right of what it needs, and within the picture", () => {
    for (const { name, needs, width } of sized) {
      const place = layout.places.get(name)!;
      for (const need of needs) expect(layout.places.get(need)!.x).toBeLessThan(place.x);
      expect(Math.min(place.x, place.y)).toBeGreaterThanOrEqual(0);
      expect(place.x + width).toBeLessThanOrEqual(layout.width);
      expect(place.y + nodeHeight).toBeLessThanOrEqual(layout.height);
    }
  });

  it("has no two nodes at one place", () => {
    const places = [...layout.places.values()].toSorted((one, other) => one.x - other.x || one.y - other.y);
    for (const [index, place] of places.slice(1).entries()) {
      const before = places[index]!;
      if (before.x === place.x) expect(place.y - before.y).toBeGreaterThanOrEqual(nodeHeight);
    }
  });

  it("leads each edge from left to right", () => {
    expect(layout.edges).toHaveLength(sized.reduce((sum, { needs }) => sum + needs.length, 0));
    for (const { points } of layout.edges) {
      for (const [index, point] of points.slice(1).entries())
        expect(point.x).toBeGreaterThan(points[index]!.x - 1e-9);
    }
  });

  it("is small where there is nothing", () => {
    expect(layOut([])).toMatchObject({ width: 32, height: 32, edges: [] });
  });
});

describe("the page", () => {
  it("asks nobody for anything, and takes names for what they are", () => {
    const html = formatGraphPage("<b>", graphNodes([step("</script><img src=x>\u001b[31m\u0007")]));
    expect(html).toContain("Content-Security-Policy");
    expect(html).not.toMatch(/<img|https?:|src=["']/);
    expect(html).not.toContain("\u0007");
    expect(html).toContain("&lt;/script&gt;&lt;img src=x&gt;");
  });
});
