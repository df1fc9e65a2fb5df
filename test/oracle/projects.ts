/**
 * The projects of a campaign: real modules from the module proxy, and what is fetched for them before:
 * other versions of dependencies, other Gos. Only this set-up uses the network.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { goEnvironment, repository } from "../cli/rig.ts";
import type { DependencyVersion, KindName, TaskSettings } from "./mutations.ts";

export interface OracleProject {
  name: string;
  /** Folders of the mains, relative to the module. */
  mains: readonly string[];
  /** Patterns for the config; absent: every main package, as gowsl finds them. */
  packages?: readonly string[];
  /** The target of `gowsl cross`. */
  crossTarget: string;
  task: TaskSettings;
  /** Does a program embed files? */
  embeds: boolean;
  /** No mutation that makes go compile all of std anew. */
  light?: boolean;
  /** Only these. */
  kinds?: readonly KindName[];
}

export interface PreparedProject extends OracleProject {
  /** Folder with the pristine sources. */
  source: string;
  dependencyVersions: readonly DependencyVersion[];
  toolchains: readonly { goroot: string; version: string }[];
  /** What gowsl and go see of the machine: caches, PATH, no network. */
  environment: NodeJS.ProcessEnv;
}

interface ProxyProject extends OracleProject {
  module: string;
  /** A dependency that is copied into the project, as teams do while they patch it. */
  replace?: string;
  /** Other versions of dependencies. */
  versions: readonly string[];
}

export const proxyProjects: readonly ProxyProject[] = [
  {
    name: "age",
    module: "filippo.io/age@v1.2.1",
    mains: ["cmd/age", "cmd/age-keygen"],
    crossTarget: "windows/amd64",
    task: {},
    embeds: false,
    versions: [
      "golang.org/x/crypto@v0.25.0",
      "golang.org/x/sys@v0.22.0",
      "golang.org/x/term@v0.22.0",
      "github.com/rogpeppe/go-internal@v1.13.1",
    ],
  },
  {
    name: "fzf",
    module: "github.com/junegunn/fzf@v0.65.2",
    mains: ["."],
    crossTarget: "windows/amd64",
    task: { ldflags: "-s -w", define: { "main.version": "0.65" } },
    embeds: true,
    versions: [
      "golang.org/x/sys@v0.31.0",
      "golang.org/x/text@v0.22.0",
      "github.com/rivo/uniseg@v0.4.6",
      "github.com/mattn/go-isatty@v0.0.19",
    ],
  },
  {
    // A replace to a local folder; goimports imports it.
    name: "tools",
    module: "golang.org/x/tools@v0.40.0",
    replace: "golang.org/x/mod@v0.31.0",
    mains: ["cmd/goimports", "cmd/present"],
    packages: ["./cmd/goimports", "./cmd/present"],
    crossTarget: "windows/amd64",
    task: { tags: ["oracle"] },
    embeds: true,
    versions: [
      "golang.org/x/sync@v0.18.0",
      "golang.org/x/net@v0.47.0",
      "github.com/yuin/goldmark@v1.4.12",
      "github.com/google/go-cmp@v0.7.0",
    ],
  },
  {
    // Assembler files, and cgo off.
    name: "compress",
    module: "github.com/klauspost/compress@v1.18.0",
    mains: ["s2/cmd/s2c", "s2/cmd/s2d", "dict/cmd/builddict"],
    packages: ["./s2/cmd/s2c", "./s2/cmd/s2d", "./dict/cmd/builddict"],
    crossTarget: "linux/arm64",
    task: { cgo: false },
    embeds: false,
    versions: [],
  },
  {
    // A whole folder is embedded.
    name: "pprof",
    module: "github.com/google/pprof@v0.0.0-20250403155104-27863c87afa6",
    mains: ["."],
    packages: ["."],
    crossTarget: "windows/amd64",
    task: {},
    embeds: true,
    versions: [
      "github.com/chzyer/readline@v1.5.0",
      "golang.org/x/sys@v0.7.0",
      "github.com/ianlancetaylor/demangle@v0.0.0-20240805132620-81f5be970eca",
    ],
  },
];

