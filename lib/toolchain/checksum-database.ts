/**
 * Asks the checksum database for the h1 of a module version and believes nothing that is not proven: the
 * signature of the tree, that the tree holds the record, that the tree continues the one seen last. After
 * golang.org/x/mod/sumdb/client.go. Knows nothing of toolchains.
 */
import { isMissing, networkSentence, type NetworkError } from "../host/network.ts";
import {
  latestFile,
  proveWithTiles,
  readLatest,
  readRemote,
  writeLatest,
  type Database,
  type TileProblem,
} from "./database-files.ts";
import { openNote, type Verifier } from "./note.ts";
import { parseTree, prefixHash, readHashes, recordHash, type Tree } from "./tlog.ts";

export { databaseFolder, type Database } from "./database-files.ts";

export type DatabaseProblem =
  /** Nobody answers, or not with what was asked for. */
  | "unreachable"
  /** The database does not know the version. */
  | "unknown"
  /** An answer that is no record, no tree, no note. */
  | "malformed"
  | "wrong-key"
  /** The record holds no h1 of what was asked for, or more than one. */
  | "missing-line"
  /** The record is newer than the newest tree that was signed. */
  | "stale-tree"
  /** Two signed trees that can't both be of one log. */
  | "forked-tree"
  /** The tree holds another record than the one that was given. */
  | "unproven-record"
  /** Tiles that do not make up the tree. */
  | "inconsistent-tile"
  /** What gowsl itself has stored of the database can't be used. */
  | "store";

export interface DatabaseFailure {
  ok: false;
  problem: DatabaseProblem;
  /** What is wrong, as the rest of a sentence after the database's name. */
  reason: string;
  /** Evidence, as it came. */
  detail?: string;
}

export type DatabaseAnswer = { ok: true; h1: string; record: number; treeSize: number } | DatabaseFailure;

/** Problems that pass, or that another source does not have; all others mean that somebody is not honest. */
export function isHarmless(problem: DatabaseProblem): boolean {
  return problem === "unreachable" || problem === "unknown" || problem === "store";
}

/** The h1 of a module version. */
export async function lookUp(database: Database, module: string, version: string): Promise<DatabaseAnswer> {
  const answer = await readRemote(database, `lookup/${module}@${version}`);
  if (!answer.ok) return unreachable(answer.error);
  const record = parseRecord(answer.value);
  if (record === undefined) return failed("malformed", "answers with something that is no record");
  const latest = await latestTree(database, record.note);
  if (!latest.ok) return latest;
  const doubt = await checkRecord(database, record, latest.tree);
  if (doubt !== undefined) return doubt;
  // Only now the text is known to be the database's own.
  const prefix = `${module} ${version} `;
  const lines = record.text.split("\n").filter((line) => line.startsWith(prefix));
  const [h1 = "", ...more] = lines.map((line) => line.slice(prefix.length));
  if (more.length > 0 || !/^h1:[A-Za-z0-9+/]{43}=$/.test(h1)) {
    const reason = `has no single h1 of ${module} ${version} in the record that it gives for it`;
    return { ...failed("missing-line", reason), detail: record.text };
  }
  return { ok: true, h1, record: record.id, treeSize: latest.tree.size };
}

interface LookupRecord {
  id: number;
  /** As it was hashed. */
  bytes: Buffer;
  text: string;
  /** The signed tree that comes with it. */
  note: Buffer;
}

/** `id`, the record's lines, a blank line, the signed tree. */
function parseRecord(answer: Buffer): LookupRecord | undefined {
  const start = answer.indexOf("\n") + 1;
  const end = answer.indexOf("\n\n", start);
  const id = answer.toString("latin1", 0, Math.max(start - 1, 0));
  if (!/^(0|[1-9][0-9]{0,14})$/.test(id) || end < 0) return undefined;
  const bytes = answer.subarray(start, end + 1);
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes) || /[^\P{Cc}\n\x7f-\x9f]/u.test(text)) return undefined;
  return { id: Number(id), bytes, text, note: answer.subarray(end + 2) };
}

