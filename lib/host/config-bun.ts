/** Bun's way to load a config, in the executable: it reads TypeScript itself, and `gowsl` is the running one. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { inNodesWords } from "./config-bun-error.ts";
import type { Loader } from "./config-module.ts";

/** What is used of Bun's own API. */
interface BunApi {
  plugin(plugin: { name: string; setup: (build: PluginBuild) => void }): void;
  resolveSync(specifier: string, folder: string): string;
  Transpiler: new (options: { loader: "ts" | "tsx" }) => { scanImports(text: string): { path: string }[] };
}

interface PluginBuild {
  module(name: string, load: () => { exports: object; loader: "object" }): void;
  onLoad(on: { filter: RegExp }, load: (asked: { path: string }) => { contents: string; loader: "ts" }): void;
  onResolve(on: { filter: RegExp }, resolve: (asked: { path: string; importer: string }) => undefined): void;
}

/**
 * Which files a config imports is read in their texts, and seen: Bun tells of TypeScript when it loads it (all else
 * it would take for a module, CommonJS and JSON too), and of other files when it looks for a name with an ending.
 * On Windows it tells of TypeScript never (Bun 1.4.5), so the texts are what counts; an import whose name is
 * computed stands in none, and such a config is evaluated each time (lib/config/repeatable.ts).
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
  const [plain, withMarkup] = (["ts", "tsx"] as const).map((loader) => new bun.Transpiler({ loader }));
  const scanned = new Set<string>();
  /** All files so far; the set grows while it is walked. */
  const scan = () => {
    for (const file of files) {
      if (scanned.has(file) || file.endsWith(".json")) continue;
      scanned.add(file);
      const scanner = file.endsWith("x") ? withMarkup! : plain!;
      for (const specifier of specifiersOf(file, scanner)) note(find(specifier, file));
    }
    return [...files];
  };
  const told = new Set<string>();
  return {
    load: (file) => {
      note(file);
      return import(file) as Promise<Record<string, unknown>>;
    },
    imported: () => {
      const since = scan().filter((file) => !told.has(file));
      for (const file of since) told.add(file);
      return since;
    },
    inNodesWords: (error) => inNodesWords(error, scan(), find),
  };
}

/** The local files that a text imports, as it names them. None where it can't be read: that is told elsewhere. */
function specifiersOf(file: string, scanner: InstanceType<BunApi["Transpiler"]>): string[] {
  try {
    const imports = scanner.scanImports(readFileSync(file, "utf8"));
    return imports.map((each) => each.path).filter((each) => /^\.{0,2}\//.test(each));
  } catch {
    return [];
  }
}
