/** What earlier runs took: kept, read again, and forgotten where it is damaged. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { History } from "../../../lib/cache/history.ts";
import { sealed } from "../../../lib/host/sealed.ts";

function checkout(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let time = 0;
const open = (root: string) => new History(root, () => ++time);

async function note(root: string, ...runs: [string, Parameters<History["note"]>[1]][]): Promise<History> {
  for (const [id, run] of runs) {
    const history = open(root);
    history.note(id, run);
    await history.save();
  }
  return open(root);
}

const ran = (durationMs: number, peakBytes?: number) => ({
  durationMs,
  outcome: "ran",
  ...(peakBytes === undefined ? {} : { peakBytes }),
});

describe("expected durations", () => {
  it("are the median of the last ones", async () => {
    const root = checkout();
    const times = [9000, 9000, 9000, 9000, 1, 2, 3, 4, 5, 6, 7];
    const history = await note(
      root,
      ...times.map((each): [string, ReturnType<typeof ran>] => ["a", ran(each)]),
    );
    expect(history.expectedMs("a")).toBe(4);
    expect(history.expectedMs("b")).toBeUndefined();
  });

  it("are not changed by a failure, which may come at once", async () => {
    const history = await note(checkout(), ["a", ran(500)], ["a", { durationMs: 1, outcome: "failed" }]);
    expect(history.expectedMs("a")).toBe(500);
  });

  it("of two gowsl at once are both kept", async () => {
    const root = checkout();
    const [one, other] = [open(root), open(root)];
    one.note("a", ran(1));
    other.note("b", ran(2));
    await one.save();
    await other.save();
    expect([open(root).expectedMs("a"), open(root).expectedMs("b")]).toEqual([1, 2]);
  });
});

describe("peaks of memory", () => {
  it("are learnt, and forgotten by halves when a step became small", async () => {
    const root = checkout();
    expect((await note(root, ["a", ran(1, 1000)])).peakBytes("a")).toBe(1000);
    expect((await note(root, ["a", ran(1, 100)])).peakBytes("a")).toBe(500);
    expect((await note(root, ["a", ran(1, 100)])).peakBytes("a")).toBe(250);
    expect((await note(root, ["a", ran(1, 2000)])).peakBytes("a")).toBe(2000);
  });

  it("stay where a run was too short to be looked at", async () => {
    const root = checkout();
    expect((await note(root, ["a", ran(1, 1000)], ["a", ran(1)])).peakBytes("a")).toBe(1000);
  });
});

describe("a file that can't be used", () => {
  it.each([
    ["half written", '{"schema":1,"steps":{"a":{"dur'],
    ["of another schema", '{"schema":99,"steps":{"a":{"durationsMs":[5],"outcome":"ran","atMs":1}}}'],
    ["with negative times", '{"schema":1,"steps":{"a":{"durationsMs":[-5],"outcome":"ran","atMs":1}}}'],
    ["no object", "[]"],
    ["null", "null"],
  ])("%s is no file", async (_, text) => {
    const root = checkout();
    mkdirSync(path.join(root, ".gowsl"));
    writeFileSync(path.join(root, ".gowsl/history.json"), sealed(text));
    expect(open(root).expectedMs("a")).toBeUndefined();
    expect((await note(root, ["a", ran(7)])).expectedMs("a")).toBe(7);
  });

  it("because it can't be written costs nothing but the guess", async () => {
    const root = checkout();
    // A file in the place of the folder: permissions do not stop root.
    writeFileSync(path.join(root, ".gowsl"), "");
    expect((await note(root, ["a", ran(7)])).expectedMs("a")).toBeUndefined();
    expect(readFileSync(path.join(root, ".gowsl"), "utf8")).toBe("");
  });
});