type TreeFound = { ok: true; tree: Tree } | DatabaseFailure;

/**
 * The newest tree known: the one that was signed now, or the one seen before; one must continue the other.
 * A signed tree is kept whatever comes of the record: it binds the database.
 */
async function latestTree(database: Database, note: Buffer): Promise<TreeFound> {
  const given = openTree(note, database.verifier, "gives a tree that");
  if (!given.ok) return given;
  for (;;) {
    const stored = readLatest(database);
    const known = stored === undefined ? undefined : openTree(stored, database.verifier, "it");
    if (known?.ok === false) {
      const reason = `can't be compared with what it said before: ${known.reason}`;
      return failed("store", `${reason}. Remove ${latestFile(database)} if you know how it came about`);
    }
    const isNewer = known === undefined || known.tree.size < given.tree.size;
    if (known !== undefined) {
      const [older, newer] = isNewer ? [known.tree, given.tree] : [given.tree, known.tree];
      const doubt = await checkContinues(database, older, newer);
      if (doubt !== undefined) return { ...doubt, detail: `before:\n${stored}\nnow:\n${note}` };
      if (!isNewer) return known;
    }
    const written = await writeLatest(database, note, stored);
    if (written === "written") return given;
    if (written !== "overtaken") {
      return failed("store", `can't be asked: ${latestFile(database)} can't be written: ${written.reason}`);
    }
  }
}

function openTree(note: Buffer, verifier: Verifier, subject: string): TreeFound {
  const opened = openNote(note, verifier);
  if (!opened.ok) {
    const problem = opened.kind === "malformed" ? "malformed" : "wrong-key";
    return failed(problem, `${subject} ${opened.reason}`);
  }
  const tree = parseTree(opened.value);
  return tree === undefined
    ? failed("malformed", `${subject} is signed, but describes no tree`)
    : { ok: true, tree };
}

async function checkContinues(
  database: Database,
  older: Tree,
  newer: Tree,
): Promise<DatabaseFailure | undefined> {
  const prefix =
    older.size === newer.size
      ? { ok: true as const, value: newer.hash }
      : await proveWithTiles(database, (read) => prefixHash(older.size, newer, read));
  if (!prefix.ok) return fromTiles(prefix);
  if (prefix.value.equals(older.hash)) return undefined;
  const hashes = [older.hash, prefix.value].map((hash) => hash.toString("base64")).join(" in one and ");
  const reason =
    "has signed two trees of which neither continues the other: " +
    `the hash of the first ${older.size} records is ${hashes} in the other. Somebody is shown another database than others are`;
  return failed("forked-tree", reason);
}

async function checkRecord(
  database: Database,
  { id, bytes }: LookupRecord,
  tree: Tree,
): Promise<DatabaseFailure | undefined> {
  if (id >= tree.size) {
    const reason = `gives record ${id} with a stale tree, which has ${tree.size} records and so does not hold it`;
    return failed("stale-tree", reason);
  }
  const hashes = await proveWithTiles(database, (read) => readHashes(tree, [{ level: 0, index: id }], read));
  if (!hashes.ok) return fromTiles(hashes);
  if (hashes.value[0]?.equals(recordHash(bytes)) === true) return undefined;
  return failed("unproven-record", `gives a record ${id} that is not the one in its tree`);
}

function fromTiles(problem: TileProblem): DatabaseFailure {
  if ("error" in problem) return unreachable(problem.error, "unreachable");
  return failed("inconsistent-tile", `gives tiles that prove nothing: ${problem.inconsistent}`);
}

function unreachable(error: NetworkError, missing: DatabaseProblem = "unknown"): DatabaseFailure {
  const where = networkSentence(error);
  if (isMissing(error)) return failed(missing, `does not know it: ${where}`);
  return failed("unreachable", `can't be asked: ${where}`);
}

function failed(problem: DatabaseProblem, reason: string): DatabaseFailure {
  return { ok: false, problem, reason };
}
