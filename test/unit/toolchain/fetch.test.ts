import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { sentence, type Result } from "../../../lib/model/failure.ts";
import type { Archive, FetchEvent } from "../../../lib/model/release.ts";
import { fetchRelease } from "../../../lib/toolchain/fetch.ts";
import type { Lock } from "../../../lib/toolchain/lock.ts";
import { pinHosts } from "../../../lib/toolchain/pin-hosts.ts";
import { namedWish } from "../../../lib/go/wish.ts";
import { checkRelease, resolveVersion } from "../../../lib/toolchain/resolve.ts";
import { sourcesOf, type Sources } from "../../../lib/toolchain/sources.ts";
import {
  dripping,
  files,
  hasty,
  impatient,
  nobody,
  serve,
  status,
  temporaryFolder,
  type Handler,
} from "./servers.ts";
import { fakeH1, TestDatabase } from "./test-database.ts";
import { zipOf } from "./zip-writer.ts";

const release = { version: "1.26.8", os: "linux", arch: "amd64" };
const version = "v0.0.1-go1.26.8.linux-amd64";
const module = "golang.org/toolchain";
const content = [
  { name: `${module}@${version}/VERSION`, content: "go1.26.8\n" },
  { name: `${module}@${version}/bin/go`, content: "a program".repeat(1000) },
];
const zip = zipOf(content);
const sha256 = createHash("sha256").update(zip).digest("hex");
/** By the definition, not by lib/toolchain/module-hash.ts. */
const h1 = `h1:${createHash("sha256")
  .update(
    content
      .map(({ name, content: text }) => `${createHash("sha256").update(text).digest("hex")}  ${name}\n`)
      .join(""),
  )
  .digest("base64")}`;

/** A database that has the release with this h1. */
function databaseWith(digest: string): TestDatabase {
  const database = new TestDatabase();
  database.fill(40);
  database.add(module, version, digest);
  database.fill(300);
  return database;
}

const at = `/${module}/@v`;
const listed = (...versions: string[]) => versions.map((each) => `v0.0.1-go${each}\n`).join("");

/** A module proxy that has the release, and the database below /sumdb; `changed` says otherwise. */
function proxy(database: TestDatabase, changed: Record<string, Handler | Buffer | string> = {}): Handler {
  const own = files({
    [`${at}/list`]: listed("1.26.8.linux-amd64", "1.26.11.linux-amd64", "1.27rc1.linux-amd64"),
    [`${at}/${version}.info`]: JSON.stringify({ Version: version, Time: "2026-09-01T20:03:23Z" }),
    [`${at}/${version}.zip`]: zip,
    ...changed,
  });
  const below = `/sumdb/${database.name}`;
  const sums = database.handler(below);
  return (request, response) => {
    const given = changed[request.url ?? ""] === undefined && request.url?.startsWith(below) === true;
    (given ? sums : own)(request, response);
  };
}

interface Given {
  goproxy?: string;
  gosumdb?: string;
  mirrors?: string[];
  lock?: Lock;
  reach?: Sources["reach"];
}

function sourcesFor(
  { goproxy, gosumdb, mirrors, reach = impatient }: Given,
  cacheFolder = temporaryFolder(),
): Sources {
  const sources = sourcesOf({ goproxy, gosumdb, mirrors, cacheFolder, reach });
  if (!sources.ok) throw new Error(sources.failures[0]?.thing);
  return sources.value;
}

async function fetched(given: Given, wanted = release) {
  const folder = path.join(temporaryFolder(), "archives");
  const events: FetchEvent[] = [];
  const sources = sourcesFor(given);
  const setting = { sources, lock: given.lock, folder, emit: (event: FetchEvent) => void events.push(event) };
  const result = await fetchRelease(wanted, setting);
  const names = readdirSync(path.dirname(folder)).includes("archives") ? readdirSync(folder) : [];
  return { result, folder, names, events };
}

function archiveOf(result: Result<Archive>): Archive {
  if (!result.ok)
    throw new Error(result.failures.map((each) => `${sentence(each)}\n${each.detail}`).join("\n"));
  return result.value;
}

