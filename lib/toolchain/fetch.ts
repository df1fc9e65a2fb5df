/**
 * Fetches the archive of a release from the first source that has it, and hands it out only with proof. Knows
 * nothing of what is done with the archive.
 */
import type { Wish } from "../go/wish.ts";
import { removeAbandonedFiles } from "../host/placing.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Archive, Release } from "../model/release.ts";
import { fromIndex } from "./from-index.ts";
import { fromProxies } from "./from-proxies.ts";
import { isAskable } from "./go-proxy.ts";
import { knownReleases } from "./known-releases.ts";
import { nameOf, type FetchSetting } from "./outcome.ts";
import { chooseVersion } from "./versions.ts";

export type { FetchSetting } from "./outcome.ts";

/**
 * An archive whose digest is the one that it should have, in `setting.folder`; or one failure with each source's
 * reason in its detail. Leaves nothing else in the folder but the last archive that was not what it should be.
 */
export async function fetchRelease(release: Release, setting: FetchSetting): Promise<Result<Archive>> {
  const { sources, folder, emit } = setting;
  const place = nameOf(release);
  if (!isAskable(release)) {
    return failure({ family: "toolchain", place, thing: "is the name of no release that can be fetched" });
  }
  if (sources.order.length === 0) {
    return failure({ family: "toolchain", place, thing: "there is no source to fetch it from" });
  }
  await removeAbandonedFiles(folder);
  const reasons: string[] = [];
  let missing = true;
  let refused = true;
  for (const source of sources.order) {
    // Told when there is another one to ask; the last one's reason is in the failure.
    if (reasons.length > 0) emit({ type: "source-failed", release, reason: reasons.at(-1)! });
    const outcome =
      source.kind === "index"
        ? await fromIndex(release, source.base, setting)
        : await fromProxies(release, source, setting);
    if (outcome.kind === "archive") return success(outcome.archive);
    if (outcome.kind === "stop") return failure(outcome.failure);
    reasons.push(...outcome.reasons);
    missing &&= outcome.missing;
    refused &&= outcome.refused;
  }
  const told = missing
    ? await nonexistent(release, setting)
    : { ...unavailable(place), ...(refused ? await perhapsNonexistent(release, setting) : {}) };
  return failure({ ...told, detail: reasons.join("\n") });
}

/** Some who were asked refuse, as some proxies do with what they don't have: whether their lists have it. */
async function perhapsNonexistent(
  { version }: Release,
  { sources }: FetchSetting,
): Promise<Pick<Failure, "hint">> {
  const known = await knownReleases(sources);
  const chosen = known.ok ? chooseVersion(exactly(version), known.known) : undefined;
  if (chosen === undefined || chosen.ok) return {};
  return { hint: `403 may mean that there is no such release: ${chosen.failures[0]!.thing}.` };
}

function exactly(version: string): Wish {
  return { kind: "exact", version, source: "the sources", why: `asks for exactly ${version}` };
}

/** All sources say that there is no such thing: what there is instead. */
async function nonexistent(release: Release, { sources }: FetchSetting): Promise<Failure> {
  const place = nameOf(release);
  const known = await knownReleases(sources);
  if (!known.ok) return { family: "toolchain", place, thing: "does not exist, as far as the sources know" };
  const chosen = chooseVersion(exactly(release.version), known.known);
  if (!chosen.ok) return chosen.failures[0]!;
  const thing = `is not there, though ${known.known.from} has go${release.version} for other machines`;
  return { family: "toolchain", place, thing, next: "Ask for another version, or add a source that has it." };
}

function unavailable(place: string): Failure {
  return {
    family: "toolchain",
    place,
    thing: "can't be had from any source",
    next: "See each one's reason below; a Go that is installed by hand is found on PATH.",
  };
}
