/** From a wish to the release that fulfils it: by gowsl.lock, by its own digits, or by asking what there is. */
import type { Wish } from "../go/wish.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { knownReleases } from "./known-releases.ts";
import type { Lock } from "./lock.ts";
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
  return failure({
    family: "toolchain",
    place: wish.source,
    thing: `${wish.why}, and no source says which releases there are`,
    next: "Name a release such as 1.26.3, or see each source's reason below.",
    detail: list.reasons.join("\n"),
  });
}
