/** Asks git which files differ from a state of the repository. Knows nothing of what they are for. */
import path from "node:path";
import { failure, success, type Result } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";
import { capture, type Children } from "./children.ts";

/**
 * Absolute paths of the files that differ from where the branch left `ref`: committed or not, deleted ones
 * and new ones that are not ignored.
 */
export async function changedSince(
  children: Children,
  environment: Environment,
  folder: string,
  ref: string,
): Promise<Result<string[]>> {
  const git = async (...words: string[]) => {
    const request = {
      argv: ["git", ...words],
      cwd: folder,
      environment: { ...environment, GIT_OPTIONAL_LOCKS: "0" },
    };
    const { end, stdout } = await capture(children, request);
    return end.kind === "exited" && end.code === 0 ? stdout : undefined;
  };
  const place = `--since ${ref}`;
  const top = (await git("rev-parse", "--show-toplevel"))?.trim();
  if (top === undefined) {
    const thing = "there is no repository of git here, or no git";
    return failure({ family: "command-line", place, thing, next: "Run it in a checkout." });
  }
  // Behind --end-of-options nothing that is typed is an option of git.
  const commit = (
    await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`)
  )?.trim();
  if (commit === undefined) {
    const next =
      "Name a branch, a tag or a commit that was fetched: `git fetch origin main`, then origin/main.";
    return failure({ family: "command-line", place, thing: `git knows no "${ref}"`, next });
  }
  // What has come to the other branch since is no change of this one.
  const base = (await git("merge-base", commit, "HEAD"))?.trim() ?? commit;
  const [changed, untracked] = await Promise.all([
    git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", base),
    git("ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/"),
  ]);
  if (changed === undefined || untracked === undefined) {
    const thing = "git could not compare the files";
    return failure({
      family: "command-line",
      place,
      thing,
      next: `Look at \`git diff ${base.slice(0, 12)}\`.`,
    });
  }
  const names = (changed + untracked).split("\0").filter((name) => name !== "");
  return success([...new Set(names.map((name) => path.resolve(top, name)))].toSorted());
}
