/**
 * What gowsl says: the plan, the key and verdict of each program without building, and the outcome of
 * a real build. Everything comes from its command line.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../lib/model/plan.ts";
import { runProgram } from "./run-program.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The tasks that are compared, each for one target. */
export const tasks = ["build", "cross"] as const;

export type TaskName = (typeof tasks)[number];

/** Where gowsl stands. */
export interface Standing {
  folder: string;
  environment: NodeJS.ProcessEnv;
}

/** How gowsl would start go for a task. */
export interface PlannedBuild {
  task: TaskName;
  target: string;
  /** `go build` with its flags. */
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  toolchain: { go: string; goroot: string; version: string };
  units: { package: string; output: string }[];
}

export interface WhyUnit {
  name: string;
  package: string;
  output: string;
  verdict: "up-to-date" | "restore" | "build";
  reason: string;
  key: string;
  /** Why the key does not hold all that matters. */
  inexact?: string;
}

/** What `gowsl why --json` prints. */
export interface WhyDocument {
  schema: 1;
  steps: { step: string; target: string; units: WhyUnit[] }[];
}

/** The units by import path, or what gowsl says where it can't tell. */
export type WhyAnswer = { units: Map<string, WhyUnit> } | { refused: string };

/** Key and verdict of each program of a task. */
export async function why(task: TaskName, standing: Standing): Promise<WhyAnswer> {
  const ended = await gowsl(["why", task, "--json"], standing);
  // With --json what went wrong is an event on stdout.
  if (ended.code !== 0) return { refused: ended.stderr.trim() || ended.stdout.trim() };
  const { steps } = JSON.parse(ended.stdout) as WhyDocument;
  return { units: new Map(steps.flatMap(({ units }) => units.map((unit) => [unit.package, unit]))) };
}

/** How the task would be built, or what gowsl says. */
export async function plan(
  task: TaskName,
  standing: Standing,
): Promise<{ build: PlannedBuild } | { refused: string }> {
  const ended = await gowsl([task, "--dry-run", "--json"], standing);
  if (ended.code !== 0) return { refused: ended.stderr.trim() || ended.stdout.trim() };
  const { steps, toolchain } = JSON.parse(ended.stdout) as Plan;
  const step = steps.find((each) => each.kind === "go-build");
  if (step?.kind !== "go-build" || toolchain === undefined) throw new Error(`${task} plans no go build`);
  const { argv, env, cwd, target = "" } = step;
  const units = step.units.filter((unit) => unit.skip === undefined);
  return { build: { task, target, argv, env, cwd, toolchain, units } };
}

export interface BuildAnswer {
  code: number;
  /** By import path. */
  outcomes: Map<string, string>;
  stderr: string;
}

/**
 * Builds for real, where the fast answer does not say that there is nothing to do.
 * @param packages import paths by the name of the artifact.
 */
export async function build(
  task: TaskName,
  standing: Standing,
  packages: ReadonlyMap<string, string> = new Map(),
): Promise<BuildAnswer> {
  const { code, stdout, stderr } = await gowsl([task, "--json"], standing);
  const events = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { type: string; results?: { unit?: string; outcome: string }[] });
  const results = events.find((event) => event.type === "run-finished")?.results ?? [];
  const outcomes = results.map(({ unit = "", outcome }): [string, string] => [
    packages.get(unit) ?? unit,
    outcome,
  ]);
  return { code, outcomes: new Map(outcomes), stderr };
}

function gowsl(argv: string[], { folder, environment }: Standing) {
  return runProgram([process.execPath, path.join(repository, "out/gowsl.cjs"), ...argv], folder, environment);
}
