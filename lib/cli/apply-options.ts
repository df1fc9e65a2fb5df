/** Options and packages of the command line, laid over the task that they are for. Pure. */
import path from "node:path";
import { isDotted, leadsOut } from "../model/paths.ts";
import { durationFault, patternFault, patternHelp } from "../go/test-values.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Task } from "../model/task.ts";
import type { Arguments } from "./arguments.ts";
import { taskOptions } from "./commands.ts";
import { optionNames } from "./options.ts";

/** What of the words is targets, and what is packages. */
export function splitTargets(words: readonly string[]): { targets: string[]; packages: string[] } {
  // A GOOS has no dot (a level may: v8.1); packages are ./paths, absolute paths or paths with a domain.
  const first = words.findIndex((word) => /^[^/,]*\./.test(word) || path.isAbsolute(word));
  const end = first === -1 ? words.length : first;
  return {
    targets: words.slice(0, end).flatMap((word) => word.split(",").map((part) => part.trim())),
    packages: words.slice(end),
  };
}

/** The folder of a file as a package: `./cmd/app`. */
function folderOf(file: string): string {
  const folder = path.dirname(file).replaceAll("\\", "/");
  return path.isAbsolute(file) || folder.startsWith(".") ? folder : `./${folder}`;
}

/**
 * The task as the command line wants it.
 * @param packages as typed, relative to `cwd`.
 */
export function applyOptions(
  name: string,
  task: Task,
  packages: readonly string[],
  given: Arguments,
  folders: { root: string; cwd: string },
): Result<Task> {
  const file = packages.find((each) => each.endsWith(".go"));
  if (file !== undefined) {
    return failure({
      family: "command-line",
      place: `gowsl ${name}`,
      thing: `${file} is a file, and gowsl works on packages`,
      next: `Name its folder: ${folderOf(file)}`,
    });
  }
  const dir = path.resolve(folders.root, task.dir ?? ".");
  const named =
    packages.length === 0 ? {} : { packages: packages.map((each) => fromFolder(each, folders.cwd, dir)) };
  const tags = given.tags === undefined ? {} : { tags: given.tags.split(",") };
  switch (task.kind) {
    case "go-build":
    case "go-cross":
    case "go-install":
      return success({
        ...task,
        ...named,
        ...tags,
        ...(given.ldflags === undefined ? {} : { ldflags: given.ldflags }),
        ...(given.race ? { race: true } : {}),
        ...(given.trimpath ? { trimpath: true } : {}),
      });
    case "go-test": {
      const faults = testFaults(name, given);
      if (faults.length > 0) return failure(...faults);
      return success({
        ...task,
        ...named,
        ...tags,
        ...(given.race ? { race: true } : {}),
        ...(given.run === undefined ? {} : { run: given.run }),
        ...(given.bench === undefined ? {} : { bench: given.bench }),
        ...(given.cover ? { cover: true } : {}),
        ...(given.coverprofile === undefined ? {} : { cover: given.coverprofile }),
        ...(given.count === undefined ? {} : { count: given.count }),
        ...(given.short ? { short: true } : {}),
        ...(given.timeout === undefined ? {} : { timeout: given.timeout }),
        ...(given.testVerbose ? { verbose: true } : {}),
      });
    }
    case "go-vet":
      return success({ ...task, ...named, ...tags });
    case "go-format":
      return success({ ...task, ...named, ...(given.check ? { check: true } : {}) });
    case "go-tidy":
      return packages.length > 0
        ? unwanted(name, packages)
        : success({ ...task, ...(given.check ? { check: true } : {}) });
    default:
      if (packages.length > 0) return unwanted(name, packages);
      return hasOwnOptions(given) ? unusable(name) : success(task);
  }
}

/** Values on which go would stop, once it has compiled the tests. */
function testFaults(name: string, { timeout, run, bench }: Arguments): Failure[] {
  const fault = (option: string, thing: string | undefined, next: string): Failure[] =>
    thing === undefined ? [] : [{ family: "command-line", place: `gowsl ${name} --${option}`, thing, next }];
  return [
    ...fault(
      "timeout",
      timeout === undefined ? undefined : durationFault(timeout),
      "Write `--timeout 90s` or `--timeout 5m`, for example.",
    ),
    ...fault("run", run === undefined ? undefined : patternFault(run), patternHelp),
    ...fault("bench", bench === undefined ? undefined : patternFault(bench), patternHelp),
  ];
}

/** A package path as seen from the folder of the task. Import paths stay. */
function fromFolder(pattern: string, cwd: string, dir: string): string {
  if (!isDotted(pattern) && !path.isAbsolute(pattern)) return pattern;
  const relative = path.relative(dir, path.resolve(cwd, pattern)).replaceAll("\\", "/");
  return leadsOut(relative) ? relative : `./${relative}`;
}

function hasOwnOptions(given: Arguments): boolean {
  const { tags, ldflags, run, bench, count, coverprofile, timeout } = given;
  const { race, trimpath, check, cover, short, testVerbose } = given;
  return (
    [tags, ldflags, run, bench, count, coverprofile, timeout].some((each) => each !== undefined) ||
    [race, trimpath, check, cover, short, testVerbose].some(Boolean)
  );
}

function unwanted(name: string, words: readonly string[]): Result<never> {
  return failure({
    family: "command-line",
    place: `gowsl ${name}`,
    thing: `"${words.join(" ")}" is not expected here`,
    next: `Arguments for the task's commands go behind --: gowsl ${name} -- ${words.join(" ")}`,
  });
}

function unusable(name: string): Result<never> {
  const names = taskOptions.map((option) => `--${optionNames(option).names.at(-1)}`).join(", ");
  return failure({
    family: "command-line",
    place: `gowsl ${name}`,
    thing: "the config declares this task itself, and it takes no options of go",
    next: `It takes ${names}; change the others in the config.`,
  });
}
