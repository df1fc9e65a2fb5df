/** Going on with a broken download: what is asked for, and whether the answer fits (RFC 9110, 13.1.5 and 14). Pure. */

/** What tells one content of an address from another. */
export interface Validator {
  etag?: string;
  modified?: string;
  acceptsRanges: boolean;
}

/** What is here of a file, and what was said of the whole. */
interface Part {
  receivedBytes: number;
  totalBytes?: number | undefined;
  validator?: Validator | undefined;
}

type Header = (name: string) => string | undefined;

export function validatorOf(header: Header): Validator | undefined {
  const etag = header("etag");
  const modified = header("last-modified");
  const acceptsRanges = header("accept-ranges")?.toLowerCase() === "bytes";
  return {
    acceptsRanges,
    // A weak one does not promise the same bytes.
    ...(etag === undefined || etag.startsWith("W/") ? {} : { etag }),
    ...(modified === undefined ? {} : { modified }),
  };
}

/**
 * Headers that ask for the rest; none if all of it has to be asked for. Without a validator only where ranges
 * were announced and the length is known: a proxy of Go modules serves files that never change, and whether
 * the parts fit together is told by the digest.
 */
export function rangeHeaders({ receivedBytes, totalBytes, validator }: Part): Record<string, string> {
  if (receivedBytes === 0 || validator === undefined) return {};
  const unchanged = validator.etag ?? validator.modified;
  if (unchanged === undefined && !(validator.acceptsRanges && totalBytes !== undefined)) return {};
  const range = `bytes=${receivedBytes}-`;
  return unchanged === undefined ? { range } : { range, "if-range": unchanged };
}

/** Does the answer go on exactly where the last one broke, in a file of the same length? */
export function resumesAt({ receivedBytes, totalBytes }: Part, status: number, header: Header): boolean {
  if (status === 200) return receivedBytes === 0;
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header("content-range") ?? "") ?? [];
  if (Number(start) !== receivedBytes || receivedBytes === 0) return false;
  if (totalBytes === undefined) return total !== undefined;
  return Number(end) === totalBytes - 1 && (total === "*" || Number(total) === totalBytes);
}
