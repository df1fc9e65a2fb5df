/**
 * Where releases of Go come from, as this machine and this project say, and what gowsl.lock pins of them. Knows
 * nothing of what is done with an archive.
 */
import path from "node:path";
import { readGoEnvFile, readToolchainFile } from "../go/go-env-file.ts";
import type { Wish } from "../go/wish.ts";
import { cacheDirectory } from "../host/machine.ts";
import { variable } from "../model/environment.ts";
import { sentence, success, type Result } from "../model/failure.ts";
import type { Archive, FetchEvent, Release } from "../model/release.ts";
import { fetchRelease } from "../toolchain/fetch.ts";
import { mergeLocks, readLock, writeLock, lockName, type Lock } from "../toolchain/lock.ts";
import { pinHosts } from "../toolchain/pin-hosts.ts";
import { isOnlyAFolder } from "../toolchain/proxy-list.ts";
import { resolveVersion } from "../toolchain/resolve.ts";
import { sourcesOf, type Sources } from "../toolchain/sources.ts";
import type { Chosen } from "../toolchain/versions.ts";
import { findCandidates, type Project } from "./project.ts";

export interface ReleaseSource {
  /** The release that a wish comes down to on this machine. */
  resolve(wish: Wish): Promise<Result<Chosen>>;
  /** Brings the archive of a release here, proven. */
  fetch(release: Release, emit: (event: FetchEvent) => void): Promise<Result<Archive>>;
  /** Writes gowsl.lock, if it does not pin this release yet. @returns what to tell, a sentence each */
  pin(archive: Archive): Promise<Result<string[]>>;
}

/** Reads the settings and the lock. @param signal ends what is under way */
export function releaseSource(project: Project, signal?: AbortSignal): Result<ReleaseSource> {
  const { machine, loaded, host, root } = project;
  const { environment, platform } = machine;
  const shipped = shippedSettings(project);
  const { settings } = readGoEnvFile(platform, environment);
  // As cmd/go/internal/cfg (Getenv): an empty line of the go env file hides what Go ships.
  const setting = (name: string) =>
    variable(environment, platform, name) ??
    settings.get(name)?.value.replace(/\r$/, "") ??
    shipped.get(name);
  const sources = sourcesOf({
    goproxy: setting("GOPROXY"),
    gosumdb: setting("GOSUMDB"),
    mirrors: loaded.config.go?.mirrors,
    cacheFolder: cacheDirectory(machine),
    reach: { environment, platform, ...(signal === undefined ? {} : { signal }) },
  });
  if (!sources.ok) return sources;
  const lock = readLock(root);
  if (!lock.ok) return lock;
  const known = { sources: sources.value, lock: lock.value };
  const folder = path.join(cacheDirectory(machine), "downloads");
  return success({
    resolve: (wish) => resolveVersion(wish, { os: host.goos, arch: host.goarch }, known),
    fetch: (release, emit) => fetchRelease(release, { ...known, folder, emit }),
    pin: (archive) => pin(root, archive, known),
  });
}

/** What $GOROOT/go.env of an installed Go says; stock Go sets GOPROXY and GOSUMDB there. */
function shippedSettings(project: Project): ReadonlyMap<string, string> {
  for (const { goroot, version } of findCandidates(project)) {
    if (goroot === undefined || version === undefined) continue;
    const { settings } = readToolchainFile(goroot);
    return new Map([...settings].map(([name, { value }]) => [name, value]));
  }
  return new Map();
}

async function pin(
  root: string,
  archive: Archive,
  { sources, lock }: { sources: Sources; lock: Lock | undefined },
): Promise<Result<string[]>> {
  const { version, os, arch } = archive.release;
  if (lock?.version === version && lock.hosts[`${os}/${arch}`] !== undefined) return success([]);
  // Nobody vouches for what comes from a folder alone; what is written down would look as if somebody did.
  const unproven = sources.order.every((each) => each.kind === "proxy" && isOnlyAFolder(each.list));
  if (unproven) return success([]);
  const pinned = await pinHosts(version, sources, archive);
  if (!pinned.ok) return pinned;
  const merged = mergeLocks(path.join(root, lockName), lock, pinned.value.lock);
  if (!merged.ok) return merged;
  const written = await writeLock(root, merged.value);
  // The Go is there all the same.
  if (!written.ok) return success(written.failures.map(sentence));
  const { hosts, gaps } = merged.value;
  const missing = gaps.length === 0 ? "" : `; no source answered for ${gaps.join(", ")}`;
  return success([`${lockName} now pins Go ${version} for ${Object.keys(hosts).join(", ")}${missing}`]);
}
