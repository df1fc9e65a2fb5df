/**
 * Lays a graph out in layers, after Sugiyama: each node right of all that it needs, long edges led through the layers
 * between, and the order within a layer chosen so that few edges cross. Pure; knows nothing of what is drawn.
 */

export interface LayeredNode {
  name: string;
  needs: readonly string[];
  width: number;
}

export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Left upper corners, by name. */
  places: Map<string, Place>;
  /** From right of what is needed, through the layers between, to left of what needs it. */
  edges: { from: string; to: string; points: Place[] }[];
}

export const nodeHeight = 34;
const rowGap = 14;
/** An edge that only passes by needs less room than a node. */
const passHeight = 12;
const layerGap = 72;
const margin = 16;
const sweeps = 8;

interface Cell {
  key: string;
  layer: number;
  width: number;
  height: number;
  left: Cell[];
  right: Cell[];
  order: number;
  y: number;
}

/** @param nodes needs before what needs them, as in a plan */
export function layOut(nodes: readonly LayeredNode[]): Layout {
  const cells = new Map<string, Cell>();
  const layers: Cell[][] = [];
  const add = (key: string, layer: number, width: number, height: number): Cell => {
    const cell = { key, layer, width, height, left: [], right: [], order: 0, y: 0 };
    (layers[layer] ??= []).push(cell);
    return cell;
  };
  const chains: { from: string; to: string; cells: Cell[] }[] = [];
  for (const { name, needs, width } of nodes) {
    const before = needs.flatMap((need) => cells.get(need) ?? []);
    const layer = before.reduce((most, cell) => Math.max(most, cell.layer + 1), 0);
    const cell = add(name, layer, width, nodeHeight);
    cells.set(name, cell);
    for (const need of before) {
      const chain = [need];
      for (let between = need.layer + 1; between < layer; between++) {
        chain.push(add(`${need.key} > ${name} ${between}`, between, 0, passHeight));
      }
      chain.push(cell);
      for (const [index, each] of chain.slice(1).entries()) {
        chain[index]!.right.push(each);
        each.left.push(chain[index]!);
      }
      chains.push({ from: need.key, to: name, cells: chain });
    }
  }
  order(layers);
  return place(layers, cells, chains);
}

/** Each layer by the middle of its neighbours, to the right and back again. */
function order(layers: Cell[][]): void {
  for (const layer of layers) for (const [index, cell] of layer.entries()) cell.order = index;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forth = sweep % 2 === 0;
    for (const layer of forth ? layers : layers.toReversed()) {
      const middles = new Map(
        layer.map((cell) => {
          const neighbours = forth ? cell.left : cell.right;
          const sum = neighbours.reduce((total, each) => total + each.order, 0);
          return [cell, neighbours.length === 0 ? cell.order : sum / neighbours.length];
        }),
      );
      layer.sort((one, other) => middles.get(one)! - middles.get(other)!);
      for (const [index, cell] of layer.entries()) cell.order = index;
    }
  }
}

function place(
  layers: Cell[][],
  cells: ReadonlyMap<string, Cell>,
  chains: { from: string; to: string; cells: Cell[] }[],
): Layout {
  const lefts: number[] = [];
  const widths: number[] = [];
  let x = margin;
  for (const layer of layers) {
    const width = layer.reduce((most, cell) => Math.max(most, cell.width), 0);
    lefts.push(x);
    widths.push(width);
    x += width + layerGap;
    settle(layer);
  }
  const all = layers.flat();
  const top = all.reduce((least, { y }) => Math.min(least, y), 0);
  for (const cell of all) cell.y += margin - top;
  const bottom = all.reduce((most, { y, height }) => Math.max(most, y + height), margin);
  const middle = (cell: Cell) => cell.y + cell.height / 2;
  const edges = chains.map(({ from, to, cells: chain }) => ({
    from,
    to,
    points: chain.flatMap((cell, index): Place[] => {
      const left = { x: lefts[cell.layer]!, y: middle(cell) };
      const right = { x: left.x + (cell.width || widths[cell.layer]!), y: left.y };
      return index === 0 ? [right] : index === chain.length - 1 ? [left] : [left, right];
    }),
  }));
  return {
    width: Math.max(2 * margin, x - layerGap + margin),
    height: bottom + margin,
    places: new Map([...cells].map(([name, cell]) => [name, { x: lefts[cell.layer]!, y: cell.y }])),
    edges,
  };
}

/** Puts the cells of a layer as near to their left neighbours as the order and the gaps allow. */
function settle(layer: readonly Cell[]): void {
  let free = 0;
  let excess = 0;
  let placed = 0;
  for (const cell of layer) {
    const { left, height } = cell;
    const middles = left.reduce((sum, each) => sum + each.y + each.height / 2, 0);
    const wanted = left.length === 0 ? free : middles / left.length - height / 2;
    cell.y = placed === 0 && free === 0 ? wanted : Math.max(wanted, free);
    free = cell.y + height + rowGap;
    excess += cell.y - wanted;
    placed++;
  }
  for (const cell of layer) cell.y -= excess / Math.max(1, placed);
}
