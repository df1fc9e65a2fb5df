/**
 * The fast answer: "up to date" from one file and the stats that it names, without go, git or the
 * config. It imports next to nothing, since each import is paid by every command. When it is not
 * sure it has no answer, and the full road is taken.
 */
import { now } from "../host/clock.ts";
import { fileDigest, realPathIfThere, replaceText, textDigest, textIfThere } from "../host/quick.ts";
import { listFolder, lookAt, namesText, sameStat, settledMs, type Stat } from "../host/stat.ts";
import {
  answerFolder,
  answerName,
  answerSchema,
  folderPart,
  valueHash,
  variablesHash,
  type Answer,
  type Question,
} from "./answer.ts";

/** The answer to a command line, if there is one that still holds. */
export function fastAnswer(question: Question): Answer | undefined {
  const name = answerName(question);
  for (const folder of upwards(startFolder(question))) {
    const file = `${folder}/${answerFolder}/${name}`;
    const text = textIfThere(file);
    if (text !== undefined) return checkAnswer(file, text, question);
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

/** A path whose stat is another than the one in the row of this index. */
interface Moved {
  index: number;
  path: string;
  stat: Stat;
}

/** Two lines: what is compared each time, and the digests, which are read only if a stat has changed. */
function checkAnswer(file: string, text: string, question: Question): Answer | undefined {
  const end = text.indexOf("\n");
  const answer = parse<Answer>(text.slice(0, end));
  if (answer?.schema !== answerSchema || !isSameQuestion(answer, question)) return undefined;
  if (answer.types.some(([path, type]) => lookAt(path).type !== type)) return undefined;
  if (answer.links.some(([path, target]) => realPathIfThere(path) !== target)) return undefined;
  const moved: Moved[] = [];
  let folder = "";
  for (const [index, row] of answer.rows.entries()) {
    const [place, watch, size, mtimeMs, ctimeMs, inode, belief] = row;
    const own = folderPart(place);
    const path = own === "" ? folder + place : place;
    if (own !== "") folder = own;
    const { stat } = lookAt(path);
    if (stat === undefined) return undefined;
    // What is compared by its stat only was put there as a whole, and is not written to.
    const believed = belief === 1 || watch === "stat";
    if (believed && sameStat(stat, { size, mtimeMs, ctimeMs, inode })) continue;
    if (watch === "stat" || (watch === "content" && stat.size !== size)) return undefined;
    moved.push({ index, path, stat });
  }
  if (moved.length === 0) return answer;
  const digests = parse<string[]>(text.slice(end + 1)) ?? [];
  for (const { index, path } of moved) {
    const [, watch] = answer.rows[index]!;
    const digest = watch === "names" ? textDigest(namesText(listFolder(path))) : fileDigest(path);
    if (digest === undefined || digest !== digests[index]) return undefined;
  }
  remember(file, answer, moved, text.slice(end + 1));
  return answer;
}

/** What the text of a file says; undefined where it was cut or damaged. */
function parse<Value>(text: string): Value | undefined {
  try {
    return (JSON.parse(text) as Value | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The new stats, so that next time they are enough. */
function remember(file: string, answer: Answer, moved: Moved[], digests: string): void {
  let changed = false;
  for (const { index, stat } of moved) {
    const [place, watch, ...before] = answer.rows[index]!;
    const belief = before[4] === 2 ? 2 : isSettled(stat) ? 1 : 0;
    const after = [stat.size, stat.mtimeMs, stat.ctimeMs, stat.inode, belief] as const;
    changed ||= after.some((value, position) => value !== before[position]);
    answer.rows[index] = [place, watch, ...after];
  }
  if (changed) replaceText(file, `${JSON.stringify(answer)}\n${digests}`);
}

function isSettled({ mtimeMs, ctimeMs }: Stat): boolean {
  return now() - Math.max(mtimeMs, ctimeMs) > settledMs;
}

function isSameQuestion(answer: Answer, { argv, cwd, environment, runtime }: Question): boolean {
  return (
    answer.cwd === cwd &&
    answer.runtime === runtime &&
    JSON.stringify(answer.argv) === JSON.stringify(argv) &&
    answer.variables === variablesHash(environment) &&
    answer.read.every(([name, hash]) => valueHash(environment[name]) === hash)
  );
}
