/**
 * The road of earlier answers on artifacts that no Go has made: what was made of these very files comes back as
 * the full road would bring it back, and whatever is not as expected is left to that road with nothing touched.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { digestManifest } from "../../../lib/cache/manifest.ts";
import { Records } from "../../../lib/cache/records.ts";
import { Store } from "../../../lib/cache/store.ts";
import { restoreEarlier } from "../../../lib/cli/restore.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import { digestText } from "../../../lib/host/files.ts";
import type { Event, StepResult } from "../../../lib/model/event.ts";
import type { BuildStep, Step } from "../../../lib/model/plan.ts";
import { earlierFolder, answerFolder, type Question } from "../../../lib/run/answer.ts";
import { decodeAnswer } from "../../../lib/run/answer-file.ts";
import { artifactList, listArtifacts } from "../../../lib/run/artifact-list.ts";
import { deliver } from "../../../lib/run/deliver.ts";
import { fastAnswer, findAnswer } from "../../../lib/run/fast-answer.ts";
import { keepAnswer } from "../../../lib/run/keep-answer.ts";
import { restorableSteps, RestorableUnits } from "../../../lib/run/restorable.ts";

let base: string;
let root: string;
let store: Store;
let records: Records;
const standing = process.cwd();
const below = (...parts: string[]) => path.join(root, ...parts);
beforeEach(() => {
  // A minute ahead: no file of this test is young.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-restore-")));
  root = path.join(base, "checkout");
  mkdirSync(root);
  process.chdir(root);
  store = new Store(path.join(base, "store"), Date.now);
  records = new Records(root);
});
afterEach(() => {
  process.chdir(standing);
  vi.useRealTimers();
  rmSync(base, { recursive: true, force: true });
});

const units = ["one", "two"].map((name) => ({
  package: `example.com/x/cmd/${name}`,
  name,
  goName: name,
  output: `bin/${name}`,
}));

const step: BuildStep = {
  kind: "go-build",
  id: "build linux/amd64",
  task: "build",
  target: "linux/amd64",
  needs: [],
  cwd: "/somewhere",
  env: { TOKEN: "secret" },
  requested: true,
  argv: ["go", "build", "-ldflags=secret"],
  units,
  inputs: [],
  before: [],
  after: [],
  targetWhy: "GOARCH of the environment",
};

interface Asking extends Partial<Question> {
  states?: FileStates;
}

function question({ argv = ["build"], environment = { PATH: "/bin" } }: Asking = {}): Question {
  return { argv, cwd: root, environment, runtime: "v20.19.0" };
}

const trusting = () => new FileStates({ platform: "darwin", now: Date.now });

/** Writes a source of each program. */
function write(sources: string): void {
  const [one = "", two = ""] = sources.split(" ");
  for (const [name, text] of [
    ["one", one],
    ["two", two],
  ] as const) {
    const file = below(`${name}.go`);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  }
}

const contentOf = (name: string, source: string) => `${name} made of ${source}`;

/** Does what the full road does where all is built, and keeps its answer. */
async function build(sources: string, asking: Asking = {}): Promise<void> {
  write(sources);
  const states = asking.states ?? trusting();
  const known = new RestorableUnits();
  const said: StepResult[] = [];
  for (const unit of units) {
    const source = `${unit.name}.go`;
    const why = `cmd/${unit.name} -> x`;
    const manifest = {
      facts: [{ kind: "file", name: `example.com/x/${source}`, path: below(source), why }],
      guards: [],
      module: "example.com/x",
    } as const;
    const digested = digestManifest({ ...manifest, facts: [...manifest.facts] }, states);
    known.add(step.id, unit.output, digested);
    const file = path.join(base, "built");
    writeFileSync(file, contentOf(unit.name, readFileSync(below(source), "utf8")), { mode: 0o755 });
    const setting = { root, records, store, toolchainVersion: "go1.26.0", emit: () => {} };
    const artifact = await deliver(setting, step, { unit, digested }, { file, steady: true });
    said.push({
      step: step.id,
      unit: unit.name,
      outcome: "up-to-date",
      reason: "no input changed",
      durationMs: 0,
      artifact: artifact!,
    });
  }
  await listArtifacts({ root, steps: [step] }, records);
  states.lookAgain();
  await keepAnswer({
    question: question(asking),
    root,
    states,
    watched: units.map(({ name }) => ({ path: below(`${name}.go`), watch: "content" })),
    written: [
      ...units.map(({ output }) => ({ path: below(output), watch: "stat" as const })),
      { path: artifactList(root), watch: "content" },
    ],
    variables: ["MOOD"],
    events: [
      { type: "note", text: "said before" },
      { type: "run-started", steps: [step.id], root, requested: [step.id] },
      { type: "step-finished", step: step.id, results: said },
      { type: "run-finished", results: said, durationMs: 0, exitCode: 0, unfinished: [] },
    ],
    output: { json: false, verbose: false, quiet: true },
    restorable: {
      schema: 1,
      store: path.join(base, "store"),
      toolchain: "go1.26.0",
      steps: restorableSteps({ steps: [step] })!,
      units: known.units,
      reasons: known.reasons,
    },
  });
}

