/**
 * What the files, folders and variables that a test has opened and read say now, as short texts that
 * are compared and never read. Of unchanged files nothing is read.
 */
import path from "node:path";
import { shortDigest, type FileStates } from "../host/file-states.ts";
import { isExecutable } from "../host/files.ts";
import { namesText } from "../host/stat.ts";
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

/** The value of an input now. That nothing is there is a value, too. */
export function inputValue(setting: InputSetting, [kind, name]: Input): string {
  const { states, environment } = setting;
  switch (kind) {
    case "variable": {
      const value = environment[name];
      // It may be secret.
      return value === undefined ? "not set" : shortDigest(value);
    }
    case "enter":
      return states.see(name).type;
    case "stat":
      return statText(states, name);
    case "open":
      return states.see(name).type === "folder" ? folderValue(setting, name) : fileValue(states, name);
  }
}

function fileValue(states: FileStates, file: string): string {
  const digest = states.digest(file);
  // A test may start it.
  return digest === undefined ? statText(states, file) : `${digest}${isExecutable(file) ? " x" : ""}`;
}

function statText(states: FileStates, file: string): string {
  const { type, stat } = states.see(file);
  return stat === undefined ? type : [type, stat.size, stat.mtimeMs, stat.ctimeMs].join(" ");
}

/**
 * The names with the contents behind them. A test that asks for sizes and times asks for each file
 * (Lstat, which the log has); but what it names to programs that it starts, only the folder tells.
 */
function folderValue({ states, ownFolder }: InputSetting, folder: string): string {
  const lines = entriesOf(states, folder, ownFolder).map(({ name, kind, file }) => {
    const { type, stat } = states.see(file);
    const isSmall = type === "file" && stat!.size <= digestedBytes;
    const value = isSmall
      ? fileValue(states, file)
      : type === "folder"
        ? shortDigest(namesText(states.names(file)))
        : statText(states, file);
    return `${kind}${name} ${value}`;
  });
  return shortDigest(["folder", ...lines].join("\n"));
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
): { path: string; watch: Watch | "type" }[] {
  const file = (each: string): { path: string; watch: Watch } => {
    const { type, stat } = states.see(each);
    const byContent = type === "file" && stat!.size <= digestedBytes && !isExecutable(each);
    return { path: each, watch: type === "folder" ? "names" : byContent ? "content" : "stat" };
  };
  switch (kind) {
    case "variable":
      return [];
    case "enter":
      return [{ path: name, watch: "type" }];
    case "stat":
      return [{ path: name, watch: "stat" }];
    case "open": {
      const { type } = states.see(name);
      if (type === "file") return [{ path: name, watch: isExecutable(name) ? "stat" : "content" }];
      const entries = entriesOf(states, name, ownFolder).map((entry) => file(entry.file));
      return [file(name), ...entries];
    }
  }
}

/** The first path of an input that was written since; then nobody knows what the test has seen. */
export function inputWritten(setting: InputSetting, input: Input, timeMs: number): string | undefined {
  return watchedPaths(setting, input).find(({ path: file, watch }) => {
    if (watch === "type") return false;
    const { stat } = setting.states.see(file);
    return stat !== undefined && Math.max(stat.mtimeMs, stat.ctimeMs) >= timeMs;
  })?.path;
}

/** `testdata/a.txt, which the test opened, changed`. */
export function describeInput([kind, name]: Input, module: string): string {
  if (kind === "variable") return `the environment variable ${name}, which the test read, changed`;
  const relative = path.relative(module, name).replaceAll("\\", "/") || ".";
  return `${relative}, which the test ${kind === "open" ? "opened" : kind === "stat" ? "looked at" : "went into"}, changed`;
}
