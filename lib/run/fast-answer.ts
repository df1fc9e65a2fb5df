/**
 * The fast answer: "up to date" from one file and the stats that it names, without go, git or the
 * config. It imports next to nothing, since each import is paid by every command. When it is not
 * sure it has no answer, and the full road is taken.
 */
import { now } from "../host/clock.ts";
import { bytesIfThere, fileDigest, realPathIfThere, replaceFile, textDigest } from "../host/quick.ts";
import {
  executableMark,
  hasStat,
  listFolder,
  lookAt,
  namesText,
  settledMs,
  type Stat,
} from "../host/stat.ts";
import {
  answerFolder,
  answerName,
  beliefOf,
  valueHash,
  variablesHash,
  watchOf,
  wayNumber,
  type Answer,
  type Question,
  type Watch,
} from "./answer.ts";
import { decodeAnswer, type AnswerFile } from "./answer-file.ts";

/** The answer to a command line, if there is one that still holds. The process stands in the question's folder. */
export function fastAnswer(question: Question): Answer | undefined {
  const variables = variablesHash(question);
  const name = answerName(question, variables);
  for (const folder of upwards(startFolder(question))) {
    const file = `${folder}/${answerFolder}/${name}`;
    const bytes = bytesIfThere(file);
    if (bytes === undefined) continue;
    try {
      const kept = decodeAnswer(bytes);
      if (kept === undefined || !isSameQuestion(kept.answer, question, variables)) return undefined;
      return checkAnswer(file, kept) ? kept.answer : undefined;
    } catch {
      // A part of it is damaged.
      return undefined;
    }
  }
  return undefined;
}

/** Where to look first: a guess is good enough, since the answer names its question. */
function startFolder({ argv, cwd }: Question): string {
  const index = argv.findIndex((word) => word === "-C" || word === "--directory");
  const named = index < 0 ? undefined : argv[index + 1];
  if (named === undefined) return cwd;
  return /^([/\\]|[A-Za-z]:)/.test(named) ? named : `${cwd}/${named}`;
}

function upwards(start: string): string[] {
  const folders = [start];
  for (let folder = start; ;) {
    const cut = Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\"));
    if (cut < 0) return folders;
    folder = folder.slice(0, cut);
    folders.push(folder);
  }
}

/** A path whose stat is another than the one in its row. */
interface Moved {
  row: number;
  place: string;
  stat: Stat;
}

function checkAnswer(file: string, kept: AnswerFile): boolean {
  const { answer, rows } = kept;
  if (answer.types.some(([path, type]) => lookAt(path).type !== type)) return false;
  if (answer.links.some(([path, target]) => realPathIfThere(path) !== target)) return false;
  const { places, stats, ways } = rows;
  const moved: Moved[] = [];
  for (let row = 0, at = 0; row < places.length; row++, at += 4) {
    const place = places[row]!;
    const way = ways[row]!;
    const watch = watchOf(way);
    // What is compared by its stat only was put there as a whole, and is not written to.
    const isBelieved = watch === "stat" || beliefOf(way) === 1;
    if (isBelieved && hasStat(place, stats, at)) continue;
    const { stat } = lookAt(place);
    if (stat === undefined || watch === "stat") return false;
    if (watch !== "names" && stat.size !== stats[at]) return false;
    moved.push({ row, place, stat });
  }
  if (moved.length === 0) return true;
  const digests = kept.digests();
  for (const { row, place } of moved) {
    const watch = watchOf(ways[row]!);
    const isFolder = watch === "names";
    const digest = isFolder ? textDigest(namesText(listFolder(place))) : contentDigest(place, watch);
    if (digest === undefined || digest !== digests[row]) return false;
  }
  remember(file, kept, moved);
  return true;
}

function contentDigest(place: string, watch: Watch): string | undefined {
  const digest = fileDigest(place);
  return digest === undefined || watch !== "file" ? digest : digest + executableMark(lookAt(place).mode);
}

/** The new stats, so that next time they are enough. */
function remember(file: string, { rows, bytes }: AnswerFile, moved: readonly Moved[]): void {
  const { stats, ways } = rows;
  let changed = false;
  for (const { row, stat } of moved) {
    const belief = beliefOf(ways[row]!) === 2 ? 2 : isSettled(stat) ? 1 : 0;
    const way = wayNumber(watchOf(ways[row]!), belief);
    const numbers = [stat.size, stat.mtimeMs, stat.ctimeMs, stat.inode];
    changed ||= way !== ways[row] || numbers.some((number, index) => number !== stats[row * 4 + index]);
    ways[row] = way;
    stats.set(numbers, row * 4);
  }
  if (changed) replaceFile(file, bytes);
}

function isSettled({ mtimeMs, ctimeMs }: Stat): boolean {
  return now() - Math.max(mtimeMs, ctimeMs) > settledMs;
}

function isSameQuestion(answer: Answer, question: Question, variables: string): boolean {
  const { argv, cwd, environment, runtime } = question;
  return (
    answer.cwd === cwd &&
    answer.runtime === runtime &&
    JSON.stringify(answer.argv) === JSON.stringify(argv) &&
    answer.variables === variables &&
    answer.read.every(([name, hash]) => valueHash(environment[name]) === hash)
  );
}
