/** How this very gowsl is started again: the runtime with its script, or the executable, as absolute paths. */
import path from "node:path";
import process from "node:process";
import { carried } from "./executable.ts";
import { ownFiles, ownRoot } from "./package.ts";

export function ownCommand(): string[] {
  if (carried() !== undefined) return [process.execPath];
  const [bundle] = ownFiles();
  if (bundle !== undefined) return [process.execPath, bundle];
  const root = ownRoot();
  const tsx = path.join(root, "node_modules", "tsx", "dist", "cli.mjs");
  return [process.execPath, tsx, path.join(root, "lib", "main.ts")];
}
