import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { databaseFolder, isHarmless, lookUp } from "../../../lib/toolchain/checksum-database.ts";
import { parseVerifier } from "../../../lib/toolchain/note.ts";
import { impatient, serve, status, temporaryFolder, type Handler } from "./servers.ts";
import { fakeH1, TestDatabase } from "./test-database.ts";

const module = "golang.org/toolchain";
const version = "v0.0.1-go1.26.8.linux-amd64";
const target = `lookup/${module}@${version}`;
const h1 = fakeH1("the release");

/** 700 records, the release among them. */
function realDatabase(at = 400, size = 700, keyOf?: TestDatabase): TestDatabase {
  const database = new TestDatabase("sum.example.com", keyOf);
  database.fill(at);
  database.add(module, version, h1);
  database.fill(size);
  return database;
}

interface Asked {
  handler: Handler;
  database: TestDatabase;
  folder?: string;
}

async function ask({ handler, database, folder = temporaryFolder() }: Asked) {
  const { base, requests } = await serve(handler);
  const verifier = parseVerifier(database.key);
  if (!verifier.ok) throw new Error(verifier.reason);
  const place = databaseFolder(folder, verifier.verifier);
  const setting = { verifier: verifier.verifier, address: base, folder: place, reach: impatient };
  return { answer: await lookUp(setting, module, version), requests, folder: place };
}

/** What an answer is, and the failure's sentence without what differs from run to run. */
async function problemOf(asked: Asked): Promise<string> {
  const { answer } = await ask(asked);
  if (answer.ok) return `accepted ${answer.h1}`;
  return `${answer.problem}: ${answer.reason}`
    .replaceAll(/\+[0-9a-f]{8}/g, "+KEY")
    .replaceAll(/http:\S+/g, "URL");
}

/** The database as it is, but for one answer. */
const but = (database: TestDatabase, file: string, answer: string | Buffer) =>
  database.handler("", (asked) => (asked === file ? answer : undefined));

describe("lookUp", () => {
  it.each([0, 1, 255, 256, 399, 511, 699])("proves record %i", async (at) => {
    const database = realDatabase(at);
    const { answer } = await ask({ database, handler: database.handler() });
    expect(answer).toEqual({ ok: true, h1, record: at, treeSize: database.records.length });
  });

  it("keeps the tree and its tiles, and asks for none of them again", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    const first = await ask({ database, handler: database.handler(), folder: cache });
    expect(first.requests.toSorted()).toEqual([
      `/${target}`,
      "/tile/8/0/001",
      "/tile/8/0/002.p/188",
      "/tile/8/1/000.p/2",
    ]);
    expect(readFileSync(path.join(first.folder, "latest"), "utf8")).toContain("go.sum database tree\n700\n");
    const second = await ask({ database, handler: database.handler(), folder: cache });
    expect(second.requests).toEqual([`/${target}`]);
    expect(second.answer).toEqual(first.answer);
  });

  it("goes forward with a growing tree, and back to no older one", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    const young = database.handler("", (file) => (file === target ? database.lookup(400, 500) : undefined));
    expect((await ask({ database, handler: young, folder: cache })).answer).toMatchObject({ treeSize: 500 });
    const grown = await ask({ database, handler: database.handler(), folder: cache });
    expect(grown.answer).toMatchObject({ ok: true, treeSize: 700 });
    // A server that lags behind is honest if its tree is the beginning of the one seen last.
    const lagging = await ask({ database, handler: young, folder: cache });
    expect(lagging.answer).toMatchObject({ ok: true, h1, treeSize: 700 });
    expect(readFileSync(path.join(lagging.folder, "latest"), "utf8")).toContain("\n700\n");
  });

  it("takes a full tile where the partial one is no more", async () => {
    const database = realDatabase();
    const young = database.handler("", (file) => (file === target ? database.lookup(400, 450) : undefined));
    const handler: Handler = (request, response) => {
      if (request.url === "/tile/8/0/001.p/194") status(404)(request, response);
      else young(request, response);
    };
    const { answer, requests } = await ask({ database, handler });
    expect(requests).toContain("/tile/8/0/001.p/194");
    expect(answer).toMatchObject({ ok: true, h1, treeSize: 450 });
  });

  it("accuses nobody of damage to its own tiles", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    const { folder, answer } = await ask({ database, handler: database.handler(), folder: cache });
    for (const damage of [
      (file: string) => writeFileSync(file, Buffer.alloc(8192)),
      (file: string) => truncateSync(file, 5),
    ]) {
      damage(path.join(folder, "tile/8/0/001"));
      const again = await ask({ database, handler: database.handler(), folder: cache });
      expect(again.answer).toEqual(answer);
      expect(again.requests).toContain("/tile/8/0/001");
    }
  });
});

