import { beforeEach, describe, expect, it } from "vitest";
import { LiveArea } from "../../../lib/host/live-area.ts";

const E = "\u001b[";
const size = { columns: 20, rows: 10 };
let writes: string[] = [];

function area(reflows = true): LiveArea {
  return new LiveArea({ write: (text) => writes.push(text), size: () => ({ ...size }), reflows });
}

/** What was written since the last look, each without the marks and colours. */
function written(): string[] {
  const marks = [`${E}0m`, `${E}?2026h`, `${E}?2026l`];
  const texts = writes.map((text) => marks.reduce((rest, mark) => rest.replaceAll(mark, ""), text));
  writes = [];
  return texts;
}

/** What empties so many rows and ends at the first. */
function cleared(rows: number): string {
  const top = rows > 1 ? `\r${E}${rows - 1}A` : "\r";
  return top + Array.from({ length: rows }, () => `${E}2K`).join(`${E}1B`) + top;
}

const line = (text: string) => ({ text, width: text.length });

beforeEach(() => {
  writes = [];
  Object.assign(size, { columns: 20, rows: 10 });
});

describe("drawing", () => {
  it("is one synchronized write", () => {
    area().draw([line("a"), line("b")]);
    expect(writes).toEqual([`${E}?2026h${E}0ma${E}0m\r\nb${E}0m${E}?2026l`]);
  });

  it("writes only lines that changed, and the last", () => {
    const live = area();
    live.draw([line("a"), line("b"), line("c")]);
    written();
    live.draw([line("a"), line("B"), line("c")]);
    expect(written()).toEqual([`\r${E}2A\r\nB${E}K\r\nc${E}K`]);
    live.draw([line("a"), line("B"), line("c")]);
    expect(written()).toEqual([]);
  });

  it("grows and shrinks", () => {
    const live = area();
    live.draw([line("a")]);
    live.draw([line("a"), line("b")]);
    live.draw([line("b")]);
    live.draw([]);
    expect(written()).toEqual(["a", `\r\r\nb${E}K`, `\r${E}1Ab${E}K${E}J`, cleared(1)]);
  });
});

describe("text above", () => {
  it("comes in place of the area, which is drawn again below it", () => {
    const live = area();
    live.above("early\n");
    live.draw([line("a"), line("b")]);
    live.above("one\ntwo\n");
    expect(written()).toEqual(["early\n", "a\r\nb", `${cleared(2)}one\ntwo\na\r\nb`]);
  });

  it("waits for the end of its line, and is not lost", () => {
    const live = area();
    live.draw([line("a")]);
    live.above("on");
    expect(written()).toEqual(["a"]);
    live.above("e\ntw");
    expect(written()).toEqual([`${cleared(1)}one\na`]);
    live.close();
    expect(written()).toEqual([cleared(1), "tw"]);
  });

  it("does not wait for ever", () => {
    const live = area();
    live.draw([line("a")]);
    live.above("x".repeat(70_000));
    expect(written()[1]).toMatch(/x\na$/);
  });
});

describe("a terminal that changes its size", () => {
  it.each([
    // Two lines of 15 columns are four rows of 10, and all four are taken away.
    [10, true, `${cleared(4)}c`],
    [30, true, `${cleared(2)}c`],
    // xterm cuts them.
    [10, false, `${cleared(2)}c`],
  ])("to %d columns", (columns, reflows, expected) => {
    const live = area(reflows);
    live.draw([line("a".repeat(15)), line("b".repeat(15))]);
    written();
    size.columns = columns;
    live.draw([line("c")]);
    expect(written()).toEqual([expected]);
  });

  it("never goes above its top", () => {
    const live = area();
    live.draw([line("a"), line("b"), line("c"), line("d")]);
    written();
    size.rows = 2;
    live.draw([]);
    expect(written()).toEqual([cleared(2)]);
  });
});