async function restore(asking: Asking = {}) {
  const asked = question(asking);
  const place = findAnswer(asked);
  return place && restoreEarlier(asked, place);
}

/** Outcomes with their reasons, as they are said at the end. */
function reasons(said: { events: Event[] } | undefined): string[] | undefined {
  const last = said?.events.at(-1);
  if (last?.type !== "run-finished") return undefined;
  return last.results.map(({ unit, outcome, reason }) => `${unit} ${outcome}: ${reason}`);
}

/** The one state has been left for the other. */
async function builtBefore(asking: Asking = {}): Promise<void> {
  await build("a1 b1", asking);
  await build("a2 b1", asking);
  write("a1 b1");
}

const isHeld = (asking: Asking = {}) => fastAnswer(question(asking)) !== undefined;
const because = " (target from GOARCH of the environment)";
const back = [
  `one restored: built before; one.go changed (cmd/one -> x)${because}`,
  `two up-to-date: no input changed${because}`,
];

function places(): string[] {
  return units.map(({ output }) => readFileSync(below(output), "utf8"));
}

/** Every file of the checkout and of the store with its content and time. */
function everything(): Record<string, string> {
  const files = readdirSync(base, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [file, `${statSync(file).mtimeMs} ${readFileSync(file, "utf8")}`];
    }),
  );
}

function keyOf(unit: string): string {
  return records.read(step.id, unit)!.key;
}

/** Of what state "a1" has in the store. */
function blob(content = contentOf("one", "a1")): string {
  const digest = digestText(content);
  return path.join(base, "store", "blobs", digest.slice(0, 2), digest);
}