/** The failure with what differs from run to run left out. */
function told(result: Result<unknown>) {
  if (result.ok) throw new Error("it was accepted");
  const [only] = result.failures;
  const plain = (text = "") =>
    text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "BASE").replaceAll(/ as \/\S+/g, " as FILE");
  return { place: plain(only?.place), thing: plain(only?.thing), detail: plain(only?.detail) };
}

const pinned = (digest: string): Lock => ({
  version: "1.26.8",
  hosts: { "linux/amd64": { h1: digest } },
  gaps: [],
});

describe("fetchRelease from a module proxy", () => {
  it("hands out a zip that the checksum database vouches for", async () => {
    const database = databaseWith(h1);
    const { base } = await serve(proxy(database));
    const { result, folder, names, events } = await fetched({ goproxy: base, gosumdb: database.key });
    expect(archiveOf(result)).toEqual({
      release,
      form: "module-zip",
      file: path.join(folder, "go1.26.8.linux-amd64.module.zip"),
      from: base,
      proof: "the checksum database sum.example.com (record 40 of 300)",
      sha256,
      h1,
    });
    expect(names).toEqual(["go1.26.8.linux-amd64.module.zip"]);
    expect(readFileSync(archiveOf(result).file).equals(zip)).toBe(true);
    expect(events.at(-2)).toEqual({
      type: "downloading",
      release,
      from: base,
      receivedBytes: zip.length,
      totalBytes: zip.length,
    });
  });

  it("asks no database where gowsl.lock pins the release, also with GOSUMDB=off", async () => {
    const { base, requests } = await serve(proxy(databaseWith(fakeH1("lies"))));
    const { result } = await fetched({ goproxy: base, gosumdb: "off", lock: pinned(h1) });
    expect(archiveOf(result)).toMatchObject({ proof: "gowsl.lock", h1 });
    expect(requests).toEqual([`${at}/${version}.info`, `${at}/${version}.zip`]);
  });

  it("takes nothing with GOSUMDB=off and no pin, nor with one for another host or version", async () => {
    const { base } = await serve(proxy(databaseWith(h1)));
    const others: Lock[] = [
      { ...pinned(h1), version: "1.26.7" },
      { version: "1.26.8", hosts: { "linux/arm64": { h1 } }, gaps: [] },
    ];
    for (const lock of [undefined, ...others]) {
      const { result, names } = await fetched({ goproxy: base, gosumdb: "off", ...(lock && { lock }) });
      expect(told(result).detail).toMatch(/^GOSUMDB=off: the checksum database may not be asked/);
      expect(names).toEqual([]);
    }
  });

  it("goes without a database for a folder alone, and says so", async () => {
    const folder = temporaryFolder();
    const place = path.join(folder, "golang.org", "toolchain", "@v");
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `${version}.info`), JSON.stringify({ Version: version }));
    writeFileSync(path.join(place, `${version}.zip`), zip);
    const goproxy = pathToFileURL(folder).href;
    const { result } = await fetched({ goproxy, gosumdb: "off" });
    expect(archiveOf(result).proof).toMatch(/^nobody: for a GOPROXY that is a folder alone/);
    const wrong = await fetched({ goproxy, gosumdb: "off", lock: pinned(fakeH1("other")) });
    expect(told(wrong.result).thing).toContain(`but it should be ${fakeH1("other")}, says gowsl.lock`);
    const two = await fetched({ goproxy: `${goproxy},direct`, gosumdb: "off", mirrors: ["goproxy"] });
    expect(two.result.ok).toBe(false);
  });

  it.each<[what: string, digest: string, lock: Lock | undefined, by: string]>([
    [
      "the database",
      fakeH1("the real one"),
      undefined,
      "the checksum database sum.example.com (record 40 of 300)",
    ],
    ["gowsl.lock", h1, pinned(fakeH1("the real one")), "gowsl.lock"],
  ])(
    "refuses another zip than %s says, names both digests and keeps it aside",
    async (_what, digest, lock, by) => {
      const database = databaseWith(digest);
      const { base } = await serve(proxy(database));
      const other = await serve(status(500));
      const { result, names, folder } = await fetched({
        goproxy: `${base}|${other.base}`,
        gosumdb: database.key,
        ...(lock && { lock }),
      });
      expect(told(result).thing).toBe(
        `gave an archive of go1.26.8 for linux/amd64 with the digest ${h1}, ` +
          `but it should be ${fakeH1("the real one")}, says ${by}. It is kept as FILE`,
      );
      expect(names).toEqual(["go1.26.8.linux-amd64.module.zip.bad"]);
      expect(readFileSync(path.join(folder, names[0]!)).equals(zip)).toBe(true);
      expect(other.requests).toEqual([]);
    },
  );

  it("leaves a good archive as it is when a bad one comes", async () => {
    const database = databaseWith(fakeH1("the real one"));
    const { base } = await serve(proxy(database));
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "go1.26.8.linux-amd64.module.zip"), "the one before");
    const sources = sourcesFor({ goproxy: base, gosumdb: database.key });
    const result = await fetchRelease(release, { sources, folder, emit: () => {} });
    expect(result.ok).toBe(false);
    expect(readFileSync(path.join(folder, "go1.26.8.linux-amd64.module.zip"), "utf8")).toBe("the one before");
  });

  it.each<[what: string, bytes: Buffer, reason: RegExp]>([
    [
      "cut off",
      zip.subarray(0, zip.length - 100),
      /^BASE gave a zip that is no intact zip archive: .* It is kept as FILE$/,
    ],
    [
      "with a flipped bit in a name",
      flipped(zip, zip.indexOf("VERSION")),
      /is broken at|has a file that is not of/,
    ],
    ["with a flipped bit in its list", flipped(zip, zip.length - 12), /is no intact zip archive|overlapping/],
    [
      "of another release",
      zipOf([{ name: `${module}@v0.0.1-go1.26.7.linux-amd64/x` }]),
      /has a file that is not of/,
    ],
    ["that is a page", Buffer.from("<html>Sign in</html>"), /is no intact zip archive/],
  ])("goes on after a zip %s", async (_what, bytes, reason) => {
    const database = databaseWith(h1);
    const broken = await serve(proxy(database, { [`${at}/${version}.zip`]: bytes }));
    const good = await serve(proxy(database));
    const given = { gosumdb: database.key };
    const alone = await fetched({ ...given, goproxy: broken.base });
    expect(told(alone.result).detail).toMatch(reason);
    expect(alone.names).toEqual(["go1.26.8.linux-amd64.module.zip.bad"]);
    const both = await fetched({ ...given, goproxy: `${broken.base}|${good.base}` });
    expect(archiveOf(both.result).from).toBe(good.base);
  });

  it("notices a flipped bit in the content, however it shows", async () => {
    const database = databaseWith(h1);
    for (const place of [zip.indexOf("bin/go") + 20, zip.indexOf("VERSION") + 9]) {
      const { base } = await serve(proxy(database, { [`${at}/${version}.zip`]: flipped(zip, place) }));
      const { result, names } = await fetched({ goproxy: base, gosumdb: database.key });
      expect(result.ok).toBe(false);
      expect(names).toEqual(["go1.26.8.linux-amd64.module.zip.bad"]);
    }
  });

  it("walks the list: after 404 behind a comma, after anything behind a bar", async () => {
    const database = databaseWith(h1);
    const good = await serve(proxy(database));
    const given = { gosumdb: `${database.key} ${good.base}/sumdb/${database.name}` };
    const missing = await serve(status(404));
    const forbids = await serve(status(403));
    const silent = await serve(() => {});
    expect((await fetched({ ...given, goproxy: `${missing.base},${good.base}` })).result.ok).toBe(true);
    expect(
      (await fetched({ ...given, goproxy: `${forbids.base}|${await nobody()}|${good.base}` })).result.ok,
    ).toBe(true);
    expect(
      (await fetched({ ...given, goproxy: `${silent.base}|${good.base}`, reach: hasty })).result.ok,
    ).toBe(true);
    const drips = await serve(dripping);
    const slow = { ...hasty, patience: { ...hasty.patience, paceMs: 30, paceBytes: 1000 } };
    expect((await fetched({ ...given, goproxy: `${drips.base}|${good.base}`, reach: slow })).result.ok).toBe(
      true,
    );
    const stopped = await fetched({ ...given, goproxy: `${forbids.base},${good.base}` });
    expect(told(stopped.result)).toEqual({
      place: "go1.26.8 for linux/amd64",
      thing: "can't be had from any source",
      detail: `BASE${at}/${version}.info answers 403 (behind a comma the next one is asked only after 404 and 410)`,
    });
  });

  it("stops at once when the database is not honest", async () => {
    const database = databaseWith(h1);
    const forger = databaseWith(h1);
    const { base, requests } = await serve(proxy(forger));
    const index = await serve(status(500));
    const { result, names } = await fetched({
      goproxy: base,
      gosumdb: database.key,
      mirrors: ["goproxy", index.base],
    });
    expect(told(result).thing).toMatch(
      /^nobody vouches for it: the checksum database sum\.example\.com gives a tree that is not signed by /,
    );
    expect(names).toEqual([]);
    expect(requests).not.toContain(`${at}/${version}.zip`);
    expect(index.requests).toEqual([]);
  });

  it("fetches nothing where the database is out of reach", async () => {
    const database = databaseWith(h1);
    const { base, requests } = await serve(
      proxy(database, { [`/sumdb/${database.name}/supported`]: status(403) }),
    );
    const { result } = await fetched({ goproxy: base, gosumdb: database.key });
    expect(told(result).detail).toBe(
      `the checksum database sum.example.com can't be asked: BASE/sumdb/sum.example.com/supported answers 403`,
    );
    expect(requests).not.toContain(`${at}/${version}.zip`);
  });

  it("asks nobody with GOPROXY=off", async () => {
    const { result } = await fetched({ goproxy: "off" });
    expect(told(result)).toEqual({
      place: "go1.26.8 for linux/amd64",
      thing: "can't be had from any source",
      detail: "off: GOPROXY forbids to ask anywhere else",
    });
  });

  it("says what there is where a release does not exist", async () => {
    const { base } = await serve(proxy(databaseWith(h1)));
    const wanted = (text: string) => fetched({ goproxy: base }, { ...release, version: text });
    expect(told((await wanted("1.26.12")).result).thing).toBe(
      "go1.26.12 is newer than anything that BASE has: the newest is go1.26.11",
    );
    expect(told((await wanted("1.26.9")).result).thing).toBe(
      "BASE does not have go1.26.9: the newest is go1.26.11",
    );
    const other = await fetched({ goproxy: base }, { ...release, arch: "riscv64" });
    expect(told(other.result)).toMatchObject({
      place: "go1.26.8 for linux/riscv64",
      thing: "is not there, though BASE has go1.26.8 for other machines",
    });
  });

  it("names the newest where a proxy refuses what it does not list", async () => {
    const wanted = { ...release, version: "1.26.9" };
    const refused = `${at}/v0.0.1-go1.26.9.linux-amd64.info`;
    const { base } = await serve(proxy(databaseWith(h1), { [refused]: status(403) }));
    const hintOf = ({ result }: Awaited<ReturnType<typeof fetched>>) =>
      result.ok ? "it was fetched" : result.failures[0]?.hint?.replaceAll(base, "BASE");
    expect(hintOf(await fetched({ goproxy: base }, wanted))).toBe(
      "403 may mean that there is no such release: BASE does not have go1.26.9: the newest is go1.26.11.",
    );
    // One that is listed is refused for another reason, and one that refuses all tells nothing.
    const here = await serve(proxy(databaseWith(h1), { [`${at}/${version}.info`]: status(403) }));
    expect(hintOf(await fetched({ goproxy: here.base }))).toBeUndefined();
    const all = await serve(status(403));
    expect(hintOf(await fetched({ goproxy: all.base }, wanted))).toBeUndefined();
  });

  it("asks for nothing that is no name of a release", async () => {
    const { base, requests } = await serve(status(500));
    for (const text of ["../../x", "1.26.8/..", "1.22.1-bigcorp", ""]) {
      const { result } = await fetched({ goproxy: base }, { ...release, version: text });
      expect(told(result).thing).toBe("is the name of no release that can be fetched");
    }
    expect(requests).toEqual([]);
  });

  it("takes no other answer for the release", async () => {
    const { base } = await serve(
      proxy(databaseWith(h1), { [`${at}/${version}.info`]: "<html>Sign in</html>" }),
    );
    const { result } = await fetched({ goproxy: base });
    expect(told(result).detail).toBe(`BASE${at}/${version}.info answers with something else than ${version}`);
  });

  it("says what is wrong with the disk", async () => {
    const database = databaseWith(h1);
    const { base } = await serve(proxy(database));
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "file"), "");
    const sources = sourcesFor({ goproxy: base, gosumdb: database.key });
    const result = await fetchRelease(release, {
      sources,
      folder: path.join(folder, "file"),
      emit: () => {},
    });
    expect(result).toMatchObject({ ok: false, failures: [{ family: "files" }] });
  });
});

