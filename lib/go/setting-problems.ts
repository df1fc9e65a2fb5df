/**
 * Settings of Go that go would fail on, or take for something else than was meant: paths of another system, relative
 * ones, carriage returns, flags that are none. Says which commands of go each one stops, and how to mend it. Each rule
 * was seen with Go 1.26.
 */
import path from "node:path";
import { isDirectory } from "../host/files.ts";
import { gorootProblem } from "./candidates.ts";
import { fileProblems } from "./go-env-file-problems.ts";
import { userFolder } from "./go-env-file.ts";
import { foreignPath, isAbsoluteToGo, listOfPaths } from "./go-paths.ts";
import { flagsProblem } from "./goflags.ts";
import { effectiveValue } from "./setting-facts.ts";
import type { Effective, Found, SettingFacts, SettingProblem, Stops } from "./setting-facts.ts";
import { repairs, type Repairs } from "./setting-repairs.ts";

/** Everything that is wrong with the settings, in the order of the names. */
export function settingProblems(facts: SettingFacts): SettingProblem[] {
  const mend = repairs(facts);
  const problems = ["GOROOT", "GOPATH", "GOCACHE", "GOMODCACHE", "GOBIN", "GOTMPDIR", "GOFLAGS"].flatMap(
    (name) => {
      const effective = effectiveValue(facts, name);
      const found = effective === undefined ? absent(facts, name) : judge(facts, effective, mend);
      return found ?? [];
    },
  );
  return [...fileProblems(facts, mend), ...problems, ...sharedByWindows(facts)];
}

function judge(facts: SettingFacts, effective: Effective, mend: Repairs): SettingProblem | undefined {
  // The whole file is to be mended, and that is told of the file.
  if (/[\r\0]/.test(effective.value) && effective.setting !== undefined) return undefined;
  const { name, value, place } = effective;
  const found = name === "GOFLAGS" ? flagsProblem(value, facts.platform) : pathProblem(facts, effective);
  if (found === undefined) return undefined;
  const hint = found.hint ?? hintOfWindows(facts, effective);
  return {
    name,
    place,
    thing: found.thing,
    next: found.next ?? mend.takeOut(effective),
    ...(hint === undefined ? {} : { hint }),
    stops: found.stops,
  };
}

function pathProblem(facts: SettingFacts, effective: Effective): Found | undefined {
  const { platform, goroot } = facts;
  const { name, value } = effective;
  switch (name) {
    case "GOROOT":
      return gorootFound(effective, platform);
    case "GOPATH":
      return gopathFound(value, platform, goroot);
    case "GOCACHE":
      if (value === "off")
        return { thing: "is off, and since Go 1.12 nothing compiles without it", stops: "compile" };
      return notAbsolute(value, platform, "compile", "nothing compiles without a build cache");
    case "GOMODCACHE":
      return notAbsolute(value, platform, "modules", "go finds no module without its module cache");
    case "GOBIN":
      return notAbsolute(value, platform, "install", "go installs into no relative folder");
    default:
      return temporaryFound(facts, effective);
  }
}

/** gowsl sets GOROOT for what it runs, so a bad one stops only a go that is run without it. */
function gorootFound({ value, setting }: Effective, platform: NodeJS.Platform): Found | undefined {
  const problem = gorootProblem(value, platform);
  if (problem === undefined) return undefined;
  const which = setting === undefined ? "GOROOT" : "it";
  return {
    thing: `"${value}" is ${problem.replace(/^no such folder$/, "no folder")}; gowsl sets ${which} anew for what it runs, and every other go stops with "cannot find GOROOT directory"`,
    stops: "none",
  };
}

/** The checks of cmd/go/main.go, which each command passes. */
function gopathFound(value: string, platform: NodeJS.Platform, goroot: string): Found | undefined {
  const stops = "every";
  const foreign = foreignPath(value, platform);
  if (foreign !== undefined) return { thing: `"${value}" ${foreign}; every go command stops there`, stops };
  for (const entry of listOfPaths(value, platform)) {
    if (entry === "") continue;
    if (entry.startsWith("~")) {
      return {
        thing: `"${entry}" begins with ~, which only a shell expands; every go command stops there`,
        stops,
      };
    }
    if (!isAbsoluteToGo(entry, platform)) {
      return {
        thing: `"${entry}" is no absolute path; every go command stops there`,
        stops,
        hint: hintOfQuotes(entry),
      };
    }
  }
  const { normalize } = platform === "win32" ? path.win32 : path.posix;
  const clean = (folder: string) => normalize(folder).replace(/(?<=.)[\\/]$/, "");
  if (clean(value) !== clean(goroot)) return undefined;
  return { thing: "is the folder of GOROOT, which holds Go itself; go warns each time", stops: "none" };
}