describe("a state that gowsl has answered for", () => {
  it("comes back with its artifacts, its records, its list and its answer", async () => {
    await builtBefore();
    expect(isHeld()).toBe(false);
    const said = await restore();
    expect(reasons(said)).toEqual(back);
    expect(said?.output).toEqual({ json: false, verbose: false, quiet: true });
    expect(said?.events.map(({ type }) => type)).toEqual([
      "note",
      "run-started",
      "step-finished",
      "run-finished",
    ]);
    expect(said?.events[1]).toMatchObject({
      steps: [step.id],
      requested: [step.id],
      outline: [{ id: step.id, task: "build", target: "linux/amd64", kind: "go-build", needs: [] }],
    });
    expect(places()).toEqual(["one made of a1", "two made of b1"]);
    expect(statSync(below("bin/one")).mode & 0o777).toBe(0o755);
    const digest = digestText("one made of a1");
    const record = records.read(step.id, "bin/one")!;
    expect(record).toMatchObject({ state: "proven", outputs: [{ sha256: digest }] });
    expect(record.entries).toEqual(store.entries(record.key));
    expect(JSON.parse(readFileSync(artifactList(root), "utf8"))).toMatchObject([
      { path: "bin/one", sha256: digest, toolchain: "go1.26.0" },
      { path: "bin/two" },
    ]);
    expect(readFileSync(below(".gowsl/last-run.ndjson"), "utf8")).toContain('"restored"');
    const fast = fastAnswer(question());
    expect(reasons(fast)).toEqual(["one up-to-date: no input changed", "two up-to-date: no input changed"]);
    expect(fast?.events.at(-1)).toMatchObject({ results: [{ artifact: { sha256: digest } }, {}] });
    // There and back as often as one likes.
    for (const [sources, wanted] of [
      ["a2 b1", "a2"],
      ["a1 b1", "a1"],
      ["a2 b1", "a2"],
    ] as const) {
      write(sources);
      expect(reasons(await restore())).toEqual(back);
      expect(places()[0]).toBe(`one made of ${wanted}`);
      expect(isHeld()).toBe(true);
    }
    expect(readdirSync(earlierFolder(below(answerFolder), findAnswer(question())!.name))).toHaveLength(4);
  });

  it("keeps no command and no variable", async () => {
    await builtBefore();
    for (const [file, text] of Object.entries(everything())) expect(text, file).not.toContain("secret");
  });

  it.each<[what: string, change: () => void, said: string[], content?: string]>([
    ["gone", () => rmSync(below("bin/one")), [`one restored: bin/one is gone${because}`]],
    [
      "edited by hand",
      () => writeFileSync(below("bin/one"), "one made of x1"),
      [`one restored: bin/one was changed by somebody else${because}`],
    ],
    [
      "without its permission",
      () => chmodSync(below("bin/one"), 0o644),
      [`one restored: bin/one has other permissions than it was built with${because}`],
    ],
    [
      "gone with its folder",
      () => rmSync(below("bin"), { recursive: true }),
      [`one restored: bin/one is gone${because}`, `two restored: bin/two is gone${because}`],
    ],
    [
      "only touched",
      () => utimesSync(below("bin/one"), 1, 1),
      [`one up-to-date: no input changed${because}`],
    ],
    [
      "without its record",
      () => void records.remove({ step: step.id, unit: "bin/one" }),
      [`one restored: built before${because}`],
    ],
    [
      "of a build that was killed",
      () => void records.invalidate(records.read(step.id, "bin/one")!),
      [`one restored: built before; the last build did not succeed${because}`],
    ],
    [
      "of a build whose sources moved",
      () => void records.write({ ...records.read(step.id, "bin/one")!, state: "delivered" }),
      [`one restored: built before; inputs moved during the last build${because}`],
    ],
    ["listed as something else", () => writeFileSync(artifactList(root), "[]\n"), []],
  ])("whose artifact is %s has it again", async (_, change, said) => {
    await build("a1 b1");
    change();
    // A stale record is none that a look at the files would show.
    const wanted = [...said];
    if (wanted.length === 0) wanted.push(`one up-to-date: no input changed${because}`);
    if (wanted.length === 1) wanted.push(`two up-to-date: no input changed${because}`);
    expect(reasons(await restore())).toEqual(wanted);
    expect(places()).toEqual(["one made of a1", "two made of b1"]);
    expect(statSync(below("bin/one")).mode & 0o777).toBe(0o755);
    expect(records.read(step.id, "bin/one")?.state).toBe("proven");
    expect(JSON.parse(readFileSync(artifactList(root), "utf8"))).toHaveLength(2);
    expect(isHeld()).toBe(true);
  });

  it("is told by what the config reads, too", async () => {
    const environment = { PATH: "/bin", MOOD: "good" };
    await build("a1 b1");
    await build("a2 b1", { environment });
    write("a1 b1");
    expect(await restore({ environment })).toBeUndefined();
    expect(reasons(await restore())).toEqual(back);
  });

  it("is brought back by two at once", async () => {
    await builtBefore();
    const both = await Promise.all([restore(), restore()]);
    for (const said of both) expect(reasons(said)).toHaveLength(2);
    expect(places()).toEqual(["one made of a1", "two made of b1"]);
    expect(reasons(await restore())?.[0]).toMatch(/^one up-to-date/);
    expect(isHeld()).toBe(true);
  });
});

describe("is left to the full road, with nothing touched,", () => {
  const entries = (key: string) => path.join(base, "store", "entries", key.slice(0, 2), `${key}.json`);
  const result = (key: string) => path.join(base, "store", "results", key.slice(0, 2), `${key}.json`);
  const restorables = () => {
    const folder = earlierFolder(below(answerFolder), findAnswer(question())!.name);
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => path.join(folder, name));
  };
  let first: string;

  it.each<[what: string, change: () => void]>([
    ["a state that nobody has seen", () => write("a3 b1")],
    ["a state of which one file is as in another", () => write("a1 b2")],
    ["a file that is gone", () => rmSync(below("two.go"))],
    ["a file of the same size and time", () => (write("a3 b1"), utimesSync(below("one.go"), 1, 1))],
    ["a blob that is gone", () => rmSync(blob(), { force: true })],
    ["a blob that is broken", () => (chmodSync(blob(), 0o644), writeFileSync(blob(), "one made of x1"))],
    ["a result that is gone", () => rmSync(result(first))],
    ["a result that is broken", () => writeFileSync(result(first), "{")],
    ["entries that are gone", () => rmSync(entries(first))],
    ["entries of something else", () => writeFileSync(entries(first), "[]")],
    ["what restores it is gone", () => restorables().forEach((file) => rmSync(file))],
    [
      "what restores it is damaged",
      () =>
        restorables().forEach((file) => writeFileSync(file, readFileSync(file, "utf8").replace("1", "2"))),
    ],
    ["what restores it is empty", () => restorables().forEach((file) => writeFileSync(file, ""))],
  ])("%s", async (_, change) => {
    await build("a1 b1");
    first = keyOf("bin/one");
    await build("a2 b1");
    write("a1 b1");
    change();
    const before = everything();
    expect(await restore()).toBeUndefined();
    // That somebody looked for a result is written nowhere but in its time.
    const untimed = (files: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(files).map(([file, text]) => [file, file.includes("/results/") ? "" : text]),
      );
    expect(untimed(everything())).toEqual(untimed(before));
  });

  it("who wants spans of it", async () => {
    await builtBefore();
    const environment = { PATH: "/bin", OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:1" };
    expect(await restore({ environment })).toBeUndefined();
    expect(places()[0]).toBe("one made of a2");
  });

  it("an artifact in whose place a folder is, which is not called proven", async () => {
    await builtBefore();
    rmSync(below("bin/one"));
    mkdirSync(below("bin/one/full"), { recursive: true });
    expect(await restore()).toBeUndefined();
    expect(records.read(step.id, "bin/one")?.state).toBe("stale");
    expect(readdirSync(below("bin")).toSorted()).toEqual(["one", "two"]);
  });
});

