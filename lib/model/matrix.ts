/** A task's matrix: its axes, and the cells that it comes down to. Pure; knows nothing of tasks. */

/** One value for each axis. */
export type Cell = Readonly<Record<string, string>>;

/** Values by axis, the cells that are left out, and further ones: `{ db: ["pg"], exclude: [{ db: "pg" }] }`. */
export interface Matrix {
  [axis: string]: readonly string[] | readonly Cell[] | undefined;
  /** Leaves out the cells that have all of these values. */
  exclude?: readonly Cell[];
  /** Adds cells; they name every axis. */
  include?: readonly Cell[];
}

/** Names that are no axes. */
const own = ["exclude", "include"];

/** The axes with their values, those of added cells among them. */
export function axesOf(matrix: Matrix): Record<string, string[]> {
  const axes: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(matrix)) {
    if (!own.includes(name)) axes[name] = [...(values as readonly string[])];
  }
  for (const cell of matrix.include ?? []) {
    for (const [name, value] of Object.entries(cell)) {
      if (axes[name] !== undefined && !axes[name].includes(value)) axes[name].push(value);
    }
  }
  return axes;
}

/** Every cell, in the order of the axes, without those that are excluded. */
export function cellsOf(matrix: Matrix): Cell[] {
  let cells: Cell[] = [{}];
  for (const [name, values] of Object.entries(matrix)) {
    if (own.includes(name)) continue;
    cells = cells.flatMap((cell) =>
      (values as readonly string[]).map((value) => ({ ...cell, [name]: value })),
    );
  }
  const left = cells.filter((cell) => !(matrix.exclude ?? []).some((pattern) => covers(pattern, cell)));
  const names = Object.keys(axesOf(matrix));
  for (const cell of matrix.include ?? []) {
    const ordered = Object.fromEntries(names.map((name) => [name, cell[name] ?? ""]));
    if (!left.some((each) => covers(ordered, each))) left.push(ordered);
  }
  return left;
}

function covers(pattern: Cell, cell: Cell): boolean {
  return Object.entries(pattern).every(([name, value]) => cell[name] === value);
}

/** Cells whose values are among the chosen ones of each axis. */
export function chooseCells(
  cells: readonly Cell[],
  chosen: Readonly<Record<string, readonly string[]>>,
): Cell[] {
  return cells.filter((cell) =>
    Object.entries(chosen).every(([name, values]) => values.includes(cell[name]!)),
  );
}

/** The variable by which commands get the value: GOWSL_MATRIX_DB. */
export function matrixVariable(axis: string): string {
  return `GOWSL_MATRIX_${axis.replaceAll("-", "_").toUpperCase()}`;
}
