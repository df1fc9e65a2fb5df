/**
 * The parts of a benchmark in their order: which case on which project, how often, and about how long it
 * takes. Knows nothing of what becomes of the results.
 */
import { measureBranch, measureDeleted, measureNothing, measureTouched } from "./cases.ts";
import { measureChanged, measureCold } from "./changes.ts";
import { measureStartUp } from "./floors.ts";
import { prepareGenerated } from "./generated.ts";
import { goals } from "./goals.ts";
import { measureGrowth, sizes } from "./growth.ts";
import type { Pace } from "./measure.ts";
import { measureMemory, measureMemoryOfLog, measureMemoryOfTasks } from "./memory.ts";
import { measureLog, measurePlanning, measureProcesses } from "./own-work.ts";
import { prepareProject, realProjects, type Project } from "./projects.ts";
import type { CaseName, ContenderResult, ProjectFacts, Report } from "./result.ts";
import { measureRouting } from "./routing.ts";
import { measureTasks } from "./tasks.ts";
import { measureToolchain } from "./toolchain.ts";

export interface Part {
  case: CaseName;
  project: string;
  /** Number of generated Go files, where the case is about growth. */
  files?: number;
  /** How much is measured, if nobody says otherwise. */
  pace: Pace;
  /** About how long it takes where nobody has measured that yet. */
  seconds: number;
  measure(pace: Pace): Promise<Outcome>;
}

export interface Outcome {
  contenders: ContenderResult[];
  /** Of the project, where there is one. */
  facts?: ProjectFacts;
}

type Mode = Report["mode"];

/**
 * Rounds, and seconds after which no round begins: cheap cases get many rounds, dear ones as many as there is
 * time for. Together with what comes before the rounds the full ones stay below forty minutes on two cores.
 */
const paces: Readonly<Record<CaseName, Record<Mode, readonly [rounds: number, seconds: number]>>> = {
  "start-up": { full: [40, 20], quick: [8, 6] },
  routing: { full: [20, 10], quick: [5, 5] },
  toolchain: { full: [6, 30], quick: [2, 5] },
  "nothing-one": { full: [30, 20], quick: [5, 8] },
  "nothing-six": { full: [10, 25], quick: [3, 8] },
  touched: { full: [5, 15], quick: [2, 6] },
  deleted: { full: [8, 15], quick: [3, 6] },
  "deleted-six": { full: [6, 30], quick: [2, 8] },
  branch: { full: [6, 30], quick: [2, 6] },
  changed: { full: [5, 20], quick: [2, 6] },
  "changed-six": { full: [6, 45], quick: [2, 8] },
  leaf: { full: [5, 20], quick: [2, 6] },
  tasks: { full: [10, 40], quick: [3, 8] },
  processes: { full: [8, 20], quick: [2, 5] },
  planning: { full: [15, 20], quick: [3, 5] },
  log: { full: [6, 20], quick: [2, 5] },
  "cold-six": { full: [3, 240], quick: [2, 8] },
  growth: { full: [10, 12], quick: [3, 5] },
  memory: { full: [3, 10], quick: [2, 5] },
};

/** The quick mode leaves them out unless they are asked for by name: they take minutes, or need large projects. */
const slow: readonly CaseName[] = ["toolchain", "changed-six", "cold-six", "growth", "memory"];

/** Rounds that are measured however long they take; fewer where a round takes minutes. */
const least: Record<Mode, number> = { full: 3, quick: 2 };
const dear: readonly CaseName[] = ["nothing-six", "branch", "deleted-six", "changed-six"];

/** The sizes of what is generated: tasks of the graph, tasks of the plan, bytes of the log. */
const amounts: Record<Mode, { tasks: number; planned: number; log: number }> = {
  full: { tasks: 1000, planned: 5000, log: 2 ** 30 },
  quick: { tasks: 100, planned: 5000, log: 2 ** 27 },
};

type ProjectCase = (project: Project, pace: Pace) => Promise<ContenderResult[]>;

const projectCases: Partial<Record<CaseName, ProjectCase>> = {
  "nothing-one": (project, pace) => measureNothing(project, pace, "one"),
  "nothing-six": (project, pace) => measureNothing(project, pace, "six"),
  touched: measureTouched,
  deleted: (project, pace) => measureDeleted(project, pace, "one"),
  "deleted-six": (project, pace) => measureDeleted(project, pace, "six"),
  branch: measureBranch,
  changed: (project, pace) => measureChanged(project, pace, "one", "mainFile"),
  "changed-six": (project, pace) => measureChanged(project, pace, "six", "mainFile"),
  leaf: (project, pace) => measureChanged(project, pace, "one", "leafFile"),
  "cold-six": measureCold,
};