describe("times that say nothing", () => {
  it("a file that was young when the state was left is read", async () => {
    const later = Date.now();
    vi.setSystemTime(0);
    await build("a1 b1");
    vi.setSystemTime(later);
    await build("a2 b1");
    write("a1 b1");
    expect(reasons(await restore())).toEqual(back);
  });

  it("what is young when it comes back is read until it is old", async () => {
    await builtBefore();
    const later = Date.now();
    vi.setSystemTime(0);
    expect(reasons(await restore())).toEqual(back);
    vi.setSystemTime(later);
    // Another text under the very stat that was seen.
    const seen = statSync(below("one.go"));
    writeFileSync(below("one.go"), "a9");
    const spoofed = findAnswer(question())!;
    const { rows, bytes } = decodeAnswer(spoofed.bytes)!;
    expect(rows.stats[1]).toBe(seen.mtimeMs);
    const { size, mtimeMs, ctimeMs, ino } = statSync(below("one.go"));
    rows.stats.set([size, mtimeMs, ctimeMs, ino]);
    writeFileSync(path.join(spoofed.folder, spoofed.name), bytes);
    expect(isHeld()).toBe(false);
    expect(await restore()).toBeUndefined();
  });

  it("files of a file system whose times are not believed are read each time", async () => {
    class Untrusting extends FileStates {
      override see(file: string) {
        return { ...super.see(file), settled: false, trusted: false };
      }
    }
    const untrusting = () => new Untrusting({ platform: "darwin", now: Date.now });
    await build("a1 b1", { states: untrusting() });
    await build("a2 b1", { states: untrusting() });
    write("a1 b1");
    expect(reasons(await restore())).toEqual(back);
    const { ways } = decodeAnswer(findAnswer(question())!.bytes)!.rows;
    expect([...ways].map((way) => way % 3)).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("how much is kept", () => {
  it("the last eight states beside the one that is there, with what restores them and no more", async () => {
    for (let state = 0; state < 12; state++) {
      vi.setSystemTime(Date.now() + 1000);
      await build(`s${state} b1`);
    }
    const folder = earlierFolder(below(answerFolder), findAnswer(question())!.name);
    const endings = readdirSync(folder).map((name) => path.extname(name));
    expect(endings.filter((ending) => ending === ".answer")).toHaveLength(8);
    expect(endings.filter((ending) => ending === ".json")).toHaveLength(9);
    write("s2 b1");
    expect(await restore()).toBeUndefined();
    write("s3 b1");
    expect(reasons(await restore())).toEqual(back);
  });
});

describe("what can be restored so", () => {
  const others: [what: string, step: Partial<Step>][] = [
    ["a command", { kind: "command" }],
    ["tests", { kind: "go-test" }],
    ["a build behind another step", { behind: ["other"] }],
    ["a build that is done last", { last: true }],
  ];
  it.each(others)("is no plan with %s", (_, change) => {
    expect(restorableSteps({ steps: [step, { ...step, ...change } as Step] })).toBeUndefined();
  });

  it("are builds and groups, also those that are skipped", () => {
    const group: Step = {
      kind: "group",
      id: "all",
      task: "all",
      needs: [step.id],
      cwd: "/somewhere",
      env: {},
      requested: true,
      skip: "not on linux",
    };
    expect(restorableSteps({ steps: [step, group] })).toMatchObject([
      { id: step.id, env: {}, argv: [] },
      { id: "all", needs: [step.id], skip: "not on linux" },
    ]);
  });
});