function notAbsolute(
  value: string,
  platform: NodeJS.Platform,
  stops: Stops,
  effect: string,
): Found | undefined {
  const foreign = foreignPath(value, platform);
  if (foreign !== undefined) return { thing: `"${value}" ${foreign}; ${effect}`, stops };
  if (isAbsoluteToGo(value, platform)) return undefined;
  return { thing: `"${value}" is no absolute path; ${effect}`, stops, hint: hintOfQuotes(value) };
}

/** os.MkdirTemp needs the folder (cmd/go/internal/work/action.go); a relative one is looked for where go is run. */
function temporaryFound({ platform }: SettingFacts, { value }: Effective): Found | undefined {
  const foreign = foreignPath(value, platform);
  if (foreign !== undefined)
    return { thing: `"${value}" ${foreign}; nothing compiles without it`, stops: "compile" };
  if (!isAbsoluteToGo(value, platform)) {
    return { thing: `"${value}" is no absolute path, so each folder has another one`, stops: "none" };
  }
  if (isDirectory(value)) return undefined;
  return {
    thing: `there is no folder "${value}"; go makes none, and compiles nothing without it`,
    stops: "compile",
  };
}

function hintOfQuotes(value: string): string | undefined {
  return /^["']/.test(value) ? "Quotes are part of a value here; write it without." : undefined;
}

/** What go needs when a setting is absent: a home. */
function absent({ platform, environment }: SettingFacts, name: string): SettingProblem | undefined {
  if (name !== "GOCACHE") return undefined;
  const folder = userFolder(platform, environment, {
    windows: "LOCALAPPDATA",
    darwin: "Library/Caches",
    unix: "XDG_CACHE_HOME",
    unixDefault: ".cache",
  });
  if (!("absence" in folder)) return undefined;
  const where = platform === "win32" ? "%LOCALAPPDATA%" : "HOME";
  return {
    name,
    place: name,
    thing: `is not set, and its default is not known: ${folder.absence}; nothing compiles without a build cache`,
    next: `Set ${where}, or GOCACHE to an absolute folder.`,
    stops: "compile",
  };
}

/** Names of WSLENV that are Go's: what they hold on one side seldom suits the other. */
function windowsShares({ kind, environment }: SettingFacts): string[] {
  if (!kind.startsWith("wsl") && kind !== "windows") return [];
  const names = (environment["WSLENV"] ?? "").split(":").map((entry) => entry.split("/")[0]!);
  return names.filter((name) => /^GO[A-Z0-9_]*$/.test(name) && !name.startsWith("GOWSL_"));
}

function hintOfWindows(facts: SettingFacts, { name, setting }: Effective): string | undefined {
  if (setting !== undefined || !windowsShares(facts).includes(name)) return undefined;
  return `WSLENV hands it over from the other side; take ${name} out of WSLENV there.`;
}

function sharedByWindows(facts: SettingFacts): SettingProblem[] {
  const names = windowsShares(facts);
  if (names.length === 0) return [];
  const kept = (facts.environment["WSLENV"] ?? "")
    .split(":")
    .filter((entry) => !names.includes(entry.split("/")[0]!));
  const value = kept.join(":");
  return [
    {
      name: "WSLENV",
      place: "WSLENV",
      thing: `hands ${names.join(", ")} over between Windows and WSL, and each side needs its own`,
      next:
        facts.kind === "windows"
          ? `\`setx WSLENV "${value}"\` keeps the rest; then open a new terminal.`
          : `\`export WSLENV='${value}'\` keeps the rest, here; on Windows \`setx WSLENV "${value}"\` does, for good.`,
      stops: "none",
    },
  ];
}
