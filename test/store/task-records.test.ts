/** What the records of declared commands promise. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TaskRecords, type TaskRecord } from "../../lib/cache/task-records.ts";
import { sealed, unsealed } from "../../lib/host/sealed.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "gowsl-tasks-"));
});
afterEach(() => rm(root, { recursive: true }));

const stat = { size: 1, mtimeMs: 1, ctimeMs: 1, inode: 1 };
const record: TaskRecord = {
  schema: 1,
  step: "web:build {os=linux}",
  state: "proven",
  key: "k",
  entries: [{ kind: "setting", name: "command", value: "x" }],
  outputs: [{ path: "gen/a", sha256: "s", sizeBytes: 1, mode: 0o644, stat }],
  log: "[]",
};

async function onlyFile(): Promise<string> {
  const folder = path.join(root, ".gowsl/tasks");
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return path.join(folder, names[0]!);
}

describe("records of declared commands", () => {
  it("are read as they were written, each under its own name", async () => {
    const records = new TaskRecords(root);
    await records.write(record);
    await records.write({ ...record, step: "web-build {os=linux}", outputs: [] });
    expect(new TaskRecords(root).read(record.step)).toEqual(record);
    expect(await records.all()).toHaveLength(2);
    await records.remove(record);
    expect(records.read(record.step)).toBeUndefined();
    expect((await records.all()).map(({ step }) => step)).toEqual(["web-build {os=linux}"]);
  });

  it("prove nothing once the command begins, and name what is ours to clean", async () => {
    const records = new TaskRecords(root);
    await records.write(record);
    await records.invalidate(record);
    expect(records.read(record.step)).toEqual({ ...record, state: "stale" });
  });

  it("name a run that writes outputs, until it has ended", async () => {
    const records = new TaskRecords(root);
    const begun = { run: "linux-machine-1-00000000", found: record.outputs };
    await records.begin("new", undefined, begun);
    const none = { schema: 1, step: "new", state: "stale", key: "", entries: [], outputs: [] };
    expect(records.read("new")).toEqual({ ...none, begun });
    await records.fail("new", undefined, record.outputs);
    expect(records.read("new")).toEqual({ ...none, outputs: record.outputs });
    await records.fail("new", undefined, []);
    expect(records.read("new"), "there is nothing to know").toBeUndefined();
    await records.begin(record.step, record, begun);
    expect(records.read(record.step)).toEqual({ ...record, state: "stale", begun });
    await records.fail(record.step, { ...record, begun }, []);
    expect(records.read(record.step)).toEqual({ ...record, state: "stale", outputs: [] });
    await records.write({ ...record, begun: { ...begun, run: "../../elsewhere" } });
    expect(records.read(record.step), "it names a folder").toBeUndefined();
    await records.write({ ...record, begun: { ...begun, found: ["gen/mine"] as never } });
    expect(records.read(record.step), "it says what lay there").toBeUndefined();
  });

  it.each<[what: string, change: (text: string) => string]>([
    ["cut short", (text) => text.slice(0, -9)],
    ["of another step", (text) => text.replace("web:build", "web:other")],
    ["of another schema", (text) => text.replace('"schema":1', '"schema":2')],
    ["in an unknown state", (text) => text.replace("proven", "sure")],
    ["with an output without stat", (text) => text.replace(/"stat":\{[^}]*\}/, '"stat":null')],
    ["with entries of another form", (text) => text.replace('"value":"x"', '"value":1')],
    ["null", () => "null"],
    ["empty", () => ""],
  ])("%s are none", async (_, change) => {
    const records = new TaskRecords(root);
    await records.write(record);
    const file = await onlyFile();
    await writeFile(file, sealed(change(unsealed(await readFile(file, "utf8"))!)));
    expect(records.read(record.step)).toBeUndefined();
  });
});
