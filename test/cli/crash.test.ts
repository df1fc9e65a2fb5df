/**
 * Twelve moments of the crash campaign; `npm run crash` does more of them. gowsl is killed while it starts,
 * lists, builds, places and records: what is in place is whole, and the next run is right.
 */
import { describe, expect, it } from "vitest";
import { runCrashes } from "../crash/crash.ts";
import { canFollowProcesses } from "../crash/processes.ts";
import { reportText } from "../crash/report.ts";

const seed = 1;
const count = 12;

/** Where processes can't be looked up by their environment, no tree can be killed. */
describe.skipIf(!canFollowProcesses)("kill -9 at seeded moments of a build", () => {
  it("leaves nothing broken in place, and no false up to date", async () => {
    const report = await runCrashes({ seed, count });
    const faults = report.moments.flatMap((moment) => moment.faults);
    expect(faults, reportText(report)).toEqual([]);
    expect(report.moments).toHaveLength(count);
    // A campaign whose kills all come too late, or all at once, proves nothing.
    const killed = report.moments.filter(({ wasOver }) => !wasOver);
    expect(killed.length, reportText(report)).toBeGreaterThan(count / 2);
    expect(new Set(killed.map(({ phase }) => phase)).size, reportText(report)).toBeGreaterThan(1);
  });
});
