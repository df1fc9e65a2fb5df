/**
 * Loads a config file as a module: TypeScript through tsx, `gowsl` as the running gowsl's own API.
 * Knows nothing of what a config means.
 */
import module from "node:module";
import path from "node:path";
import process from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { describeLoadError, type LoadError } from "./config-error.ts";
import { hookUrl, type HookSettings } from "./config-hook.ts";
import { redirectRequire } from "./config-require.ts";
import { packageRoot } from "./package.ts";

export type ImportedConfig =
  | {
      ok: true;
      /** The default export. */
      value: unknown;
      /** The config and each local file that it imported so far, sorted. */
      sources: string[];
    }
  | ({ ok: false } & LoadError);

/** Stands in the URL of each module of a config, so that gowsl's own modules are left alone. */
const namespace = "gowsl-config-module";

interface Loader {
  /** Imports a module by its URL, for the module at another URL. */
  load: (url: string, parent: string) => Promise<Record<string, unknown>>;
  /** The local files that were imported since the last call. */
  imported: () => string[];
}

let loader: Promise<Loader> | undefined;

/** Loads the file and takes its default export. A module is evaluated once in a process, as always. */
export async function importConfig(file: string): Promise<ImportedConfig> {
  const home = packageRoot(path.dirname(fileURLToPath(import.meta.url)));
  loader ??= createLoader(apiFile(home, import.meta.url.endsWith(".ts")));
  const { load, imported } = await loader;
  const url = pathToFileURL(file).href;
  // stdout holds gowsl's answer only: what a config and its functions print by themselves goes to stderr.
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  try {
    // The parent is the file itself, marked, so that the hook takes part from the first import on.
    const loaded = await settled(load(url, `${url}?${namespace}`));
    const own = imported().filter(
      (source) => !isWithin(home, "lib", source) && !isWithin(home, "out", source),
    );
    return { ok: true, value: loaded["default"], sources: [...new Set([file, ...own])].toSorted() };
  } catch (error) {
    return { ok: false, ...describeLoadError(error, { file, home }) };
  }
}

/** Where the public API lies, for a gowsl that runs from source or as a bundle. */
export function apiFile(root: string, fromSource: boolean): string {
  return fromSource ? path.join(root, "lib", "index.ts") : path.join(root, "out", "index.js");
}

function isWithin(root: string, folder: string, file: string): boolean {
  return file.startsWith(path.join(root, folder) + path.sep);
}

/**
 * Waits for a module, and for what may happen to one beside:
 * - Node 20 rejects a second, unreachable promise where an imported CommonJS file throws, which would
 *   end the process; so would a promise of the config that nobody awaits.
 * - A top-level await for something that never comes leaves Node with nothing to do, and it exits.
 */
async function settled<Value>(loading: Promise<Value>): Promise<Value> {
  let abandon: (reason: unknown) => void = () => {};
  const abandoned = new Promise<never>((_, reject) => (abandon = reject));
  const idle = () => abandon(new Error("a top-level await waits for something that never comes"));
  process.on("unhandledRejection", abandon);
  process.on("beforeExit", idle);
  try {
    return await Promise.race([loading, abandoned]);
  } catch (error) {
    // The second promise is reported after this one.
    await nextTurn();
    throw error;
  } finally {
    process.off("unhandledRejection", abandon);
    process.off("beforeExit", idle);
  }
}

/**
 * Once per process; a config's functions may import more while steps run, so nothing is taken back.
 * gowsl's own hooks first: the last ones registered are the outermost (see config-hook.ts).
 */
async function createLoader(api: string): Promise<Loader> {
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
  return { load: scope.import, imported };
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
