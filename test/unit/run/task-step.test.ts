/** Stories of declared commands: what runs, what is restored, what is kept, and what is never lost. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestText } from "../../../lib/host/files.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import { foreignWrites, type Claims } from "../../../lib/run/foreign-writes.ts";
import { sealed, unsealed } from "../../../lib/host/sealed.ts";
import { TaskRig, type Shape } from "./task-rig.ts";

let rig: TaskRig;

beforeEach(() => {
  rig = new TaskRig();
});
afterEach(() => rig.remove());

/** Writes the input in capitals, and one more file for each of its words. */
function capitals(more: Partial<Shape> = {}): Shape {
  return {
    inputs: ["in/*.txt"],
    outputs: ["out/**"],
    run: ({ log }) => {
      const text = rig.read("in/a.txt") ?? "";
      rig.write("out/all", text.toUpperCase());
      for (const word of text.split(" ")) rig.write(`out/words/${word}`, word);
      log(`wrote ${text}`);
    },
    ...more,
  };
}

describe("a declared command", () => {
  beforeEach(() => rig.write("in/a.txt", "one two"));

  it("runs once, and again when an input changes; an earlier result comes back with its log", async () => {
    expect(await rig.run(capitals())).toEqual(["ran: first time here", "wrote one two"]);
    expect(await rig.run(capitals())).toEqual(["up-to-date: no input changed"]);
    rig.write("in/a.txt", "three");
    expect(await rig.run(capitals())).toEqual(["ran: in/a.txt changed", "wrote three"]);
    expect(readdirSync(path.join(rig.root, "out/words")), "what the run before wrote").toEqual(["three"]);
    rig.write("in/a.txt", "one two");
    expect(await rig.run(capitals())).toEqual(["restored: ran before; in/a.txt changed", ">wrote one two"]);
    expect([rig.read("out/all"), readdirSync(path.join(rig.root, "out/words"))]).toEqual([
      "ONE TWO",
      ["one", "two"],
    ]);
    expect(await rig.run(capitals())).toEqual(["up-to-date: no input changed"]);
    rig.write("in/b.txt", "");
    expect(await rig.run(capitals())).toEqual(["ran: in/b.txt is new", "wrote one two"]);
  });

  it("is restored in another checkout, with permissions and links", async () => {
    const run = () => {
      rig.write("out/tool", "#!/bin/sh");
      chmodSync(path.join(rig.root, "out/tool"), 0o755);
      symlinkSync("tool", path.join(rig.root, "out/link"));
      symlinkSync("../in", path.join(rig.root, "out/folder"));
    };
    expect(await rig.run(capitals({ run }))).toEqual(["ran: first time here"]);
    rig.leave();
    rig.write("in/a.txt", "one two");
    expect(await rig.run(capitals({ run }))).toEqual(["restored: ran before"]);
    expect(statSync(path.join(rig.root, "out/tool")).mode & 0o777).toBe(0o755);
    expect(readlinkSync(path.join(rig.root, "out/link"))).toBe("tool");
    expect(readlinkSync(path.join(rig.root, "out/folder"))).toBe("../in");
    expect(await rig.run(capitals({ run }))).toEqual(["up-to-date: no input changed"]);
    rmSync(path.join(rig.root, "out/link"));
    expect(await rig.run(capitals({ run }))).toEqual(["restored: out/link is gone"]);
  });

  it("that only looks says again what it has said", async () => {
    const looks: Shape = { inputs: ["in"], outputs: [], run: ({ log }) => log("a warning") };
    expect(await rig.run(looks)).toEqual(["ran: first time here", "a warning"]);
    expect(await rig.run(looks)).toEqual(["up-to-date: no input changed", ">a warning"]);
  });

  it.each<[what: string, change: Parameters<TaskRig["run"]>[1], shape: Partial<Shape>, reason: string]>([
    ["a variable", { environment: { MODE: "b" } }, {}, "variable MODE changed"],
    ["a variable that is gone", { environment: {} }, {}, "variable MODE is not set now"],
    ["the config", { configDigest: "b" }, {}, "config changed from a to b"],
    ["its arguments", { extra: ["x"] }, {}, "arguments changed: with x"],
    ["a variable of the task", {}, { env: { A: "2" } }, "variable A of the task changed"],
    [
      "its outputs",
      {},
      { outputs: ["out/all", "out/words/*"] },
      "outputs changed: with out/all, with out/words/*, without out/**",
    ],
    ["the system", { goos: "darwin" }, {}, "system changed from linux/amd64 to darwin/amd64"],
    ["force", { force: true }, {}, "--force"],
  ])("runs again for %s", async (_, change, shape, reason) => {
    const first = capitals({ variables: ["MODE"], env: { A: "1" } });
    const options = { environment: { MODE: "a" }, configDigest: "a" };
    await rig.run(first, options);
    const [outcome] = await rig.run({ ...first, ...shape }, { ...options, ...change });
    expect(outcome).toBe(`ran: ${reason}`);
  });

  it("does not run for an undeclared variable, or for times", async () => {
    await rig.run(capitals());
    utimesSync(path.join(rig.root, "in/a.txt"), 1, 1);
    expect(await rig.run(capitals(), { environment: { OTHER: "x" } })).toEqual([
      "up-to-date: no input changed",
    ]);
  });

  it("runs for a permission that an input gets", async () => {
    await rig.run(capitals());
    chmodSync(path.join(rig.root, "in/a.txt"), 0o755);
    expect((await rig.run(capitals()))[0]).toBe("ran: in/a.txt changed");
  });

  it("does not read what it writes, whatever its wildcards say", async () => {
    const all = capitals({ inputs: ["**"] });
    await rig.run(all);
    expect(await rig.run(all)).toEqual(["up-to-date: no input changed"]);
  });
});

