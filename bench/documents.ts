/**
 * Puts a report into files: always as JSON into the cache, and on request into docs/. Knows nothing of
 * how things were measured.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { cacheFolder, repository } from "./environment.ts";
import { plot } from "./plot.ts";
import { formatMachine, formatProjects, formatResults, growthPanels } from "./report.ts";
import type { Report } from "./result.ts";

/** Writes last.json and the plot into the cache. @returns the files. */
export function keepLast(report: Report): string[] {
  const json = path.join(cacheFolder, "last.json");
  writeFileSync(json, `${JSON.stringify(report)}\n`);
  const panels = growthPanels(report);
  if (panels === undefined) return [json];
  const svg = path.join(cacheFolder, "last-growth.svg");
  writeFileSync(svg, plot(panels));
  return [json, svg];
}

/** Writes docs/benchmarks.md, .json and the plot. @returns the files. */
export async function save(report: Report): Promise<string[]> {
  const folder = path.join(repository, "docs");
  mkdirSync(folder, { recursive: true });
  const panels = growthPanels(report);
  const texts: Record<string, string> = {
    "benchmarks.json": await format(JSON.stringify(report), { parser: "json", printWidth: 110 }),
    "benchmarks.md": formatDocument(report, panels !== undefined),
    ...(panels === undefined ? {} : { "benchmarks-growth.svg": plot(panels) }),
  };
  return Object.entries(texts).map(([name, text]) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}

/** The whole of docs/benchmarks.md. */
export function formatDocument(report: Report, hasPlot: boolean): string {
  const hint =
    report.mode === "full" ? "" : `\nThis result is of the ${report.mode} mode: few rounds, not all cases.\n`;
  return `# Benchmarks

gowsl beside \`go build\`, GNU make and Task. Written by \`npm run bench -- --save\`; do not edit.

## Repeat it

\`\`\`sh
npm ci
npm run bench                      # everything
npm run bench -- --quick           # fzf only, few rounds
npm run bench -- --only branch     # one case, or several with commas
npm run bench -- --save            # everything, and write this file
\`\`\`

You need Go, git and make, and a Go module proxy: the first run fetches two projects, what they need, and Task, and fills up to 10 GB in \`node_modules/.cache/gowsl-bench\`. That takes longer than the benchmark itself. Leave the machine alone meanwhile.

## How it is measured

- All contenders of a case run once a round, one after the other, in the next round in reverse order. Rounds before the first that counts warm caches up.
- A time is that of the whole process, from its start to its end, as a user waits for it. A median is that of all rounds, with the smallest and the largest. A ratio is the median of the ratios within each round, again with the smallest and the largest.
- A run counts only if its artifacts have the digests of those of a plain \`go build\` in the same state. In the case of the changed line the artifact must have the new text, which no build had before. gowsl must also say that it did what the case expects: up to date, restored or built.
- All build with the same flags: \`-buildvcs=false\`, for six targets with \`-trimpath\` too, and into folders of their own in one checkout. Their GOCACHE is the same and warm. A loop in \`sh\` runs \`go build\` for six targets.
- make has a rule with \`$(shell find . -name '*.go')\`, go.mod and go.sum before the artifact. Task has them as \`sources\` and the artifact under \`generates\`.
- gowsl runs without a config, but in "fzf-configured": that has one with a task and the six targets.
- After all files were touched, and after a change of branch, two seconds pass: Go trusts no index of a folder with younger files. After the change of one line none pass.
- HOME is a folder of the benchmark, GOENV and GOPROXY are off, NODE_EXTRA_CA_CERTS is not set.
- The stat loop is a script that reads the list of the local Go files and calls \`statSync\` for each.
- The peak of gowsl's memory is VmHWM of its process. That with all it starts is a sum of resident sets every few milliseconds, which counts shared pages more than once.

## The last result

Measured on ${report.day}:

${formatMachine(report.machine)}
${hint}
${formatProjects(report)}

${formatResults(report)}
${hasPlot ? "\n![Time by number of local Go files](benchmarks-growth.svg)\n" : ""}`;
}
