/** Bun's way to load a config, in the executable: it reads TypeScript itself, and `gowsl` is the running one. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { inNodesWords } from "./config-bun-error.ts";
import type { Loader } from "./config-module.ts";

/** What is used of Bun's own API. */
interface BunApi {
  plugin(plugin: { name: string; setup: (build: PluginBuild) => void }): void;
  resolveSync(specifier: string, folder: string): string;
  Transpiler: new (options: { loader: "tsx" }) => { scanImports(text: string): { path: string }[] };
}

interface PluginBuild {
  module(name: string, load: () => { exports: object; loader: "object" }): void;
  onLoad(on: { filter: RegExp }, load: (asked: { path: string }) => { contents: string; loader: "ts" }): void;
  onResolve(on: { filter: RegExp }, resolve: (asked: { path: string; importer: string }) => undefined): void;
}

/**
 * Which files a config imports is seen in three ways, as Bun asks for TypeScript only how to load it (all else
 * it would take for a module, CommonJS and JSON too), and where a file is only if the name has an ending. What is
 * left, `./name` for a file that is no TypeScript, stands in the texts.
 */
export async function createLoader(): Promise<Loader> {
  const { Bun: bun } = globalThis as unknown as { Bun: BunApi };
  // By its public name, as a config has it: what lies behind it is none of lib/host's affair.
  const api = await import("gowsl");
  const files = new Set<string>();
  const note = (file: string | undefined) => {
    if (file !== undefined && path.isAbsolute(file) && !file.split(path.sep).includes("node_modules"))
      files.add(file);
  };
  const find = (specifier: string, importer: string): string | undefined => {
    try {
      return specifier === "gowsl" ? undefined : bun.resolveSync(specifier, path.dirname(importer));
    } catch {
      return undefined;
    }
  };
  let asking = false;
  bun.plugin({
    name: "gowsl",
    setup: (build) => {
      build.module("gowsl", () => ({ exports: api, loader: "object" }));
      build.onLoad({ filter: /^(?!.*[\\/]node_modules[\\/]).*\.m?tsx?$/ }, ({ path: file }) => {
        note(file);
        const loader = path.extname(file).replace(/^\.m?/, "") as "ts";
        return { contents: readFileSync(file, "utf8"), loader };
      });
      // Answers nothing: Bun goes on by itself. It comes here with gowsl's own questions, too.
      build.onResolve({ filter: /\.(json|cts|[cm]?jsx?)$/ }, ({ path: specifier, importer }) => {
        if (asking) return undefined;
        asking = true;
        note(find(specifier, importer));
        asking = false;
        return undefined;
      });
    },
  });
  const told = new Set<string>();
  return {
    load: (file) => import(file) as Promise<Record<string, unknown>>,
    imported: () => {
      const scanner = new bun.Transpiler({ loader: "tsx" });
      for (const file of files) {
        if (told.has(file) || file.endsWith(".json")) continue;
        for (const { path: specifier } of scanner.scanImports(readFileSync(file, "utf8"))) {
          if (/^\.{0,2}\//.test(specifier) && path.extname(specifier) === "") note(find(specifier, file));
        }
      }
      const since = [...files].filter((file) => !told.has(file));
      for (const file of since) told.add(file);
      return since;
    },
    inNodesWords: (error) => inNodesWords(error, [...files], find),
  };
}
