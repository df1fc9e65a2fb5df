/** How this very gowsl is started again: the runtime with its script, as absolute paths. */
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { ownFiles, packageRoot } from "./package.ts";

export function ownCommand(): string[] {
  const [bundle] = ownFiles();
  if (bundle !== undefined) return [process.execPath, bundle];
  const root = ownRoot();
  const tsx = path.join(root, "node_modules", "tsx", "dist", "cli.mjs");
  return [process.execPath, tsx, path.join(root, "lib", "main.ts")];
}

/** The folder that has gowsl's own package.json. */
export function ownRoot(): string {
  return packageRoot(path.dirname(fileURLToPath(import.meta.url)));
}
