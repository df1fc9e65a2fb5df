/**
 * Finds the Bun that a target's executable is made of: the one that npm has installed for this machine, else one
 * that is fetched once, through npm, and believed by the digest in package-lock.json.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { TaskContext } from "gowsl";
import { extract } from "tar";
import { bunFile, type ExecutableTarget } from "./targets.ts";

/** Absolute path of Bun's program for the target. */
export async function bunFor(
  target: ExecutableTarget,
  root: string,
  { $, log }: Pick<TaskContext, "$" | "log">,
): Promise<string> {
  const { version, integrity } = locked(target, root);
  const installed = path.join(root, "node_modules", target.package);
  if (versionOf(installed) === version) return path.join(installed, bunFile(target));
  const kept = path.join(root, "node_modules", ".cache", "gowsl-bun", `${target.name}-${version}`);
  const program = path.join(kept, bunFile(target));
  if (existsSync(program)) return program;
  log(`fetching ${target.package}@${version}`);
  mkdirSync(path.dirname(kept), { recursive: true });
  const draft = mkdtempSync(`${kept}.new-`);
  try {
    await $`npm pack --silent --pack-destination ${draft} ${target.package}@${version} > /dev/null`;
    const archive = path.join(draft, readdirSync(draft)[0]!);
    const digest = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (`sha512-${digest}` !== integrity) {
      throw new Error(`${target.package}@${version} has not the digest that package-lock.json has`);
    }
    await extract({ file: archive, cwd: draft, strip: 1 });
    rmSync(archive);
    // Another process may have been as fast.
    if (!existsSync(kept)) renameSync(draft, kept);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}

function locked(target: ExecutableTarget, root: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const entry = lock.packages[`node_modules/${target.package}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${target.package}`);
  return entry;
}

function versionOf(folder: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    return manifest.version;
  } catch {
    return undefined;
  }
}
