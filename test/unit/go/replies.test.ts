/** What go has replied is used while its guards hold, and go is asked again when they don't. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Replies, type Guarded, type Held, type Reply } from "../../../lib/go/replies.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import { failure, success, type Result } from "../../../lib/model/failure.ts";
import { sealed, unsealed } from "../../../lib/host/sealed.ts";

/** Magic number of the file system that statfs tells of. */
const fileSystem = vi.hoisted(() => ({ type: 0 }));
vi.mock("node:fs", async (original) => ({ ...(await original<object>()), statfsSync: () => fileSystem }));

let root: string;
let folder: string;
let file: string;
/** How often go was asked. */
let asked: number;
/** The clock of gowsl: a minute ahead, so that no file of this test is young. */
let clock: number;
/** The clock that only grows. */
let elapsed: number;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "gowsl-replies-"));
  folder = path.join(root, ".gowsl", "replies");
  file = path.join(root, "a.go");
  asked = 0;
  clock = Date.now() + 60_000;
  elapsed = 0;
  writeFileSync(file, "package a\n");
});
afterEach(() => rmSync(root, { recursive: true }));

/** A gowsl that starts now; times are believed on every file system. */
function start({ readOnly = false, platform = "darwin" as NodeJS.Platform } = {}) {
  const states = new FileStates({ platform, now: () => clock });
  return {
    states,
    replies: new Replies(root, states, { now: () => clock, elapsed: () => elapsed }, readOnly),
  };
}

const choice = { goos: "linux", goarch: "amd64", tags: [] };
const content = (): Guarded => ({ guards: [{ kind: "content", path: file }], choice });

interface Asking {
  question?: string;
  /** What happens while go works. */
  meanwhile?: () => void;
  guardsOf?: (value: { text: string }) => Guarded | undefined;
  replies?: Replies;
}

/** Asks what is in the file. The reply is numbered by how often go was asked. */
async function ask({ question = "what is it?", meanwhile, guardsOf = content, replies }: Asking = {}) {
  const work = async (): Promise<Result<{ text: string }>> => {
    const text = `${++asked}: ${readFileSync(file, "utf8").trim()}`;
    meanwhile?.();
    return Promise.resolve(success({ text }));
  };
  const reply = await (replies ?? start().replies).ask(question, work, guardsOf);
  expect(reply.ok).toBe(true);
  return (reply as { value: Reply<{ text: string }> }).value;
}

const textOf = async (asking: Asking = {}) => (await ask(asking)).value.text;

/** Files of replies, over all questions. */
function kept(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => path.join(root, name))
    .toSorted();
}

describe("go is asked", () => {
  it("once while the guards hold", async () => {
    expect(await textOf()).toBe("1: package a");
    expect(await textOf()).toBe("1: package a");
    expect(asked).toBe(1);
    expect(kept()).toHaveLength(1);
  });

  it("not by a touched file, but by a changed one", async () => {
    await ask();
    utimesSync(file, 1, 1);
    expect(await textOf()).toBe("1: package a");
    writeFileSync(file, "package b\n");
    expect(await textOf()).toBe("2: package b");
  });

  it("once for each question", async () => {
    await ask({ question: "linux?" });
    await ask({ question: "windows?" });
    expect(asked).toBe(2);
    expect(await textOf({ question: "linux?" })).toBe("1: package a");
    expect(await textOf({ question: "windows?" })).toBe("2: package a");
  });

  it("not for a state that was there before, like a branch", async () => {
    for (const name of ["a", "b", "c", "a", "b", "c", "a"]) {
      writeFileSync(file, `package ${name}\n`);
      expect(await textOf()).toContain(`: package ${name}`);
    }
    expect(asked).toBe(3);
  });

  it("with what each guard depends on", async () => {
    const windows = () => ({ ...content(), choice: { ...choice, goos: "windows" } });
    const guards = [{ kind: "package" as const, path: root }];
    for (const guarded of [content, windows]) {
      const question = guarded().choice.goos;
      await ask({ question, guardsOf: () => ({ ...guarded(), guards }) });
    }
    writeFileSync(path.join(root, "b_windows.go"), "package a\n");
    expect(await textOf({ question: "linux" })).toBe("1: package a");
    expect(await textOf({ question: "windows" })).toBe("3: package a");
  });

  it("each time where no guard can be named", async () => {
    const guardsOf = () => undefined;
    expect((await ask({ guardsOf })).held).toMatchObject({ guards: [], values: [] });
    expect(await textOf({ guardsOf })).toBe("2: package a");
    expect(kept()).toEqual([]);
  });

  it("once where nothing is to be guarded", async () => {
    const guardsOf = () => ({ guards: [], choice });
    await ask({ guardsOf });
    expect(await textOf({ guardsOf })).toBe("1: package a");
  });

  it("each time where it fails", async () => {
    const fault = failure({ family: "module", place: root, thing: "go list failed" });
    const { replies } = start();
    expect(await replies.ask("what?", () => Promise.resolve(fault), content)).toBe(fault);
    expect(await textOf({ question: "what?" })).toBe("1: package a");
  });

  it("each time on a file system whose times say little", async () => {
    fileSystem.type = 0x6969;
    const { replies } = start({ platform: "linux" });
    await ask({ replies });
    expect(kept()).toEqual([]);
    fileSystem.type = 0xef53;
    await ask({ replies: start({ platform: "linux" }).replies });
    expect(kept()).toHaveLength(1);
  });
});

