/**
 * Keeps the answer to a command line for the fast answer: after a run in which everything ended well
 * and is known exactly. Knows nothing of Go; what is to be watched comes in.
 */
import path from "node:path";
import type { FileStates } from "../host/file-states.ts";
import { digestText, newestFirst, remove } from "../host/files.ts";
import { realPathIfThere, textDigest } from "../host/quick.ts";
import { executableMark, namesText } from "../host/stat.ts";
import type { Event } from "../model/event.ts";
import {
  answerEnding,
  answerFolder,
  answerName,
  earlierFolder,
  valueHash,
  variablesHash,
  wayNumber,
  type Answer,
  type Belief,
  type Question,
  type Rows,
  type Watch,
} from "./answer.ts";
import { encodeAnswer } from "./answer-file.ts";
import { EarlierAnswers } from "./earlier-answers.ts";
import { placeIn, type Restorable } from "./restorable.ts";

/** A path on which the answer rests; `type` and `link` are not compared by stat. */
export interface Watched {
  path: string;
  watch: Watch | "type" | "link";
}

export interface AnswerRequest {
  question: Question;
  root: string;
  states: FileStates;
  watched: Iterable<Watched>;
  /** Names of variables that the config and tests read. */
  variables: readonly string[];
  events: Event[];
  output: Answer["output"];
  /** Files that gowsl has written. */
  written: readonly Watched[];
  /** What restores the artifacts of this state; absent: they can't be without looking further. */
  restorable?: Restorable | undefined;
}

/** How many command lines are remembered in a checkout. */
const keptAnswers = 64;

/** Writes the answer. What can't be written costs time only. */
export async function keepAnswer(request: AnswerRequest): Promise<void> {
  const { question, root, states, variables, events, output } = request;
  const places: string[] = [];
  const stats: number[] = [];
  const ways: number[] = [];
  const digests: string[] = [];
  const types: Answer["types"] = [];
  const links: Answer["links"] = [];
  for (const { path: file, watch } of needed(strongest([...request.watched, ...request.written]), states)) {
    if (watch === "link") {
      links.push([file, realPathIfThere(file)]);
      continue;
    }
    const { type, stat, belief } = see(states, file);
    // A folder where a content was looked for (or the other way round) is as good as nothing there.
    const comparable = watch === "stat" || type === (watch === "names" ? "folder" : "file");
    if (watch === "type" || stat === undefined || !comparable) {
      types.push([file, type]);
      continue;
    }
    places.push(placeIn(question.cwd, file));
    stats.push(stat.size, stat.mtimeMs, stat.ctimeMs, stat.inode);
    ways.push(wayNumber(watch, belief));
    digests.push(digestFor(states, file, watch));
  }
  const hash = variablesHash(question);
  const answer: Answer = {
    argv: question.argv,
    cwd: question.cwd,
    runtime: question.runtime,
    variables: hash,
    read: variables.map((name) => [name, valueHash(question.environment[name])]),
    types,
    links,
    events,
    output,
  };
  const rows: Rows = { places, stats: Float64Array.from(stats), ways: Uint8Array.from(ways) };
  const answers = path.join(root, answerFolder);
  const name = answerName(question, hash);
  const earlier = new EarlierAnswers(answers, name);
  try {
    const state = request.restorable && stateOf(answer, places, digests, request.written);
    if (request.restorable !== undefined && state !== undefined) {
      answer.state = `${await earlier.keepRestorable(request.restorable)}-${state}`;
      answer.written = request.written.length;
    }
    await earlier.replaceLast(encodeAnswer(answer, rows, digests), answer.state);
    for (const old of newestFirst(answers, answerEnding).slice(keptAnswers)) {
      await remove(old);
      await remove(earlierFolder(answers, path.basename(old)));
    }
  } catch {
    // The next run takes the full road.
  }
}

/**
 * Tells states apart that make the same artifacts: all that is compared, but not what gowsl writes itself. That must
 * be what stands last; undefined if it does not.
 */
function stateOf(
  { cwd, read, types, links }: Answer,
  places: readonly string[],
  digests: readonly string[],
  written: readonly Watched[],
): string | undefined {
  const compared = places.length - written.length;
  const own = new Set(written.map((file) => placeIn(cwd, file.path)));
  if (places.some((place, row) => own.has(place) !== row >= compared)) return undefined;
  const rows = [places, digests].map((each) => each.slice(0, compared));
  return digestText(JSON.stringify([rows, read, types, links])).slice(0, 16);
}

function see(states: FileStates, file: string) {
  const { type, stat, settled, trusted } = states.see(file);
  const belief: Belief = !trusted ? 2 : settled ? 1 : 0;
  return { type, stat, belief };
}

function digestFor(states: FileStates, file: string, watch: Watch): string {
  if (watch === "stat") return "";
  if (watch === "names") return textDigest(namesText(states.names(file)));
  return (states.digest(file) ?? "") + (watch === "file" ? executableMark(states.see(file).mode) : "");
}

/**
 * Without the absences that a folder's names tell of: a name that comes changes its time. A dangling link is
 * such a name, and what it leads to may come without a change.
 */
function needed(watched: Watched[], states: FileStates): Watched[] {
  const folders = new Set(watched.flatMap((one) => (one.watch === "names" ? [one.path] : [])));
  const isTold = ({ path: file, watch }: Watched) => {
    const folder = path.dirname(file);
    return (
      watch === "type" &&
      folders.has(folder) &&
      states.see(file).type === "none" &&
      !states.names(folder).some(({ name }) => name === path.basename(file))
    );
  };
  return watched.filter((one) => !isTold(one));
}

/** Each comparison once, without those that another one of the same path makes needless. */
function strongest(watched: Iterable<Watched>): Watched[] {
  const byPath = new Map<string, Map<Watched["watch"], Watched>>();
  for (const one of watched) {
    const known = byPath.get(one.path);
    if (known === undefined) byPath.set(one.path, new Map([[one.watch, one]]));
    else known.set(one.watch, one);
  }
  for (const ways of byPath.values()) {
    if (ways.has("stat") || ways.has("file")) ways.delete("content");
    if (["stat", "file", "content", "names"].some((way) => ways.has(way as Watch))) ways.delete("type");
  }
  return [...byPath.values()].flatMap((ways) => [...ways.values()]);
}
