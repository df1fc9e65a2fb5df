/** Writes a report as Markdown and as curves. Knows nothing of how things were measured. */
import { baseOf, formatRatio, growthOf, judge, lossesOf, ratioTo } from "./goals.ts";
import type { Panel } from "./plot.ts";
import { contenderNames, type CaseName, type CaseResult, type Machine, type Report } from "./result.ts";
import { spread } from "./statistics.ts";

const titles: Record<CaseName, string> = {
  "start-up": "Start-up: `gowsl --version`",
  routing: "Routing: which Go it is",
  toolchain: "Installing a Go: proving and unpacking a release that is here already",
  "nothing-one": "Nothing changed, this machine",
  "nothing-six": "Nothing changed, six targets",
  touched: "Every file touched, none changed",
  deleted: "The artifact was deleted",
  branch: "Back on a branch that was built before",
  changed: "One line changed in the main file",
  growth: "Growth with the number of local Go files, nothing changed",
  memory: "Memory, nothing changed",
};

/** The tables: goals first, then where gowsl loses, then each case. */
export function formatResults(report: Report): string {
  const names = [...new Set(report.cases.map((result) => result.case))];
  const sections = names.map((name) => formatCase(name, report.cases));
  return [formatGoals(report), formatLosses(report), ...sections, formatMemory(report)]
    .filter((section) => section !== "")
    .join("\n\n");
}

function formatGoals(report: Report): string {
  const verdicts = judge(report);
  if (verdicts.length === 0) return "";
  const word = (isMet: boolean | undefined) =>
    isMet === undefined ? "not known" : isMet ? "met" : "**missed**";
  const rows = verdicts.map(({ goal, on, measured, isMet }) => [goal, on, measured, word(isMet)]);
  return `### Goals\n\n${table(["goal", "on", "measured", ""], rows)}`;
}

function formatLosses({ cases, absent }: Report): string {
  const losses = lossesOf(cases).map(
    ({ case: name, project, peer, ratio }) =>
      `- ${titles[name]}, ${project}: ${peer} is faster; gowsl takes ${formatRatio(ratio)} times as long.`,
  );
  const problems = cases.flatMap((result) =>
    result.contenders.flatMap(({ name, problem }) =>
      problem === undefined
        ? []
        : [`- ${titles[result.case]}, ${result.project}: ${name} has no time: ${problem}.`],
    ),
  );
  const missing = absent.map(({ name, why }) => `- ${name} was absent: ${why}.`);
  const lost = losses.length === 0 ? ["- Nowhere in these cases."] : losses;
  const rest = [...problems, ...missing];
  return [
    `### Where gowsl is slower than a peer\n\n${lost.join("\n")}`,
    ...(rest.length === 0 ? [] : [`### What has no time\n\n${rest.join("\n")}`]),
  ].join("\n\n");
}

function formatCase(name: CaseName, cases: readonly CaseResult[]): string {
  const base = baseOf[name as keyof typeof baseOf];
  const rows = cases
    .filter((result) => result.case === name)
    .flatMap((result) =>
      result.contenders.map((contender) => {
        const { samples, problem, did } = contender;
        if (samples.length === 0) return [result.project, contender.name, "none", "", "", problem ?? ""];
        const { median, min, max } = spread(samples);
        const ratio = ratioTo(result, contender.name, base);
        return [
          result.project,
          contender.name,
          formatMilliseconds(median),
          `${formatMilliseconds(min)}..${formatMilliseconds(max)}`,
          ratio === undefined ? "" : formatRatio(ratio),
          did,
        ];
      }),
    );
  const head = ["project", "contender", "median", "min..max", `x ${base}`, "it said"];
  return `### ${titles[name]}\n\n${table(head, rows)}`;
}

function formatMemory({ memory }: Report): string {
  if (memory.length === 0) return "";
  const mebibytes = (value: number | undefined) =>
    value === undefined ? "not known" : `${value.toFixed(0)} MiB`;
  const rows = memory.map(({ project, ownMiB, treeMiB, runs }) => [
    project,
    mebibytes(ownMiB),
    mebibytes(treeMiB),
    String(runs),
  ]);
  return `### ${titles.memory}\n\n${table(["project", "peak of gowsl", "with all it starts", "runs"], rows)}`;
}

/** `43.2 ms`, `1204 ms`, `12.3 s`. */
export function formatMilliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value.toFixed(value < 1000 ? 1 : 0)} ms`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** One line a fact. */
export function formatMachine({ cpu, cores, memoryGiB, system, ...versions }: Machine): string {
  return [
    `- ${cpu}, ${cores} cores, ${memoryGiB} GiB of memory, ${system}`,
    `- ${versions.go}; Node ${versions.node}; ${versions.make}; Task ${versions.task}; ${versions.git}`,
    `- gowsl at ${versions.gowsl}`,
  ].join("\n");
}

/** What was built: projects with their sizes. */
export function formatProjects({ projects }: Report): string {
  if (projects.length === 0) return "";
  const rows = projects.map(({ name, origin, goFiles, compiledFiles }) => [
    name,
    origin,
    String(goFiles),
    String(compiledFiles),
  ]);
  return table(["project", "module", "Go files", "of these compiled into the program"], rows);
}

/** Growth as two panels: gowsl beside the floor, and beside its peers. Undefined where it was not measured. */
export function growthPanels({ cases }: Report): Panel[] | undefined {
  const grown = cases.filter((result) => result.case === "growth");
  const names = [...new Set(grown.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const curve = (name: string) => ({ name, points: growthOf(grown, name) });
  const floors: readonly string[] = [contenderNames.gowsl, contenderNames.statLoop, contenderNames.node];
  const drawn = names.map(curve).filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return undefined;
  return [
    { title: "gowsl and the floor", curves: drawn.filter(({ name }) => floors.includes(name)) },
    { title: "gowsl and its peers", curves: drawn.filter(({ name }) => !floors.slice(1).includes(name)) },
  ];
}
