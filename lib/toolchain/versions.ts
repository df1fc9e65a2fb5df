/**
 * Which release is meant by a wish: `1.26.x`, `1.26.3`, the go line of go.mod. Knows nothing of what is installed,
 * and asks nobody: what there is, is given.
 */
import type { Wish } from "../go/wish.ts";
import { fulfils } from "../go/wish.ts";
import { compareVersions, isLanguage, languageOf, parseVersion } from "../go/version.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Known } from "./known-releases.ts";
import { newestVersions } from "./known-releases.ts";
import { pinOf, type Lock } from "./lock.ts";

/** A release that was chosen, and why this one, if it was not named to the last digit. */
export interface Chosen {
  version: string;
  note?: string;
}

/** Does the wish name its release, so that no list is needed? */
export function namedVersion(wish: Wish): string | undefined {
  if (wish.kind !== "exact" && wish.kind !== "minimum") return undefined;
  const version = parseVersion(wish.version);
  if (version === undefined || isLanguage(version)) return undefined;
  return wish.version;
}

/** The version of the lock, if the wish can have it: with a lock nobody has to be asked what is newest. */
export function lockedVersion(
  wish: Wish,
  lock: Lock | undefined,
  host: { os: string; arch: string },
): string | undefined {
  if (lock === undefined || fulfils(wish, lock.version) !== true) return undefined;
  const release = { version: lock.version, ...host };
  const pinned = (["module-zip", "tar.gz", "zip"] as const).some(
    (form) => pinOf(lock, release, form) !== undefined,
  );
  return pinned ? lock.version : undefined;
}

/**
 * The release that is meant. A series and a language version mean the newest patch that is known; a version
 * that names its patch means that one, as Go has it (cmd/go/internal/toolchain); with no wish it is the newest.
 */
export function chooseVersion(wish: Wish, { releases, from }: Known): Result<Chosen> {
  const versions = newestVersions(releases);
  const stable = versions.filter((version) => parseVersion(version)?.kind === "");
  const newest = stable[0] ?? versions[0];
  if (newest === undefined)
    return failure({ family: "toolchain", place: from, thing: "knows no release of Go" });
  if (wish.kind === "any")
    return success({ version: newest, note: `go${newest} is the newest that ${from} has` });
  const named = namedVersion(wish);
  if (named !== undefined) {
    const found = versions.find((version) => compareVersions(version, named) === 0);
    return found === undefined ? missing(named, wish, newest, versions, from) : success({ version: found });
  }
  const series = wish.kind === "series" ? wish.series : seriesOf(wish.version);
  const patch = stable.find((version) => seriesOf(version) === series);
  if (patch !== undefined) {
    return success({
      version: patch,
      note: `${wish.why}: go${patch} is the newest of ${series} that ${from} has`,
    });
  }
  return missing(series, wish, newest, versions, from);
}

/** Nothing of that name: what is known instead. */
function missing(
  wanted: string,
  wish: Wish,
  newest: string,
  versions: readonly string[],
  from: string,
): Result<Chosen> {
  const series = seriesOf(wanted);
  const siblings = versions.filter((version) => seriesOf(version) === series);
  const stable = siblings.find((version) => parseVersion(version)?.kind === "");
  const candidate = siblings[0];
  const beyond = compareVersions(wanted, newest) > 0;
  const thing = beyond
    ? `go${wanted} is newer than anything that ${from} has: the newest is go${newest}`
    : `${from} does not have go${wanted}: the newest is go${newest}`;
  const sibling = stable === undefined || stable === newest ? "" : `, the newest of ${series} is go${stable}`;
  const hint =
    stable === undefined && candidate !== undefined
      ? `Of ${series} there is only go${candidate}, which is not a release yet: name it to have it.`
      : undefined;
  return failure({
    family: "toolchain",
    place: wish.source,
    thing: `${thing}${sibling}`,
    next: "Ask for one that exists.",
    ...(hint === undefined ? {} : { hint }),
  });
}

function seriesOf(version: string): string {
  const parsed = parseVersion(version);
  return parsed === undefined ? version : languageOf(parsed);
}
