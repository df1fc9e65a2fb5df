/**
 * Is a Go of gowsl's own folder the one that gowsl.lock pins? By the digests of the archive that it was unpacked
 * from, which were noted then. Knows nothing of the files of the installation itself: `--verify` compares those.
 */
import path from "node:path";
import { releaseOf } from "../go/release-name.ts";
import { isFile, readText } from "../host/files.ts";
import type { ArchiveForm, Digests, Release } from "../model/release.ts";
import { lockName, pinOf, readLock, type Lock } from "./lock.ts";
import { noteFile } from "./own-toolchains.ts";

/** What was noted of an archive. */
type Origin = Partial<Digests> & { from?: string; form?: ArchiveForm };

/**
 * Why the Go in this folder is not the one that the project pins, as the rest of a sentence; undefined if it is, if
 * nothing is pinned, or if nothing was noted that could be compared.
 * @param root the folder of gowsl.lock
 */
export function pinConflict(root: string, goroot: string): string | undefined {
  const release = releaseOf(path.basename(goroot));
  if (release === undefined || !isFile(path.join(root, lockName))) return undefined;
  const lock = readLock(root);
  // What nobody can read may pin something else.
  if (!lock.ok) return `${lockName} ${lock.failures[0]!.thing}`;
  if (lock.value?.version !== release.version) return undefined;
  return conflictOf(lock.value, release, parseOrigin(readText(noteFile(goroot))));
}

/** The same of what is read already. */
export function conflictOf(
  lock: Lock,
  release: Release,
  { from = "an unknown source", form, sha256, h1 }: Origin,
): string | undefined {
  const forms: ArchiveForm[] = form === undefined ? ["module-zip", "tar.gz", "zip"] : [form];
  const compared = forms.flatMap((each) => {
    const pinned = pinOf(lock, release, each);
    const is = each === "module-zip" ? h1 : sha256;
    return pinned === undefined || is === undefined ? [] : [{ pinned, is }];
  });
  const [first] = compared;
  if (first === undefined || compared.some(({ pinned, is }) => pinned === is)) return undefined;
  return `it was unpacked from an archive of ${from} with the digest ${first.is}, but ${lockName} pins ${first.pinned}`;
}

function parseOrigin(text: string | undefined): Origin {
  try {
    const origin: unknown = JSON.parse(text ?? "{}");
    return typeof origin === "object" && origin !== null ? origin : {};
  } catch {
    return {};
  }
}