describe("outputs of somebody else", () => {
  beforeEach(() => rig.write("in/a.txt", "one"));
  const copies = () =>
    readdirSync(path.join(rig.root, ".gowsl/replaced"), { recursive: true, encoding: "utf8" });

  it("are copied away before they are restored or written anew", async () => {
    await rig.run(capitals());
    rig.write("out/all", "edited");
    const restored = await rig.run(capitals());
    expect(restored).toEqual([
      "restored: out/all was changed by somebody else",
      expect.stringMatching(
        /^note: out\/all was changed by somebody else; a copy of it is \.gowsl\/replaced\/\d+\/out\/all$/,
      ),
      ">wrote one",
    ]);
    expect(rig.read("out/all")).toBe("ONE");
    const copy = / is (\S+)$/.exec(restored[1]!)![1]!;
    expect(rig.read(copy)).toBe("edited");
    rig.write("out/all", "edited again");
    rig.write("in/a.txt", "two");
    const ran = await rig.run(capitals());
    expect(ran).toHaveLength(3);
    expect(rig.read(/ is (\S+)$/m.exec(ran.join("\n"))![1]!)).toBe("edited again");
    expect(rig.read("out/all")).toBe("TWO");
  });

  it("that lie among them and that no command has written stay, whatever runs or is restored", async () => {
    rig.write("in/a.txt", "one two");
    rig.write("out/by-hand", "mine");
    await rig.run(capitals());
    rig.write("in/a.txt", "three");
    await rig.run(capitals());
    expect(rig.read("out/by-hand"), "the command ran again").toBe("mine");
    rig.write("out/later", "mine, too");
    rig.write("in/a.txt", "four");
    await rig.run(capitals());
    rig.write("in/a.txt", "one two");
    expect((await rig.run(capitals()))[0]).toBe("restored: ran before; in/a.txt changed");
    expect([rig.read("out/by-hand"), rig.read("out/later"), rig.read("out/words/four")]).toEqual([
      "mine",
      "mine, too",
      undefined,
    ]);
    rmSync(path.join(rig.root, ".gowsl"), { recursive: true });
    expect((await rig.run(capitals()))[0]).toBe("restored: ran before");
    rig.write("in/a.txt", "five");
    await rig.run(capitals());
    expect(rig.read("out/by-hand"), "the record was gone").toBe("mine");
  });

  it("in the way of a result are copied away, also where there is no record", async () => {
    await rig.run(capitals());
    rig.leave();
    rig.write("in/a.txt", "one");
    rig.write("out/all", "mine");
    rig.write("out/words/one", "one");
    expect((await rig.run(capitals()))[0]).toBe("restored: ran before");
    expect(copies().filter((name) => name.endsWith("all") || name.endsWith("one"))).toHaveLength(1);
  });

  it("become somebody's own when the declaration takes them out", async () => {
    rig.write("in/a.txt", "one two");
    await rig.run(capitals());
    const outputs = ["out/**", "!out/words/two"];
    const run = () => rig.write("out/all", "again");
    expect((await rig.run(capitals({ outputs, run })))[0]).toContain("ran: outputs changed");
    expect([rig.read("out/words/two"), rig.read("out/words/one")]).toEqual(["two", undefined]);
  });

  it("that are no output any more stay, if they were changed", async () => {
    await rig.run(capitals());
    rig.write("in/a.txt", "two");
    await rig.run(capitals());
    rig.write("out/words/two", "edited");
    rig.write("in/a.txt", "one");
    expect(await rig.run(capitals())).toEqual([
      "restored: ran before; in/a.txt changed",
      "note: out/words/two is no output any more and was changed by somebody else; it stays",
      ">wrote one",
    ]);
    expect([rig.read("out/words/two"), rig.read("out/words/one")]).toEqual(["edited", "one"]);
  });

  it("are left to the command where a folder is in the way", async () => {
    await rig.run(capitals());
    rmSync(path.join(rig.root, "out/all"));
    mkdirSync(path.join(rig.root, "out/all"));
    const [outcome] = await rig.run(capitals());
    expect(outcome).toBe(
      "failed: the function threw: EISDIR: illegal operation on a directory, open '" +
        path.join(rig.root, "out/all") +
        "'",
    );
    expect(rig.records().read("made")?.state).toBe("stale");
  });
});

