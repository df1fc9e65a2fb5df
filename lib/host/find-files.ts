/**
 * Finds the files that patterns name, by the listings of folders that file-states.ts remembers. Links to files
 * are files, links to folders are not entered; what no wildcard enters is said at `closed`. Draws no conclusion
 * from what is not there.
 */
import path from "node:path";
import { isWithin, splitPattern } from "../model/pattern.ts";
import type { FilePattern } from "../model/plan.ts";
import type { FileStates } from "./file-states.ts";
import { globMatcher } from "./globs.ts";
import { isTemporaryName } from "./run-name.ts";
import { linkText } from "./stat.ts";

/** Folders that a wildcard does not enter; a pattern that begins below one does, also where they are nested. */
const closed: ReadonlySet<string> = new Set([".git", ".gowsl", "node_modules"]);

export interface FoundFiles {
  /** From the root with `/`, sorted by code units; with the pattern that named it. */
  files: Map<string, FilePattern>;
  /** Patterns that named nothing. */
  empty: FilePattern[];
  /** Folders whose names were asked for, and paths of which it matters that no file is there. Absolute. */
  listed: Set<string>;
  absent: Set<string>;
  /** Were files or folders passed over because git ignores them? */
  passedOver: boolean;
}

export interface FindSetting {
  root: string;
  states: FileStates;
  /** Is it ignored? Absent: all files count. */
  ignores?: (place: string, isFolder: boolean) => boolean;
  /** Files that count although they are ignored: git has them. Absolute. */
  tracked?: readonly string[];
  /** Links are found as what they are, wherever they lead. */
  links?: true;
}

