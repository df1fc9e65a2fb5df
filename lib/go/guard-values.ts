/**
 * What the questions of guards are answered with now, as short texts that are compared and never read.
 * Of unchanged files nothing is read.
 */
import path from "node:path";
import { shortDigest, type FileStates } from "../host/file-states.ts";
import { namesText } from "../host/stat.ts";
import type { Guard } from "../model/manifest.ts";
import { isSourceName, suitsTarget } from "./file-names.ts";
import { headerOf } from "./header.ts";

/** Name of what `headerDigests` makes of a file; a change of its rules is another name. */
const headerRule = "header-2";

/** No name of a file can hold it. */
const importsMark = "\0";

/** For what files are chosen: by their names, and by tags that are names of systems. */
export interface FileChoice {
  goos: string;
  goarch: string;
  tags: readonly string[];
}

/** The answer to one guard. */
export function guardValue(states: FileStates, guard: Guard, choice: FileChoice): string {
  switch (guard.kind) {
    case "content":
      return states.digest(guard.path) ?? states.see(guard.path).type;
    case "type":
      return states.see(guard.path).type;
    case "stat": {
      const { stat } = states.see(guard.path);
      return stat === undefined ? "none" : [stat.size, stat.mtimeMs, stat.ctimeMs, stat.inode].join(" ");
    }
    case "names":
      return shortDigest(namesText(states.names(guard.path)));
    case "package":
      return linesValue(packageLines(states, guard.path, choice));
    case "tree":
      return linesValue(
        treeFolders(states, guard.path).flatMap((folder) => {
          const lines = packageLines(states, folder, choice);
          return lines.length === 0 ? [] : [folder, ...lines];
        }),
      );
  }
}

/** Do two answers to a guard differ at most in what the Go files of the same names import? */
export function sameButImports({ kind }: Guard, left: string, right: string): boolean {
  const shape = (value: string) => (kind === "package" || kind === "tree" ? value.split(" ")[0] : value);
  return shape(left) === shape(right);
}

/** Two digests: of the lines without imports, and of the whole lines. */
function linesValue(lines: readonly string[]): string {
  const shapes = lines.map((line) => line.split(importsMark)[0]);
  return `${shortDigest(shapes.join("\n"))} ${shortDigest(lines.join("\n"))}`;
}

/** Of a Go file's header: the shape, and the whole. */
function headerDigests(source: string): string {
  const { header, shape } = headerOf(source);
  return `${shortDigest(shape)}${importsMark}${shortDigest(header)}`;
}

/** A line for each file that go list looks at for the target: its name, and what of its content matters; imports behind the mark. */
function packageLines(states: FileStates, folder: string, { goos, goarch, tags }: FileChoice): string[] {
  const names = states.names(folder);
  // Any Go file, also one that is passed over, makes a package of a folder for imports (fsys.IsGoDir).
  const isPackage = names.some(({ name, kind }) => kind !== "/" && name.endsWith(".go"));
  const lines = names.flatMap(({ name, kind }) => {
    if (kind === "/") return [];
    if (name === "go.mod" || name === "default.pgo") return [name];
    if (!isSourceName(name) || !suitsTarget(name, goos, goarch, tags)) return [];
    const file = path.join(folder, name);
    // Of objects the name is all; of others the constraints at their beginning would do.
    if (name.endsWith(".syso")) return [name];
    const value = name.endsWith(".go")
      ? states.derived(file, headerRule, headerDigests)
      : states.digest(file);
    return [`${name} ${value ?? "none"}`];
  });
  return isPackage ? ["package", ...lines] : lines;
}

/** The folders in which a pattern with `...` looks for packages (modload/search.go matchPackages). */
export function treeFolders(states: FileStates, root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string, isRoot: boolean) => {
    const names = states.names(folder);
    // Another module begins here; its go.mod is seen by the folder above as one that is skipped.
    if (!isRoot && names.some(({ name, kind }) => name === "go.mod" && kind !== "/")) return;
    found.push(folder);
    for (const { name, kind } of names) {
      if (kind !== "/" || /^[._]/.test(name) || name === "testdata" || name === "vendor") continue;
      walk(path.join(folder, name), false);
    }
  };
  walk(root, true);
  return found;
}

/** The paths on which guards rest, for whoever compares stats and knows nothing of Go. */
export function guardedPaths(states: FileStates, guards: readonly Guard[]): GuardedPath[] {
  return guards.flatMap((guard): GuardedPath[] => {
    if (guard.kind === "package") return folderPaths(states, guard.path);
    if (guard.kind === "tree") {
      return treeFolders(states, guard.path).flatMap((folder) => folderPaths(states, folder));
    }
    return [{ path: guard.path, watch: guard.kind }];
  });
}

/** The first path on which guards rest that was written since, by its times. @param folders do these count, too? */
export function guardWritten(
  states: FileStates,
  guards: readonly Guard[],
  timeMs: number,
  folders: boolean,
): string | undefined {
  return guardedPaths(states, guards).find(({ path: place, watch }) => {
    const { stat } = states.see(place);
    if (stat === undefined || (watch === "names" && !folders)) return false;
    return Math.max(stat.mtimeMs, stat.ctimeMs) >= timeMs;
  })?.path;
}

export interface GuardedPath {
  path: string;
  watch: "content" | "names" | "type" | "stat";
}

/** A folder, and the files in it that any target may look at. */
function folderPaths(states: FileStates, folder: string): GuardedPath[] {
  const files = states.names(folder).filter(({ name, kind }) => kind !== "/" && isSourceName(name));
  return [
    { path: folder, watch: "names" },
    ...files.map(({ name }): GuardedPath => ({ path: path.join(folder, name), watch: "content" })),
  ];
}
