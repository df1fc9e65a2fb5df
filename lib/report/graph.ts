/** Draws a plan as text: a tree, DOT for Graphviz, or Mermaid for Markdown. Pure; knows nothing of how steps are run. */
import type { StepOutline } from "../model/plan.ts";
import type { Style } from "./style.ts";

/** A step, or all steps of a task that differ in their targets only. */
export interface GraphNode {
  name: string;
  kind: StepOutline["kind"];
  targets: string[];
  /** Names of nodes that it needs. */
  needs: string[];
  /** Names of those that only come first, by the `serial` of another task. */
  follows: string[];
  /** Names of those that it cleans up behind. */
  behind: string[];
}

/** More targets than this are a number. */
const mostTargets = 4;

/** The nodes of a plan, in its order: needs before what needs them. */
export function graphNodes(outline: readonly StepOutline[]): GraphNode[] {
  const folded = new Map<string, StepOutline[]>();
  for (const step of outline) {
    const key = JSON.stringify(
      step.target === undefined ? [step.id] : [step.task, step.needs, step.follows, step.behind],
    );
    folded.set(key, [...(folded.get(key) ?? []), step]);
  }
  const taken = new Set(outline.map(({ id }) => id));
  const nameOf = new Map<string, string>();
  const groups = [...folded.values()].map((steps) => {
    const [first] = steps;
    const isOne = steps.length === 1 || taken.has(first!.task);
    const name = isOne ? first!.id : first!.task;
    taken.add(name);
    for (const { id } of steps) nameOf.set(id, name);
    return { name, first: first!, steps };
  });
  const named = (ids: readonly string[]) => [...new Set(ids.map((id) => nameOf.get(id) ?? id))];
  return groups.map(({ name, first, steps }) => ({
    name,
    kind: first.kind,
    targets: steps.flatMap(({ target }) => target ?? []),
    needs: named(ownNeeds(first)),
    follows: named(first.follows ?? []),
    behind: named(first.behind ?? []),
  }));
}

/** What a step itself needs, without what only comes first. */
export function ownNeeds({ needs, follows = [] }: Pick<StepOutline, "needs" | "follows">): string[] {
  return follows.length === 0 ? needs : needs.filter((need) => !follows.includes(need));
}

/** What must have ended before, but is no need: for people, with what is said of it. */
export function orderTexts({ follows, behind }: GraphNode): string[] {
  return [...follows.map((name) => `after ${name}`), ...behind.map((name) => `cleans up behind ${name}`)];
}

/** `cross: linux/amd64, windows/amd64`, or `cross: 12 targets`. */
export function nodeLabel({ name, targets }: GraphNode): string {
  if (targets.length < 2) return name;
  return `${name}: ${targets.length > mostTargets ? `${targets.length} targets` : targets.join(", ")}`;
}

/** What nobody needs stands at the left, and below each what it needs and comes after. What was drawn already is not drawn again. */
export function formatTree(nodes: readonly GraphNode[], style: Style): string {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set(nodes.flatMap(({ needs }) => needs));
  const drawn = new Set<string>();
  const lines: string[] = [];
  // Not by recursion: a chain of needs may be thousands long.
  const open = nodes.filter(({ name }) => !needed.has(name)).map((node) => ({ node, depth: 0 }));
  open.reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    const order = orderTexts(node);
    const again = drawn.has(node.name) && node.needs.length + order.length > 0;
    const label = depth === 0 ? style.bold(nodeLabel(node)) : nodeLabel(node);
    lines.push(`${"  ".repeat(depth)}${label}${again ? style.dim(" (as above)") : ""}`);
    if (again) continue;
    drawn.add(node.name);
    for (const text of order) lines.push(`${"  ".repeat(depth + 1)}${style.dim(text)}`);
    for (const need of node.needs.toReversed()) {
      const below = byName.get(need);
      if (below !== undefined) open.push({ node: below, depth: depth + 1 });
    }
  }
  return lines.join("\n");
}

/** For `dot -Tsvg`: an arrow leads from what is done first to what needs it, a dashed one to what only comes after it. */
export function formatDot(nodes: readonly GraphNode[]): string {
  const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const shape = ({ kind }: GraphNode) => (kind === "group" ? ", shape=ellipse" : "");
  return [
    "digraph gowsl {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...nodes.map((node) => `  ${quoted(node.name)} [label=${quoted(nodeLabel(node))}${shape(node)}];`),
    ...nodes.flatMap(({ name, needs, follows, behind }) => [
      ...needs.map((need) => `  ${quoted(need)} -> ${quoted(name)};`),
      ...[...follows, ...behind].map((first) => `  ${quoted(first)} -> ${quoted(name)} [style=dashed];`),
    ]),
    "}",
  ].join("\n");
}

/** For a fenced block of Markdown. Names are numbered: Mermaid's own words (`end`) are names, too. */
export function formatMermaid(nodes: readonly GraphNode[]): string {
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
  const escaped = (text: string) =>
    text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
  const shaped = (node: GraphNode) =>
    node.kind === "group" ? `(["${escaped(nodeLabel(node))}"])` : `["${escaped(nodeLabel(node))}"]`;
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${ids.get(node.name)}${shaped(node)}`),
    ...nodes.flatMap(({ name, needs, follows, behind }) => [
      ...needs.map((need) => `  ${ids.get(need)} --> ${ids.get(name)}`),
      ...[...follows, ...behind].map((first) => `  ${ids.get(first)} -.-> ${ids.get(name)}`),
    ]),
  ].join("\n");
}
