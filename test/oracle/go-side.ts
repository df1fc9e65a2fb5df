/**
 * What Go says: the action ID of each program's link, from `go build -debug-actiongraph`. It is a real
 * build, as the ID holds the content IDs of all packages (cmd/go/internal/work/exec.go, linkActionID).
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { PlannedBuild } from "./gowsl-side.ts";
import { runProgram } from "./run-program.ts";

/** The link of one program; undefined IDs: it could not be built. */
export interface Link {
  /** The action ID. */
  id: string | undefined;
  /** As in the program: `go tool buildid` prints it. */
  buildId: string | undefined;
  /** Go builds it alone only: asked for all programs at once, it refuses. */
  alone: boolean;
}

export interface GoAnswer {
  /** By import path. */
  links: Map<string, Link>;
  stderr: string;
}

interface Action {
  Mode: string;
  Package?: string;
  ActionID?: string;
  BuildID?: string;
}

export interface GoQuestion {
  /** Flags, variables and Go as gowsl would use them. */
  build: PlannedBuild;
  /** Import paths of the mains. */
  packages: readonly string[];
  /** Variables of the process. */
  environment: NodeJS.ProcessEnv;
  /** A folder of this question's own. */
  folder: string;
  /** Folder of programs built before: what go finds up to date there is not linked again. */
  earlier?: string;
}

/**
 * Builds and reads the IDs. What one go build for all does not give is asked for alone: a package that
 * can't be loaded ends the build of all programs, also of those that do not import it.
 */
export async function linkIds(question: GoQuestion): Promise<GoAnswer> {
  const all = await buildTogether(question);
  const missing = question.packages.filter((each) => !all.links.has(each));
  if (question.packages.length === 1) return all;
  for (const each of missing) {
    const alone = await buildTogether({ ...question, packages: [each] });
    for (const [name, link] of alone.links) all.links.set(name, { ...link, alone: true });
  }
  return all;
}

async function buildTogether({ build, packages, ...question }: GoQuestion): Promise<GoAnswer> {
  const programs = path.join(question.folder, "programs");
  const graph = path.join(question.folder, "graph.json");
  rmSync(question.folder, { recursive: true, force: true });
  mkdirSync(programs, { recursive: true });
  if (question.earlier !== undefined) {
    cpSync(path.join(question.earlier, "programs"), programs, { recursive: true, preserveTimestamps: true });
  }
  const { stderr } = await runProgram(
    [...build.argv, `-debug-actiongraph=${graph}`, "-o", programs + path.sep, ...packages],
    build.cwd,
    goEnvironmentOf(build, question.environment),
  );
  const links = new Map<string, Link>();
  for (const action of readGraph(graph)) {
    // A program that did not come out has an action ID at most.
    const built = action.Mode === "link" && action.BuildID !== undefined;
    if (built) {
      links.set(action.Package ?? "", { id: action.ActionID, buildId: action.BuildID, alone: false });
    }
  }
  return { links, stderr };
}

/** The environment that gowsl gives to go: the routed go first on PATH, then that of the step. */
export function goEnvironmentOf(
  { toolchain, env }: PlannedBuild,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...environment,
    PATH: path.dirname(toolchain.go) + path.delimiter + environment["PATH"],
    GOROOT: toolchain.goroot,
    GOTOOLCHAIN: "local",
    ...env,
  };
}

/** No file: go failed before there was anything to do. */
function readGraph(file: string): Action[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Action[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
