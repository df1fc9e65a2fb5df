/**
 * What is to be done for the tests of each package: nothing or run, each with its reason. Reads, and
 * changes nothing.
 */
import { explainChange } from "../cache/explain.ts";
import { digestManifest, type DigestedManifest, type Entry } from "../cache/manifest.ts";
import type { FileStates } from "../host/file-states.ts";
import { sameStat, type Stat } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Environment } from "../model/host.ts";
import type { TestRun, TestStep } from "../model/plan.ts";
import type { BuildSetting, TestInspection, TestSubject } from "./setting.ts";
import { testEnvironment } from "./step-environment.ts";
import { describeInput, inputValue, type InputSetting } from "./test-inputs.ts";
import type { KeptResult, ResultPlace } from "./test-results.ts";

export interface ExaminedTest {
  subject: TestSubject;
  place: ResultPlace;
  digested: DigestedManifest;
  /** `leave`: run by go as it likes, since not all is known that the result depends on. */
  verdict: "up-to-date" | "run" | "leave";
  reason: string;
  /** The result that holds, if it is up to date. */
  kept?: KeptResult;
  /** When another result had last come when this was looked for. */
  keptAt: Stat | undefined;
}

export type TestSetting = Pick<
  BuildSetting,
  "root" | "states" | "testResults" | "force" | "environment" | "platform" | "goVariables"
>;

/** Examines the packages of one run. */
export async function examineTests(
  setting: TestSetting,
  step: TestStep,
  run: TestRun,
  { packages, forgottenMs }: TestInspection,
): Promise<ExaminedTest[]> {
  const inputs = inputSetting(setting, testEnvironment(setting, step));
  const examined: ExaminedTest[] = [];
  for (const subject of packages) {
    const place = { step: step.id, cwd: run.cwd, package: subject.importPath };
    const digested = digestManifest(subject.manifest, setting.states);
    const found = { subject, place, digested, keptAt: setting.testResults.movedAt(place) };
    if (digested.inexact !== undefined) {
      examined.push({ ...found, verdict: "leave", reason: `go decides each time: ${digested.inexact}` });
      continue;
    }
    const holds = (kept: KeptResult) =>
      kept.startedMs > forgottenMs && movedInput(inputs, kept, subject) === undefined;
    const kept = setting.force ? undefined : await setting.testResults.find(place, digested.key, holds);
    if (kept !== undefined) {
      examined.push({ ...found, verdict: "up-to-date", reason: "nothing changed", kept });
      continue;
    }
    const reason = setting.force ? "--force" : await runReason(setting, inputs, found, forgottenMs);
    examined.push({ ...found, verdict: "run", reason });
  }
  return examined;
}

/** Has another gowsl kept a result for a package that is to be run, since it was looked for? */
export function isOvertaken(
  { testResults }: Pick<TestSetting, "testResults">,
  tests: readonly ExaminedTest[],
): boolean {
  return tests.some(({ verdict, place, keptAt }) => {
    const now = verdict === "run" ? testResults.movedAt(place) : undefined;
    return now !== undefined && !sameStat(now, keptAt);
  });
}

/**
 * What the values of inputs are taken from.
 * @param environment of the tests
 */
export function inputSetting(
  { states, root }: { states: FileStates; root: string },
  environment: Environment,
): InputSetting {
  return { states, ownFolder: stateFolder(root), environment };
}

/** The first input that says something else now, in words. */
function movedInput(
  setting: InputSetting,
  { inputs }: KeptResult,
  { module }: TestSubject,
): string | undefined {
  const moved = inputs.find(([kind, name, value]) => inputValue(setting, [kind, name]) !== value);
  return moved && describeInput([moved[0], moved[1]], module);
}

function flagsText(entries: readonly Entry[]): string {
  const flags = entries.filter(({ kind, name }) => kind === "setting" && /flags/i.test(name));
  return JSON.stringify(flags.map(({ name, value }) => [name, value]));
}

async function runReason(
  { testResults }: TestSetting,
  inputs: InputSetting,
  { subject, place, digested }: Pick<ExaminedTest, "subject" | "place" | "digested">,
  forgottenMs: number,
): Promise<string> {
  // What was run with other flags says little of what moved.
  const last = await testResults.last(
    place,
    ({ entries }) => flagsText(entries) === flagsText(digested.entries),
  );
  if (last === undefined) return "not known to pass";
  if (last.key !== digested.key) return explainChange(last.entries, digested);
  if (last.startedMs <= forgottenMs) return "go clean -testcache";
  return movedInput(inputs, last, subject) ?? "not known to pass";
}