/** Whether a mode has a part that nobody asked for by name. */
export function isUsual(mode: Mode, { case: name }: Pick<Part, "case">): boolean {
  return mode === "full" || !slow.includes(name);
}

/**
 * All parts of a mode, without a project, on real ones and on generated ones: what a goal speaks of first, then what
 * takes longer, so that a go that somebody ends has the most important ones.
 */
export function allParts(mode: Mode): Part[] {
  const rank = ({ case: name, project }: Part) => {
    const goalsOfCase = goals.filter((goal) => goal.case === name);
    if (goalsOfCase.some((goal) => goal.project === project)) return 0;
    const isLater = realProjects.find((real) => real.name === project)?.isLater ?? false;
    return (isLater ? 2 : 0) + (goalsOfCase.length > 0 ? 0 : 1);
  };
  return unorderedParts(mode).toSorted((one, other) => rank(one) - rank(other));
}

function unorderedParts(mode: Mode): Part[] {
  const { tasks, planned, log } = amounts[mode];
  const count = (number: number) => number.toLocaleString("en-US");
  const alone = (name: CaseName, project: string, measure: (pace: Pace) => Promise<ContenderResult[]>) =>
    part(mode, name, project, async (pace) => ({ contenders: await measure(pace) }));
  const logName = `${count(log / 2 ** 20)} MiB`;
  return [
    alone("start-up", "none", measureStartUp),
    ...realProjects.flatMap((real) => {
      const project = once(() => prepareProject(real));
      return Object.entries(projectCases).flatMap(([key, measure]) => {
        const name = key as CaseName;
        if (!isWanted(mode, name, real)) return [];
        const measureIt = (pace: Pace) => onProject(project(), (each) => measure(each, pace));
        return [part(mode, name, real.name, measureIt, real.isLarge)];
      });
    }),
    alone("routing", "none", measureRouting),
    alone("processes", "200 processes", measureProcesses),
    alone("planning", `${count(planned)} tasks`, (pace) => measurePlanning(planned, pace)),
    alone("log", logName, (pace) => measureLog(log, pace)),
    alone("memory", `log of ${logName}`, (pace) => measureMemoryOfLog(log, pace)),
    ...sizes[mode].flatMap((files) => {
      const project = once(() => prepareGenerated(files));
      const name = `generated, ${files} files`;
      const isLargest = files === sizes[mode].at(-1);
      const grown = part(mode, "growth", name, (pace) =>
        onProject(project(), (each) => measureGrowth(each, pace)),
      );
      const memory = part(mode, "memory", name, (pace) =>
        onProject(project(), (each) => measureMemory(each, pace, !isLargest)),
      );
      return [
        { ...grown, files },
        { ...memory, files },
      ];
    }),
    alone("tasks", `${count(tasks)} tasks`, (pace) => measureTasks(tasks, pace)),
    alone("memory", `${count(tasks)} tasks`, (pace) => measureMemoryOfTasks(tasks, pace)),
    alone("toolchain", "Go 1.25.11", measureToolchain),
  ];
}

/** A config changes only how gowsl starts, and what is cold takes minutes. */
function isWanted(mode: Mode, name: CaseName, { name: project, hasConfig, isLarge }: RealProject): boolean {
  if (hasConfig && !name.startsWith("nothing")) return false;
  if (mode === "quick" && project !== "fzf") return false;
  // Their forms for six targets are measured.
  if (isLarge && (name === "deleted" || name === "changed")) return false;
  return name !== "cold-six" || project === "fzf";
}

type RealProject = (typeof realProjects)[number];

function part(mode: Mode, name: CaseName, project: string, measure: Part["measure"], isLarge = false): Part {
  const [rounds, seconds] = paces[name][mode];
  const pace = { rounds, seconds, least: Math.min(leastRounds(mode, name, isLarge), rounds) };
  return { case: name, project, pace, seconds: 1.3 * seconds, measure };
}

/** A changed leaf of the large project compiles most of it again. */
function leastRounds(mode: Mode, name: CaseName, isLarge: boolean): number {
  if (isLarge && name === "leaf") return 1;
  return name === "cold-six" || (isLarge && dear.includes(name)) ? 2 : least[mode];
}

async function onProject(
  project: Project,
  measure: (project: Project) => Promise<ContenderResult[]>,
): Promise<Outcome> {
  return { contenders: await measure(project), facts: project.facts };
}

/** A project is prepared when its first part comes, and again after a failure. */
function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
