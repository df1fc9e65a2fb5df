/** Fetches a release from the download page or a mirror of it: proven by gowsl.lock, else by the page's own index. */
import { remove } from "../host/files.ts";
import { download, networkSentence, redacted } from "../host/network.ts";
import type { Release } from "../model/release.ts";
import { archiveFor, readIndex } from "./download-index.ts";
import { lockName, pinOf } from "./lock.ts";
import { accept, mismatch, nameOf, none, outcomeOf, receive, stop } from "./outcome.ts";
import type { FetchSetting, SourceOutcome } from "./outcome.ts";

export async function fromIndex(
  release: Release,
  base: string,
  setting: FetchSetting,
): Promise<SourceOutcome> {
  const { reach } = setting.sources;
  const from = redacted(base);
  const index = await readIndex(base, reach);
  if (!index.ok) return none("error" in index ? networkSentence(index.error) : index.reason);
  const file = archiveFor(index.files, release);
  if (file === undefined) return none(`${from} has no ${nameOf(release)}`, true);
  const { form, sha256: listed, sizeBytes } = file;
  const pinned = pinOf(setting.lock, release, form);
  if (pinned === undefined && isOpenToAll(base)) {
    const next = "Use https, or pin the release in gowsl.lock";
    return none(`${from} is asked without encryption, so its digests prove nothing. ${next}`);
  }
  if (pinned !== undefined && pinned !== listed) {
    return stop({
      family: "toolchain",
      place: from,
      thing: `lists an archive of ${nameOf(release)} with the digest ${listed}, but gowsl.lock pins ${pinned}`,
      next: "One of them is wrong. Nothing was fetched or changed; find out which before you change the lock.",
    });
  }
  const about = { release, form, from };
  const fetched = await receive(about, setting, (temporary, progress) =>
    download(file.address, temporary, { reach, limitBytes: sizeBytes, progress }),
  );
  if (!fetched.ok) return outcomeOf(fetched);
  const got = fetched.value;
  if (got.sizeBytes !== sizeBytes) {
    await remove(got.file);
    return none(`${redacted(file.address)} has ${got.sizeBytes} bytes, but the index says ${sizeBytes}`);
  }
  const by = pinned === undefined ? `the index of ${from}` : lockName;
  if (got.sha256 !== listed) return mismatch(got, about, { is: got.sha256, expected: listed, by }, setting);
  return accept(got, { ...about, proof: by }, setting);
}

/** May anybody on the way write the answer? Not on this machine, and not with https. */
function isOpenToAll(base: string): boolean {
  if (!/^http:/i.test(base) || !URL.canParse(base)) return false;
  return !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(base).hostname);
}
