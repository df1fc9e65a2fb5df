/**
 * The programs that are measured as gowsl: the bundle on this Node, and the executable where it can be made.
 * Makes both, and says which gowsl it is.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { hostTarget } from "../executables/host.ts";
import { executableFile } from "../executables/targets.ts";
import { firstLine, repository } from "./environment.ts";
import { contenderNames, type Absent, type Measured } from "./result.ts";

/** How a gowsl is started. */
export interface Runtime {
  name: string;
  argv: readonly string[];
}

const bundle = path.join(repository, "out", "gowsl.cjs");

/** The executable for this machine, there or not. */
const executable = path.join(repository, "dist", executableFile(hostTarget() ?? { name: "unknown" }));

export const gowslOnNode: Runtime = { name: contenderNames.gowsl, argv: [process.execPath, bundle] };

/** Those that are here, the executable last. */
export function gowslRuntimes(): Runtime[] {
  return [
    gowslOnNode,
    ...(existsSync(executable) ? [{ name: contenderNames.executable, argv: [executable] }] : []),
  ];
}

/** Bundles gowsl and compiles the executable as they are now. @returns what is absent after that */
export function prepareGowsl(say: (text: string) => void): Absent[] {
  const tsx = path.join(repository, "node_modules", "tsx", "dist", "cli.mjs");
  const run = (argv: readonly string[]) =>
    execFileSync(process.execPath, [tsx, "lib/main.ts", ...argv], {
      cwd: repository,
      stdio: ["ignore", 2, 2],
    });
  say("bundling gowsl");
  run(["build", "--quiet"]);
  say("compiling the executable");
  // One of an earlier gowsl must not be taken for this one.
  rmSync(executable, { force: true });
  try {
    run(["executables", "--quiet", "--", "host"]);
    return [];
  } catch {
    const why = "the task executables could not compile it, and the terminal said why";
    return [{ name: contenderNames.executable, why }];
  }
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
