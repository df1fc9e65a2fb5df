import { expect, it } from "vitest";
import { conflictOf } from "../../../lib/toolchain/installed-pin.ts";
import { fakeH1 } from "./test-database.ts";

const release = { version: "1.26.8", os: "linux", arch: "amd64" };
const [h1, other] = [fakeH1("one"), fakeH1("other")];
const [sha, otherSha] = ["a".repeat(64), "b".repeat(64)];

it.each<
  [string, Parameters<typeof conflictOf>[0]["hosts"][string], Parameters<typeof conflictOf>[2], boolean]
>([
  ["the pinned zip", { h1 }, { form: "module-zip", h1, sha256: otherSha }, false],
  ["another zip", { h1 }, { form: "module-zip", h1: other, sha256: sha }, true],
  ["the pinned archive", { "tar.gz": sha }, { form: "tar.gz", sha256: sha }, false],
  ["another archive", { "tar.gz": sha }, { form: "tar.gz", sha256: otherSha }, true],
  ["an archive of a form that is not pinned", { h1 }, { form: "tar.gz", sha256: sha }, false],
  [
    "a zip whose bytes are those of no archive",
    { h1, "tar.gz": sha },
    { form: "module-zip", h1, sha256: otherSha },
    false,
  ],
  ["a note without form, one digest of which is pinned", { h1, zip: sha }, { h1, sha256: otherSha }, false],
  [
    "a note without form, no digest of which is pinned",
    { h1, zip: sha },
    { h1: other, sha256: otherSha },
    true,
  ],
  ["no note", { h1 }, {}, false],
])("%s", (_, pin, origin, differs) => {
  const lock = { version: "1.26.8", hosts: { "linux/amd64": pin }, gaps: [] };
  const said = conflictOf(lock, release, { from: "file:///proxy", ...origin });
  if (!differs) return expect(said).toBeUndefined();
  expect(said).toMatch(
    /^it was unpacked from an archive of file:\/\/\/proxy with the digest \S+, but gowsl\.lock pins \S+$/,
  );
  expect(conflictOf({ ...lock, version: "1.26.7" }, release, origin)).toBeUndefined();
});
