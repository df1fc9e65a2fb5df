/** A Go release for one kind of machine, and an archive of it whose content is proven. Data only. */

export interface Release {
  /** Without `go`: `1.26.8`, `1.27rc1`. */
  version: string;
  /** GOOS and GOARCH of the go command itself. */
  os: string;
  arch: string;
}

/** How an archive is packed: as a module of the module proxy, or as the files of the official download page. */
export type ArchiveForm = "module-zip" | "zip" | "tar.gz";

/** What tells that an archive is the one that was released. Digests are in hex, h1 as go.sum has it. */
export interface Digests {
  sha256: string;
  /** Of module zips only. */
  h1?: string;
}

/** An archive on this disk. Its digests were taken here, and somebody vouches for them. */
export interface Archive extends Digests {
  release: Release;
  form: ArchiveForm;
  file: string;
  /** Where it came from, as it was configured: an index or a proxy. */
  from: string;
  /** Who vouches for the digests, as the rest of a sentence: `the checksum database (record 41592112)`. */
  proof: string;
}

/** What happens while an archive is fetched, for who waits. */
export type FetchEvent =
  /** Bytes that are here, and how many there will be where the source says so. */
  | { type: "downloading"; release: Release; from: string; receivedBytes: number; totalBytes?: number }
  /** The digest is computed, or somebody is asked for it. */
  | { type: "proving"; release: Release; by: string }
  /** A source that failed while another one is left; the reason is a sentence. */
  | { type: "source-failed"; release: Release; reason: string };
