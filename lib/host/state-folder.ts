/** `.gowsl/`, where gowsl keeps what it knows of a checkout. It ignores itself, so that no .gitignore has to be edited. */
import path from "node:path";
import { readText } from "./files.ts";
import { writeText } from "./placing.ts";

export function stateFolder(root: string): string {
  return path.join(root, ".gowsl");
}

/** Where copies of files lie that somebody has changed and a run has replaced. */
export function replacedFolder(root: string): string {
  return path.join(stateFolder(root), "replaced");
}

export async function prepareStateFolder(root: string): Promise<void> {
  const ignore = path.join(stateFolder(root), ".gitignore");
  if (readText(ignore) === undefined) await writeText(ignore, "*\n");
}
