/**
 * Many tasks of which none has anything to do, in every runner. A runner takes part only if it notices one
 * changed input, and if it leaves all outputs as they are where nothing changed.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keep, writeFiles } from "./checkout.ts";
import { cacheFolder, measuredEnvironment } from "./environment.ts";
import { bareNode } from "./floors.ts";
import { gowslRunners } from "./graph-gowsl.ts";
import { peerRunners, type GraphRunner } from "./graph-runners.ts";
import { graphTasks, inputTexts, isRight, timesOf, type GraphTask } from "./graph.ts";
import { alternate, runUntimed, settle, type Contender, type Pace } from "./measure.ts";
import { isGowsl, type ContenderResult } from "./result.ts";
import { isPresent, toolVersions } from "./tools.ts";

export async function measureTasks(count: number, pace: Pace): Promise<ContenderResult[]> {
  const { contenders, failed } = await preparedRunners(count);
  return [...(await alternate([bareNode(), ...contenders], { ...pace, warmUps: 2 })), ...failed];
}

interface Prepared {
  contenders: Contender[];
  failed: ContenderResult[];
}

const prepared = new Map<number, Promise<Prepared>>();

/** Every runner that has run the graph and has noticed a change, up to date. That takes a minute, and is done once. */
export function preparedRunners(count: number): Promise<Prepared> {
  const known = prepared.get(count) ?? prepare(count);
  prepared.set(count, known);
  return known;
}

async function prepare(count: number): Promise<Prepared> {
  const tasks = graphTasks(count);
  const runners = [
    ...gowslRunners(),
    ...peerRunners.filter(({ tool }) => tool === undefined || isPresent(tool)),
  ];
  const folder = prepareGraph(tasks, runners);
  const failed: ContenderResult[] = [];
  const contenders: Contender[] = [];
  for (const runner of runners) {
    const contender = contenderOf(runner, tasks, folder);
    const problem = runUntimed(contender) ?? missedChange(runner, contender, tasks, folder);
    if (problem === undefined) contenders.push(contender);
    else failed.push({ name: runner.name, samples: [], did: "", problem });
  }
  // The inputs were written again for each of them, which is news to those that go by times.
  for (const contender of contenders) runUntimed(contender);
  await settle();
  return { contenders, failed };
}

/**
 * The folder with the graph. What peers have made in it stays: a thousand tasks take Turborepo minutes, and
 * neither the graph nor the peer is another than last time.
 */
function prepareGraph(tasks: readonly GraphTask[], runners: readonly GraphRunner[]): string {
  const folder = path.join(cacheFolder, "projects", `tasks-${tasks.length}`);
  const texts = { ...inputTexts(tasks) };
  for (const { files } of runners) Object.assign(texts, files(tasks));
  keep(folder, JSON.stringify([texts, toolVersions()]), (draft) => writeFiles(draft, texts));
  for (const name of readdirSync(folder)) {
    if (name === ".gowsl" || name === "out-gowsl") rmSync(path.join(folder, name), { recursive: true });
  }
  for (const { output } of runners) {
    for (const each of tasks) mkdirSync(path.dirname(path.join(folder, output(each))), { recursive: true });
  }
  return folder;
}

function contenderOf(runner: GraphRunner, tasks: readonly GraphTask[], folder: string): Contender {
  const outputs = tasks.map((each) => runner.output(each));
  let before = "";
  return {
    name: runner.name,
    argv: runner.argv,
    cwd: folder,
    env: { ...measuredEnvironment(), ...runner.env?.(folder) },
    prepare: () => void (before = timesOf(folder, outputs)),
    did: (run) => runner.did(run),
    check: (run) => {
      if (runner.alwaysRuns) return undefined;
      if (timesOf(folder, outputs) !== before) return "it ran what was up to date";
      const did = runner.did(run);
      if (!isGowsl(runner.name) || did === `${tasks.length} up to date`) return undefined;
      return `it said "${did}", not "${tasks.length} up to date"`;
    },
  };
}

/** Changes one input, and changes it back; leaves it as it was. @returns why a runner cannot be trusted, or undefined. */
function missedChange(
  runner: GraphRunner,
  contender: Contender,
  tasks: readonly GraphTask[],
  folder: string,
): string | undefined {
  const task = tasks.at(-1)!;
  const input = path.join(folder, task.inputs[3]!);
  const changes = [
    { text: "changed\n", what: "a changed input" },
    { text: `${task.inputs[3]}\n`, what: "an input that was changed back" },
  ];
  for (const { text, what } of changes) {
    writeFileSync(input, text);
    const problem = runUntimed(contender);
    if (problem !== undefined) return problem;
    const isStale = [tasks[0]!, task].some((each) => !isRight(folder, each, runner.output(each)));
    if (isStale) return `it did not notice ${what}: an output was wrong`;
  }
  return undefined;
}