describe("fetchRelease from an index", () => {
  const archive = Buffer.from("a tar.gz, as far as this file knows".repeat(1000));
  const digest = createHash("sha256").update(archive).digest("hex");
  const index = (more: object = {}) =>
    JSON.stringify([
      {
        version: "go1.26.8",
        files: [
          {
            filename: "go1.26.8.linux-amd64.tar.gz",
            os: "linux",
            arch: "amd64",
            version: "go1.26.8",
            sha256: digest,
            size: archive.length,
            kind: "archive",
            ...more,
          },
        ],
      },
    ]);
  const page = (more: object = {}, bytes: Buffer | Handler = archive) =>
    files({ "/dl/?mode=json&include=all": index(more), "/dl/go1.26.8.linux-amd64.tar.gz": bytes });

  it("hands out an archive that has the digest of the index", async () => {
    const { base } = await serve(page());
    const { result, folder } = await fetched({ mirrors: [`${base}/dl`] });
    expect(archiveOf(result)).toEqual({
      release,
      form: "tar.gz",
      file: path.join(folder, "go1.26.8.linux-amd64.tar.gz"),
      from: `${base}/dl`,
      proof: `the index of ${base}/dl`,
      sha256: digest,
    });
  });

  it("follows the page to where its files are", async () => {
    const store = await serve(files({ "/go/x": archive }));
    const redirect: Handler = (_request, response) =>
      void response.writeHead(302, { location: `${store.base}/go/x` }).end();
    const { base } = await serve((request, response) =>
      (request.url?.endsWith(".tar.gz") === true ? redirect : page())(request, response),
    );
    expect((await fetched({ mirrors: [`${base}/dl`] })).result.ok).toBe(true);
  });

  it("refuses another archive, names both digests and keeps it aside", async () => {
    const other = Buffer.from(archive);
    other[5]! ^= 1;
    const { base } = await serve(page({}, other));
    const { result, names } = await fetched({ mirrors: [`${base}/dl`] });
    const is = createHash("sha256").update(other).digest("hex");
    expect(told(result).thing).toBe(
      `gave an archive of go1.26.8 for linux/amd64 with the digest ${is}, but it should be ${digest}, says the index of BASE/dl. It is kept as FILE`,
    );
    expect(names).toEqual(["go1.26.8.linux-amd64.tar.gz.bad"]);
  });

  it("believes gowsl.lock more than an index", async () => {
    const lock = (sum: string): Lock => ({
      version: "1.26.8",
      hosts: { "linux/amd64": { "tar.gz": sum } },
      gaps: [],
    });
    const { base, requests } = await serve(page());
    const good = await fetched({ mirrors: [`${base}/dl`], lock: lock(digest) });
    expect(archiveOf(good.result).proof).toBe("gowsl.lock");
    requests.length = 0;
    const bad = await fetched({ mirrors: [`${base}/dl`], lock: lock("cd".repeat(32)) });
    expect(told(bad.result).thing).toBe(
      `lists an archive of go1.26.8 for linux/amd64 with the digest ${digest}, but gowsl.lock pins ${"cd".repeat(32)}`,
    );
    expect(requests).toEqual(["/dl/?mode=json&include=all"]);
  });

  it("goes on to the next mirror, and tells each one's reason", async () => {
    const cut = await serve(page({}, (_request, response) => void response.end(archive.subarray(0, 999))));
    const large = await serve(page({}, Buffer.concat([archive, archive])));
    const empty = await serve(files({ "/dl/?mode=json&include=all": "[]" }));
    const good = await serve(page());
    const mirrors = [cut.base, large.base, empty.base].map((base) => `${base}/dl`);
    const { result } = await fetched({ mirrors });
    expect(told(result).detail.split("\n")).toEqual([
      `BASE/dl/go1.26.8.linux-amd64.tar.gz has 999 bytes, but the index says ${archive.length}`,
      `BASE/dl/go1.26.8.linux-amd64.tar.gz has ${archive.length * 2} bytes, more than the ${archive.length} allowed`,
      "BASE/dl has no go1.26.8 for linux/amd64",
    ]);
    const last = await fetched({ mirrors: [...mirrors, `${good.base}/dl`] });
    expect(archiveOf(last.result).from).toBe(`${good.base}/dl`);
    expect(last.events.filter(({ type }) => type === "source-failed")).toHaveLength(3);
    expect(last.names).toEqual(["go1.26.8.linux-amd64.tar.gz"]);
  });

  it("believes no digests that anybody on the way could have written", async () => {
    const seen = await serve((_request, response) => void response.end(index()));
    const reach = { ...impatient, environment: { HTTP_PROXY: seen.base } };
    const { result } = await fetched({ mirrors: ["http://mirror.invalid/dl"], reach });
    expect(told(result).detail).toBe(
      "http://mirror.invalid/dl is asked without encryption, so its digests prove nothing. Use https, or pin the release in gowsl.lock",
    );
  });

  it("works from a folder", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "index.json"), index());
    writeFileSync(path.join(folder, "go1.26.8.linux-amd64.tar.gz"), archive);
    const { result } = await fetched({ mirrors: [`${pathToFileURL(folder).href}/index.json`] });
    expect(archiveOf(result).sha256).toBe(digest);
  });

  it("asks the proxies when no index answers", async () => {
    const database = databaseWith(h1);
    const { base } = await serve(proxy(database));
    const mirrors = [`${await nobody()}/dl`, "goproxy"];
    const { result, events } = await fetched({ mirrors, goproxy: base, gosumdb: database.key });
    expect(archiveOf(result).form).toBe("module-zip");
    expect(events[0]).toMatchObject({ type: "source-failed" });
  });
});

