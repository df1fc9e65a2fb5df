/**
 * `npm run bench`: measures gowsl beside its peers and prints the result as Markdown on stdout. Reads
 * the arguments and owns the exit code; order.ts knows what is measured.
 */
import path from "node:path";
import process from "node:process";
import { keepPlots, keepReport, readKept, save } from "./documents.ts";
import { repository } from "./environment.ts";
import { partName } from "./kept.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { measure } from "./order.ts";
import { formatGoes, formatMachine, formatProjects, formatResults } from "./report.ts";

async function main(chosen: Options): Promise<void> {
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const surroundings = { say, kept: readKept(chosen.mode), keep: keepReport };
  const { report, measured } = await measure(chosen, surroundings);
  const cases = report.cases.filter((result) => measured.includes(partName(result)));
  const shown = { ...report, cases };
  const parts = [
    formatMachine(shown.machine),
    formatGoes(shown),
    formatProjects(shown),
    formatResults(shown),
  ];
  process.stdout.write(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
  const files = [...keepPlots(report), ...(chosen.save ? await save(report) : [])];
  for (const file of files) say(`written: ${path.relative(repository, file)}`);
}

const options = readOptions(process.argv.slice(2));
if (typeof options === "string") {
  process.stderr.write(`${options}\n${usage}`);
  process.exitCode = 2;
} else {
  await main(options);
}