describe("a reply is not kept", () => {
  /** Gives the file a time by the clock of gowsl. */
  const dated = (ms: number) => utimesSync(file, (clock + ms) / 1000, (clock + ms) / 1000);

  it("where a file was written after the clock was set back", async () => {
    const meanwhile = () => {
      elapsed += 1000;
      clock -= 3_600_000;
      dated(0);
    };
    await ask({ meanwhile });
    expect(kept()).toEqual([]);
  });

  it.each<[what: string, ms: number, times: number]>([
    ["a second after go began", 1000, 2],
    ["when it began", 0, 2],
    // A file's time is that of the last tick of the kernel.
    ["a moment before, as its time says", -10, 2],
    ["a second before", -1000, 1],
  ])("where a file that it rests on was written %s", async (_, ms, times) => {
    await ask({ meanwhile: () => dated(ms) });
    expect(kept()).toHaveLength(2 - times);
    await ask();
    expect(asked).toBe(times);
  });

  it("where a file came into a folder that it rests on", async () => {
    const guardsOf = () => ({ guards: [{ kind: "package" as const, path: root }], choice });
    const meanwhile = () => {
      writeFileSync(path.join(root, "new.go"), "package a\n");
      utimesSync(root, clock / 1000, clock / 1000);
    };
    await ask({ guardsOf, meanwhile });
    expect(kept()).toEqual([]);
  });

  it("where a file that it rests on went away", async () => {
    const gone = path.join(root, "go.sum");
    writeFileSync(gone, "");
    const guardsOf = () => ({ guards: [{ kind: "content" as const, path: gone }], choice });
    const meanwhile = () => {
      rmSync(gone);
      utimesSync(root, clock / 1000, clock / 1000);
    };
    await ask({ guardsOf, meanwhile });
    expect(kept()).toEqual([]);
  });

  it("but it is given, with the values of now", async () => {
    const { replies } = start();
    const reply = await ask({ replies, meanwhile: () => dated(1000) });
    expect(reply.value.text).toBe("1: package a");
    expect(replies.holds(reply.held)).toBe(true);
  });
});

describe("what is held", () => {
  it("holds until a guard moves, in the next look", async () => {
    const { states, replies } = start();
    const { held } = await ask({ replies });
    expect(replies.holds(held)).toBe(true);
    writeFileSync(file, "package b\n");
    expect(replies.holds(held)).toBe(true);
    states.lookAgain();
    expect(replies.holds(held)).toBe(false);
  });

  it("is the same for a reply that was kept", async () => {
    const { held } = await ask();
    expect(held).toMatchObject({ ...content(), values: [expect.any(String)] });
    expect((await ask()).held).toEqual(held);
    expect(asked).toBe(1);
  });

  it("needs each of its guards", async () => {
    const other = path.join(root, "b.go");
    const guardsOf = () => ({
      guards: [...content().guards, { kind: "type" as const, path: other }],
      choice,
    });
    await ask({ guardsOf });
    writeFileSync(other, "");
    expect(await textOf({ guardsOf })).toBe("2: package a");
  });
});

describe("of many states", () => {
  /** Asks in a state, and dates the newest file of a reply by the number of the state. */
  async function state(number: number): Promise<string> {
    writeFileSync(file, `package p${number}\n`);
    const before = kept();
    const text = await textOf();
    for (const name of kept().filter((each) => !before.includes(each))) utimesSync(name, number, number);
    return text;
  }

  it("the last eight are kept", async () => {
    for (let number = 1; number <= 11; number++) await state(number);
    expect(kept()).toHaveLength(8);
    for (let number = 4; number <= 11; number++)
      expect(await state(number)).toBe(`${number}: package p${number}`);
    expect(await state(3)).toBe("12: package p3");
  });

  it("one that was used is not among the oldest", async () => {
    for (let number = 1; number <= 8; number++) await state(number);
    expect(await state(1)).toBe("1: package p1");
    await state(9);
    expect(kept()).toHaveLength(8);
    expect(await state(1)).toBe("1: package p1");
    expect(await state(2)).toBe("10: package p2");
  });
});

