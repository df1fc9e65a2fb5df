/** Six moments of the crash campaign for declared commands; `npm run crash -- --of commands` does more of them. */
import { describe, expect, it } from "vitest";
import { commandMomentText, runCommandCrashes } from "../crash/commands.ts";
import { canFollowProcesses } from "../crash/processes.ts";

describe.skipIf(!canFollowProcesses)("kill -9 at seeded moments of a declared command", () => {
  it("leaves nothing that a later run takes for done, mixes or loses", async () => {
    const reports = await runCommandCrashes({ seed: 1, count: 6 });
    const told = reports.map(commandMomentText).join("");
    expect(
      reports.flatMap(({ faults }) => faults),
      told,
    ).toEqual([]);
    expect(reports.filter(({ wasOver }) => !wasOver).length, told).toBeGreaterThan(0);
  });
});