describe("a command that fails", () => {
  beforeEach(() => rig.write("in/a.txt", "one"));
  const broken = capitals({
    run: () => {
      throw new Error("no");
    },
  });

  it("is not done, and what an earlier run wrote is there again", async () => {
    await rig.run(capitals());
    rig.write("in/a.txt", "two");
    expect((await rig.run(broken)).slice(0, 2)).toEqual([
      "failed: the function threw: no",
      "failure: made: the function threw: no",
    ]);
    expect(rig.read("out/all")).toBe("ONE");
    rig.write("in/a.txt", "one");
    expect(await rig.run(capitals())).toEqual([
      "restored: ran before; the last run did not succeed",
      ">wrote one",
    ]);
  });

  it("first is not done", async () => {
    await rig.run(broken);
    expect((await rig.run(capitals()))[0]).toBe("ran: first time here");
  });

  it("by an interruption is not done", async () => {
    await rig.run(capitals());
    rig.write("in/a.txt", "two");
    expect((await rig.run(capitals(), { interrupt: true }))[0]).toBe("cancelled: was not finished");
    expect(rig.records().read("made")?.state).toBe("stale");
    expect((await rig.run(capitals()))[0]).toBe("ran: in/a.txt changed");
  });

  it("leaves nothing to believe, also when it dies on the way", async () => {
    await rig.run(capitals());
    rig.write("in/a.txt", "two");
    let state: string | undefined;
    await rig.run(capitals({ run: () => void (state = rig.records().read("made")?.state) }));
    expect(state).toBe("stale");
  });
});

