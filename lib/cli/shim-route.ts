/**
 * Leaves a route for the shim that has started this gowsl: which Go its folder gets, and all that this rests
 * on, so that the shim finds the way alone next time. Where that is not known exactly there is no route.
 */
import path from "node:path";
import { now } from "../host/clock.ts";
import { digestText, makeFolder, remove } from "../host/files.ts";
import { notedLooks } from "../host/looks.ts";
import { writeText } from "../host/placing.ts";
import { realPathIfThere, textIfThere } from "../host/quick.ts";
import { listFolder, lookAt, settledMs } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import { routedVariables } from "../go/routed-variables.ts";
import { routeDocument, routeScript, type Route } from "../go/shim.ts";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { settingNotes } from "./go-settings.ts";
import type { Project } from "./project.ts";

/** The folder where a shim was started, as its shell calls it; set by the shims. */
export const shimVariable = "GOWSL_SHIM_FOLDER";

/** Below the user's home, the same on all systems: one place to put on PATH, and to find from the other side. */
export function shimFolders(home: string): { shims: string; routes: string } {
  return { shims: path.join(home, ".gowsl", "shims"), routes: path.join(home, ".gowsl", "routes") };
}

/** What routing reads of the environment, beside what the config reads. */
const routingVariables =
  "PATH HOME USERPROFILE GOROOT GOWORK GOTOOLCHAIN GOENV GOPATH GOMODCACHE XDG_CONFIG_HOME XDG_CACHE_HOME GOWSL_CACHE_DIR GOWSL_SIDE WSL_DISTRO_NAME".split(
    " ",
  );

/** More than a few environments of one folder come from something that sets them anew each time. */
const mostRoutes = 8;

/** Keeps the route, if a shim has asked and nothing speaks against it. */
export async function keepRoute(project: Project, toolchain: Toolchain): Promise<void> {
  const { machine, loaded } = project;
  const { environment, platform, home } = machine;
  const called = variable(environment, platform, shimVariable);
  if (called === undefined || !path.isAbsolute(called) || !loaded.repeatable.ok) return;
  // What a shim would not do: refuse a setting, or set more than the place of the toolchain.
  if (settingNotes(project, toolchain).length > 0) return;
  if (Object.keys(routedVariables(toolchain, platform, environment)).length > 2) return;
  const route = await routeOf(project, toolchain, loaded.repeatable.variables);
  if (route === undefined) return;
  const windows = platform === "win32";
  const text = windows ? routeDocument(route, digestText) : routeScript(route);
  if (text === undefined) return;
  const { routes } = shimFolders(home);
  const folder = windows
    ? path.join(routes, digestText(called.toLowerCase()).slice(0, 32))
    : path.join(routes, called);
  const name = digestText(JSON.stringify(route.variables)).slice(0, 16);
  try {
    await makeFolder(folder);
    const others = listFolder(folder).filter((each) => each.name.endsWith(".route"));
    if (others.length >= mostRoutes) {
      for (const each of others) await remove(path.join(folder, each.name));
    }
    await writeText(path.join(folder, `${name}.route`), text, "may be lost");
  } catch {
    // A full disk, a folder that can't be written to: the shim asks again.
  }
}

/** Was this gowsl started by a shim? */
export function isShimmed({ environment, platform }: Project["machine"]): boolean {
  return variable(environment, platform, shimVariable) !== undefined;
}

/** The environment of children: what the shims tell gowsl is nothing to them. */
export function withoutShimVariable(environment: Environment): Environment {
  const { [shimVariable]: _, ...rest } = environment;
  return rest;
}

/** Undefined where a file is so new that it may be written again without a trace in its times. */
async function routeOf(
  { machine, root, loaded, cwd }: Project,
  { goroot }: Toolchain,
  variables: readonly string[],
): Promise<Route | undefined> {
  const { environment, platform } = machine;
  const names = [...new Set([...routingVariables, ...variables])];
  const route = {
    goroot,
    folder: cwd,
    variables: names.map((name) => [name, variable(environment, platform, name) ?? ""] as const),
    present: [] as string[],
    absent: [] as string[],
    links: [] as [string, string][],
    texts: [] as [string, string][],
    counts: [] as [string, number][],
  };
  // /proc and /sys are of the running kernel; what gowsl keeps of a checkout decides nothing here.
  const passedOver = ["/proc", "/sys", stateFolder(root)];
  const contents = new Set(loaded.sources);
  for (const { path: file, kind, found } of notedLooks()) {
    if (passedOver.some((folder) => file === folder || file.startsWith(folder + path.sep))) continue;
    if (!found) route.absent.push(file);
    else if (kind === "content") contents.add(file);
    else if (kind === "link") {
      const target = realPathIfThere(file);
      if (target !== file) route.links.push([file, target]);
    } else route.present.push(file);
    if (found && kind === "names") {
      const visible = listFolder(file).filter(({ name }) => !name.startsWith("."));
      route.counts.push([file, visible.length]);
      route.present.push(...visible.map(({ name }) => path.join(file, name)));
    }
  }
  for (const file of contents) {
    const text = textIfThere(file);
    const { stat } = lookAt(file);
    if (text === undefined || stat === undefined || stat.mtimeMs > now() - settledMs) return undefined;
    route.texts.push([file, text]);
  }
  return { ...route, present: [...new Set(route.present)], absent: [...new Set(route.absent)] };
}
