/**
 * `require("gowsl")` in the CommonJS files of a config. The hook of config-hook.ts sees imports, and
 * on Node 20 only those.
 */
import module from "node:module";
import path from "node:path";

/** What Node has and its types leave out: the function by which each `require` finds its file. */
interface Resolver {
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

/**
 * To be called before tsx patches the same function: tsx then hands the name down as it was written,
 * and loads what it gets back, TypeScript or not.
 * @param found is told each local file that is required.
 */
export function redirectRequire(name: string, target: string, found: (file: string) => void): void {
  const resolver = module as unknown as Resolver;
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function (request, ...rest) {
    if (request === name) return target;
    const file = resolve.call(this, request, ...rest);
    if (path.isAbsolute(file) && !file.split(path.sep).includes("node_modules"))
      found(file.replace(/\?namespace=.*$/, ""));
    return file;
  };
}
