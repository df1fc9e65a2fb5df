/** What the Go steps of one run share. Types only. */
import type { Records } from "../cache/records.ts";
import type { TaskRecords } from "../cache/task-records.ts";
import type { Store } from "../cache/store.ts";
import type { FileStates } from "../host/file-states.ts";
import type { Result } from "../model/failure.ts";
import type { Manifest } from "../model/manifest.ts";
import type { BuildStep, CommandStep, TestRun, TestStep } from "../model/plan.ts";
import type { CommandSetting } from "./command.ts";
import type { HeldTasks } from "./held-tasks.ts";
import type { TestResults } from "./test-results.ts";
import type { Turns } from "./turns.ts";

/** What is known of a build step right now. */
export interface Inspection {
  /** As in the plan, unless the repository's state has changed what is stamped. */
  argv: string[];
  /** By package. */
  manifests: ReadonlyMap<string, Manifest>;
  /** Made without asking go, which would be asked with `fresh`: files that only new imports lead to are missing. */
  presumed: boolean;
  /**
   * After a presumption: the first path that moved since then, when go may have read it before it was listed. Looks at
   * the files as they are when it is called.
   */
  movedSince?: (timeMs: number) => string | undefined;
}

/** A package whose tests are asked for. */
export interface TestSubject {
  importPath: string;
  /** Where its tests run. */
  folder: string;
  /** Folder of its module. */
  module: string;
  /** go prints a line for a package without test files, too. */
  hasTests: boolean;
  manifest: Manifest;
}

/** What is known of the tests of one module or workspace right now. */
export interface TestInspection {
  packages: TestSubject[];
  /** Set: all are left to go, as they were named, for this reason. */
  unknown?: string;
  /** Results from before do not count. */
  forgottenMs: number;
}

export interface BuildSetting extends CommandSetting {
  root: string;
  /** Whose turn it is to write into a source tree, by folder. */
  sources: Turns;
  records: Records;
  store: Store;
  testResults: TestResults;
  taskRecords: TaskRecords;
  heldTasks: HeldTasks;
  /** What is known of files, shared by the steps. */
  states: FileStates;
  /** Digest of the config and its imports, for hooks that are functions. */
  configDigest: string;
  toolchainVersion: string;
  machine: { cores: number; memoryBytes: number };
  force: boolean;
  now(): number;
  /** Milliseconds that only grow, for durations. */
  elapsed(): number;
  /** A folder of this run for files that are not finished. */
  temporaryFolder: string;
  /**
   * What the step's programs depend on, by package.
   * @param fresh ask go again: something ran that may have changed the files.
   */
  inspect(step: BuildStep, fresh: boolean): Promise<Result<Inspection>>;
  /** What a check of Go packages reads: facts, and the folders of which it matters what they hold. */
  inspectCheck(
    step: CommandStep,
    run: TestRun,
  ): Promise<Result<{ manifest: Manifest; folders: readonly string[] }>>;
  /** The same for tests. */
  inspectTests(step: TestStep, run: TestRun, fresh: boolean): Promise<Result<TestInspection>>;
  /** Names of the variables that go itself reads. */
  goVariables: readonly string[];
}
