/**
 * The forms of strings in a config: targets, folders, versions, sizes. Knows how each is written, and all names of
 * systems; if a Go builds for a target, and if there is such a folder or version, is found out later.
 */
import path from "node:path";
import { didYouMean } from "../model/closest.ts";
import { patternFault, patternHelp } from "../go/test-values.ts";
import { placeholdersIn } from "../model/placeholders.ts";
import { parseTarget } from "../model/target.ts";
import { unknownName } from "./platform-names.ts";
import { text, type Check, type Report } from "./checks.ts";
import { parseSize } from "../model/size.ts";

/** `linux/arm/7`, `windows/*`. */
export const targetPattern = text((value, at, report) => {
  const next = 'Write it like "linux/amd64", "linux/arm/7" or "windows/*".';
  const [, goos = "", goarch = "", level] = /^([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(value) ?? [];
  if (![goos, goarch].every((part) => /^(\*|\w+)$/.test(part))) {
    return report(at, `"${value}" is not of the form goos/goarch or goos/goarch/level`, next);
  }
  // What levels there are hangs on the GOARCH, so a misspelt one is told first. Pairs are for the Go to judge.
  const unknown = unknownName(value, goos, goarch, level);
  if (unknown !== undefined) return report(at, unknown.thing, unknown.next);
  const parsed = parseTarget(value);
  if ("reason" in parsed) report(at, parsed.reason, next);
});

/** An entry of a list of targets: a pattern, `all`, or either with `!` before it. */
const targetEntry = text((value, at, report) => {
  const pattern = value.startsWith("!") ? value.slice(1) : value;
  if (pattern !== "all") targetPattern(pattern, at, report);
});

export const targets: Check = (value, at, report) => {
  if (Array.isArray(value) && value.length === 0) {
    return report(at, "is empty", 'Name a target, like "linux/amd64", or leave the list out.');
  }
  if (Array.isArray(value)) value.forEach((entry, index) => targetEntry(entry, `${at}[${index}]`, report));
  else report(at, "must be a list of targets", 'Write it like ["linux/amd64", "windows/amd64"].');
};

/** A folder below that of the config. Both systems' rules hold on each: a config is read on all of them. */
export const folder = text((value, at, report) => {
  const next = 'Name a folder inside of the config\'s own, like "tools".';
  const normal = path.posix.normalize(value.replaceAll("\\", "/"));
  if (value.trim() === "") report(at, "is empty", 'Write ".", or leave it out.');
  else if (path.posix.isAbsolute(normal) || /^[A-Za-z]:/.test(value)) {
    report(at, `"${value}" is an absolute path`, next);
  } else if (normal === ".." || normal.startsWith("../")) {
    report(at, `"${value}" lies outside of the config's folder`, next);
  }
});

/** A file below the config's folder, or beside it: `../.env` of a repository. */
export const file = text((value, at, report) => {
  if (value.trim() === "") report(at, "is empty", 'Write ".env", or leave it out.');
  else if (path.posix.isAbsolute(value.replaceAll("\\", "/")) || /^[A-Za-z]:/.test(value)) {
    report(at, `"${value}" is an absolute path`, "Write it relative to the config.");
  }
});

/** What an included config is called: the first part of the names of its tasks. */
export const includeName = text((value, at, report) => {
  if (/^[A-Za-z][\w-]*$/.test(value)) return;
  report(at, `"${value}" can't be the name of an include`, 'Write it like "api".');
});

/** The name of an artifact. */
export const fileName = text((value, at, report) => {
  if (value === "" || value === "." || value === ".." || /[/\\]/.test(value)) {
    report(at, `"${value}" is not a file name`, "Write a name without folders; `out` sets the folder.");
  }
});

/** `1.26.8`, `1.26`, `1.27rc1`, each also as a minimum (`>=1.25`), and `1.26.x`. */
export const goVersion = text((value, at, report) => {
  if (/^\d+\.\d+\.x$|^(>=\s*)?\d+\.\d+(\.\d+|(rc|beta)\d+)?$/.test(value)) return;
  const fallback = 'Write it like "1.26.8", "1.26.x" or ">=1.25".';
  const bare = /^go(\d+\.\d+.*)$/.exec(value)?.[1];
  report(at, `"${value}" is not a version of Go`, bare === undefined ? fallback : `Did you mean "${bare}"?`);
});

const sides = ["auto", "wsl", "windows"];

/** Which side of a Windows machine with WSL runs the tasks. */
export const side = text((value, at, report) => {
  if (sides.includes(value)) return;
  const next = didYouMean(value, sides, 'Write "wsl", "windows" or "auto".');
  report(at, `"${value}" is not a side of a Windows machine`, next);
});

const toolchains = ["auto", "local"];

export const goToolchain = text((value, at, report) => {
  if (toolchains.includes(value)) return;
  const fallback = 'Write "auto", or "local" if no Go may be fetched.';
  report(at, `"${value}" is neither "auto" nor "local"`, didYouMean(value, toolchains, fallback));
});

export const size = text((value, at, report) => {
  if (parseSize(value) === undefined)
    report(at, `"${value}" is not a size`, 'Write it like "5GB" or "500MB".');
});

/** What `go test -timeout` takes (time.ParseDuration). */
export const duration = text((value, at, report) => {
  if (!/^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/.test(value)) {
    report(at, `"${value}" is not a duration`, 'Write it like "90s" or "10m".');
  }
});

/** What `go test -run` and `-bench` take, as far as it is sure. */
export const testPattern = text((value, at, report) => {
  const fault = patternFault(value);
  if (fault !== undefined) report(at, fault, patternHelp);
});

/** As in `go help buildmode`. */
const buildmodes = ["archive", "c-archive", "c-shared", "default", "exe", "pie", "plugin", "shared"];

export const buildmode = text((value, at, report) => {
  if (buildmodes.includes(value)) return;
  report(
    at,
    `"${value}" is not a build mode`,
    didYouMean(value, buildmodes, `There are ${buildmodes.join(", ")}.`),
  );
});

/** `./cmd/...`, an import path. Go would take files, too, but no two of them make one package everywhere. */
export const packagePattern = text((value, at, report) => {
  if (value.trim() === "") report(at, "is empty", "Give it a value, or leave it out.");
  else if (value.endsWith(".go")) {
    const place = path.posix.dirname(value.replaceAll("\\", "/"));
    const named = place === "." ? "." : `./${place.replace(/^\.\//, "")}`;
    report(at, `"${value}" is a file, and gowsl builds packages`, `Name its folder: "${named}".`);
  }
});

/** What `-X` sets: a variable with its package. */
export const variable = text((value, at, report) => {
  if (/^[^\s=]+\.[^\s=./]+$/.test(value)) return;
  report(at, `"${value}" is not a variable with its package`, 'Write it like "main.version".');
});

const placeholders = ["{git.version}", "{git.commit}", "{git.date}"];

/** In `ldflags` braces may be others, too. */
export const linkerFlags = text((value, at, report) => {
  for (const [placeholder] of value.matchAll(/\{git\.[\w.-]*\}/g)) checkPlaceholder(placeholder, at, report);
});

export const definedValue = text((value: string, at: string, report: Report) => {
  for (const [placeholder] of value.matchAll(/\{[A-Za-z][\w.-]*\}/g))
    checkPlaceholder(placeholder, at, report);
});

function checkPlaceholder(placeholder: string, at: string, report: Report): void {
  // Those of arguments and of the matrix are checked with the whole task.
  if (placeholders.includes(placeholder) || placeholdersIn(placeholder).length > 0) return;
  const next = didYouMean(placeholder, placeholders, `There are ${placeholders.join(", ")}.`);
  report(at, `"${placeholder}" is not a placeholder`, next);
}
