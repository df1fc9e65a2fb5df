import { describe, expect, it } from "vitest";
import { readLog, StepLog, writeLog } from "../../../lib/run/step-log.ts";

const half = 1 << 19;

describe("StepLog", () => {
  it("keeps what was printed where, in order", () => {
    const log = new StepLog();
    expect([log.isEmpty, log.pieces()]).toEqual([true, []]);
    log.add("stdout", { text: "a" });
    log.add("stdout", { text: "b\n" });
    log.add("stderr", { text: "c" });
    log.add("stdout", { text: "d" });
    expect(log.isEmpty).toBe(false);
    expect(log.pieces()).toEqual([
      ["stdout", "ab\n"],
      ["stderr", "c"],
      ["stdout", "d"],
    ]);
    expect(readLog(writeLog(log.pieces()))).toEqual(log.pieces());
  });

  it.each([1, 1000, 65_536, 3_000_000])(
    "keeps both ends of a long one that comes in pieces of %i",
    (size) => {
      const log = new StepLog();
      const whole = Array.from({ length: 400_000 }, (_, index) => `${index}\n`).join("");
      for (let start = 0; start < whole.length; start += size)
        log.add("stdout", { text: whole.slice(start, start + size) });
      const pieces = log.pieces();
      const gap = pieces.findIndex(([stream]) => stream === "stderr");
      const text = (part: typeof pieces) => part.map(([, each]) => each).join("");
      const [first, last] = [text(pieces.slice(0, gap)), text(pieces.slice(gap + 1))];
      expect(whole.startsWith(first) && whole.endsWith(last)).toBe(true);
      for (const end of [first, last]) expect(Math.abs(end.length - half)).toBeLessThanOrEqual(1 << 16);
      const left = whole.length - first.length - last.length;
      expect(pieces[gap]![1]).toBe(`\n... ${left} bytes were not kept ...\n`);
    },
  );

  it("makes no text of what it leaves out", () => {
    const log = new StepLog();
    let asked = 0;
    const bytes = new Uint8Array(1 << 15);
    const printed = {
      bytes,
      get text() {
        asked++;
        return "x";
      },
    };
    for (let count = 0; count < 1000; count++) log.add("stdout", printed);
    expect(log.pieces()).toHaveLength(33);
    expect(asked).toBe(32);
  });

  it("keeps bytes that are no text as they were", () => {
    const log = new StepLog();
    log.add("stdout", { text: "a" });
    log.add("stdout", { text: "\ufffd", base64: "/w==" });
    log.add("stdout", { text: "b" });
    expect(log.pieces()).toEqual([
      ["stdout", "a"],
      ["stdout", "\ufffd", "/w=="],
      ["stdout", "b"],
    ]);
    expect(readLog(writeLog(log.pieces()))).toEqual(log.pieces());
    for (let count = 0; count < 40; count++)
      log.add("stdout", { text: "x".repeat(1 << 16), base64: "bytes" });
    const kept = log.pieces().filter(([, , base64]) => base64 === "bytes");
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(kept.every(([, text]) => text.length === 1 << 16)).toBe(true);
  });

  it("leaves out nothing of one that is just short enough", () => {
    const log = new StepLog();
    log.add("stderr", { text: "x".repeat(2 * half) });
    expect(
      log
        .pieces()
        .map(([, text]) => text)
        .join(""),
    ).toHaveLength(2 * half);
  });
});

describe("readLog", () => {
  it.each([
    "",
    "null",
    "{}",
    "[1]",
    '[["stdout"]]',
    '[["stdin","x"]]',
    '[["stdout",1]]',
    '[["stdout","x",1]]',
    '[["stdout","x","y","z"]]',
  ])("%j is none", (text) => expect(readLog(text)).toBeUndefined());
});
