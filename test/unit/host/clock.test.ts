import { expect, it } from "vitest";
import { earliestSince, instant } from "../../../lib/host/clock.ts";

it.each<[what: string, passedMs: number, wallMs: number, earliestMs: number]>([
  ["goes on", 500, 1500, 1000],
  ["was set forward", 500, 9000, 1000],
  ["was set back", 500, 700, 200],
  ["was set back and shows the same again", 500, 1000, 500],
])("the earliest time of a file written since, where the clock %s", (_, passedMs, wallMs, earliestMs) => {
  const clock = { wall: 1000, grows: 50, now: () => clock.wall, elapsed: () => clock.grows };
  const began = instant(clock);
  clock.grows += passedMs;
  clock.wall = wallMs;
  expect(earliestSince(clock, began)).toBe(earliestMs);
});
