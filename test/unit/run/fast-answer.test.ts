/**
 * The fast answer to a command line: it holds while everything on which it rests is as it was, and is
 * silent otherwise. Where digests are spoilt, an answer that holds has read nothing.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
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
import { readText } from "../../../lib/host/files.ts";
import type { Event } from "../../../lib/model/event.ts";
import {
  answerFolder,
  answerName,
  beliefOf,
  variablesHash,
  watchOf,
  type Question,
} from "../../../lib/run/answer.ts";
import { decodeAnswer, encodeAnswer, type AnswerFile } from "../../../lib/run/answer-file.ts";
import { fastAnswer } from "../../../lib/run/fast-answer.ts";
import { keepAnswer, type Watched } from "../../../lib/run/keep-answer.ts";

const wholeSecond = 1_600_000_000;

let root: string;
const below = (...parts: string[]) => path.join(root, ...parts);
beforeEach(() => {
  // A minute ahead: no file of this test is young.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-answer-")));
  writeFileSync(below("a.go"), "one");
  utimesSync(below("a.go"), wholeSecond, wholeSecond);
  for (const folder of ["dir", "other"]) mkdirSync(below(folder));
  for (const name of ["x", "y"]) writeFileSync(below("dir", name), name);
  symlinkSync("dir", below("link"));
});
const standing = process.cwd();
afterEach(() => {
  process.chdir(standing);
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

const events: Event[] = [
  { type: "note", text: "said before" },
  { type: "run-finished", results: [], durationMs: 0, exitCode: 0, unfinished: [] },
];
const output = { json: false, verbose: true, quiet: false };

function question(change: Partial<Question> = {}): Question {
  const environment = { PATH: "/bin", GOFLAGS: "-v", TERM: "xterm", TOKEN: "abc" };
  return { argv: ["build", "./cmd/..."], cwd: root, environment, runtime: "v20.19.0", ...change };
}

/** Times are believed on every file system. */
const trusting = () => new FileStates({ platform: "darwin", now: Date.now });

/** On a file system whose times say little. */
class Untrusting extends FileStates {
  override see(file: string) {
    return { ...super.see(file), settled: false, trusted: false };
  }
}

interface Keeping extends Partial<Question> {
  states?: FileStates;
  variables?: string[];
  root?: string;
}

/** Keeps an answer that rests on paths: `content a.go`. */
async function keep(
  watched: string[],
  { states, variables = [], root: folder = root, ...rest }: Keeping = {},
) {
  await keepAnswer({
    question: question(rest),
    root: folder,
    states: states ?? trusting(),
    watched: watched.map((text): Watched => {
      const [watch = "", file = ""] = text.split(" ");
      return { path: below(file), watch: watch as Watched["watch"] };
    }),
    variables,
    events,
    output,
    written: [],
  });
}

/** What a process that stands in the question's folder gets. */
function ask(change: Partial<Question> = {}) {
  const asked = question(change);
  process.chdir(asked.cwd);
  return fastAnswer(asked);
}

const holds = (change: Partial<Question> = {}) => ask(change) !== undefined;

const nameFor = (asked: Question) => answerName(asked, variablesHash(asked));
const answerFile = () => below(answerFolder, nameFor(question()));
const kept = () => decodeAnswer(readFileSync(answerFile()))!;
const keptAnswer = () => kept().answer;

/** Rows as they were kept: `content a.go`. */
const keptRows = ({ rows }: AnswerFile = kept()) =>
  rows.places.map((place, row) => `${watchOf(rows.ways[row]!)} ${place}`);
const keptBelief = () => beliefOf(kept().rows.ways[0]!);

/** Makes the digests those of no content. */
function spoil(): void {
  const { answer, rows, digests } = kept();
  const wrong = digests().map(() => "wrong");
  writeFileSync(answerFile(), encodeAnswer(answer, rows, wrong));
}

/** Writes a text of the same length and puts the time back: only ctime tells, once the clock has ticked. */
function writeUnseen(file: string, text: string): void {
  const { ctimeMs, mtimeMs } = statSync(file);
  do {
    writeFileSync(file, text);
    utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
  } while (statSync(file).ctimeMs === ctimeMs);
}

