/**
 * `.gowsl/types/`: the types of the API, to which the `paths` of a tsconfig.json lead, so that an editor finds them
 * without node_modules. They belong to the gowsl that runs, so each machine has its own. Knows nothing of editors.
 */
import path from "node:path";
import { readBytes, readText, remove, walkFiles } from "../host/files.ts";
import { ownVersion } from "../host/package.ts";
import { writeText } from "../host/placing.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";

/** What `paths` of a tsconfig.json beside the config has to name. */
export const typesPath = ".gowsl/types/index.d.ts";

const typesFolder = (root: string): string => path.join(stateFolder(root), "types");
const versionFile = (root: string): string => path.join(typesFolder(root), "version");

/**
 * Makes the types anew where the tsconfig.json leads to them and they are those of another gowsl, or not there:
 * a fresh checkout has none. That they can't be written is no reason to stop a run.
 */
export async function refreshTypes(root: string): Promise<void> {
  // Not by readText: nothing that a run concludes rests on these.
  if (readBytes(path.join(root, "tsconfig.json"))?.includes(typesPath) !== true) return;
  if (readBytes(versionFile(root))?.toString() === `${ownVersion()}\n`) return;
  await writeTypes(root).catch(() => {});
}

/** Are they there, file by file as this gowsl has them? Undefined where this gowsl has none. */
export async function hasTypes(root: string): Promise<boolean | undefined> {
  const types = await typesOfApi();
  if (types["index.d.ts"] === undefined) return undefined;
  const wrong = Object.entries(types).find(
    ([name, text]) => readText(path.join(typesFolder(root), name)) !== text,
  );
  return wrong === undefined && readText(versionFile(root)) === `${ownVersion()}\n`;
}

/** Writes them, and the version last: until then they are those of nobody. */
export async function writeTypes(root: string): Promise<void> {
  const types = await typesOfApi();
  if (types["index.d.ts"] === undefined) return;
  await prepareStateFolder(root);
  await remove(versionFile(root));
  for (const { path: file } of await walkFiles(typesFolder(root))) {
    const name = path.relative(typesFolder(root), file).replaceAll("\\", "/");
    if (!Object.hasOwn(types, name)) await remove(file);
  }
  for (const [name, text] of Object.entries(types)) {
    await writeText(path.join(typesFolder(root), name), text, "may be lost");
  }
  await writeText(versionFile(root), `${ownVersion()}\n`, "may be lost");
}

/** On demand: the executable carries them, and other runs shall not have to read them. */
async function typesOfApi(): Promise<Readonly<Record<string, string>>> {
  return (await import("../host/api-types.ts")).apiTypes();
}
