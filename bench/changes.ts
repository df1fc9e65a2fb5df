/**
 * The cases in which Go has work: one line is another than at the last build, or Go's cache is empty. Knows
 * nothing of how a contender does it.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { built, expectOfGowsl, worksOn } from "./cases.ts";
import { emptyStore, forgetBuilds } from "./checkout.ts";
import { cacheFolder } from "./environment.ts";
import { alternate, type Pace } from "./measure.ts";
import type { Project } from "./projects.ts";
import { contenderNames, isGowsl, type ContenderResult } from "./result.ts";
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
  let changes = 0;
  const text = () => `benchmark line ${run} ${changes}`;
  const { contenders, failed } = built(project, scope, worksOn(scope));
  const changing = contenders.map((builder) => ({
    ...withText({ ...builder, check: () => undefined }, text),
    prepare: () => {
      changes++;
      writeFileSync(file, committed.replace('"benchmark as committed"', `"${text()}"`));
    },
  }));
  try {
    const checked = expectOfGowsl(changing, `${scope === "one" ? 1 : 6} built`);
    return [...(await alternate(checked, { ...pace, warmUps: 1 })), ...failed];
  } finally {
    writeFileSync(file, committed);
  }
}

/** Only these: a cold build takes a minute, and the others run the same `go build` as one of these. */
const cold: readonly string[] = [contenderNames.goPairs, contenderNames.goreleaser];

/** Nothing was built before, not even the standard library. */
export async function measureCold(project: Project, pace: Pace): Promise<ContenderResult[]> {
  const goCache = path.join(cacheFolder, "cold-go-build");
  const { contenders, failed } = built(project, "six", ({ name }) => isGowsl(name) || cold.includes(name));
  const fresh = expectOfGowsl(contenders, "6 built").map((builder) => ({
    ...builder,
    env: { ...builder.env, GOCACHE: goCache },
    prepare: () => {
      forgetBuilds(project.folder);
      emptyStore();
      rmSync(goCache, { recursive: true, force: true });
      // What the one has written must not be on its way to the disk while the other is measured.
      spawnSync("sync");
    },
  }));
  try {
    return [...(await alternate(fresh, { ...pace, warmUps: 0 })), ...failed];
  } finally {
    rmSync(goCache, { recursive: true, force: true });
  }
}
