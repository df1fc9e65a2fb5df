/**
 * How long the choice of the Go takes when nothing is to be installed: in a process of its own each time, from go.mod
 * to the toolchain. Node's start, loading, the config and go itself are not in it.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { bundleEntry, bundleParts } from "../bundle.ts";
import { form } from "../executables/compile.ts";
import { hostTarget } from "../executables/host.ts";
import { bunFile } from "../executables/targets.ts";
import { git } from "./checkout.ts";
import { cacheFolder, measuredEnvironment, repository } from "./environment.ts";
import { alternate, type Contender, type Pace, type Run } from "./measure.ts";
import type { Runtime } from "./gowsl.ts";
import { contenderNames, type ContenderResult } from "./result.ts";

/** What a process that routes prints. */
interface Routed {
  milliseconds: number;
  why: string;
}

/** Routes by PATH, by the module cache, and by gowsl's own: each has all that comes before it to pass over. */
export async function measureRouting(pace: Pace): Promise<ContenderResult[]> {
  const folder = path.join(cacheFolder, "routing");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const script = await bundleAsGowsl(folder);
  // A repository of its own: gowsl would find the config of this one.
  git(folder, ["init", "--quiet"]);
  writeFileSync(path.join(folder, "go.mod"), "module example.com/routing\n\ngo 1.21\n");
  const goroot = execFileSync("go", ["env", "GOROOT"], {
    encoding: "utf8",
    env: measuredEnvironment(),
  }).trim();
  const inModuleCache = { GOTOOLCHAIN: `go${makeMany(folder, goroot)}` };
  const inOwnFolder = { GOTOOLCHAIN: `go${makeOwn(folder, goroot)}` };
  const contenders = runtimes(folder, script).flatMap((runtime) => [
    contender("PATH", runtime, folder, {}),
    contender("module cache", runtime, folder, inModuleCache),
    contender("gowsl's own", runtime, folder, inOwnFolder),
  ]);
  return alternate(contenders, { ...pace, warmUps: 2 }, routeOnce);
}

/** A part of its own, loaded as gowsl's are: with what an earlier process has left of its code. */
async function bundleAsGowsl(folder: string): Promise<string> {
  const source = (...names: string[]) => path.join(repository, ...names);
  await bundleParts({ route: source("bench", "routing-process.ts") }, folder);
  await bundleEntry(source("lib", "host", "kept-code.ts"), path.join(folder, "kept-code.cjs"), []);
  const script = path.join(folder, "start.cjs");
  await bundleEntry(source("bench", "routing-start.ts"), script, [
    [/\/routing-process\.ts$/, "./route.cjs"],
    [/\/kept-code\.ts$/, "./kept-code.cjs"],
  ]);
  return script;
}

/** This Node, and the form of the executables, where the Bun is here that makes them. */
function runtimes(folder: string, script: string): Runtime[] {
  const onNode = { name: contenderNames.gowsl, argv: [process.execPath, script] };
  const target = hostTarget();
  const bun = target && path.join(repository, "node_modules", target.package, bunFile(target));
  if (bun === undefined || !existsSync(bun)) return [onNode];
  const program = path.join(folder, "route");
  const defines = ["--define=gowslCarries={}", "--define=gowslTypes={}"];
  const entry = path.join(repository, "bench", "routing-process.ts");
  execFileSync(bun, ["build", ...form, ...defines, `--outfile=${program}`, entry], { stdio: "ignore" });
  return [onNode, { name: contenderNames.executable, argv: [program] }];
}

function contender(
  source: string,
  { name, argv }: Runtime,
  folder: string,
  env: Record<string, string>,
): Contender {
  return {
    name: source === "PATH" ? name : `${name}, ${source}`,
    argv,
    cwd: folder,
    env: {
      ...measuredEnvironment(),
      GOMODCACHE: path.join(folder, "mod"),
      GOWSL_CACHE_DIR: cacheOf(folder, source),
      ...env,
    },
    did: ({ stdout }) => (JSON.parse(stdout) as Routed).why.replace(/ \(.*\)$/, ""),
    check: ({ stdout }) => {
      const { why } = JSON.parse(stdout) as Routed;
      return why.includes(`${source} has `) ? undefined : `it took another Go: ${why}`;
    },
  };
}

/** A user who has it one way keeps the code of that way. */
function cacheOf(folder: string, source: string): string {
  return path.join(folder, "caches", source);
}

/** The time is what the process says: its start and end are not the routing. */
function routeOnce({ argv: [program = "", ...rest], cwd, env }: Contender): Run {
  const stdout = execFileSync(program, rest, { cwd, env: { ...env }, encoding: "utf8" });
  return { milliseconds: (JSON.parse(stdout) as Routed).milliseconds, code: 0, stdout, stderr: "" };
}

const many = 8;

/** A module cache with many toolchains. @returns the version of the one that is looked at last */
function makeMany(folder: string, goroot: string): string {
  const cache = path.join(folder, "mod", "golang.org");
  for (let minor = 0; minor < many; minor++) {
    const target = path.join(cache, `toolchain@v0.0.1-go1.${30 + minor}.0.${systemName()}`);
    makeToolchain(target, goroot, `1.${30 + minor}.0`);
    for (const name of ["_go.mod", "go.mod"]) {
      mkdirSync(path.join(target, "src"), { recursive: true });
      writeFileSync(path.join(target, "src", name), "module std\n");
    }
  }
  return "1.30.0";
}

function makeOwn(folder: string, goroot: string): string {
  makeToolchain(path.join(cacheOf(folder, "gowsl's own"), "go", `1.29.0.${systemName()}`), goroot, "1.29.0");
  return "1.29.0";
}

/** The go command and the compiler are links to nothing but the first bytes of the real ones: nobody starts them. */
function makeToolchain(folder: string, goroot: string, version: string): void {
  const ending = process.platform === "win32" ? ".exe" : "";
  const tool = path.join("pkg", "tool", systemName().replace("-", "_"), `compile${ending}`);
  for (const file of [path.join("bin", `go${ending}`), tool]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    if (version === "1.30.0" || version === "1.29.0")
      copyFileSync(path.join(goroot, file), path.join(folder, file));
    else copyFileSync(path.join(goroot, "VERSION"), path.join(folder, file));
    chmodSync(path.join(folder, file), 0o755);
  }
  writeFileSync(path.join(folder, "VERSION"), `go${version}\n`);
}

function systemName(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };
  const processors: Record<string, string> = { x64: "amd64", ia32: "386" };
  return `${systems[process.platform] ?? process.platform}-${processors[process.arch] ?? process.arch}`;
}
