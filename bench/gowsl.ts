/**
 * The programs that are measured as gowsl: the bundle on this Node, and the executable where there is one.
 * Makes the bundle, and says which gowsl it is.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { firstLine, repository } from "./environment.ts";
import { contenderNames, type Absent, type Measured } from "./result.ts";

/** How a gowsl is started. */
export interface Runtime {
  name: string;
  argv: readonly string[];
}

const bundle = path.join(repository, "out", "gowsl.cjs");
const processors: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const systems: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };

/** Where the task of gowsl.config.ts leaves the executable for this machine. */
const executable = path.join(
  repository,
  "out",
  "executables",
  `gowsl_${systems[process.platform] ?? process.platform}_${processors[process.arch] ?? process.arch}${process.platform === "win32" ? ".exe" : ""}`,
);

export const gowslOnNode: Runtime = { name: contenderNames.gowsl, argv: [process.execPath, bundle] };

/** Those that are here, the executable last. */
export function gowslRuntimes(): Runtime[] {
  return [
    gowslOnNode,
    ...(existsSync(executable) ? [{ name: contenderNames.executable, argv: [executable] }] : []),
  ];
}

/** Bundles gowsl as it is now. @returns what is absent after that */
export function prepareGowsl(say: (text: string) => void): Absent[] {
  say("bundling gowsl");
  const tsx = path.join(repository, "node_modules", "tsx", "dist", "cli.mjs");
  execFileSync(process.execPath, [tsx, "lib/main.ts", "build", "--quiet"], {
    cwd: repository,
    stdio: ["ignore", 2, 2],
  });
  if (existsSync(executable)) return [];
  return [{ name: contenderNames.executable, why: `there is no ${path.relative(repository, executable)}` }];
}

/** Which gowsl it is: by its commit for people, by its programs for a benchmark that goes on. */
export function describeGowsl(): Pick<Measured, "gowsl" | "programs"> {
  const hash = createHash("sha256");
  for (const file of [...filesIn(path.join(repository, "out"), /\.[cm]?js$/), executable].filter(
    existsSync,
  )) {
    hash.update(path.relative(repository, file)).update(readFileSync(file));
  }
  return {
    gowsl: firstLine("git", ["-C", repository, "describe", "--always", "--dirty"]),
    programs: hash.digest("hex").slice(0, 12),
  };
}

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((entry) => {
      const file = path.join(folder, entry);
      if (statSync(file).isDirectory()) return filesIn(file, name);
      return name.test(entry) ? [file] : [];
    });
}
