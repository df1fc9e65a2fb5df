/** When a stat that has moved may be believed. */
import { expect, it } from "vitest";
import { beliefOf, wayNumber, type Belief, type Rows } from "../../../lib/run/answer.ts";
import { renewRows } from "../../../lib/run/rows.ts";

const writtenMs = 1_000_000;

it.each<[what: string, before: Belief, atMs: number, belief: Belief]>([
  ["was young when it was read, however long ago that is", 1, writtenMs + 1000, 0],
  ["is of the future", 1, writtenMs - 1000, 0],
  ["was old when it was read", 0, writtenMs + 3000, 1],
  ["is of a file system whose times say little", 2, writtenMs + 3000, 2],
])("what %s", (_, before, atMs, belief) => {
  const rows: Rows = {
    places: ["a.go"],
    stats: Float64Array.of(1, 2, 3, 4),
    ways: Uint8Array.of(wayNumber("content", before)),
  };
  const stat = { size: 5, mtimeMs: writtenMs - 9, ctimeMs: writtenMs, inode: 6 };
  expect(renewRows(rows, [{ row: 0, stat }], atMs)).toBe(true);
  expect([...rows.stats]).toEqual([5, writtenMs - 9, writtenMs, 6]);
  expect(beliefOf(rows.ways[0]!)).toBe(belief);
});
