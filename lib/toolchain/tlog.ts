/**
 * The hash tree of the checksum database (RFC 6962), read in tiles of 256 hashes, as golang.org/x/mod/sumdb/tlog
 * has it. A hash that is given back has been proven to be in the tree. Pure but for the tiles that it asks for.
 */
import { sha256 } from "../host/cryptography.ts";
import { decodeBase64 } from "./note.ts";

/** A tree of the first `size` records of a log. */
export interface Tree {
  size: number;
  hash: Buffer;
}

/** A node of the tree: the `index`th one, `level` above the records. */
export interface Node {
  level: number;
  index: number;
}

/** 256 hashes, or `width` of them at the end of the tree; `level` counts tiles, not nodes. */
export interface Tile {
  level: number;
  index: number;
  width: number;
}

const hashBytes = 32;
const tileHeight = 8;
export const tileWidth = 2 ** tileHeight;
/** Sums of two sizes must be exact numbers. */
const largestSize = 2 ** 50;

/** Gives tiles by address, in the order asked for; what it throws ends the reading. */
export type ReadTiles = (tiles: readonly Tile[]) => Promise<Buffer[]>;

export type TreeAnswer<Value> = { ok: true; value: Value } | { ok: false; reason: string };

export function recordHash(record: Buffer): Buffer {
  return sha256(Buffer.of(0), record);
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.of(1), left, right);
}

/** The text that a database signs: name of the form, size, hash; further lines are for later versions. */
export function parseTree(text: string): Tree | undefined {
  const [form, size = "", hash = "", ...rest] = text.split("\n");
  const bytes = decodeBase64(hash);
  if (form !== "go.sum database tree" || rest.length === 0 || bytes?.length !== hashBytes) return undefined;
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || Number(size) > largestSize) return undefined;
  return { size: Number(size), hash: bytes };
}

/** The hash of the first `size` records, proven by tiles of a tree that has at least as many. */
export async function prefixHash(size: number, tree: Tree, read: ReadTiles): Promise<TreeAnswer<Buffer>> {
  if (size === 0) return { ok: true, value: sha256() };
  const hashes = await readHashes(tree, rootNodes(size), read);
  return hashes.ok ? { ok: true, value: joined(hashes.value) } : hashes;
}

/** The hashes of these nodes, proven to be in the tree: tiles are checked against its hash before any is used. */
export async function readHashes(
  tree: Tree,
  nodes: readonly Node[],
  read: ReadTiles,
): Promise<TreeAnswer<Buffer[]>> {
  const outside = nodes.find(({ level, index }) => (index + 1) * 2 ** level > tree.size);
  if (outside !== undefined) return { ok: false, reason: `a tree of ${tree.size} records has no such node` };
  if (nodes.length === 0) return { ok: true, value: [] };
  const roots = rootNodes(tree.size);
  // First the tiles from which the tree's own hash follows; then, from the top, those on the way to the nodes.
  const tiles = new Map<string, Tile>();
  for (const node of roots) add(tiles, tileWithin(tree, tileOf(node)));
  const trusted = tiles.size;
  for (const node of nodes) {
    const missing: Tile[] = [];
    for (let tile = tileWithin(tree, tileOf(node)); !tiles.has(tilePath(tile)); tile = parentOf(tree, tile)) {
      missing.unshift(tile);
    }
    for (const tile of missing) add(tiles, tile);
  }
  const order = [...tiles.values()];
  const data = await read(order);
  const found = new Map<string, Buffer>();
  for (const [position, tile] of order.entries()) {
    const bytes = data[position];
    if (bytes?.length !== tile.width * hashBytes) {
      return { ok: false, reason: `${tilePath(tile)} has not the length of its hashes` };
    }
    found.set(tilePath(tile), bytes);
  }
  const hashAt = (node: Node) => hashIn(found.get(tilePath(tileWithin(tree, tileOf(node))))!, node);
  if (!joined(roots.map(hashAt)).equals(tree.hash)) {
    return { ok: false, reason: `the tiles do not make up the hash of the tree of ${tree.size} records` };
  }
  for (const tile of order.slice(trusted)) {
    const above = hashAt({ level: (tile.level + 1) * tileHeight, index: tile.index });
    if (!combined(found.get(tilePath(tile))!).equals(above)) {
      return { ok: false, reason: `${tilePath(tile)} does not have the hash that the tile above says` };
    }
  }
  return { ok: true, value: nodes.map(hashAt) };
}

/** `tile/8/L/NNN[.p/W]`; numbers in groups of three digits, all but the last with an x. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, "0"));
  }
  const name = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${tileHeight}/${level}/${name}${width === tileWidth ? "" : `.p/${width}`}`;
}

/** The full subtrees that a tree of this size consists of, the largest one first. */
function rootNodes(size: number): Node[] {
  const nodes: Node[] = [];
  for (let start = 0; start < size;) {
    let level = 0;
    while (2 ** (level + 1) <= size - start) level++;
    nodes.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return nodes;
}

/** The hash of subtrees side by side, from the right. */
function joined(hashes: readonly Buffer[]): Buffer {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

function tileOf({ level, index }: Node): Pick<Tile, "level" | "index"> {
  const within = level % tileHeight;
  return { level: (level - within) / tileHeight, index: Math.floor(index / 2 ** (tileHeight - within)) };
}

/** The tile as wide as it is in this tree. */
function tileWithin({ size }: Tree, { level, index }: Pick<Tile, "level" | "index">): Tile {
  const hashes = Math.floor(size / 2 ** (level * tileHeight));
  return { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) };
}

/** Only full tiles have one, and every full tile that is asked for has: the roots' tiles end the way up. */
function parentOf(tree: Tree, { level, index }: Tile): Tile {
  return tileWithin(tree, { level: level + 1, index: Math.floor(index / tileWidth) });
}

/** A node's hash out of the data of its tile. */
function hashIn(data: Buffer, { level, index }: Node): Buffer {
  const leaves = 2 ** (level % tileHeight);
  const start = (index * leaves) % tileWidth;
  return combined(data.subarray(start * hashBytes, (start + leaves) * hashBytes));
}

/** The hash above a power of two of hashes. */
function combined(data: Buffer): Buffer {
  if (data.length === hashBytes) return data;
  const half = data.length / 2;
  return nodeHash(combined(data.subarray(0, half)), combined(data.subarray(half)));
}

function add(tiles: Map<string, Tile>, tile: Tile): void {
  tiles.set(tilePath(tile), tile);
}