describe("what is refused", () => {
  it("a database that does not answer, or does not know the version", async () => {
    const database = realDatabase();
    expect(await problemOf({ database, handler: status(404) })).toBe(
      "unknown: does not know it: URL answers 404",
    );
    expect(await problemOf({ database, handler: status(503) })).toBe(
      "unreachable: can't be asked: URL answers 503",
    );
  });

  it.each<[what: string, answer: (database: TestDatabase) => string]>([
    ["nothing at all", () => ""],
    ["a page", () => "<html>Sign in</html>\n\n\n"],
    ["no number", (database) => database.lookup(400).replace("400", "four")],
    ["a number too large", (database) => database.lookup(400).replace("400", "9".repeat(30))],
    ["a carriage return", (database) => database.lookup(400).replace("\n", "\r\n")],
  ])("%s", async (_what, answer) => {
    const database = realDatabase();
    expect(await problemOf({ database, handler: but(database, target, answer(database)) })).toBe(
      "malformed: answers with something that is no record",
    );
  });

  it("a record without a tree, and a signed text that is none", async () => {
    const database = realDatabase();
    const record = `400\n${database.records[400]}\n`;
    expect(await problemOf({ database, handler: but(database, target, record) })).toBe(
      "malformed: gives a tree that is no signed note",
    );
    const text = `${record}${database.note("something else\n")}`;
    expect(await problemOf({ database, handler: but(database, target, text) })).toBe(
      "malformed: gives a tree that is signed, but describes no tree",
    );
  });

  it("another key in the same name", async () => {
    const forger = realDatabase();
    expect(await problemOf({ database: realDatabase(), handler: forger.handler() })).toBe(
      "wrong-key: gives a tree that is not signed by sum.example.com+KEY, but by sum.example.com+KEY",
    );
  });

  it("a tree that was changed after it was signed", async () => {
    const database = realDatabase();
    const changed = database.lookup(400).replace("\n700\n", "\n701\n");
    expect(await problemOf({ database, handler: but(database, target, changed) })).toBe(
      "wrong-key: gives a tree that bears a signature in the name of sum.example.com+KEY that this key has not made",
    );
  });

  it("a record whose text was changed", async () => {
    const database = realDatabase();
    const changed = database.lookup(400).replace(h1, fakeH1("another release"));
    expect(await problemOf({ database, handler: but(database, target, changed) })).toBe(
      "unproven-record: gives a record 400 that is not the one in its tree",
    );
  });

  it("the number and the proof of another record", async () => {
    const database = realDatabase();
    const changed = database.lookup(400).replace("400\n", "401\n");
    expect(await problemOf({ database, handler: but(database, target, changed) })).toBe(
      "unproven-record: gives a record 401 that is not the one in its tree",
    );
  });

  it.each<[what: string, text: string]>([
    ["another module's record", `example.com/m ${version} ${h1}\n`],
    ["another version's record", `${module} ${version}x ${h1}\n`],
    ["a record of go.mod only", `${module} ${version}/go.mod ${h1}\n`],
    ["two digests", `${module} ${version} ${h1}\n${module} ${version} ${fakeH1("x")}\n`],
    ["a digest of another kind", `${module} ${version} h2:abc\n`],
    ["half a digest", `${module} ${version} ${h1.slice(0, -3)}\n`],
  ])("%s, although it is proven (golang/go#79070)", async (_what, text) => {
    const database = realDatabase();
    const id = database.addText(text);
    const handler = but(database, target, database.lookup(id));
    expect(await problemOf({ database, handler })).toBe(
      `missing-line: has no single h1 of ${module} ${version} in the record that it gives for it`,
    );
  });

  it("a stale tree that does not hold the record yet", async () => {
    const database = realDatabase();
    const handler = but(database, target, database.lookup(400, 400));
    expect(await problemOf({ database, handler })).toBe(
      "stale-tree: gives record 400 with a stale tree, which has 400 records and so does not hold it",
    );
  });

  it.each([
    ["of the same size", 700],
    ["that is larger", 900],
    ["that is smaller", 600],
  ])("a fork %s", async (_what, size) => {
    const database = realDatabase();
    const cache = temporaryFolder();
    const { folder } = await ask({ database, handler: database.handler(), folder: cache });
    const kept = readFileSync(path.join(folder, "latest"));
    const fork = new TestDatabase("sum.example.com", database);
    fork.fill(400, "other-");
    fork.add(module, version, fakeH1("a release with a back door"));
    fork.fill(size);
    const { answer } = await ask({ database, handler: fork.handler(), folder: cache });
    if (answer.ok) throw new Error("it was accepted");
    expect(answer.problem).toBe("forked-tree");
    const common = Math.min(size, 700);
    for (const each of [database, fork]) {
      expect(answer.reason).toContain(each.treeHash(0, common).toString("base64"));
    }
    // The evidence: what was signed before, and what is signed now.
    expect(answer.detail).toContain(kept.toString());
    expect(answer.detail).toContain(fork.tree());
    expect(readFileSync(path.join(folder, "latest"))).toEqual(kept);
  });

  it("tiles with a flipped bit, cut off, or missing", async () => {
    const database = realDatabase();
    const tile = database.tile("tile/8/0/001")!;
    const flipped = Buffer.from(tile);
    flipped[77]! ^= 4;
    const ask_ = (answer: Buffer) => problemOf({ database, handler: but(database, "tile/8/0/001", answer) });
    expect(await ask_(flipped)).toBe(
      "inconsistent-tile: gives tiles that prove nothing: tile/8/0/001 does not have the hash that the tile above says",
    );
    expect(await ask_(tile.subarray(32))).toBe(
      "inconsistent-tile: gives tiles that prove nothing: tile/8/0/001 has not the length of its hashes",
    );
    const handler: Handler = (request, response) => {
      if (request.url?.startsWith("/tile/") === true) return status(404)(request, response);
      database.handler()(request, response);
    };
    expect(await problemOf({ database, handler })).toBe("unreachable: does not know it: URL answers 404");
  });

  it("a damaged tree of its own, without removing it", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    const { folder } = await ask({ database, handler: database.handler(), folder: cache });
    writeFileSync(path.join(folder, "latest"), "garbage\n");
    const { answer } = await ask({ database, handler: database.handler(), folder: cache });
    expect(answer).toMatchObject({ ok: false, problem: "store" });
    expect(answer.ok ? "" : answer.reason).toContain(path.join(folder, "latest"));
    expect(readFileSync(path.join(folder, "latest"), "utf8")).toBe("garbage\n");
  });

  it("a folder in which nothing can be remembered", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    writeFileSync(path.join(cache, "sumdb"), "a file");
    const { answer } = await ask({ database, handler: database.handler(), folder: cache });
    expect(answer).toMatchObject({ ok: false, problem: "store" });
  });

  it("keeps nothing of an answer that is refused", async () => {
    const database = realDatabase();
    const cache = temporaryFolder();
    mkdirSync(path.join(cache, "sumdb"));
    await ask({ database, handler: realDatabase().handler(), folder: cache });
    expect(readdirSync(path.join(cache, "sumdb"))).toEqual([]);
  });

  it("tells what passes from what does not", () => {
    expect((["unreachable", "unknown", "store"] as const).every(isHarmless)).toBe(true);
    const others = [
      "malformed",
      "wrong-key",
      "missing-line",
      "stale-tree",
      "forked-tree",
      "unproven-record",
      "inconsistent-tile",
    ] as const;
    expect(others.some(isHarmless)).toBe(false);
  });
});
