/**
 * Fetches files from http, https and file addresses, with patience: what may pass is tried again, a broken
 * download goes on where it broke. Errors are values. Knows nothing of what the files are, and trusts none.
 */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { makeFolderNow } from "./make-folder.ts";
import { fromDisk, type NetworkAnswer } from "./network-error.ts";
import { receive } from "./receive.ts";
import { ReplyError, type Reach } from "./request.ts";

export {
  isMissing,
  networkSentence,
  redacted,
  type NetworkAnswer,
  type NetworkError,
} from "./network-error.ts";
export { type Patience, type Reach } from "./request.ts";

/** Asks for a small file. It is an error if there is more than `limitBytes` of it. */
export async function fetchBytes(
  address: string,
  { reach, limitBytes }: { reach: Reach; limitBytes: number },
): Promise<NetworkAnswer<Buffer>> {
  const pieces: Buffer[] = [];
  const received = await receive(address, reach, limitBytes, {
    restart: async () => void (pieces.length = 0),
    take: async (piece) => void pieces.push(piece),
  });
  return received.ok ? { ok: true, value: Buffer.concat(pieces) } : received;
}

/** A file that was fetched, with the digest that was taken on the way. */
export interface Fetched {
  file: string;
  sizeBytes: number;
  /** In hex. */
  sha256: string;
}

/**
 * Fetches a file to a place on this disk where nobody looks for it: what is there afterwards is complete, but
 * nothing is proven of it. After a failure nothing is there.
 * @param progress is told the bytes that are here, and how many there will be where the other side says so.
 */
export async function download(
  address: string,
  file: string,
  given: {
    reach: Reach;
    limitBytes: number;
    progress?: (receivedBytes: number, totalBytes?: number) => void;
  },
): Promise<NetworkAnswer<Fetched>> {
  let handle: FileHandle;
  try {
    makeFolderNow(path.dirname(file));
    handle = await open(file, "w");
  } catch (error) {
    return fromDisk(error, address, file);
  }
  let hash = createHash("sha256");
  let sizeBytes = 0;
  /** The disk's errors are told from those of the other side. */
  const onDisk = async (action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      throw new ReplyError(fromDisk(error, address, file));
    }
  };
  try {
    const received = await receive(address, given.reach, given.limitBytes, {
      restart: async () => {
        [hash, sizeBytes] = [createHash("sha256"), 0];
        await onDisk(() => handle.truncate(0));
      },
      take: async (piece, totalBytes) => {
        hash.update(piece);
        await onDisk(() => handle.write(piece, 0, piece.length, sizeBytes));
        sizeBytes += piece.length;
        given.progress?.(sizeBytes, totalBytes);
      },
    });
    await handle.close();
    if (received.ok) return { ok: true, value: { file, sizeBytes, sha256: hash.digest("hex") } };
    rmSync(file, { force: true });
    return received;
  } catch (error) {
    // What is no error of the disk or of the network is a bug, and must not leave a file.
    await handle.close().catch(() => {});
    rmSync(file, { force: true });
    throw error;
  }
}
