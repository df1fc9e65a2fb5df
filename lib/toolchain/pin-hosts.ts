/**
 * Asks the sources for the digests of a release for every host that a team has, to be written to gowsl.lock. No
 * archive is fetched for it. Knows nothing of the file.
 */
import { networkSentence, redacted } from "../host/network.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Archive, Release } from "../model/release.ts";
import { archiveFor, readIndex, type IndexFile } from "./download-index.ts";
import { databaseHash } from "./expected-hash.ts";
import { lockedHosts, type Lock, type Pin } from "./lock.ts";
import { nameOf, tamperedNext } from "./outcome.ts";
import type { Sources } from "./sources.ts";

export interface Pinned {
  lock: Lock;
  /** Why what is missing is missing, a sentence each. */
  reasons: string[];
}

/**
 * The digests of a release for all hosts, as far as sources answer.
 * @param own the archive that was just proven for this host: its digests are the ones that are used here
 */
export async function pinHosts(version: string, sources: Sources, own?: Archive): Promise<Result<Pinned>> {
  const reasons: string[] = [];
  const listed = await listedFiles(sources, reasons);
  const hosts: Record<string, Pin> = {};
  const gaps: string[] = [];
  const all = own === undefined ? [] : [own.release];
  const releases = [...lockedHosts.map((host): Release => ({ version, ...host })), ...all];
  const asksDatabase = sources.order.some(({ kind }) => kind === "proxy");
  for (const release of releases) {
    const host = `${release.os}/${release.arch}`;
    const pin: Pin = { ...hosts[host] };
    const file = archiveFor(listed, release);
    if (file !== undefined) pin[file.form] = file.sha256;
    if (asksDatabase && pin.h1 === undefined) {
      const hash = await databaseHash(release, sources);
      if (hash.ok && hash.h1 !== undefined) pin.h1 = hash.h1;
      if (!hash.ok && hash.dishonest) {
        const detail = hash.detail === undefined ? {} : { detail: hash.detail };
        return failure({
          family: "toolchain",
          place: nameOf(release),
          thing: hash.reason,
          next: tamperedNext,
          ...detail,
        });
      }
      if (!hash.ok) reasons.push(`${nameOf(release)}: ${hash.reason}`);
    }
    if (own !== undefined && own.release.version === version && sameHost(own.release, release))
      addOwn(pin, own);
    if (Object.keys(pin).length > 0) hosts[host] = pin;
    else gaps.push(host);
  }
  return success({ lock: { version, hosts, gaps }, reasons: [...new Set(reasons)] });
}

/** What the first index that answers lists. */
async function listedFiles({ order, reach }: Sources, reasons: string[]): Promise<IndexFile[]> {
  for (const source of order) {
    if (source.kind !== "index") continue;
    const index = await readIndex(source.base, reach);
    if (index.ok) return index.files;
    reasons.push(
      `${redacted(source.base)}: ${"error" in index ? networkSentence(index.error) : index.reason}`,
    );
  }
  return [];
}

function addOwn(pin: Pin, { form, h1, sha256 }: Archive): void {
  if (form !== "module-zip") pin[form] = sha256;
  else if (h1 !== undefined) pin.h1 = h1;
}

function sameHost(one: Release, other: Release): boolean {
  return one.os === other.os && one.arch === other.arch;
}
