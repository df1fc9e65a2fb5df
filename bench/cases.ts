/**
 * The cases on real projects in which nothing has to be compiled: which state each contender finds, and
 * what it must have done. Those in which Go has work are in changes.ts.
 */
import { rmSync, utimesSync } from "node:fs";
import path from "node:path";
import { git, trackedFiles } from "./checkout.ts";
import { bareNode } from "./floors.ts";
import { alternate, runUntimed, settle, type Contender, type Pace, type Rounds } from "./measure.ts";
import { builderOf, type Builder, type Peer } from "./peer.ts";
import { presentPeers } from "./peers/index.ts";
import type { Project } from "./projects.ts";
import { contenderNames as names, isGowsl, type ContenderResult } from "./result.ts";
import type { Scope } from "./targets.ts";
import { references, withOutcome, withReferences } from "./verify.ts";

/** All was built, nothing changed since. The floors are programs that build nothing. */
export async function measureNothing(
  project: Project,
  pace: Pace,
  scope: Scope,
  floors: readonly Contender[] = [bareNode()],
): Promise<ContenderResult[]> {
  const { contenders, failed } = built(project, scope, asksFor(project, scope));
  await settle();
  const warmUps = project.isLarge ? 1 : 2;
  const checked = expectOfGowsl(contenders, `${scope === "one" ? 1 : 6} up to date`);
  return [...(await alternate([...floors, ...checked], { ...pace, warmUps })), ...failed];
}

/** Every file of the project has a new time and the content that it had. */
export async function measureTouched(project: Project, pace: Pace): Promise<ContenderResult[]> {
  const files = trackedFiles(project.folder).map((file) => path.join(project.folder, file));
  const { contenders, failed } = built(project, "one", worksOn(project, "one"));
  const beforeRound = async () => {
    const now = new Date();
    for (const file of files) utimesSync(file, now, now);
    await settle();
  };
  const checked = expectOfGowsl(contenders, "1 up to date");
  return [...(await alternate(checked, { ...pace, warmUps: 1, beforeRound })), ...failed];
}

/** The artifacts were deleted. */
export async function measureDeleted(project: Project, pace: Pace, scope: Scope): Promise<ContenderResult[]> {
  const { contenders, failed } = built(project, scope, worksOn(project, scope));
  const outcome = `${scope === "one" ? 1 : 6} restored`;
  const deleting = expectOfGowsl(contenders, outcome).map((builder) => ({
    ...builder,
    prepare: () => {
      for (const file of builder.artifacts.values()) rmSync(file, { force: true });
    },
  }));
  return [...(await alternate(deleting, { ...pace, warmUps: 1 })), ...failed];
}

/**
 * Both branches were built before; the last build was on the other one. The two runtimes of gowsl share their
 * records, so each goes to the other branch by itself, right before it is measured.
 */
export async function measureBranch(project: Project, pace: Pace): Promise<ContenderResult[]> {
  const { contenders, failed } = built(project, "one", worksOn(project, "one"));
  const buildOnOther = async (builders: readonly Contender[]) => {
    git(project.folder, ["checkout", "--quiet", "other"]);
    const problems = builders.map((builder) => runUntimed(builder));
    git(project.folder, ["checkout", "--quiet", "main"]);
    await settle();
    const wrong = problems.find((problem) => problem !== undefined);
    if (wrong !== undefined) throw new Error(`on the other branch a contender ${wrong}`);
  };
  const moving = expectOfGowsl(contenders, "1 restored").map((builder) =>
    isGowsl(builder.name) ? { ...builder, prepare: () => buildOnOther([builder]) } : builder,
  );
  const rounds: Rounds = {
    ...pace,
    warmUps: 1,
    beforeRound: (left) => buildOnOther(left.filter(({ name }) => !isGowsl(name))),
  };
  try {
    return [...(await alternate(moving, rounds)), ...failed];
  } finally {
    git(project.folder, ["checkout", "--quiet", "--force", "main"]);
  }
}

/**
 * Where a build takes a minute, those take part that a goal speaks of, and of those that run the same go build one.
 * For six targets gowsl is there on one runtime: the work is Go's.
 */
const onLarge: Record<"nothing" | "work", Record<Scope, readonly string[]>> = {
  nothing: {
    one: [],
    six: [names.gowsl, names.executable, names.makeQuick, names.ninja, names.goPairs, names.goreleaser],
  },
  work: {
    one: [names.gowsl, names.executable, names.go, names.turbo, names.wireit],
    six: [names.executable, names.goPairs, names.goreleaser],
  },
};

/** The peers that are measured where nothing changed. A config changes nothing but how gowsl starts. */
function asksFor({ isLarge, isOwn }: Project, scope: Scope): (peer: Peer) => boolean {
  const few = isLarge ? onLarge.nothing[scope] : [];
  return ({ name, scopes }) =>
    scopes.nothing.includes(scope) && (few.length === 0 || few.includes(name)) && (!isOwn || isGowsl(name));
}

/** The peers that are measured where Go has work, or where a cache may save it. */
export function worksOn({ isLarge }: Project, scope: Scope): (peer: Peer) => boolean {
  return ({ name, scopes }) =>
    scopes.work.includes(scope) && (!isLarge || onLarge.work[scope].includes(name));
}

/** Every builder that can build the project as it is now, once it has; its runs need the same artifacts. */
export function built(
  project: Project,
  scope: Scope,
  takesPart: (peer: Peer) => boolean,
): { contenders: Builder[]; failed: ContenderResult[] } {
  const right = references(project, scope);
  const failed: ContenderResult[] = [];
  const contenders = presentPeers()
    .filter(takesPart)
    .map((peer) => builderOf(peer, project, scope))
    .flatMap((builder) => {
      const problem = runUntimed(builder);
      if (problem === undefined) return [withReferences(builder, right)];
      failed.push({ name: builder.name, samples: [], did: "", problem });
      return [];
    });
  return { contenders, failed };
}

/** Gowsl must also say what is expected; of a peer its artifacts are enough, and the table tells the rest. */
export function expectOfGowsl(contenders: readonly Builder[], outcome: string): Builder[] {
  return contenders.map((builder) => (isGowsl(builder.name) ? withOutcome(builder, outcome) : builder));
}
