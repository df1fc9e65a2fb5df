/** Facts about this gowsl itself. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readText } from "./files.ts";

/** The files by which this gowsl can be told from another one; none where it runs from source. */
export function ownFiles(): string[] {
  if (import.meta.url.endsWith(".ts")) return [];
  const out = path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), "out");
  return [path.join(out, "gowsl.cjs"), path.join(out, "cli", "main.cjs")];
}

/** The version in gowsl's own package.json. */
export function ownVersion(): string {
  const root = packageRoot(path.dirname(fileURLToPath(import.meta.url)));
  const manifest = JSON.parse(readText(path.join(root, "package.json")) ?? "{}") as { version?: string };
  return manifest.version ?? "unknown";
}

/** The folder of gowsl's own package.json, from a folder within it. */
export function packageRoot(folder: string): string {
  for (let current = folder; ; current = path.dirname(current)) {
    const manifest = path.join(current, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "gowsl") return current;
    if (path.dirname(current) === current) throw new Error(`no package.json of gowsl above ${folder}`);
  }
}
