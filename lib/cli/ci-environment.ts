/**
 * `gowsl env --ci`: hands variables to the next steps of a job. Under GitHub Actions through the two files that the
 * runner reads after the step, elsewhere as the lines of a dotenv file.
 */
import { describeError, readText } from "../host/files.ts";
import { appendText } from "../host/placing.ts";
import { variable } from "../model/environment.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Project } from "./project.ts";
import type { Variable } from "./shell-export.ts";

/** What goes to stdout, and what was done besides. */
export interface Handed {
  lines: string[];
  note?: string;
}

export async function handToJob(
  { machine }: Project,
  variables: readonly Variable[],
): Promise<Result<Handed>> {
  const { platform, environment } = machine;
  const bad = variables.flatMap((each) => unwritable(each) ?? []);
  if (bad.length > 0) return failure(...bad);
  const files = ["GITHUB_ENV", "GITHUB_PATH"].map((name) => variable(environment, platform, name));
  const [envFile, pathFile] = files;
  const isGitHub = variable(environment, platform, "GITHUB_ACTIONS") === "true";
  if (envFile === undefined || pathFile === undefined) {
    if (isGitHub || envFile !== undefined || pathFile !== undefined) {
      return failure({
        family: "toolchain",
        place: envFile === undefined ? "GITHUB_ENV" : "GITHUB_PATH",
        thing: "is not set, and without it the next steps learn nothing",
        next: "Hand it to this step, as the runner does.",
      });
    }
    const literal = variable(environment, platform, "GITLAB_CI") !== undefined;
    const separator = platform === "win32" ? ";" : ":";
    return dotenv(variables, separator, literal);
  }
  try {
    const plain = variables.flatMap((each) => ("folders" in each ? [] : [`${each.name}=${each.value}`]));
    await appendLines(envFile, plain);
    await appendLines(
      pathFile,
      newFolders(variables, variable(environment, platform, "PATH") ?? "", platform),
    );
  } catch (error) {
    return failure({
      family: "files",
      place: `${envFile} and ${pathFile}`,
      thing: describeError(error),
      next: "Hand GITHUB_ENV and GITHUB_PATH to this step, as the runner does.",
    });
  }
  const names = variables.map(({ name }) => name).join(", ");
  return success({ lines: [], note: `the next steps of this job have ${names}` });
}

/** The runner puts each line in front of PATH, so that the last one is the first folder. */
function newFolders(variables: readonly Variable[], current: string, platform: NodeJS.Platform): string[] {
  const known = current.split(platform === "win32" ? ";" : ":");
  return variables.flatMap((each) => {
    if (!("folders" in each)) return [];
    const [first = "", ...rest] = each.folders;
    return [...rest.filter((folder) => !known.includes(folder)), first];
  });
}

/** What the file ends with already is not written twice. */
async function appendLines(file: string, lines: readonly string[]): Promise<void> {
  const before = readText(file) ?? "";
  const text = lines.map((line) => `${line}\n`).join("");
  if (`\n${before}`.endsWith(`\n${text}`)) return;
  await appendText(file, before === "" || before.endsWith("\n") ? text : `\n${text}`);
}

function unwritable(each: Variable): Failure | undefined {
  const values = "folders" in each ? each.folders : [each.value];
  const bad = values.find((value) => /[\r\n]/.test(value));
  if (bad === undefined) return undefined;
  return {
    family: "toolchain",
    place: each.name,
    thing: `${JSON.stringify(bad)} has a line end in it, and gowsl writes no such value`,
    next: "Use another folder.",
  };
}

/** GitLab takes all behind the first = as it is, quotes too; others read quotes as a shell does. */
function dotenv(variables: readonly Variable[], separator: string, literal: boolean): Result<Handed> {
  const lines: string[] = [];
  for (const each of variables) {
    const value = "folders" in each ? each.folders.join(separator) : each.value;
    if (literal || !/[\s#'"`$]/.test(value)) lines.push(`${each.name}=${value}`);
    else if (!value.includes("'")) lines.push(`${each.name}='${value}'`);
    else {
      return failure({
        family: "toolchain",
        place: each.name,
        thing: `${JSON.stringify(value)} has a quote in it, and readers of dotenv files differ on those`,
        next: "Use another folder.",
      });
    }
  }
  return success({ lines });
}
