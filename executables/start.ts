/** Starts an executable that was just compiled, where something here can: this machine, an emulator, or wine. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { hostTarget } from "./host.ts";
import { executableFile, type ExecutableTarget } from "./targets.ts";

/** What starts a target's executable here, and how that is called; or why nothing does. */
type Starter = { how: string; argv: string[]; env?: Record<string, string> } | { why: string };

/** The rigs of the tests, as test/rigs/install.sh makes them. */
const libraries = "/usr/aarch64-linux-gnu";

function starterOf(target: ExecutableTarget, root: string): Starter {
  const rigs = process.env["GOWSL_RIGS"] ?? path.resolve(root, "node_modules/.cache/gowsl-rigs");
  if (target.name === hostTarget()?.name) return { how: "here", argv: [] };
  if (target.name.endsWith("-musl")) return muslStarter(target, root, path.join(rigs, "musl"));
  if (target.name === "windows-x64") {
    const prefix = path.join(rigs, "wine");
    if (!existsSync(path.join(prefix, ".ready")))
      return { why: "there is no wine (test/rigs/install.sh wine)" };
    return { how: "under wine", argv: ["wine"], env: { WINEPREFIX: prefix, WINEDEBUG: "-all" } };
  }
  if (target.name === "linux-arm64") {
    if (!isEmulated() || !existsSync(libraries)) return noEmulator;
    return { how: "under qemu", argv: [emulator, "-L", libraries] };
  }
  return { why: "nothing here can" };
}

const emulator = "qemu-aarch64-static";
const noEmulator = { why: "there is no qemu (test/rigs/install.sh qemu)" };

function isEmulated(): boolean {
  return spawnSync(emulator, ["--version"], { stdio: "ignore" }).status === 0;
}

function muslStarter({ name }: ExecutableTarget, root: string, rig: string): Starter {
  if (!existsSync(path.join(rig, ".ready"))) return { why: "there is no musl (test/rigs/install.sh musl)" };
  if (name === "linux-x64-musl") {
    if (process.platform !== "linux" || process.arch !== "x64") return { why: "nothing here can" };
    return { how: "with musl", argv: [path.join(root, "test/rigs/musl.sh")] };
  }
  return isEmulated()
    ? { how: "with musl under qemu", argv: [emulator, "-L", path.join(rig, "arm64")] }
    : noEmulator;
}

/** A sentence on what became of `--version`. What starts and says something else is an error. */
export function startExecutable(
  target: ExecutableTarget,
  root: string,
  folder: string,
  version: string,
): string {
  const starter = starterOf(target, root);
  if ("why" in starter) return `not started: ${starter.why}`;
  const [program = "", ...argv] = [
    ...starter.argv,
    path.resolve(folder, executableFile(target)),
    "--version",
  ];
  const { DISPLAY: _, ...environment } = process.env;
  const env = { ...environment, ...starter.env };
  const said = execFileSync(program, argv, {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
  if (said !== version)
    throw new Error(`${executableFile(target)} says "${said}" ${starter.how}, not ${version}`);
  return `says ${version} ${starter.how}`;
}
