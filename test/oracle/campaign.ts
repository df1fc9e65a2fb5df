/**
 * The campaign: applies seeded mutations one after the other, asks gowsl and then Go after each, lets
 * gowsl build, and takes each back. A mutation can be repeated alone: its choices come from the seed and its number.
 */
import type { GoAnswer } from "./go-side.ts";
import {
  build,
  plan,
  tasks,
  why,
  type BuildAnswer,
  type Standing,
  type TaskName,
  type WhyAnswer,
} from "./gowsl-side.ts";
import { judge, worst, type Finding, type Judgement } from "./judge.ts";
import { kindNames, kinds, type KindName, type Mutation } from "./mutations.ts";
import type { PreparedProject } from "./projects.ts";
import { Random } from "./random.ts";
import { Site } from "./site.ts";

export interface OracleRequest {
  seed: number;
  count: number;
  projects: readonly PreparedProject[];
  /** Only these kinds. */
  kinds?: readonly KindName[];
  onProgress?(done: MutationResult): void;
}

export interface MutationResult {
  number: number;
  kind: KindName;
  project: string;
  description: string;
  judgements: Judgement[];
  finding: Finding;
  /** What was not as before after everything was undone. */
  notUndone: string[];
}

/** After so many mutations gowsl must say again that everything is up to date. */
const checkEvery = 5;

/** Runs a campaign. */
export async function runOracle(request: OracleRequest): Promise<MutationResult[]> {
  const schedule = scheduleOf(request);
  const results: MutationResult[] = [];
  for (const prepared of request.projects) {
    const own = schedule.filter(({ project }) => project === prepared.name);
    if (own.length === 0) continue;
    const site = await Site.open(prepared);
    const linkOfKey = new Map<string, string>();
    try {
      for (const [position, { number, kind }] of own.entries()) {
        const mutation = choose(site, kind, Random.of(request.seed, number));
        const last = position % checkEvery === checkEvery - 1 || position === own.length - 1;
        const tried = await tryMutation(site, mutation, linkOfKey, last);
        const { description } = mutation;
        const result = { number, kind, project: prepared.name, description, ...tried };
        results.push(result);
        request.onProgress?.(result);
      }
    } finally {
      site.close();
    }
  }
  return results;
}

/** Which kind for which project: all kinds equally often, each on all projects that have what it takes. */
export function scheduleOf({ seed, count, projects, kinds: only = kindNames }: OracleRequest) {
  const random = Random.of(seed, "schedule");
  const able = new Map(
    only.map((kind) => [kind, random.shuffled(projects.filter((each) => canHave(each, kind)))] as const),
  );
  const possible = only.filter((kind) => able.get(kind)!.length > 0);
  const schedule: { number: number; kind: KindName; project: string }[] = [];
  while (schedule.length < count && possible.length > 0) {
    for (const kind of random.shuffled(possible).slice(0, count - schedule.length)) {
      const queue = able.get(kind)!;
      const project = queue.shift()!;
      queue.push(project);
      schedule.push({ number: schedule.length, kind, project: project.name });
    }
  }
  return schedule;
}

function canHave(project: PreparedProject, kind: KindName): boolean {
  if (project.kinds !== undefined && !project.kinds.includes(kind)) return false;
  if (kind === "embedded data") return project.embeds;
  if (kind === "dependency version") return project.dependencyVersions.length > 0;
  return kind !== "toolchain" || project.toolchains.length > 0;
}

function choose(site: Site, kind: KindName, random: Random): Mutation {
  for (let attempt = 0; attempt < 100; attempt++) {
    const mutation = kinds[kind](site.project, random);
    if (mutation !== undefined) return mutation;
  }
  throw new Error(`${site.project.name} has nothing for "${kind}"`);
}

async function tryMutation(
  site: Site,
  mutation: Mutation,
  linkOfKey: Map<string, string>,
  check: boolean,
): Promise<Pick<MutationResult, "judgements" | "finding" | "notUndone">> {
  const standing = site.standing(mutation);
  const runs: BuildAnswer[] = [];
  let judgements: Judgement[];
  try {
    site.apply(mutation);
    // gowsl first: what Go writes into its caches must not help it.
    const answers = await Promise.all(tasks.map((task) => why(task, standing)));
    for (const task of tasks) runs.push(await build(task, standing, site.names(task)));
    const sides = tasks.map((task, index) =>
      askTask(site, task, mutation, standing, { answer: answers[index]!, run: runs[index]! }),
    );
    judgements = (await Promise.all(sides)).flatMap((side) => judgeTask(site, side, linkOfKey));
  } finally {
    site.undo();
  }
  const outcomes = runs.flatMap((run) => [...run.outcomes.values()]);
  const untouched = runs.every(({ code }) => code === 0) && outcomes.every((each) => each === "up-to-date");
  if (!untouched) await site.rebuild();
  const notUndone = check ? await site.differences() : [];
  return { judgements, finding: worst(judgements), notUndone };
}

/** What gowsl says and does. */
interface Words {
  answer: WhyAnswer;
  run: BuildAnswer;
}

interface Side extends Words {
  task: TaskName;
  links: GoAnswer["links"];
  /** Link IDs in the artifacts, by import path. */
  delivered: Map<string, string>;
}

async function askTask(
  site: Site,
  task: TaskName,
  mutation: Mutation,
  standing: Standing,
  words: Words,
): Promise<Side> {
  const { build: planned } = site.baseline.get(task)!;
  const fresh = mayChangePlan(site, mutation) ? await plan(task, standing) : { build: planned };
  // Where gowsl can't plan, Go is asked as it was before, with the variables of the mutation.
  const env = { ...planned.env, ...mutation.task?.env };
  const current = "refused" in fresh ? { ...planned, env } : fresh.build;
  const { links } = await site.askGo(current, standing.environment, site.goFolder(`${task}-first`));
  const units = "refused" in words.answer ? [] : words.answer.units.values();
  const delivered = new Map<string, string>();
  for (const { package: importPath, output } of units) {
    const id = await site.linkIdIn(output);
    if (id !== undefined) delivered.set(importPath, id);
  }
  return { task, ...words, links, delivered };
}

/** Flags, variables and the Go that is chosen come from these; sources have no say in them. */
function mayChangePlan(site: Site, { environment }: Mutation): boolean {
  const changed = site.project.tree.changedNames();
  const files = ["gowsl.config.ts", "go.mod", "go.work", ".go-version", "oracle.env"];
  return environment !== undefined || files.some((file) => changed.has(file));
}

function judgeTask(
  site: Site,
  { task, answer, run, links, delivered }: Side,
  linkOfKey: Map<string, string>,
): Judgement[] {
  const baseline = site.baseline.get(task)!;
  return [...baseline.units].map(([importPath, before]) => {
    const link = links.get(importPath);
    const unit = "refused" in answer ? undefined : answer.units.get(importPath);
    const key = unit?.inexact === undefined ? unit?.key : undefined;
    const judgement = judge({
      task,
      package: importPath,
      before,
      linkBefore: baseline.links.get(importPath)?.id,
      after: answer,
      link,
      outcome: run.outcomes.get(importPath),
      delivered: delivered.get(importPath),
      linkOfKey: key === undefined ? undefined : linkOfKey.get(key),
    });
    if (key !== undefined && link?.id !== undefined) linkOfKey.set(key, link.id);
    return judgement;
  });
}
