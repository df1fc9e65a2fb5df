/**
 * What git says about the repository of a folder: commit, version, date, and which files differ from
 * HEAD. Knows nothing of how these are used.
 */
import path from "node:path";
import type { Environment } from "../model/host.ts";
import { capture, type Children } from "./children.ts";
import { exists } from "./files.ts";

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
  const [top, commit, version, date, status] = await Promise.all([
    git("rev-parse", "--show-toplevel"),
    git("rev-parse", "HEAD"),
    git("describe", "--tags", "--always"),
    git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"),
    git("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all"),
  ]);
  const known = [top, commit, version, date, status].every((text) => text !== undefined);
  if (!known || !top || !commit || !version || !date || status === undefined) return undefined;
  const names = status.split("\0").filter((entry) => entry !== "");
  return {
    commit: commit.trim(),
    version: version.trim(),
    date: date.trim(),
    changed: new Set(names.map((entry) => path.resolve(top.trim(), entry.slice(3)))),
  };
}
