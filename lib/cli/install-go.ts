/**
 * Installs the Go that is wished for, and tells about it: what is fetched, why, from where, and how far it is.
 * Knows nothing of command lines.
 */
import path from "node:path";
import type { Wish } from "../go/wish.ts";
import { elapsed, now } from "../host/clock.ts";
import { cacheDirectory } from "../host/machine.ts";
import { failure, type Failure, type Result } from "../model/failure.ts";
import type { FetchEvent, Release } from "../model/release.ts";
import { formatDuration } from "../report/numbers.ts";
import type { Installed } from "../toolchain/install.ts";
import { pinConflict } from "../toolchain/installed-pin.ts";
import { OwnToolchains } from "../toolchain/own-toolchains.ts";
import type { Arguments } from "./arguments.ts";
import { openProgress, percent, portion } from "./progress.ts";
import type { Project } from "./project.ts";
import type { ReleaseSource } from "./release-source.ts";

/** How a command tells what happens. */
export interface Telling {
  /** Takes one sentence. */
  note(text: string): void;
  /** May a line on the terminal show how far it is? */
  live: boolean;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/** What is wished for, and by whom. */
export interface Order {
  wish: Wish;
  /** Why it is needed, as a sentence without its stop. */
  reason: string;
  /** Is it what the project asks for? Then it is written down in gowsl.lock. */
  ofProject: boolean;
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

/** Installs the release that a wish comes down to, for this machine. */
export async function installWish(
  project: Project,
  telling: Telling,
  { wish, reason, ofProject }: Order,
): Promise<Result<Installed>> {
  // On demand: what reaches into networks and archives is of no use to nearly all runs.
  const { releaseSource } = await import("./release-source.ts");
  const source = releaseSource(project, telling.signal);
  if (!source.ok) return source;
  const resolved = await source.value.resolve(wish);
  if (!resolved.ok) return resolved;
  const { version, note } = resolved.value;
  const { goos: os, goarch: arch } = project.host;
  const release = { version, os, arch };
  const full = note === undefined ? reason : `${reason}; ${note}`;
  const conflict = ownConflict(project, release);
  if (conflict !== undefined) return failure(conflict);
  const installed = await installRelease(project, telling, source.value, release, full);
  const { place, loaded } = project;
  const hasProject = loaded.file !== undefined || place.goMod !== undefined || place.goWork !== undefined;
  const isAsked = ofProject && hasProject && !wish.source.startsWith("GOTOOLCHAIN");
  if (!installed.ok || !isAsked || installed.value.archive === undefined) return installed;
  const pinned = await source.value.pin(installed.value.archive);
  if (!pinned.ok) return pinned;
  for (const text of pinned.value) telling.note(text);
  return installed;
}

/** What is installed is not replaced: another project may use it, and either side may be the wrong one. */
export function ownConflict(project: Project, release: Release): Failure | undefined {
  const own = ownToolchains(project);
  const goroot = own.place(release);
  const conflict = own.has(release) ? pinConflict(project.root, goroot) : undefined;
  if (conflict === undefined) return undefined;
  const next = `One of them is not the release. If it is the installed one, remove ${goroot}; the right one is then fetched.`;
  return { family: "toolchain", place: goroot, thing: conflict, next };
}

async function installRelease(
  { terminal, machine }: Project,
  { note, live, signal }: Telling,
  source: ReleaseSource,
  release: Release,
  reason: string,
): Promise<Result<Installed>> {
  const { install } = await import("../toolchain/install.ts");
  const name = `Go ${release.version}`;
  const progress = openProgress(terminal, live);
  const startMs = elapsed();
  const tell = (text: string) => {
    progress.clear();
    note(text);
  };
  let told: string | undefined;
  const show = (event: FetchEvent) => {
    switch (event.type) {
      case "downloading": {
        const { from, receivedBytes, totalBytes } = event;
        if (told !== from) tell(`fetching ${name} for ${release.os}/${release.arch} from ${from}: ${reason}`);
        told = from;
        return progress.show(() => `${name}: ${portion(receivedBytes, totalBytes)} fetched`);
      }
      case "proving":
        return progress.show(() => `${name}: asking ${event.by}`);
      case "source-failed":
        return tell(event.reason);
    }
  };
  const installed = await install(release, {
    platform: machine.platform,
    own: ownToolchains({ machine }),
    note: tell,
    fetch: (each) => source.fetch(each, show),
    progress: (part) => progress.show(() => `${name}: ${percent(part)} unpacked`),
    ...(signal === undefined ? {} : { signal }),
  });
  progress.clear();
  if (!installed.ok) return installed;
  const { archive, goroot } = installed.value;
  if (archive !== undefined) {
    const took = formatDuration(elapsed() - startMs);
    note(`installed ${name} in ${took}: ${goroot} (proof: ${archive.proof})`);
  }
  return installed;
}