describe("read-only", () => {
  it("nothing is written, and go is asked each time", async () => {
    const before = readdirSync(root);
    await ask({ replies: start({ readOnly: true }).replies });
    await ask({ replies: start({ readOnly: true }).replies });
    expect(asked).toBe(2);
    expect(readdirSync(root)).toEqual(before);
  });

  it("what was kept is used, and not even touched", async () => {
    await ask();
    writeFileSync(file, "package b\n");
    await ask();
    for (const name of kept()) utimesSync(name, 1, 1);
    for (const letter of ["a", "b"]) {
      writeFileSync(file, `package ${letter}\n`);
      expect(await textOf({ replies: start({ readOnly: true }).replies })).toContain(`package ${letter}`);
    }
    expect(asked).toBe(2);
    expect(kept().map((name) => statSync(name).mtimeMs)).toEqual([1000, 1000]);
  });
});

describe("a damaged file", () => {
  it.each<[what: string, damage: (text: string) => string]>([
    ["that is empty", () => ""],
    ["without the reply", (text) => text.slice(0, text.indexOf("\n") + 1)],
    ["without an end of its first line", (text) => text.slice(0, text.indexOf("\n"))],
    ["of two that are null", () => "null\nnull\n"],
    ["without rows", (text) => text.replace('"rows"', '"columns"')],
    ["with a row that is null", (text) => text.replace('"rows":[', '"rows":[null,')],
    ["of zeros, as a power cut leaves it", (text) => "\0".repeat(text.length)],
  ])("%s is no reply, and another takes its place", async (_, damage) => {
    await ask();
    const [name] = kept();
    const text = unsealed(readFileSync(name!, "utf8"))!;
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    writeFileSync(name!, sealed(damaged));
    expect(await textOf()).toBe("2: package a");
    expect(await textOf()).toBe("2: package a");
    expect(kept()).toEqual([name]);
  });

  it("that is cut short anywhere is no reply", async () => {
    await ask();
    const [name] = kept();
    const text = readFileSync(name!, "utf8");
    const replies = start({ readOnly: true });
    for (let length = 0; length < text.length; length++) {
      writeFileSync(name!, text.slice(0, length));
      await ask({ replies: replies.replies });
      expect(asked).toBe(length + 2);
    }
  });

  it("does not hide an older reply that holds", async () => {
    await ask();
    mkdirSync(path.join(path.dirname(kept()[0]!), "folder.json"));
    writeFileSync(path.join(path.dirname(kept()[0]!), "newer.json"), "{");
    expect(await textOf()).toBe("1: package a");
  });

  it("that can't be written costs nothing but time", async () => {
    mkdirSync(path.dirname(folder));
    writeFileSync(folder, "");
    expect(await textOf()).toBe("1: package a");
    expect(await textOf()).toBe("2: package a");
  });
});

describe("what moved since a step began on a presumption", () => {
  const package_ = (folderOf: string) => ({ kind: "package", path: folderOf }) as const;
  const held = (...guards: Held["guards"]): Held => ({ choice, guards, values: [] });

  /** @param move what happens after the beginning */
  function moved(move: () => void, listed = held(package_(root))): string | undefined {
    writeFileSync(path.join(root, "b.go"), "package a\n");
    writeFileSync(path.join(root, "go.mod"), "module a\n");
    mkdirSync(path.join(root, "new"));
    const old = new Date(1000);
    for (const name of ["a.go", "b.go", "go.mod"]) utimesSync(path.join(root, name), old, old);
    const { states, replies } = start();
    const began = replies.asNow(held(package_(root), { kind: "content", path: path.join(root, "go.mod") }));
    // Later than all that was written before; what is written now gets the time of this file system.
    const sinceMs = Math.max(
      ...["a.go", "b.go", "go.mod", "new"].map((name) => statSync(path.join(root, name)).ctimeMs),
    );
    while (Date.now() <= sinceMs + 20);
    move();
    states.lookAgain();
    return replies.movedSince(began, listed, sinceMs + 1);
  }

  it("is nothing, and no file that says nothing", () => {
    expect(moved(() => {})).toBeUndefined();
  });

  it("is a file that is gone", () => {
    expect(moved(() => rmSync(path.join(root, "b.go")))).toBe(root);
  });

  it("is a module file that was written and put back", () => {
    expect(moved(() => writeFileSync(path.join(root, "go.mod"), "module a\n"))).toBe(
      path.join(root, "go.mod"),
    );
  });

  it("is a folder that only the listing knows, and from which something went", () => {
    const added = path.join(root, "new");
    writeFileSync(file, "package a\n");
    expect(
      moved(
        () => {
          writeFileSync(path.join(added, "c.go"), "package c\n");
          rmSync(path.join(added, "c.go"));
        },
        held(package_(root), package_(added)),
      ),
    ).toBe(added);
  });
});
