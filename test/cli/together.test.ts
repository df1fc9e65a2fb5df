/**
 * Eight gowsl at once: in one checkout, and in two worktrees of one repository with one store. Nobody waits
 * for anybody, nobody fails, and what is in place at the end is what the sources say.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { configured, MarkedRun, until } from "./marked-run.ts";
import { printedLine, programs, projectFiles, type Content } from "../crash/project.ts";
import { Checkout, long, type Result } from "./rig.ts";

const content: Content = { alpha: "one", beta: "two", shared: "three", embedded: "four" };
/** The same on every machine, with a C compiler or without; and std is compiled once for both crash tests. */
const env = { CGO_ENABLED: "0" };
const build = ["build"];
const cross = ["cross", "linux/amd64,windows/amd64"];

function write(checkout: Checkout, sources: Content): void {
  for (const [file, text] of Object.entries(projectFiles(sources))) checkout.write(file, text);
}

/** Starts all of them before it waits for one, and returns the results of each. All of them must succeed. */
async function together(runs: [Checkout, string[]][]): Promise<Result[][]> {
  const ended = await Promise.all(runs.map(([checkout, argv]) => checkout.events(argv, { env })));
  for (const { code, stderr, events } of ended) {
    const failures = events.filter((event) => (event["type"] as string).endsWith("failed"));
    expect({ code, stderr, failures }).toEqual({ code: 0, stderr: "", failures: [] });
  }
  return ended.map(({ results }) => results);
}

/** The programs of `build`, and those of `cross` if it was run, hold the markers of these sources. */
function expectPrograms(checkout: Checkout, sources: Content, folders: string[]): void {
  for (const program of programs) {
    for (const folder of folders) {
      expect(checkout.printed(`${folder}/${program}`), folder).toBe(printedLine(program, sources));
    }
  }
}

/** As `go build` makes them: byte for byte. */
function expectWindowsPrograms(checkout: Checkout): void {
  const environment = { ...env, GOOS: "windows", GOARCH: "amd64", GOTOOLCHAIN: "local" };
  const out = checkout.path("../reference") + path.sep;
  checkout.tool("go", ["build", "-buildvcs=false", "-trimpath", "-o", out, "./cmd/..."], environment);
  for (const program of programs) {
    const place = `dist/windows_amd64/${program}.exe`;
    expect(checkout.buildInfo(place)).toMatchObject({ GOOS: "windows", GOARCH: "amd64" });
    expect(checkout.sha256(place), place).toBe(checkout.sha256(`../reference/${program}.exe`));
  }
}

/** The list of artifacts names these files, as they are. */
function expectListed(checkout: Checkout, places: string[]): void {
  const list = JSON.parse(checkout.read("dist/artifacts.json")) as NonNullable<Result["artifact"]>[];
  expect(list.map((artifact) => [artifact.path, artifact.sha256])).toEqual(
    places.map((place) => [place, checkout.sha256(place)]),
  );
}

/** The records are sound: nothing is left to do for anybody. */
async function expectUpToDate(checkout: Checkout, commands: string[][]): Promise<void> {
  for (const argv of commands) {
    const outcomes = Object.values(await checkout.outcomes(argv, { env }));
    const count = argv === cross ? 4 : 2;
    expect(outcomes, argv.join(" ")).toEqual(Array<string>(count).fill("up-to-date"));
  }
}

/** No temporary file is left, neither in the checkout nor in the store. */
function expectTidy(checkout: Checkout): void {
  for (const folder of [".", "../cache"]) {
    const files = readdirSync(checkout.path(folder), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith(".tmp"))).toEqual([]);
  }
  expect(readdirSync(checkout.path(".gowsl/tmp"))).toEqual([]);
}

const hostPlaces = ["bin/alpha", "bin/beta"];
const crossPlaces = [
  "linux_amd64/alpha",
  "linux_amd64/beta",
  "windows_amd64/alpha.exe",
  "windows_amd64/beta.exe",
];
const allPlaces = [...hostPlaces, ...crossPlaces.map((place) => `dist/${place}`)];

