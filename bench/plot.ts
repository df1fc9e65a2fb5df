/** Draws curves over a number of files as SVG. Knows nothing of what they mean. */

export interface Curve {
  name: string;
  /** Costs with their spread, smallest size first. */
  points: readonly { size: number; cost: number; spread: { min: number; max: number } }[];
}

export interface Panel {
  title: string;
  /** Of the cost. */
  unit: string;
  curves: readonly Curve[];
}

const panelWidth = 460;
const height = 380;
const margin = { left: 64, right: 30, top: 44, bottom: 52 };
/** Told apart by people with any colour vision: the palette of Okabe and Ito, without its yellow. */
const colours = ["#0072b2", "#000000", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#888888"];

/** Panels side by side. A curve has the colour of its name's place in `names` in all of them. */
export function plot(panels: readonly Panel[]): string {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const colourOf = (name: string) => colours[names.indexOf(name) % colours.length]!;
  const width = panels.length * panelWidth;
  const drawn = panels.map(
    (panel, index) =>
      `<g transform="translate(${index * panelWidth} 0)">\n${drawPanel(panel, colourOf)}\n</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${drawn.join("\n")}
</svg>
`;
}

function drawPanel({ title, unit, curves }: Panel, colourOf: (name: string) => string): string {
  const points = curves.flatMap((curve) => curve.points);
  const sizes = scale(
    points.map(({ size }) => size),
    margin.left,
    panelWidth - margin.right,
  );
  const costs = scale(
    points.map(({ spread }) => spread.max),
    height - margin.bottom,
    margin.top,
  );
  const [left, right, bottom] = [margin.left, panelWidth - margin.right, height - margin.bottom];
  return [
    text(left, 24, title, 'font-weight="bold"'),
    ...costs.ticks.flatMap((value) => [
      line(left, costs.at(value), right, costs.at(value), "#dddddd"),
      text(left - 8, costs.at(value) + 4, label(value), 'text-anchor="end"'),
    ]),
    ...sizes.ticks.map((value) => text(sizes.at(value), bottom + 18, label(value), 'text-anchor="middle"')),
    line(left, bottom, right, bottom, "#333333"),
    text((left + right) / 2, height - 14, "local Go files", 'text-anchor="middle"'),
    text(16, margin.top - 8, unit),
    ...curves.map(({ name, points: own }) => {
      const colour = colourOf(name);
      const path = own.map(({ size, cost }) => `${round(sizes.at(size))},${round(costs.at(cost))}`);
      const marks = own.map(
        ({ size, cost, spread }) =>
          line(sizes.at(size), costs.at(spread.min), sizes.at(size), costs.at(spread.max), colour) +
          `<circle cx="${round(sizes.at(size))}" cy="${round(costs.at(cost))}" r="3" fill="${colour}"/>`,
      );
      return `<polyline points="${path.join(" ")}" fill="none" stroke="${colour}" stroke-width="1.5"/>${marks.join("")}`;
    }),
    ...curves.map(({ name }, index) => {
      const y = margin.top + 14 + index * 17;
      return line(left + 12, y - 4, left + 34, y - 4, colourOf(name), 2) + text(left + 40, y, name);
    }),
  ].join("\n");
}

/** From zero to a round number above all values, as pixels. */
function scale(values: readonly number[], from: number, to: number) {
  const largest = Math.max(1, ...values);
  const step = niceStep(largest / 4);
  const end = Math.ceil(largest / step) * step;
  return {
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step),
    at: (value: number) => from + (value / end) * (to - from),
  };
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
export function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step) ?? 10) * power;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string, width = 1): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}" stroke-width="${width}"/>`;
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function label(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString("en-US");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
