/**
 * The cases in which Go has work: one line is another than at the last build, or Go's cache is empty. Knows
 * nothing of how a contender does it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { built, expectOfGowsl, worksOn } from "./cases.ts";
import { forgetBuilds, git } from "./checkout.ts";
import { cacheFolder } from "./environment.ts";
import { alternate, type Pace } from "./measure.ts";
import type { Peer } from "./peer.ts";
import type { Project } from "./projects.ts";
import { contenderNames as names, type ContenderResult } from "./result.ts";
import type { Scope } from "./targets.ts";
import { withText } from "./verify.ts";

/** One line of a file is another, and a new one for each run: never built before, whatever GOCACHE still has. */
export async function measureChanged(
  project: Project,
  pace: Pace,
  scope: Scope,
  which: "mainFile" | "leafFile",
): Promise<ContenderResult[]> {
  const file = path.join(project.folder, project[which]);
  const committed = readFileSync(file, "utf8");
  const run = process.hrtime.bigint().toString(36);
  let count = 0;
  const text = () => `benchmark line ${run} ${count}`;
  const { contenders, failed } = built(project, scope, changes(project, scope));
  const changing = contenders.map((builder) => ({
    ...withText({ ...builder, check: () => undefined }, text),
    prepare: () => {
      count++;
      writeFileSync(file, committed.replace('"benchmark as committed"', `"${text()}"`));
    },
  }));
  try {
    const checked = expectOfGowsl(changing, `${scope === "one" ? 1 : 6} built`);
    const warmUps = project.isLarge ? 0 : 1;
    return [...(await alternate(checked, { ...pace, warmUps })), ...failed];
  } finally {
    writeFileSync(file, committed);
  }
}

/** On a large project the builds take minutes: no cache has what is new, and one runtime of gowsl is enough. */
function changes(project: Project, scope: Scope): (peer: Peer) => boolean {
  const works = worksOn(project, scope);
  const leftOut: readonly string[] = [names.turbo, names.wireit, names.gowsl];
  return (peer) => works(peer) && !(project.isLarge && leftOut.includes(peer.name));
}

/** Only these: a cold build takes a minute, and the others run the same `go build` as one of these. */
const cold: readonly string[] = [names.executable, names.goPairs, names.goreleaser];

/** Nothing was built before, not even the standard library. */
export async function measureCold(project: Project, pace: Pace): Promise<ContenderResult[]> {
  const [goCache, store] = ["cold-go-build", "cold-gowsl"].map((each) => path.join(cacheFolder, each)) as [
    string,
    string,
  ];
  const empty = () => [goCache, store].forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  const { contenders, failed } = built(project, "six", ({ name }) => cold.includes(name));
  const fresh = expectOfGowsl(contenders, "6 built").map((builder) => ({
    ...builder,
    env: { ...builder.env, GOCACHE: goCache, GOWSL_CACHE_DIR: store },
    prepare: () => {
      forgetBuilds(project.folder);
      empty();
      // What the one has written must not be on its way to the disk while the other is measured.
      spawnSync("sync");
    },
  }));
  try {
    return [...(await alternate(fresh, { ...pace, warmUps: 0 })), ...failed];
  } finally {
    empty();
    // A project may have files of its own where its artifacts lie; other cases come after this one.
    git(project.folder, ["checkout", "--force", "--quiet", "main"]);
  }
}