const otherGos = ["1.25.11", "1.26.7"];

const cacheFolder = path.join(repository, "node_modules", ".cache", "gowsl-oracle");

/** Fetches what is not there yet. */
export function prepareProjects(names: readonly string[]): PreparedProject[] {
  const toolchains = otherGos.map(fetchToolchain);
  return proxyProjects
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((project) => {
      const source = path.join(cacheFolder, "projects", project.name);
      const versionsFile = `${source}.versions.json`;
      if (!existsSync(versionsFile)) fetchProject(project, source, versionsFile);
      const dependencyVersions = JSON.parse(readFileSync(versionsFile, "utf8")) as DependencyVersion[];
      const environment = { ...settings(), GOPROXY: "off" };
      return { ...project, source, dependencyVersions, toolchains, environment };
    });
}

/** Copies a module of the module cache, and writes last what go.mod and go.sum are with other versions. */
function fetchProject({ module, replace, versions }: ProxyProject, folder: string, versionsFile: string) {
  rmSync(folder, { recursive: true, force: true });
  copyWritable(download(module), folder);
  if (replace !== undefined) {
    const [dependency, version] = replace.split("@");
    const local = `./third_party/${path.basename(dependency!)}`;
    copyWritable(download(replace), path.join(folder, local));
    go(folder, ["mod", "edit", `-replace=${dependency}@${version}=${local}`]);
    go(folder, ["mod", "tidy"]);
  }
  go(folder, ["mod", "download"]);
  const found = versions.map((description): DependencyVersion => {
    const scratch = `${folder}.scratch`;
    rmSync(scratch, { recursive: true, force: true });
    cpSync(folder, scratch, { recursive: true });
    go(scratch, ["get", description]);
    go(scratch, ["mod", "download"]);
    const read = (file: string) => readFileSync(path.join(scratch, file), "utf8");
    const version = { description, goMod: read("go.mod"), goSum: read("go.sum") };
    rmSync(scratch, { recursive: true });
    return version;
  });
  writeFileSync(versionsFile, JSON.stringify(found));
}

/**
 * A GOROOT from the module golang.org/toolchain. Its files have no x bits, and its go.mod files are
 * called _go.mod, as modules within a module would not be in its zip (cmd/go/internal/toolchain/select.go).
 */
function fetchToolchain(version: string): { goroot: string; version: string } {
  const goroot = path.join(cacheFolder, "toolchains", `go${version}`);
  if (existsSync(goroot)) return { goroot, version };
  mkdirSync(path.dirname(goroot), { recursive: true });
  const [os, arch] = go(cacheFolder, ["env", "GOHOSTOS", "GOHOSTARCH"]).trim().split(/\s+/);
  const draft = `${goroot}.new`;
  rmSync(draft, { recursive: true, force: true });
  copyWritable(download(`golang.org/toolchain@v0.0.1-go${version}.${os}-${arch}`), draft);
  const files = readdirSync(draft, { recursive: true, withFileTypes: true });
  for (const entry of files.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if (/^(bin|pkg\/tool)\//.test(path.relative(draft, file))) chmodSync(file, 0o755);
    if (entry.name === "_go.mod") cpSync(file, path.join(entry.parentPath, "go.mod"));
  }
  renameSync(draft, goroot);
  return { goroot, version };
}

function download(module: string): string {
  mkdirSync(cacheFolder, { recursive: true });
  const printed = go(cacheFolder, ["mod", "download", "-json", module]);
  return (JSON.parse(printed) as { Dir: string }).Dir;
}

function copyWritable(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", to]);
}

function go(cwd: string, argv: string[]): string {
  return execFileSync("go", argv, { cwd, encoding: "utf8", env: { ...settings(), GOFLAGS: "-mod=mod" } });
}

/** The campaign has caches of its own: real builds of mutated sources are of no use to the tests. */
function settings(): Record<string, string> {
  return {
    ...goEnvironment(),
    HOME: cacheFolder,
    GOCACHE: path.join(cacheFolder, "go-build"),
    GOMODCACHE: path.join(cacheFolder, "go-mod"),
  };
}
