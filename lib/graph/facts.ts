/** What planning is told of the outside by go list. Types only. */
import type { Toolchain } from "../model/toolchain.ts";
import type { BuildFacts } from "./build-step.ts";

export interface PlanFacts {
  toolchain?: Toolchain;
  /** What go list says, by id of the build step. */
  builds: ReadonlyMap<string, BuildFacts>;
  /** Files that `go fmt` would format, by name of the task: two in one folder may name different packages. */
  goFiles: Readonly<Record<string, readonly string[]>>;
  /** Folders with a go.mod that a task covers, by folder of the task. */
  moduleFolders: Readonly<Record<string, readonly string[]>>;
}
