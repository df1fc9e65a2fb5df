/**
 * gowsl's own folder of Go installations, in the user's cache directory: which are there, where one lies, when
 * each was last used, and their removal. Knows nothing of where they come from.
 */
import path from "node:path";
import { describeError, touch } from "../host/files.ts";
import { NewTree, removeTree } from "../host/new-tree.ts";
import { removeAbandonedFiles, writeText } from "../host/placing.ts";
import { modifiedMs, realPathIfThere, textIfThere } from "../host/quick.ts";
import { listFolder, lookAt } from "../host/stat.ts";
import { releaseName, releaseOf } from "../go/release-name.ts";
import { compareVersions, parseVersionFile } from "../go/version.ts";
import type { Failure } from "../model/failure.ts";
import type { Archive, Release } from "../model/release.ts";

export interface OwnToolchain {
  release: Release;
  goroot: string;
  /** When it was last used, in ms; at first when it was installed. */
  usedMs: number;
}

/** Which toolchains go, and what could not be removed. */
export interface Pruned {
  removed: OwnToolchain[];
  kept: { toolchain: OwnToolchain; reason: string }[];
  failures: Failure[];
}

const dayMs = 24 * 60 * 60 * 1000;

/** A use within this time of the last one is not noted again. */
const noteMs = 60 * 60 * 1000;

export class OwnToolchains {
  readonly folder: string;
  readonly #now: () => number;

  /** @param now gives the time in ms */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.#now = now;
  }

  /** Where a release lies, or would lie. */
  place(release: Release): string {
    return path.join(this.folder, releaseName(release));
  }

  /** Is it there, with the version that it should have? Whoever removed half of it by hand gets it anew. */
  has(release: Release): boolean {
    const goroot = this.place(release);
    const text = textIfThere(path.join(goroot, "VERSION"));
    const command = path.join(goroot, "bin", release.os === "windows" ? "go.exe" : "go");
    return (
      text !== undefined &&
      parseVersionFile(text)?.version === release.version &&
      lookAt(command).type === "file"
    );
  }

  /** All that are there, the newest version first. */
  list(): OwnToolchain[] {
    const found = listFolder(this.folder).flatMap(({ name, kind }) => {
      const release = kind === "/" ? releaseOf(name) : undefined;
      if (release === undefined) return [];
      const goroot = path.join(this.folder, name);
      const used = lookAt(noteFile(goroot)).stat ?? lookAt(goroot).stat;
      return [{ release, goroot, usedMs: used?.mtimeMs ?? 0 }];
    });
    return found.toSorted((left, right) => compareVersions(right.release.version, left.release.version));
  }

  /** Is the Go in this folder one of gowsl's own? One on PATH has its real path, and the cache folder may be a link. */
  holds(goroot: string): boolean {
    if (releaseOf(path.basename(goroot)) === undefined) return false;
    const above = path.dirname(goroot);
    return above === this.folder || realPathIfThere(above) === realPathIfThere(this.folder);
  }

  /** Notes that the Go in this folder is used; a Go that lies elsewhere is none of its business. */
  async noteUse(goroot: string): Promise<void> {
    if (!this.holds(goroot)) return;
    const file = noteFile(path.join(this.folder, path.basename(goroot)));
    const usedMs = modifiedMs(file);
    // A use in the future is one under a clock that was set back since: it would keep the Go for as long.
    if (usedMs !== undefined && Math.abs(this.#now() - usedMs) < noteMs) return;
    if (usedMs !== undefined) return touch(file, this.#now());
    // Its time decides when it may go; a folder that can't be written is no reason not to work.
    await writeText(file, "{}\n", "may be lost").catch(() => {});
  }

  /** Notes where an installed Go came from. The note is also what `noteUse` touches. */
  async noteOrigin(place: string, { from, proof, form, sha256, h1 }: Archive): Promise<void> {
    const text = JSON.stringify({ from, proof, form, sha256, ...(h1 === undefined ? {} : { h1 }) }, null, 2);
    await writeText(noteFile(place), `${text}\n`, "may be lost");
  }

  /**
   * Removes what is not used.
   * @param options.inUse GOROOTs that stay whatever their age
   * @param options.days how long ago the last use must be; 0 for all
   */
  async prune(options: { inUse: readonly string[]; days: number; dryRun: boolean }): Promise<Pruned> {
    const { inUse, days, dryRun } = options;
    const result: Pruned = { removed: [], kept: [], failures: [] };
    if (!dryRun) await removeAbandonedFiles(this.folder);
    for (const toolchain of this.list()) {
      const { goroot, usedMs } = toolchain;
      if (inUse.some((each) => realPathIfThere(each) === realPathIfThere(goroot))) {
        result.kept.push({ toolchain, reason: "it is the one that is used here" });
      } else if (days > 0 && this.#now() - usedMs < days * dayMs) {
        result.kept.push({ toolchain, reason: `it was used in the last ${days} days` });
      } else if (dryRun) {
        result.removed.push(toolchain);
      } else {
        const problem = await this.#remove(goroot);
        if (problem === undefined) result.removed.push(toolchain);
        else result.failures.push(problem);
      }
    }
    return result;
  }

  /** Removes what killed runs have left, and throws what the disk says if nothing can be written here. */
  async prepare(): Promise<void> {
    await removeAbandonedFiles(this.folder);
    await new NewTree(path.join(this.folder, "trial")).abandon();
  }

  async #remove(goroot: string): Promise<Failure | undefined> {
    try {
      await removeTree(goroot);
      await removeTree(noteFile(goroot));
      return undefined;
    } catch (error) {
      return {
        family: "files",
        place: goroot,
        thing: `can't be removed: ${describeError(error)}`,
        next: "End the programs that use it, or make its folder writable.",
      };
    }
  }
}

/** What is noted of an installation: outside of it, as it is Go's alone, and of the folder whose names routing looks at. */
export function noteFile(goroot: string): string {
  return path.join(path.dirname(goroot), ".notes", `${path.basename(goroot)}.json`);
}
