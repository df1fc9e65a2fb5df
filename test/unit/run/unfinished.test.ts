/** Stories of declared commands that failed or were killed: what they left gets into no later result, and nothing is lost. */
import { cpSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TaskRecords } from "../../../lib/cache/task-records.ts";
import { removeAbandoned } from "../../../lib/run/abandoned.ts";
import { stepDigest } from "../../../lib/run/step-turn.ts";
import { TaskRig, type Shape } from "./task-rig.ts";

let rig: TaskRig;

beforeEach(() => {
  rig = new TaskRig();
  rig.write("in", "one two");
});
afterEach(() => rig.remove());

/** Writes a file for each word of its input. */
function words(more: Partial<Shape> = {}): Shape {
  const run = () => {
    for (const word of rig.read("in")!.split(" ")) rig.write(`out/${word}`, word);
  };
  return { inputs: ["in"], outputs: ["out/**"], run, ...more };
}

/** Writes only those that are not there. */
function missing(): Shape {
  const run = () => {
    for (const word of rig.read("in")!.split(" "))
      if (rig.read(`out/${word}`) === undefined) rig.write(`out/${word}`, word);
  };
  return words({ run });
}

/** Writes the files, and then fails. */
function fails(...files: string[]): Shape {
  return words({
    run: () => {
      for (const file of files) rig.write(file, "half");
      throw new Error("no");
    },
  });
}

const killed = (shape: Shape) => rig.killed(shape);
const out = () => readdirSync(path.join(rig.root, "out")).toSorted();
const replaced = () =>
  readdirSync(path.join(rig.root, ".gowsl/replaced"), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name);

/** The next start of any gowsl in this folder. */
async function start(isAlive: boolean | "unknown" = false, now = Date.now()): Promise<void> {
  const setting = { root: rig.root, platform: "linux", taskRecords: new TaskRecords(rig.root) } as const;
  await removeAbandoned(path.join(rig.root, ".gowsl/tmp"), {
    ...setting,
    isAlive: () => (isAlive === "unknown" ? undefined : isAlive),
    now: () => now,
  });
}

/** What a checkout gets from the store that has nothing but the inputs. */
async function elsewhere(shape: Shape): Promise<string[]> {
  const text = rig.read("in")!;
  const { root } = rig;
  rig.leave();
  rig.write("in", text);
  const [outcome] = await rig.run(shape);
  const found = out();
  rig.root = root;
  return [outcome!.split(":")[0]!, ...found];
}

describe("a run that failed", () => {
  it("first leaves what it wrote, and the next one begins without it", async () => {
    await rig.run(fails("out/partial"));
    expect(out(), "somebody may want to look at it").toEqual(["partial"]);
    expect((await rig.run(words()))[0]).toBe("ran: no run has succeeded here");
    expect(out()).toEqual(["one", "two"]);
    expect(await elsewhere(words())).toEqual(["restored", "one", "two"]);
  });

  it("later leaves what it wrote beside what was there, and neither gets into a result", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await rig.run(fails("out/partial", "out/one"));
    expect([out(), rig.read("out/one")]).toEqual([["one", "partial", "two"], "half"]);
    await rig.run(words());
    expect(out()).toEqual(["three"]);
    await rig.run(fails("out/partial"));
    rig.write("in", "one two");
    expect((await rig.run(words()))[0]).toMatch(/^restored: /);
    expect(out()).toEqual(["one", "two"]);
  });

  it("because an output is missing is one that failed", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await rig.run(words({ outputs: ["out/**", "more"] }));
    expect([out(), rig.records().read("made")?.state]).toEqual([["one", "three", "two"], "stale"]);
  });

  it("leaves a file that somebody has written since", async () => {
    await rig.run(fails("out/partial"));
    rig.write("out/partial", "edited");
    await rig.run(words());
    expect([out(), replaced()]).toEqual([["one", "two"], ["partial"]]);
  });

  it("first leaves nothing of what it made of a file that lay there before", async () => {
    rig.write("out/one", "mine");
    await rig.run(fails("out/one"));
    await rig.run(missing());
    expect(rig.read("out/one")).toBe("one");
    expect(await elsewhere(missing())).toEqual(["restored", "one", "two"]);
  });

  it("and left nothing is as none", async () => {
    await rig.run(fails());
    expect(rig.records().read("made")).toBeUndefined();
  });
});

