/**
 * What git says about the repository of a folder: commit, version, date, and which files differ from
 * HEAD. Knows nothing of how these are used.
 */
import path from "node:path";
import type { Environment } from "../model/host.ts";
import { capture, type Children } from "./children.ts";
import { exists, isDirectory, listNames, readText } from "./files.ts";

export interface Repository {
  commit: string;
  /** Nearest tag, distance and commit: `v1.2.0-3-gabc1234`; the short commit where there is no tag. */
  version: string;
  /** The commit's date in ISO 8601, UTC. */
  date: string;
  /** Absolute paths of tracked files that differ from HEAD and of untracked files that are not ignored. */
  changed: ReadonlySet<string>;
}

/** The folder with `.git` (a folder, or a file in worktrees and submodules) at or above this one. */
export function repositoryRoot(folder: string): string | undefined {
  for (let here = folder; ; here = path.dirname(here)) {
    if (exists(path.join(here, ".git"))) return here;
    if (path.dirname(here) === here) return undefined;
  }
}

/**
 * Looks at the files on which the repository's answers rest besides the inputs themselves, so that they
 * are among the noted looks: HEAD, its branch, packed refs, tags, and what is ignored.
 * @returns false where they can't be told: refs may be kept in another form than files.
 */
export async function lookAtRefs(folder: string, home: string): Promise<boolean> {
  const root = repositoryRoot(folder);
  if (root === undefined) return true;
  const git = gitFolder(root);
  const common = path.resolve(git, readText(path.join(git, "commondir"))?.trim() ?? ".");
  if (exists(path.join(common, "reftable"))) return false;
  let head = readText(path.join(git, "HEAD")) ?? "";
  for (let depth = 0; depth < 5; depth++) {
    const branch = /^ref: (\S+)/.exec(head)?.[1];
    if (branch === undefined) break;
    head = readText(path.join(common, branch)) ?? "";
  }
  // What is tracked, and what counts as a difference.
  for (const file of [path.join(git, "index"), ...settingFiles(home)]) readText(file);
  for (const name of ["packed-refs", "shallow", "config", "info/exclude", "info/attributes"]) {
    readText(path.join(common, name));
  }
  await readFolder(path.join(common, "refs", "replace"));
  for (let here = folder; here.length >= root.length; here = path.dirname(here)) {
    readText(path.join(here, ".gitignore"));
    readText(path.join(here, ".gitattributes"));
    if (here === path.dirname(here)) break;
  }
  await readFolder(path.join(common, "refs", "tags"));
  return true;
}

/** The settings of the user and of the machine (git-config, FILES). */
function settingFiles(home: string): string[] {
  const own = [".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes"];
  return [...own.map((name) => path.join(home, name)), "/etc/gitconfig", "/etc/gitattributes"];
}

/** `.git`, or where the file of that name points to, in worktrees and submodules. */
function gitFolder(root: string): string {
  const place = path.join(root, ".git");
  const pointer = isDirectory(place) ? undefined : /^gitdir: (.+)/.exec(readText(place) ?? "")?.[1];
  return pointer === undefined ? place : path.resolve(root, pointer.trim());
}

async function readFolder(folder: string): Promise<void> {
  for (const name of await listNames(folder)) {
    const file = path.join(folder, name);
    if (isDirectory(file)) await readFolder(file);
    else readText(file);
  }
}

/**
 * Files that git has although a `.gitignore` names them, absolute. Undefined where git can't say: it is not there, or
 * does not trust the folder.
 */
export async function trackedIgnoredFiles(
  children: Children,
  environment: Environment,
  top: string,
): Promise<string[] | undefined> {
  const names = await trackedNames(children, environment, top, [
    "--ignored",
    "--exclude-per-directory=.gitignore",
  ]);
  return names?.map((name) => path.resolve(top, name));
}

/** The files that git has of a folder, relative to it with `/`; none where there is no repository or no git. */
export async function trackedFiles(
  children: Children,
  environment: Environment,
  folder: string,
): Promise<ReadonlySet<string>> {
  return new Set(await trackedNames(children, environment, folder, []));
}

async function trackedNames(
  children: Children,
  environment: Environment,
  folder: string,
  options: readonly string[],
): Promise<string[] | undefined> {
  const { end, stdout } = await capture(children, {
    argv: ["git", "ls-files", "-z", "--cached", ...options],
    cwd: folder,
    environment: { ...environment, GIT_OPTIONAL_LOCKS: "0" },
  });
  if (end.kind !== "exited" || end.code !== 0) return undefined;
  return stdout.split("\0").filter((name) => name !== "");
}

/** Where git keeps what is tracked. */
export function indexFile(top: string): string {
  return path.join(gitFolder(top), "index");
}

/** Asks git. Undefined where there is no repository, no commit or no git. */
export async function readRepository(
  children: Children,
  environment: Environment,
  folder: string,
): Promise<Repository | undefined> {
  const git = async (...words: string[]) => {
    const { end, stdout } = await capture(children, {
      argv: ["git", ...words],
      cwd: folder,
      // A status that refreshes the index would take a lock that the user's own git may want.
      environment: { ...environment, GIT_OPTIONAL_LOCKS: "0", TZ: "UTC" },
    });
    return end.kind === "exited" && end.code === 0 ? stdout : undefined;
  };
  // Not `git status`: what is staged and not in the tree is no input of anything.
  const [top, commit, version, date, changed, untracked] = await Promise.all([
    git("rev-parse", "--show-toplevel"),
    git("rev-parse", "HEAD"),
    git("describe", "--tags", "--always"),
    git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"),
    git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "HEAD"),
    git("ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/"),
  ]);
  if (!top || !commit || !version || !date || changed === undefined || untracked === undefined)
    return undefined;
  const names = (changed + untracked).split("\0").filter((name) => name !== "");
  return {
    commit: commit.trim(),
    version: version.trim(),
    date: date.trim(),
    changed: new Set(names.map((name) => path.resolve(top.trim(), name))),
  };
}
