/**
 * May an entry of an archive be unpacked, and where does it go? Beside its name (entry-names.ts) it is looked at
 * among the others: what collides, where links lead, how much it all is. Pure; knows no formats.
 */
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { folded, linkedFrom, namedBelow, nameReason } from "./entry-names.ts";

export type EntryKind = "file" | "folder" | "symbolic link" | "hard link" | "device" | "unknown";

/** What an archive says of an entry. */
export interface EntryFacts {
  name: string;
  kind: EntryKind;
  sizeBytes: number;
  /** What is written in a link. */
  target?: string;
}

export interface EntryLimits {
  /** Files and folders. */
  entries: number;
  /** Of all files together. */
  bytes: number;
  /** How many times the size of the archive all files together may have. */
  ratio: number;
}

/**
 * Go 1.26 has 15,000 entries, 230 MB and a ratio of 3.5 as a module, and 260 MB as an archive. A module zip
 * may have 500 MiB for go itself (MaxZipFile in cmd/go/internal/modfetch/codehost).
 */
export const goLimits: EntryLimits = { entries: 100_000, bytes: 1 << 30, ratio: 50 };

export interface EntryRules {
  /** The archive, as messages name it. */
  archive: string;
  /** Size of the archive's file. */
  archiveBytes: number;
  /** What all names begin with: `go/`. */
  prefix: string;
  limits: EntryLimits;
  /** The name that a file gets, where it is not its own; below the prefix. */
  rename?(name: string): string;
}

/** Where an entry goes, from the root of the tree with `/`; empty for the root itself. */
export interface Admitted {
  place: string;
  /** Where a hard link finds its content. */
  original?: string;
}

interface Seen {
  place: string;
  kind: EntryKind;
}

/** Looks at the entries of one archive, in any order. */
export class EntryCheck {
  readonly #rules: EntryRules;
  /** By name as a file system without case has it. */
  readonly #seen = new Map<string, Seen>();
  readonly #links: { name: string; place: string; to: string }[] = [];
  #entries = 0;
  #bytes = 0;

  constructor(rules: EntryRules) {
    this.#rules = rules;
  }

  /** Where the entry goes, or why it must not go anywhere. */
  admit(entry: EntryFacts): Result<Admitted> {
    const reason = this.#countingReason(entry) ?? nameReason(entry.name) ?? kindReason(entry.kind);
    if (reason !== undefined) return this.#refuse(entry.name, reason);
    const { prefix, rename } = this.#rules;
    const name = entry.kind === "folder" ? entry.name.replace(/\/$/, "") : entry.name;
    if (entry.kind === "folder" && prefix.startsWith(`${name}/`)) return success({ place: "" });
    if (!name.startsWith(prefix) || name === prefix) {
      return this.#refuse(entry.name, `does not lie in ${prefix}, where all of a Go release lies`);
    }
    const own = name.slice(prefix.length);
    const place = entry.kind === "file" ? (rename?.(own) ?? own) : own;
    const clash = this.#clashReason(place, entry.kind);
    if (clash !== undefined) return this.#refuse(entry.name, clash);
    if (entry.kind !== "symbolic link" && entry.kind !== "hard link") return success({ place });
    return this.#admitLink(entry, place);
  }

  /** What a stream holds beside files (headers, padding, what comes behind the end) may not be endless either. */
  admitBytes(bytes: number): Failure | undefined {
    const { limits, archiveBytes, archive } = this.#rules;
    const most = limits.bytes + limits.entries * headerBytes;
    if (bytes <= Math.min(most, Math.max(archiveBytes, smallArchive) * limits.ratio)) return undefined;
    return refusedArchive(archive, `it unpacks to more than ${bytes} bytes; no Go is as large`);
  }

  /** What can be said only when all entries were seen: where symbolic links lead. */
  finish(): Failure | undefined {
    for (const { name, place, to } of this.#links) {
      const reason = this.#linkReason(to);
      if (reason !== undefined) return this.#refuse(name, `is a link that ${reason}: ${place}`).failures[0];
    }
    return undefined;
  }

