/**
 * Installs a Go release into gowsl's own folder: fetched, unpacked and put there whole, once, however many
 * ask for it at the same time. Knows nothing of networks, nor of who wants it.
 */
import { describeError, remove } from "../host/files.ts";
import { takeTurn } from "../host/turn.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Archive, Release } from "../model/release.ts";
import type { EntryLimits } from "./entry-check.ts";
import type { OwnToolchains } from "./own-toolchains.ts";
import { diskFailure, interrupted, unpack } from "./unpack.ts";

export interface Installed {
  release: Release;
  goroot: string;
  /** Where it came from; absent if it was there already. */
  archive?: Archive;
}

export interface InstallOptions {
  platform: NodeJS.Platform;
  own: OwnToolchains;
  /** Brings the archive here, proven. */
  fetch(release: Release): Promise<Result<Archive>>;
  /** Tells people what happens, one sentence each. */
  note(text: string): void;
  /** How far unpacking is, from 0 to 1. */
  progress?: (part: number) => void;
  limits?: EntryLimits;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/** Installs a release, or finds it installed. What works is never touched. */
export async function install(release: Release, options: InstallOptions): Promise<Result<Installed>> {
  const { platform, own, note, signal } = options;
  const goroot = own.place(release);
  if (own.has(release)) return success({ release, goroot });
  try {
    const turn = await takeTurn(goroot, {
      platform,
      onWait: (holder) => {
        const who = holder === undefined ? "another gowsl" : `another gowsl (process ${holder})`;
        note(`${who} is installing Go ${release.version}; waiting for it`);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    if (turn === undefined) return failure(interrupted(goroot));
    try {
      // The other one may have done it.
      if (own.has(release)) return success({ release, goroot });
      return await installInTurn(release, options);
    } finally {
      turn.end();
    }
  } catch (error) {
    return failure(diskFailure(goroot, error));
  }
}

async function installInTurn(release: Release, options: InstallOptions): Promise<Result<Installed>> {
  const { own, note, progress, limits, signal } = options;
  const goroot = own.place(release);
  // Before a large archive is fetched for nothing.
  await own.prepare();
  const archive = await options.fetch(release);
  if (!archive.ok) return archive;
  const unpacked = await unpack(archive.value, goroot, {
    ...(progress === undefined ? {} : { progress }),
    ...(limits === undefined ? {} : { limits }),
    ...(signal === undefined ? {} : { signal }),
  });
  // What can't be unpacked is of no use, and what is unpacked is needed no more.
  await remove(archive.value.file).catch((error: unknown) => {
    note(`${archive.value.file} is left behind: ${describeError(error)}`);
  });
  if (!unpacked.ok) return unpacked;
  await own.noteOrigin(goroot, archive.value).catch(() => {});
  return success({ release, goroot, archive: archive.value });
}
