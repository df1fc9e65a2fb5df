/**
 * The crash campaign from the command line: `npm run crash -- --seed N --count N`, and with `--first N` from
 * that moment on. Exit code 1 if a promise did not hold. Knows nothing of how the campaign is done.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { runCrashes } from "./crash.ts";
import { canFollowProcesses } from "./processes.ts";
import { momentText, reportText } from "./report.ts";

if (!canFollowProcesses) throw new Error("the campaign follows processes in /proc, which is not there");

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "200" },
    first: { type: "string", default: "0" },
  },
});

const report = await runCrashes({
  seed: wholeNumber("seed", values.seed),
  count: wholeNumber("count", values.count),
  first: wholeNumber("first", values.first),
  onProgress: (done) => process.stdout.write(momentText(done)),
});
process.stdout.write(`\n${reportText(report)}`);
process.exitCode = report.moments.some(({ faults }) => faults.length > 0) ? 1 : 0;

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}`);
  return Number(text);
}
