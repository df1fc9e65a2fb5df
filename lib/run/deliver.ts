/**
 * Brings a finished or stored artifact to its place, stores it, and writes its record last: a crash at
 * any instant leaves "not done".
 */
import path from "node:path";
import type { DigestedManifest } from "../cache/manifest.ts";
import type { Record, RecordedOutput } from "../cache/records.ts";
import type { Hit } from "../cache/store.ts";
import {
  describeError,
  digestFile,
  fileMode,
  isFile,
  placeOf,
  sameStat,
  statFile,
  type Stat,
} from "../host/files.ts";
import { placeMove, type PreparedCopy } from "../host/placing.ts";
import type { Artifact } from "../model/event.ts";
import type { BuildStep, BuildUnit } from "../model/plan.ts";
import type { BuildSetting } from "./setting.ts";
import type { Examined } from "./examine.ts";

interface Piece {
  role: "artifact" | "header";
  /** Relative to the root, or absolute. */
  path: string;
}

/** The file just built, and whether its inputs stood still. */
interface Fresh {
  file: string;
  steady: boolean;
}

/** What the store has. */
type Stored = Pick<Hit, "outputs" | "place">;

type DeliverSetting = Pick<BuildSetting, "root" | "records" | "store" | "toolchainVersion" | "emit">;

type Deliverable = Pick<Examined, "unit" | "record"> & { digested: Omit<DigestedManifest, "manifest"> };

function piecesOf(unit: BuildUnit): Piece[] {
  const artifact: Piece = { role: "artifact", path: unit.output };
  return unit.header === undefined ? [artifact] : [artifact, { role: "header", path: unit.header }];
}

/**
 * @returns the artifact; undefined if the store's copy is gone or broken, or another gowsl put its own file there.
 */
export async function deliver(
  setting: DeliverSetting,
  step: Pick<BuildStep, "id" | "target">,
  examined: Deliverable,
  from: Fresh | Stored | undefined,
): Promise<Artifact | undefined> {
  if (from === undefined) return undefined;
  const { unit, digested } = examined;
  const pieces = piecesOf(unit);
  const exact = digested.inexact === undefined;
  const fresh = "file" in from ? from : undefined;
  const outputs =
    "file" in from
      ? await placeFresh(setting, digested, pieces, from.file, exact && from.steady)
      : await placeStored(setting, examined, pieces, from);
  const main = outputs?.[0];
  if (outputs === undefined || main === undefined) return undefined;
  const artifact: Artifact = {
    name: unit.name,
    path: unit.output,
    target: step.target ?? "",
    sizeBytes: main.sizeBytes,
    sha256: main.sha256,
    toolchain: setting.toolchainVersion,
    key: digested.key,
  };
  const proven = exact && (fresh?.steady ?? true);
  const record: Record = {
    schema: 2,
    step: step.id,
    unit: unit.output,
    package: unit.package,
    state: proven ? "proven" : "delivered",
    key: digested.key,
    entries: digested.entries,
    outputs,
    artifact,
  };
  await setting.records.write(record);
  return artifact;
}

/**
 * What the store has with its copies made and checked beside their places; undefined if one is gone or broken. Until
 * it is placed nothing is touched that was there.
 */
export async function prepareStored(
  root: string,
  unit: BuildUnit,
  hit: Hit,
): Promise<(Stored & { drop(): void }) | undefined> {
  const copies = new Map<string, PreparedCopy>();
  const drop = () => copies.forEach((copy) => copy.drop());
  const place: Hit["place"] = async (_, file) => {
    const copy = copies.get(file);
    await copy?.place();
    return copy?.stat;
  };
  try {
    for (const piece of piecesOf(unit)) {
      const stored = hit.outputs.find((output) => output.role === piece.role);
      if (stored === undefined) continue;
      const file = path.resolve(root, piece.path);
      const copy = await hit.prepare(stored, file);
      if (copy === undefined) return void drop();
      copies.set(file, copy);
    }
  } catch (error) {
    drop();
    throw error;
  }
  return { outputs: hit.outputs, place, drop };
}

async function placeStored(
  setting: DeliverSetting,
  { record }: Pick<Examined, "record">,
  pieces: Piece[],
  hit: Stored,
): Promise<RecordedOutput[] | undefined> {
  if (record !== undefined) await setting.records.invalidate(record);
  const outputs: RecordedOutput[] = [];
  for (const piece of pieces) {
    const stored = hit.outputs.find((output) => output.role === piece.role);
    if (stored === undefined && piece.role === "header") continue;
    const file = path.resolve(setting.root, piece.path);
    const put = stored && (await hit.place(stored, file));
    if (stored === undefined || put === undefined) return undefined;
    const placed = await describePlaced(file, piece.path, stored.sha256, put);
    if (placed === undefined) return undefined;
    outputs.push(placed);
  }
  return outputs;
}

async function placeFresh(
  setting: DeliverSetting,
  { key, entries }: Pick<DigestedManifest, "key" | "entries">,
  pieces: Piece[],
  built: string,
  keep: boolean,
): Promise<RecordedOutput[] | undefined> {
  const header = built.replace(/(\.[^./\\]*)?$/, ".h");
  const files = pieces
    .map((piece) => ({ ...piece, file: piece.role === "header" ? header : built }))
    // go writes a header only where something is exported.
    .filter(({ role, file }) => role === "artifact" || isFile(file));
  const known = await Promise.all(
    files.map(async ({ role, path: output, file }) => ({
      role,
      output,
      file,
      sha256: await digestFile(file),
      sizeBytes: (await statFile(file))?.size ?? 0,
      mode: await fileMode(file),
      isOwn: true as const,
    })),
  );
  if (keep) {
    await setting.store.put(key, known, entries).catch((error: unknown) => {
      // A full or read-only store costs a rebuild some day, never this build.
      const text = `the artifact was not stored: ${placeOf(error) ?? "the store"}: ${describeError(error)}`;
      setting.emit({ type: "note", text });
    });
  }
  const outputs: RecordedOutput[] = [];
  for (const { file, output, sha256 } of known) {
    const place = path.resolve(setting.root, output);
    const put = await statFile(file);
    await placeMove(file, place);
    const placed = await describePlaced(place, output, sha256, put);
    if (placed === undefined) return undefined;
    outputs.push(placed);
  }
  return outputs;
}

/** What is at a place now, which must be what was put there: another gowsl may have put its own meanwhile. */
async function describePlaced(
  file: string,
  output: string,
  sha256: string,
  put: Stat | undefined,
): Promise<RecordedOutput | undefined> {
  // Its own is the same file as a rule, only newer: then that is what is there now.
  for (let attempt = 0; attempt < 5; attempt++) {
    const stat = await statFile(file);
    if (stat === undefined) return undefined;
    // The very file that was put there, whose digest is known: a rename changes ctime only.
    const own = stat.inode === put?.inode && stat.size === put.size && stat.mtimeMs === put.mtimeMs;
    if (!own && (await digestFile(file)) !== sha256) return undefined;
    const mode = await fileMode(file);
    if (sameStat(stat, await statFile(file)))
      return { path: output, sha256, sizeBytes: stat.size, mode, stat };
  }
  return undefined;
}
