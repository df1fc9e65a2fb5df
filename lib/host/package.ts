/** Facts about this gowsl itself. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "./config-module.ts";
import { readText } from "./files.ts";

/** The version in gowsl's own package.json. */
export function ownVersion(): string {
  const root = packageRoot(path.dirname(fileURLToPath(import.meta.url)));
  const manifest = JSON.parse(readText(path.join(root, "package.json")) ?? "{}") as { version?: string };
  return manifest.version ?? "unknown";
}
