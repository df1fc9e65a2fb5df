/**
 * The folders that decide what `//go:embed` patterns match, after resolveEmbed of cmd/go/internal/load/pkg.go. Does not
 * say which files are embedded, and knows nothing of the file system but what it is told.
 */
import path from "node:path";

export interface FolderEntry {
  name: string;
  /** Not for a symbolic link, wherever it leads. */
  isDirectory: boolean;
}

/** The entries of a folder; none for what is no folder. */
type ListFolder = (folder: string) => readonly FolderEntry[];

/**
 * The absolute folders, sorted, whose listings decide what the patterns of the package in a folder match: each that a
 * part of a pattern is looked up in, and all below one that a pattern matches. That is more than Go looks at: it leaves
 * out nested modules, and without `all:` what begins with `.` or `_`. A pattern that Go refuses has no folders.
 */
export function embedFolders(folder: string, patterns: readonly string[], list: ListFolder): string[] {
  const lookedIn = new Set<string>();
  const walked = new Set<string>();
  for (const pattern of patterns) {
    const parts = pattern.replace(/^all:/, "").split("/");
    // validEmbedPattern: no such part, so no way out of the package's folder.
    if (parts.some((part) => ["", ".", ".."].includes(part))) continue;
    let level = [folder];
    for (const [index, part] of parts.entries()) {
      for (const each of level) lookedIn.add(each);
      const isLast = index === parts.length - 1;
      level = level.flatMap((each) => matchingFolders(each, part, isLast, list));
    }
    for (const each of level) walk(each, walked, list);
  }
  return [...new Set([...lookedIn, ...walked])].toSorted();
}

/** Go refuses a pattern whose last part matches .git, and passes it by below a matched folder (isBadEmbedName). */
function walk(folder: string, walked: Set<string>, list: ListFolder): void {
  if (path.basename(folder) === ".git" || walked.has(folder)) return;
  walked.add(folder);
  for (const { name, isDirectory } of list(folder)) {
    if (isDirectory) walk(path.join(folder, name), walked, list);
  }
}

/**
 * The folders of a folder that one part of a pattern matches. Glob goes through symbolic links, but for the last part,
 * which may not match one.
 */
function matchingFolders(folder: string, part: string, isLast: boolean, list: ListFolder): string[] {
  const entries = list(folder);
  if (!/[*?[\\]/.test(part)) {
    const child = path.join(folder, part);
    // Go looks such a path up as it is: where the file system ignores case, the listing may spell it otherwise.
    const isListed = entries.some(({ name, isDirectory }) => isDirectory && name === part);
    return isListed || list(child).length > 0 ? [child] : [];
  }
  const expression = partExpression(part);
  if (expression === undefined) return [];
  return entries
    .filter(({ name }) => expression.test(name))
    .map(({ name, isDirectory }) => ({ child: path.join(folder, name), isDirectory }))
    .filter(({ child, isDirectory }) => isDirectory || (!isLast && list(child).length > 0))
    .map(({ child }) => child);
}

/** A part of a pattern in the syntax of Go's path.Match as an expression; undefined where Go calls it malformed. */
function partExpression(part: string): RegExp | undefined {
  const characters = [...part];
  let source = "";
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (character === "[") {
      const set = readClass(characters, index + 1);
      if (set === undefined) return undefined;
      source += set.source;
      index = set.end - 1;
    } else if (character === "\\") {
      const escaped = characters[++index];
      if (escaped === undefined) return undefined;
      source += exactly(escaped);
    } else source += exactly(character);
  }
  return new RegExp(`^${source}$`, "su");
}

/** Reads `^a-z]`, the rest of a class. Its ranges may be escaped; one that runs backwards matches nothing. */
function readClass(characters: string[], start: number): { source: string; end: number } | undefined {
  let index = start;
  /** path/match.go, getEsc: `-` and `]` stand for themselves only if escaped, and something must follow. */
  const character = (): string | undefined => {
    const isEscaped = characters[index] === "\\";
    if (isEscaped) index++;
    const found = characters[index++];
    if (!isEscaped && (found === "-" || found === "]")) return undefined;
    return index < characters.length ? found : undefined;
  };
  const isNegated = characters[index] === "^";
  if (isNegated) index++;
  let ranges = "";
  for (let count = 0; count === 0 || characters[index] !== "]"; count++) {
    const low = character();
    let high = low;
    if (low !== undefined && characters[index] === "-") {
      index++;
      high = character();
    }
    if (low === undefined || high === undefined) return undefined;
    if (low.codePointAt(0)! <= high.codePointAt(0)!) ranges += `${exactly(low)}-${exactly(high)}`;
  }
  // `[]` matches nothing and `[^]` everything, as in Go a range that runs backwards.
  return { source: `[${isNegated ? "^" : ""}${ranges}]`, end: index + 1 };
}

function exactly(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
