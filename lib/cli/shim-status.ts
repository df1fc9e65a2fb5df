/** `gowsl shim status`: which shims there are, and whether a shell finds them. Changes nothing. */
import path from "node:path";
import { withoutBlock } from "../go/shim.ts";
import { isFile } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Arguments } from "./arguments.ts";
import { printDocument } from "./output.ts";
import type { Project } from "./project.ts";
import { readList, type ShimList } from "./shim-list.ts";
import { pathLine, profileFile, profileName, readProfile } from "./shim-profile.ts";
import { shimFolders } from "./shim-route.ts";

/** Prints it, and returns the exit code. */
export function showShims(project: Project, given: Arguments): number {
  const { machine, terminal } = project;
  const { shims } = shimFolders(machine.home);
  const list = readList(shims);
  const { platform, environment } = machine;
  const folders = (variable(environment, platform, "PATH") ?? "").split(platform === "win32" ? ";" : ":");
  const suffix = platform === "win32" ? ".exe" : "";
  const first = folders.find((folder) => isFile(path.join(folder, `go${suffix}`)));
  const files = Object.keys(list?.files ?? {});
  const missing = files.filter((name) => !isFile(path.join(shims, name)));
  const onPath = folders.includes(shims);
  const state = {
    folder: shims,
    installed: list !== undefined,
    shims: files.filter((name) => !missing.includes(name)),
    missing,
    gowsl: list?.gowsl ?? [],
    onPath,
    firstGo: first === undefined ? null : path.join(first, `go${suffix}`),
    profiles: list === undefined ? [] : puttingOnPath(machine, list),
  };
  if (given.json) {
    printDocument(terminal, state);
    return 0;
  }
  if (list === undefined) {
    terminal.stdout(`no shims: \`gowsl shim install\` makes them in ${shims}\n`);
    return 0;
  }
  terminal.stdout(`${state.shims.join(", ")} in ${shims}\n`);
  terminal.stdout(`run by ${list.gowsl.join(" ")}\n`);
  if (missing.length > 0)
    terminal.stdout(`gone: ${missing.join(", ")}; \`gowsl shim install\` makes them again\n`);
  const own = profileFile(machine);
  if (!onPath && state.profiles.some((file) => file === own))
    terminal.stdout(`not on PATH here; ${own as string} puts them there in new shells\n`);
  else if (!onPath)
    terminal.stdout(`not on PATH; add this line to ${profileName(machine)}:\n  ${pathLine(machine)}\n`);
  else if (first === shims) terminal.stdout("first on PATH: `go` is the shim\n");
  else terminal.stdout(`on PATH, but ${state.firstGo} stands before: put the folder further to the front\n`);
  return 0;
}

/** The profiles that put the shims on PATH, whoever has written the block. */
export function puttingOnPath(
  machine: Project["machine"],
  { profiles = [] }: Pick<ShimList, "profiles">,
): string[] {
  const own = profileFile(machine);
  const known = [...profiles.map(({ file }) => file), ...(typeof own === "string" ? [own] : [])];
  return [...new Set(known)].filter((file) => {
    const text = readProfile(file);
    return text !== undefined && withoutBlock(text) !== text;
  });
}
