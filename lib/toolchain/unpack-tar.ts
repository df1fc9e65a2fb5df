/**
 * Unpacks a tar.gz in one pass: its names are known only as they come, so each is checked before it is written.
 * Knows nothing of Go.
 */
import { statFile } from "../host/files.ts";
import { readTar, type TarEntry } from "../host/tar.ts";
import type { Failure } from "../model/failure.ts";
import type { Unpacking } from "./unpack.ts";

/** Takes what has no content, or none that counts. */
const nothing = { write: () => {}, close: () => {} };

/** A refusal on its way out of the reader. */
class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.thing);
    this.failure = failure;
  }
}

/** @returns why it can't be unpacked, or undefined */
export async function unpackTar(unpacking: Unpacking): Promise<Failure | undefined> {
  const { file, name, tree, progress, check } = unpacking;
  const archiveBytes = (await statFile(file))?.size ?? 0;
  try {
    const reason = await readTar(file, {
      entry: (entry) => place(entry, unpacking),
      progress: (packedBytes, unpackedBytes) => {
        // Also what is no file: headers, long names, what lies behind the end.
        const refused = check.admitBytes(unpackedBytes);
        if (refused !== undefined) throw new Refusal(refused);
        progress(packedBytes / archiveBytes);
      },
    });
    if (reason === undefined) return undefined;
    return {
      family: "toolchain",
      place: name,
      thing: `it ${reason}`,
      next: "Nothing of it was installed. Install this Go again, so that it is fetched anew.",
    };
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }

  function place(entry: TarEntry, { modeOf }: Unpacking) {
    const admitted = check.admit({ ...entry, kind: entry.type });
    if (!admitted.ok) throw new Refusal(admitted.failures[0]!);
    const { place: where, original } = admitted.value;
    switch (entry.type) {
      case "file":
        return tree.open(where, modeOf(where, entry.mode));
      case "folder":
        if (where !== "") tree.folder(where);
        return nothing;
      case "hard link":
        tree.copy(where, original!, modeOf(where, entry.mode));
        return nothing;
      case "symbolic link":
        tree.link(where, entry.target!);
        return nothing;
      case "device":
      case "unknown":
        // Refused above.
        return nothing;
    }
  }
}
