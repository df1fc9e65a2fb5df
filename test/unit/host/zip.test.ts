import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openZip, wholeBytes, type Zip } from "../../../lib/host/zip.ts";
import { zipOf, type WrittenEntry } from "../toolchain/zip-writer.ts";

function written(bytes: Buffer): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "a.zip"), bytes);
  return path.join(folder, "a.zip");
}

async function opened(entries: WrittenEntry[]): Promise<Zip> {
  const zip = await openZip(written(zipOf(entries)));
  if (!zip.ok) throw new Error(zip.reason);
  onTestFinished(() => zip.value.close());
  return zip.value;
}

async function refusal(bytes: Buffer): Promise<string> {
  const zip = await openZip(written(bytes));
  if (zip.ok) throw new Error("it was opened");
  return zip.reason;
}

async function textOf(entry: Zip["entries"][number]): Promise<string> {
  const stream = await entry.open();
  if (!stream.ok) return stream.reason;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream.value) chunks.push(chunk as Buffer);
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
  return Buffer.concat(chunks).toString();
}

describe("openZip", () => {
  it("gives names, sizes, modes and content in the order of the list", async () => {
    const long = "x".repeat(300_000);
    const { entries } = await opened([
      { name: "b/", stored: true },
      { name: "b/ä.txt", content: "hello", mode: 0o100755 },
      { name: "a", content: long },
      { name: "stored", content: "plain", stored: true },
      { name: "empty" },
    ]);
    expect(
      entries.map(({ name, sizeBytes, mode, isFolder }) => ({ name, sizeBytes, mode, isFolder })),
    ).toEqual([
      { name: "b/", sizeBytes: 0, mode: undefined, isFolder: true },
      { name: "b/ä.txt", sizeBytes: 5, mode: 0o100755, isFolder: false },
      { name: "a", sizeBytes: 300_000, mode: undefined, isFolder: false },
      { name: "stored", sizeBytes: 5, mode: undefined, isFolder: false },
      { name: "empty", sizeBytes: 0, mode: undefined, isFolder: false },
    ]);
    const whole = await Promise.all(entries.map((entry) => entry.read()));
    const texts = ["", "hello", long, "plain", ""];
    expect(whole.map((each) => (each.ok ? each.value.toString() : each.reason))).toEqual(texts);
    expect(await Promise.all(entries.map(textOf))).toEqual(texts);
  });

  it("leaves names that only look dangerous to its caller", async () => {
    const { entries } = await opened([{ name: "../up" }, { name: "/root" }, { name: "c:/x" }]);
    expect(entries.map(({ name }) => name)).toEqual(["../up", "/root", "c:/x"]);
  });

  it.each<[what: string, entries: WrittenEntry[], reason: string]>([
    ["one name twice", [{ name: "a" }, { name: "b" }, { name: "a" }], "has two entries named a"],
    [
      "an encrypted entry",
      [{ name: "a", flags: 1 }],
      "has an entry that is encrypted or compressed in an unknown way: a",
    ],
    [
      "a hidden header",
      [{ name: "a", flags: 1 << 13 }],
      "has an entry that is encrypted or compressed in an unknown way: a",
    ],
    [
      "an unknown compression",
      [{ name: "a", method: 14 }],
      "has an entry that is encrypted or compressed in an unknown way: a",
    ],
    [
      "entries that share bytes",
      [
        { name: "a", content: "x" },
        { name: "b", says: { start: 0 } },
      ],
      "has overlapping entries: b",
    ],
    [
      "an entry that reaches into the list",
      [{ name: "a", content: "x", says: { compressedBytes: 40 } }],
      "has overlapping entries: the list",
    ],
    ["a backslash", [{ name: "a\\b" }], String.raw`has a name that is no text: "a\\b"`],
    ["a zero byte", [{ name: "a\0b" }], String.raw`has a name that is no text: "a\u0000b"`],
    ["bytes that are no UTF-8", [{ name: Buffer.from([0x61, 0xff]) }], 'has a name that is no text: "aÿ"'],
    ["no name", [{ name: "" }], 'has a name that is no text: ""'],
  ])("refuses %s", async (_what, entries, reason) => {
    expect(await refusal(zipOf(entries))).toBe(reason);
  });

  it("refuses what is cut off, empty, no archive or not there", async () => {
    const whole = zipOf([{ name: "a", content: "hello" }]);
    expect(await refusal(whole.subarray(0, whole.length - 30))).toMatch(/^is no intact zip archive: /);
    expect(await refusal(Buffer.alloc(0))).toMatch(/^is no intact zip archive: /);
    expect(await refusal(Buffer.from("<html>Sign in</html>".repeat(10)))).toMatch(
      /^is no intact zip archive: /,
    );
    const gone = await openZip(path.join(os.tmpdir(), "gowsl-no-such.zip"));
    expect(gone).toEqual({ ok: false, reason: "can't be opened: no such file or folder" });
  });

  it("says which entry is broken", async () => {
    const { entries } = await opened([
      { name: "longer", content: "hello", says: { sizeBytes: 3 } },
      { name: "shorter", content: "hello", says: { sizeBytes: 9 } },
      { name: "renamed", content: "hello", says: { localName: "another" } },
      { name: "garbage", content: "hello", stored: true, method: 8 },
      { name: "huge", content: "hello", says: { sizeBytes: wholeBytes + 1 } },
    ]);
    const whole = await Promise.all(entries.map((entry) => entry.read()));
    const reasons = whole.map((each) => (each.ok ? "" : each.reason));
    expect(reasons[0]).toMatch(/^is broken at longer: /);
    expect(reasons[1]).toBe("is broken at shorter: 5 bytes where the list says 9");
    expect(reasons[2]).toBe("is broken at renamed: the entry says another name than the list");
    expect(reasons[3]).toMatch(/^is broken at garbage: /);
    expect(reasons[4]).toBe(`has an entry of ${wholeBytes + 1} bytes: huge`);
    const streamed = await Promise.all(entries.map(textOf));
    expect(streamed[0]).toMatch("error: more than the 3 bytes that the list says");
    expect(streamed[1]).toMatch("error: 5 bytes where the list says 9");
    expect(streamed[3]).toMatch(/^error: /);
  });

  it("notices a flipped bit, at once and as a stream", async () => {
    for (const stored of [true, false]) {
      const bytes = zipOf([{ name: "a", content: "plain text", stored }]);
      const at = bytes.indexOf(Buffer.from("\x03\x04", "latin1")) + 28 + 1 + (stored ? 3 : 6);
      bytes[at]! ^= 4;
      const zip = await openZip(written(bytes));
      if (!zip.ok) throw new Error(zip.reason);
      onTestFinished(() => zip.value.close());
      const [entry] = zip.value.entries;
      expect(await entry!.read()).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/^is broken at a: /),
      });
      expect(await textOf(entry!)).toMatch(/^error: /);
    }
  });
});