describe("a result is not recorded", () => {
  beforeEach(() => rig.write("in/a.txt", "one"));

  it("when the command changes its own input", async () => {
    const changes = capitals({ run: () => rig.write("in/a.txt", `${rig.read("in/a.txt")}!`) });
    expect(await rig.run(capitals({ ...changes, outputs: [] }))).toEqual([
      "ran: first time here; not recorded: in/a.txt changed while it ran",
    ]);
    expect((await rig.run({ ...changes, outputs: [] }))[0]).toBe(
      "ran: in/a.txt changed; not recorded: in/a.txt changed while it ran",
    );
  });

  it("when an input comes while it runs, or is written as it was", async () => {
    const comes = capitals({ outputs: [], run: () => rig.write("in/b.txt", "") });
    expect((await rig.run(comes))[0]).toBe(
      "ran: first time here; not recorded: in/b.txt is new while it ran",
    );
    const same = capitals({ outputs: [], run: () => rig.write("in/a.txt", "one") });
    expect((await rig.run(same))[0]).toMatch(/; not recorded: in\/a\.txt was written while it ran$/);
  });

  it.each([
    ["../../etc", "out/link is a link that leads out of the project"],
    ["/etc/passwd", "out/link is a link that leads out of the project"],
  ])("when an output is a link to %s", async (target, why) => {
    const run = () => {
      mkdirSync(path.join(rig.root, "out"), { recursive: true });
      rmSync(path.join(rig.root, "out/link"), { force: true });
      symlinkSync(target, path.join(rig.root, "out/link"));
    };
    expect((await rig.run(capitals({ run })))[0]).toBe(`ran: first time here; not recorded: ${why}`);
    expect((await rig.run(capitals({ run })))[0]).toMatch(/^ran: /);
  });

  it("when its outputs lie behind a link out of the project", async () => {
    mkdirSync(path.join(rig.base, "elsewhere"));
    symlinkSync(path.join(rig.base, "elsewhere"), path.join(rig.root, "out"));
    const [outcome] = await rig.run(capitals({ outputs: ["out/*"] }));
    expect(outcome).toBe(
      "ran: first time here; not recorded: out/all lies behind a link, outside of the project",
    );
  });
});

describe("what names nothing", () => {
  it("is a failure of inputs without wildcards, and a note else", async () => {
    expect(await rig.run({ inputs: ["in/a.txt"], outputs: [], run: () => {} })).toEqual([
      'failed: there is no "in/a.txt"',
      'failure: made: inputs[0]: there is no "in/a.txt". Correct the path, or write it with a wildcard if the file may be missing.',
    ]);
    expect(await rig.run({ inputs: ["in/*.txt", "!x"], outputs: [], run: () => {} })).toEqual([
      "ran: first time here",
      'note: inputs[0] "in/*.txt" names no file',
    ]);
  });

  it("is a failure of outputs without wildcards, and a note else", async () => {
    expect(await rig.run({ outputs: ["out/a"], run: () => {} })).toEqual([
      'failed: it succeeded and left no "out/a"',
      'failure: made: it succeeded and left no "out/a". Correct outputs[0] of the task, or what the command writes.',
    ]);
    expect(await rig.run({ outputs: ["out/*"], run: () => {} })).toEqual([
      "ran: first time here",
      'note: outputs[0] "out/*" names no file',
    ]);
  });
});

