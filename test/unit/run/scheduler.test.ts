import { describe, expect, it } from "vitest";
import { Rig, type Shape } from "./rig.ts";

/** Outcomes of a finished run, in the order of the plan. */
async function outcomes(rig: Rig): Promise<string[]> {
  return (await rig.summary()).results.map(({ step, outcome }) => `${step} ${outcome}`);
}

describe("order", () => {
  it("starts a step when all it needs is done", async () => {
    const rig = new Rig({ c: { needs: ["a", "b"] }, a: {}, b: { needs: ["a"] } });
    expect(await rig.running()).toBe("a:4");
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("b:4");
    await rig.end("up-to-date", "b");
    expect(await rig.running()).toBe("c:4");
    await rig.end("built", "c");
    expect(await outcomes(rig)).toEqual(["c built", "a ran", "b up-to-date"]);
  });

  it("runs independent steps side by side", async () => {
    const rig = new Rig({ a: {}, b: {}, after: { needs: ["a"] } });
    expect(await rig.running()).toBe("a:2 b:2");
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("b:2 after:2");
    await rig.end("ran", "after", "b");
    expect(await outcomes(rig)).toEqual(["a ran", "b ran", "after ran"]);
  });

  it("keeps the order of the plan among those that are ready", async () => {
    const rig = new Rig({ c: {}, a: {}, b: {} }, { cores: 1 });
    for (const id of ["c", "a", "b"]) {
      expect(await rig.running()).toBe(`${id}:1`);
      await rig.end("ran", id);
    }
    expect(await outcomes(rig)).toEqual(["c ran", "a ran", "b ran"]);
  });

  it("goes on where everything is skipped for a target", async () => {
    const rig = new Rig({ a: {}, b: { needs: ["a"] } });
    await rig.end("skipped", "a");
    expect(await rig.running()).toBe("b:4");
    await rig.end("ran", "b");
    expect((await rig.summary()).failures).toEqual([]);
  });

  it("ends at once with nothing to do", async () => {
    const rig = new Rig({});
    expect(await rig.summary()).toEqual({ results: [], failures: [], unfinished: [], durationMs: 1 });
    expect(rig.events).toEqual([{ type: "run-started", steps: [], root: "/r", requested: [], outline: [] }]);
  });

  it("tells what it does as events", async () => {
    const rig = new Rig({ a: {}, b: { needs: ["a"] } });
    await rig.end("ran", "a");
    await rig.end("failed", "b");
    await rig.summary();
    expect(rig.events.map((event) => ("step" in event ? `${event.type} ${event.step}` : event.type))).toEqual(
      ["run-started", "step-finished a", "step-failed b", "step-finished b"],
    );
  });
});

describe("cores", () => {
  it("are shared by those that could start", async () => {
    const rig = new Rig({ a: {}, b: {}, c: {} }, { cores: 8 });
    expect(await rig.running()).toBe("a:2 b:3 c:3");
    await rig.end("ran", "a", "b", "c");
  });

  it("are all for a step that is alone", async () => {
    const rig = new Rig({ a: {} }, { cores: 8 });
    expect(await rig.running()).toBe("a:8");
    await rig.end("ran", "a");
  });

  it("are one for a command that is no compiler, and none for a group", async () => {
    const rig = new Rig({ one: { size: "one" }, group: { size: "group" }, all: {} }, { cores: 4 });
    expect(await rig.running()).toBe("group:0 one:1 all:3");
    await rig.end("ran", "one", "group", "all");
  });

  it("are given again when they are free", async () => {
    const rig = new Rig({ a: {}, b: {}, c: {}, d: {} }, { cores: 2 });
    expect(await rig.running()).toBe("a:1 b:1");
    await rig.end("ran", "a", "b");
    expect(await rig.running()).toBe("c:1 d:1");
    await rig.end("ran", "c");
    expect(await rig.running()).toBe("d:1");
    await rig.end("ran", "d");
    expect(rig.mostCores).toBe(2);
  });

  // A fixed generator, so that a failure can be repeated.
  it.each(Array.from({ length: 40 }, (_, seed) => seed))("are never exceeded (plan %i)", async (seed) => {
    let state = seed * 7919 + 1;
    const below = (limit: number) => {
      state = (state * 48271) % 2147483647;
      return state % limit;
    };
    const cores = 1 + below(6);
    const shapes: Record<string, Shape> = {};
    const ids = Array.from({ length: 1 + below(25) }, (_, index) => `s${index}`);
    for (const [index, id] of ids.entries()) {
      const needs = ids.slice(0, index).filter(() => below(6) === 0);
      shapes[id] = { needs, size: (["all", "all", "one", "group"] as const)[below(4)]! };
    }
    const rig = new Rig(shapes, { cores, keepGoing: true });
    const done = new Set<string>();
    for (let running = await rig.running(); running !== ""; running = await rig.running()) {
      const now = running.split(" ").map((text) => text.split(":")[0]!);
      for (const id of now)
        expect(
          shapes[id]!.needs!.every((need) => done.has(need)),
          id,
        ).toBe(true);
      const next = now[below(now.length)]!;
      done.add(next);
      await rig.end("ran", next);
    }
    expect(rig.mostCores).toBeLessThanOrEqual(cores);
    expect((await outcomes(rig)).toSorted()).toEqual(ids.map((id) => `${id} ran`).toSorted());
  });
});