describe("sourcesOf", () => {
  const order = (given: Given) =>
    sourcesFor(given).order.map((source) => (source.kind === "index" ? source.base : source.list));

  it.each<[given: Given, expected: string[]]>([
    [{}, ["https://go.dev/dl", "https://go.dev/dl/mod"]],
    [{ goproxy: "https://a.example,direct" }, ["https://a.example,direct", "https://go.dev/dl"]],
    [{ goproxy: "https://a.example" }, ["https://a.example"]],
    [{ goproxy: "off" }, ["off"]],
    [{ goproxy: "direct" }, ["direct", "https://go.dev/dl"]],
    [
      { mirrors: ["https://m.example/go", "goproxy"], goproxy: "https://a.example" },
      ["https://m.example/go", "https://a.example"],
    ],
    [{ mirrors: [] }, []],
  ])("%j", (given, expected) => {
    expect(order(given)).toEqual(expected);
  });

  it("says what is wrong with GOPROXY", () => {
    const sources = sourcesOf({ goproxy: "proxy", cacheFolder: "", reach: impatient });
    expect(told(sources)).toMatchObject({
      place: "GOPROXY",
      thing: "invalid proxy URL missing scheme: proxy",
    });
  });
});

describe("resolveVersion", () => {
  const here = { os: "linux", arch: "amd64" };
  const series = {
    kind: "series",
    series: "1.26",
    source: "go.version",
    why: "go.version asks for 1.26.x",
  } as const;
  const exact = {
    kind: "exact",
    version: "1.26.3",
    source: "go.version",
    why: "asks for exactly 1.26.3",
  } as const;

  it("asks nobody for a version that is named or locked", async () => {
    const { base, requests } = await serve(status(500));
    const sources = sourcesFor({ goproxy: base });
    expect(await resolveVersion(exact, here, { sources })).toEqual({
      ok: true,
      value: { version: "1.26.3" },
    });
    expect(await resolveVersion(series, here, { sources, lock: pinned(h1) })).toEqual({
      ok: true,
      value: { version: "1.26.8", note: "gowsl.lock pins go1.26.8" },
    });
    expect(requests).toEqual([]);
  });

  it("asks the sources for the newest of a series", async () => {
    const { base } = await serve(proxy(databaseWith(h1)));
    const missing = await serve(status(404));
    const sources = sourcesFor({ goproxy: `${missing.base},${base}` });
    expect(await resolveVersion(series, here, { sources })).toMatchObject({
      ok: true,
      value: { version: "1.26.11" },
    });
  });

  it("tells each source's reason where none says what there is", async () => {
    const sources = sourcesFor({ goproxy: await nobody() });
    expect(told(await resolveVersion(series, here, { sources }))).toEqual({
      place: "go.version",
      thing: "1.26.x is no single release, and no source says which ones there are",
      detail: `BASE${at}/list refuses the connection`,
    });
  });
});

