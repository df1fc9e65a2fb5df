/** Draws a plan as a page: boxes from left to right in the order in which they can run. Pure. */
import { formatTree, nodeLabel, orderTexts, type GraphNode } from "./graph.ts";
import { layOut, nodeHeight, type Place } from "./layers.ts";
import { escapeHtml, formatPage } from "./page.ts";
import { styles } from "./style.ts";
import { cutToWidth, displayWidth } from "./width.ts";

const longestLabel = 40;
const columnWidth = 8;

const css = `
svg { display: block; font: 13px ui-monospace, Menlo, Consolas, monospace; }
.box rect { fill: var(--back); stroke: var(--line); stroke-width: 1.5; } .box text { fill: var(--text); }
.box.group rect { stroke-dasharray: 5 4; } .box.go-build rect { stroke: var(--good); }
.box.go-test rect { stroke: var(--kept); } .box { cursor: pointer; }
.edge { fill: none; stroke: var(--calm); stroke-width: 1.4; } .edge.order { stroke-dasharray: 5 4; }
svg.picked .box:not(.near), svg.picked .edge:not(.near) { opacity: .18; }
svg.picked .near rect { stroke: var(--accent); stroke-width: 2.5; } svg.picked .edge.near { stroke: var(--accent); stroke-width: 2; }
.box:focus { outline: none; } .box:focus-visible rect { stroke: var(--accent); stroke-width: 4; }
.scroll { max-height: 78vh; }
pre { margin: 0; padding: .75rem 1rem; }
`;

/** Picks a box with what it needs and what needs it, finds by name, and changes the size. */
const script = `
const svg = document.querySelector("svg"), boxes = [...document.querySelectorAll(".box")], edges = [...document.querySelectorAll(".edge")];
const natural = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
const walk = (name, from, to, seen = new Set([name])) => {
  for (const todo = [name]; todo.length;) { const now = todo.pop();
    for (const edge of edges) if (!edge.classList.contains("order") && edge.dataset[from] === now && !seen.has(edge.dataset[to])) { seen.add(edge.dataset[to]); todo.push(edge.dataset[to]); } }
  return seen; };
let picked;
const show = (name) => { picked = name; svg.classList.toggle("picked", name !== undefined); if (name === undefined) return;
  const up = walk(name, "to", "from"), down = walk(name, "from", "to");
  for (const box of boxes) box.classList.toggle("near", up.has(box.dataset.name) || down.has(box.dataset.name));
  for (const edge of edges) edge.classList.toggle("near", (up.has(edge.dataset.from) && up.has(edge.dataset.to)) || (down.has(edge.dataset.from) && down.has(edge.dataset.to))); };
for (const box of boxes) { const toggle = () => show(picked === box.dataset.name ? undefined : box.dataset.name);
  box.addEventListener("click", toggle);
  box.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); } }); }
addEventListener("keydown", (event) => { if (event.key === "Escape") show(undefined); });
document.querySelector("#find").addEventListener("change", ({ target }) => { const word = target.value.toLowerCase();
  const box = word && boxes.find((each) => each.dataset.name.toLowerCase().includes(word));
  show(box ? box.dataset.name : undefined); if (box) { box.scrollIntoView({ block: "center", inline: "center" }); box.focus(); } });
let zoom = 1;
const resize = (to) => { zoom = Math.min(3, Math.max(.1, to)); svg.setAttribute("width", natural.width * zoom); svg.setAttribute("height", natural.height * zoom); };
const fit = () => resize(Math.min(1, (svg.parentElement.clientWidth - 2) / natural.width));
document.querySelector("#larger").addEventListener("click", () => resize(zoom * 1.25));
document.querySelector("#smaller").addEventListener("click", () => resize(zoom / 1.25));
document.querySelector("#fit").addEventListener("click", fit);
if (natural.width * .6 <= svg.parentElement.clientWidth) fit();
`;

/** The whole text of the page. */
export function formatGraphPage(title: string, nodes: readonly GraphNode[]): string {
  const labels = new Map(nodes.map((node) => [node.name, cutToWidth(nodeLabel(node), longestLabel)]));
  const sized = nodes.map((node) => ({
    ...node,
    width: displayWidth(labels.get(node.name)!) * columnWidth + 24,
  }));
  const layout = layOut(
    sized.map(({ name, width, needs, follows, behind }) => {
      return { name, width, needs: [...needs, ...follows, ...behind] };
    }),
  );
  const needsOf = new Map(nodes.map(({ name, needs }) => [name, new Set(needs)]));
  const neededBy = new Map<string, string[]>();
  for (const { name, needs } of nodes) {
    for (const need of needs) neededBy.set(need, [...(neededBy.get(need) ?? []), name]);
  }
  const boxes = sized.map((node) => {
    const { x, y } = layout.places.get(node.name)!;
    const say = [
      nodeLabel(node),
      ...(node.needs.length === 0 ? [] : [`needs ${node.needs.join(", ")}`]),
      ...orderTexts(node),
      ...(neededBy.has(node.name) ? [`needed by ${neededBy.get(node.name)!.join(", ")}`] : []),
      ...(node.targets.length > 1 ? [`targets ${node.targets.join(", ")}`] : []),
    ].join("; ");
    return `<g class="box ${node.kind}" tabindex="0" role="button" data-name="${escapeHtml(node.name)}" aria-label="${escapeHtml(say)}" transform="translate(${x} ${y})"><title>${escapeHtml(say)}</title><rect width="${node.width}" height="${nodeHeight}" rx="6"/><text x="12" y="22">${escapeHtml(labels.get(node.name)!)}</text></g>`;
  });
  const edges = layout.edges.map(
    ({ from, to, points }) =>
      `<path class="edge${needsOf.get(to)!.has(from) ? "" : " order"}" data-from="${escapeHtml(from)}" data-to="${escapeHtml(to)}" marker-end="url(#tip)" d="${curve(points)}"/>`,
  );
  const size = `width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}"`;
  const body = `<h1>${escapeHtml(title)}</h1>
<p class="faint">What is needed stands left of what needs it; a dashed line only says what comes first. Choose a box to see all that it needs and all that needs it; Escape ends that.</p>
<div class="tools"><label>Find <input id="find" type="search"></label><button id="smaller">Smaller</button><button id="larger">Larger</button><button id="fit">Fit the width</button></div>
<div class="scroll" tabindex="0" role="region" aria-label="The graph"><svg ${size} role="group" aria-label="${nodes.length} steps">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="var(--calm)"/></marker></defs>
${edges.join("\n")}
${boxes.join("\n")}
</svg></div>
<h2>As a tree</h2>
<div class="scroll" tabindex="0" role="region" aria-label="The tree"><pre>${escapeHtml(formatTree(nodes, styles(false)))}</pre></div>`;
  return formatPage({ title, body, css, script });
}

function curve([first, ...rest]: readonly Place[]): string {
  let path = `M${first!.x} ${first!.y}`;
  let before = first!;
  for (const point of rest) {
    const bend = (point.x - before.x) / 2;
    path +=
      point.y === before.y
        ? `L${point.x} ${point.y}`
        : `C${before.x + bend} ${before.y} ${point.x - bend} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  return path;
}
