/**
 * Patterns of files as tasks declare them: where their wildcards begin, and how they are called from the
 * root. Pure; what a wildcard matches is for lib/host to say.
 */

/** What means something in a pattern; all else is a name. */
const wildcard = /[*?[{]/;

export interface SplitPattern {
  /** The folder that is named without a wildcard, or the whole path where there is none. Empty: the root. */
  base: string;
  /** What is below it, with wildcards; absent where there are none. */
  rest?: string;
}

/** `api/*.yaml` as `api` and `*.yaml`. */
export function splitPattern(pattern: string): SplitPattern {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => wildcard.test(part));
  if (first < 0) return { base: pattern };
  return { base: parts.slice(0, first).join("/"), rest: parts.slice(first).join("/") };
}

export function hasWildcard(pattern: string): boolean {
  return wildcard.test(pattern);
}

/**
 * A path or pattern as it is called from the root, without `.`, `..` and double separators; empty for the root
 * itself. It may begin with `..` where it leads out.
 */
export function fromRoot(folder: string, pattern: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${pattern}`.replaceAll("\\", "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** Is the path the folder itself, or below it? Everything is below the root, which has no name. */
export function isWithin(folder: string, path: string): boolean {
  return folder === "" ? !path.startsWith("../") : path === folder || path.startsWith(`${folder}/`);
}
