/** Fetches a release as a zip of the module proxies in GOPROXY: proven by its h1. */
import { redacted } from "../host/network.ts";
import type { Release } from "../model/release.ts";
import { expectedHash, type ExpectedHash } from "./expected-hash.ts";
import { fetchZip, hasRelease, moduleVersion, toolchainModule } from "./go-proxy.ts";
import { zipHash } from "./module-hash.ts";
import {
  accept,
  keepAside,
  mismatch,
  nameOf,
  none,
  ownTrouble,
  receive,
  stop,
  tamperedNext,
} from "./outcome.ts";
import type { FetchSetting, SourceOutcome } from "./outcome.ts";
import { walkProxies, type ProxyAnswer } from "./proxy-list.ts";
import type { Source } from "./sources.ts";

export async function fromProxies(
  release: Release,
  { list, entries }: Extract<Source, { kind: "proxy" }>,
  setting: FetchSetting,
): Promise<SourceOutcome> {
  let expected: ExpectedHash | undefined;
  const walked = await walkProxies(entries, async (proxy): Promise<ProxyAnswer<SourceOutcome>> => {
    const there = await hasRelease(proxy, release, setting.sources.reach);
    if (!there.ok) return there;
    // The database is asked once, and before some 70 MB are fetched for nothing.
    expected ??= await expectedHash(release, setting.lock, list, setting.sources);
    if (!expected.ok) return { ok: true, value: unproven(release, expected) };
    return fromProxy(proxy, release, expected, setting);
  });
  if (walked.ok) return walked.value;
  const { reasons, missing, refused } = walked;
  return { kind: "none", reasons, missing, refused };
}

async function fromProxy(
  proxy: string,
  release: Release,
  { h1, by }: Extract<ExpectedHash, { ok: true }>,
  setting: FetchSetting,
): Promise<ProxyAnswer<SourceOutcome>> {
  const about = { release, form: "module-zip", from: redacted(proxy) } as const;
  const { reach } = setting.sources;
  const fetched = await receive(about, setting, (temporary, progress) =>
    fetchZip(proxy, release, temporary, { reach, progress }),
  );
  if (!fetched.ok) {
    const own = "error" in fetched ? ownTrouble(fetched.error) : undefined;
    return own === undefined ? fetched : { ok: true, value: own };
  }
  setting.emit({ type: "proving", release, by });
  const hash = await zipHash(fetched.value.file, `${toolchainModule}@${moduleVersion(release)}/`);
  if (!hash.ok) {
    const aside = await keepAside(fetched.value, about, setting);
    if (!aside.ok) return { ok: true, value: aside.outcome };
    return { ok: false, reason: `${about.from} gave a zip that ${hash.reason}. It is kept as ${aside.file}` };
  }
  const value =
    h1 === undefined || h1 === hash.value
      ? await accept(fetched.value, { ...about, proof: by, h1: hash.value }, setting)
      : await mismatch(fetched.value, about, { is: hash.value, expected: h1, by }, setting);
  return { ok: true, value };
}

/** Another proxy would need the same proof; another source may have one of its own. */
function unproven(
  release: Release,
  { reason, dishonest, detail }: Extract<ExpectedHash, { ok: false }>,
): SourceOutcome {
  if (!dishonest) return none(reason);
  return stop({
    family: "toolchain",
    place: nameOf(release),
    thing: `nobody vouches for it: ${reason}`,
    next: tamperedNext,
    ...(detail === undefined ? {} : { detail }),
  });
}
