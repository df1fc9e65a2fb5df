/**
 * The index of Go's download page and its mirrors: which archive a release has for a kind of machine, and its
 * digest. Knows nothing of whether the index can be believed.
 */
import { fetchBytes, redacted, type NetworkError, type Reach } from "../host/network.ts";
import { parseVersion } from "../go/version.ts";
import type { ArchiveForm, Release } from "../model/release.ts";
import { below } from "./proxy-list.ts";

/** An archive as the index has it. */
export interface IndexFile {
  release: Release;
  form: Extract<ArchiveForm, "zip" | "tar.gz">;
  /** Where it is. */
  address: string;
  sha256: string;
  sizeBytes: number;
}

export const officialIndex = "https://go.dev/dl";

export type IndexAnswer =
  { ok: true; files: IndexFile[] } | { ok: false; error: NetworkError } | { ok: false; reason: string };

/** The whole history has some 3 MB. */
const mostIndexBytes = 64 << 20;
const mostArchiveBytes = 500 << 20;

/** The name that the index has for an architecture: ports to ARM of 32 bits are named by the oldest processor. */
const namesInIndex: Readonly<Record<string, string>> = { arm: "armv6l" };

/**
 * Where the index of a mirror is: the page itself with `?mode=json&include=all`, as go.dev serves it, or a file
 * that ends in .json beside the archives, for mirrors that are folders.
 */
export function indexAddress(base: string): string {
  return /\.json$/i.test(base) ? base : `${base.replace(/\/$/, "")}/?mode=json&include=all`;
}

/** Reads the index of the official page or of a mirror. */
export async function readIndex(base: string, reach: Reach): Promise<IndexAnswer> {
  const address = indexAddress(base);
  const answer = await fetchBytes(address, { reach, limitBytes: mostIndexBytes });
  if (!answer.ok) return answer;
  const files = parseIndex(answer.value.toString("utf8"), base);
  if (files !== undefined) return { ok: true, files };
  return {
    ok: false,
    reason: `${redacted(address)} answers with something else than an index of Go releases`,
  };
}

/** The archives in the text of an index; undefined if it is none. What is odd in a single file leaves it out. */
export function parseIndex(text: string, base: string): IndexFile[] | undefined {
  let releases: unknown;
  try {
    releases = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(releases)) return undefined;
  const folder = /\.json$/i.test(base) ? base.replace(/\/[^/]*$/, "") : base;
  return releases.flatMap((release: unknown) => {
    const files = (release as { files?: unknown } | null)?.files;
    return Array.isArray(files) ? files.flatMap((file: unknown) => parseFile(file, folder) ?? []) : [];
  });
}

function parseFile(file: unknown, folder: string): IndexFile | undefined {
  if (typeof file !== "object" || file === null) return undefined;
  const { filename, os, arch, version, sha256, size, kind } = file as Record<string, unknown>;
  if (
    kind !== "archive" ||
    typeof version !== "string" ||
    typeof os !== "string" ||
    typeof arch !== "string"
  ) {
    return undefined;
  }
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  if (typeof size !== "number" || !Number.isInteger(size) || size <= 0 || size > mostArchiveBytes)
    return undefined;
  const form = (["tar.gz", "zip"] as const).find((each) => filename === `${version}.${os}-${arch}.${each}`);
  // The name becomes part of an address and of a path.
  if (
    form === undefined ||
    !/^go[0-9][0-9a-z.]*$/.test(version) ||
    !/^[a-z0-9]+-[a-z0-9]+$/.test(`${os}-${arch}`)
  ) {
    return undefined;
  }
  const bare = version.slice(2);
  if (parseVersion(bare) === undefined) return undefined;
  const goarch = Object.entries(namesInIndex).find(([, name]) => name === arch)?.[0] ?? arch;
  return {
    release: { version: bare, os, arch: goarch },
    form,
    address: below(folder, `${version}.${os}-${arch}.${form}`),
    sha256,
    sizeBytes: size,
  };
}

/** The archive of a release, if the index has one; of two the zip on Windows and the tar.gz elsewhere. */
export function archiveFor(
  files: readonly IndexFile[],
  { version, os, arch }: Release,
): IndexFile | undefined {
  const fitting = files.filter(
    ({ release }) => release.version === version && release.os === os && release.arch === arch,
  );
  const wanted = os === "windows" ? "zip" : "tar.gz";
  return fitting.find(({ form }) => form === wanted) ?? fitting[0];
}
