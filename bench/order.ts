/**
 * The whole benchmark in its order: tools, start-up, real projects, generated modules. What fails is
 * reported as absent, and the rest goes on.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { measureStartUp, projectCases, roundsOf } from "./cases.ts";
import { cacheFolder, describeMachine, fetchEnvironment, repository } from "./environment.ts";
import { prepareGenerated } from "./generated.ts";
import { measureGrowth, sizes } from "./growth.ts";
import { measureMemory } from "./memory.ts";
import type { Options } from "./options.ts";
import { absentPeers } from "./peers.ts";
import { emptyStore, prepareProject, realProjects } from "./projects.ts";
import { measureRouting } from "./routing.ts";
import type { CaseName, Report } from "./result.ts";
import { measureToolchain } from "./toolchain.ts";

const taskModule = "github.com/go-task/task/v3/cmd/task@v3.48.0";

/** Measures what the options ask for. @param say takes a line about what is going on. */
export async function measure(options: Options, say: (text: string) => void): Promise<Report> {
  prepareTools(say);
  const report: Report = {
    mode: options.mode,
    day: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    projects: [],
    cases: [],
    memory: [],
    absent: absentPeers(),
  };
  const rounds = (name: CaseName) => options.rounds ?? roundsOf[name][options.pace];
  const has = (name: CaseName) => options.cases.includes(name);

  /** Does a part, and says how long it took. @returns undefined where it failed. */
  async function attempt<Value>(
    what: string,
    work: () => Value | Promise<Value>,
  ): Promise<Value | undefined> {
    const start = process.hrtime.bigint();
    try {
      const value = await work();
      say(`${what}: ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(1)} s`);
      return value;
    } catch (error) {
      // Its text may hold paths of this machine, and the report is for others.
      say(`${what}: ${(error as Error).stack}`);
      report.absent.push({ name: what, why: "it failed, and the terminal said why" });
      return undefined;
    }
  }

  if (has("start-up")) {
    const result = await attempt("start-up", () => measureStartUp(rounds("start-up")));
    if (result !== undefined) report.cases.push(result);
  }

  if (has("routing")) {
    const result = await attempt("routing", () => measureRouting(rounds("routing")));
    if (result !== undefined) report.cases.push(result);
  }

  if (has("toolchain")) {
    const result = await attempt("toolchain", () => measureToolchain(rounds("toolchain")));
    if (result !== undefined) report.cases.push(result);
  }

  for (const real of realProjects.filter(({ name }) => options.projects.includes(name))) {
    const cases = options.cases.flatMap((name) => {
      const measureCase = projectCases[name];
      const isWanted = measureCase !== undefined && (!real.hasConfig || name.startsWith("nothing"));
      return isWanted ? [{ name, measureCase }] : [];
    });
    if (cases.length === 0) continue;
    const project = await attempt(real.name, () => prepareProject(real));
    if (project === undefined) continue;
    report.projects.push(project.facts);
    for (const { name, measureCase } of cases) {
      const contenders = await attempt(`${name}, ${real.name}`, () => measureCase(project, rounds(name)));
      if (contenders !== undefined) report.cases.push({ case: name, project: real.name, contenders });
    }
  }

  const largest = sizes[options.pace].at(-1);
  for (const files of sizes[options.pace]) {
    const hasMemory = has("memory") && files === largest;
    if (!has("growth") && !hasMemory) continue;
    const project = await attempt(`generated, ${files} files`, () => prepareGenerated(files));
    if (project === undefined) continue;
    report.projects.push(project.facts);
    if (has("growth")) {
      const result = await attempt(`growth, ${files} files`, () => measureGrowth(project, rounds("growth")));
      if (result !== undefined) report.cases.push(result);
    }
    if (hasMemory) {
      const result = await attempt("memory", () => measureMemory(project, rounds("memory")));
      if (result !== undefined) report.memory.push(result);
    }
  }
  return report;
}

/** Bundles gowsl as it is now, empties its store, and installs Task if it is not there. */
function prepareTools(say: (text: string) => void): void {
  mkdirSync(path.join(cacheFolder, "home"), { recursive: true });
  emptyStore();
  say("bundling gowsl");
  const tsx = path.join(repository, "node_modules", "tsx", "dist", "cli.mjs");
  execFileSync(process.execPath, [tsx, "lib/main.ts", "build", "--quiet"], {
    cwd: repository,
    stdio: ["ignore", 2, 2],
  });
  if (!absentPeers().some(({ name }) => name === "Task")) return;
  say(`installing ${taskModule}`);
  try {
    execFileSync("go", ["install", taskModule], { stdio: ["ignore", 2, 2], env: fetchEnvironment() });
  } catch {
    // Go said why; absentPeers() tells the report.
  }
}