describe("a run that was killed", () => {
  it("first leaves nothing to the next one, which has it at hand", async () => {
    rig.write("out/mine", "mine");
    await killed(words({ run: () => rig.write("out/partial", "half") }));
    const [outcome, note] = await rig.run(words());
    expect(outcome).toBe("ran: no run has succeeded here");
    expect(note).toMatch(
      /^note: an earlier run was killed; what it left of out\/partial is now in \.gowsl\/replaced\/\d+$/,
    );
    expect([out(), replaced()]).toEqual([["mine", "one", "two"], ["partial"]]);
  });

  it("leaves nothing in a file that lay there before either", async () => {
    rig.write("out/one", "mine");
    rig.write("out/mine", "mine");
    await killed(words({ run: () => rig.write("out/one", "half") }));
    await rig.run(missing());
    expect([out(), rig.read("out/one"), replaced()]).toEqual([["mine", "one", "two"], "one", ["one"]]);
  });

  it("loses nothing that it had put away", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => rig.write("out/one", "half") }));
    expect(out()).toEqual(["one"]);
    await start(true);
    expect(out(), "the run goes on").toEqual(["one"]);
    await start();
    expect([out(), rig.read("out/one")]).toEqual([["one", "two"], "half"]);
    expect(readdirSync(path.join(rig.root, ".gowsl/tmp"))).toEqual([]);
    await rig.run(words());
    expect([out(), replaced()]).toEqual([["three"], ["one"]]);
  });

  it("is made good by the next run itself, which may fail, too", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => rig.write("out/partial", "half") }));
    await rig.run(fails());
    expect([out(), replaced()]).toEqual([["one", "two"], ["partial"]]);
    await start();
    expect(out()).toEqual(["one", "two"]);
  });

  it("gets nothing into an earlier result that comes back", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => rig.write("out/partial", "half") }));
    rig.write("in", "one two");
    expect((await rig.run(words()))[0]).toMatch(/^restored: /);
    expect([out(), replaced()]).toEqual([["one", "two"], ["partial"]]);
    expect((await rig.run(words()))[0]).toBe("up-to-date: no input changed");
  });

  it("is forgotten once another one has succeeded: what it put away is not laid beside", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => {} }));
    cpSync(path.join(rig.root, ".gowsl/tmp"), path.join(rig.base, "tmp"), { recursive: true });
    await rig.run(words());
    cpSync(path.join(rig.base, "tmp"), path.join(rig.root, ".gowsl/tmp"), { recursive: true });
    await start();
    expect([out(), readdirSync(path.join(rig.root, ".gowsl/tmp"))]).toEqual([["three"], []]);
  });

  it("on another system is given a day", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => {} }));
    await start("unknown");
    expect(out()).toEqual([]);
    await start("unknown", Date.now() + 25 * 60 * 60 * 1000);
    expect([out(), readdirSync(path.join(rig.root, ".gowsl/tmp"))]).toEqual([["one", "two"], []]);
  });

  it("is left alone while its process runs and nobody can tell whose turn it is", async () => {
    await killed(words({ run: () => rig.write("out/partial", "half") }));
    // Where the file of the turn would be.
    mkdirSync(path.join(rig.root, `.gowsl/.turn-${stepDigest("made").slice(0, 16)}.lock`));
    await rig.run(words(), { platform: "darwin" });
    expect([out(), existsSync(path.join(rig.root, ".gowsl/replaced"))]).toEqual([
      ["one", "partial", "two"],
      false,
    ]);
  });

  it("puts nothing behind a link that leads out of the project", async () => {
    await rig.run(words());
    rig.write("in", "three");
    await killed(words({ run: () => {} }));
    mkdirSync(path.join(rig.base, "elsewhere"));
    rmSync(path.join(rig.root, "out"), { recursive: true });
    symlinkSync(path.join(rig.base, "elsewhere"), path.join(rig.root, "out"));
    await start();
    expect(readdirSync(path.join(rig.base, "elsewhere"))).toEqual([]);
  });
});

describe("a link that an earlier run wrote", () => {
  it("is put away like a file", async () => {
    const links = words({ run: () => symlinkSync("../in", path.join(rig.root, "out", rig.read("in")!)) });
    mkdirSync(path.join(rig.root, "out"));
    rig.write("in", "one");
    await rig.run(links);
    rig.write("in", "two");
    await rig.run(links);
    expect(out()).toEqual(["two"]);
    rig.write("in", "three");
    await rig.run(fails());
    expect(readlinkSync(path.join(rig.root, "out/two"))).toBe("../in");
  });
});

describe("a folder that is empty now", () => {
  it("stays for the next run: a task before it may have made it", async () => {
    await rig.run(words());
    rig.write("in", "three");
    let isThere = false;
    await rig.run(words({ run: () => (isThere = existsSync(path.join(rig.root, "out"))) }));
    expect(isThere).toBe(true);
  });
});

describe("what lay there before and no run has written", () => {
  it("is no part of a result", async () => {
    rig.write("out/mine", "mine");
    await rig.run(words());
    expect(out()).toEqual(["mine", "one", "two"]);
    const [outcome, ...files] = await elsewhere(words());
    expect([outcome, files]).toEqual(["ran", ["one", "two"]]);
  });

  it("must be there as it was where the result comes back: the command may have left a file that was right", async () => {
    const lazy = words({
      run: () => {
        if (rig.read("out/a") !== rig.read("in")) rig.write("out/a", rig.read("in")!);
      },
    });
    rig.write("out/a", "one two");
    await rig.run(lazy);
    expect((await rig.run(lazy))[0]).toBe("up-to-date: no input changed");
    rig.leave();
    rig.write("in", "one two");
    rig.write("out/a", "other");
    expect((await rig.run(lazy))[0]).toBe("ran: first time here");
    expect(rig.read("out/a")).toBe("one two");
    rig.root = path.join(rig.base, "third");
    mkdirSync(rig.root);
    rig.write("in", "one two");
    expect((await rig.run(lazy))[0]).toBe("restored: ran before");
    expect(rig.read("out/a")).toBe("one two");
  });
});
