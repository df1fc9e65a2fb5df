/** Facts about this gowsl itself. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "./config-module.ts";
import { readText } from "./files.ts";

/** The files by which this gowsl can be told from another one; none where it runs from source. */
export function ownFiles(): string[] {
  if (import.meta.url.endsWith(".ts")) return [];
  const out = path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), "out");
  return [path.join(out, "gowsl.cjs"), path.join(out, "cli", "main.js")];
}

/** The version in gowsl's own package.json. */
export function ownVersion(): string {
  const root = packageRoot(path.dirname(fileURLToPath(import.meta.url)));
  const manifest = JSON.parse(readText(path.join(root, "package.json")) ?? "{}") as { version?: string };
  return manifest.version ?? "unknown";
}