describe("eight gowsl in one checkout", () => {
  it("build the same from nothing, and after an edit", async () => {
    const checkout = Checkout.of(undefined);
    for (const sources of [content, { ...content, shared: "edited" }]) {
      write(checkout, sources);
      const results = await together(Array.from({ length: 8 }, () => [checkout, build]));
      for (const each of results) expect(each.map(({ unit }) => unit).toSorted()).toEqual([...programs]);
      // One does the work, the others take what it has made.
      const built = results.flat().filter(({ outcome }) => outcome === "built");
      expect(built.map(({ unit }) => unit).toSorted()).toEqual([...programs]);
      expectPrograms(checkout, sources, ["bin"]);
      expectListed(checkout, hostPlaces);
      await expectUpToDate(checkout, [build]);
      expectListed(checkout, hostPlaces);
      expectTidy(checkout);
    }
  });

  it("build, cross-compile and test at once, from nothing and after edits", async () => {
    const checkout = Checkout.of(undefined);
    for (const sources of [content, { ...content, shared: "edited", embedded: "edited" }]) {
      write(checkout, sources);
      const commands = [build, cross, ["test"], build, cross, ["test"], build, cross];
      await together(commands.map((argv) => [checkout, argv]));
      expectPrograms(checkout, sources, ["bin", "dist/linux_amd64"]);
      expectWindowsPrograms(checkout);
      await expectUpToDate(checkout, [build, cross]);
      expectListed(checkout, allPlaces);
      expectTidy(checkout);
    }
  });

  it("restore the same at once, back to what was built before", long, async () => {
    const checkout = Checkout.of(undefined);
    for (const sources of [{ ...content, shared: "edited" }, content]) {
      write(checkout, sources);
      await together([
        [checkout, build],
        [checkout, cross],
      ]);
    }
    write(checkout, { ...content, shared: "edited" });
    const commands = [build, cross, build, cross, build, cross, build, cross];
    const results = await together(commands.map((argv) => [checkout, argv]));
    const outcomes = new Set(results.flat().map(({ outcome }) => outcome));
    expect([...outcomes].filter((outcome) => outcome !== "up-to-date")).toEqual(["restored"]);
    expectPrograms(checkout, { ...content, shared: "edited" }, ["bin", "dist/linux_amd64"]);
    expectWindowsPrograms(checkout);
    await expectUpToDate(checkout, [build, cross]);
    expectListed(checkout, allPlaces);
    expectTidy(checkout);
  });
});

describe("eight gowsl in two worktrees with one store", () => {
  it("of the same sources", long, () => inTwoWorktrees(content));
  it("of different branches", () => inTwoWorktrees({ ...content, shared: "branch" }));

  async function inTwoWorktrees(other: Content): Promise<void> {
    const checkout = Checkout.of(undefined);
    const git = (...argv: string[]) =>
      checkout.tool("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...argv]);
    write(checkout, content);
    git("init", "--quiet", "--initial-branch=main");
    git("add", ".");
    git("commit", "--quiet", "--message=first");
    git("worktree", "add", "--quiet", "-b", "branch", "../second");
    const second = checkout.sibling(undefined, "second");
    const trees: [Checkout, Content][] = [
      [checkout, content],
      [second, other],
    ];
    // Both from nothing, then both after an edit.
    for (const beta of ["two", "edited"]) {
      for (const [tree, sources] of trees) write(tree, { ...sources, beta });
      const commands = [build, cross, cross, build];
      await together(trees.flatMap(([tree]) => commands.map((argv): [Checkout, string[]] => [tree, argv])));
      for (const [tree, sources] of trees) {
        expectPrograms(tree, { ...sources, beta }, ["bin", "dist/linux_amd64"]);
        expectWindowsPrograms(tree);
        await expectUpToDate(tree, [build, cross]);
        expectListed(tree, allPlaces);
        expectTidy(tree);
      }
    }
  }
});

describe("a gowsl that waits for another one", () => {
  it("goes on when that one is killed", async () => {
    const checkout = configured(
      `build: go.build({ before: ["bash -c 'echo > hook-$PPID; until [ -e go-on ]; do sleep 0.05; done'"] })`,
      "greeting",
    );
    const hooks = () => readdirSync(checkout.folder).filter((name) => name.startsWith("hook-"));
    const first = new MarkedRun(checkout, ["build"]);
    await until(() => hooks().length === 1, first.child);
    const second = new MarkedRun(checkout, ["build"]);
    let told = "";
    second.child.stderr!.on("data", (text: string) => (told += text));
    await until(() => told.includes("waits for another gowsl"), second.child);
    expect(told).toContain(
      `build linux/amd64: waits for another gowsl (process ${first.child.pid}), which is at it in this folder\n`,
    );
    expect(hooks()).toHaveLength(1);
    first.child.kill("SIGKILL");
    await first.end();
    checkout.write("go-on", "");
    const { code, stderr } = await second.end();
    expect({ code, built: checkout.exists("bin/greet"), stderr }).toMatchObject({ code: 0, built: true });
  });
});
