/**
 * The h1 that the zip of a release must have, and who says so: gowsl.lock, else the checksum database, as
 * useSumDB of cmd/go/internal/modfetch/sumdb.go has it for toolchains: GONOSUMDB, GOPRIVATE and GOFLAGS=-insecure
 * do not count. Knows nothing of the zip.
 */
import type { Release } from "../model/release.ts";
import { databaseFolder, isHarmless, lookUp, type DatabaseFailure } from "./checksum-database.ts";
import { databaseAddress, parseGosumdb } from "./checksum-setting.ts";
import { moduleVersion, toolchainModule } from "./go-proxy.ts";
import { lockName, pinOf, type Lock } from "./lock.ts";
import { isOnlyAFolder } from "./proxy-list.ts";
import type { Sources } from "./sources.ts";

export type ExpectedHash =
  /** No `h1`: nobody is asked, and `by` says why. */
  | { ok: true; h1?: string; by: string }
  /** `dishonest`: this is no trouble that passes; nothing else should be tried. */
  | { ok: false; reason: string; dishonest: boolean; detail?: string };

/** @param list the value of GOPROXY by which the zip is fetched */
export async function expectedHash(
  release: Release,
  lock: Lock | undefined,
  list: string,
  sources: Sources,
): Promise<ExpectedHash> {
  const pinned = pinOf(lock, release, "module-zip");
  if (pinned !== undefined) return { ok: true, h1: pinned, by: lockName };
  if (isOnlyAFolder(list)) {
    return {
      ok: true,
      by: "nobody: for a GOPROXY that is a folder alone Go asks no checksum database either",
    };
  }
  return databaseHash(release, sources);
}

/** What the checksum database says of a release. */
export async function databaseHash(
  release: Release,
  sources: Sources,
): Promise<ExpectedHash & { h1?: string }> {
  const { gosumdb, databaseProxies, cacheFolder, reach } = sources;
  const parsed = parseGosumdb(gosumdb);
  if (!parsed.ok) {
    const reason = parsed.off
      ? "GOSUMDB=off: the checksum database may not be asked, and without it a toolchain is taken only if gowsl.lock pins it"
      : `GOSUMDB ${parsed.reason}`;
    return { ok: false, reason, dishonest: false };
  }
  const { verifier } = parsed.setting;
  const name = `the checksum database ${verifier.name}`;
  const address = await databaseAddress(parsed.setting, databaseProxies, reach);
  if (!address.ok)
    return { ok: false, reason: `${name} can't be asked: ${address.reason}`, dishonest: false };
  const folder = databaseFolder(cacheFolder, verifier);
  const answer = await lookUp(
    { verifier, address: address.address, folder, reach },
    toolchainModule,
    moduleVersion(release),
  );
  if (!answer.ok) return refused(name, answer);
  return { ok: true, h1: answer.h1, by: `${name} (record ${answer.record} of ${answer.treeSize})` };
}

function refused(name: string, { problem, reason, detail }: DatabaseFailure): ExpectedHash {
  return {
    ok: false,
    reason: `${name} ${reason}`,
    dishonest: !isHarmless(problem),
    ...(detail === undefined ? {} : { detail }),
  };
}
