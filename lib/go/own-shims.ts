/** Tells gowsl's own shims from Go installations, so that routing looks at what stands behind them on PATH. */
import path from "node:path";
import { exists, realPath } from "../host/files.ts";
import { shimListName } from "./shim.ts";

/** Does the file, or what it is a link to, lie in the folder of the shims? */
export function isOwnShim(file: string): boolean {
  return exists(path.join(path.dirname(realPath(file)), shimListName));
}
