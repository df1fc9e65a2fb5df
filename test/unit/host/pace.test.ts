import { expect, it } from "vitest";
import { Pace } from "../../../lib/host/pace.ts";

const limits = { paceMs: 100, paceBytes: 10, chunkMs: 1000 };

/** What is said of pieces, each with how long it was waited for and how long was worked on it. */
function judged(pieces: readonly (readonly [waitMs: number, bytes: number, workMs: number])[]): unknown[] {
  let time = 0;
  const pace = new Pace(limits, () => time);
  return pieces.map(([waitMs, bytes, workMs]) => {
    time += waitMs;
    const said = pace.came(bytes);
    time += workMs;
    pace.wait();
    return said;
  });
}

const slow = (bytes: number, seconds: number) =>
  `sends too slowly: ${bytes} bytes in ${seconds} s, where 10 would be the least`;

it.each<[name: string, pieces: Parameters<typeof judged>[0], said: unknown[]]>([
  [
    "a drip",
    [
      [50, 1, 0],
      [40, 1, 0],
      [20, 1, 0],
    ],
    [undefined, undefined, slow(3, 0.1)],
  ],
  [
    "enough",
    [
      [60, 9, 0],
      [60, 1, 0],
      [60, 1, 0],
    ],
    [undefined, undefined, undefined],
  ],
  [
    "enough at first, a drip later",
    [
      [100, 10, 0],
      [99, 9, 0],
      [1, 0, 0],
    ],
    [undefined, undefined, slow(9, 0.1)],
  ],
  [
    "what is slow here",
    [
      [1, 1, 900],
      [1, 1, 900],
    ],
    [undefined, undefined],
  ],
  [
    "a machine that has slept",
    [
      [99, 1, 0],
      [5000, 1, 0],
      [50, 1, 0],
    ],
    [undefined, undefined, undefined],
  ],
  [
    "a clock that was put back",
    [
      [99, 1, 0],
      [-5000, 1, 0],
      [50, 1, 0],
    ],
    [undefined, undefined, undefined],
  ],
])("%s", (_, pieces, said) => {
  expect(judged(pieces)).toEqual(said);
});
