/**
 * Releases of Go as the module proxy serves them: `golang.org/toolchain@v0.0.1-goX.OS-ARCH`. Knows nothing of
 * proof: what it fetches may be anything.
 */
import { download, fetchBytes, redacted, type Fetched, type Reach } from "../host/network.ts";
import { parseVersion } from "../go/version.ts";
import type { Release } from "../model/release.ts";
import { below, type ProxyAnswer } from "./proxy-list.ts";

export const toolchainModule = "golang.org/toolchain";

/** A release of today has 60 to 80 MB. cmd/go allows modules 500 MB (modzip.MaxZipFile). */
export const mostZipBytes = 500 << 20;
const mostListBytes = 16 << 20;
const mostInfoBytes = 1 << 20;

/** The version of the module that holds a release. */
export function moduleVersion({ version, os, arch }: Release): string {
  return `v0.0.1-go${version}.${os}-${arch}`;
}

/** The release that a version of the module holds; undefined for what is none. */
export function releaseOf(text: string): Release | undefined {
  const [, version = "", os = "", arch = ""] =
    /^v0\.0\.1-go([0-9][0-9a-z.]*)\.([a-z0-9]+)-([a-z0-9]+)$/.exec(text) ?? [];
  return parseVersion(version) === undefined ? undefined : { version, os, arch };
}

/** May this release be asked for at all? Versions come from files that others wrote, and become parts of addresses. */
export function isAskable(release: Release): boolean {
  return releaseOf(moduleVersion(release)) !== undefined;
}

/** The releases that a proxy lists. It need not list all that it would serve. */
export async function listReleases(proxy: string, reach: Reach): Promise<ProxyAnswer<Release[]>> {
  const answer = await fetchBytes(addressOf(proxy, "list"), { reach, limitBytes: mostListBytes });
  if (!answer.ok) return answer;
  const lines = answer.value.toString("utf8").split("\n");
  return { ok: true, value: lines.flatMap((line) => releaseOf(line.trim().split(/\s/)[0] ?? "") ?? []) };
}

/** Does the proxy have the release? Its .info is a small file. */
export async function hasRelease(proxy: string, release: Release, reach: Reach): Promise<ProxyAnswer<true>> {
  const version = moduleVersion(release);
  const address = addressOf(proxy, `${version}.info`);
  const answer = await fetchBytes(address, { reach, limitBytes: mostInfoBytes });
  if (!answer.ok) return answer;
  if (versionIn(answer.value.toString("utf8")) === version) return { ok: true, value: true };
  return { ok: false, reason: `${redacted(address)} answers with something else than ${version}` };
}

function versionIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { Version?: unknown } | null)?.Version;
  } catch {
    return undefined;
  }
}

/** Fetches the zip of a release. */
export async function fetchZip(
  proxy: string,
  release: Release,
  file: string,
  given: { reach: Reach; progress?: (receivedBytes: number, totalBytes?: number) => void },
): Promise<ProxyAnswer<Fetched>> {
  const address = addressOf(proxy, `${moduleVersion(release)}.zip`);
  return download(address, file, { ...given, limitBytes: mostZipBytes });
}

function addressOf(proxy: string, file: string): string {
  return below(proxy, `${toolchainModule}/@v/${file}`);
}
