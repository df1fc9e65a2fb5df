/**
 * Tiles and the latest tree of a checksum database: from gowsl's own folder, else from the database. A tile is
 * kept once it has been proven. Knows nothing of records.
 */
import path from "node:path";
import { describeError, readBytes, remove } from "../host/files.ts";
import { fetchBytes, type NetworkAnswer, type Reach } from "../host/network.ts";
import { writeText } from "../host/placing.ts";
import type { Verifier } from "./note.ts";
import { below } from "./proxy-list.ts";
import { tilePath, tileWidth, type ReadTiles, type Tile, type TreeAnswer } from "./tlog.ts";

/** A lookup has some hundred bytes, a tile at most 8 KiB. */
const mostBytes = 1 << 20;
const hashBytes = 32;

/** A checksum database: its key, where it is asked, and the folder for what is kept of it. */
export interface Database {
  verifier: Verifier;
  address: string;
  folder: string;
  reach: Reach;
}

/** The folder of a database below gowsl's cache directory: another key is another database. */
export function databaseFolder(cacheFolder: string, { name, hash }: Verifier): string {
  return path.join(cacheFolder, "sumdb", `${encodeURIComponent(name)}+${hash}`);
}

/** Reads a file of the database. */
export function readRemote({ address, reach }: Database, file: string): Promise<NetworkAnswer<Buffer>> {
  return fetchBytes(below(address, file), { reach, limitBytes: mostBytes });
}

/** Where the signed tree that was seen last is kept. */
export function latestFile({ folder }: Database): string {
  return path.join(folder, "latest");
}

export function readLatest(database: Database): Buffer | undefined {
  const note = readBytes(latestFile(database));
  return note === undefined || note.length === 0 ? undefined : note;
}

/**
 * Writes the signed tree seen last, unless another process has written one meanwhile.
 * @returns why it can't be written, as the rest of a sentence.
 */
export async function writeLatest(
  database: Database,
  note: Buffer,
  replaces: Buffer | undefined,
): Promise<"written" | "overtaken" | { reason: string }> {
  const current = readLatest(database);
  const same = current === undefined ? replaces === undefined : replaces?.equals(current) === true;
  if (!same) return "overtaken";
  try {
    await writeText(latestFile(database), note);
    return "written";
  } catch (error) {
    return { reason: describeError(error) };
  }
}

/** Tiles that do not fit together, or that can't be had. */
export type TileProblem = { ok: false; inconsistent: string } | Extract<NetworkAnswer<never>, { ok: false }>;

/**
 * Runs a proof on tiles. Those of the folder are taken first; if the proof fails with them, it is tried once
 * more with fresh ones, as a damaged file of this disk accuses nobody.
 */
export async function proveWithTiles<Value>(
  database: Database,
  prove: (read: ReadTiles) => Promise<TreeAnswer<Value>>,
): Promise<{ ok: true; value: Value } | TileProblem> {
  for (const useFolder of [true, false]) {
    const fetched = new Map<string, Buffer>();
    const kept: string[] = [];
    let error: Extract<NetworkAnswer<never>, { ok: false }> | undefined;
    const read: ReadTiles = async (tiles) => {
      const data = await Promise.all(
        tiles.map(async (tile) => {
          const known = useFolder ? readKept(database, tile) : undefined;
          if (known !== undefined) kept.push(tilePath(tile));
          const answer =
            known === undefined ? await fetchTile(database, tile) : { ok: true as const, value: known };
          if (!answer.ok) error ??= answer;
          else if (known === undefined) fetched.set(tilePath(tile), answer.value);
          return answer.ok ? answer.value : Buffer.alloc(0);
        }),
      );
      return data;
    };
    const proof = await prove(read);
    if (error !== undefined) return error;
    if (proof.ok) {
      await keep(database, fetched);
      return proof;
    }
    if (kept.length === 0) return { ok: false, inconsistent: proof.reason };
    for (const tile of kept) await remove(path.join(database.folder, tile)).catch(() => {});
  }
  // The second round takes nothing from the folder, so it always returns.
  return { ok: false, inconsistent: "the tiles do not fit together" };
}

/** A tile of the folder, also as the beginning of one that has grown full since. */
function readKept({ folder }: Database, tile: Tile): Buffer | undefined {
  const bytes = readBytes(path.join(folder, tilePath(tile)));
  if (bytes !== undefined) return bytes;
  const full = readBytes(path.join(folder, tilePath({ ...tile, width: tileWidth })));
  return full?.length === tileWidth * hashBytes ? full.subarray(0, tile.width * hashBytes) : undefined;
}

/** A database need not keep tiles that were not full yet. */
async function fetchTile(database: Database, tile: Tile): Promise<NetworkAnswer<Buffer>> {
  const answer = await readRemote(database, tilePath(tile));
  if (answer.ok || tile.width === tileWidth) return answer;
  const full = await readRemote(database, tilePath({ ...tile, width: tileWidth }));
  return full.ok ? { ok: true, value: full.value.subarray(0, tile.width * hashBytes) } : answer;
}

/** What can't be kept is asked for again. */
async function keep({ folder }: Database, tiles: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [name, data] of tiles) {
    await writeText(path.join(folder, name), data, "may be lost").catch(() => {});
  }
}
