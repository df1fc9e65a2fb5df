/** What steps take of the machine beside cores, and who waits for whom. */
import { describe, expect, it } from "vitest";
import { Rig } from "./rig.ts";

describe("the longest chain goes first", () => {
  it("by the times of earlier runs", async () => {
    const rig = new Rig(
      { short: {}, a: {}, b: { needs: ["a"] }, long: {} },
      { cores: 1, timesMs: { short: 100, a: 200, b: 900, long: 1000 } },
    );
    for (const id of ["a", "long", "b", "short"]) {
      expect(await rig.running()).toBe(`${id}:1`);
      await rig.end("ran", id);
    }
  });

  it("by the number of steps where nothing is known", async () => {
    const rig = new Rig({ alone: {}, a: {}, b: { needs: ["a"] }, c: { needs: ["b"] } }, { cores: 1 });
    for (const id of ["a", "b", "alone", "c"]) {
      expect(await rig.running()).toBe(`${id}:1`);
      await rig.end("ran", id);
    }
  });

  it("takes the median for what never ran", async () => {
    const rig = new Rig(
      { new: {}, quick: {}, middle: {}, slow: {} },
      { cores: 1, timesMs: { quick: 10, middle: 500, slow: 9000 } },
    );
    for (const id of ["slow", "new", "middle", "quick"]) {
      expect(await rig.running()).toBe(`${id}:1`);
      await rig.end("ran", id);
    }
  });

  it("says what is expected at the start", async () => {
    const rig = new Rig({ a: {}, b: {} }, { timesMs: { b: 70 } });
    expect(rig.events[0]).toMatchObject({ type: "run-started", expectedMs: { b: 70 } });
    await rig.end("ran", "a", "b");
  });
});

describe("a step that needs its cores no more", () => {
  it("lets the next one start before it ends, and what needs it waits still", async () => {
    const rig = new Rig(
      { a: {}, b: {}, after: { needs: ["a"] } },
      { cores: 2, memoryBytes: 100, peaks: { a: 80, b: 80 }, timesMs: { a: 20, b: 10, after: 5 } },
    );
    expect(await rig.running()).toBe("a:1");
    await rig.release("a");
    expect(await rig.running()).toBe("a:0 b:2");
    await rig.end("ran", "b");
    expect(await rig.running()).toBe("a:0");
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("after:2");
    await rig.end("ran", "after");
  });

  it("gives back once, keeps its place in a pool, and may fail yet", async () => {
    const rig = new Rig(
      { a: { pool: "db" }, b: { pool: "db" }, c: {}, d: {} },
      { cores: 1, timesMs: { a: 40, b: 30, c: 20, d: 10 } },
    );
    await rig.release("a");
    await rig.release("a");
    expect(await rig.running()).toBe("a:0 c:1");
    await rig.end("failed", "a");
    await rig.end("ran", "c");
    expect((await rig.summary()).results.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      "a failed",
      "b cancelled",
      "c ran",
      "d cancelled",
    ]);
  });
});

describe("a pool", () => {
  it("has so many places; others go past those that wait", async () => {
    const rig = new Rig(
      { a: { pool: "db", size: "one" }, b: { pool: "db", size: "one" }, other: { size: "one" } },
      { pools: { db: 1 }, timesMs: { a: 30, b: 20, other: 10 } },
    );
    expect(await rig.running()).toBe("a:1 other:1");
    await rig.end("ran", "other");
    expect(await rig.running()).toBe("a:1");
    await rig.end("failed", "a");
    await rig.summary();
  });

  it("gives its place back however a step ends", async () => {
    const rig = new Rig(
      { a: { pool: "db" }, b: { pool: "db" }, c: { pool: "db" } },
      { pools: { db: 2 }, keepGoing: true },
    );
    expect(await rig.running()).toBe("a:1 b:1");
    await rig.end("failed", "a");
    expect(await rig.running()).toMatch(/^b:1 c:/);
    await rig.end("ran", "b", "c");
  });
});

describe("a weight", () => {
  it("is waited for, and nothing smaller is begun before it", async () => {
    const rig = new Rig(
      { a: { size: "one" }, heavy: { size: "one", weight: 4 }, b: { size: "one" } },
      { timesMs: { a: 30, heavy: 20, b: 10 } },
    );
    expect(await rig.running()).toBe("a:1");
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("heavy:4");
    await rig.end("ran", "heavy");
    expect(await rig.running()).toBe("b:1");
    await rig.end("ran", "b");
  });

  it("of more than there is means all there is", async () => {
    const rig = new Rig({ heavy: { weight: 64 } }, { cores: 2 });
    expect(await rig.running()).toBe("heavy:2");
    await rig.end("ran", "heavy");
  });

  it("limits a build, too", async () => {
    const rig = new Rig({ build: { weight: 2 }, other: {} }, { cores: 8, timesMs: { build: 2, other: 1 } });
    expect(await rig.running()).toBe("build:2 other:6");
    await rig.end("ran", "build", "other");
  });
});

