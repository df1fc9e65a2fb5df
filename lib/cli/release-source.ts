/**
 * Where releases of Go come from, as this machine and this project say, and what gowsl.lock pins of them. Knows
 * nothing of what is done with an archive.
 */
import path from "node:path";
import { readGoEnvFile, readToolchainFile } from "../go/go-env-file.ts";
import type { Wish } from "../go/wish.ts";
import { cacheDirectory } from "../host/machine.ts";
import { redacted } from "../host/network.ts";
import { variable } from "../model/environment.ts";
import { sentence, success, type Result } from "../model/failure.ts";
import type { Archive, FetchEvent, Release } from "../model/release.ts";
import { fetchRelease } from "../toolchain/fetch.ts";
import { mergeLocks, readLock, writeLock, lockName, type Lock } from "../toolchain/lock.ts";
import { pinHosts } from "../toolchain/pin-hosts.ts";
import { isOnlyAFolder } from "../toolchain/proxy-list.ts";
import { checkRelease, resolveVersion } from "../toolchain/resolve.ts";
import { sourcesOf, type Sources } from "../toolchain/sources.ts";
import type { Chosen } from "../toolchain/versions.ts";
import { findCandidates, type Project } from "./project.ts";

export interface ReleaseSource {
  /** The release that a wish comes down to on this machine. */
  resolve(wish: Wish): Promise<Result<Chosen>>;
  /** Whether there is one; a text says why nobody could tell. */
  check(wish: Wish): Promise<Result<string | undefined>>;
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
  const { settings, place = "the go env file" } = readGoEnvFile(platform, environment);
  // As cmd/go/internal/cfg (Getenv): an empty line of the go env file hides what Go ships.
  const setting = (name: string): { value?: string | undefined; place: string } => {
    const own = variable(environment, platform, name);
    if (own !== undefined) return { value: own, place: "the environment" };
    const line = settings.get(name);
    if (line !== undefined) return { value: line.value.replace(/\r$/, ""), place: `${place}:${line.line}` };
    return { value: shipped.settings.get(name)?.value, place: shipped.place };
  };
  const goproxy = setting("GOPROXY");
  const sources = sourcesOf({
    goproxy: goproxy.value,
    gosumdb: setting("GOSUMDB").value,
    mirrors: loaded.config.go?.mirrors,
    cacheFolder: cacheDirectory(machine),
    reach: { environment, platform, ...(signal === undefined ? {} : { signal }) },
  });
  if (!sources.ok) return sources;
  const lock = readLock(root);
  if (!lock.ok) return lock;
  const known = { sources: sources.value, lock: lock.value };
  const folder = path.join(cacheDirectory(machine), "downloads");
  const isAsked = sources.value.order.some(({ kind }) => kind === "proxy") && goproxy.value;
  const hint = isAsked ? `GOPROXY is ${redactedList(goproxy.value!)}, from ${goproxy.place}.` : undefined;
  return success({
    resolve: async (wish) =>
      withHint(await resolveVersion(wish, { os: host.goos, arch: host.goarch }, known), hint),
    check: async (wish) => withHint(await checkRelease(wish, sources.value), hint),
    fetch: async (release, emit) => withHint(await fetchRelease(release, { ...known, folder, emit }), hint),
    pin: (archive) => pin(root, archive, known),
  });
}

/** What $GOROOT/go.env of an installed Go says; stock Go sets GOPROXY and GOSUMDB there. */
function shippedSettings(project: Project): ReturnType<typeof readToolchainFile> {
  for (const { goroot, version } of findCandidates(project)) {
    if (goroot !== undefined && version !== undefined) return readToolchainFile(goroot);
  }
  return { place: "nowhere", settings: new Map() };
}

/** Who has set the list that was asked: what is wrong with it is mended there. Of a trouble of this disk it says nothing. */
function withHint<Value>(result: Result<Value>, hint: string | undefined): Result<Value> {
  if (result.ok || hint === undefined) return result;
  const failures = result.failures.map((each) =>
    each.family === "toolchain"
      ? { ...each, hint: each.hint === undefined ? hint : `${each.hint} ${hint}` }
      : each,
  );
  return { ok: false, failures };
}

function redactedList(list: string): string {
  return list.replaceAll(/[^,|]+/g, redacted);
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
  const missing =
    gaps.length === 0
      ? ""
      : `; not for ${gaps.join(", ")}, for which no source answered: there each machine asks for itself`;
  return success([`${lockName} now pins Go ${version} for ${Object.keys(hosts).join(", ")}${missing}`]);
}
