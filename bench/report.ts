/** Writes a report as Markdown and as what is drawn. Knows nothing of how things were measured. */
import type { BarGroup } from "./bars.ts";
import { formatRatio, growthOf, judge, ratioTo, type Verdict } from "./goals.ts";
import { baseOf, lossesOf } from "./losses.ts";
import type { Panel } from "./plot.ts";
import { formatMissed, readRemarks, type Remarks } from "./remarks.ts";
import {
  contenderNames,
  isGowsl,
  unitOf,
  type CaseName,
  type CaseResult,
  type Machine,
  type Report,
} from "./result.ts";
import { spread } from "./statistics.ts";

const titles: Record<CaseName, string> = {
  "start-up": "Start-up: the version",
  routing: "Routing: which Go it is",
  toolchain: "Installing a Go: proving and unpacking a release that is here already",
  "nothing-one": "Nothing changed, this machine",
  "nothing-six": "Nothing changed, six targets",
  touched: "Every file touched, none changed",
  deleted: "The artifact was deleted",
  "deleted-six": "The artifacts were deleted, six targets",
  branch: "Back on a branch that was built before",
  changed: "One line changed in the main file",
  "changed-six": "One line changed in the main file, six targets",
  leaf: "One line changed in a package that imports no other of the project",
  tasks: "Many tasks with ten inputs each, nothing changed",
  processes: "What a started process costs",
  planning: "Planning many tasks",
  log: "A step with a large log, into a file",
  "cold-six": "Cold: empty GOCACHE, six targets",
  growth: "Growth with the number of local Go files, nothing changed",
  memory: "Peak memory of the largest process",
};

/** The tables: goals first, each missed one with what a person has found out, then where gowsl loses, then each case. */
export function formatResults(report: Report, remarks: Remarks = readRemarks("")): string {
  const names = [...new Set(report.cases.map((result) => result.case))];
  const sections = names.map((name) => formatCase(name, report.cases));
  return [formatGoals(report, remarks), formatLosses(report), ...sections]
    .filter((section) => section !== "")
    .join("\n\n");
}

function formatGoals(report: Report, remarks: Remarks): string {
  const verdicts = judge(report);
  if (verdicts.length === 0) return "";
  const word = ({ isMet, share }: Verdict) => {
    if (isMet === undefined) return "not known";
    if (isMet) return "met";
    return share === undefined ? "**missed**" : `**missed**: ${share.toFixed(2)} times the limit`;
  };
  const rows = verdicts.map((verdict) => [verdict.goal, verdict.on, verdict.measured, word(verdict)]);
  const missed = formatMissed(verdicts, remarks);
  const told = missed === "" ? [] : [`### Goals that are missed\n\n${missed}`];
  return [`### Goals\n\n${table(["goal", "on", "measured", ""], rows)}`, ...told].join("\n\n");
}

function formatLosses({ cases, absent }: Report): string {
  const losses = lossesOf(cases).map(({ case: name, project, peer, ratios }) => {
    const lost = Object.entries(ratios).map(
      ([own, ratio]) => `${own} takes ${formatRatio(ratio)} times as much`,
    );
    return `- ${titles[name]}, ${project}, against ${peer}: ${lost.join(", ")}.`;
  });
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
    `### Where gowsl loses\n\n${lost.join("\n")}`,
    ...(rest.length === 0 ? [] : [`### What has no time\n\n${rest.join("\n")}`]),
  ].join("\n\n");
}

function formatCase(name: CaseName, cases: readonly CaseResult[]): string {
  const base = baseOf[name];
  const format = (value: number) => formatAmount(value, unitOf(name));
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
          format(median),
          `${format(min)}..${format(max)}, ${samples.length} rounds`,
          ratio === undefined ? "" : formatRatio(ratio),
          did,
        ];
      }),
    );
  const head = ["on", "contender", "median", "min..max", `x ${base}`, "it said"];
  return `### ${titles[name]}\n\n${table(head, rows)}`;
}

function formatAmount(value: number, unit: "ms" | "MiB"): string {
  return unit === "ms" ? formatMilliseconds(value) : `${value.toFixed(1)} MiB`;
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
export function formatMachine({ cpu, cores, memoryGiB, system, versions }: Machine): string {
  return [
    `- ${cpu}, ${cores} cores, ${memoryGiB} GiB of memory, ${system}`,
    `- ${versions.map(([name, version]) => `${name} ${version}`).join("; ")}`,
  ].join("\n");
}

/** When and with which gowsl: one line, or one for each go. */
export function formatGoes({ cases, machine }: Report): string {
  const goes = new Map<string, CaseName[]>();
  for (const { case: name, measured } of cases) {
    const other = measured.system === machine.system ? "" : `, ${measured.system}`;
    const go = `${measured.day}, gowsl at ${measured.gowsl}${other}`;
    goes.set(go, [...(goes.get(go) ?? []), name]);
  }
  return [...goes]
    .map(([go, names]) => `- ${go}${goes.size === 1 ? "" : `: ${[...new Set(names)].join(", ")}`}`)
    .join("\n");
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

const isOwnFloor = (name: string) =>
  isGowsl(name) || name === contenderNames.statLoop || name === contenderNames.node;

/** Growth as panels: gowsl beside the floor, beside its peers, and the memory of all. Undefined where it was not measured. */
export function growthPanels({ cases }: Report): Panel[] | undefined {
  const grown = cases.filter((result) => result.case === "growth");
  const names = [...new Set(grown.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const curve = (name: string) => ({ name, points: growthOf(grown, name) });
  const drawn = names.map(curve).filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return undefined;
  const peaks = names
    .map((name) => ({ name, points: growthOf(cases, name, "memory") }))
    .filter(({ points }) => points.length > 1);
  return [
    { title: "gowsl and the floor", unit: "ms", curves: drawn.filter(({ name }) => isOwnFloor(name)) },
    {
      title: "gowsl and its peers",
      unit: "ms",
      curves: drawn.filter(({ name }) => isGowsl(name) || !isOwnFloor(name)),
    },
    ...(peaks.length === 0 ? [] : [{ title: "Peak memory", unit: "MiB", curves: peaks }]),
  ];
}

/** Each case as bars: on the largest real project, or on what it has. */
export function barGroups({ cases }: Report): BarGroup[] {
  const names = [...new Set(cases.map((result) => result.case))].filter((name) => name !== "growth");
  return names.flatMap((name) => {
    const results = cases.filter((result) => result.case === name);
    const result = results.find(({ project }) => project === "gh") ?? results[0]!;
    const bars = result.contenders
      .filter(({ samples }) => samples.length > 0)
      .map((contender) => ({
        name: contender.name,
        ...spread(contender.samples),
        isOwn: isGowsl(contender.name),
      }));
    if (bars.length === 0) return [];
    return [{ title: `${titles[name]}: ${result.project}`, unit: unitOf(name), bars }];
  });
}
