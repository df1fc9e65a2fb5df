/** From a wish to the release that fulfils it: by gowsl.lock, by its own digits, or by asking what there is. */
import { compareVersions, languageOf, parseVersion } from "../go/version.ts";
import type { Wish } from "../go/wish.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { knownReleases } from "./known-releases.ts";
import type { Lock } from "./lock.ts";
import { isOnlyAFolder } from "./proxy-list.ts";
import type { Sources } from "./sources.ts";
import { chooseVersion, lockedVersion, namedVersion, type Chosen } from "./versions.ts";

/** The version that is meant. Asks nobody if the lock or the wish says it. */
export async function resolveVersion(
  wish: Wish,
  host: { os: string; arch: string },
  { sources, lock }: { sources: Pick<Sources, "order" | "reach">; lock?: Lock | undefined },
): Promise<Result<Chosen>> {
  const locked = lockedVersion(wish, lock, host);
  if (locked !== undefined) return success({ version: locked, note: `gowsl.lock pins go${locked}` });
  const named = namedVersion(wish);
  if (named !== undefined) return success({ version: named });
  const list = await knownReleases(sources);
  if (list.ok) return chooseVersion(wish, list.known);
  // Nobody's mistake where nobody asks.
  const [place, subject] =
    wish.kind === "any"
      ? ["go", "no release is named"]
      : [wish.source, `${wish.kind === "series" ? `${wish.series}.x` : wish.version} is no single release`];
  return failure({
    family: "toolchain",
    place,
    thing: `${subject}, and no source says which ones there are`,
    next: "Name a release such as 1.26.3, or see each source's reason below.",
    detail: list.reasons.join("\n"),
  });
}

/**
 * Is there a release that fulfils the wish? A failure says that there is none, a text why nobody could tell. A folder
 * is not asked: it has what somebody put there.
 */
export async function checkRelease(
  wish: Wish,
  { order, reach }: Pick<Sources, "order" | "reach">,
): Promise<Result<string | undefined>> {
  const asked = order.filter((source) => source.kind === "index" || !isOnlyAFolder(source.list));
  const list = await knownReleases({ order: asked, reach });
  if (!list.ok) return success(list.reasons[0] ?? "no source is set that would know it");
  const chosen = chooseVersion(wish, list.known);
  if (chosen.ok) return success(undefined);
  // A source may have more than it lists, but hardly something newer.
  const named = namedVersion(wish);
  const series = seriesOf(named ?? "");
  const isOlder = list.known.releases.some(
    ({ version }) =>
      series !== undefined && seriesOf(version) === series && compareVersions(version, named!) > 0,
  );
  return isOlder ? success(`${list.known.from} does not list it`) : chosen;
}

function seriesOf(version: string): string | undefined {
  const parsed = parseVersion(version);
  return parsed === undefined ? undefined : languageOf(parsed);
}
