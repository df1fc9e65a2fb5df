import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { moduleHash, zipHash } from "../../../lib/toolchain/module-hash.ts";
import { temporaryFolder } from "./servers.ts";
import { zipOf, type WrittenEntry } from "./zip-writer.ts";

const prefix = "example.com/m@v1.0.0/";

async function hashOf(entries: WrittenEntry[] | Buffer): Promise<string> {
  const file = path.join(temporaryFolder(), "m.zip");
  writeFileSync(file, Buffer.isBuffer(entries) ? entries : zipOf(entries));
  const hash = await zipHash(file, prefix);
  return hash.ok ? hash.value : `! ${hash.reason}`;
}

describe("moduleHash", () => {
  it("is the one that the checksum database has for the go.mod of all toolchains", () => {
    const sha256 = createHash("sha256").update("module golang.org/toolchain\n").digest("hex");
    expect(moduleHash([{ name: "go.mod", sha256 }])).toBe("h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=");
  });

  it("sorts by bytes, not by UTF-16", () => {
    // U+FF5E is before U+1F600 in bytes, but after its surrogates in UTF-16.
    const [low, high] = ["\uff5e", "\u{1f600}"].map((name) => ({ name, sha256: "00" }));
    expect(Buffer.compare(Buffer.from(low!.name), Buffer.from(high!.name))).toBe(-1);
    expect(low!.name < high!.name).toBe(false);
    expect(moduleHash([high!, low!])).toBe(moduleHash([low!, high!]));
  });
});

describe("zipHash", () => {
  const entries: WrittenEntry[] = [
    { name: `${prefix}go.mod`, content: "module example.com/m\n" },
    { name: `${prefix}a/b.go`, content: "package a\n" },
  ];

  it("depends on names and contents, and on nothing else", async () => {
    const hash = await hashOf(entries);
    expect(hash).toMatch(/^h1:/);
    expect(await hashOf(entries.toReversed())).toBe(hash);
    expect(await hashOf(entries.map((entry) => ({ ...entry, stored: true, mode: 0o100644 })))).toBe(hash);
    expect(await hashOf([entries[0]!])).not.toBe(hash);
    expect(await hashOf([entries[0]!, { ...entries[1]!, content: "package b\n" }])).not.toBe(hash);
    expect(await hashOf([entries[0]!, { ...entries[1]!, name: `${prefix}a/c.go` }])).not.toBe(hash);
  });

  it("is the same for files that are streamed", async () => {
    const content = randomBytes(9_000_000);
    const large = { name: `${prefix}large`, content };
    expect(await hashOf([large, ...entries])).toBe(await hashOf([...entries, { ...large, stored: true }]));
  });

  it("refuses files of another module, broken ones, and none", async () => {
    expect(await hashOf([...entries, { name: "example.com/m@v1.0.1/x" }])).toBe(
      `! has a file that is not of ${prefix}: example.com/m@v1.0.1/x`,
    );
    expect(await hashOf([...entries, { name: `${prefix}x\ny` }])).toMatch(/^! has a file that is not of /);
    expect(await hashOf([])).toBe("! has no files");
    expect(await hashOf([...entries, { name: `${prefix}x`, content: "abc", says: { sizeBytes: 9 } }])).toBe(
      `! is broken at ${prefix}x: 3 bytes where the list says 9`,
    );
    const cut = zipOf(entries);
    expect(await hashOf(cut.subarray(0, cut.length - 5))).toMatch(/^! is no intact zip archive: /);
    const big = { name: `${prefix}x`, content: randomBytes(5_000_000), says: { sizeBytes: 5_000_001 } };
    expect(await hashOf([...entries, big])).toMatch(/^! is broken at example\.com\/m@v1\.0\.0\/x: /);
  });
});
