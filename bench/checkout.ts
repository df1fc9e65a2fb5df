/**
 * Folders with files as repositories of their own, kept between benchmarks and free of what contenders left in
 * them. Knows nothing of what the files are.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gowslCache, measuredEnvironment } from "./environment.ts";

/** Folders in which contenders keep what they know, and those in which they leave artifacts. */
const states: readonly string[] = [".gowsl", ".task", ".turbo", ".wireit", ".justcache", ".ninja_log"];
const outputs: readonly string[] = ["bin", "dist"];
const ignored = [...states, ...outputs, "bench-*"].map((name) => `/${name}`);

/** Writes files by their paths in a folder; none may be there, as it would be another's. */
export function writeFiles(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(texts)) {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text, { flag: "wx" });
  }
}

/** Fills a folder unless it was filled from the same description before. */
export function keep(folder: string, description: string, fill: (draft: string) => void): void {
  const stamp = `${folder}.stamp`;
  const digest = createHash("sha256").update(description).digest("hex");
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  rmSync(stamp, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill(folder);
  // A repository of its own: no config above it is found.
  git(folder, ["init", "--quiet", "--initial-branch=main"]);
  // As a team ignores what it builds; the project's own .gitignore stays as it is.
  mkdirSync(path.join(folder, ".git", "info"), { recursive: true });
  writeFileSync(path.join(folder, ".git", "info", "exclude"), ignored.join("\n"));
  writeFileSync(stamp, digest);
}

/**
 * Removes what all contenders left in a project: each benchmark begins with the gowsl of now, and make and
 * Task would take what another Go or another folder has built for up to date.
 */
export function forgetBuilds(folder: string): void {
  const left = readdirSync(folder).filter(
    (name) => states.includes(name) || outputs.includes(name) || /^bench-[^.]*$/.test(name),
  );
  for (const name of left) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Empties the store of gowsl. */
export function emptyStore(): void {
  rmSync(gowslCache, { recursive: true, force: true });
}

/** All files of the project itself, relative to its folder. */
export function trackedFiles(folder: string): string[] {
  return git(folder, ["ls-files", "-z"])
    .split("\0")
    .filter((file) => file !== "");
}

export function git(folder: string, argv: string[]): string {
  const settings = ["user.name=benchmark", "user.email=benchmark@example.com", "core.autocrlf=false"];
  const options = settings.flatMap((setting) => ["-c", setting]);
  const env = { ...measuredEnvironment(), GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...options, ...argv], {
    cwd: folder,
    encoding: "utf8",
    env,
    maxBuffer: 1 << 26,
  });
}
