/** Reads the arguments of the benchmark. Knows nothing of how things are measured. */
import { parseArgs } from "node:util";
import { caseNames, type CaseName, type Report } from "./result.ts";

export interface Options {
  /** Chooses numbers of rounds, sizes and projects. */
  mode: Report["mode"];
  /** Those that are asked for by name; undefined for those of the mode. */
  cases?: readonly CaseName[];
  /** Names of projects; undefined for all. */
  projects?: readonly string[];
  /** Rounds of every case, if not those of the mode. */
  rounds?: number;
  /** Whether all is measured, and so nothing of an earlier go is kept. */
  startsAnew: boolean;
  /** Whether parts that were measured with the same gowsl are left out. */
  resume: boolean;
  save: boolean;
}

export const usage = `usage: npm run bench -- [options]
  --quick          fzf only, few rounds, small sizes
  --only CASES     some cases, with commas: ${caseNames.join(", ")}
  --project NAME   one project, as the tables name it: gh, "1,000 tasks"; may be given again
  --rounds N       rounds of every case
  --resume         leaves out what the last go measured with the same gowsl
  --save           writes docs/benchmarks.md, .json and the plots, too

The last result is kept. With --only, --project or --resume the new one is put into it, part by part.
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
      project: { type: "string", multiple: true },
      rounds: { type: "string" },
      resume: { type: "boolean", default: false },
      save: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",");
  const unknown = only?.find((name) => !(caseNames as readonly string[]).includes(name));
  if (unknown !== undefined) return `there is no case "${unknown}"`;
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    return "--rounds needs a number from 1";
  return {
    mode: values.quick ? "quick" : "full",
    ...(only === undefined ? {} : { cases: only as CaseName[] }),
    ...(values.project === undefined ? {} : { projects: values.project }),
    ...(rounds === undefined ? {} : { rounds }),
    startsAnew: only === undefined && values.project === undefined && !values.resume,
    resume: values.resume,
    save: values.save,
  };
}
