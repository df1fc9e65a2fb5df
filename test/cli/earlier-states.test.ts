/**
 * A state of the files that was built before comes back without config, Go and plan. Whoever asks can't tell this
 * road from the full one: what is said, and what lies there afterwards, is the same on both.
 */
import { appendFileSync, chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { unsealed } from "../../lib/host/sealed.ts";
import { runWithChildLog } from "./child-log.ts";
import { both, Checkout, long } from "./rig.ts";

const six = ["linux", "windows", "darwin"].flatMap((os) => [`${os}/amd64`, `${os}/arm64`]).join(",");

/** A checkout with the branches main and other, of which each has a source that only it has. */
class Branches {
  readonly checkout = Checkout.of("greeting");

  constructor() {
    // It stamps what git says.
    this.checkout.remove("gowsl.config.ts");
    this.checkout.write(".gitignore", "bin/\ndist/\n");
    this.git("init", "-q", "-b", "main");
    this.commit();
    this.git("checkout", "-q", "-b", "other");
    this.checkout.append("internal/words/words.go", "\nvar Other = 1\n");
    this.checkout.write("internal/words/more_windows.go", "package words\n\nvar More = 1\n");
    this.commit();
  }

  git(...words: string[]): string {
    return this.checkout.tool("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words]);
  }

  commit(): void {
    this.git("add", ".");
    this.git("commit", "-qm", "next");
  }

  /** Forgets the earlier states: the full road is all that is left. */
  forgetStates(): void {
    const answers = this.checkout.path(".gowsl/answers");
    for (const entry of readdirSync(answers, { withFileTypes: true })) {
      if (entry.isDirectory()) rmSync(path.join(answers, entry.name), { recursive: true });
    }
  }

  /** Runs gowsl; says what it said, which road it took, and what it left behind. */
  async run(argv: string[]) {
    const { checkout } = this;
    const { code, stderr, events } = await checkout.events(argv);
    const text = await checkout.run(["why", ...argv]);
    return {
      code,
      stderr,
      // A command names a folder of its run.
      events: inOrder(events.filter((event) => event["type"] !== "command")),
      lastRun: inOrder(lines(unsealed(checkout.read(".gowsl/last-run.ndjson"))!).map(({ event }) => event)),
      list: JSON.parse(checkout.read("dist/artifacts.json")) as unknown,
      records: readdirSync(checkout.path(".gowsl/records")).map((name) =>
        withoutTimes(JSON.parse(unsealed(checkout.read(`.gowsl/records/${name}`))!)),
      ),
      artifacts: ["bin", "dist"].flatMap((folder) => digests(checkout, folder)),
      why: text.stdout + text.stderr,
    };
  }

  /** What was started by a run, and its outcomes. */
  async children(argv: string[]) {
    const { children, results } = await runWithChildLog(this.checkout, argv);
    return { children, outcomes: [...new Set(results.map(({ outcome }) => outcome))] };
  }
}

type Said = Record<string, unknown>;

function lines(text: string): { event: Said }[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { event: Said });
}

/** Steps that wait for nothing end in any order. */
function inOrder(events: Said[]): unknown {
  const ended = (event: Said) => (event["type"] === "step-finished" ? String(event["step"]) : "");
  const steps = events.filter((event) => ended(event) !== "");
  steps.sort((left, right) => (ended(left) < ended(right) ? -1 : 1));
  return withoutTimes(events.map((event) => (ended(event) === "" ? event : steps.shift())));
}

/** The same without what no two runs have in common. */
function withoutTimes(value: unknown): unknown {
  const times = ["durationMs", "atMs", "stat", "expectedMs", "savedMs", "peakBytes"];
  return JSON.parse(JSON.stringify(value), (name, each: unknown) =>
    times.includes(name) ? undefined : each,
  ) as unknown;
}

function digests(checkout: Checkout, folder: string): string[] {
  if (!checkout.exists(folder)) return [];
  const files = readdirSync(checkout.path(folder), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => path.relative(checkout.folder, path.join(parentPath, name)))
    .toSorted()
    .map((file) => `${file} ${checkout.sha256(file)}`);
}

describe("back on a branch", () => {
  it("build says and leaves the same on both roads", () => isSameOnBothRoads(["build"]));
  it("cross with six targets does, too", long, () => isSameOnBothRoads(["cross", six]));

  async function isSameOnBothRoads(argv: string[]): Promise<void> {
    const branches = new Branches();
    for (const branch of ["other", "main", "other"]) {
      branches.git("checkout", "-q", branch);
      await branches.checkout.run([...argv, "--json"]);
    }
    branches.git("checkout", "-q", "main");
    const fast = await branches.run(argv);
    expect(fast.code).toBe(0);
    const still = await branches.checkout.events(argv);
    branches.git("checkout", "-q", "other");
    await branches.checkout.run([...argv, "--json"]);
    branches.forgetStates();
    branches.git("checkout", "-q", "main");
    const full = await branches.run(argv);
    expect(fast).toEqual(full);
    expect(JSON.stringify(fast.events)).toContain('"restored"');
    expect(still.results.map(({ outcome }) => outcome)).toEqual(still.results.map(() => "up-to-date"));
  }
});

describe("what is in the way", () => {
  const troubles: [what: string, make: (checkout: Checkout) => void][] = [
    ["an artifact that was edited by hand", (checkout) => appendFileSync(checkout.path("bin/greet"), "x")],
    ["an artifact that is gone", (checkout) => checkout.remove("bin/greet")],
    ["an artifact that can't be run", (checkout) => chmodSync(checkout.path("bin/greet"), 0o644)],
    ["records that are gone", (checkout) => checkout.remove(".gowsl/records")],
    ["blobs that are gone", (checkout) => checkout.remove("../cache/store/blobs")],
    [
      "blobs that are broken",
      (checkout) => {
        const folder = checkout.path("../cache/store/blobs");
        for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
          const file = path.join(folder, name);
          if (!/[0-9a-f]{64}$/.test(name)) continue;
          const bytes = readFileSync(file);
          bytes[bytes.length >> 1]! ^= 1;
          chmodSync(file, 0o644);
          writeFileSync(file, bytes);
        }
      },
    ],
    ["a source that was edited, too", (checkout) => checkout.append("cmd/greet/main.go", "\nvar x = 1\n")],
  ];

  it.each(troubles)("%s is dealt with as on the full road", long, async (_, make) => {
    const branches = new Branches();
    const { checkout } = branches;
    const argv = ["build"];
    const arrive = async (road: "earlier states" | "full") => {
      // What the other road has stored is not there.
      rmSync(checkout.path("../cache/store"), { recursive: true, force: true });
      for (const branch of ["main", "other"]) {
        branches.git("checkout", "-q", "-f", branch);
        // Whatever happened before, both are in the store and have their answers.
        await checkout.run([...argv, "--force", "--json"]);
        await checkout.run([...argv, "--json"]);
      }
      branches.git("checkout", "-q", "main");
      make(checkout);
      if (road === "full") branches.forgetStates();
      return branches.run(argv);
    };
    const fast = await arrive("earlier states");
    expect(fast.code).toBe(0);
    expect(fast).toEqual(await arrive("full"));
  });

  it("a change that is stashed and popped is none, and an edit between is seen", both, async () => {
    const branches = new Branches();
    const { checkout } = branches;
    const text = (word: string) => `package main\n\nfunc init() { println("${word}") }\n`;
    // The same variables each time: with others it is another question.
    await branches.children(["build"]);
    checkout.write("cmd/greet/said.go", text("said"));
    await branches.children(["build"]);
    branches.git("stash", "-q", "--include-untracked");
    expect(await branches.children(["build"])).toMatchObject({ children: [], outcomes: ["restored"] });
    expect(checkout.printed("bin/greet")).not.toContain("said");
    branches.git("stash", "pop", "-q");
    expect(await branches.children(["build"])).toMatchObject({ children: [], outcomes: ["restored"] });
    expect(checkout.printed("bin/greet")).toContain("said\n");
    branches.git("stash", "-q", "--include-untracked");
    checkout.write("cmd/greet/said.go", text("done"));
    expect((await branches.children(["build"])).outcomes).toEqual(["built"]);
    expect(checkout.printed("bin/greet")).toContain("done\n");
  });
});