describe("checkRelease", () => {
  const wish = (text: string) => {
    const named = namedWish(text, "go.version", { family: "config", place: "go.version" });
    if (!named.ok) throw new Error(named.failures[0]?.thing);
    return named.value;
  };

  it("refuses what is newer than all that a source lists", async () => {
    const { base } = await serve(proxy(databaseWith(h1)));
    const sources = sourcesFor({ goproxy: base });
    for (const text of ["1.99", "1.99.x", "1.99.1", "1.26.99"])
      expect(told(await checkRelease(wish(text), sources)).thing).toMatch(/: the newest is go1\.26\.11/);
    for (const text of ["1.26", "1.26.x", "1.26.11"])
      expect(await checkRelease(wish(text), sources)).toEqual({ ok: true, value: undefined });
    expect(await checkRelease(wish("1.26.7"), sources)).toMatchObject({
      ok: true,
      value: expect.stringMatching(/ does not list it$/) as string,
    });
  });

  it("says why nobody could tell, and asks no folder", async () => {
    const dead = await checkRelease(wish("1.99"), sourcesFor({ goproxy: await nobody() }));
    expect(dead).toMatchObject({
      ok: true,
      value: expect.stringMatching(/refuses the connection$/) as string,
    });
    expect(await checkRelease(wish("1.99"), sourcesFor({ goproxy: "file:///nowhere" }))).toEqual({
      ok: true,
      value: "no source is set that would know it",
    });
  });
});

