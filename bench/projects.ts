/**
 * The real Go projects that are measured: copied from the module cache into repositories of their own,
 * with a second branch and a line to change. Knows nothing of cases.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { cacheFolder, fetchEnvironment, gowslCache, measuredEnvironment } from "./environment.ts";
import { gowslConfig, peerFiles } from "./peer-files.ts";
import type { ProjectFacts } from "./result.ts";

export interface Project {
  facts: ProjectFacts;
  folder: string;
  /** The main package that is built, and the name of its program. */
  mainPackage: string;
  program: string;
  /** The file with the line that changes. */
  mainFile: string;
}

interface RealProject extends Omit<Project, "facts" | "folder"> {
  name: string;
  /** Path and version. */
  module: string;
  /** With a config of gowsl; only how it starts is another then. */
  hasConfig: boolean;
}

const fzf = {
  module: "github.com/junegunn/fzf@v0.65.2",
  mainPackage: ".",
  program: "fzf",
  mainFile: "main.go",
};

export const realProjects: readonly RealProject[] = [
  { name: "fzf", hasConfig: false, ...fzf },
  { name: "fzf-configured", hasConfig: true, ...fzf },
  {
    name: "gh",
    hasConfig: false,
    module: "github.com/cli/cli/v2@v2.83.2",
    mainPackage: "./cmd/gh",
    program: "gh",
    mainFile: "cmd/gh/main.go",
  },
];

/** How many files differ on the branch "other". */
const filesOnBranch = 5;

/** A repository with the project on branch main; kept between benchmarks but for what gowsl made in it. */
export function prepareProject({ name, module, hasConfig, ...rest }: RealProject): Project {
  const folder = path.join(cacheFolder, "projects", name);
  const config = hasConfig ? gowslConfig(rest.mainPackage) : {};
  const added = { ...peerFiles(rest.mainPackage, rest.program), ...config };
  keep(folder, JSON.stringify([module, added, changingLine("")]), (draft) => {
    copyModule(module, draft);
    for (const [file, text] of Object.entries(added)) writeInto(draft, file, text);
    appendFileSync(path.join(draft, rest.mainFile), changingLine("as committed"));
  });
  if (!existsSync(path.join(folder, ".git", "refs", "heads", "other"))) {
    commitBranches(folder, rest.mainPackage, rest.mainFile);
  }
  forgetBuilds(folder);
  // Also brings back what a project itself has in these folders.
  git(folder, ["checkout", "--force", "--quiet", "main"]);
  const goFiles = trackedFiles(folder).filter((file) => file.endsWith(".go")).length;
  const compiledFiles = localGoFiles(folder, rest.mainPackage).length;
  return { ...rest, folder, facts: { name, origin: module, goFiles, compiledFiles } };
}

/** What stands at the end of the main file; only the text in quotes changes. */
export function changingLine(text: string): string {
  return `
// Added for a benchmark that changes one line.
var benchmarkLine = "benchmark ${text}"

func init() { benchmarkLine += "." }
`;
}

/** Fills a folder unless it was filled from the same description before. */
export function keep(folder: string, description: string, fill: (draft: string) => void): void {
  const stamp = `${folder}.stamp`;
  const digest = createHash("sha256").update(description).digest("hex");
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  rmSync(stamp, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill(folder);
  // A repository of its own: no config above it is found.
  git(folder, ["init", "--quiet", "--initial-branch=main"]);
  writeFileSync(stamp, digest);
}

/**
 * Removes what all contenders left in a project: each benchmark begins with the gowsl of now, and make and
 * Task would take what another Go or another folder has built for up to date.
 */
export function forgetBuilds(folder: string): void {
  const left = readdirSync(folder).filter((name) => /^(\.gowsl|\.task|bin|dist|bench-[^.]*)$/.test(name));
  for (const name of left) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Empties the store of gowsl. */
export function emptyStore(): void {
  rmSync(gowslCache, { recursive: true, force: true });
}

/** All files of the project itself, relative to its folder. */
export function trackedFiles(folder: string): string[] {
  return git(folder, ["ls-files", "-z"])
    .split("\0")
    .filter((file) => file !== "");
}

export function git(folder: string, argv: string[]): string {
  const settings = ["user.name=benchmark", "user.email=benchmark@example.com", "core.autocrlf=false"];
  const options = settings.flatMap((setting) => ["-c", setting]);
  const env = { ...measuredEnvironment(), GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...options, ...argv], {
    cwd: folder,
    encoding: "utf8",
    env,
    maxBuffer: 1 << 26,
  });
}

function go(cwd: string, argv: string[], env = measuredEnvironment()): string {
  return execFileSync("go", argv, { cwd, encoding: "utf8", env, maxBuffer: 1 << 26 });
}

/** A module of the module cache as a writable folder, and what it needs in the module cache. */
function copyModule(module: string, folder: string): void {
  const printed = go(cacheFolder, ["mod", "download", "-json", module], fetchEnvironment());
  cpSync((JSON.parse(printed) as { Dir: string }).Dir, folder, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", folder]);
  go(folder, ["mod", "download"], fetchEnvironment());
}

function writeInto(folder: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** Go files of the main module that the program is compiled from, as absolute paths. */
export function localGoFiles(folder: string, mainPackage: string): string[] {
  const format = '{{if and .Module .Module.Main}}{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}{{end}}';
  return go(folder, ["list", "-deps", "-f", format, mainPackage])
    .split("\n")
    .filter((line) => line !== "");
}

/** Commits the project on main, and on "other" the same with five files that give another program. */
function commitBranches(folder: string, mainPackage: string, mainFile: string): void {
  const commit = (message: string) => {
    // The project's own .gitignore may cover files that are part of the module.
    git(folder, ["add", "--all", "--force", "."]);
    git(folder, ["commit", "--quiet", "--no-gpg-sign", "-m", message]);
  };
  commit("As published");
  const main = path.join(folder, mainFile);
  const files = localGoFiles(folder, mainPackage).filter((file) => file !== main);
  git(folder, ["checkout", "--quiet", "-b", "other"]);
  for (let index = 0; index < filesOnBranch; index++) {
    const file = files[Math.floor((index * files.length) / filesOnBranch)]!;
    const variable = `benchmarkBranch${index}`;
    appendFileSync(file, `\nvar ${variable} = "other"\n\nfunc init() { ${variable} += "." }\n`);
  }
  commit("Five files differ");
  git(folder, ["checkout", "--quiet", "main"]);
}
