/**
 * Puts a report into files: always into the cache, from where it is read again, and on request into docs/.
 * Knows nothing of how things were measured.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { plotBars } from "./bars.ts";
import { cacheFolder, repository } from "./environment.ts";
import { plot } from "./plot.ts";
import { readRemarks } from "./remarks.ts";
import {
  barGroups,
  formatGoes,
  formatMachine,
  formatProjects,
  formatResults,
  growthPanels,
} from "./report.ts";
import type { Report } from "./result.ts";

/** What a person has found out about the numbers; each part stands in the document at the goal that it is about. */
const remarksFile = path.join(repository, "bench", "remarks.md");

const keptFile = (mode: Report["mode"]) => path.join(cacheFolder, `last-${mode}.json`);

/** The report that was kept last, or undefined where there is none that can be read. */
export function readKept(mode: Report["mode"]): Report | undefined {
  try {
    return JSON.parse(readFileSync(keptFile(mode), "utf8")) as Report;
  } catch {
    return undefined;
  }
}

/** Keeps a report in the cache. */
export function keepReport(report: Report): void {
  writeFileSync(keptFile(report.mode), `${JSON.stringify(report)}\n`);
}

/** Writes the plots into the cache. @returns the files */
export function keepPlots(report: Report): string[] {
  return writeAll(cacheFolder, plots(report));
}

/** Writes docs/benchmarks.md, .json and the plots. @returns the files. */
export async function save(report: Report): Promise<string[]> {
  const told = existsSync(remarksFile) ? readFileSync(remarksFile, "utf8") : "";
  const drawn = plots(report);
  return writeAll(path.join(repository, "docs"), {
    "benchmarks.json": await format(JSON.stringify(report), { parser: "json", printWidth: 110 }),
    "benchmarks.md": formatDocument(report, Object.keys(drawn), told),
    ...drawn,
  });
}

function plots(report: Report): Record<string, string> {
  const panels = growthPanels(report);
  return {
    "benchmarks.svg": plotBars(barGroups(report)),
    ...(panels === undefined ? {} : { "benchmarks-growth.svg": plot(panels) }),
  };
}

function writeAll(folder: string, texts: Readonly<Record<string, string>>): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(texts).map(([name, text]) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}

/** The whole of docs/benchmarks.md. */
export function formatDocument(report: Report, drawn: readonly string[], told: string): string {
  const hint = report.mode === "full" ? "" : "\nThis result is of the quick mode: few rounds, small sizes.\n";
  const remarks = readRemarks(told);
  const images = drawn.map((name) => `![${pictures[name] ?? name}](${name})`);
  return `# Benchmarks

gowsl beside its peers. Written by \`npm run bench -- --save\`; do not edit.

## Repeat it

\`\`\`sh
npm ci
npm run bench                          # everything, less than forty minutes
npm run bench -- --quick               # fzf only, few rounds, less than three minutes
npm run bench -- --only branch,tasks   # some cases
npm run bench -- --resume --save       # what the last go did not get to, and write this file
\`\`\`

You need Go, git, make, Python's pip and npm, and the registries of the last three. The first run fetches the peers at pinned versions, two projects and what these need, and fills up to 15 GB in \`node_modules/.cache/gowsl-bench\`; nothing is installed anywhere else. That takes longer than the benchmark itself. Leave the machine alone meanwhile.

The result so far is kept after each part, so a run can be ended at any time. \`--only\`, \`--project\` and \`--resume\` put what they measure into the kept result; \`--resume\` leaves out what was measured with the same gowsl.

## How it is measured

- All contenders of a case run once a round, one after the other, in the next round in reverse order. Rounds before the first that counts warm caches up. A case has as many rounds as its time allows, but three or more: two where all is cold, and where Go has work on "gh".
- A time is that of the whole process, from its start to its end, as a user waits for it. A median is that of all rounds, with the smallest and the largest. A ratio in a table is the median of the ratios within each round, again with the smallest and the largest. Goals are judged by the ratio of the medians.
- A run counts only if its artifacts have the digests of those of a plain \`go build\` in the same state. Where a line was changed the artifacts must have the new text, which no build had before. gowsl must also say that it did what the case expects: up to date, restored or built.
- All build with the same flags: \`-buildvcs=false\`, for six targets with \`-trimpath\` and CGO_ENABLED=0 too. goreleaser, which strips symbols by itself, is told not to. All work in one checkout with folders of their own, and have one warm GOCACHE. What they leave is ignored by git.
- gowsl runs without a config, but in "fzf-configured": that has one with a task and the six targets, and is about gowsl alone. Its two runtimes share records and store.
- make has a rule with \`$(shell find . -name '*.go')\`, go.mod and go.sum before the artifact. Task, Turborepo and wireit have the same as patterns; ninja has the names of the files. "just, cached" is just with its unstable cache. mage compares times as its package \`target\` does. Turborepo's own program and wireit are started without npm or npx before them, which would take longer.
- After all files were touched, and after a change of branch, two seconds pass: Go trusts no index of a folder with younger files. After the change of one line none pass.
- Cold means an empty GOCACHE, an empty store and no records before each run.
- In the graph of tasks each task puts ten small files into one, and needs ten others. A runner takes part only if it runs the right tasks after one input changed, and if it leaves all outputs alone where nothing did. Turborepo has a package for each task.
- A process costs what 200 tasks of \`true\` take, less one of them, over 199; the floor is a script in the same runtime that starts them, as many at once as there are cores.
- On "gh" a build for six targets takes most of a minute. There, where Go has work, take part gowsl (for six targets, and where a line was changed, the executable alone), Turborepo and wireit where they have it in their caches, and one of those that run the same \`go build\`; where nothing changed for six targets, those that goals speak of, and ninja. A changed leaf, which compiles most of it again, is built once by each.
- HOME is a folder of the benchmark, GOENV and GOPROXY are off, NODE_EXTRA_CA_CERTS is not set.
- The stat loop is a script that reads the list of the local Go files and calls \`statSync\` for each.
- Memory by number of files is that of gowsl; its peers are measured at the largest number.
- Memory is the largest resident set that the system has counted for one process of a contender. That of all its processes is a sum every few milliseconds, which counts shared pages more than once.

## The last result

${formatMachine(report.machine)}
${formatGoes(report)}
${hint}
${formatProjects(report)}

${[remarks.opening, formatResults(report, remarks), ...images].filter((part) => part !== "").join("\n\n")}
`;
}

const pictures: Readonly<Record<string, string>> = {
  "benchmarks.svg": "Medians of each case, on a logarithmic scale",
  "benchmarks-growth.svg": "Time and peak memory by number of local Go files, where nothing changed",
};