/** Changes the mode only, once the clock has ticked. */
function chmodUnseen(file: string): void {
  const { ctimeMs } = statSync(below(file));
  do chmodSync(below(file), 0o600);
  while (statSync(below(file)).ctimeMs === ctimeMs);
}

const touch = (file: string) => utimesSync(below(file), 1, 1);
const write = (file: string, text = "") => writeFileSync(below(file), text);
const remove = (file: string) => rmSync(below(file), { recursive: true });
const makeFolder = (file: string) => mkdirSync(below(file));
const link = (to: string, file: string) => symlinkSync(to, below(file));

it("an answer says what was said, and how", async () => {
  await keep(["content a.go", "names dir", "type none", "link link", "stat dir"]);
  expect(ask()).toMatchObject({ events, output });
});

it("without an answer there is none", () => {
  expect(ask()).toBeUndefined();
});

it.skipIf(process.platform === "win32")(
  "an empty file that became a FIFO is another, and nobody waits for it",
  async () => {
    write("dir/x", "");
    await keep(["content dir/x"]);
    remove("dir/x");
    execFileSync("mkfifo", [below("dir/x")]);
    expect(ask()).toBeUndefined();
    expect(readText(below("dir/x"))).toBe("");
  },
);

describe("an answer", () => {
  type Case = [watched: string, what: string, change: () => void];

  it.each<Case>([
    ["content a.go", "nothing happened", () => {}],
    ["content a.go", "it was touched", () => touch("a.go")],
    ["content a.go", "it was written again", () => write("a.go", "one")],
    [
      "content a.go",
      "a copy took its place",
      () => (write("b.go", "one"), renameSync(below("b.go"), below("a.go"))),
    ],
    ["content none", "nothing happened", () => {}],
    ["content dir", "a file came into what is no file", () => write("dir/z")],
    ["stat a.go", "nothing happened", () => {}],
    ["stat none", "nothing happened", () => {}],
    ["type a.go", "its content changed", () => write("a.go", "three")],
    ["type dir", "a file came into it", () => write("dir/z")],
    ["type none", "nothing happened", () => {}],
    ["names dir", "nothing happened", () => {}],
    ["names dir", "a content changed", () => write("dir/x", "three")],
    ["names dir", "it was touched", () => touch("dir")],
    ["names dir", "a file came and went", () => (write("dir/z"), remove("dir/z"))],
    ["names none", "nothing happened", () => {}],
    ["names a.go", "the content of what is no folder changed", () => write("a.go", "three")],
    ["link link", "nothing happened", () => {}],
    ["link link", "something came to where it leads", () => write("dir/z")],
    ["link a.go", "its content changed", () => write("a.go", "three")],
    ["link none", "it came", () => write("none")],
  ])("with %s holds where %s", async (watched, _, change) => {
    await keep([watched]);
    change();
    expect(holds()).toBe(true);
  });

  it.each<Case>([
    ["content a.go", "it is longer", () => write("a.go", "three")],
    ["content a.go", "it has another text", () => write("a.go", "two")],
    [
      "content a.go",
      "it has another text of the same size and time",
      () => writeUnseen(below("a.go"), "two"),
    ],
    ["content a.go", "it is gone", () => remove("a.go")],
    ["content a.go", "it is a folder now", () => (remove("a.go"), makeFolder("a.go"))],
    ["content none", "it came", () => write("none")],
    ["content none", "a folder came", () => makeFolder("none")],
    ["content dir", "it is gone", () => remove("dir")],
    ["content dir", "it is a file now", () => (remove("dir"), write("dir"))],
    [
      "content link/x",
      "the link leads to another text",
      () => {
        write("other/x", "z");
        remove("link");
        link("other", "link");
      },
    ],
    ["stat a.go", "it was touched", () => touch("a.go")],
    ["stat a.go", "it has another text of the same size and time", () => writeUnseen(below("a.go"), "two")],
    ["stat a.go", "it may be read by nobody else now", () => chmodUnseen("a.go")],
    ["stat a.go", "it is gone", () => remove("a.go")],
    ["stat none", "it came", () => write("none")],
    ["type a.go", "it is gone", () => remove("a.go")],
    ["type a.go", "it is a folder now", () => (remove("a.go"), makeFolder("a.go"))],
    ["type dir", "it is gone", () => remove("dir")],
    ["type none", "it came", () => write("none")],
    ["type none", "a link to nothing became one to something", () => link("dir", "none")],
    ["names dir", "a file came", () => write("dir/z")],
    ["names dir", "a file went", () => remove("dir/x")],
    ["names dir", "a file got another name", () => renameSync(below("dir/x"), below("dir/z"))],
    ["names dir", "a file is a folder now", () => (remove("dir/x"), makeFolder("dir/x"))],
    ["names dir", "a file is a link now", () => (remove("dir/x"), link("y", "dir/x"))],
    ["names dir", "it is gone", () => remove("dir")],
    ["names dir", "it is a file now", () => (remove("dir"), write("dir"))],
    ["names none", "it came", () => makeFolder("none")],
    ["names a.go", "it is a folder now", () => (remove("a.go"), makeFolder("a.go"))],
    ["link link", "it leads elsewhere", () => (remove("link"), link("other", "link"))],
    ["link link", "it is a folder now", () => (remove("link"), makeFolder("link"))],
    ["link a.go", "it is a link now", () => (remove("a.go"), link("dir/x", "a.go"))],
    ["link none", "it came as a link", () => link("dir", "none")],
  ])("with %s is silent where %s", async (watched, _, change) => {
    await keep([watched]);
    expect(holds()).toBe(true);
    change();
    expect(holds()).toBe(false);
  });

  it("rests on everything at once", async () => {
    await keep(["content a.go", "content dir/x", "names dir", "type none"]);
    touch("a.go");
    write("dir/x", "z");
    expect(holds()).toBe(false);
  });

  it.each([
    [["type a.go", "content a.go"], "content a.go"],
    [["content a.go", "type a.go"], "content a.go"],
    [["stat a.go", "content a.go", "type a.go"], "stat a.go"],
    [["type dir", "names dir"], "names dir"],
  ])("compares what is watched as %j the strongest way", async (watched, strongest) => {
    await keep(watched);
    expect(keptRows()).toEqual([strongest]);
    expect(keptAnswer().types).toEqual([]);
  });

  it("compares a link and its content each for itself", async () => {
    await keep(["link link", "names link", "type link"]);
    const { links, types } = keptAnswer();
    expect(links).toEqual([[below("link"), below("dir")]]);
    expect(keptRows()).toEqual(["names link"]);
    expect(types).toEqual([]);
  });
});

