/**
 * The crash campaigns from the command line: `npm run crash -- --seed N --count N`, with `--of commands` that of
 * declared commands, and with `--first N` from that moment on. Exit code 1 if a promise did not hold. Knows nothing of how the campaign is done.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { commandMomentText, commandReportText, runCommandCrashes } from "./commands.ts";
import { runCrashes } from "./crash.ts";
import { canFollowProcesses } from "./processes.ts";
import { momentText, reportText } from "./report.ts";

if (!canFollowProcesses) throw new Error("the campaign follows processes in /proc, which is not there");

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "200" },
    first: { type: "string", default: "0" },
    of: { type: "string", default: "builds" },
  },
});

const options = {
  seed: wholeNumber("seed", values.seed),
  count: wholeNumber("count", values.count),
  first: wholeNumber("first", values.first),
};

if (values.of === "builds") {
  const report = await runCrashes({
    ...options,
    onProgress: (done) => process.stdout.write(momentText(done)),
  });
  process.stdout.write(`\n${reportText(report)}`);
  endWith(report.moments);
} else if (values.of === "commands") {
  const moments = await runCommandCrashes({
    ...options,
    onProgress: (done) => process.stdout.write(commandMomentText(done)),
  });
  process.stdout.write(`\n${commandReportText(options.seed, moments)}`);
  endWith(moments);
} else throw new Error(`--of takes builds or commands, not ${values.of}`);

function endWith(moments: readonly { faults: readonly string[] }[]): void {
  process.exitCode = moments.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}`);
  return Number(text);
}
