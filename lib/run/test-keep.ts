/**
 * After a run of tests: keeps the results of packages that passed and of which is known on what they
 * rest. Of the others it says why not. Failures are never kept.
 */
import { earliestSince, type Instant } from "../host/clock.ts";
import path from "node:path";
import { explainChange } from "../cache/explain.ts";
import { digestManifest, writtenSince, type DigestedManifest } from "../cache/manifest.ts";
import { realPathIfThere } from "../host/quick.ts";
import { shortName } from "../model/manifest.ts";
import type { Environment } from "../model/host.ts";
import { leadsOut } from "../model/paths.ts";
import type { TestRun, TestStep } from "../model/plan.ts";
import type { BuildSetting, TestSubject } from "./setting.ts";
import { inputSetting, type ExaminedTest } from "./test-examine.ts";
import { inputValue, inputWritten, type InputSetting } from "./test-inputs.ts";
import { readTestLog, type Input } from "./test-log.ts";
import { readTestOutput } from "./test-output.ts";
import { readTestLogs } from "./test-script.ts";

export interface FinishedRun {
  setting: BuildSetting;
  step: TestStep;
  run: TestRun;
  /** What the tests were given. */
  environment: Environment;
  /** Folder of the logs. */
  logs: string;
  started: Instant;
  /** What go printed. */
  stdout: string;
}

/** The times of files may be behind the clock by a tick of the kernel. */
const tickMs = 20;

/** Keeps what can be kept of the packages that were run. */
export async function keepPassed(finished: FinishedRun, tests: readonly ExaminedTest[]): Promise<void> {
  const { setting, step, run, stdout, started } = finished;
  const later = await setting.inspectTests(step, run, true);
  if (!later.ok) return;
  const subjects = new Map(later.value.packages.map((subject) => [subject.importPath, subject]));
  const outputs = readTestOutput(
    stdout,
    tests.map(({ subject }) => subject.importPath),
  );
  const logs = await readTestLogs(finished.logs);
  const inputs = inputSetting(setting, finished.environment);
  for (const { subject: before, digested, place } of tests) {
    const output = outputs.get(before.importPath);
    if (!output?.passed) continue;
    const subject = subjects.get(before.importPath);
    const read = subject && readLog(inputs, setting.root, subject, logs);
    const moved = movedText(finished, inputs, digested, subject, read);
    if (moved !== undefined || read === undefined) {
      const why = moved === undefined ? "its test has left no log" : `${moved} while it ran`;
      const name = shortName(before.importPath, before.manifest.module);
      setting.emit({ type: "note", step: step.id, text: `the result of ${name} is not kept: ${why}` });
      continue;
    }
    await setting.testResults.keep(place, {
      schema: 1,
      package: before.importPath,
      key: digested.key,
      entries: digested.entries,
      inputs: read.map((input) => [...input, inputValue(inputs, input)]),
      text: output.text,
      startedMs: started.wallMs,
    });
  }
}

/** What moved since the run began: also a file that was written and has its old content again. */
function movedText(
  { setting, started }: FinishedRun,
  inputs: InputSetting,
  before: DigestedManifest,
  subject: TestSubject | undefined,
  read: readonly Input[] = [],
): string | undefined {
  if (subject === undefined) return "its package went";
  const now = digestManifest(subject.manifest, setting.states);
  if (now.inexact !== undefined) return now.inexact;
  if (now.key !== before.key) return explainChange(before.entries, now);
  const sinceMs = earliestSince(setting, started) - tickMs;
  const fact = writtenSince(subject.manifest, setting.states, sinceMs);
  if (fact !== undefined) return `${shortName(fact.name, subject.manifest.module)} was written`;
  for (const input of read) {
    const file = inputWritten(inputs, input, sinceMs);
    if (file !== undefined) {
      return `${path.relative(subject.module, file).replaceAll("\\", "/") || "."} was written`;
    }
  }
  return undefined;
}

/** The inputs that count: below the module, as for Go, and below the root, as far as they are not gowsl's own. */
function readLog(
  { ownFolder }: InputSetting,
  root: string,
  { module, folder, hasTests }: TestSubject,
  logs: ReadonlyMap<string, string>,
): Input[] | undefined {
  if (!hasTests) return [];
  const log = logs.get(folder);
  const isIn = (file: string, place: string) => !leadsOut(path.relative(place, file));
  const counts = (file: string) =>
    [file, realPathIfThere(file)].some((each) => isIn(each, module) || isIn(each, root)) &&
    !isIn(file, ownFolder);
  return log === undefined ? undefined : readTestLog(log, folder, counts);
}
