/**
 * An answer as the bytes of a file. The numbers are kept as they stand in memory and the paths as one text,
 * since as JSON they take longer to read than the files to look at (DESIGN.md has the measurements). Knows
 * nothing of files, nor of what the parts mean.
 */
import { answerSchema, type Answer, type Rows } from "./answer.ts";

export interface AnswerFile {
  answer: Answer;
  rows: Rows;
  /** All of it; who changes a number of a row changes it here. */
  bytes: Uint8Array;
  /** One a row. Read only where a stat has changed. */
  digests(): string[];
}

/** In front: schema, number of rows, and bytes of each of the texts. */
const frontNumbers = 6;
const numbersInRow = 4;
/** What no path has in it. */
const separator = "\0";

/**
 * Front, stats, ways, then the texts: answer, the same once more, places, digests. Rows that were damaged do not hold,
 * but what was damaged in an answer would be said, or asked of the system. Two texts are compared in no time, where a
 * hash of one takes as long as all else: what has it in Node's own code would have to be loaded.
 */
export function encodeAnswer(answer: Answer, rows: Rows, digests: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const said = JSON.stringify(answer);
  const texts = [said, said, rows.places.join(separator), digests.join(separator)].map((text) =>
    encoder.encode(text),
  );
  const front = Float64Array.of(answerSchema, rows.places.length, ...texts.map(({ length }) => length));
  const parts = [bytesOf(front), bytesOf(rows.stats), rows.ways, ...texts];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Undefined for what is no such file, or one of another gowsl, or cut, or damaged. */
export function decodeAnswer(read: Buffer): AnswerFile | undefined {
  // Numbers are read in place, which only begins at every eighth byte.
  const bytes = read.byteOffset % 8 === 0 ? read : Buffer.from(new Uint8Array(read).buffer);
  const { buffer, byteOffset, length } = bytes;
  if (length < frontNumbers * 8) return undefined;
  const [schema, count, ...sizes] = new Float64Array(buffer, byteOffset, frontNumbers) as Iterable<number>;
  if (schema !== answerSchema || !isCount(count) || !sizes.every(isCount)) return undefined;
  const ways = (frontNumbers + numbersInRow * count) * 8;
  const ends = [ways + count];
  for (const size of sizes) ends.push(ends.at(-1)! + size);
  const [answerStart = 0, againStart = 0, placesStart = 0, digestsStart = 0, end] = ends;
  if (length !== end) return undefined;
  if (bytes.compare(bytes, againStart, placesStart, answerStart, againStart) !== 0) return undefined;
  const answer = parse(bytes.toString("utf8", answerStart, againStart));
  const places = count === 0 ? [] : bytes.toString("utf8", placesStart, digestsStart).split(separator);
  if (answer === undefined || places.length !== count) return undefined;
  const rows = {
    places,
    stats: new Float64Array(buffer, byteOffset + frontNumbers * 8, numbersInRow * count),
    ways: bytes.subarray(ways, ways + count),
  };
  return { answer, rows, bytes, digests: () => bytes.toString("utf8", digestsStart, end).split(separator) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}

function parse(text: string): Answer | undefined {
  try {
    return (JSON.parse(text) as Answer | null) ?? undefined;
  } catch {
    return undefined;
  }
}
