/** Which releases of Go there are, as far as the sources tell. Knows nothing of which one is wanted. */
import { compareVersions } from "../go/version.ts";
import { networkSentence, redacted } from "../host/network.ts";
import type { Release } from "../model/release.ts";
import { readIndex } from "./download-index.ts";
import { listReleases } from "./go-proxy.ts";
import { walkProxies } from "./proxy-list.ts";
import type { Sources } from "./sources.ts";

/** What a source lists. It may have more than it lists. */
export interface Known {
  releases: readonly Release[];
  /** Who says so. */
  from: string;
}

/** The list of the first source that has one, or each one's reason why not. */
export async function knownReleases({
  order,
  reach,
}: Pick<Sources, "order" | "reach">): Promise<{ ok: true; known: Known } | { ok: false; reasons: string[] }> {
  const reasons: string[] = [];
  for (const source of order) {
    if (source.kind === "index") {
      const index = await readIndex(source.base, reach);
      if (index.ok && index.files.length > 0) {
        return {
          ok: true,
          known: { releases: index.files.map(({ release }) => release), from: redacted(source.base) },
        };
      }
      if (index.ok) reasons.push(`${redacted(source.base)} lists no releases`);
      else reasons.push("error" in index ? networkSentence(index.error) : index.reason);
      continue;
    }
    const list = await walkProxies(source.entries, async (proxy) => {
      const releases = await listReleases(proxy, reach);
      if (releases.ok && releases.value.length === 0)
        return { ok: false, reason: `${redacted(proxy)} lists no releases` };
      return releases;
    });
    if (list.ok) return { ok: true, known: { releases: list.value, from: redacted(list.proxy) } };
    reasons.push(...list.reasons);
  }
  return { ok: false, reasons };
}

/** The versions of these releases, the newest first. */
export function newestVersions(releases: readonly Release[]): string[] {
  const versions = [...new Set(releases.map(({ version }) => version))];
  return versions.toSorted((left, right) => compareVersions(right, left) || (left < right ? -1 : 1));
}
