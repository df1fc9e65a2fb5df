/** What `gowsl why` says of tests: of each package whether its result holds, or what moved. */
import { success, type Result } from "../model/failure.ts";
import { shortName } from "../model/manifest.ts";
import type { TestStep } from "../model/plan.ts";
import type { HeldSetting } from "../run/test-answer.ts";
import { examineTests, type ExaminedTest } from "../run/test-examine.ts";

export interface WhyTests {
  tests: ExaminedTest[];
  /** Why go runs all of them, whatever is known. */
  unknown?: string;
}

/** Examines all packages of a step. */
export async function reasonsOfTests(setting: HeldSetting, step: TestStep): Promise<Result<WhyTests>> {
  const reasons: WhyTests = { tests: [] };
  for (const run of step.runs) {
    const inspected = await setting.inspectTests(step, run, false);
    if (!inspected.ok) return inspected;
    const { unknown } = inspected.value;
    if (unknown !== undefined) reasons.unknown ??= unknown;
    reasons.tests.push(...(await examineTests(setting, step, run, inspected.value)));
  }
  return success(reasons);
}

/** For scripts: a unit a package. */
export function testUnits({ tests }: WhyTests): unknown[] {
  return tests.map(({ subject, verdict, reason, digested }) => ({
    package: subject.importPath,
    verdict: verdict === "up-to-date" ? verdict : "run",
    reason,
    key: digested.key,
    ...(digested.inexact === undefined ? {} : { inexact: digested.inexact }),
  }));
}

/** For people: a line a package. */
export function testLines(step: string, { tests, unknown }: WhyTests, verbose: boolean): string[] {
  const lines = tests.map(({ subject, verdict, reason, digested }) => {
    const name = shortName(subject.importPath, subject.manifest.module);
    const key = verbose ? ` (key ${digested.key.slice(0, 12)})` : "";
    if (verdict === "up-to-date") return `${name}: is up to date${key}`;
    return `${name}: would run: ${reason}${key}`;
  });
  return unknown === undefined ? lines : [`${step}: runs every time: ${unknown}`, ...lines];
}
