/**
 * `npm run oracle -- --seed N --count N [--project NAME] [--kind KIND]`: fetches the projects, runs a
 * campaign on the bundle in out/ and prints its report. The exit code is 1 when something was found that must never be.
 */
import { parseArgs } from "node:util";
import { runOracle } from "./campaign.ts";
import { kindNames, type KindName } from "./mutations.ts";
import { prepareProjects, proxyProjects } from "./projects.ts";
import { describe, formatReport, isSound } from "./report.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "100" },
    project: { type: "string", multiple: true, default: [] },
    kind: { type: "string", multiple: true, default: [] },
    verbose: { type: "boolean", default: false },
  },
});
const strange = [
  ...values.project.filter((name) => !proxyProjects.some((project) => project.name === name)),
  ...values.kind.filter((name) => !(kindNames as string[]).includes(name)),
];
if (strange.length > 0) {
  console.error(`"${strange.join('", "')}" is unknown.`);
  console.error(
    `Projects: ${proxyProjects.map(({ name }) => name).join(", ")}. Kinds: ${kindNames.join(", ")}.`,
  );
  process.exit(2);
}

const seed = Number(values.seed);
const results = await runOracle({
  seed,
  count: Number(values.count),
  projects: prepareProjects(values.project),
  ...(values.kind.length === 0 ? {} : { kinds: values.kind as KindName[] }),
  onProgress: (result) => {
    const found = result.judgements.filter((each) => each.finding === result.finding);
    const states = [...new Set(result.judgements.map(({ go, gowsl }) => `go ${go}, gowsl ${gowsl}`))];
    if (values.verbose || result.finding !== "agreed" || result.notUndone.length > 0) {
      console.error(
        `${result.finding}: ${describe(result, found)} (${states.join("; ")}) ${result.notUndone.join("; ")}`,
      );
    }
  },
});
console.log(formatReport(results, seed));
process.exitCode = isSound(results) ? 0 : 1;
