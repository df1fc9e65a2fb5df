/**
 * Installs the Go that is wished for, and tells about it: what is fetched, why, from where, and how far it is.
 * Knows nothing of command lines.
 */
import path from "node:path";
import type { Wish } from "../go/wish.ts";
import { now } from "../host/clock.ts";
import { cacheDirectory } from "../host/machine.ts";
import { success, type Result } from "../model/failure.ts";
import type { Release } from "../model/release.ts";
import { formatDuration } from "../report/numbers.ts";
import type { Installed, ReleaseSource } from "../toolchain/install.ts";
import { OwnToolchains } from "../toolchain/own-toolchains.ts";
import type { Arguments } from "./arguments.ts";
import { openProgress, percent, portion } from "./progress.ts";
import type { Project } from "./project.ts";

/** How a command tells what happens. */
export interface Telling {
  /** Takes one sentence. */
  note(text: string): void;
  /** May a line on the terminal show how far it is? */
  live: boolean;
}

/** For commands whose answer is on stdout: what happens goes to stderr, with --json, too. */
export function tellingOf(
  { terminal }: Project,
  { quiet, json }: Pick<Arguments, "quiet" | "json">,
): Telling {
  return { note: (text) => void (quiet || terminal.stderr(`${text}\n`)), live: !quiet && !json };
}

/** gowsl's own toolchains. */
export function ownToolchains({ machine }: Pick<Project, "machine">): OwnToolchains {
  return new OwnToolchains(path.join(cacheDirectory(machine), "go"), now);
}

/**
 * Installs the release that a wish comes down to, for this machine.
 * @param reason why it is needed, as a sentence without its stop
 */
export async function installWish(
  project: Project,
  telling: Telling,
  wish: Wish,
  reason: string,
): Promise<Result<Installed>> {
  // On demand: what reaches into networks and archives is of no use to nearly all runs.
  const { releaseSource } = await import("./release-source.ts");
  const source = releaseSource(project);
  const resolved = await source.resolve(wish);
  if (!resolved.ok) return resolved;
  const { version, why } = resolved.value;
  const { goos: os, goarch: arch } = project.host;
  const full = why === undefined ? reason : `${reason}; ${why}`;
  return installRelease(project, telling, source, { version, os, arch }, full);
}

async function installRelease(
  project: Project,
  { note, live }: Telling,
  source: ReleaseSource,
  release: Release,
  reason: string,
): Promise<Result<Installed>> {
  const { terminal, machine } = project;
  const { install } = await import("../toolchain/install.ts");
  const own = ownToolchains(project);
  const name = `Go ${release.version}`;
  const progress = openProgress(terminal, live);
  const startMs = now();
  const tell = (text: string) => {
    progress.clear();
    note(text);
  };
  const installed = await install(release, {
    platform: machine.platform,
    own,
    note: tell,
    fetch: (each) => {
      tell(`fetching ${name} for ${each.os}/${each.arch} from ${source.place}: ${reason}`);
      return source.fetch(each, (done, total) =>
        progress.show(() => `${name}: fetched ${portion(done, total)}`),
      );
    },
    progress: (part) => progress.show(() => `${name}: unpacked ${percent(part)}`),
  });
  progress.clear();
  if (!installed.ok) return installed;
  const { archive, goroot } = installed.value;
  if (archive !== undefined) {
    const took = formatDuration(now() - startMs);
    note(`installed ${name} in ${took}: ${goroot} (from ${archive.from}; vouched for by ${archive.proof})`);
  }
  return success(installed.value);
}
