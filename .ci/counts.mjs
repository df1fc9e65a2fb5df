// Prints the skipped tests with their reasons and `N passed, N failed`, from vitest's JSON report.
// A run that failed without a failed test (types, linter, set-up) counts as one failure.
import { readFileSync } from "node:fs";

const [file, statusText] = process.argv.slice(2);
const status = Number(statusText);
let report = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
try {
  report = JSON.parse(readFileSync(file, "utf8"));
} catch {
  console.log("no test report: the run ended before the tests did");
}
const tests = report.testResults.flatMap((suite) => suite.assertionResults ?? []);
for (const test of tests.filter((each) => each.status === "skipped" || each.status === "pending")) {
  console.log(`skipped: ${test.fullName}${test.meta?.reason ? `: ${test.meta.reason}` : ""}`);
}
const failed = report.numFailedTests || (status === 0 && report.numPassedTests > 0 ? 0 : 1);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
