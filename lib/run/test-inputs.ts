/**
 * What the files, folders and variables that a test has opened and read say now, as short texts that
 * are compared and never read. Of unchanged files nothing is read.
 */
import path from "node:path";
import { isReplaced } from "../cache/manifest.ts";
import { shortDigest, type FileStates } from "../host/file-states.ts";
import { linkText, type Stat } from "../host/stat.ts";
import type { Environment } from "../model/host.ts";
import type { Watch } from "./answer.ts";
import type { Input } from "./test-log.ts";

export interface InputSetting {
  states: FileStates;
  /** Of the tests. */
  environment: Environment;
  /** gowsl's own folder in the checkout: what happens there is nobody's input. */
  ownFolder: string;
}

/** Of larger files in a folder that was opened, size and time must do, as they do for Go. */
const digestedBytes = 1 << 20;

/**
 * The value of an input now. That nothing is there is a value, too. As Go has it (computeTestInputsID),
 * also what a test may ask of a file that it has opened: size, time and permissions.
 */
export function inputValue(setting: InputSetting, [kind, name]: Input): string {
  const { states, environment } = setting;
  switch (kind) {
    case "variable": {
      const value = environment[name];
      // It may be secret.
      return value === undefined ? "not set" : shortDigest(value);
    }
    case "enter": {
      // Go takes the folder's time, which moves with what gowsl puts beside.
      const names = entriesOf(states, name, setting.ownFolder).map((entry) => entry.kind + entry.name);
      return shortDigest([linkText(name), states.see(name).type, ...names].join("\n"));
    }
    case "stat":
      return statText(states, name);
    case "open":
      return states.see(name).type === "folder" ? folderValue(setting, name) : fileValue(states, name);
  }
}

function fileValue(states: FileStates, file: string): string {
  return `${states.digest(file) ?? ""} ${statText(states, file)}`;
}

/** What stat and lstat say: a link counts, and what it leads to. */
function statText(states: FileStates, file: string): string {
  const { type, stat, mode } = states.see(file);
  return [linkText(file), type, ...(stat === undefined ? [] : [stat.size, stat.mtimeMs, mode])].join(" ");
}

/** The names, with what go asks of each file, and the contents of small ones. */
function folderValue({ states, ownFolder }: InputSetting, folder: string): string {
  const lines = entriesOf(states, folder, ownFolder).map(({ name, kind, file }) => {
    const { type, stat } = states.see(file);
    const isSmall = type === "file" && stat!.size <= digestedBytes;
    return `${kind}${name} ${isSmall ? fileValue(states, file) : statText(states, file)}`;
  });
  // Its own time moves with what gowsl puts beside.
  return shortDigest([linkText(folder), states.see(folder).mode, ...lines].join("\n"));
}

function entriesOf(states: FileStates, folder: string, ownFolder: string) {
  return states
    .names(folder)
    .map(({ name, kind }) => ({ name, kind, file: path.join(folder, name) }))
    .filter(({ file }) => file !== ownFolder);
}

/** The paths on which the value of an input rests, for whoever compares stats. */
export function watchedPaths(
  { states, ownFolder }: InputSetting,
  [kind, name]: Input,
): { path: string; watch: Watch | "type" | "link" }[] {
  if (kind === "variable") return [];
  const entries =
    kind === "open" && states.see(name).type === "folder"
      ? entriesOf(states, name, ownFolder).map((entry) => entry.file)
      : [];
  return [name, ...entries].flatMap((file) => [
    { path: file, watch: "stat" as const },
    ...(linkText(file) === "" ? [] : [{ path: file, watch: "link" as const }]),
  ]);
}

/** The first path of an input that was written or put in place since; then nobody knows what the test has seen. */
export function inputWritten(setting: InputSetting, input: Input, timeMs: number): string | undefined {
  return watchedPaths(setting, input).find(({ path: file }) => {
    const stat = nearest(setting, file);
    if (stat !== undefined && Math.max(stat.mtimeMs, stat.ctimeMs) >= timeMs) return true;
    return isReplaced(path.dirname(file), setting.states, timeMs);
  })?.path;
}

/** The stat of a file, or of the folder that is left where there is none. */
function nearest(setting: InputSetting, file: string): Stat | undefined {
  // gowsl itself has just put its own folder there.
  if (file === path.dirname(setting.ownFolder)) return undefined;
  const folder = path.dirname(file);
  return setting.states.see(file).stat ?? (folder === file ? undefined : nearest(setting, folder));
}

/** `testdata/a.txt, which the test opened, changed`. */
export function describeInput([kind, name]: Input, module: string): string {
  if (kind === "variable") return `the environment variable ${name}, which the test read, changed`;
  const relative = path.relative(module, name).replaceAll("\\", "/") || ".";
  return `${relative}, which the test ${kind === "open" ? "opened" : kind === "stat" ? "looked at" : "went into"}, changed`;
}
