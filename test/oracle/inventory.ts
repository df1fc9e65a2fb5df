/**
 * What there is to mutate in a project: its local packages with their files, the files that no build
 * reads, the tags that its constraints name. Asks go list once a target; knows nothing of gowsl.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface LocalPackage {
  importPath: string;
  /** Relative to the checkout. */
  folder: string;
  /** As in the package clause. */
  name: string;
  /** Files of any of the targets, relative to the checkout. */
  goFiles: string[];
  assemblerFiles: string[];
  embeddedFiles: string[];
}

export interface Inventory {
  /** Packages of the checkout that the mains consist of. */
  packages: LocalPackage[];
  /** Go files of these folders that are in no program: tests, other systems. */
  ignoredGoFiles: string[];
  /** Files that are in no program and no Go file either. */
  idleFiles: string[];
  /** Words of `//go:build` lines that are no names of systems and compilers. */
  tags: string[];
}

interface Listed {
  ImportPath: string;
  Dir: string;
  Name: string;
  Standard?: boolean;
  GoFiles?: string[];
  CgoFiles?: string[];
  IgnoredGoFiles?: string[];
  TestGoFiles?: string[];
  XTestGoFiles?: string[];
  SFiles?: string[];
  HFiles?: string[];
  EmbedFiles?: string[];
}

const fields =
  "ImportPath,Dir,Name,Standard,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles,SFiles,HFiles,EmbedFiles";

/** @param environments of `go list`, one for each target. */
export function takeInventory(
  folder: string,
  mains: readonly string[],
  environments: readonly NodeJS.ProcessEnv[],
): Inventory {
  const packages = new Map<string, LocalPackage>();
  const ignored = new Set<string>();
  for (const environment of environments) {
    for (const listed of listDependencies(folder, mains, environment)) {
      const relative = path.relative(folder, listed.Dir);
      if (listed.Standard || relative.startsWith("..") || path.isAbsolute(relative)) continue;
      const within = (...lists: (string[] | undefined)[]) =>
        lists.flatMap((list) => (list ?? []).map((file) => path.join(relative, file)));
      const { ImportPath: importPath, Name: name } = listed;
      const known = packages.get(importPath);
      packages.set(importPath, {
        importPath,
        folder: relative === "" ? "." : relative,
        name,
        goFiles: union(known?.goFiles, within(listed.GoFiles, listed.CgoFiles)),
        assemblerFiles: union(known?.assemblerFiles, within(listed.SFiles, listed.HFiles)),
        embeddedFiles: union(known?.embeddedFiles, within(listed.EmbedFiles)),
      });
      for (const file of within(listed.IgnoredGoFiles, listed.TestGoFiles, listed.XTestGoFiles)) {
        ignored.add(file);
      }
    }
  }
  const inPrograms = new Set(
    [...packages.values()].flatMap((each) => [
      ...each.goFiles,
      ...each.assemblerFiles,
      ...each.embeddedFiles,
    ]),
  );
  const ignoredGoFiles = [...ignored].filter((file) => !inPrograms.has(file));
  return {
    packages: [...packages.values()],
    ignoredGoFiles,
    idleFiles: filesBelow(folder).filter((file) => !inPrograms.has(file) && !/\.go$|^go\./.test(file)),
    tags: tagsOf(folder, [...inPrograms, ...ignoredGoFiles]),
  };
}

function listDependencies(folder: string, mains: readonly string[], env: NodeJS.ProcessEnv): Listed[] {
  const argv = ["list", "-deps", `-json=${fields}`, "--", ...mains];
  const printed = execFileSync("go", argv, { cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 28 });
  return printed
    .split(/^}$/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(`${part}}`) as Listed);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(\.gowsl|\.fetched|bin|dist|gowsl\.config\.ts)(\/|$)/.test(file))
    .toSorted();
}

const noTags =
  /^(linux|windows|darwin|\w*bsd|plan9|solaris|illumos|aix|js|wasip1|wasm|android|ios|dragonfly|unix|go1\.\d+|gc|gccgo|cgo|ignore|race|msan|asan|amd64|arm64|arm|386|s390x|ppc64|ppc64le|mips\w*|riscv64|loong64)$/;

function tagsOf(folder: string, files: readonly string[]): string[] {
  const words = files
    .filter((file) => /\.(go|s)$/.test(file))
    .flatMap((file) => /^\/\/go:build (.*)$/m.exec(readFileSync(path.join(folder, file), "utf8"))?.[1] ?? [])
    .flatMap((line) => line.match(/[\w.]+/g) ?? []);
  return [...new Set(words)].filter((word) => !noTags.test(word)).toSorted();
}

function union(left: readonly string[] = [], right: readonly string[]): string[] {
  return [...new Set([...left, ...right])].toSorted();
}
