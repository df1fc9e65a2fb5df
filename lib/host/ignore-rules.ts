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

export class IgnoreRules {
  readonly #setting: IgnoreSetting;
  /** The rules for what lies in a folder; those of its own file come last and overrule. */
  readonly #rules = new Map<string, { ignorer: Ignore; lines: readonly string[] }>();
  readonly #folders = new Map<string, boolean>();
  /** Every file of rules that was looked for, also those that are not there. */
  readonly files = new Set<string>();

  constructor(setting: IgnoreSetting) {
    this.#setting = setting;
  }

  /** Is the file or folder ignored, or one of the folders above it? */
  ignores(place: string, isFolder: boolean): boolean {
    const relative = this.#relative(place);
    // What lies outside of the repository has no rules.
    if (relative === undefined || relative === "") return false;
    const known = isFolder ? this.#folders.get(place) : undefined;
    if (known !== undefined) return known;
    const above = path.dirname(place);
    const ignored =
      this.ignores(above, true) || this.#rulesIn(above).ignorer.ignores(isFolder ? `${relative}/` : relative);
    if (isFolder) this.#folders.set(place, ignored);
    return ignored;
  }

  #rulesIn(folder: string): { ignorer: Ignore; lines: readonly string[] } {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const relative = this.#relative(folder) ?? "";
    const above = relative === "" ? undefined : this.#rulesIn(path.dirname(folder));
    const file = path.join(folder, ".gitignore");
    this.files.add(file);
    const isThere = this.#setting.states.see(file).type === "file";
    const own = isThere ? rulesFromTop(readText(file) ?? "", relative) : [];
    const rules =
      own.length === 0 && above !== undefined ? above : this.#compile([...(above?.lines ?? []), ...own]);
    this.#rules.set(folder, rules);
    return rules;
  }

  #compile(lines: readonly string[]): { ignorer: Ignore; lines: readonly string[] } {
    const { platform } = this.#setting;
    const ignorecase = platform === "win32" || platform === "darwin";
    return { ignorer: ignore({ ignorecase }).add([...lines]), lines };
  }

  #relative(place: string): string | undefined {
    const relative = path.relative(this.#setting.top, place).replaceAll("\\", "/");
    return relative === ".." || relative.startsWith("../") || path.isAbsolute(relative)
      ? undefined
      : relative;
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
