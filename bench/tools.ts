/**
 * The peers as programs: pinned versions, installed by the ordinary clients into the folder of the benchmark and
 * nowhere else. What can't be installed is absent, with a reason. Knows nothing of what they are used for.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder, fetchEnvironment, firstLine, goBinaries } from "./environment.ts";
import type { Absent } from "./result.ts";

export type ToolName =
  "make" | "ninja" | "Task" | "just" | "Turborepo" | "wireit" | "mage" | "gox" | "goreleaser";

interface Tool {
  name: ToolName;
  version: string;
  /** What installs it. */
  client: "go install" | "npm install" | "pip install" | "the system";
  /** Package or module, as its client names it. */
  origin: string;
  /** Where the program is then. */
  program: string;
}

const ending = process.platform === "win32" ? ".exe" : "";
const system = process.platform === "win32" ? "windows" : process.platform;
const turboProcessor = process.arch === "x64" ? "64" : process.arch;
const packages = path.join(cacheFolder, "tools", "npm");
const modules = path.join(packages, "node_modules");
const wheels = path.join(cacheFolder, "tools", "ninja");

const tools: readonly Tool[] = [
  { name: "make", version: "", client: "the system", origin: "make", program: "make" },
  fromGo("Task", "task", "github.com/go-task/task/v3/cmd/task", "v3.48.0"),
  fromGo("mage", "mage", "github.com/magefile/mage", "v1.17.2"),
  fromGo("gox", "gox", "github.com/mitchellh/gox", "v1.0.1"),
  fromGo("goreleaser", "goreleaser", "github.com/goreleaser/goreleaser/v2", "v2.12.0"),
  {
    name: "ninja",
    version: "1.13.0",
    client: "pip install",
    origin: "ninja",
    program: path.join(wheels, "bin", `ninja${ending}`),
  },
  {
    name: "just",
    version: "1.57.0",
    client: "npm install",
    origin: "rust-just",
    program: path.join(modules, `rust-just-${system}-${process.arch}`, "bin", `just${ending}`),
  },
  {
    name: "Turborepo",
    version: "2.11.11",
    client: "npm install",
    origin: "turbo",
    // The program itself: its launcher on Node would add the start of a Node.
    program: path.join(modules, "@turbo", `${system}-${turboProcessor}`, "bin", `turbo${ending}`),
  },
  {
    name: "wireit",
    version: "0.14.13",
    client: "npm install",
    origin: "wireit",
    program: path.join(modules, "wireit", "bin", "wireit.js"),
  },
];

function fromGo(name: ToolName, binary: string, module: string, version: string): Tool {
  const program = path.join(goBinaries, binary + ending);
  return { name, version, client: "go install", origin: module, program };
}

/** The path of a tool's program, there or not. */
export function programOf(name: ToolName): string {
  return tools.find((tool) => tool.name === name)!.program;
}

/** Installs what is not there in its version. @returns what is absent after that */
export function installTools(say: (text: string) => void): Absent[] {
  const missing = tools.filter((tool) => !isInstalled(tool));
  for (const tool of missing) {
    if (tool.client === "the system") continue;
    // One install of npm brings all that come from there.
    if (isInstalled(tool)) continue;
    say(`${tool.client}: ${tool.origin} ${tool.version}`);
    try {
      install(tool);
    } catch (error) {
      say(`${tool.name}: ${(error as Error).message}`);
    }
  }
  return missing.flatMap((tool) => (isInstalled(tool) ? [] : [absent(tool)]));
}

function absent({ name, client, origin, version }: Tool): Absent {
  const why =
    client === "the system"
      ? `there is no ${origin} on PATH`
      : `${client} could not install ${origin} ${version}, and the terminal said why`;
  return { name, why };
}

/** The version of each tool, for the description of the machine. */
export function toolVersions(): [ToolName, string][] {
  return tools.map((tool) => {
    if (!isInstalled(tool)) return [tool.name, "absent"];
    const { client, version, origin } = tool;
    const told = client === "the system" ? firstLine(origin, ["--version"]) : `${version} (${client})`;
    return [tool.name, told];
  });
}

function stampOf({ name }: Tool): string {
  return path.join(cacheFolder, "tools", `${name}.version`);
}

function isInstalled(tool: Tool): boolean {
  if (tool.client === "the system") return firstLine(tool.origin, ["--version"]) !== "absent";
  const told = stampOf(tool);
  return existsSync(tool.program) && existsSync(told) && readFileSync(told, "utf8") === tool.version;
}

function install(tool: Tool): void {
  mkdirSync(packages, { recursive: true });
  // npm and pip as they are set up here; go with the caches of the benchmark.
  const env = tool.client === "go install" ? fetchEnvironment() : process.env;
  const run = (program: string, argv: readonly string[]) =>
    execFileSync(program, argv, { cwd: packages, stdio: ["ignore", 2, 2], env });
  switch (tool.client) {
    case "the system":
      return;
    case "go install":
      run("go", ["install", `${tool.origin}@${tool.version}`]);
      return stamp([tool]);
    case "pip install": {
      const options = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--upgrade"];
      const python = process.platform === "win32" ? "python" : "python3";
      run(python, [
        "-m",
        "pip",
        "install",
        ...options,
        "--target",
        wheels,
        `${tool.origin}==${tool.version}`,
      ]);
      return stamp([tool]);
    }
    case "npm install": {
      const together = tools.filter(({ client }) => client === "npm install");
      const dependencies = Object.fromEntries(together.map(({ origin, version }) => [origin, version]));
      writeFileSync(path.join(packages, "package.json"), JSON.stringify({ private: true, dependencies }));
      // Without a prefix npm would take the repository that the folder lies in.
      run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", packages]);
      return stamp(together);
    }
  }
}

function stamp(installed: readonly Tool[]): void {
  for (const tool of installed) writeFileSync(stampOf(tool), tool.version);
}

const present = new Map<ToolName, boolean>();

/** Whether a tool can take part. */
export function isPresent(name: ToolName): boolean {
  const known = present.get(name) ?? isInstalled(tools.find((tool) => tool.name === name)!);
  present.set(name, known);
  return known;
}
