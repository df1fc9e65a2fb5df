/**
 * Once before the tests of the real binary: bundles gowsl, and fetches the real Go modules that they
 * build. Build and module caches are kept between runs; both are checked by content (go.sum, action
 * IDs), and everything else that a test sees is its own.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import {
  cacheFolder,
  goEnvironment,
  oldRelease,
  onExecutable,
  projects,
  realRelease,
  realToolchains,
  repository,
} from "./rig.ts";

export default function setup(): void {
  runOwnTask("build");
  if (onExecutable) compileExecutable();
  mkdirSync(cacheFolder, { recursive: true });
  for (const [name, project] of Object.entries(projects)) fetchProject(name, project);
  for (const release of [realRelease, oldRelease]) fetchToolchain(release);
}

/** The one-file executable of this machine. */
export function compileExecutable(): void {
  compileFor("host");
}

/** That of another system; its Bun is fetched once, through npm. */
export function compileFor(target: string): void {
  runOwnTask("executables", "--quiet", "--", target);
}

/** A task of gowsl's own config, by gowsl from source. */
function runOwnTask(...argv: string[]): void {
  const tsx = path.join(repository, "node_modules/tsx/dist/cli.mjs");
  execFileSync(process.execPath, [tsx, "lib/main.ts", ...argv], {
    cwd: repository,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** The zip of a real release, and what go itself makes of it. */
function fetchToolchain(release: string): void {
  const environment = { ...goEnvironment(), GOMODCACHE: realToolchains, GOFLAGS: "-mod=mod" };
  mkdirSync(realToolchains, { recursive: true });
  execFileSync("go", ["mod", "download", `golang.org/toolchain@v0.0.1-go${release}.linux-amd64`], {
    cwd: realToolchains,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  execFileSync("go", ["version"], {
    cwd: realToolchains,
    env: { ...environment, GOTOOLCHAIN: `go${release}` },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Copies a module of the module cache, with what it needs downloaded, to `<cache>/projects/<name>`. */
function fetchProject(name: string, { module, replace }: (typeof projects)[keyof typeof projects]): void {
  const folder = path.join(cacheFolder, "projects", name);
  const stamp = path.join(folder, ".fetched");
  if (existsSync(stamp)) return;
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  copyWritable(download(module), draft);
  if (replace !== undefined) {
    // A copy of a dependency inside the project, as teams do while they patch it.
    const [dependency, version] = replace.split("@");
    copyWritable(download(replace), path.join(draft, "third_party", path.basename(dependency!)));
    const target = `${dependency}@${version}=./third_party/${path.basename(dependency!)}`;
    go(draft, ["mod", "edit", `-replace=${target}`]);
    go(draft, ["mod", "tidy"]);
  }
  go(draft, ["mod", "download"]);
  go(draft, ["version"]);
  execFileSync("touch", [path.join(draft, ".fetched")]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

function download(module: string): string {
  const printed = go(cacheFolder, ["mod", "download", "-json", module]);
  return (JSON.parse(printed) as { Dir: string }).Dir;
}

function copyWritable(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", to]);
  if (!existsSync(path.join(to, "go.mod")))
    throw new Error(`${from} has no go.mod: ${readFileSync(to, "utf8")}`);
}

function go(cwd: string, argv: string[]): string {
  return execFileSync("go", argv, {
    cwd,
    encoding: "utf8",
    env: { ...goEnvironment(), GOFLAGS: "-mod=mod" },
  });
}