  #admitLink({ name, kind, target = "" }: EntryFacts, place: string): Result<Admitted> {
    // A hard link names its original as entries are named, a symbolic one from the folder that it is in.
    const { prefix } = this.#rules;
    const isHard = kind === "hard link";
    const to = isHard ? namedBelow(target, prefix) : linkedFrom(place, target);
    if (to === undefined) return this.#refuse(name, `is a link that leaves the tree: ${target}`);
    if (!isHard) {
      this.#links.push({ name, place: target, to });
      return success({ place });
    }
    if (this.#seen.get(folded(to))?.kind !== "file" || this.#seen.get(folded(to))?.place !== to) {
      return this.#refuse(name, `is a link to what is no file before it: ${target}`);
    }
    return success({ place, original: to });
  }

  /** Every folder on the way is a real one: a link behind a link could lead anywhere. */
  #linkReason(to: string): string | undefined {
    const parts = to === "" ? [] : to.split("/");
    for (let count = 1; count <= parts.length; count++) {
      const way = parts.slice(0, count).join("/");
      const seen = this.#seen.get(folded(way));
      if (seen?.place !== way) return "leads to nothing in the archive";
      if (seen.kind === "symbolic link") return "leads through another link";
      if (count < parts.length && seen.kind !== "folder") return "leads through a file";
    }
    return undefined;
  }

  /** A name that differs from another in case only, that is there twice, or a folder that is a file. */
  #clashReason(place: string, kind: EntryKind): string | undefined {
    const parts = place.split("/");
    for (let count = 1; count <= parts.length; count++) {
      const way = parts.slice(0, count).join("/");
      const isLast = count === parts.length;
      const key = folded(way);
      const seen = this.#seen.get(key);
      if (seen === undefined) {
        this.#seen.set(key, { place: way, kind: isLast ? kind : "folder" });
      } else if (seen.place !== way) {
        return `differs only in case from ${seen.place}, and they would be one file on Windows and macOS`;
      } else if (!isLast && seen.kind !== "folder") {
        return `lies in ${way}, which is a ${seen.kind}`;
      } else if (isLast && (kind !== "folder" || seen.kind !== "folder")) {
        return "is there twice";
      }
    }
    return undefined;
  }

  #countingReason({ sizeBytes, kind }: EntryFacts): string | undefined {
    const { limits, archiveBytes } = this.#rules;
    this.#entries++;
    if (this.#entries > limits.entries) return `is one more than the ${limits.entries} that are allowed`;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return `claims a size of ${sizeBytes} bytes`;
    if (kind === "file") this.#bytes += sizeBytes;
    if (this.#bytes > limits.bytes) return `takes the whole to ${this.#bytes} bytes; no Go is as large`;
    if (this.#bytes > Math.max(archiveBytes, smallArchive) * limits.ratio) {
      return `takes the whole to ${this.#bytes} bytes out of ${archiveBytes}; no Go can be packed so tightly`;
    }
    return undefined;
  }

  #refuse(name: string, reason: string) {
    return failure(refusedEntry(this.#rules.archive, name, reason));
  }
}

/** Below this size the ratio says nothing. */
const smallArchive = 1 << 16;

/** The most that tar has around a file without a long name: header and padding. */
const headerBytes = 1024;

/** The failure of an entry that may not be unpacked. */
export function refusedEntry(archive: string, name: string, reason: string): Failure {
  return refusedArchive(archive, `its entry ${JSON.stringify(name)} ${reason}`);
}

/** The failure of an archive that is whole, and no Go. */
export function refusedArchive(archive: string, thing: string): Failure {
  const next = "Nothing of it was installed. Take this Go from another source.";
  return { family: "toolchain", place: archive, thing, next };
}

function kindReason(kind: EntryKind): string | undefined {
  if (kind === "device") return "is a device, and no Go has one";
  return kind === "unknown" ? "is neither a file nor a folder nor a link" : undefined;
}
