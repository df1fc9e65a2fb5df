/** Writes the closing table of a run. Knows nothing of terminals but their number of columns. */
import type { StepResult } from "../model/event.ts";
import { listed } from "./common-reasons.ts";
import { formatChange, formatDuration, formatSize } from "./numbers.ts";
import { formatResult, oneLine, outcomeText, paintOutcome, resultName } from "./result.ts";
import type { Style } from "./style.ts";
import { cutToWidth, displayWidth } from "./width.ts";

interface Column {
  title: string;
  cell(result: StepResult): string;
  isNumber?: boolean;
  paint?(result: StepResult, cell: string, style: Style): string;
}

const columnsOfTable: readonly Column[] = [
  { title: "step", cell: resultName },
  {
    title: "outcome",
    cell: ({ outcome }) => outcomeText(outcome),
    paint: ({ outcome }, cell, style) => paintOutcome(outcome, cell, style),
  },
  {
    title: "time",
    cell: ({ durationMs }) => (durationMs > 0 ? formatDuration(durationMs) : ""),
    isNumber: true,
  },
  {
    title: "size",
    cell: ({ artifact }) => (artifact === undefined ? "" : formatSize(artifact.sizeBytes)),
    isNumber: true,
  },
  {
    title: "change",
    cell: ({ artifact, previousSizeBytes: before }) =>
      artifact === undefined || before === undefined ? "" : formatChange(artifact.sizeBytes - before),
    isNumber: true,
  },
  { title: "artifact", cell: ({ artifact }) => artifact?.path ?? "" },
  {
    title: "reason",
    cell: ({ reason }) => oneLine(reason),
    paint: (_result, cell, style) => style.dim(cell),
  },
];

/** A column with what stands in it. */
interface Part {
  column: Column;
  cells: string[];
  width: number;
}

const gap = "  ";
/** Below this a cut reason says nothing. */
const leastReasonWidth = 12;
const leastStepWidth = 8;
/** What a narrow terminal does without, in this order. The lines of a step that failed say why. */
const expendable: readonly string[] = ["artifact", "change", "reason", "size", "time"];

export interface TableOptions {
  style: Style;
  /** Columns of the terminal. Absent: not a terminal, and nothing is cut. */
  columns?: number | undefined;
}

/**
 * One row a result, under a row of titles; a single result is one plain line.
 * @returns the lines without a final line break, "" without results.
 */
export function formatTable(results: readonly StepResult[], { style, columns }: TableOptions): string {
  const [first, second] = results;
  if (first === undefined) return "";
  if (second === undefined) return formatResult(first, style);
  const used = columnsOfTable
    .map((column) => ({ column, cells: results.map(column.cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .map(({ column, cells }) => ({
      column,
      cells,
      width: cells.reduce((width, cell) => Math.max(width, displayWidth(cell)), column.title.length),
    }));
  if (columns !== undefined) fit(used, columns);
  const hidden = used.some(({ column }) => column.title === "artifact") ? [] : artifactFolders(results);
  const last = used.at(-1);

  const row = (cellOf: (part: Part) => { text: string; painted: string }): string => {
    const cells = used.map((part) => {
      const { text, painted } = cellOf(part);
      const padding = " ".repeat(Math.max(0, part.width - displayWidth(text)));
      if (part.column.isNumber) return padding + painted;
      return part === last ? painted : painted + padding;
    });
    return cells.join(gap).trimEnd();
  };
  const titles = row(({ column: { title } }) => ({ text: title, painted: style.bold(title) }));
  const rows = results.map((result, index) =>
    row(({ column, cells }) => {
      const text = cells[index]!;
      return { text, painted: column.paint?.(result, text, style) ?? text };
    }),
  );
  const below = hidden.length === 0 ? [] : [style.dim(`artifacts are in ${listed(hidden)}`)];
  return [titles, ...rows, ...below].join("\n");
}

/** Where to look for what a narrow terminal has no room to name. */
function artifactFolders(results: readonly StepResult[]): string[] {
  return [...new Set(results.flatMap(({ artifact }) => artifact?.path.replace(/[^/\\]*$/, "") ?? []))];
}

/** Leaves out what there is no room for, then cuts reasons and at last names. */
function fit(used: Part[], columns: number): void {
  const excess = () => used.reduce((sum, { width }) => sum + width + gap.length, -gap.length) - columns;
  const cut = (title: string, leastWidth: number) => {
    const part = used.find(({ column }) => column.title === title);
    if (part === undefined) return;
    part.width = Math.max(Math.min(part.width, leastWidth), part.width - Math.max(0, excess()));
    part.cells = part.cells.map((cell) => cutToWidth(cell, part.width));
  };
  for (const title of expendable) {
    const reason = used.find(({ column }) => column.title === "reason");
    if (excess() <= (reason === undefined ? 0 : Math.max(0, reason.width - leastReasonWidth))) break;
    const index = used.findIndex(({ column }) => column.title === title);
    if (index >= 0) used.splice(index, 1);
  }
  cut("reason", leastReasonWidth);
  cut("step", leastStepWidth);
}
