import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  lockText,
  mergeLocks,
  parseLock,
  pinOf,
  readLock,
  writeLock,
  type Lock,
} from "../../../lib/toolchain/lock.ts";
import { temporaryFolder } from "./servers.ts";
import { fakeH1 } from "./test-database.ts";

const h1 = fakeH1("x");
const sha256 = "ab".repeat(32);
const lock: Lock = {
  version: "1.26.8",
  hosts: { "linux/amd64": { h1, "tar.gz": sha256 }, "windows/amd64": { zip: sha256 } },
  gaps: ["darwin/arm64"],
};

describe("gowsl.lock", () => {
  it("is read as it was written, and always looks the same", async () => {
    const folder = temporaryFolder();
    expect(await writeLock(folder, lock)).toEqual({ ok: true, value: path.join(folder, "gowsl.lock") });
    expect(readLock(folder)).toEqual({ ok: true, value: lock });
    expect(readdirSync(folder)).toEqual(["gowsl.lock"]);
    const turned = { ...lock, hosts: Object.fromEntries(Object.entries(lock.hosts).toReversed()) };
    expect(lockText(turned)).toBe(readFileSync(path.join(folder, "gowsl.lock"), "utf8"));
    expect(lockText(lock)).toBe(`{
  "lock": 1,
  "go": "1.26.8",
  "hosts": {
    "linux/amd64": {
      "h1": "${h1}",
      "tar.gz": "${sha256}"
    },
    "windows/amd64": {
      "zip": "${sha256}"
    }
  },
  "gaps": [
    "darwin/arm64"
  ]
}
`);
  });

  it("need not be there", () => {
    expect(readLock(temporaryFolder())).toEqual({ ok: true, value: undefined });
  });

  const good = { lock: 1, go: "1.26.8", hosts: {}, gaps: [] };
  it.each<[what: string, text: string, reason: string]>([
    ["nothing", "", "is no JSON"],
    ["a conflict of git", `<<<<<<< HEAD\n${lockText(lock)}`, "is no JSON"],
    ["a list", "[]", "is no lock of gowsl"],
    [
      "a later form",
      JSON.stringify({ ...good, lock: 2 }),
      "has another form than 1: it was written by another gowsl",
    ],
    ["no version", JSON.stringify({ ...good, go: "newest" }), 'has no version of Go in "go"'],
    ["no hosts", JSON.stringify({ ...good, hosts: [] }), 'has no digests in "hosts"'],
    ["no gaps", JSON.stringify({ ...good, gaps: [1] }), 'has no list in "gaps"'],
    [
      "a field that every object has",
      JSON.stringify({ ...good, hosts: { "linux/amd64": { constructor: "x" } } }),
      'has an unknown field "constructor" for linux/amd64',
    ],
    ["a field of somebody else", JSON.stringify({ ...good, comment: "x" }), 'has an unknown field "comment"'],
    [
      "an odd host",
      JSON.stringify({ ...good, hosts: { linux: { h1 } } }),
      'has "linux" among the hosts, which is no os/arch',
    ],
    ["no digest", JSON.stringify({ ...good, hosts: { "linux/amd64": {} } }), "has no digest for linux/amd64"],
    [
      "an unknown digest",
      JSON.stringify({ ...good, hosts: { "linux/amd64": { md5: "x" } } }),
      'has an unknown field "md5" for linux/amd64',
    ],
    [
      "half a digest",
      JSON.stringify({ ...good, hosts: { "linux/amd64": { h1: h1.slice(0, -4) } } }),
      'has no digest in "h1" for linux/amd64',
    ],
    [
      "a digest of capitals",
      JSON.stringify({ ...good, hosts: { "linux/amd64": { zip: sha256.toUpperCase() } } }),
      'has no digest in "zip" for linux/amd64',
    ],
  ])("is refused: %s", (_what, text, reason) => {
    expect(parseLock(text)).toBe(reason);
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "gowsl.lock"), text);
    expect(readLock(folder)).toMatchObject({
      ok: false,
      failures: [{ family: "config", place: path.join(folder, "gowsl.lock"), thing: reason }],
    });
  });

  it("is a failure where it can't be written, and leaves nothing", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "file"), "");
    const place = path.join(folder, "file", "below");
    expect(await writeLock(place, lock)).toMatchObject({ ok: false, failures: [{ family: "files" }] });
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});

describe("pinOf", () => {
  const release = (version: string, os: string) => ({ version, os, arch: "amd64" });

  it("pins one version, one host, one form", () => {
    expect(pinOf(lock, release("1.26.8", "linux"), "module-zip")).toBe(h1);
    expect(pinOf(lock, release("1.26.8", "linux"), "tar.gz")).toBe(sha256);
    expect(pinOf(lock, release("1.26.8", "linux"), "zip")).toBeUndefined();
    expect(pinOf(lock, release("1.26.8", "windows"), "zip")).toBe(sha256);
    expect(pinOf(lock, release("1.26.8", "windows"), "module-zip")).toBeUndefined();
    expect(pinOf(lock, release("1.26.9", "linux"), "module-zip")).toBeUndefined();
    expect(pinOf(lock, release("1.26.8", "darwin"), "module-zip")).toBeUndefined();
    expect(pinOf(undefined, release("1.26.8", "linux"), "module-zip")).toBeUndefined();
  });
});

describe("mergeLocks", () => {
  it("adds what is new and fills gaps", () => {
    const fresh: Lock = {
      version: "1.26.8",
      hosts: { "darwin/arm64": { h1 }, "windows/amd64": { h1 } },
      gaps: ["windows/arm64", "linux/amd64"],
    };
    expect(mergeLocks("gowsl.lock", lock, fresh)).toEqual({
      ok: true,
      value: {
        version: "1.26.8",
        hosts: { ...lock.hosts, "darwin/arm64": { h1 }, "windows/amd64": { h1, zip: sha256 } },
        gaps: ["windows/arm64"],
      },
    });
  });

  it("never changes a pin: both digests are named", () => {
    const other = fakeH1("y");
    const fresh: Lock = { version: "1.26.8", hosts: { "linux/amd64": { h1: other } }, gaps: [] };
    const merged = mergeLocks("gowsl.lock", lock, fresh);
    const thing = merged.ok ? "" : merged.failures[0]?.thing;
    expect(thing).toBe(`pins ${h1} for go1.26.8 on linux/amd64 (h1), but the sources say ${other}`);
  });

  it("begins anew for another version", () => {
    const fresh: Lock = { version: "1.26.9", hosts: {}, gaps: [] };
    expect(mergeLocks("gowsl.lock", lock, fresh)).toEqual({ ok: true, value: fresh });
    expect(mergeLocks("gowsl.lock", undefined, lock)).toEqual({ ok: true, value: lock });
  });
});
