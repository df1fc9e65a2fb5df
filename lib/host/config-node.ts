/** Node's way to load a config: TypeScript through tsx, and hooks by which `gowsl` is the running one. */
import module from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { hookUrl, type HookSettings } from "./config-hook.ts";
import type { Loader } from "./config-module.ts";
import { redirectRequire } from "./config-require.ts";
import { ownRoot } from "./package.ts";

/** Stands in the URL of each module of a config, so that gowsl's own modules are left alone. */
const namespace = "gowsl-config-module";

/** gowsl's own hooks first: the last ones registered are the outermost (see config-hook.ts). */
export async function createLoader(): Promise<Loader> {
  const api = apiFile(ownRoot(), import.meta.url.endsWith(".ts"));
  const { port1, port2 } = new MessageChannel();
  await registerHook({ namespace, api: pathToFileURL(api).href, port: port2 });
  const files: string[] = [];
  redirectRequire("gowsl", api, (file) => files.push(file));
  const [esm, cjs] = await Promise.all([import("tsx/esm/api"), import("tsx/cjs/api")]);
  // Both ways: on Node 20 a plain .cjs leaves the namespace, and then requires like any other file.
  cjs.register();
  cjs.register({ namespace });
  // No tsconfig: the nearest one is that of the current folder, and has nothing to do with the config.
  const scope = esm.register({ namespace, tsconfig: false });
  const imported = () => {
    // Read at once and not by an event: the hook's thread told of a file before it was imported.
    for (let told = receiveMessageOnPort(port1); told; told = receiveMessageOnPort(port1)) {
      files.push(fileURLToPath(told.message as string));
    }
    return files.splice(0);
  };
  const load = (file: string) => {
    const url = pathToFileURL(file).href;
    // The parent is the file itself, marked, so that the hook takes part from the first import on.
    return scope.import(url, `${url}?${namespace}`) as Promise<Record<string, unknown>>;
  };
  return { load, imported, inNodesWords: (error) => error };
}

/** Where the public API lies, for a gowsl that runs from source or as a bundle. */
export function apiFile(root: string, fromSource: boolean): string {
  return fromSource ? path.join(root, "lib", "index.ts") : path.join(root, "out", "index.js");
}

/** Both kinds of hooks; the types of Node 20 know only the first. */
interface Hooks {
  register: typeof module.register;
  registerHooks?: (hooks: { resolve: unknown }) => void;
}

/**
 * Node 26 warns of `register` (DEP0205) and a later one will be without. Before that, `register` it
 * is: its hooks lie further in than tsx's, whichever kind tsx takes, as synchronous ones run first.
 */
async function registerHook(settings: HookSettings): Promise<void> {
  const { register, registerHooks } = module as Hooks;
  if (registerHooks !== undefined && Number.parseInt(process.versions.node, 10) >= 26) {
    const hook = (await import(hookUrl)) as { initialize(data: HookSettings): void; resolve: unknown };
    hook.initialize(settings);
    registerHooks({ resolve: hook.resolve });
  } else {
    register(hookUrl, { data: settings, transferList: [settings.port] });
  }
}
