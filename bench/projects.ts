/**
 * The real Go projects that are measured: copied from the module cache into repositories of their own,
 * with a second branch and a line to change. Knows nothing of cases.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { forgetBuilds, git, keep, trackedFiles, writeFiles } from "./checkout.ts";
import { cacheFolder, fetchEnvironment, measuredEnvironment } from "./environment.ts";
import type { Layout } from "./peer.ts";
import { gowslConfig } from "./peers/gowsl.ts";
import { peerFiles } from "./peers/index.ts";
import type { ProjectFacts } from "./result.ts";

export interface Project {
  facts: ProjectFacts;
  folder: string;
  /** The main package that is built, and the name of its program. */
  mainPackage: string;
  program: string;
  /** The files with the lines that change: in the main package, and in one that imports no other of the project. */
  mainFile: string;
  leafFile: string;
  /** Does a build of it take so long that few contenders take part where there is one? */
  isLarge: boolean;
  /** Is it about gowsl alone? */
  isOwn?: boolean;
}

interface RealProject extends Omit<Project, "facts" | "folder"> {
  name: string;
  /** Path and version. */
  module: string;
  /** With a config of gowsl; only how it starts is another then. */
  hasConfig: boolean;
  /** Is it measured after all that is not, but for what a goal says of it by name? */
  isLater: boolean;
}

const fzf = {
  module: "github.com/junegunn/fzf@v0.65.2",
  mainPackage: ".",
  program: "fzf",
  mainFile: "main.go",
  leafFile: "src/util/util.go",
  isLarge: false,
};

export const realProjects: readonly RealProject[] = [
  { name: "fzf", hasConfig: false, isLater: false, ...fzf },
  { name: "fzf-configured", hasConfig: true, isLater: true, ...fzf },
  {
    name: "gh",
    hasConfig: false,
    isLater: true,
    module: "github.com/cli/cli/v2@v2.83.2",
    mainPackage: "./cmd/gh",
    program: "gh",
    mainFile: "cmd/gh/main.go",
    leafFile: "internal/text/text.go",
    isLarge: true,
  },
];

/** How many files differ on the branch "other". */
const filesOnBranch = 5;

/** A repository with the project on branch main; kept between benchmarks but for what gowsl made in it. */
export function prepareProject({ name, module, hasConfig, isLarge, ...real }: RealProject): Project {
  const { mainPackage, program, mainFile, leafFile } = real;
  const rest = { mainPackage, program, mainFile, leafFile };
  const folder = path.join(cacheFolder, "projects", name);
  const config = hasConfig ? gowslConfig(mainPackage) : {};
  const added = (sources: readonly string[]) => ({ ...peerFiles({ ...rest, sources }), ...config });
  keep(folder, JSON.stringify([module, rest, added([]), changingLine("")]), (draft) => {
    copyModule(module, draft);
    for (const file of [rest.mainFile, rest.leafFile]) {
      appendFileSync(path.join(draft, file), changingLine("as committed"));
    }
    writeFiles(draft, added(goFilesIn(draft)));
  });
  if (!existsSync(path.join(folder, ".git", "refs", "heads", "other"))) {
    commitBranches(folder, rest.mainPackage, [rest.mainFile, rest.leafFile]);
  }
  forgetBuilds(folder);
  // Also brings back what a project itself has in these folders.
  git(folder, ["checkout", "--force", "--quiet", "main"]);
  const goFiles = trackedFiles(folder).filter((file) => file.endsWith(".go")).length;
  const compiledFiles = localGoFiles(folder, rest.mainPackage).length;
  return {
    ...rest,
    isLarge,
    isOwn: hasConfig,
    folder,
    facts: { name, origin: module, goFiles, compiledFiles },
  };
}

/** All Go files below a folder, relative to it and in one order. */
function goFilesIn(folder: string): Layout["sources"] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".go"))
    .toSorted();
}

/** What stands at the end of the files with a changing line; only the text in quotes changes. */
export function changingLine(text: string): string {
  return `
// Added for a benchmark that changes one line.
var benchmarkLine = "benchmark ${text}"

func init() { benchmarkLine += "." }
`;
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

/** Go files of the main module that the program is compiled from, as absolute paths. */
export function localGoFiles(folder: string, mainPackage: string): string[] {
  const format = '{{if and .Module .Module.Main}}{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}{{end}}';
  return go(folder, ["list", "-deps", "-f", format, mainPackage])
    .split("\n")
    .filter((line) => line !== "");
}

/** Commits the project on main, and on "other" the same with five files that give another program. */
function commitBranches(folder: string, mainPackage: string, changing: readonly string[]): void {
  const commit = (message: string) => {
    // The project's own .gitignore may cover files that are part of the module.
    git(folder, ["add", "--all", "--force", "."]);
    git(folder, ["commit", "--quiet", "--no-gpg-sign", "-m", message]);
  };
  commit("As published");
  const kept = changing.map((file) => path.join(folder, file));
  const files = localGoFiles(folder, mainPackage).filter((file) => !kept.includes(file));
  git(folder, ["checkout", "--quiet", "-b", "other"]);
  for (let index = 0; index < filesOnBranch; index++) {
    const file = files[Math.floor((index * files.length) / filesOnBranch)]!;
    const variable = `benchmarkBranch${index}`;
    appendFileSync(file, `\nvar ${variable} = "other"\n\nfunc init() { ${variable} += "." }\n`);
  }
  commit("Five files differ");
  git(folder, ["checkout", "--quiet", "main"]);
}
