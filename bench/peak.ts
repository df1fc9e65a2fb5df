/** The program that tells the peak of memory of what it starts: see peak.go. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, fetchEnvironment, repository } from "./environment.ts";

const file = path.join(cacheFolder, "peak.txt");

/** Makes the program. @returns what stands before a command line whose peak is wanted */
export function peakCommand(): string[] {
  const program = path.join(cacheFolder, "bin", "peak");
  execFileSync("go", ["build", "-o", program, path.join(repository, "bench", "peak.go")], {
    cwd: cacheFolder,
    stdio: ["ignore", "ignore", 2],
    env: fetchEnvironment(),
  });
  return [program, file];
}

/** That of the last run. */
export function lastPeakMiB(): number {
  return Number(readFileSync(file, "utf8")) / 1024;
}
