/** The places where installers and distributions put Go, by system. Does not know what is good there. */
import path from "node:path";
import { exists, namesIn, realPath } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import { preferNewest } from "./fetched-toolchains.ts";
import { installationAt, type Candidate } from "./installation.ts";

/**
 * Of go.dev's packages, golang.org/dl (~/sdk), Homebrew with its kegs of single versions, Debian, Arch, Fedora, snap.
 * A `*` stands for the rest of one name.
 */
export function wellKnownPlaces(platform: NodeJS.Platform, environment: Environment, home: string): string[] {
  if (platform === "win32") return windowsPlaces(environment, home);
  const places = platform === "darwin" ? darwinPlaces : linuxPlaces;
  return [...places, path.posix.join(home, "sdk", "go*")];
}

const linuxPlaces = ["/usr/local/go", "/usr/lib/go", "/usr/lib/go-*", "/usr/lib/golang", "/snap/go/current"];

/** Homebrew's prefix is another one on Apple's processors than on Intel's. */
const darwinPlaces = [
  "/usr/local/go",
  "/opt/homebrew/opt/go/libexec",
  "/usr/local/opt/go/libexec",
  "/opt/homebrew/opt/go@*/libexec",
  "/usr/local/opt/go@*/libexec",
];

function windowsPlaces(environment: Environment, home: string): string[] {
  const programFolders = ["ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"].flatMap(
    (name) => variable(environment, "win32", name) ?? [],
  );
  const own = programFolders.map((folder) => path.win32.join(folder, "Go"));
  return [...new Set([...own, "C:\\Go", path.win32.join(home, "sdk", "go*")])];
}

/**
 * The installations at a place; of several the newest first.
 * @param met real paths of those that are known already
 */
export function wellKnownCandidates(
  place: string,
  platform: NodeJS.Platform,
  met: ReadonlySet<string>,
): Candidate[] {
  const found: Candidate[] = [];
  for (const goroot of expand(place)) {
    if (!exists(goroot) || met.has(realPath(goroot))) continue;
    found.push(installationAt({ place: goroot, source: "well-known place", goroot, platform }));
  }
  return preferNewest(found.filter(({ binary }) => binary !== "missing"));
}

function expand(place: string): string[] {
  const star = place.indexOf("*");
  if (star < 0) return [place];
  const folder = path.dirname(place.slice(0, star + 1));
  const start = path.basename(place.slice(0, star + 1)).slice(0, -1);
  const rest = place.slice(star + 1);
  return namesIn(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => path.join(folder, name + rest));
}
