/** Makes a folder with those above it. Knows nothing of what it is for. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { lookAt } from "./stat.ts";

/**
 * As `mkdirSync(folder, { recursive: true })`, which goes round for ever where a folder is there and takes no new ones
 * with the error "no such file" (/proc does).
 * @throws what the system says
 */
export function makeFolderNow(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EROFS, EPERM and EISDIR come for folders that are there, too: drives of Windows, mounts that are read-only.
    if (code !== "ENOENT") {
      if (lookAt(folder).type === "folder") return;
      throw code === "ENOTDIR" || code === "EEXIST"
        ? Object.assign(error as Error, { path: obstacle(folder) })
        : error;
    }
    const above = path.dirname(folder);
    if (above === folder || lookAt(above).type === "folder") throw error;
    makeFolderNow(above);
    makeFolderNow(folder);
  }
}

/** The file that stands where a folder should be: the system names the folder that could not be made. */
function obstacle(folder: string): string {
  const above = path.dirname(folder);
  if (above === folder || lookAt(above).type === "folder") return folder;
  return obstacle(above);
}
