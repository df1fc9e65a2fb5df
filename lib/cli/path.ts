/** `gowsl path`: paths of one side as the other side writes them. Needs no config and starts no process. */
import path from "node:path";
import { distributionIn, toLinux, toMixed, toWindows, type PathFacts } from "../host/convert-path.ts";
import { detectHost } from "../host/detect.ts";
import { realPath } from "../host/files.ts";
import { readMachine } from "../host/machine.ts";
import { readPathFacts } from "../host/path-facts.ts";
import { looksLikeWindows } from "../host/path-form.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import { collect, failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Arguments } from "./arguments.ts";
import { standingFolder } from "./project.ts";
import { reportFailures } from "./failures.ts";

type Form = "windows" | "linux" | "mixed";

/** Prints the converted paths, one a line, and returns the exit code; if one can't be converted, none. */
export async function convertPaths(terminal: Terminal, given: Arguments, emit: Emit): Promise<number> {
  const words = [...given.words, ...given.extra];
  const form = formOf(given);
  if (!form.ok) return reportFailures(form.failures, emit);
  if (words.length === 0) return reportFailures([noPath], emit);
  const machine = readMachine();
  const cwd = standingFolder(machine, given.directory);
  if (!cwd.ok) return reportFailures(cwd.failures, emit);
  const host = await detectHost(machine);
  const facts = readPathFacts(host);
  const converted = collect(
    words.map((word) =>
      convertPath(word, form.value, { host, facts, cwd: cwd.value, resolveLinks: realPath }),
    ),
  );
  if (!converted.ok) return reportFailures(converted.failures, emit);
  if (given.json) {
    const paths = words.map((word, index) => ({ given: word, converted: converted.value[index]! }));
    terminal.stdout(`${JSON.stringify({ paths }, null, 2)}\n`);
  } else terminal.stdout(converted.value.map((each) => `${each}\n`).join(""));
  return 0;
}

export interface Setting {
  host: Pick<Host, "kind" | "goos">;
  facts: PathFacts;
  /** Where the user stands. */
  cwd: string;
  /** The path with its links resolved, or itself where nothing is. */
  resolveLinks(file: string): string;
}

/** One path from where the user stands, in the wanted form, or in that of the other side. */
export function convertPath(word: string, form: Form | undefined, setting: Setting): Result<string> {
  const { host } = setting;
  const wanted = form ?? (isWindowsForm(word) ? "linux" : "windows");
  if (host.goos === "windows") return convertOnWindows(word, wanted, setting);
  const isWsl = host.kind === "wsl1" || host.kind === "wsl2";
  const isConvertible = isWsl || setting.facts.drives.length > 0;
  if (!isConvertible) {
    // What has the wanted form already comes back, here as on every other host.
    const isThere = form === "linux" && word !== "" && !isWindowsForm(word);
    return isThere ? convertOnLinux(word, form, setting) : noOtherSide(word, host.kind);
  }
  const converted = convertOnLinux(word, wanted, setting);
  // In a container on WSL only what it was given of Windows has another name.
  return converted.ok || isWsl ? converted : noOtherSide(word, host.kind);
}

function convertOnLinux(word: string, form: Form, { facts, cwd, resolveLinks }: Setting): Result<string> {
  if (looksLikeWindows(word) || (form === "linux" && word.startsWith("//")))
    return convert(word, form, facts);
  if (word === "") return convert(word, form, facts);
  // A relative path has no root by which to tell its form; backslashes separate if Linux is wanted.
  const written = form === "linux" ? word.replaceAll("\\", "/") : word;
  const whole = path.posix.resolve(cwd, written);
  const end = written.endsWith("/") && whole !== "/" ? "/" : "";
  // As wslpath (realpath of wslpath.cpp): most links of Linux lead nowhere on Windows.
  return convert((form === "linux" ? whole : resolveLinks(whole)) + end, form, facts);
}

/**
 * On Windows the paths of a distribution are known by their form alone; where it has mounted the drives is
 * known only inside.
 */
function convertOnWindows(word: string, form: Form, { cwd }: Setting): Result<string> {
  const isRooted = looksLikeWindows(word) || word.startsWith("/") || word === "";
  const end = /[\\/]$/.test(word) ? "\\" : "";
  const whole = isRooted ? word : path.win32.resolve(cwd, word) + end;
  const distribution = distributionIn(whole) ?? distributionIn(cwd);
  if (form === "linux" && /^(\\\\\?\\|\/\/\?\/)?[A-Za-z]:[\\/]/.test(whole)) {
    return failure({
      family: "files",
      place: whole,
      thing: "has a name in Linux only where a distribution has mounted the drive, which is known only there",
      next: "Run `gowsl path` inside WSL.",
    });
  }
  if (distribution === undefined && whole.startsWith("/") && !looksLikeWindows(whole)) {
    return failure({
      family: "files",
      place: whole,
      thing: "is a path of Linux, and of which distribution is not said",
      next: "Write \\\\wsl.localhost\\NAME in front of it, or stand in a folder of that distribution.",
    });
  }
  return convert(whole, form, { drives: [], ...(distribution === undefined ? {} : { distribution }) });
}

function convert(word: string, form: Form, facts: PathFacts): Result<string> {
  if (form === "linux") return toLinux(word, facts);
  return form === "mixed" ? toMixed(word, facts) : toWindows(word, facts);
}

function isWindowsForm(word: string): boolean {
  return looksLikeWindows(word) || (word.includes("\\") && !word.includes("/"));
}

function formOf({ toWindows: windows, toLinux: linux, toMixed: mixed }: Arguments): Result<Form | undefined> {
  const forms = [windows && "windows", linux && "linux", mixed && "mixed"].filter((form) => form !== false);
  if (forms.length > 1) {
    return failure({
      family: "command-line",
      place: "gowsl path",
      thing: "-w, -u and -m exclude each other",
      next: "Give one of them, or none.",
    });
  }
  return success(forms[0] as Form | undefined);
}

function noOtherSide(word: string, kind: Host["kind"]): Result<string> {
  const container = kind === "container-on-wsl";
  return failure({
    family: "files",
    place: word === "" ? '""' : word,
    thing: container
      ? "is inside this container, or outside of what it was given of Windows"
      : `has no other name: this is ${kind}, where there is no WSL`,
    next: container ? "Run `gowsl path` in the distribution itself." : "`gowsl host` shows what tells so.",
  });
}

const noPath: Failure = {
  family: "command-line",
  place: "gowsl path",
  thing: "no path is named",
  next: "Write it behind: gowsl path /mnt/c/Users",
};
