/**
 * Makes CommonJS of lib/ for Node, which takes 15 ms more for modules: it makes a module of each builtin,
 * too. Knows nothing of what is bundled but where it begins.
 */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform, type BuildOptions } from "esbuild";

const common = {
  target: "node20.19",
  legalComments: "none",
  // Less to read at each start; names stay, for the stack of a bug.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
} satisfies BuildOptions;

/** What is installed with gowsl is not in the bundle, but for one; what is not (OpenTelemetry, 28 MB of which it uses 0.5) is. */
const { dependencies } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8")) as {
  dependencies: Record<string, string>;
};

/** Packages that are modules only: for the first of them Node starts a loader of its own, which takes 8 ms. */
const inlined = ["cac"];

const bundled = {
  ...common,
  bundle: true,
  platform: "node",
  external: Object.keys(dependencies).filter((name) => !inlined.includes(name)),
} satisfies BuildOptions;

/** The API, which configs import. */
export async function bundleModule(entry: string, outfile: string): Promise<void> {
  await build({ ...bundled, entryPoints: [entry], outfile, format: "esm" });
}

/** One file that loads the other ones by require when it needs them. @param others what is not in it: source and bundle */
export async function bundleEntry(
  entry: string,
  outfile: string,
  others: readonly (readonly [source: RegExp, bundle: string])[],
): Promise<void> {
  const { outputFiles } = await build({
    ...bundled,
    entryPoints: [entry],
    outfile,
    format: "esm",
    write: false,
    plugins: [
      {
        name: "on-demand",
        setup: ({ onResolve }) => {
          for (const [filter, path] of others) onResolve({ filter }, () => ({ path, external: true }));
        },
      },
    ],
  });
  await writeFile(outfile, await commonJs(outputFiles[0]!.text), { mode: 0o755 });
}

/** Files that share what more than one of them needs; each `import()` in the source is a file of its own. */
export async function bundleParts(entryPoints: Record<string, string>, outdir: string): Promise<void> {
  // Only modules can be split by esbuild, so they are made first, and each file is translated then.
  const { metafile } = await build({
    ...bundled,
    entryPoints,
    outdir,
    outExtension: { ".js": ".cjs" },
    chunkNames: "parts/[name]-[hash]",
    format: "esm",
    splitting: true,
    metafile: true,
  });
  for (const file of Object.keys(metafile.outputs)) {
    await writeFile(file, await commonJs(await readFile(file, "utf8")));
  }
  for (const name of inlined) {
    await copyFile(join("node_modules", name, "LICENSE"), join(outdir, `${name}.LICENSE`));
  }
}

async function commonJs(module: string): Promise<string> {
  const knowsItself = module.includes("import.meta.url");
  const ownUrl = 'const ownUrl=require("node:url").pathToFileURL(__filename).href;';
  const { code } = await transform(module.replaceAll(importOfModules, "keptImport("), {
    ...common,
    platform: "node",
    format: "cjs",
    supported: { "dynamic-import": false },
    // What a module is by itself.
    banner: `"use strict";${knowsItself ? ownUrl : ""}`,
    ...(knowsItself ? { define: { "import.meta.url": "ownUrl" } } : {}),
  });
  return withCheapImports(code).replaceAll("keptImport(", "import(");
}

/**
 * What must come as a module: the API of tsx, which as CommonJS looks for its own files where they are not (4.23.15, on
 * Node 20), and node-fetch, which is nothing else: by require its default is not where an import has it.
 */
const importOfModules = /\bimport\((?="(?:tsx\/esm\/api|node-fetch\/src\/index\.js)"\))/g;

/** esbuild copies the properties of each builtin, for each file that imports it: that took 9 ms of a start. */
function withCheapImports(code: string): string {
  const copying = /\b__toESM=\(mod,isNodeMode,target\)=>\(.*?,mod\)\)/s;
  if (!code.includes("__toESM=")) return code;
  if (!copying.test(code)) throw new Error("esbuild's __toESM has another form than bundle.ts knows");
  return code.replace(copying, "__toESM=mod=>({__proto__:mod,default:mod})");
}