describe("memory", () => {
  const links = { a: {}, b: {}, c: {} };

  it("is not given out twice, whether it was declared or learnt", async () => {
    const rig = new Rig(
      { ...links, b: { memoryBytes: 500 } },
      { memoryBytes: 1000, peaks: { a: 400, c: 400 }, timesMs: { a: 3, b: 2, c: 1 } },
    );
    expect(await rig.running()).toBe("a:1 b:1");
    await rig.end("ran", "b");
    expect(await rig.running()).toMatch(/^a:1 c:/);
    await rig.end("ran", "a", "c");
  });

  it("of a step that wants more than there is lets it run alone", async () => {
    const rig = new Rig(links, { memoryBytes: 1000, peaks: { a: 5000, b: 5000, c: 5000 } });
    for (const id of ["a", "b", "c"]) {
      expect(await rig.running()).toMatch(new RegExp(`^${id}:\\d$`));
      await rig.end("ran", id);
    }
  });

  it("that nobody knows holds nobody back", async () => {
    const rig = new Rig(links, { memoryBytes: 1 });
    expect(await rig.running()).toBe("a:1 b:1 c:2");
    await rig.end("ran", "a", "b", "c");
  });
});

describe("a step that has the terminal", () => {
  it("runs alone", async () => {
    const rig = new Rig(
      { a: { size: "one" }, asks: { size: "one", interactive: true }, b: { size: "one" } },
      { timesMs: { a: 30, asks: 20, b: 10 } },
    );
    expect(await rig.running()).toBe("a:1");
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("asks:1");
    await rig.end("ran", "asks");
    expect(await rig.running()).toBe("b:1");
    await rig.end("ran", "b");
  });
});

describe("what cleans up", () => {
  const shapes = {
    up: {},
    test: { needs: ["up"] },
    down: { behind: ["test"], last: true as const },
  };

  it("runs after a success", async () => {
    const rig = new Rig(shapes);
    for (const id of ["up", "test", "down"]) {
      expect(await rig.running()).toBe(`${id}:4`);
      await rig.end("ran", id);
    }
    expect((await rig.summary()).failures).toEqual([]);
  });

  it("runs after a failure, and its own success changes nothing", async () => {
    const rig = new Rig(shapes);
    await rig.end("ran", "up");
    await rig.end("failed", "test");
    expect(await rig.running()).toBe("down:4");
    await rig.end("ran", "down");
    const { results, failures } = await rig.summary();
    expect(results.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      "up ran",
      "test failed",
      "down ran",
    ]);
    expect(failures.map(({ place }) => place)).toEqual(["test"]);
  });

  it("runs after Ctrl-C, once what it cleans up behind has ended", async () => {
    const rig = new Rig(shapes);
    await rig.end("ran", "up");
    rig.interrupt();
    expect(await rig.running()).toBe("test:4");
    await rig.end("cancelled", "test");
    expect(await rig.running()).toBe("down:4");
    await rig.end("ran", "down");
    expect((await rig.summary()).unfinished).toEqual(["test"]);
  });

  it("is skipped where nothing began that it could clean up", async () => {
    const rig = new Rig(shapes);
    await rig.end("failed", "up");
    const { results } = await rig.summary();
    expect(results.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      "up failed",
      "test skipped",
      "down skipped",
    ]);
    expect(results.at(-1)?.reason).toBe("cleans up behind test, which never began");
  });

  it("after a Ctrl-C before the first step has nothing to do either", async () => {
    const rig = new Rig(shapes, { interrupted: true });
    const { results } = await rig.summary();
    expect(results.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      "up cancelled",
      "test cancelled",
      "down skipped",
    ]);
  });

  it("waits for all that it cleans up behind, and runs if one of them began", async () => {
    const rig = new Rig({
      a: { size: "one" },
      b: { size: "one", needs: ["a"] },
      other: { size: "one" },
      down: { size: "one", behind: ["a", "b"], last: true },
    });
    await rig.end("failed", "a");
    // The other one was asked to end, and takes its time.
    expect(await rig.running()).toBe("other:1 down:1");
    await rig.end("cancelled", "other");
    await rig.end("ran", "down");
    expect((await rig.summary()).results.map(({ outcome }) => outcome)).toEqual([
      "failed",
      "skipped",
      "cancelled",
      "ran",
    ]);
  });
});
