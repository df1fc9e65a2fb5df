/** Draws the medians of cases as bars in SVG, one group a case, on a logarithmic scale. Knows nothing of what they mean. */

export interface BarGroup {
  title: string;
  unit: string;
  bars: readonly { name: string; median: number; min: number; max: number; isOwn: boolean }[];
}

const width = 920;
const left = 210;
const right = 110;
const barHeight = 15;
const titleHeight = 30;
const own = "#d55e00";
const other = "#0072b2";

/** Groups one below the other, each with a scale of its own: a bar that is longer by a fixed step takes ten times as much. */
export function plotBars(groups: readonly BarGroup[]): string {
  let top = 10;
  const drawn = groups.map((group) => {
    const lines = drawGroup(group, top);
    top += titleHeight + group.bars.length * barHeight + 14;
    return lines;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${top}" fill="#ffffff"/>
${drawn.join("\n")}
</svg>
`;
}

function drawGroup({ title, unit, bars }: BarGroup, top: number): string {
  const at = logarithmic(bars.flatMap(({ min, max }) => [min, max]));
  const lines = bars
    .toSorted((one, two) => one.median - two.median)
    .map(({ name, median, min, max, isOwn }, index) => {
      const y = top + titleHeight + index * barHeight;
      const middle = y + barHeight / 2 - 1;
      return [
        text(left - 8, y + 10, name, `text-anchor="end"${isOwn ? ' font-weight="bold"' : ""}`),
        `<rect x="${left}" y="${y}" width="${round(at(median) - left)}" height="${barHeight - 4}" fill="${isOwn ? own : other}"/>`,
        `<line x1="${round(at(min))}" y1="${middle}" x2="${round(at(max))}" y2="${middle}" stroke="#000000"/>`,
        text(at(max) + 6, y + 10, `${label(median)} ${unit}`),
      ].join("");
    });
  return [text(10, top + 16, title, 'font-weight="bold"'), ...lines].join("\n");
}

/** From half of the smallest value to the largest one, as pixels. */
function logarithmic(values: readonly number[]): (value: number) => number {
  const positive = values.filter((value) => value > 0);
  const smallest = Math.log10(Math.min(...positive) / 2);
  const largest = Math.log10(Math.max(...positive));
  const span = Math.max(largest - smallest, 0.1);
  return (value) => {
    if (value <= 0) return left;
    return left + ((Math.log10(value) - smallest) / span) * (width - right - left);
  };
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function label(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
