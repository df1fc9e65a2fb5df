/**
 * How time grows with the number of local Go files, on generated modules. The floor is a script in the
 * same Node that stats the same files and does nothing else.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { measureNothing } from "./cases.ts";
import { cacheFolder, measuredEnvironment, repository } from "./environment.ts";
import { bareNode } from "./floors.ts";
import type { Contender, Pace } from "./measure.ts";
import { localGoFiles, type Project } from "./projects.ts";
import { contenderNames, type ContenderResult } from "./result.ts";

/** Numbers of Go files. Memory of the peers is measured at the largest. */
export const sizes: Record<"full" | "quick", readonly number[]> = {
  full: [100, 1000, 5000, 20_000],
  quick: [100, 1000],
};

/** Nothing changed, beside a loop that only stats the files. */
export function measureGrowth(project: Project, pace: Pace): Promise<ContenderResult[]> {
  return measureNothing(project, pace, "one", [bareNode(), statLoop(project)]);
}

function statLoop({ folder, mainPackage }: Project): Contender {
  const list = path.join(cacheFolder, "files.txt");
  writeFileSync(list, localGoFiles(folder, mainPackage).join("\n"));
  return {
    name: contenderNames.statLoop,
    argv: [process.execPath, path.join(repository, "bench", "stat-loop.cjs"), list],
    cwd: folder,
    env: measuredEnvironment(),
  };
}