/** The files of all patterns, less those that are excluded. */
export function findFiles(setting: FindSetting, patterns: readonly FilePattern[]): FoundFiles {
  const found: FoundFiles = {
    files: new Map(),
    empty: [],
    listed: new Set(),
    absent: new Set(),
    passedOver: false,
  };
  const excluded = excluder(patterns);
  const files = new Map<string, FilePattern>();
  for (const pattern of patterns) {
    if (pattern.exclude) continue;
    let any = false;
    for (const file of new Walk(setting, found, pattern).files()) {
      any = true;
      if (!files.has(file) && !excluded(file)) files.set(file, pattern);
    }
    if (!any) found.empty.push(pattern);
  }
  found.files = new Map([...files].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  return found;
}

/** Is a path from the root among what patterns take out? */
export function excluder(patterns: readonly FilePattern[]): (file: string) => boolean {
  return matcherOf(patterns.filter(({ exclude }) => exclude));
}

/** Is a path from the root among what patterns name? A folder is all that is below it. */
export function matcherOf(patterns: readonly FilePattern[]): (file: string) => boolean {
  const tests = patterns.map(({ pattern }) => {
    const { base, rest } = splitPattern(pattern);
    if (rest === undefined) return (file: string) => isWithin(base, file);
    const matches = matcherFor(rest);
    return (file: string) =>
      isWithin(base, file) && matches(base === "" ? file : file.slice(base.length + 1));
  });
  return (file) => tests.some((test) => test(file));
}

const compiled = new Map<string, (path: string) => boolean>();

/** Thousands of tasks have a few patterns among them. */
function matcherFor(rest: string): (path: string) => boolean {
  let matches = compiled.get(rest);
  if (matches === undefined) compiled.set(rest, (matches = globMatcher(rest)));
  return matches;
}

/** The files of one pattern. */
class Walk {
  readonly #setting: FindSetting;
  readonly #found: FoundFiles;
  readonly #pattern: FilePattern;
  readonly #base: string;
  readonly #matches: (path: string) => boolean;
  /** Do ignored files count? Also where the pattern begins in an ignored folder: who names it wants it. */
  readonly #open: boolean;
  /** How a folder must be called at each depth to be entered; absent: any folder. */
  readonly #steps: ((name: string) => boolean)[] | undefined;
  /** Does it go into folders named node_modules? A whole folder of outputs is not whole without them. */
  readonly #entersModules: boolean;

  constructor(setting: FindSetting, found: FoundFiles, pattern: FilePattern) {
    this.#setting = setting;
    this.#found = found;
    this.#pattern = pattern;
    const { base, rest } = splitPattern(pattern.pattern);
    this.#base = base;
    this.#matches = rest === undefined ? () => true : matcherFor(rest);
    this.#steps = rest === undefined ? undefined : stepsOf(rest);
    const { root, ignores, links } = setting;
    const isWhole = base !== "" && (rest === undefined || rest === "**" || rest === "**/*");
    this.#entersModules = (links === true && isWhole) || base.split("/").includes("node_modules");
    this.#open =
      pattern.ignored === true || (base !== "" && ignores?.(path.resolve(root, base), true) === true);
  }

  *files(): Generator<string> {
    const { root, states } = this.#setting;
    const place = path.resolve(root, this.#base);
    const { type } = states.see(place);
    const isNamed = splitPattern(this.#pattern.pattern).rest === undefined;
    if (this.#setting.links && isNamed && linkText(place) !== "") yield this.#base;
    else if (type === "folder") yield* this.#below(place, "", 0);
    else if (type === "file" && isNamed) yield this.#base;
    else this.#found.absent.add(place);
  }

  *#below(folder: string, relative: string, depth: number): Generator<string> {
    const { states } = this.#setting;
    this.#found.listed.add(folder);
    for (const { name, kind } of states.names(folder)) {
      // What a crash of gowsl has left, or a copy that is under way.
      if (isTemporaryName(name)) continue;
      const own = relative === "" ? name : `${relative}/${name}`;
      const place = path.join(folder, name);
      if (kind === "/") {
        if (!this.#isClosed(name) && this.#enters(name, depth)) {
          if (this.#isPassedOver(place, true)) yield* this.#tracked(place);
          else yield* this.#below(place, own, depth + 1);
        }
      } else if (this.#matches(own) && this.#isFile(place, kind)) {
        if (!this.#isPassedOver(place, false)) yield this.#named(own);
        else if (this.#setting.tracked?.includes(place)) yield this.#named(own);
      }
    }
  }

  /** Of an ignored folder what git has nevertheless. */
  *#tracked(folder: string): Generator<string> {
    const { root, states, tracked = [] } = this.#setting;
    const base = path.resolve(root, this.#base);
    for (const file of tracked) {
      if (!file.startsWith(folder + path.sep)) continue;
      const own = path.relative(base, file).replaceAll("\\", "/");
      if (this.#matches(own) && states.see(file).type === "file") yield this.#named(own);
    }
  }

  #named(own: string): string {
    return this.#base === "" ? own : `${this.#base}/${own}`;
  }

  #isClosed(name: string): boolean {
    return closed.has(name) && !(name === "node_modules" && this.#entersModules);
  }

  #enters(name: string, depth: number): boolean {
    if (this.#steps === undefined) return true;
    return this.#steps[depth]?.(name) ?? false;
  }

  #isFile(place: string, kind: string): boolean {
    if (kind === "-") return true;
    if (kind !== "@") return false;
    if (this.#setting.links) return true;
    const { type } = this.#setting.states.see(place);
    // A link that leads to no file: that may change without a change of any listing.
    if (type !== "file") this.#found.absent.add(place);
    return type === "file";
  }

  #isPassedOver(place: string, isFolder: boolean): boolean {
    if (this.#open || this.#setting.ignores?.(place, isFolder) !== true) return false;
    this.#found.passedOver = true;
    return true;
  }
}

/** Names of the folders on the way of a pattern; undefined where it may lead to any depth. */
function stepsOf(rest: string): ((name: string) => boolean)[] | undefined {
  if (rest.includes("**") || /[{[][^}\]]*\//.test(rest)) return undefined;
  return rest.split("/").slice(0, -1).map(matcherFor);
}
