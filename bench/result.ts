/** What a benchmark leaves behind: plain data, written as JSON and read by the report. */

export interface Report {
  mode: "full" | "quick";
  machine: Machine;
  projects: ProjectFacts[];
  cases: CaseResult[];
  /** What could not be had, and so is in no table. */
  absent: Absent[];
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  /** Of what takes part, each with its version as it says it: `["Node", "v20.20.2"]`. */
  versions: (readonly [string, string])[];
}

export interface ProjectFacts {
  name: string;
  /** Module path and version, or how it was made. */
  origin: string;
  /** All Go files of the project, tests included. */
  goFiles: number;
  /** Those of them that the measured program is compiled from. */
  compiledFiles: number;
}

export interface Absent {
  name: string;
  why: string;
}

/** One case on one project. Samples of one index were taken in one round. */
export interface CaseResult {
  case: CaseName;
  project: string;
  /** Number of generated Go files, where the case is about growth. */
  files?: number;
  contenders: ContenderResult[];
  measured: Measured;
}

/** When and on what a case was measured: parts of a report may come from several goes. */
export interface Measured {
  /** YYYY-MM-DD. */
  day: string;
  /** Commit of gowsl, as git describes it. */
  gowsl: string;
  /** With its kernel, which may be another one the next time. */
  system: string;
  /** Digest of the programs of gowsl that ran: what was measured with another gowsl is measured again. */
  programs: string;
  seconds: number;
}

export interface ContenderResult {
  name: string;
  /** In the unit of the case. */
  samples: number[];
  /** What it said that it did: "up to date", "restored", "ran go build". */
  did: string;
  /** Why its times do not count: another artifact, another outcome, a failure. */
  problem?: string;
}

export const caseNames = [
  "start-up",
  "routing",
  "toolchain",
  "nothing-one",
  "nothing-six",
  "touched",
  "deleted",
  "deleted-six",
  "branch",
  "changed",
  "changed-six",
  "leaf",
  "tasks",
  "processes",
  "planning",
  "log",
  "cold-six",
  "growth",
  "memory",
] as const;
export type CaseName = (typeof caseNames)[number];

/** What the samples of a case are. */
export function unitOf(name: CaseName): "ms" | "MiB" {
  return name === "memory" ? "MiB" : "ms";
}

/** Names of contenders that goals and the report speak of. */
export const contenderNames = {
  gowsl: "gowsl",
  executable: "gowsl (executable)",
  go: "go build",
  goPairs: "go build, two at a time",
  goDownload: "go mod download",
  goreleaser: "goreleaser",
  make: "make",
  makeQuick: "make -rR",
  ninja: "ninja",
  taskChecksum: "Task, checksum",
  taskTimestamp: "Task, timestamp",
  turbo: "Turborepo",
  wireit: "wireit",
  just: "just",
  justCached: "just, cached",
  mage: "mage",
  gox: "gox",
  node: "node -e 0",
  statLoop: "stat loop",
  spawnNode: "spawn true, Node",
  spawnBun: "spawn true, Bun",
  redirect: "redirect to a file",
} as const;

/** What does none of gowsl's work, and so is no peer: a floor to be held against. */
export const floors: readonly string[] = [
  contenderNames.node,
  contenderNames.statLoop,
  contenderNames.spawnNode,
  contenderNames.spawnBun,
  contenderNames.redirect,
];

/** The same program on its two runtimes. */
export function isGowsl(name: string): boolean {
  return name === contenderNames.gowsl || name === contenderNames.executable;
}
