/**
 * Which files git ignores by the `.gitignore` files of a project, read with the package `ignore`: where there is
 * no git, too. Rules that only one user has (.git/info/exclude, core.excludesFile) do not count: keys would differ
 * from user to user. Knows nothing of what is tracked.
 */
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import type { FileStates } from "./file-states.ts";
import { readText } from "./files.ts";

export interface IgnoreSetting {
  states: FileStates;
  platform: NodeJS.Platform;
  /** The folder with `.git`, or that of the config: rules above it are of another project. */
  top: string;
}

interface FolderRules {
  /** Is the folder itself ignored, and with it all that is below? */
  ignored: boolean;
  /** The rules for what lies in it; those of its own file come last and overrule. */
  lines: readonly string[];
  /** Absent: there are no rules. */
  ignorer?: Ignore;
}

export class IgnoreRules {
  readonly #setting: IgnoreSetting;
  readonly #folders = new Map<string, FolderRules>();
  /** Every file of rules that was looked for, also those that are not there. */
  readonly files = new Set<string>();

  constructor(setting: IgnoreSetting) {
    this.#setting = setting;
  }

  /** Is the file or folder ignored, or one of the folders above it? */
  ignores(place: string, isFolder: boolean): boolean {
    if (!this.#isBelow(place)) return false;
    if (isFolder) return this.#rulesOf(place).ignored;
    return this.#isNamed(this.#rulesOf(path.dirname(place)), place, "");
  }

  /** What lies outside of the repository has no rules. */
  #isBelow(place: string): boolean {
    const { top } = this.#setting;
    return place.length > top.length && place.startsWith(top.endsWith(path.sep) ? top : top + path.sep);
  }

  #isNamed({ ignored, ignorer }: FolderRules, place: string, ending: "" | "/"): boolean {
    if (ignored || ignorer === undefined) return ignored;
    return ignorer.ignores(this.#relative(place) + ending);
  }

  #rulesOf(folder: string): FolderRules {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const above = this.#isBelow(folder) ? this.#rulesOf(path.dirname(folder)) : undefined;
    const ignored = above !== undefined && this.#isNamed(above, folder, "/");
    const rules = ignored ? { ignored, lines: [] } : { ...this.#withOwn(folder, above), ignored };
    this.#folders.set(folder, rules);
    return rules;
  }

  #withOwn(folder: string, above: FolderRules | undefined): Omit<FolderRules, "ignored"> {
    const file = path.join(folder, ".gitignore");
    this.files.add(file);
    const isThere = this.#setting.states.see(file).type === "file";
    const own = isThere ? rulesFromTop(readText(file) ?? "", this.#relative(folder)) : [];
    if (own.length === 0 && above !== undefined) {
      const { lines, ignorer } = above;
      return { lines, ...(ignorer === undefined ? {} : { ignorer }) };
    }
    const lines = [...(above?.lines ?? []), ...own];
    return lines.length === 0 ? { lines } : this.#compile(lines);
  }

  #compile(lines: readonly string[]): Omit<FolderRules, "ignored"> {
    const { platform } = this.#setting;
    const ignorecase = platform === "win32" || platform === "darwin";
    return { ignorer: ignore({ ignorecase }).add([...lines]), lines };
  }

  #relative(place: string): string {
    const relative = place.slice(this.#setting.top.length).replace(/^[\\/]/, "");
    return path.sep === "/" ? relative : relative.replaceAll("\\", "/");
  }
}

/**
 * The lines of a folder's file as they would stand in the file at the top (gitignore(5)): with a slash before
 * its end a pattern is of that very folder, else it holds at any depth below.
 */
export function rulesFromTop(text: string, folder: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (folder === "") return lines;
  const place = folder.replace(/[\\*?[\]!# ]/g, "\\$&");
  return lines.map((line) => {
    const negated = line.startsWith("!");
    const pattern = negated ? line.slice(1) : line;
    const bound = /\/(?=.*\S)/.test(pattern.replace(/\/\s*$/, ""));
    return `${negated ? "!" : ""}/${place}/${bound ? pattern.replace(/^\//, "") : `**/${pattern}`}`;
  });
}
