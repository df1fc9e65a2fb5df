/**
 * Empties what grows in `.gowsl/` and that nobody else empties: copies of what somebody had changed, by age and size, and
 * what was kept of packages and questions that are no more, by age. Knows nothing of the run before it.
 */
import path from "node:path";
import { newestFirst, remove, walkFiles } from "../host/files.ts";
import { listFolder, lookAt } from "../host/stat.ts";
import { replacedFolder, stateFolder } from "../host/state-folder.ts";
import { answerEnding, answerFolder } from "./answer.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** For how long something is kept that nobody uses. */
const keptMs = 30 * dayMs;

/** How much the copies may take together. */
const copiesBytes = 1e9;

/** What can't be removed is tried again after another run. */
export async function sweepState(root: string, nowMs: number): Promise<void> {
  const old = [
    ...(await oldCopies(replacedFolder(root), nowMs)),
    ...(await unusedFolders(path.join(stateFolder(root), "tests"), nowMs)),
    ...(await unusedFolders(path.join(stateFolder(root), "replies"), nowMs)),
    ...otherAnswers(path.join(root, answerFolder), nowMs),
  ];
  for (const place of old) await remove(place).catch(() => {});
}

/** Each folder is called by the time in ms. The newest stays whatever its size: it was told a moment ago. */
async function oldCopies(folder: string, nowMs: number): Promise<string[]> {
  const times = listFolder(folder).flatMap(({ name }) => (/^\d+$/.test(name) ? [Number(name)] : []));
  const old: string[] = [];
  let total = 0;
  for (const [index, timeMs] of times.toSorted((left, right) => right - left).entries()) {
    const place = path.join(folder, String(timeMs));
    for (const { sizeBytes } of await walkFiles(place)) total += sizeBytes;
    if (nowMs - timeMs > keptMs || (index > 0 && total > copiesBytes)) old.push(place);
  }
  return old;
}

/** Folders of which no file was written or used for long. */
async function unusedFolders(folder: string, nowMs: number): Promise<string[]> {
  return listFolder(folder).flatMap(({ name, kind }) => {
    const place = path.join(folder, name);
    const [newest = place] = kind === "/" ? newestFirst(place, "") : [];
    return isOlder(newest, nowMs, keptMs) ? [place] : [];
  });
}

/**
 * Answers of an older gowsl, what one left that was killed, and the earlier answers to questions that have no last one any
 * more: of those that can be read there are never many.
 */
function otherAnswers(folder: string, nowMs: number): string[] {
  const names = listFolder(folder);
  const known = new Set(names.map(({ name }) => name));
  return names.flatMap(({ name, kind }) => {
    const place = path.join(folder, name);
    const isAnswer = kind === "/" ? known.has(name + answerEnding) : name.endsWith(answerEnding);
    return !isAnswer && isOlder(place, nowMs, dayMs) ? [place] : [];
  });
}

function isOlder(file: string, nowMs: number, mostMs: number): boolean {
  const { stat } = lookAt(file);
  return stat !== undefined && nowMs - stat.mtimeMs > mostMs;
}
