/** What is removed from `.gowsl/` after a run, and what stays. */
import { mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { sweepState } from "../../../lib/run/sweep.ts";
import { temporaryFolder } from "../toolchain/servers.ts";

const dayMs = 24 * 60 * 60 * 1000;
const nowMs = 1000 * dayMs;
let root: string;

beforeEach(() => (root = temporaryFolder()));

/** A file of some age and size below `.gowsl/`. */
function write(file: string, days: number, sizeBytes = 1): void {
  const place = path.join(root, ".gowsl", file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, "");
  truncateSync(place, sizeBytes);
  const time = (nowMs - days * dayMs) / 1000;
  utimesSync(place, time, time);
}

async function left(folder: string): Promise<string[]> {
  await sweepState(root, nowMs);
  return readdirSync(path.join(root, ".gowsl", folder)).toSorted();
}

describe("copies of files that somebody had changed", () => {
  const copy = (days: number, sizeBytes: number) =>
    write(`replaced/${nowMs - days * dayMs}/out/a`, 0, sizeBytes);
  const ages = async () => (await left("replaced")).map((name) => (nowMs - Number(name)) / dayMs);

  it("stay for 30 days", async () => {
    for (const days of [0, 29, 31, 400]) copy(days, 10);
    expect(await ages()).toEqual([29, 0]);
  });

  it("go sooner where they are large, the oldest first, but never the newest", async () => {
    for (const days of [1, 2, 3, 4]) copy(days, 400e6);
    expect(await ages()).toEqual([2, 1]);
    copy(0, 2e9);
    expect(await ages()).toEqual([0]);
  });

  it("stay where they are called as no copy is", async () => {
    write("replaced/mine/a", 400);
    expect(await left("replaced")).toEqual(["mine"]);
  });
});

it.each(["tests", "replies"])("what %s keep goes if nobody used it for 30 days", async (folder) => {
  write(`${folder}/used/a.json`, 100);
  write(`${folder}/used/b.json`, 1);
  write(`${folder}/unused/a.json`, 31);
  expect(await left(folder)).toEqual(["used"]);
});

it("answers in a form of before go after a day", async () => {
  write("answers/1.json", 2);
  write("answers/2.answer", 100);
  write("answers/3.answer.77.tmp", 2);
  write("answers/4.answer.78.tmp", 0);
  expect(await left("answers")).toEqual(["2.answer", "4.answer.78.tmp"]);
});

it("earlier answers stay as long as the last one to their question", async () => {
  write("answers/2.answer", 100);
  for (const folder of ["2", "3"]) {
    write(`answers/${folder}/a.answer`, 100);
    utimesSync(path.join(root, ".gowsl/answers", folder), 1, 1);
  }
  expect(await left("answers")).toEqual(["2", "2.answer"]);
});

it("where there is nothing, nothing is done", async () => {
  await sweepState(root, nowMs);
  expect(readdirSync(root)).toEqual([]);
});