describe("two commands", () => {
  const makes = (id: string, text: string, more: Partial<Shape> = {}): Shape => ({
    id,
    inputs: [],
    outputs: [`gen/${id}*`],
    run: () => rig.write(`gen/${id}.txt`, text),
    ...more,
  });

  it("that write one file in one run are a failure that names both", async () => {
    const claims: Claims = new Map();
    await rig.run(makes("a", "x"), { claims });
    const second = makes("b", "y", { outputs: ["**/*.txt"], run: () => rig.write("gen/A.txt", "y") });
    rmSync(path.join(rig.root, "gen"), { recursive: true });
    expect((await rig.run(second, { claims })).slice(1)).toEqual([
      "failure: b: gen/A.txt is also written by a. Each file has one task that writes it: change the outputs of one of them.",
    ]);
  });

  it("of which one has now what the other had before: it stays", async () => {
    const before = makes("a", "x", { outputs: ["gen/b.txt"], run: () => rig.write("gen/b.txt", "x") });
    await rig.run(before);
    const claims: Claims = new Map();
    await rig.run(makes("b", "x"), { claims });
    await rig.run(makes("a", "x"), { claims });
    expect([rig.read("gen/a.txt"), rig.read("gen/b.txt")]).toEqual(["x", "x"]);
  });

  it("of which one writes into the outputs of the other are told", async () => {
    const claims: Claims = new Map();
    await rig.run(makes("a", "x"), { claims });
    await rig.run(makes("b", "y"), { claims });
    const told = (...steps: string[]) => {
      const results = steps.map((step) => ({ step, outcome: "ran", reason: "", durationMs: 0 }) as const);
      const states = new FileStates({ platform: "linux", now: Date.now });
      return foreignWrites(rig.root, states, claims, results);
    };
    expect(told("a", "b", "c")).toEqual([]);
    rig.write("gen/a.txt", "other");
    rmSync(path.join(rig.root, "gen/b.txt"));
    expect(told("a", "b", "c")).toEqual([
      "gen/a.txt, an output of a, was changed while b or c ran; that is no output of theirs",
      "gen/b.txt, an output of b, was removed while a or c ran; that is no output of theirs",
    ]);
    // Where nothing else ran it was somebody else.
    expect(told("b")).toEqual([
      "gen/a.txt, an output of a, was changed while b ran; that is no output of theirs",
    ]);
  });

  it("of which the second reads what the first writes: the same content stops the ripple", async () => {
    rig.write("in", "1");
    const first = (inputs: string[]) => makes("a", "same", { inputs });
    const second = makes("b", "y", { from: [{ step: "a" }] });
    expect((await rig.run(second))[0]).toBe("ran: not known: a has not run here");
    await rig.run(first(["in"]));
    expect((await rig.run(second))[0]).toMatch(/^ran: /);
    rig.write("in", "2");
    expect((await rig.run(first(["in"])))[0]).toBe("ran: in changed");
    expect(await rig.run(second)).toEqual(["up-to-date: no input changed"]);
    rig.write("in", "3");
    await rig.run(makes("a", "other", { inputs: ["in"] }));
    expect((await rig.run(second))[0]).toBe("ran: gen/a.txt changed (b -> a)");
  });
});

