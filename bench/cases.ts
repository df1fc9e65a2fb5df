/**
 * The cases on real projects: which state each contender finds, and what it must have done. Growth and
 * memory are in growth.ts.
 */
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { gowslBundle, measuredEnvironment, repository } from "./environment.ts";
import { alternate, runUntimed, settle, type Contender, type Rounds } from "./measure.ts";
import { bareNode, builders, type Builder, type Scope } from "./peers.ts";
import { git, trackedFiles, type Project } from "./projects.ts";
import { contenderNames, type CaseName, type CaseResult, type ContenderResult } from "./result.ts";
import { referenceDigests, withDigests, withOutcome, withText } from "./verify.ts";

/** How often a case is measured: in the full benchmark and in the quick one. */
export const roundsOf: Record<CaseName, { full: number; quick: number }> = {
  "start-up": { full: 30, quick: 10 },
  routing: { full: 30, quick: 10 },
  toolchain: { full: 10, quick: 3 },
  "nothing-one": { full: 20, quick: 8 },
  "nothing-six": { full: 10, quick: 4 },
  touched: { full: 6, quick: 3 },
  deleted: { full: 5, quick: 3 },
  branch: { full: 5, quick: 3 },
  changed: { full: 5, quick: 3 },
  growth: { full: 8, quick: 3 },
  memory: { full: 3, quick: 2 },
};

/** How long gowsl takes to do nothing at all. Needs no project. */
export async function measureStartUp(rounds: number): Promise<CaseResult> {
  const version = {
    name: contenderNames.gowsl,
    argv: [process.execPath, gowslBundle, "--version"],
    cwd: repository,
    env: measuredEnvironment(),
  };
  const contenders = await alternate([bareNode(), version], { rounds, warmUps: 3 });
  return { case: "start-up", project: "none", contenders };
}

type ProjectCase = (project: Project, rounds: number) => Promise<ContenderResult[]>;

export const projectCases: Partial<Record<CaseName, ProjectCase>> = {
  "nothing-one": (project, rounds) => measureNothing(project, "one", rounds),
  "nothing-six": (project, rounds) => measureNothing(project, "six", rounds),
  touched: measureTouched,
  deleted: measureDeleted,
  branch: measureBranch,
  changed: measureChanged,
};

/** All was built, nothing changed since. The floors are programs that build nothing. */
export async function measureNothing(
  project: Project,
  scope: Scope,
  rounds: number,
  floors: readonly Contender[] = [bareNode()],
): Promise<ContenderResult[]> {
  const { contenders, failed } = built(project, scope, { wide: true });
  await settle();
  const outcome = `${scope === "one" ? 1 : 6} up to date`;
  const checked = expectOfGowsl(contenders, outcome);
  return [...(await alternate([...floors, ...checked], { rounds, warmUps: 2 })), ...failed];
}

/** Every file of the project has a new time and the content that it had. */
async function measureTouched(project: Project, rounds: number): Promise<ContenderResult[]> {
  const files = trackedFiles(project.folder).map((file) => path.join(project.folder, file));
  return measureBuilt(project, rounds, "1 up to date", {
    warmUps: 1,
    beforeRound: async () => {
      const now = new Date();
      for (const file of files) utimesSync(file, now, now);
      await settle();
    },
  });
}

/** The artifact was deleted. */
function measureDeleted(project: Project, rounds: number): Promise<ContenderResult[]> {
  return measureBuilt(project, rounds, "1 restored", {
    warmUps: 1,
    prepare: ({ artifacts }) => {
      for (const file of artifacts.values()) rmSync(file);
    },
  });
}

/** Both branches were built before; the last build was on the other one. */
function measureBranch(project: Project, rounds: number): Promise<ContenderResult[]> {
  return measureBuilt(project, rounds, "1 restored", {
    warmUps: 1,
    beforeRound: async (contenders) => {
      git(project.folder, ["checkout", "--quiet", "other"]);
      for (const contender of contenders) {
        const problem = runUntimed(contender);
        if (problem !== undefined) throw new Error(`on the other branch ${contender.name} ${problem}`);
      }
      git(project.folder, ["checkout", "--quiet", "main"]);
      await settle();
    },
  });
}

/** One line of the main file is another than at the last build, and a new one for each run. */
async function measureChanged(project: Project, rounds: number): Promise<ContenderResult[]> {
  const file = path.join(project.folder, project.mainFile);
  const committed = readFileSync(file, "utf8");
  // Never built before, whatever an earlier benchmark left in GOCACHE.
  const run = process.hrtime.bigint().toString(36);
  let changes = 0;
  const text = () => `benchmark line ${run} ${changes}`;
  const { contenders, failed } = built(project, "one", { wide: false });
  const changing = contenders.map((builder) => ({
    ...withText({ ...builder, check: () => undefined }, text),
    prepare: () => {
      changes++;
      writeFileSync(file, committed.replace('"benchmark as committed"', `"${text()}"`));
    },
  }));
  try {
    const checked = expectOfGowsl(changing, "1 built");
    return [...(await alternate(checked, { rounds, warmUps: 1 })), ...failed];
  } finally {
    writeFileSync(file, committed);
  }
}

interface Change extends Pick<Rounds, "warmUps"> {
  prepare?(builder: Builder): void;
  beforeRound?(builders: readonly Builder[]): Promise<void>;
}

/** Builds all, and measures how each comes back from a change to the same artifact. */
async function measureBuilt(
  project: Project,
  rounds: number,
  outcome: string,
  { warmUps, prepare, beforeRound }: Change,
): Promise<ContenderResult[]> {
  const { contenders, failed } = built(project, "one", { wide: false });
  const checked = expectOfGowsl(contenders, outcome).map((builder) =>
    prepare === undefined ? builder : { ...builder, prepare: () => prepare(builder) },
  );
  const measured = await alternate(checked, {
    rounds,
    warmUps,
    ...(beforeRound === undefined ? {} : { beforeRound: () => beforeRound(contenders) }),
  });
  return [...measured, ...failed];
}

/** Every builder that can build the project as it is now, once it has; its runs need the same artifacts. */
function built(
  project: Project,
  scope: Scope,
  which: { wide: boolean },
): { contenders: Builder[]; failed: ContenderResult[] } {
  const digests = referenceDigests(project, scope);
  const failed: ContenderResult[] = [];
  const contenders = builders(project, scope, which).flatMap((builder) => {
    const problem = runUntimed(builder);
    if (problem === undefined) return [withDigests(builder, digests)];
    failed.push({ name: builder.name, samples: [], did: "", problem });
    return [];
  });
  return { contenders, failed };
}

/** Gowsl must also say what is expected; of a peer its artifacts are enough, and the table tells the rest. */
function expectOfGowsl(contenders: readonly Builder[], outcome: string): Builder[] {
  return contenders.map((builder) =>
    builder.name === contenderNames.gowsl ? withOutcome(builder, outcome) : builder,
  );
}
