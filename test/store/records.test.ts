/** The records of a checkout: what is not whole is no record, and no two share a file. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Records, type Record } from "../../lib/cache/records.ts";
import { sealed } from "../../lib/host/sealed.ts";

let root: string;
let records: Records;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "gowsl-records-"));
  records = new Records(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const record: Record = {
  schema: 2,
  step: "cross linux/amd64",
  unit: "dist/linux_amd64/age",
  package: "example.com/app",
  state: "proven",
  key: "k".repeat(64),
  entries: [
    { kind: "file", name: "example.com/age/main.go", value: "1" },
    { kind: "setting", name: "toolchain", value: "1.26.8" },
    { kind: "module", name: "example.com/x", value: '["v1.0.0","1.20","","","h1:x"]' },
  ],
  outputs: [
    {
      path: "dist/linux_amd64/age",
      sha256: "a".repeat(64),
      sizeBytes: 5,
      mode: 0o755,
      stat: { size: 5, mtimeMs: 1.5, ctimeMs: 2.25, inode: 3 },
    },
  ],
  artifact: {
    name: "age",
    path: "dist/linux_amd64/age",
    target: "linux/amd64",
    sizeBytes: 5,
    sha256: "a".repeat(64),
    toolchain: "1.26.8",
    key: "k".repeat(64),
  },
};

const folder = () => path.join(root, ".gowsl", "records");

/** Replaces the text of the only record, as if gowsl had written it. */
async function replace(text: string): Promise<void> {
  const [name] = await readdir(folder());
  await writeFile(path.join(folder(), name!), sealed(text));
}

function read(): Record | undefined {
  return records.read(record.step, record.unit);
}

describe("Records", () => {
  it("has nothing at first, and makes nothing by looking", async () => {
    expect(read()).toBeUndefined();
    expect(await records.all()).toEqual([]);
    await records.remove(record);
    expect(await readdir(root)).toEqual([]);
  });

  it("gives back what was written, to another gowsl too", async () => {
    await records.write(record);
    expect(read()).toEqual(record);
    expect(new Records(root).read(record.step, record.unit)).toEqual(record);
    expect(await records.all()).toEqual([record]);
  });

  it("ignores itself in git, and leaves an edited .gitignore alone", async () => {
    const ignore = path.join(root, ".gowsl", ".gitignore");
    await records.prepare();
    expect(await readFile(ignore, "utf8")).toBe("*\n");
    await writeFile(ignore, "mine\n");
    await records.prepare();
    expect(await readFile(ignore, "utf8")).toBe("mine\n");
  });

  it("keeps the outputs of a record that proves nothing any more", async () => {
    await records.write(record);
    await records.invalidate(record);
    expect(read()).toEqual({ ...record, state: "stale" });
    await records.write(record);
    expect(read()?.state).toBe("proven");
  });

  it("removes one record", async () => {
    await records.write(record);
    await records.write({ ...record, unit: "other" });
    await records.remove(record);
    expect(read()).toBeUndefined();
    expect((await records.all()).map(({ unit }) => unit)).toEqual(["other"]);
  });

  it("gives every step and unit a file of its own", async () => {
    const names: [string, string][] = [
      ["a", "b"],
      ["a b", ""],
      ["a", "B"],
      ["a/b", "c"],
      ["a", "b/c"],
      ["a_b", "c"],
      ["../../x", "c:\\y"],
      [`a","b`, ""],
      ["construire", "çà 文件"],
    ];
    for (const [step, unit] of names) await records.write({ ...record, step, unit });
    expect(await readdir(folder())).toHaveLength(names.length);
    for (const [step, unit] of names) expect(records.read(step, unit)).toMatchObject({ step, unit });
    expect(await readdir(root)).toEqual([".gowsl"]);
  });

  it("loses nothing when several are written at once", async () => {
    const units = Array.from({ length: 20 }, (_, index) => `unit ${index}`);
    await Promise.all(units.map((unit) => new Records(root).write({ ...record, unit })));
    expect((await records.all()).map(({ unit }) => unit).toSorted()).toEqual(units.toSorted());
    expect((await readdir(folder())).filter((name) => !name.endsWith(".json"))).toEqual([]);
  });

  it("leaves one whole record when one is written several times at once", async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => records.write({ ...record, key })));
    expect(keys).toContain(read()?.key);
  });

  it("shows no unfinished file among all", async () => {
    await records.write(record);
    await writeFile(path.join(folder(), ".x.json.0123.tmp"), JSON.stringify(record).slice(0, 40));
    await mkdir(path.join(folder(), "folder.json"));
    expect(await records.all()).toEqual([record]);
  });

  it.each<[string, string | object]>([
    ["nothing", ""],
    ["cut short", JSON.stringify(record).slice(0, -10)],
    ["null", "null"],
    ["a list", "[]"],
    ["another schema", { schema: 1 }],
    ["a step of another type", { step: 1 }],
    ["no unit", { unit: undefined }],
    ["no key", { key: undefined }],
    ["an unknown state", { state: "fresh" }],
    ["no artifact", { artifact: null }],
    ["entries that are no list", { entries: {} }],
    ["an entry that is null", { entries: [null] }],
    ["an entry without a name", { entries: [{ kind: "file", value: "1" }] }],
    ["an entry with a value of another type", { entries: [{ kind: "file", name: "x", value: 1 }] }],
    ["no outputs", { outputs: [] }],
    ["an output that is null", { outputs: [null] }],
    ["an output without a path", { outputs: [{ ...record.outputs[0], path: undefined }] }],
    ["an output without a digest", { outputs: [{ ...record.outputs[0], sha256: 1 }] }],
  ])("%s is no record", async (_, change) => {
    await records.write(record);
    await replace(typeof change === "string" ? change : JSON.stringify({ ...record, ...change }));
    expect(read()).toBeUndefined();
    expect(await records.all()).toEqual([]);
  });
});
