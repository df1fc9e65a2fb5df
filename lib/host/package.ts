/** Facts about this gowsl itself. Not through files.ts, which loads more than `--version` needs. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { carried, insideFolders } from "./executable.ts";
import { lookAt } from "./stat.ts";

/** The files by which this gowsl can be told from another one; none where it runs from source. */
export function ownFiles(): string[] {
  if (carried() !== undefined) return [process.execPath];
  if (import.meta.url.endsWith(".ts")) return [];
  const out = path.join(ownRoot(), "out");
  return [path.join(out, "gowsl.cjs"), path.join(out, "cli", "main.cjs")];
}

/** This gowsl as a text that another one does not have; undefined where it runs from source. */
export function ownStamp(): string | undefined {
  const files = ownFiles();
  return files.length === 0 ? undefined : JSON.stringify(files.map((file) => [file, lookAt(file).stat]));
}

/** What of these files tells: to read an executable takes longer than to do without what it has left. */
export function ownWatch(): "content" | "stat" {
  return carried() === undefined ? "content" : "stat";
}

/** Folders that hold gowsl's own code: what stands there in a stack is none of the user's. */
export function ownFolders(): string[] {
  if (carried() !== undefined) return insideFolders;
  const root = ownRoot();
  return [path.join(root, "lib"), path.join(root, "out")];
}

/** One of gowsl's own files, by its path from the package's folder. */
export function ownText(file: string): string | undefined {
  const inside = carried();
  if (inside !== undefined) return inside.texts[file];
  const place = path.join(ownRoot(), file);
  return existsSync(place) ? readFileSync(place, "utf8") : undefined;
}

/** This gowsl as one file: where it lies, and the name under which it is released. */
export function ownExecutable(): { file: string; name: string } | undefined {
  const inside = carried();
  return inside === undefined ? undefined : { file: process.execPath, name: inside.name };
}

/** The version in gowsl's own package.json. */
export function ownVersion(): string {
  const manifest = JSON.parse(ownText("package.json") ?? "{}") as { version?: string };
  return manifest.version ?? "unknown";
}

/** The folder that has gowsl's own package.json. There is none around an executable. */
export function ownRoot(): string {
  return packageRoot(path.dirname(fileURLToPath(import.meta.url)));
}

/** The folder of gowsl's own package.json, from a folder within it. */
export function packageRoot(folder: string): string {
  for (let current = folder; ; current = path.dirname(current)) {
    const manifest = path.join(current, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "gowsl") return current;
    if (path.dirname(current) === current) throw new Error(`no package.json of gowsl above ${folder}`);
  }
}