describe("the store", () => {
  beforeEach(() => rig.write("in/a.txt", "one"));

  it("that has lost or damaged a blob is of no use, and the command runs", async () => {
    await rig.run(capitals());
    const { outputs } = rig.records().read("made")!;
    const { sha256 } = outputs.find((output) => output.path === "out/all")!;
    const blob = path.join(rig.base, "store/blobs", sha256.slice(0, 2), sha256);
    chmodSync(blob, 0o644);
    rig.write(path.relative(rig.root, blob), "damaged");
    rmSync(path.join(rig.root, "out/all"));
    expect((await rig.run(capitals()))[0]).toBe("ran: the stored result is broken");
    rmSync(path.join(rig.root, "out/all"));
    expect((await rig.run(capitals()))[0]).toBe("restored: out/all is gone");
  });

  it.each<[what: string, change: object, why: string]>([
    [
      "a path that climbs",
      { path: "../x" },
      'the stored result has an output "../x" that is none of this task',
    ],
    [
      "an absolute path",
      { path: "/etc/x" },
      'the stored result has an output "/etc/x" that is none of this task',
    ],
    [
      "a path of another task",
      { path: "src/x" },
      'the stored result has an output "src/x" that is none of this task',
    ],
    [
      "a link that leads out",
      {
        role: "link",
        link: "../../x",
        sha256: digestText("../../x"),
      },
      'the stored result has a link "out/all" that leads out of the project',
    ],
  ])("with %s is not believed", async (_, change, why) => {
    await rig.run(capitals());
    const { key } = rig.records().read("made")!;
    const file = path.relative(
      rig.root,
      path.join(rig.base, "store/results", key.slice(0, 2), `${key}.json`),
    );
    const result = JSON.parse(unsealed(rig.read(file))!) as { outputs: { path?: string }[] };
    const outputs = result.outputs.map((output) =>
      output.path === "out/all" ? { ...output, ...change } : output,
    );
    rig.write(file, sealed(JSON.stringify({ ...result, outputs })));
    rmSync(path.join(rig.root, "out/all"));
    expect((await rig.run(capitals()))[0]).toBe(`ran: ${why}`);
  });

  it("goes on where gowsl's own folder is deleted meanwhile", async () => {
    const shape = capitals();
    const { run } = shape;
    shape.run = (context) => {
      rmSync(path.join(rig.root, ".gowsl"), { recursive: true, force: true });
      return run(context);
    };
    await rig.run(shape);
    rig.write("in/a.txt", "two");
    expect((await rig.run(shape))[0]).toBe("ran: in/a.txt changed");
    expect(await rig.run(shape)).toEqual(["up-to-date: no input changed"]);
  });

  it("with a file behind a link of the same result is not believed", async () => {
    const run = () => {
      rig.write("out/d", "");
      rig.write("out/e", "");
    };
    await rig.run(capitals({ run }));
    const { key } = rig.records().read("made")!;
    const file = path.relative(
      rig.root,
      path.join(rig.base, "store/results", key.slice(0, 2), `${key}.json`),
    );
    const { outputs, ...rest } = JSON.parse(unsealed(rig.read(file))!) as { outputs: { path?: string }[] };
    const link = {
      role: "link",
      path: "out/d",
      link: "../in",
      sha256: digestText("../in"),
      sizeBytes: 0,
      mode: 511,
    };
    const hostile = outputs.map((output) =>
      output.path === "out/d" ? link : output.path === "out/e" ? { ...output, path: "out/d/a.txt" } : output,
    );
    rig.write(file, sealed(JSON.stringify({ ...rest, outputs: hostile })));
    rmSync(path.join(rig.root, "out"), { recursive: true });
    const [outcome] = await rig.run(capitals({ run }));
    expect(outcome).toBe('ran: the stored result has "out/d/a.txt" behind a link of its own');
    expect(rig.read("in/a.txt")).toBe("one");
  });

  it("and the records that can't be written cost notes, never the run", async () => {
    rig.write(".gowsl/tasks", "in the way");
    const [outcome, , note] = await rig.run(capitals());
    expect([outcome, note]).toEqual([
      "ran: first time here",
      "note: its result was not recorded: a file stands where a folder is needed",
    ]);
  });

  it("that can't be written costs a note", async () => {
    rig.write(path.relative(rig.root, path.join(rig.base, "store")), "in the way");
    const [outcome, , note] = await rig.run(capitals());
    expect([outcome, note]).toEqual([
      "ran: first time here",
      "note: its result was not stored: a file stands where a folder is needed",
    ]);
    expect(await rig.run(capitals())).toEqual(["up-to-date: no input changed"]);
  });
});

describe("an incremental command", () => {
  it("finds what it has written before", async () => {
    rig.write("in/a.txt", "one");
    let found: string | undefined;
    const shape = capitals({ incremental: true });
    const { run } = shape;
    shape.run = (context) => {
      found = rig.read("out/all");
      return run(context);
    };
    await rig.run(shape);
    rig.write("in/a.txt", "two");
    await rig.run(shape);
    expect(found).toBe("ONE");
    expect(rig.read("out/words/one"), "nobody cleans up behind it").toBe("one");
  });
});

describe("examining", () => {
  it("changes nothing", async () => {
    rig.write("in/a.txt", "one");
    await rig.run(capitals());
    rig.write("in/a.txt", "two");
    const before = readdirSync(rig.base, { recursive: true, encoding: "utf8" });
    const { verdict, reason } = await rig.examine(capitals());
    expect([verdict, reason]).toEqual(["run", "in/a.txt changed"]);
    expect(readdirSync(rig.base, { recursive: true, encoding: "utf8" })).toEqual(before);
    expect(rig.records().read("made")?.state).toBe("proven");
  });
});
