/** Reads the arguments of the benchmark. Knows nothing of how things are measured. */
import { parseArgs } from "node:util";
import { caseNames, type CaseName, type Report } from "./result.ts";

export interface Options {
  mode: Report["mode"];
  /** Chooses the numbers of rounds and the sizes. */
  pace: "full" | "quick";
  cases: readonly CaseName[];
  /** Names of the real projects. */
  projects: readonly string[];
  /** Rounds of every case, if not those of the pace. */
  rounds?: number;
  save: boolean;
}

const projectNames = ["fzf", "fzf-configured", "gh"];

export const usage = `usage: npm run bench -- [options]
  --quick          fzf only, few rounds, without growth and memory
  --only CASES     some cases, with commas: ${caseNames.join(", ")}
  --project NAMES  some projects, with commas: ${projectNames.join(", ")}
  --rounds N       rounds of every case
  --save           write docs/benchmarks.md, .json and the plot, too
`;

/** @returns the options, or what is wrong with the arguments. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    return checked(argv);
  } catch (error) {
    return (error as Error).message;
  }
}

function checked(argv: readonly string[]): Options | string {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      project: { type: "string" },
      rounds: { type: "string" },
      save: { type: "boolean", default: false },
    },
  });
  const quickCases = caseNames.filter((name) => name !== "growth" && name !== "memory");
  const only = values.only?.split(",");
  const unknown = only?.find((name) => !(caseNames as readonly string[]).includes(name));
  if (unknown !== undefined) return `there is no case "${unknown}"`;
  const projects = values.project?.split(",") ?? (values.quick ? ["fzf"] : projectNames);
  const stranger = projects.find((name) => !projectNames.includes(name));
  if (stranger !== undefined) return `there is no project "${stranger}"`;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    return "--rounds needs a number from 1";
  const isPart = only !== undefined || values.project !== undefined;
  // The document would lose the cases that were left out.
  if (values.save && isPart) return "--save needs all cases: leave --only and --project out";
  const cases = only as CaseName[] | undefined;
  return {
    mode: isPart ? "partial" : values.quick ? "quick" : "full",
    pace: values.quick ? "quick" : "full",
    cases: cases ?? (values.quick ? quickCases : caseNames),
    projects,
    ...(rounds === undefined ? {} : { rounds }),
    save: values.save,
  };
}
