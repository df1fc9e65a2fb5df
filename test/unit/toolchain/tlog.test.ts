import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  parseTree,
  prefixHash,
  readHashes,
  recordHash,
  tilePath,
  type Tree,
} from "../../../lib/toolchain/tlog.ts";
import type { ReadTiles } from "../../../lib/toolchain/tlog.ts";
import { TestDatabase } from "./test-database.ts";

const database = new TestDatabase();
database.fill(70_000);

const treeOf = (size: number): Tree => ({ size, hash: database.treeHash(0, size) });
const read: ReadTiles = async (tiles) =>
  tiles.map((tile) => database.tile(tilePath(tile)) ?? Buffer.alloc(0));

/** Sizes at which the shape of the tree changes. */
const sizes = [
  1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_793, 70_000,
];

describe("readHashes", () => {
  it.each(sizes)("proves the first, the last and a middle record of %i", async (size) => {
    const ids = [0, size - 1, Math.floor(size / 2), Math.floor(size / 3)];
    const nodes = ids.map((index) => ({ level: 0, index }));
    const found = await readHashes(treeOf(size), nodes, read);
    expect(found).toEqual({
      ok: true,
      value: ids.map((id) => recordHash(Buffer.from(database.records[id]!))),
    });
  });

  it("proves nodes above the records", async () => {
    const nodes = [3, 8, 9].map((level) => ({ level, index: 1 }));
    const found = await readHashes(treeOf(70_000), nodes, read);
    const hashes = [3, 8, 9].map((level) => database.treeHash(2 ** level, 2 ** (level + 1)));
    expect(found).toEqual({ ok: true, value: hashes });
  });

  it("has no node outside the tree", async () => {
    const outside = { ok: false, reason: "a tree of 300 records has no such node" };
    expect(await readHashes(treeOf(300), [{ level: 0, index: 300 }], read)).toEqual(outside);
    expect(await readHashes(treeOf(300), [{ level: 8, index: 1 }], read)).toEqual(outside);
    expect(
      await readHashes({ size: 0, hash: Buffer.alloc(32) }, [{ level: 0, index: 0 }], read),
    ).toMatchObject({
      ok: false,
    });
  });

  it("notices every changed tile that it asks for", async () => {
    const nodes = [{ level: 0, index: 12_345 }];
    const asked: string[] = [];
    await readHashes(treeOf(70_000), nodes, (tiles) => {
      asked.push(...tiles.map(tilePath));
      return read(tiles);
    });
    expect(asked).toEqual([
      "tile/8/2/000.p/1",
      "tile/8/1/001.p/17",
      "tile/8/0/273.p/112",
      "tile/8/1/000",
      "tile/8/0/048",
    ]);
    for (const changed of asked) {
      for (const change of [0, -1]) {
        const answer = await readHashes(treeOf(70_000), nodes, async (tiles) =>
          (await read(tiles)).map((data, place) => {
            if (tilePath(tiles[place]!) !== changed) return data;
            const copy = Buffer.from(data);
            copy[change < 0 ? copy.length - 1 : 0]! ^= 1;
            return copy;
          }),
        );
        expect(answer).toMatchObject({ ok: false });
      }
    }
  });

  it("takes no tile of another length", async () => {
    const shorter: ReadTiles = async (tiles) => (await read(tiles)).map((data) => data.subarray(32));
    const longer: ReadTiles = async (tiles) => (await read(tiles)).map((data) => Buffer.concat([data, data]));
    for (const reader of [shorter, longer]) {
      expect(await readHashes(treeOf(300), [{ level: 0, index: 1 }], reader)).toEqual({
        ok: false,
        reason: "tile/8/1/000.p/1 has not the length of its hashes",
      });
    }
  });
});

describe("prefixHash", () => {
  it("proves the hash of each smaller tree", async () => {
    for (const [place, newer] of sizes.entries()) {
      for (const older of sizes.slice(0, place + 1)) {
        expect(await prefixHash(older, treeOf(newer), read)).toEqual({
          ok: true,
          value: database.treeHash(0, older),
        });
      }
    }
  });

  it("knows the tree without records", async () => {
    const value = createHash("sha256").digest();
    expect(await prefixHash(0, treeOf(9), read)).toEqual({ ok: true, value });
  });
});

describe("tilePath", () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, "tile/8/0/000"],
    [{ level: 4, index: 1_234_067, width: 1 }, "tile/8/4/x001/x234/067.p/1"],
    [{ level: 1, index: 1000, width: 256 }, "tile/8/1/x001/000"],
  ])("%j is %s", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
  });
});

describe("parseTree", () => {
  const hash = "nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=";

  it("reads size and hash, and leaves later lines to later versions", () => {
    for (const more of ["", "more\n"]) {
      const tree = parseTree(`go.sum database tree\n2\n${hash}\n${more}`);
      expect([tree?.size, tree?.hash.toString("base64")]).toEqual([2, hash]);
    }
  });

  it.each([
    "",
    `go.sum database tree v2\n2\n${hash}\n`,
    `go.sum database tree\n2\n${hash}`,
    `go.sum database tree\n-2\n${hash}\n`,
    `go.sum database tree\n02\n${hash}\n`,
    `go.sum database tree\n9999999999999999\n${hash}\n`,
    `go.sum database tree\n2\n${hash.slice(4)}\n`,
    `go.sum database tree\n2\n${hash}=\n`,
  ])("takes %j for none", (text) => {
    expect(parseTree(text)).toBeUndefined();
  });
});