describe("reading", () => {
  it.each(["content a.go", "names dir"])("%s: nothing that is unchanged is read", async (watched) => {
    await keep([watched]);
    spoil();
    expect(holds()).toBe(true);
  });

  it.each(["content a.go", "names dir"])("%s: what was touched is read once", async (watched) => {
    await keep([watched, "content dir/x"]);
    touch(watched.split(" ")[1]!);
    expect(holds()).toBe(true);
    expect(kept().rows.stats[1]).toBe(1000);
    spoil();
    expect(holds()).toBe(true);
  });

  it("an absence is told by the names of its folder", async () => {
    await keep(["names dir", "type dir/none", "type gone/none"]);
    expect(keptAnswer().types).toEqual([[below("gone/none"), "none"]]);
    expect(holds()).toBe(true);
    write("dir/none");
    expect(holds()).toBe(false);
  });

  it("what a dangling link leads to may come without a change of the link's folder", async () => {
    symlinkSync(below("later"), below("dir/link"));
    await keep(["names dir", "type dir/link"]);
    expect(holds()).toBe(true);
    write("later");
    expect(holds()).toBe(false);
  });

  it.skipIf(path.sep === "\\")("a backslash in a name is no separator of folders", async () => {
    write("dir/a\\b");
    write("dir/a\\c");
    await keep(["content dir/a\\c", "content dir/x", "content dir/a\\b"]);
    expect(holds()).toBe(true);
    write("dir/a\\b", "two");
    expect(holds()).toBe(false);
  });

  it("what was touched and has another text is read each time, and nothing is renewed", async () => {
    await keep(["content dir/x", "content a.go"]);
    const before = readFileSync(answerFile());
    touch("dir/x");
    write("a.go", "two");
    expect(holds()).toBe(false);
    expect(readFileSync(answerFile())).toEqual(before);
  });

  it("what is young is read until it is old", async () => {
    const later = Date.now();
    vi.setSystemTime(0);
    await keep(["content a.go"]);
    expect(holds()).toBe(true);
    expect(keptBelief()).toBe(0);
    vi.setSystemTime(later);
    expect(holds()).toBe(true);
    expect(keptBelief()).toBe(1);
    spoil();
    expect(holds()).toBe(true);
  });

  it("what is young and has another text in the same moment is seen", async () => {
    vi.setSystemTime(0);
    await keep(["content a.go"]);
    // The stat of the new text in place of the old one's, as if the clock had not ticked.
    write("a.go", "two");
    const { size, mtimeMs, ctimeMs, ino } = statSync(below("a.go"));
    const { answer, rows, digests } = kept();
    rows.stats.set([size, mtimeMs, ctimeMs, ino]);
    writeFileSync(answerFile(), encodeAnswer(answer, rows, digests()));
    expect(keptBelief()).toBe(0);
    expect(holds()).toBe(false);
  });

  it("what lies on a file system whose times say little is read each time", async () => {
    await keep(["content a.go"], { states: new Untrusting({ platform: "darwin", now: Date.now }) });
    expect(holds()).toBe(true);
    touch("a.go");
    expect(holds()).toBe(true);
    expect(keptBelief()).toBe(2);
    spoil();
    expect(holds()).toBe(false);
  });

  it.each([
    ["young", () => trusting()],
    ["of such a file system", () => new Untrusting({ platform: "darwin", now: Date.now })],
  ])("what is compared by its stat only is never read, be it %s", async (_, makeStates) => {
    vi.setSystemTime(0);
    await keep(["stat a.go"], { states: makeStates() });
    expect(holds()).toBe(true);
    touch("a.go");
    expect(holds()).toBe(false);
  });

  it("a read-only checkout is no reason to be silent", async () => {
    await keep(["content a.go"]);
    touch("a.go");
    chmodSync(below(answerFolder), 0o500);
    expect(holds()).toBe(true);
    chmodSync(below(answerFolder), 0o700);
    expect(readdirSync(below(answerFolder))).toHaveLength(1);
  });
});

