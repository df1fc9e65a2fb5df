/**
 * Finds the state of the files that is there now among the earlier answers to a question, and makes its answer the
 * last one once its artifacts are in place. Knows nothing of how they get there.
 */
import path from "node:path";
import { now } from "../host/clock.ts";
import { bytesIfThere, fileDigest } from "../host/quick.ts";
import { lookAt, type Seen, type Stat } from "../host/stat.ts";
import type { Event, StepResult } from "../model/event.ts";
import type { Answer, AnswerPlace, Question } from "./answer.ts";
import { decodeAnswer, encodeAnswer, type AnswerFile } from "./answer-file.ts";
import type { EarlierAnswers } from "./earlier-answers.ts";
import { isSameQuestion } from "./fast-answer.ts";
import type { Restorable } from "./restorable.ts";
import { digestOf, movedRows, renewRows, type Eyes, type Moved } from "./rows.ts";

export interface KnownState {
  kept: AnswerFile;
  restorable: Restorable;
  /** When it was looked for. */
  atMs: number;
  root: string;
}

/** The state in which everything is as it was, but perhaps what gowsl writes itself. */
export function findState(
  question: Question,
  { variables }: AnswerPlace,
  earlier: EarlierAnswers,
): KnownState | undefined {
  const atMs = now();
  const eyes = rememberingEyes();
  for (const file of earlier.files()) {
    const bytes = bytesIfThere(file);
    const kept = bytes && decodeAnswer(bytes);
    if (kept === undefined || kept.answer.written === undefined) continue;
    if (!isSameQuestion(kept.answer, question, variables)) continue;
    const moved = movedRows(kept, eyes, kept.answer.written);
    const restorable = moved && earlier.restorable(kept.answer);
    const started = kept.answer.events.find((event) => event.type === "run-started");
    if (moved !== undefined && restorable !== undefined && started?.type === "run-started") {
      renewRows(kept.rows, moved, atMs);
      return { kept, restorable, atMs, root: started.root };
    }
  }
  return undefined;
}

/**
 * The answer as the next run shall find it: with the stats of now. Undefined where something is not in its place.
 * @param placed the artifacts, by path
 */
export function renewedAnswer(
  { kept, atMs }: KnownState,
  { results, savedMs }: { results: readonly StepResult[]; savedMs: number },
  placed: ReadonlyMap<string, Stat>,
): Uint8Array | undefined {
  const { answer, rows } = kept;
  const digests = kept.digests();
  const first = rows.places.length - (answer.written ?? 0);
  const own: Moved[] = [];
  for (let row = first; row < rows.places.length; row++) {
    const file = path.resolve(answer.cwd, rows.places[row]!);
    const isList = digests[row] !== "";
    const stat = isList ? lookAt(file).stat : placed.get(file);
    const digest = isList ? fileDigest(file) : "";
    if (stat === undefined || digest === undefined) return undefined;
    digests[row] = digest;
    own.push({ row, stat });
  }
  renewRows(rows, own, atMs);
  return encodeAnswer({ ...answer, events: renewedEvents(answer, results, savedMs) }, rows, digests);
}

/** What is said while nothing moves: of the artifacts that are in place now. */
function renewedEvents({ events }: Answer, ended: readonly StepResult[], savedMs: number): Event[] {
  const renewed = (results: StepResult[]) =>
    results.map((result) => {
      const one = ended.find(({ step, unit }) => step === result.step && unit === result.unit);
      return one?.artifact === undefined ? result : { ...result, artifact: one.artifact };
    });
  return events.map((event) => {
    if (event.type === "step-finished") return { ...event, results: renewed(event.results) };
    if (event.type !== "run-finished") return event;
    const { savedMs: _before, ...rest } = event;
    return { ...rest, results: renewed(event.results), ...(savedMs === 0 ? {} : { savedMs }) };
  });
}

/** Looks at each path once, for several answers: what is digested is not older than its stat. */
function rememberingEyes(): Eyes {
  const seen = new Map<string, Seen>();
  const digests = new Map<string, string | undefined>();
  const look = (place: string) => {
    const known = seen.get(place) ?? lookAt(place);
    seen.set(place, known);
    return known;
  };
  return {
    hasStat: (place, stats, at) => {
      const { stat } = look(place);
      return (
        stat !== undefined &&
        stat.size === stats[at] &&
        stat.mtimeMs === stats[at + 1] &&
        stat.ctimeMs === stats[at + 2] &&
        stat.inode === stats[at + 3]
      );
    },
    lookAt: look,
    digest: (place, watch) => {
      const question = `${watch} ${place}`;
      if (!digests.has(question)) digests.set(question, digestOf(place, watch));
      return digests.get(question);
    },
  };
}
