/** gowsl-shims.json: what stands beside it, and what `gowsl shim uninstall` has to put back. */
import path from "node:path";
import { shimListName } from "../go/shim.ts";
import { readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";

export interface ShimList {
  schema: 1;
  /** What runs this gowsl. */
  gowsl: string[];
  routes: string;
  /** Programs of tools that are no part of Go, by the name of their shims. */
  tools: Record<string, string>;
  /** SHA-256 of each shim as it was made. */
  files: Record<string, string>;
  /** The profiles that have a block, one for each shell, and whether there was none before. */
  profiles?: { file: string; made: boolean }[];
}

/** What the list says; undefined where there is none, or one that is damaged. */
export function readList(shims: string): ShimList | undefined {
  try {
    const list = JSON.parse(readText(path.join(shims, shimListName)) ?? "null") as ShimList | null;
    return list?.schema === 1 && typeof list.files === "object" ? list : undefined;
  } catch {
    return undefined;
  }
}

export function writeList(shims: string, list: ShimList): Promise<void> {
  return writeText(path.join(shims, shimListName), `${JSON.stringify(list, null, 2)}\n`);
}
