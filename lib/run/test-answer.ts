/**
 * What a test step says while all its results hold, and on which files, folders and variables that
 * rests: for the answer that is kept. Knows nothing of how answers are kept.
 */
import type { Event } from "../model/event.ts";
import type { TestStep } from "../model/plan.ts";
import type { BuildSetting } from "./setting.ts";
import { examineTests, inputSetting, type TestSetting } from "./test-examine.ts";
import { watchedPaths } from "./test-inputs.ts";
import { testEnvironment, testVariables } from "./step-environment.ts";
import { asCached } from "./test-output.ts";
import type { Watched } from "./keep-answer.ts";

export interface HeldTests {
  events: Event[];
  watched: Watched[];
  /** Names of the variables that the tests read. */
  variables: string[];
}

export type HeldSetting = TestSetting & Pick<BuildSetting, "inspectTests">;

/** All results of a step, or the reason why they do not all hold. */
export async function heldTests(setting: HeldSetting, step: TestStep): Promise<HeldTests | string> {
  const held: HeldTests = { events: [], watched: [], variables: [] };
  const ofFiles = testVariables(setting, step.dotenv);
  const inputs = inputSetting(setting, testEnvironment(setting, step, ofFiles));
  for (const file of step.dotenv ?? []) held.watched.push({ path: file, watch: "content" });
  // Where the environment sets one of theirs by now, that goes before it.
  held.variables.push(...Object.keys(ofFiles.variables));
  for (const run of step.runs) {
    const inspected = await setting.inspectTests(step, run, false);
    if (!inspected.ok) return "go list failed";
    if (inspected.value.unknown !== undefined) return inspected.value.unknown;
    for (const { subject, digested, kept, reason } of await examineTests(
      setting,
      step,
      run,
      inspected.value,
    )) {
      if (kept === undefined) return `${subject.importPath}: ${reason}`;
      held.events.push({ type: "output", step: step.id, stream: "stdout", text: asCached(kept.text) });
      for (const fact of digested.manifest.facts) {
        if (fact.kind === "file") held.watched.push({ path: fact.path, watch: "content" });
      }
      for (const [kind, name] of kept.inputs) {
        if (kind === "variable") held.variables.push(name);
        const paths = watchedPaths(inputs, [kind, name]);
        // Where a link leads can stay while what is written in it changes, and a test may read that.
        const link = paths.find(({ watch }) => watch === "link");
        if (link !== undefined) return `${subject.importPath} has opened the link ${link.path}`;
        held.watched.push(...paths);
      }
    }
  }
  const result = { step: step.id, outcome: "up-to-date", reason: upToDate, durationMs: 0 } as const;
  held.events.push({ type: "step-finished", step: step.id, results: [result] });
  return held;
}

export const upToDate = "no package changed";