describe("pinHosts", () => {
  it("pins what the sources say for every host, and lists the gaps", async () => {
    const database = databaseWith(h1);
    const windows = fakeH1("windows");
    database.add(module, "v0.0.1-go1.26.8.windows-arm64", windows);
    const { base } = await serve(proxy(database));
    const given = { goproxy: base, gosumdb: database.key, mirrors: ["goproxy", `${await nobody()}/dl`] };
    const result = await pinHosts("1.26.8", sourcesFor(given));
    if (!result.ok) throw new Error(result.failures[0]?.thing);
    expect(result.value.lock).toEqual({
      version: "1.26.8",
      hosts: { "linux/amd64": { h1 }, "windows/arm64": { h1: windows } },
      gaps: ["linux/arm64", "windows/amd64", "darwin/amd64", "darwin/arm64"],
    });
    expect(result.value.reasons).toHaveLength(5);
  });

  it("pins nothing that a dishonest database says", async () => {
    const { base } = await serve(proxy(databaseWith(h1)));
    const sources = sourcesFor({ goproxy: base, gosumdb: databaseWith(h1).key });
    expect(told(await pinHosts("1.26.8", sources)).thing).toMatch(/gives a tree that is not signed by/);
  });

  it("pins the archive that was proven here", async () => {
    const sources = sourcesFor({ goproxy: "off", gosumdb: "off" });
    const own: Archive = { release, form: "tar.gz", file: "", from: "", proof: "", sha256 };
    const result = await pinHosts("1.26.8", sources, own);
    expect(result.ok && result.value.lock.hosts).toEqual({ "linux/amd64": { "tar.gz": sha256 } });
  });
});

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place]! ^= 1;
  return copy;
}
