/**
 * The fast answer: "up to date" from one file and the stats that it names, without go, git or the
 * config. It imports next to nothing, since each import is paid by every command. When it is not
 * sure it has no answer: earlier ones are looked at, or the full road is taken.
 */
import { bytesIfThere, replaceFile } from "../host/quick.ts";
import {
  answerFolder,
  answerName,
  valueHash,
  variablesHash,
  type Answer,
  type AnswerPlace,
  type Question,
} from "./answer.ts";
import { decodeAnswer } from "./answer-file.ts";
import { movedRows, renewRows } from "./rows.ts";

/** The answer to a command line, if there is one that still holds. The process stands in the question's folder. */
export function fastAnswer(question: Question): Answer | undefined {
  const place = findAnswer(question);
  return place && holdingAnswer(question, place);
}

/** Where the last answer to a command line lies; undefined if there is none. */
export function findAnswer(question: Question): AnswerPlace | undefined {
  const variables = variablesHash(question);
  const name = answerName(question, variables);
  for (const folder of upwards(startFolder(question))) {
    const bytes = bytesIfThere(`${folder}/${answerFolder}/${name}`);
    if (bytes !== undefined) return { folder: `${folder}/${answerFolder}`, name, variables, bytes };
  }
  return undefined;
}

/** The answer that lies there, if it holds. */
export function holdingAnswer(
  question: Question,
  { folder, name, variables, bytes }: AnswerPlace,
): Answer | undefined {
  try {
    const kept = decodeAnswer(bytes);
    if (kept === undefined || !isSameQuestion(kept.answer, question, variables)) return undefined;
    const moved = movedRows(kept);
    if (moved === undefined) return undefined;
    if (renewRows(kept.rows, moved)) replaceFile(`${folder}/${name}`, kept.bytes);
    return kept.answer;
  } catch {
    // A part of it is damaged.
    return undefined;
  }
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

/** Was an answer given to this very question, with these values of what the config reads? */
export function isSameQuestion(answer: Answer, question: Question, variables: string): boolean {
  const { argv, cwd, environment, runtime } = question;
  return (
    answer.cwd === cwd &&
    answer.runtime === runtime &&
    JSON.stringify(answer.argv) === JSON.stringify(argv) &&
    answer.variables === variables &&
    answer.read.every(([name, hash]) => valueHash(environment[name]) === hash)
  );
}