describe("a failure", () => {
  const shapes = {
    a: {},
    b: {},
    afterA: { needs: ["a"] },
    afterAfterA: { needs: ["afterA", "b"] },
    afterB: { needs: ["b"] },
  };

  it("ends everything: what runs is stopped, what waits is not started", async () => {
    const rig = new Rig(shapes);
    await rig.end("failed", "a");
    expect(rig.log).toEqual([
      "start a 2",
      "start b 2",
      "finish a failed",
      "finish afterA skipped: needs a, which failed",
      "finish afterAfterA skipped: needs afterA, which was skipped",
      "stop",
    ]);
    await rig.end("cancelled", "b");
    expect(await outcomes(rig)).toEqual([
      "a failed",
      "b cancelled",
      "afterA skipped",
      "afterAfterA skipped",
      "afterB cancelled",
    ]);
    const { results, failures, unfinished } = await rig.summary();
    expect(results.at(-1)?.reason).toBe("a failed");
    expect(failures).toEqual([{ family: "step", place: "a", thing: "exit code 1" }]);
    expect(unfinished).toEqual([]);
  });

  it("keeps what was finished beside it", async () => {
    const rig = new Rig(shapes);
    await rig.end("failed", "a");
    await rig.end("built", "b");
    expect(await outcomes(rig)).toContain("b built");
    expect(await outcomes(rig)).toContain("afterB cancelled");
  });

  it("stops once when two fail", async () => {
    const rig = new Rig(shapes);
    await rig.end("failed", "a", "b");
    expect(rig.log.filter((line) => line === "stop")).toHaveLength(1);
    expect((await rig.summary()).failures.map(({ place }) => place)).toEqual(["a", "b"]);
  });

  it("with keepGoing ends what needs it, and nothing else", async () => {
    const rig = new Rig(shapes, { keepGoing: true });
    await rig.end("failed", "a");
    expect(await rig.running()).toBe("b:2");
    await rig.end("ran", "b");
    expect(await rig.running()).toBe("afterB:4");
    await rig.end("ran", "afterB");
    expect(rig.log).not.toContain("stop");
    expect(await outcomes(rig)).toEqual([
      "a failed",
      "b ran",
      "afterA skipped",
      "afterAfterA skipped",
      "afterB ran",
    ]);
  });

  it("with keepGoing tells all failures", async () => {
    const rig = new Rig({ a: {}, b: {}, both: { needs: ["a", "b"] } }, { keepGoing: true });
    await rig.end("failed", "b", "a");
    const { failures, results } = await rig.summary();
    expect(failures.map(({ place }) => place)).toEqual(["b", "a"]);
    expect(results.find(({ step }) => step === "both")?.reason).toBe("needs b, which failed");
    expect(results).toHaveLength(3);
  });

  it("that is a bug comes out as it is", async () => {
    const rig = new Rig(shapes);
    await rig.break("a", new Error("a bug"));
    await expect(rig.summary()).rejects.toThrow("a bug");
  });
});

describe("an interruption", () => {
  it("stops what runs and names what is unfinished", async () => {
    const rig = new Rig({ a: {}, b: {}, c: { needs: ["a"] }, d: { needs: ["c"] } });
    await rig.end("ran", "a");
    expect(await rig.running()).toBe("b:2 c:2");
    rig.interrupt();
    expect(rig.log.slice(-2)).toEqual(["interrupt", "stop"]);
    await rig.end("ran", "b");
    await rig.end("cancelled", "c");
    const { results, unfinished, failures } = await rig.summary();
    expect(results.map(({ step, outcome, reason }) => `${step} ${outcome}: ${reason}`)).toEqual([
      "a ran: ran",
      "b ran: ran",
      "c cancelled: cancelled",
      "d cancelled: interrupted",
    ]);
    expect(unfinished).toEqual(["c", "d"]);
    expect(failures).toEqual([]);
  });

  it("starts nothing more when a step was done all the same", async () => {
    const rig = new Rig({ a: {}, b: { needs: ["a"] } });
    await rig.running();
    rig.interrupt();
    await rig.end("ran", "a");
    expect(await outcomes(rig)).toEqual(["a ran", "b cancelled"]);
    expect((await rig.summary()).unfinished).toEqual(["b"]);
  });

  it("before the first step starts nothing", async () => {
    const rig = new Rig({ a: {}, b: { needs: ["a"] } }, { interrupted: true });
    expect(await outcomes(rig)).toEqual(["a cancelled", "b cancelled"]);
    expect((await rig.summary()).unfinished).toEqual(["a", "b"]);
    expect(rig.log.filter((line) => line.startsWith("start"))).toEqual([]);
  });

  it("after a failure names the rest, too", async () => {
    const rig = new Rig({ a: {}, b: {}, c: { needs: ["b"] } });
    await rig.end("failed", "a");
    rig.interrupt();
    await rig.end("cancelled", "b");
    expect((await rig.summary()).unfinished).toEqual(["b", "c"]);
  });
});
