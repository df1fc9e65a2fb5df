/**
 * The go env file (what `go env -w` writes) and $GOROOT/go.env: where they are, and what go reads in them, as
 * cmd/go/internal/cfg/cfg.go has it (EnvFile, readEnvFile). Judges nothing: lib/go/setting-problems.ts does.
 */
import path from "node:path";
import { exists, readText } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import { isAbsoluteToGo } from "./go-paths.ts";

/** One line that go takes for a setting. */
export interface Setting {
  name: string;
  /** All behind the first `=`: quotes, blanks and a carriage return belong to it. */
  value: string;
  /** From 1. */
  line: number;
}

export interface GoEnvFile {
  /** Undefined: there is none, and `absence` says why. */
  place?: string;
  absence?: string;
  /** Was it named by GOENV? */
  named: boolean;
  /** Undefined if there is no such file, or it can't be read. */
  text?: string;
  /** What counts of each name. */
  settings: ReadonlyMap<string, Setting>;
}

/** Reads the go env file that go would read in this environment. */
export function readGoEnvFile(platform: NodeJS.Platform, environment: Environment): GoEnvFile {
  const where = goEnvFilePlace(platform, environment);
  const { place } = where;
  // Mostly there is none, and an exception takes longer than this question.
  const text = place === undefined || !exists(place) ? undefined : readText(place);
  if (text === undefined) return { ...where, settings: new Map() };
  return { ...where, text, settings: lastOfEach(settingLines(text)) };
}

/** GOENV, which may be `off`, else `go/env` in os.UserConfigDir of Go, which differs by system. */
export function goEnvFilePlace(
  platform: NodeJS.Platform,
  environment: Environment,
): Pick<GoEnvFile, "place" | "absence" | "named"> {
  const named = variable(environment, platform, "GOENV");
  if (named === "off") return { named: true, absence: "GOENV is off" };
  if (named !== undefined) return { named: true, place: named };
  const folder = userFolder(platform, environment, {
    windows: "APPDATA",
    darwin: "Library/Application Support",
    unix: "XDG_CONFIG_HOME",
    unixDefault: ".config",
  });
  if ("absence" in folder) return { named: false, ...folder };
  const { join } = platform === "win32" ? path.win32 : path.posix;
  return { named: false, place: join(folder.place, "go", "env") };
}

/** os.UserConfigDir and os.UserCacheDir (os/file.go), which know no fallback. */
export function userFolder(
  platform: NodeJS.Platform,
  environment: Environment,
  names: { windows: string; darwin: string; unix: string; unixDefault: string },
): { place: string } | { absence: string } {
  if (platform === "win32") {
    const folder = variable(environment, platform, names.windows);
    return folder === undefined ? { absence: `%${names.windows}% is not set` } : { place: folder };
  }
  const home = variable(environment, platform, "HOME");
  if (platform === "darwin") {
    return home === undefined
      ? { absence: "HOME is not set" }
      : { place: path.posix.join(home, names.darwin) };
  }
  const folder = variable(environment, platform, names.unix);
  if (folder !== undefined) {
    return isAbsoluteToGo(folder, platform) ? { place: folder } : { absence: `${names.unix} is relative` };
  }
  return home === undefined
    ? { absence: `neither ${names.unix} nor HOME is set` }
    : { place: path.posix.join(home, names.unixDefault) };
}

/** The lines that go takes for settings: `NAME=value` from the first column, beginning with a capital letter. */
export function settingLines(text: string): Setting[] {
  return text.split("\n").flatMap((line, index) => {
    const equals = line.indexOf("=");
    if (equals < 0 || !/^[A-Z]/.test(line)) return [];
    return [{ name: line.slice(0, equals), value: line.slice(equals + 1), line: index + 1 }];
  });
}

/** In the go env file the last line of a name counts. */
function lastOfEach(lines: readonly Setting[]): Map<string, Setting> {
  return new Map(lines.map((setting) => [setting.name, setting]));
}

/** Reads $GOROOT/go.env: there the first line of a name counts, as no later one replaces what is known. */
export function readToolchainFile(goroot: string): { place: string; settings: Map<string, Setting> } {
  const place = path.join(goroot, "go.env");
  return { place, settings: lastOfEach(settingLines(readText(place) ?? "").toReversed()) };
}