describe("the question", () => {
  const { environment } = question();

  it.each<[what: string, change: Partial<Question>]>([
    ["another word", { argv: ["test", "./cmd/..."] }],
    ["a word more", { argv: ["build", "./cmd/...", "--force"] }],
    ["words put together", { argv: ["build ./cmd/..."] }],
    ["another folder", { cwd: path.join("dir") }],
    ["another runtime", { runtime: "v22.1.0" }],
    ["another GOFLAGS", { environment: { ...environment, GOFLAGS: "-x" } }],
    ["no GOFLAGS", { environment: { ...environment, GOFLAGS: undefined } }],
    ["a CGO_ENABLED", { environment: { ...environment, CGO_ENABLED: "0" } }],
    ["another PATH", { environment: { ...environment, PATH: "/usr/bin" } }],
  ])("with %s has no answer", async (_, change) => {
    await keep(["content a.go"]);
    const cwd = change.cwd === undefined ? {} : { cwd: below(change.cwd) };
    expect(holds({ ...change, ...cwd })).toBe(false);
    // Neither under its own name: a hash may be the same for two.
    renameSync(answerFile(), below(answerFolder, nameFor(question({ ...change, ...cwd }))));
    expect(holds({ ...change, ...cwd })).toBe(false);
  });

  it.each<[what: string, environment: Question["environment"]]>([
    ["a variable that changes nothing", { ...environment, TERM: "dumb" }],
    ["one more of these", { ...environment, COLUMNS: "80" }],
    ["its variables in another order", Object.fromEntries(Object.entries(environment).toReversed())],
  ])("with %s has the same answer", async (_, changed) => {
    await keep(["content a.go"]);
    expect(holds({ environment: changed })).toBe(true);
  });

  it.each<[what: string, before: string | undefined, now: string | undefined, same: boolean]>([
    ["is the same", "abc", "abc", true],
    ["is still not set", undefined, undefined, true],
    ["is another", "abc", "abd", false],
    ["is not set any more", "abc", undefined, false],
    ["is set", undefined, "abc", false],
    ["is set to nothing", undefined, "", false],
  ])("has the same answer only if a variable that the config reads %s", async (_, before, now, same) => {
    await keep(["content a.go"], { variables: ["TOKEN"], environment: { ...environment, TOKEN: before } });
    expect(holds({ environment: { ...environment, TOKEN: now } })).toBe(same);
  });

  it("may name a secret in the environment, which is not written down", async () => {
    await keep(["content a.go"], { environment: { ...environment, GOPROXY: "https://me:secret@host" } });
    const [name] = readdirSync(below(answerFolder));
    expect(readFileSync(below(answerFolder, name!), "utf8")).not.toMatch(/secret|abc/);
  });

  it("is asked from a folder below the root, too", async () => {
    mkdirSync(below("other/deep"));
    await keep(["content a.go"], { cwd: below("other/deep") });
    expect(holds({ cwd: below("other/deep") })).toBe(true);
    write("a.go", "two");
    expect(holds({ cwd: below("other/deep") })).toBe(false);
  });

  it.each([
    ["-C", "other", "."],
    ["--directory", "./other", "."],
    ["-C", "../other", "dir"],
    ["-C", "other/deep", "."],
    ["-C", "..", "other/deep"],
  ])("is asked of another folder with %s %s", async (flag, folder, from) => {
    mkdirSync(below("other/deep"));
    const asked = { argv: ["build", flag, folder], cwd: below(from) };
    await keep(["content a.go"], { root: below("other"), ...asked });
    expect(holds(asked)).toBe(true);
  });

  it("is asked of an absolute folder", async () => {
    const argv = ["-C", below("other"), "build"];
    await keep(["content a.go"], { root: below("other"), argv, cwd: os.tmpdir() });
    expect(holds({ argv, cwd: os.tmpdir() })).toBe(true);
  });

  it("is no longer answered from a root that is not the nearest", async () => {
    await keep(["content a.go"], { cwd: below("other") });
    await keep(["content dir/x"], { cwd: below("other"), root: below("other") });
    write("dir/x", "z");
    expect(holds({ cwd: below("other") })).toBe(false);
  });
});

