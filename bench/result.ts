/** What a benchmark leaves behind: plain data, written as JSON and read by the report. */

export interface Report {
  mode: "full" | "quick" | "partial";
  /** Day of the measurement, YYYY-MM-DD. */
  day: string;
  machine: Machine;
  projects: ProjectFacts[];
  cases: CaseResult[];
  memory: MemoryResult[];
  /** What could not be had, and so is in no table. */
  absent: Absent[];
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  go: string;
  make: string;
  task: string;
  git: string;
  /** Commit of gowsl. */
  gowsl: string;
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

/** One case on one project. Samples are in milliseconds; those of one index were taken in one round. */
export interface CaseResult {
  case: CaseName;
  project: string;
  /** Number of generated Go files, where the case is about growth. */
  files?: number;
  contenders: ContenderResult[];
}

export interface ContenderResult {
  name: string;
  samples: number[];
  /** What it said that it did: "up to date", "restored", "ran go build". */
  did: string;
  /** Why its times do not count: another artifact, another outcome, a failure. */
  problem?: string;
}

export interface MemoryResult {
  project: string;
  files: number;
  /** Largest resident set of the gowsl process in MiB, over all runs; absent with a problem. */
  ownMiB?: number;
  /** Largest sum over gowsl and all that it starts, sampled; absent where the system does not tell. */
  treeMiB?: number;
  runs: number;
  /** Why there is no number. */
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
  "branch",
  "changed",
  "growth",
  "memory",
] as const;
export type CaseName = (typeof caseNames)[number];

/** Names of contenders that goals and the report speak of. */
export const contenderNames = {
  gowsl: "gowsl",
  go: "go build",
  goDownload: "go mod download",
  node: "node -e 0",
  statLoop: "stat loop",
} as const;
