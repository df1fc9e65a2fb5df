/**
 * Loads a config file as a module: TypeScript as it is, `gowsl` as the running gowsl's own API. Knows nothing
 * of what a config means, and nothing of how Node or Bun load one.
 */
import path from "node:path";
import process from "node:process";
import { nextTurn } from "./clock.ts";
import { describeLoadError, type LoadError } from "./config-error.ts";
import { carried } from "./executable.ts";
import { ownFolders } from "./package.ts";

export type ImportedConfig =
  | {
      ok: true;
      /** The default export. */
      value: unknown;
      /** The config and each local file that it imported so far, sorted. */
      sources: string[];
      /** Has it printed anything? */
      printed: boolean;
    }
  | ({ ok: false } & LoadError);

/** What Node's and Bun's ways to load a config have in common. */
export interface Loader {
  /** Imports a config. */
  load: (file: string) => Promise<Record<string, unknown>>;
  /** The local files that were imported since the last call. */
  imported: () => string[];
  /** What was thrown, in the words that Node and tsx have for it. */
  inNodesWords: (error: unknown) => unknown;
}

let loader: Promise<Loader> | undefined;

/** Loads the file and takes its default export. A module is evaluated once in a process, as always. */
export async function importConfig(file: string): Promise<ImportedConfig> {
  const own = ownFolders();
  loader ??= createLoader();
  const { load, imported, inNodesWords } = await loader;
  // stdout holds gowsl's answer only: what a config and its functions print by themselves goes to stderr.
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  const prints = countPrints();
  try {
    const loaded = await settled(load(file));
    const sources = imported().filter(
      (source) => !own.some((folder) => source.startsWith(folder + path.sep)),
    );
    const all = [...new Set([file, ...sources])].toSorted();
    return { ok: true, value: loaded["default"], sources: all, printed: prints.count > 0 };
  } catch (error) {
    return { ok: false, ...describeLoadError(inNodesWords(error), { file, own }) };
  } finally {
    prints.end();
  }
}

/** Counts what is printed: a config that says something when it is evaluated is to say it each time. */
function countPrints(): { count: number; end: () => void } {
  const methods = Object.entries(console).filter(([, method]) => typeof method === "function");
  const prints = { count: 0, end: () => void Object.assign(console, Object.fromEntries(methods)) };
  for (const [name, method] of methods) {
    const counted = (...said: unknown[]): unknown => {
      prints.count++;
      return (method as (...words: unknown[]) => unknown).apply(console, said);
    };
    Object.assign(console, { [name]: counted });
  }
  return prints;
}

/** Once per process; a config's functions may import more while steps run, so nothing is taken back. */
async function createLoader(): Promise<Loader> {
  const runtime = await (carried() === undefined ? import("./config-node.ts") : import("./config-bun.ts"));
  return runtime.createLoader();
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