/** The value with each of its parts in turn gone, of other types, and in the place of the next one. */
function mutated(value: unknown): unknown[] {
  const others = [null, -1, "", [[]]].filter((other) => JSON.stringify(other) !== JSON.stringify(value));
  if (typeof value !== "object" || value === null) return others;
  const entries = Object.entries(value as Record<string, unknown>);
  const whole = (changed: [string, unknown][]) =>
    Array.isArray(value) ? changed.map(([, each]) => each) : Object.fromEntries(changed);
  return [
    ...others,
    ...entries.flatMap(([name, each], index) => {
      const next = entries[index + 1]?.[1] ?? each;
      return [
        whole(entries.toSpliced(index, 1)),
        ...mutated(each).map((change) => whole(entries.with(index, [name, change]))),
        ...(next === each ? [] : [whole(entries.with(index, [name, next]))]),
      ];
    }),
  ];
}

describe("a damaged answer", () => {
  const cut = (bytes: Buffer, from: number, to: number) => Buffer.from(bytes).fill(0, from, to);
  /** The number at this place in front: schema, rows, and bytes of the texts. */
  const withFront = (bytes: Buffer, index: number, value: number) => {
    new Float64Array(bytes.buffer, bytes.byteOffset, 6)[index] = value;
    return bytes;
  };

  it.each<[what: string, damage: (bytes: Buffer) => Uint8Array]>([
    ["that is empty", () => Buffer.alloc(0)],
    ["of zeros, as a power cut leaves it", (bytes) => cut(bytes, 0, bytes.length)],
    ["of zeros but for its beginning", (bytes) => cut(bytes, 48, bytes.length)],
    ["whose texts are zeros", (bytes) => cut(bytes, bytes.length - 200, bytes.length)],
    ["that is cut in front", (bytes) => bytes.subarray(0, 20)],
    ["that is cut behind", (bytes) => bytes.subarray(0, -1)],
    ["that goes on", (bytes) => Buffer.concat([bytes, Buffer.from("x")])],
    ["of another schema", (bytes) => withFront(bytes, 0, 3)],
    ["of more rows", (bytes) => withFront(bytes, 1, 2)],
    ["of no whole number of rows", (bytes) => withFront(bytes, 1, 0.5)],
    ["of fewer than no bytes", (bytes) => withFront(bytes, 2, -1)],
    ["of an endless text", (bytes) => withFront(bytes, 3, Infinity)],
    ["whose numbers are none", (bytes) => withFront(bytes, 1, Number.NaN)],
    ["that is a list", () => encodeAnswer([] as never, kept().rows, kept().digests())],
    ["that is null", () => encodeAnswer(null as never, kept().rows, kept().digests())],
    ["that is text", () => Buffer.from("{}".repeat(100))],
  ])("%s is none", async (_, damage) => {
    await keep(["content a.go"]);
    const bytes = readFileSync(answerFile());
    const damaged = damage(Buffer.from(bytes));
    expect(Buffer.compare(damaged, bytes)).not.toBe(0);
    writeFileSync(answerFile(), damaged);
    expect(ask()).toBeUndefined();
  });

  it("whose text says anything else is none, whatever its form", async () => {
    await keep(["content a.go", "type none", "names dir"], { variables: ["TOKEN"] });
    const bytes = readFileSync(answerFile());
    const text = JSON.stringify(keptAnswer());
    const at = bytes.indexOf(text);
    for (const change of mutated(keptAnswer())) {
      const changed = JSON.stringify(change);
      // In front stands what is true of it.
      for (const [index, from] of [at, at + text.length].entries()) {
        const parts = [bytes.subarray(0, from), changed, bytes.subarray(from + text.length)];
        const other = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
        writeFileSync(answerFile(), withFront(other, 2 + index, Buffer.byteLength(changed)));
        expect(ask(), changed).toBeUndefined();
      }
    }
    writeFileSync(answerFile(), bytes);
    expect(holds()).toBe(true);
  });

  it.each<[what: string, digests: string[]]>([
    ["without digests", []],
    ["with digests that are cut short", ["7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431e"]],
    ["with digests of nothing", [""]],
  ])("%s is none where a file was touched", async (_, digests) => {
    await keep(["content a.go"]);
    writeFileSync(answerFile(), encodeAnswer(keptAnswer(), kept().rows, digests));
    expect(holds()).toBe(true);
    touch("a.go");
    expect(ask()).toBeUndefined();
  });

  it("that begins anywhere in memory is read all the same", async () => {
    await keep(["content a.go", "names dir"]);
    const bytes = readFileSync(answerFile());
    for (let shift = 0; shift < 8; shift++) {
      const moved = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift);
      expect(keptRows(decodeAnswer(moved))).toEqual(keptRows());
    }
  });

  it("is replaced by the next", async () => {
    await keep(["content a.go"]);
    writeFileSync(answerFile(), "");
    await keep(["content a.go"]);
    expect(holds()).toBe(true);
  });
});

describe("keeping", () => {
  it("costs nothing but time where nothing can be written", async () => {
    write(".gowsl");
    await keep(["content a.go"]);
    expect(holds()).toBe(false);
  });

  it("goes on for the last 64 command lines", async () => {
    const argv = (number: number) => ["build", String(number)];
    for (let number = 1; number <= 65; number++) {
      await keep(["content a.go"], { argv: argv(number) });
      const file = below(answerFolder, nameFor(question({ argv: argv(number) })));
      if (existsSync(file)) utimesSync(file, number, number);
    }
    expect(readdirSync(below(answerFolder))).toHaveLength(64);
    expect([1, 2, 3, 65].map((number) => holds({ argv: argv(number) }))).toEqual([false, true, true, true]);
  });
});
