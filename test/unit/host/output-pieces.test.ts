/** Characters that are cut in two, and bytes that are none. */
import { describe, expect, it } from "vitest";
import { OutputPieces } from "../../../lib/host/output-pieces.ts";

function pieces(...chunks: Buffer[]) {
  const cutter = new OutputPieces();
  const taken = [...chunks.map((chunk) => cutter.take(chunk)), cutter.end()];
  return taken.filter((piece) => piece !== undefined);
}

const bytes = (...values: number[]) => Buffer.from(values);
const encoded = (...values: number[]) => bytes(...values).toString("base64");

describe("OutputPieces", () => {
  it.each<[what: string, chunks: Buffer[], expected: { text: string; base64?: string }[]]>([
    ["nothing", [], []],
    ["plain text", [Buffer.from("one\n"), Buffer.from("two")], [{ text: "one\n" }, { text: "two" }]],
    ["two bytes cut", [bytes(0xc3), bytes(0xa9)], [{ text: "é" }]],
    [
      "three bytes cut twice",
      [bytes(0x61, 0xe4), bytes(0xb8), bytes(0xad, 0x62)],
      [{ text: "a" }, { text: "中b" }],
    ],
    ["four bytes cut", [bytes(0xf0, 0x9f, 0x98), bytes(0x80)], [{ text: "😀" }]],
    ["a zero", [bytes(0x61, 0, 0x62)], [{ text: "a\0b" }]],
    ["the sign for no character, printed as such", [Buffer.from("\uFFFD")], [{ text: "\uFFFD" }]],
    [
      "a byte that begins nothing",
      [bytes(0x61, 0xff, 0x0a)],
      [{ text: "a\uFFFD\n", base64: encoded(0x61, 0xff, 0x0a) }],
    ],
    ["Latin-1", [bytes(0xe9, 0x0a)], [{ text: "\uFFFD\n", base64: encoded(0xe9, 0x0a) }]],
    [
      "a character that never ends",
      [bytes(0x61, 0xe4)],
      [{ text: "a" }, { text: "\uFFFD", base64: encoded(0xe4) }],
    ],
    [
      "only following bytes",
      [bytes(0x80, 0x80, 0x80, 0x80)],
      [{ text: "\uFFFD".repeat(4), base64: encoded(0x80, 0x80, 0x80, 0x80) }],
    ],
  ])("%s", (_, chunks, expected) => {
    const told = pieces(...chunks).map(({ text, base64 }) => ({ text, base64 }));
    expect(told).toEqual(expected);
  });

  it("loses and adds no byte, wherever the output is cut", () => {
    const all = Buffer.concat([
      Buffer.from("é中😀\0"),
      bytes(0xff, 0xfe, 0xc3, 0x28, 0xf0, 0x9f, 0x41),
      Buffer.from("ü"),
    ]);
    for (let one = 0; one <= all.length; one++) {
      for (let other = one; other <= all.length; other++) {
        const cut = pieces(all.subarray(0, one), all.subarray(one, other), all.subarray(other));
        const back = cut.map(({ text, base64 }) =>
          base64 === undefined ? Buffer.from(text) : Buffer.from(base64, "base64"),
        );
        expect(Buffer.concat(back).equals(all), `${one} ${other}`).toBe(true);
      }
    }
  });
});
