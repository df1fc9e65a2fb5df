/**
 * Compares the rows of an answer with what is there: by stats first, by content where a stat has moved. Changes
 * nothing on disk. Part of the fast answer, so it imports next to nothing.
 */
import { now } from "../host/clock.ts";
import { fileDigest, realPathIfThere, textDigest } from "../host/quick.ts";
import {
  executableMark,
  hasStat,
  listFolder,
  lookAt,
  namesText,
  settledMs,
  type Seen,
  type Stat,
} from "../host/stat.ts";
import { beliefOf, watchOf, wayNumber, type Answer, type Rows, type Watch } from "./answer.ts";
import type { AnswerFile } from "./answer-file.ts";

/** A path whose stat is another than the one in its row, which says the same for all that. */
export interface Moved {
  row: number;
  stat: Stat;
}

/** How paths are looked at. */
export interface Eyes {
  hasStat(place: string, stats: Float64Array, at: number): boolean;
  lookAt(place: string): Seen;
  digest(place: string, watch: Watch): string | undefined;
}

const plainEyes: Eyes = { hasStat, lookAt, digest: digestOf };

/**
 * The rows whose stats have moved; undefined where a row says something else than what is there.
 * @param written how many of the last rows are not compared
 */
export function movedRows(
  { answer, rows, digests: readDigests }: AnswerFile,
  eyes = plainEyes,
  written = 0,
): Moved[] | undefined {
  if (!hasTypesAndLinks(answer)) return undefined;
  const { places, stats, ways } = rows;
  const moved: Moved[] = [];
  const compared = places.length - written;
  for (let row = 0, at = 0; row < compared; row++, at += 4) {
    const place = places[row]!;
    const way = ways[row]!;
    const watch = watchOf(way);
    // What is compared by its stat only was put there as a whole, and is not written to.
    const isBelieved = watch === "stat" || beliefOf(way) === 1;
    if (isBelieved && eyes.hasStat(place, stats, at)) continue;
    const { stat, type } = eyes.lookAt(place);
    // What is no file any more may have the content of one: a FIFO is empty.
    if (watch === "stat" || stat === undefined) return undefined;
    if (type !== (watch === "names" ? "folder" : "file")) return undefined;
    if (watch !== "names" && stat.size !== stats[at]) return undefined;
    moved.push({ row, stat });
  }
  if (moved.length === 0) return moved;
  const digests = readDigests();
  for (const { row } of moved) {
    const digest = eyes.digest(places[row]!, watchOf(ways[row]!));
    if (digest === undefined || digest !== digests[row]) return undefined;
  }
  return moved;
}

function hasTypesAndLinks({ types, links }: Answer): boolean {
  return (
    types.every(([path, type]) => lookAt(path).type === type) &&
    links.every(([path, target]) => realPathIfThere(path) === target)
  );
}

/** What is there now, as a row has it. */
export function digestOf(place: string, watch: Watch): string | undefined {
  if (watch === "names") return textDigest(namesText(listFolder(place)));
  const digest = fileDigest(place);
  return digest === undefined || watch !== "file" ? digest : digest + executableMark(lookAt(place).mode);
}

/**
 * Takes the new stats over, so that next time they are enough. False if nothing has changed by that.
 * @param atMs not later than what they stand for was read
 */
export function renewRows({ stats, ways }: Rows, moved: readonly Moved[], atMs = now()): boolean {
  let changed = false;
  for (const { row, stat } of moved) {
    const belief = beliefOf(ways[row]!) === 2 ? 2 : isSettled(stat, atMs) ? 1 : 0;
    const way = wayNumber(watchOf(ways[row]!), belief);
    const numbers = [stat.size, stat.mtimeMs, stat.ctimeMs, stat.inode];
    changed ||= way !== ways[row] || numbers.some((number, index) => number !== stats[row * 4 + index]);
    ways[row] = way;
    stats.set(numbers, row * 4);
  }
  return changed;
}

function isSettled({ mtimeMs, ctimeMs }: Stat, atMs: number): boolean {
  return atMs - Math.max(mtimeMs, ctimeMs) > settledMs;
}
