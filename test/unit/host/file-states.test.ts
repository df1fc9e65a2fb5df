/** Digests by stats: when a file is read again, and what is kept between runs. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FileStates } from "../../../lib/host/file-states.ts";
import { digestText } from "../../../lib/host/files.ts";
import { sealed, unsealed } from "../../../lib/host/sealed.ts";

/** The magic number that statfs tells of (ext4 before each test), and the files whose content was asked for. */
const machine = vi.hoisted(() => ({ type: 0, reads: [] as unknown[] }));
vi.mock("node:fs", async (original) => {
  const fs = await original<Record<"readFileSync" | "openSync", (...given: unknown[]) => unknown>>();
  const noted =
    (name: keyof typeof fs) =>
    (...given: unknown[]) => {
      machine.reads.push(given[0]);
      return fs[name](...given);
    };
  const statfsSync = () => ({ type: machine.type });
  return { ...fs, statfsSync, readFileSync: noted("readFileSync"), openSync: noted("openSync") };
});

let folder: string;
let file: string;
let kept: string;
beforeEach(() => {
  machine.type = 0xef53;
  folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-states-"));
  file = path.join(folder, "a.go");
  kept = path.join(folder, "kept", "files.json");
  writeFileSync(file, "one");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** For a clock that stands at 1970 every file is young, and for one that is a minute ahead these are old. */
const behind = () => 0;
const ahead = () => Date.now() + 60_000;

function open(now = ahead, rest: { file?: string; platform?: NodeJS.Platform } = {}): FileStates {
  return new FileStates({ platform: "linux", now, ...rest });
}

/** States that have read the file. */
function openRead(now = ahead, rest: { file?: string } = {}): FileStates {
  const states = open(now, rest);
  expect(readBy(states)).toEqual(["one", "read"]);
  return states;
}

/** The text of which the states say that it is in the file, and whether they read the file for it. */
function readBy(states: FileStates): [text: string | undefined, how: "read" | "known"] {
  machine.reads = [];
  const digest = states.digest(file);
  const texts = ["one", "two", "three", "other"];
  const how = machine.reads.includes(file) ? "read" : "known";
  return [texts.find((text) => digestText(text) === digest), how];
}

const wholeSecond = 1_600_000_000;

/** Writes a text of the same length and puts the time back: only ctime tells, once the clock has ticked. */
function writeUnseen(text: string): void {
  const { ctimeMs } = statSync(file);
  do {
    writeFileSync(file, text);
    utimesSync(file, wholeSecond, wholeSecond);
  } while (statSync(file).ctimeMs === ctimeMs);
}

describe("a digest", () => {
  it("is that of the content", () => {
    expect(open().digest(file)).toBe(digestText("one"));
  });

  it.each([1 << 20, 1 << 22, (1 << 22) + 12345])("is that of the content of %d bytes, too", (length) => {
    writeFileSync(file, "x".repeat(length));
    expect(open().digest(file)).toBe(digestText("x".repeat(length)));
  });

  it.each<[what: string, make: () => void]>([
    ["nothing", () => rmSync(file)],
    ["a folder", () => (rmSync(file), mkdirSync(file))],
    ["a link to nothing", () => (rmSync(file), symlinkSync("nowhere", file))],
    ["a path below a file", () => (file = path.join(file, "below"))],
  ])("%s has none", (_, make) => {
    make();
    expect(open().digest(file)).toBeUndefined();
    expect(open().derived(file, "text", (text) => text)).toBeUndefined();
  });

  it("is that of the file to which a link leads", () => {
    const link = path.join(folder, "link.go");
    symlinkSync("a.go", link);
    expect(open().digest(link)).toBe(digestText("one"));
  });
});

describe("within one look", () => {
  it.each([
    ["young", behind],
    ["old", ahead],
  ])("a file that is %s is looked at once", (_, now) => {
    const states = openRead(now);
    writeUnseen("two");
    rmSync(file);
    expect(readBy(states)).toEqual(["one", "known"]);
    expect(states.see(file).type).toBe("file");
  });
});

describe("in the next look", () => {
  it("an unchanged file is not read", () => {
    const states = openRead();
    states.lookAgain();
    expect(readBy(states)).toEqual(["one", "known"]);
  });

  it("a young one is read: what is written in the same moment has the same stat", () => {
    const states = openRead(behind);
    expect(states.see(file).settled).toBe(false);
    states.lookAgain();
    expect(readBy(states)).toEqual(["one", "read"]);
  });

  it("one that stays young is read each time", () => {
    const inFuture = Date.now() / 1000 + 3600;
    utimesSync(file, inFuture, inFuture);
    const states = openRead();
    states.lookAgain();
    expect(readBy(states)).toEqual(["one", "read"]);
    expect(states.see(file).settled).toBe(false);
  });

  it("one becomes old two seconds after it was written, by its own times", () => {
    let now = 0;
    const states = open(() => now);
    const { mtimeMs, ctimeMs } = statSync(file);
    for (const [afterMs, settled] of [
      [2000, false],
      [2001, true],
    ] as const) {
      now = Math.max(mtimeMs, ctimeMs) + afterMs;
      states.lookAgain();
      expect(states.see(file).settled).toBe(settled);
    }
  });

  it.each([0x01021997, 0x65735546, 0x6969, 0xff534d42])("one of file system %i is read each time", (type) => {
    machine.type = type;
    const states = openRead();
    states.lookAgain();
    expect(states.see(file)).toMatchObject({ settled: false, trusted: false });
    expect(readBy(states)).toEqual(["one", "read"]);
  });

  it.each<[what: string, change: () => void, text: string]>([
    ["longer", () => writeFileSync(file, "three"), "three"],
    ["of the same size and time", () => writeUnseen("two"), "two"],
    [
      "another file that was moved there",
      () => {
        writeFileSync(`${file}.new`, "two");
        utimesSync(`${file}.new`, wholeSecond, wholeSecond);
        renameSync(`${file}.new`, file);
      },
      "two",
    ],
  ])("one that is %s is read", (_, change, text) => {
    utimesSync(file, wholeSecond, wholeSecond);
    const states = openRead();
    change();
    states.lookAgain();
    expect(readBy(states)).toEqual([text, "read"]);
  });

  it("one that is gone has no digest, and one that comes has", () => {
    const states = open();
    expect(states.digest(file)).toBe(digestText("one"));
    rmSync(file);
    states.lookAgain();
    expect(states.digest(file)).toBeUndefined();
    expect(states.see(file).type).toBe("none");
    writeFileSync(file, "two");
    states.lookAgain();
    expect(states.digest(file)).toBe(digestText("two"));
  });
});

describe("a derived value", () => {
  const upper = vi.fn((content: string) => content.toUpperCase());
  beforeEach(() => void upper.mockClear());

  it("is made of the content once while the file is unchanged", () => {
    const states = open();
    expect(states.derived(file, "upper", upper)).toBe("ONE");
    states.lookAgain();
    expect(states.derived(file, "upper", upper)).toBe("ONE");
    expect(upper).toHaveBeenCalledTimes(1);
    writeFileSync(file, "three");
    states.lookAgain();
    expect(states.derived(file, "upper", upper)).toBe("THREE");
  });

  it("has a name: two functions have two values", () => {
    const states = open();
    expect(states.derived(file, "upper", upper)).toBe("ONE");
    expect(states.derived(file, "length", (content) => String(content.length))).toBe("3");
    expect(states.derived(file, "upper", upper)).toBe("ONE");
    expect(states.digest(file)).toBe(digestText("one"));
  });
});

describe("the names of a folder", () => {
  it("are sorted, each with its kind", () => {
    mkdirSync(path.join(folder, "b"));
    symlinkSync("b", path.join(folder, "B"));
    expect(open().names(folder)).toEqual([
      { name: "B", kind: "@" },
      { name: "a.go", kind: "-" },
      { name: "b", kind: "/" },
    ]);
  });

  it("are listed again once the folder has changed", () => {
    const states = open();
    expect(states.names(folder)).toHaveLength(1);
    const { mtimeMs } = statSync(folder);
    do {
      writeFileSync(path.join(folder, "b.go"), "");
      rmSync(path.join(folder, "b.go"));
    } while (statSync(folder).mtimeMs === mtimeMs);
    writeFileSync(path.join(folder, "b.go"), "");
    expect(states.names(folder)).toHaveLength(1);
    states.lookAgain();
    expect(states.names(folder).map(({ name }) => name)).toEqual(["a.go", "b.go"]);
  });

  it("are none where there is no folder", () => {
    const states = open();
    expect(states.names(file)).toEqual([]);
    expect(states.names(path.join(folder, "none"))).toEqual([]);
    expect(states.names(path.join(folder, "later"))).toEqual([]);
    mkdirSync(path.join(folder, "later", "below"), { recursive: true });
    states.lookAgain();
    expect(states.names(path.join(folder, "later"))).toEqual([{ name: "below", kind: "/" }]);
  });
});

describe("changedSince", () => {
  const writtenMs = (place: string) => Math.max(statSync(place).mtimeMs, statSync(place).ctimeMs);

  it("tells of what was looked at, by its times", () => {
    const states = open();
    states.see(file);
    expect(states.changedSince(writtenMs(file))).toBe(false);
    expect(states.changedSince(writtenMs(file) - 1)).toBe(true);
  });

  it("tells of a file that got its old time back", () => {
    const states = open();
    const before = writtenMs(file);
    writeUnseen("two");
    states.see(file);
    expect(states.changedSince(before)).toBe(true);
  });

  it("knows nothing of what was not looked at in this look", () => {
    const states = open();
    expect(states.changedSince(0)).toBe(false);
    states.see(file);
    expect(states.changedSince(0)).toBe(true);
    states.lookAgain();
    expect(states.changedSince(0)).toBe(false);
    states.names(folder);
    expect(states.changedSince(0)).toBe(true);
  });

  it("can't tell on a file system whose times say little", () => {
    machine.type = 0x6969;
    const states = open();
    states.see(file);
    expect(states.changedSince(Infinity)).toBe(true);
  });
});

describe("between runs", () => {
  /** Of an earlier run, which has read two files. */
  async function saved(now = ahead): Promise<void> {
    const states = openRead(now, { file: kept });
    writeFileSync(path.join(folder, "b.go"), "other");
    states.digest(path.join(folder, "b.go"));
    await states.save();
  }

  /** What the next run says of the file. */
  const next = () => readBy(open(ahead, { file: kept }));

  it("an unchanged file is not read", async () => {
    await saved();
    expect(next()).toEqual(["one", "known"]);
  });

  it("one of the same size and time is", async () => {
    utimesSync(file, wholeSecond, wholeSecond);
    await saved();
    writeUnseen("two");
    expect(next()).toEqual(["two", "read"]);
  });

  it("one that was young is", async () => {
    await saved(behind);
    expect(next()).toEqual(["one", "read"]);
  });

  it("one of a file system whose times say little is", async () => {
    machine.type = 0x01021997;
    await saved();
    machine.type = 0xef53;
    expect(next()).toEqual(["one", "read"]);
  });

  it("what another run has saved stays, though this one did not look at it", async () => {
    await saved();
    const states = open(ahead, { file: kept });
    writeFileSync(path.join(folder, "c.go"), "c");
    states.digest(path.join(folder, "c.go"));
    await states.save();
    expect(next()).toEqual(["one", "known"]);
  });

  it("what is gone is forgotten once it was looked for", async () => {
    await saved();
    rmSync(file);
    const states = open(ahead, { file: kept });
    expect(states.digest(file)).toBeUndefined();
    writeFileSync(path.join(folder, "c.go"), "c");
    states.digest(path.join(folder, "c.go"));
    await states.save();
    expect(readFileSync(kept, "utf8")).not.toContain("a.go");
    expect(readFileSync(kept, "utf8")).toContain("b.go");
  });

  it("derived values stay", async () => {
    const states = open(ahead, { file: kept });
    states.derived(file, "upper", (content) => content.toUpperCase());
    await states.save();
    const fail = () => expect.fail("was read");
    expect(open(ahead, { file: kept }).derived(file, "upper", fail)).toBe("ONE");
    expect(next()).toEqual(["one", "known"]);
  });

  it("derived values of a content that comes back are known, whatever the file's times are", async () => {
    const upper = (content: string) => content.toUpperCase();
    const fail = () => expect.fail("was derived");
    const one = open(ahead, { file: kept });
    one.derived(file, "upper", upper);
    await one.save();
    writeFileSync(file, "another");
    const other = open(ahead, { file: kept });
    expect(other.derived(file, "upper", upper)).toBe("ANOTHER");
    await other.save();
    writeFileSync(file, "one");
    const again = open(ahead, { file: kept });
    expect(again.derived(file, "upper", fail)).toBe("ONE");
    expect(again.derived(file, "length", (content) => String(content.length))).toBe("3");
  });

  it("what is derived of two contents is not taken for one, when a file is written while it is looked at", async () => {
    const copy = (content: string) => content;
    const states = open(ahead, { file: kept });
    expect(states.derived(file, "first", copy)).toBe("one");
    writeFileSync(file, "two");
    expect(states.derived(file, "second", copy)).toBe("two");
    expect(states.derived(file, "first", copy)).toBe("two");
    states.lookAgain();
    writeFileSync(file, "one");
    states.lookAgain();
    expect(states.derived(file, "second", copy)).toBe("one");
    await states.save();
    expect(open(ahead, { file: kept }).derived(file, "second", copy)).toBe("one");
  });

  it("nothing is written where nothing was read", async () => {
    await saved();
    const states = open(ahead, { file: kept });
    expect(readBy(states)).toEqual(["one", "known"]);
    rmSync(kept);
    await states.save();
    expect(existsSync(kept)).toBe(false);
  });

  it.each<[what: string, damage: (text: string) => string]>([
    ["is empty", () => ""],
    ["is cut short", (text) => text.slice(0, -4)],
    ["is no JSON", () => "\0\0\0"],
    ["is null", () => "null"],
    ["is a list", () => "[]"],
    ["has rows that are no list", (text) => text.replace(/"rows":.*$/, '"rows":{}}')],
    ["has a row that is null", (text) => text.replace('"rows":[', '"rows":[null,')],
    ["has a row behind the others that is null", (text) => text.replace(/\]\}$/, ",null]}")],
    ["has another schema", (text) => text.replace(/"schema":\d+/, '"schema":0')],
  ])("a kept file that %s is none, and is replaced", async (_, damage) => {
    await saved();
    const text = unsealed(readFileSync(kept, "utf8"))!;
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    writeFileSync(kept, sealed(damaged));
    expect(next()).toEqual(["one", "read"]);
    await saved();
    expect(next()).toEqual(["one", "known"]);
  });

  it("a kept file that can't be written costs nothing but time", async () => {
    writeFileSync(path.dirname(kept), "");
    await saved();
    expect(next()).toEqual(["one", "read"]);
  });
});
