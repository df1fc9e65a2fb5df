/** Facts about this gowsl itself. */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { packageRoot } from "./config-module.ts";
import { readText } from "./files.ts";

const ownRoot = () => packageRoot(path.dirname(fileURLToPath(import.meta.url)));

/** Is a line of a stack about gowsl's own code, that of a package or of Node? */
export function isForeignFrame(line: string): boolean {
  if (/node:|node_modules/.test(line)) return true;
  const folders = ["lib", "out"].map((name) => path.join(ownRoot(), name) + path.sep);
  return folders.some((folder) => line.includes(folder) || line.includes(pathToFileURL(folder).href));
}

/** The version in gowsl's own package.json. */
export function ownVersion(): string {
  const root = ownRoot();
  const manifest = JSON.parse(readText(path.join(root, "package.json")) ?? "{}") as { version?: string };
  return manifest.version ?? "unknown";
}
