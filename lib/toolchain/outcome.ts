/**
 * What comes of asking one source for an archive, and what happens to a file that was fetched: it gets its name
 * when it is proven, and is kept aside when it is not what it should be. Knows nothing of the kinds of sources.
 */
import path from "node:path";
import { describeError } from "../host/files.ts";
import { networkSentence, redacted, type Fetched, type NetworkError } from "../host/network.ts";
import { placeMove, temporaryName } from "../host/placing.ts";
import type { Failure } from "../model/failure.ts";
import type { Archive, ArchiveForm, FetchEvent, Release } from "../model/release.ts";
import { lockName, type Lock } from "./lock.ts";
import type { ProxyAnswer } from "./proxy-list.ts";
import type { Sources } from "./sources.ts";

export interface FetchSetting {
  sources: Sources;
  /** What gowsl.lock says, if there is one. */
  lock?: Lock | undefined;
  /** Where the archive goes. */
  folder: string;
  emit: (event: FetchEvent) => void;
}

export type SourceOutcome =
  | { kind: "archive"; archive: Archive }
  /** The next source is asked. `missing`: it does not have the release, and has no other trouble; `refused`: perhaps so. */
  | { kind: "none"; reasons: string[]; missing: boolean; refused: boolean }
  /** No other source is asked: somebody is not honest, or the trouble is here. */
  | { kind: "stop"; failure: Failure };

export function none(reason: string, missing = false): SourceOutcome {
  return { kind: "none", reasons: [reason], missing, refused: missing };
}

export function stop(failure: Failure): SourceOutcome {
  return { kind: "stop", failure };
}

/** `go1.26.8 for linux/arm64` */
export function nameOf({ version, os, arch }: Release): string {
  return `go${version} for ${os}/${arch}`;
}

/** Troubles of this disk and of this run are not those of a source: they end everything. */
export function ownTrouble({ kind, address, reason }: NetworkError): SourceOutcome | undefined {
  const place = redacted(address);
  if (kind === "disk") {
    return stop({
      family: "files",
      place,
      thing: reason,
      next: "Make room, or set GOWSL_CACHE_DIR to another disk.",
    });
  }
  return kind === "cancelled" ? stop({ family: "interrupted", place, thing: reason }) : undefined;
}

/** The outcome of an answer that is none. */
export function outcomeOf(answer: Exclude<ProxyAnswer<unknown>, { ok: true }>): SourceOutcome {
  if (!("error" in answer)) return none(answer.reason);
  return ownTrouble(answer.error) ?? none(networkSentence(answer.error));
}

/** Fetches under a temporary name, so that the next run removes what a crash leaves; tells of the progress. */
export function receive<Answer>(
  { release, form, from }: Pick<Archive, "release" | "form" | "from">,
  { folder, emit }: FetchSetting,
  fetching: (file: string, progress: (receivedBytes: number, totalBytes?: number) => void) => Promise<Answer>,
): Promise<Answer> {
  return fetching(temporaryName(archiveFile(folder, release, form)), (receivedBytes, totalBytes) => {
    const total = totalBytes === undefined ? {} : { totalBytes };
    emit({ type: "downloading", release, from, receivedBytes, ...total });
  });
}

/** Gives a proven file its name. */
export async function accept(
  fetched: Fetched,
  archive: Omit<Archive, "file" | "sha256">,
  { folder }: FetchSetting,
): Promise<SourceOutcome> {
  const file = archiveFile(folder, archive.release, archive.form);
  const problem = await rename(fetched.file, file);
  if (problem !== undefined) return problem;
  return { kind: "archive", archive: { ...archive, file, sha256: fetched.sha256 } };
}

/** Keeps a file that is not what it should be, so that it can be looked at; the one before it goes. */
export async function keepAside(
  fetched: Fetched,
  { release, form }: Pick<Archive, "release" | "form">,
  { folder }: FetchSetting,
): Promise<{ ok: true; file: string } | { ok: false; outcome: SourceOutcome }> {
  const file = `${archiveFile(folder, release, form)}.bad`;
  const problem = await rename(fetched.file, file);
  return problem === undefined ? { ok: true, file } : { ok: false, outcome: problem };
}

/** A complete file with another digest than the one vouched for. */
export async function mismatch(
  fetched: Fetched,
  archive: Pick<Archive, "release" | "form" | "from">,
  digests: { is: string; expected: string; by: string },
  setting: FetchSetting,
): Promise<SourceOutcome> {
  const aside = await keepAside(fetched, archive, setting);
  if (!aside.ok) return aside.outcome;
  return stop({
    family: "toolchain",
    place: archive.from,
    thing:
      `gave an archive of ${nameOf(archive.release)} with the digest ${digests.is}, ` +
      `but it should be ${digests.expected}, says ${digests.by}. It is kept as ${aside.file}`,
    next: digests.by === lockName ? lockNext : tamperedNext,
  });
}

/** Of two that disagree the lock may be the wrong one: somebody has edited it, or merged it badly. */
const lockNext =
  `Nothing was installed or changed. \`git log -p ${lockName}\` shows who has written that digest; ` +
  "if it is right, somebody between you and the release changes it.";

export const tamperedNext =
  "Nothing was installed or changed. Try another source; if it stays like this, somebody between you and the release changes it.";

async function rename(source: string, destination: string): Promise<SourceOutcome | undefined> {
  try {
    await placeMove(source, destination);
    return undefined;
  } catch (error) {
    return stop({ family: "files", place: destination, thing: `can't be written: ${describeError(error)}` });
  }
}

function archiveFile(folder: string, { version, os, arch }: Release, form: ArchiveForm): string {
  const ending = form === "module-zip" ? "module.zip" : form;
  return path.join(folder, `go${version}.${os}-${arch}.${ending}`);
}
