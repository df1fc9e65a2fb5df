/**
 * Brings a finished or stored artifact to its place, stores it, and writes its record last: a crash at
 * any instant leaves "not done".
 */
import path from "node:path";
import type { DigestedManifest } from "../cache/manifest.ts";
import type { Record, RecordedOutput } from "../cache/records.ts";
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
import { placeMove } from "../host/placing.ts";
import type { Artifact } from "../model/event.ts";
import type { BuildStep } from "../model/plan.ts";
import type { BuildSetting } from "./setting.ts";
import type { Examined } from "./examine.ts";

interface Piece {
  role: "artifact" | "header";
  /** Relative to the root, or absolute. */
  path: string;
}

/**
 * @param fresh the file just built, and whether its inputs stood still; undefined: restore from the store.
 * @returns the artifact; undefined if the store's copy is broken, or another gowsl put its own file there.
 */
export async function deliver(
  setting: BuildSetting,
  step: BuildStep,
  examined: Examined,
  fresh: { file: string; steady: boolean } | undefined,
): Promise<Artifact | undefined> {
  const { unit, digested } = examined;
  const pieces: Piece[] = [{ role: "artifact", path: unit.output }];
  if (unit.header !== undefined) pieces.push({ role: "header", path: unit.header });
  const exact = digested.inexact === undefined;
  const outputs =
    fresh === undefined
      ? await restore(setting, examined, pieces)
      : await placeFresh(setting, digested, pieces, fresh.file, exact && fresh.steady);
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

async function restore(
  setting: BuildSetting,
  { digested, record }: Examined,
  pieces: Piece[],
): Promise<RecordedOutput[] | undefined> {
  const hit = await setting.store.find(digested.key);
  if (hit === undefined) return undefined;
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
  setting: BuildSetting,
  { key, entries }: DigestedManifest,
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
