/**
 * Installing a release of Go whose zip lies in a folder: gowsl computes its h1 and unpacks it, and go mod download
 * does the same. No network takes part, and both start from nothing.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, fetchEnvironment, measuredEnvironment } from "./environment.ts";
import { gowslRuntimes } from "./gowsl.ts";
import { alternate, type Contender, type Pace, type Run } from "./measure.ts";
import { lastPeakMiB, peakCommand } from "./peak.ts";
import { contenderNames, type ContenderResult } from "./result.ts";

/** A release that is not the one of the machine, and among the smallest. */
const version = "1.25.11";
const mebibyteLimit = 200;

export async function measureToolchain(pace: Pace): Promise<ContenderResult[]> {
  const folder = path.join(cacheFolder, "toolchain");
  const go = (name: string) =>
    execFileSync("go", ["env", name], { encoding: "utf8", env: measuredEnvironment() }).trim();
  const system = `${go("GOOS")}-${go("GOARCH")}`;
  const module = `golang.org/toolchain@v0.0.1-go${version}.${system}`;
  execFileSync("go", ["mod", "download", module], {
    cwd: cacheFolder,
    stdio: ["ignore", "ignore", 2],
    env: { ...fetchEnvironment(), GOFLAGS: "-mod=mod" },
  });
  // A repository of its own: gowsl looks for a config up to its root.
  const project = path.join(folder, "project");
  mkdirSync(path.join(project, ".git"), { recursive: true });
  writeFileSync(path.join(project, "go.mod"), "module example.com/empty\n\ngo 1.21\n");
  const files = path.join(cacheFolder, "go-mod", "cache", "download");
  const env = { ...measuredEnvironment(), GOPROXY: `file://${files}`, GOSUMDB: "off" };
  const store = path.join(folder, "store");
  const modules = path.join(folder, "modules");
  const peak = peakCommand();
  const contenders: Contender[] = [
    {
      name: contenderNames.goDownload,
      argv: [...peak, "go", "mod", "download", module],
      cwd: project,
      env: { ...env, GOMODCACHE: modules, GOFLAGS: "-mod=mod -modcacherw" },
      prepare: () => removeSettled(modules),
      did: () => "downloaded",
    },
    ...gowslRuntimes().map(({ name, argv }) => ({
      name,
      argv: [...peak, ...argv, "toolchain", "install", version],
      cwd: project,
      env: { ...env, GOWSL_CACHE_DIR: store },
      prepare: () => removeSettled(store),
      did: () => `installed, with a peak of ${lastPeakMiB().toFixed(0)} MiB`,
      check: ({ stderr }: Run) => {
        if (!stderr.includes(`\ninstalled Go ${version} `)) return `it said "${stderr.trim()}"`;
        const taken = lastPeakMiB();
        return taken < mebibyteLimit ? undefined : `it took ${taken.toFixed(0)} MiB`;
      },
    })),
  ];
  const results = await alternate(contenders, { ...pace, warmUps: 1 });
  rmSync(store, { recursive: true, force: true });
  rmSync(modules, { recursive: true, force: true });
  return results;
}

/** What the one has written must not be on its way to the disk while the other is measured. */
function removeSettled(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  // Windows has no such program; there the times scatter.
  spawnSync("sync");
}
